//! What came right before a first sign whose cause is not in the logs: shown beside it, linked to nothing.

mod common;

use common::chatter::{HOURS_3, line, log};
use common::program::{FAULT, pipe};
use common::{TempDir, analyse};
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
    check(&ends(&[(CHANGE, 900)], "", ""), Verdict::NoRootInEvidence, &[]);
}

#[test]
fn a_known_cause_has_nothing_before_it() {
    let analysis = read(&log(HOURS_3, &[(TORN, 1200), (TORN, 180)]));
    assert_eq!(analysis.incidents[0].verdict, Verdict::Known);
    assert!(analysis.incidents[0].roots[0].before.is_empty());
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
}
