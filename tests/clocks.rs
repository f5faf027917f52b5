//! Clocks of several hosts: what they share tells how far they are apart, and a clock that runs backwards is told.

mod common;

use common::{TempDir, analyse};
use kascade::model::{Analysis, NoticeKind};

/// An etcd journal of a host whose clock is `ahead` seconds off: one election every ten minutes.
fn elections(host: &str, ahead: i64) -> String {
    let line = |term: i64| {
        let second = term * 600 + ahead;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        format!(
            "2026-03-09T{hour:02}:{minute:02}:{second:02}.120000+00:00 {host} etcd[811]: raft.node: 1a2b3c4d5e6f7081 elected leader 8e9f1a2b3c4d5e6f at term {term}\n"
        )
    };
    (12..18).map(line).collect()
}

fn offset(analysis: &Analysis, host: &str) -> (f64, f64) {
    let facts = analysis.hosts.iter().find(|h| &*h.name == host).expect("the host is known");
    (facts.clock_offset_s, facts.clock_uncertainty_s)
}

#[test]
fn shared_elections_measure_the_clocks() {
    let folder = TempDir::new("clocks");
    for (host, ahead) in [("cp-1", 0), ("cp-2", 62), ("cp-3", -9)] {
        folder.write(&format!("{host}/syslog"), elections(host, ahead));
    }
    let analysis = analyse(folder.path());
    let (of_2, uncertain) = offset(&analysis, "cp-2");
    let between = of_2 - offset(&analysis, "cp-3").0;
    assert!((between - 71.0).abs() < 0.5, "cp-2 is {between} s ahead of cp-3");
    assert!(uncertain < 5.0, "± {uncertain} s");
    let told: Vec<&str> =
        analysis.notices.iter().filter(|n| n.kind == NoticeKind::ClockOffset).map(|n| &*n.text).collect();
    assert!(told.iter().any(|text| text.contains("cp-2 is 62 s ahead")), "{told:?}");
}

#[test]
fn hosts_that_share_nothing_are_not_compared() {
    let folder = TempDir::new("clocks");
    folder.write("cp-1/syslog", elections("cp-1", 0));
    folder
        .write("wk-1/syslog", "2026-03-09T02:10:00.120000+00:00 wk-1 sshd[9]: Server listening on 0.0.0.0 port 22.\n");
    let analysis = analyse(folder.path());
    assert_eq!(offset(&analysis, "wk-1"), (0.0, 2.0));
    assert!(analysis.notices.iter().all(|n| n.kind != NoticeKind::ClockOffset));
}

#[test]
fn a_clock_that_runs_backwards_is_told() {
    let line = |time: &str| format!("2026-03-09T{time}.120000+00:00 wk-1 chronyd[9]: Selected source 192.0.2.1\n");
    let folder = TempDir::new("clocks");
    folder.write("wk-1/syslog", [line("02:10:00"), line("02:11:00"), line("01:10:30"), line("01:11:30")].concat());
    let analysis = analyse(folder.path());
    let told = analysis.notices.iter().find(|n| n.kind == NoticeKind::ClockStep).expect("a notice");
    assert!(told.text.contains("3630 s"), "{}", told.text);
}

#[test]
fn a_log_out_of_order_is_no_clock_that_runs_backwards() {
    let line = |minute: u32| format!("2026-03-09T02:{minute:02}:00+00:00 wk-1 chronyd[9]: Selected source 192.0.2.1\n");
    let mixed: String = (0..20).map(|i| line(i * 7 % 20)).collect();
    let folder = TempDir::new("clocks");
    folder.write("wk-1/syslog", mixed);
    assert!(analyse(folder.path()).notices.iter().all(|n| n.kind != NoticeKind::ClockStep));
}
