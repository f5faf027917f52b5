//! Clocks of several hosts: what they share tells how far they are apart, and a clock that runs backwards is told.
//!
//! What dates a line that prints less than a whole time stands in `dates.rs`.

mod common;

use common::{TempDir, analyse, began};
use kascade::episode::Intake;
use kascade::format::{Dialect, Sniffed};
use kascade::matcher::{Context, Piece, Scanner};
use kascade::model::{Analysis, InputFacts, NoticeKind, StreamSet};
use kascade::report::{OutputZone, View, answer};
use kascade::time::show;

/// The rules.
fn library() -> &'static kascade::rule::Library {
    &common::engine().library
}

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

#[test]
fn a_list_of_events_has_no_clock() {
    let event = |name: &str, time: &str| {
        format!(
            r#"{{"apiVersion":"v1","kind":"Event","metadata":{{"name":"{name}","namespace":"shop"}},"involvedObject":{{"kind":"Pod","namespace":"shop","name":"{name}"}},"reason":"BackOff","message":"Back-off restarting failed container","type":"Warning","count":4,"firstTimestamp":"{time}","lastTimestamp":"{time}"}}"#
        )
    };
    let items =
        [("web-1", "2026-03-09T08:00:00Z"), ("web-2", "2026-03-09T02:00:00Z"), ("web-3", "2026-03-09T09:00:00Z")];
    let items: Vec<String> = items.iter().map(|(name, time)| event(name, time)).collect();
    let folder = TempDir::new("clocks");
    folder.write("events.json", format!(r#"{{"apiVersion":"v1","kind":"List","items":[{}]}}"#, items.join(",")));
    let analysis = analyse(folder.path());
    assert_eq!(analysis.inputs[0].records, 3);
    assert!(analysis.notices.iter().all(|n| n.kind != NoticeKind::ClockStep), "{:?}", analysis.notices);
}

#[test]
fn each_text_has_a_latency_of_its_own() {
    let folder = TempDir::new("clocks");
    let line = |time: &str, text: &str| format!("2026-03-09T{time}+00:00 wk-1 kernel: {text}\n");
    let log = [line("02:10:00", "ceph: mds0 caps stale"), line("02:14:00", "ceph: mds0 hung")].concat();
    folder.write("wk-1/syslog", log);
    let analysis = analyse(folder.path());
    // Stale after one minute, hung after five: both say that it began a minute before the first line.
    let hung = |e: &usize| common::condition(&analysis, *e) == "storage.cephfs-unresponsive";
    let episode = (0..analysis.episodes.len()).find(hung).expect("the server is away");
    assert_eq!(OutputZone::Utc.clock(analysis.episodes[episode].began), "02:09:00");
}

/// A worker whose log is made of `time program: message` rows.
fn worker(rows: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new("clocks");
    let line = |(time, text): &(&str, &str)| format!("2026-03-09T{time}.120000+00:00 wk-1 {text}\n");
    folder.write("wk-1/syslog", rows.iter().map(line).collect::<String>());
    folder
}

const AWAY: &str = "kernel: nfs: server filer2.quill.lan not responding, still trying";
const HUNG: &str = "kernel: INFO: task promtail:2211 blocked for more than 122 seconds.";

/// A clock that is wrong by three hours when a file server goes away, and is put back before a task hangs on it.
const STEPPED: [(&str, &str); 6] = [
    ("13:05:00", "sshd[811]: Server listening on 0.0.0.0 port 22."),
    ("13:20:00", AWAY),
    ("13:22:40", "chronyd[612]: System clock wrong by -10800.000000 seconds"),
    ("10:22:40", "chronyd[612]: System clock was stepped by -10800.000000 seconds"),
    ("10:25:00", HUNG),
    ("10:40:00", "sshd[811]: Server listening on :: port 22."),
];

fn step_told(analysis: &Analysis) -> Vec<&str> {
    let told = analysis.notices.iter().filter(|n| n.kind == NoticeKind::ClockStep);
    told.map(|n| &*n.text).filter(|text| text.contains("stepped back by")).collect()
}

#[test]
fn what_comes_before_a_step_back_stays_before_it() {
    let folder = worker(&STEPPED);
    let analysis = analyse(folder.path());
    let (away, shown) = began(&analysis, "storage.nfs-server-unresponsive");
    let (hung, _) = began(&analysis, "kernel.task-hung");
    assert_eq!((hung - away) / 1_000_000_000, 300, "five minutes lie between them");
    assert_eq!(shown, "13:20:00", "the time is shown as printed");
    let head = &analysis.incidents[0].roots[0];
    assert_eq!(common::condition(&analysis, head.episode), "storage.nfs-server-unresponsive");
    assert!(analysis.episodes[head.episode].onset_sigma_ns > 0, "the order is less certain");
    assert!(matches!(step_told(&analysis)[..], [text] if text.contains("clock of wk-1 stepped back by 10800 s")));
    let shown = answer::render(&View::new(&analysis, library()));
    assert!(shown.contains("13:20:00") && shown.contains("10:25:00"), "{shown}");
}

#[test]
fn a_clock_that_is_put_right_was_wrong_in_between() {
    let mut rows = STEPPED.to_vec();
    rows.push(("11:40:58", "chronyd[612]: System clock wrong by 10800.000000 seconds"));
    rows.push(("14:41:00", "chronyd[612]: System clock was stepped by 10800.000000 seconds"));
    rows.push(("14:45:00", "kernel: INFO: task loki:99 blocked for more than 122 seconds."));
    let folder = worker(&rows);
    let analysis = analyse(folder.path());
    let (away, _) = began(&analysis, "storage.nfs-server-unresponsive");
    let (hung, shown) = began(&analysis, "kernel.task-hung");
    assert_eq!(((hung - away) / 1_000_000_000, shown.as_str()), (300, "10:25:00"));
    assert_eq!(show::rfc3339(away), "2026-03-09T13:20:00.12Z", "before and after the clock was right");
}

/// The clock since boot proves a step that no line tells of, to the second.
#[test]
fn the_clock_since_boot_proves_a_step() {
    let row = |wall_s: i64, boot_s: i64, text: &str| {
        format!(
            "{{\"__REALTIME_TIMESTAMP\":\"{}\",\"__MONOTONIC_TIMESTAMP\":\"{}\",\"_BOOT_ID\":\
             \"5d1f0a8be3c94f0d9c6a1b2c3d4e5f60\",\"_HOSTNAME\":\"wk-1\",\"_TRANSPORT\":\"kernel\",\
             \"SYSLOG_IDENTIFIER\":\"kernel\",\"MESSAGE\":\"{text}\"}}\n",
            (1_773_000_000 + wall_s) * 1_000_000,
            boot_s * 1_000_000
        )
    };
    let (away, hung) = (&AWAY["kernel: ".len()..], &HUNG["kernel: ".len()..]);
    let rows = [row(0, 100, "eth0: link up"), row(3600, 3700, away), row(1800, 4000, hung), row(1900, 4100, "x")];
    let folder = TempDir::new("clocks");
    folder.write("journal.json", rows.concat());
    let analysis = analyse(folder.path());
    let (away, _) = began(&analysis, "storage.nfs-server-unresponsive");
    let (hung, _) = began(&analysis, "kernel.task-hung");
    assert_eq!((hung - away) / 1_000_000_000, 300);
    assert!(matches!(step_told(&analysis)[..], [text] if text.contains("by 2100 s") && text.contains("± 1 s")));
}

/// Two logs of one host behind each other look like a step; without proof nothing is moved.
#[test]
fn two_logs_in_one_are_no_step() {
    let rows = |from: u32, program: &'static str| {
        (from..from + 20).map(move |minute| (format!("02:{minute:02}:00"), format!("{program}: routine {minute}")))
    };
    let all: Vec<(String, String)> = rows(0, "kubelet[7]").chain(rows(1, "containerd[8]")).collect();
    let all: Vec<(&str, &str)> = all.iter().map(|(time, text)| (time.as_str(), text.as_str())).collect();
    let folder = worker(&[&all[..], &[("02:30:00", AWAY)]].concat());
    let analysis = analyse(folder.path());
    assert_eq!(step_told(&analysis), [""; 0]);
    let (away, _) = began(&analysis, "storage.nfs-server-unresponsive");
    assert_eq!(show::rfc3339(away), "2026-03-09T02:30:00.12Z");
}

/// A process that lives through it, in a log that comes back to times it showed before, proves the order of one file.
#[test]
fn a_process_that_lives_on_proves_a_step() {
    let rows = [
        ("09:00:00", "kubelet[7]: started"),
        ("13:20:00", AWAY),
        ("13:22:00", "kubelet[7]: routine"),
        ("10:22:10", "kubelet[7]: routine"),
        ("10:25:00", HUNG),
    ];
    let analysis = analyse(worker(&rows).path());
    assert_eq!(step_told(&analysis).len(), 1);
    let (away, hung) = (began(&analysis, "storage.nfs-server-unresponsive").0, began(&analysis, "kernel.task-hung").0);
    assert!(hung > away);
}

/// A machine's controller goes on writing while the machine is off.
#[test]
fn a_controller_is_no_sign_of_life() {
    let alive = |text: &str| {
        let engine = common::engine();
        let Sniffed::Lines(dialect) = Dialect::sniff(text.as_bytes(), "") else { panic!("lines") };
        let file = StreamSet::default();
        let frame = dialect.frame();
        let context = Context {
            input: 0,
            host: Some("wk-1"),
            labels: &[],
            container: None,
            file,
            dialect,
            frame,
            is_beside: false,
            units: &[],
        };
        let all = (0, text.len());
        let piece = Piece { text: text.as_bytes(), offset: 0, before: &[], own: all, counted: all, starts: None };
        let mut intake = Intake::new(engine, 0, Some("wk-1"), InputFacts::default());
        intake.take(Scanner::new(engine, context).scan(&piece));
        let log = intake.finish();
        let minutes: usize = log.tracks.values().map(|track| track.life.iter().count()).sum();
        let tail = log.tracks.values().any(|track| track.tail.is_some());
        (log.facts.records, minutes, tail)
    };
    let sel = "   6 | 03/09/2026 | 02:22:50 UTC | Fan FAN4 | Lower Critical going low  | Asserted\n";
    assert_eq!(alive(sel), (1, 0, false));
    assert_eq!(alive("2026-03-09T02:22:50Z wk-1 sshd[9]: Server listening on 0.0.0.0 port 22.\n"), (1, 1, true));
}
