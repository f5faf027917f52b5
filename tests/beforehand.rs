//! What came right before a first sign whose cause is not sure: shown beside it, linked to nothing.

mod common;

use common::chatter::{HOURS_3, line, log};
use common::program::{FAULT, pipe};
use common::{TempDir, analyse, condition};
use kascade::model::{Analysis, Verdict};

/// A program that no rule knows, and says why it ends.
const TORN: &str = "ringd[841]: [ALERT] the ring of shards is torn at seat 7";
/// A known change that no rule links to a program that does not start.
const CHANGE: &str = "sudo[77]: ops : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/etcdctl defrag";

/// A program that does not start, with other lines so many seconds before, and one in the first second of it.
fn ends(others: &[(&str, i64)], above: &str, below: &str) -> String {
    let mut text = log(HOURS_3, others).replace(FAULT, "");
    let mut add = |message: &str, at: i64| {
        if !message.is_empty() {
            text += &line("kestrel", -at, message);
        }
    };
    add(above, 0);
    add("systemd[1]: ringd.service: Scheduled restart job, restart counter is at 1.", 0);
    add(below, 0);
    for n in 2..6 {
        add(&format!("systemd[1]: ringd.service: Scheduled restart job, restart counter is at {n}."), 2 * n);
    }
    add("systemd[1]: ringd.service: Start request repeated too quickly.", 12);
    text
}

fn read(text: &str) -> Analysis {
    let dir = TempDir::new("beforehand");
    analyse(&dir.write("kestrel/journal.log", text))
}

#[track_caller]
fn check(text: &str, verdict: Verdict, before: &[&str]) {
    let analysis = read(text);
    let incident = analysis.incidents.first().expect("a program that stays down is an incident");
    let shown: Vec<&str> = incident.roots[0].before.iter().map(|quote| &*quote.raw).collect();
    assert_eq!(incident.verdict, verdict, "{shown:?}");
    assert!(shown.len() == before.len() && shown.iter().zip(before).all(|(s, b)| s.ends_with(b)), "{shown:?}");
}

#[test]
fn an_error_above_it_in_the_same_second_came_before_it() {
    check(&ends(&[], TORN, ""), Verdict::Unknown, &[TORN]);
}

#[test]
fn an_error_below_it_did_not() {
    check(&ends(&[], "", TORN), Verdict::NoRootInEvidence, &[]);
}

#[test]
fn a_known_change_that_nothing_links_leaves_the_verdict() {
    check(&ends(&[(CHANGE, 90)], "", ""), Verdict::NoRootInEvidence, &[CHANGE]);
    check(&ends(&[(CHANGE, 900)], "", ""), Verdict::NoRootInEvidence, &[CHANGE]);
    check(&ends(&[(CHANGE, 2000)], "", ""), Verdict::NoRootInEvidence, &[]);
}

#[test]
fn the_most_telling_line_comes_first() {
    let told = "sshd[12]: Accepted publickey for ops from 10.0.4.7 port 40022 ssh2";
    check(&ends(&[(TORN, 40), (CHANGE, 30), (told, 20)], "", ""), Verdict::Unknown, &[TORN, CHANGE, told]);
    check(&ends(&[(CHANGE, 40), (TORN, 30)], "", ""), Verdict::Unknown, &[TORN, CHANGE]);
}

#[test]
fn a_line_of_another_host_may_be_it() {
    let text = ends(&[], "", "");
    let (before, after) = text.split_at(text.len() / 2);
    let at = before.rfind('\n').map_or(0, |end| end + 1);
    let told = line("merlin", 30, TORN);
    check(&format!("{}{told}{}{after}", &before[..at], &before[at..]), Verdict::Unknown, &[TORN]);
}

#[test]
fn a_fault_that_is_habit_is_none() {
    const RESET: &str = "kernel: nvme nvme1: I/O 211 QID 4 timeout, aborting";
    check(&ends(&[(RESET, 90)], "", ""), Verdict::NoRootInEvidence, &[RESET]);
    check(&ends(&[(RESET, 9000), (RESET, 90)], "", ""), Verdict::NoRootInEvidence, &[]);
}

/// Tasks that hang for two minutes are dated back, to before what they were first seen to follow.
#[test]
fn the_first_sign_is_what_was_printed_first() {
    let lost = "iscsid[911]: Kernel reported iSCSI connection 1:0 error (1022 - ISCSI_ERR_NOP_TIMEDOUT) state (3)";
    let mut text = log(HOURS_3, &[]).replace(FAULT, "");
    (0..6).for_each(|n| text += &line("kestrel", -20 * n, lost));
    (0..3).for_each(|n| {
        let hung = format!("kernel: INFO: task postgres:{} blocked for more than 122 seconds.", 900 + n);
        text += &line("kestrel", -112 - n, &hung);
    });
    let analysis = read(&text);
    let incident = &analysis.incidents[0];
    assert_eq!(incident.verdict, Verdict::NoRootInEvidence);
    assert_eq!(condition(&analysis, incident.roots[0].episode), "storage.iscsi-connection-error");
}

#[test]
fn beside_a_known_root_it_leaves_the_verdict() {
    const KILLED: &str = "kernel: Out of memory: Killed process 4711 (ringd) total-vm:81234kB, anon-rss:7000kB, \
                          file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:200kB oom_score_adj:0";
    let shown = |text: &str| {
        let analysis = read(text);
        assert_eq!(analysis.incidents[0].verdict, Verdict::Known);
        analysis.incidents[0].roots[0].before.iter().any(|quote| quote.raw.ends_with(TORN))
    };
    assert!(shown(&log(HOURS_3, &[(TORN, 1200), (TORN, 180)])), "a fault that something unseen may have led to");
    let ended = ["A process of this unit has been killed by the OOM killer.", "Failed with result 'oom-kill'."];
    let ended = ended.map(|said| line("kestrel", -1, &format!("systemd[1]: ringd.service: {said}")));
    let sure = log(HOURS_3, &[(TORN, 180)]).replace(FAULT, &line("kestrel", 0, KILLED)) + &ended.concat();
    assert!(!shown(&sure), "a defect of high confidence");
}

#[test]
fn it_is_in_every_form_of_the_report() {
    let text = ends(&[(CHANGE, 90)], "", "");
    for (args, said) in [(&["-o", "md"][..], "Right before it, though no rule links it:"), (&[], "right before it")] {
        let command = if args.is_empty() { vec![] } else { [&["report"], args].concat() };
        pipe(command, text.as_bytes()).ends(0).prints(said).prints("etcdctl defrag");
    }
    let report = pipe(["-o", "json"], text.as_bytes()).ends(0).json();
    let root = &report["incidents"][0]["root_causes"][0];
    let lines = |key: &str| root[key].as_array().cloned().unwrap_or_default();
    assert_eq!(lines("before").len(), 1);
    assert_eq!(lines("evidence").last(), lines("before").first());
    let report = pipe(["-o", "json"], ends(&[(TORN, 30)], "", "").as_bytes()).ends(0).json();
    let root = &report["incidents"][0]["root_causes"][0];
    assert_eq!((&report["incidents"][0]["verdict"], &root["evidence"][0]), (&"unknown".into(), &root["before"][0]));
}
