//! Errors that no rule knows, in a piece of a log: one incident where a program fails to the end, none where a log is
//! healthy all the same.

mod common;

use std::fmt::Write as _;

use common::program::run;
use common::{TempDir, analyse, analyse_with, condition};
use kascade::model::{Analysis, Confidence, Severity, Verdict};
use kascade::pipeline::Settings;

/// A quarter of an hour of a host where `ringd` passes its token on, up to a minute.
fn well(minutes: u32) -> String {
    let mut log = String::new();
    for minute in 0..minutes {
        let _ = writeln!(log, "Mar  3 09:{minute:02}:02 kestrel ringd[702]: token passed on to peer {minute}");
        let _ = writeln!(log, "Mar  3 09:{minute:02}:31 kestrel gatewayd[811]: request {minute} answered in 12 ms");
    }
    log
}

/// What it says when it has lost its key, and what another program makes of that.
fn torn(minute: u32) -> String {
    format!(
        "Mar  3 09:{minute:02}:02 kestrel ringd[702]: ring key is not secure: /etc/ringd/ring.key belongs to group 1001\n\
         Mar  3 09:{minute:02}:02 kestrel ringd[702]: error loading ring key for peer {minute}\n\
         Mar  3 09:{minute:02}:31 kestrel gatewayd[811]: request {minute} rejected: no token\n"
    )
}

fn read(text: &str) -> Analysis {
    let dir = TempDir::new("unknown");
    analyse(&dir.write("kestrel/messages.log", text))
}

fn failing() -> String {
    (16..26).fold(well(16), |log, minute| log + &torn(minute))
}

#[test]
fn an_unknown_daemon_that_fails_to_the_end_is_an_incident() {
    let analysis = read(&failing());
    let [incident] = analysis.incidents.as_slice() else { panic!("{:?}", analysis.incidents) };
    assert_eq!((incident.verdict, incident.severity), (Verdict::Unknown, Severity::Medium));
    assert_eq!(incident.title, "ringd goes on failing, and no rule knows why");
    let root = &incident.roots[0];
    assert_eq!((root.confidence, condition(&analysis, root.episode)), (Confidence::Low, "workload.unknown-error"));
    let quotes = |index: usize| &analysis.episodes[index].quotes;
    assert!(quotes(root.episode)[0].raw.contains("ring key is not secure"), "{:?}", quotes(root.episode));
    assert!(!root.missing.is_empty() && root.explains.is_empty() && root.trigger.is_none());
    let rows: Vec<(u64, &str)> =
        incident.timeline.iter().map(|&i| (analysis.episodes[i].count, &*quotes(i)[0].raw)).collect();
    let told = |words: &str| rows.iter().position(|(count, raw)| *count == 10 && raw.contains(words));
    assert_eq!([told("not secure"), told("error loading"), told("rejected")], [Some(0), Some(1), Some(2)], "{rows:?}");
    assert!(incident.timeline.iter().all(|index| !analysis.minor.contains(index)));
}

#[test]
fn what_a_success_follows_is_over() {
    let mended = failing() + "Mar  3 09:26:02 kestrel ringd[702]: ring key loaded successfully\n";
    assert!(read(&mended).incidents.iter().all(|incident| !incident.title.contains("ringd")));
    let both = mended + "Mar  3 09:26:31 kestrel gatewayd[811]: ring reconnected\n";
    assert!(read(&both).incidents.is_empty());
}

#[test]
fn everyday_errors_are_none() {
    let mut log = String::new();
    for minute in 0..25 {
        let mut say = |second: u32, words: &str| {
            let _ = writeln!(log, "Mar  3 09:{minute:02}:{second:02} kestrel {words}");
        };
        say(2, &format!("ringd[702]: token passed on to peer {minute}"));
        if minute % 3 == 2 {
            say(9, "postgres[91]: ERROR:  duplicate key value violates unique constraint \"jobs_pkey\"");
        }
        if minute % 4 == 3 {
            say(17, "ringd[702]: cannot reach peer 9: no answer, next one");
            say(18, "gatewayd[811]: error: recv: connection reset by peer");
        }
        say(40, &format!("gatewayd[811]: request {minute} answered in 12 ms"));
    }
    let analysis = read(&log);
    assert!(analysis.incidents.is_empty(), "{:?}", analysis.incidents);
}

#[test]
fn a_job_whose_last_words_are_an_error_is_an_incident() {
    let job = |last: &str| {
        let steps: String = (1..12).map(|n| format!("[step {n}] unpacked layer {n}\n")).collect();
        read(&format!(
            "job 71 begins\n{steps}cannot open /srv/ring/layout.map\n\
             giving up on step 12\n{last}\n"
        ))
    };
    let analysis = job("ERROR: Job failed: exit code 3");
    assert_eq!(analysis.incidents.len(), 1, "{:?}", analysis.unexplained);
    let incident = &analysis.incidents[0];
    assert!(incident.title.ends_with("ended with an error, and no rule knows why"), "{}", incident.title);
    let head = &analysis.episodes[incident.roots[0].episode];
    assert!(head.quotes[0].raw.contains("layout.map"), "{:?}", head.quotes);
    assert!(job("Job succeeded").incidents.is_empty());
}

#[test]
fn a_long_log_is_not_looked_at_so() {
    let quiet: String =
        (0..1100).map(|n| format!("Mar  3 08:{:02}:{:02} kestrel cron[7]: job {n} runs\n", n / 20, n % 20)).collect();
    assert!(read(&(quiet + &failing())).incidents.is_empty());
}

#[test]
fn the_answer_tells_it_on_one_screen() {
    let dir = TempDir::new("unknown");
    let told = run([dir.write("kestrel/messages.log", failing())]).ends(0).out;
    assert!(told.lines().count() <= 30, "{told}");
    let rows = [
        "NO CAUSE FOUND   ringd goes on failing, and no rule knows why",
        "ring key is not secure: /etc/ringd/ring.key belongs to group 1001",
        "alike: Unknown error: error loading ring key for peer 16  x10",
        "gatewayd  Unknown error: request 16 rejected: no token  x10",
        "DO FIRST        journalctl -t ringd -n 80",
    ];
    let mut rest = &*told;
    for row in rows {
        let at = rest.find(row).unwrap_or_else(|| panic!("{row}\n{told}"));
        rest = &rest[at..];
    }
}

/// A healthy log that has the same lines takes them for what they are.
#[test]
fn what_a_healthy_log_has_too_is_none() {
    let dir = TempDir::new("unknown");
    let (now, healthy) = (dir.write("now/messages.log", failing()), dir.write("healthy/messages.log", failing()));
    let with = |healthy: &std::path::Path| {
        let settings = Settings { baseline: Some(healthy.to_owned()), ..Settings::default() };
        analyse_with(&now, &settings).incidents.len()
    };
    assert_eq!(with(&healthy), 0);
    assert_eq!(with(&dir.write("well/messages.log", well(40))), 1);
}

/// What befell the program itself right before it began to fail is the better start, although no link says so.
#[test]
fn what_befell_the_program_before_comes_first() {
    let befell = "Mar  3 09:15:40 kestrel systemd[1]: ringd-compact.service: start operation timed out. Terminating.\n";
    let log = well(16) + befell;
    let analysis = read(&(16..26).fold(log, |log, minute| log + &torn(minute)));
    let incident = &analysis.incidents[0];
    assert_eq!(incident.title, "ringd goes on failing, and no rule knows why");
    let heads: Vec<&str> = incident.roots.iter().map(|root| condition(&analysis, root.episode)).collect();
    assert_eq!(heads[..2], ["systemd.start-timeout", "workload.unknown-error"]);
    assert!(incident.roots[0].explains.is_empty() && incident.verdict == Verdict::Unknown);
}
