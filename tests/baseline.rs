//! `--baseline`: what a healthy log shows as often is no evidence, what it has and the incident lacks is shown.

mod common;

use std::path::PathBuf;

use common::chatter::{HOURS_3, line, log};
use common::program::{FAULT, run};
use common::{TempDir, engine};
use kascade::model::{Analysis, Verdict};
use kascade::pipeline::{self, Settings};
use kascade::report::{self, View, json};

/// The fault as chatter: without the line that a log of [`log`] ends with.
const NFS: &str = "kernel: nfs: server filer2.quill.lan not responding, still trying";
/// A daemon that speaks once a minute.
const TICK: &str = "tickd[9]: tick of the site clock is in time";
/// An error that is in no rule.
const STRANGE: &str = "ringd[5]: FATAL: the ring is lost";

/// Three hours of chatter with these lines, without the fault at the end.
fn quiet(others: &[(&str, i64)]) -> String {
    let text = log(HOURS_3, others);
    text[..text.len() - FAULT.len()].to_owned()
}

fn compare(baseline: &str, text: &str, settings: Settings) -> Analysis {
    let dir = TempDir::new("baseline");
    let path = dir.write("kestrel/journal.log", text);
    let baseline: PathBuf = dir.write("healthy/journal.log", baseline);
    let settings = Settings { baseline: Some(baseline), ..settings };
    let never = std::sync::atomic::AtomicBool::new(false);
    let mut analysis = pipeline::run(engine(), &[path], &settings, &never).analysis;
    if let Some(baseline) = &mut analysis.baseline {
        baseline.name = "healthy".to_owned();
    }
    analysis.inputs[0].path = "journal.log".to_owned();
    analysis
}

fn two() -> Settings {
    Settings { threads: 2, ..Settings::default() }
}

#[test]
fn what_is_as_often_is_set_aside_and_counted() {
    let healthy = quiet(&[(NFS, 9000), (NFS, 6000), (NFS, 3000)]);
    let analysis = compare(&healthy, &log(HOURS_3, &[]), two());
    let baseline = analysis.baseline.as_ref().expect("compared");
    assert_eq!((baseline.set_aside, baseline.severe), (1, 1));
    assert!(analysis.incidents.is_empty() && analysis.episodes.iter().all(|e| e.expected));
    assert!(analysis.episodes[0].notes.iter().any(|n| n.contains("set aside")), "{:?}", analysis.episodes[0].notes);
}

#[test]
fn what_is_far_more_often_is_evidence() {
    let storm: Vec<(&str, i64)> = (1..60).map(|n| (NFS, n * 20)).collect();
    let analysis = compare(&quiet(&[(NFS, 9000)]), &log(HOURS_3, &storm), two());
    assert_eq!(analysis.baseline.as_ref().map(|b| b.set_aside), Some(0));
    assert_eq!(analysis.incidents[0].verdict, Verdict::Known);
}

#[test]
fn a_shape_that_the_baseline_has_is_usual() {
    let text = log(HOURS_3, &[(STRANGE, 20)]);
    let without = compare(&quiet(&[]), &text, two());
    assert!(without.unexplained.iter().any(|u| u.template.contains("the ring")));
    let with = compare(&quiet(&[(STRANGE, 5000)]), &text, two());
    assert!(with.unexplained.is_empty(), "{:?}", with.unexplained);
    assert_eq!(with.baseline.map(|b| b.usual), Some(1));
}

#[test]
fn a_short_log_has_its_history_in_the_baseline() {
    let analysis = compare(&quiet(&[]), &log(600, &[(STRANGE, 20)]), two());
    assert_eq!(analysis.incidents[0].verdict, Verdict::Unknown);
}

#[test]
fn what_is_gone_is_shown() {
    let ticks: Vec<(&str, i64)> = (1..180).map(|n| (TICK, n * 60)).collect();
    let analysis = compare(&quiet(&ticks), &log(HOURS_3, &[]), two());
    let gone: Vec<_> = analysis.baseline.expect("compared").vanished;
    assert_eq!(gone.len(), 1, "{gone:?}");
    assert!(gone[0].what.contains("tickd") && (55.0..65.0).contains(&gone[0].per_hour), "{gone:?}");
    let back = compare(&quiet(&ticks), &log(HOURS_3, &ticks), two());
    assert!(back.baseline.expect("compared").vanished.is_empty());
}

#[test]
fn neither_threads_nor_blocks_show() {
    let ticks: Vec<(&str, i64)> = (1..180).map(|n| (TICK, n * 60)).collect();
    let text = log(HOURS_3, &[(STRANGE, 20), (NFS, 4000)]);
    let told = |threads, block| {
        let analysis = compare(&quiet(&ticks), &text, Settings { threads, block, ..Settings::default() });
        report::whole(json::pretty, &View::new(&analysis, &engine().library))
    };
    let first = told(1, 4 << 10);
    assert!(first.contains("vanished"));
    for (threads, block) in [(2, 4 << 10), (8, 4 << 20), (1, 4 << 20)] {
        assert_eq!(told(threads, block), first);
    }
}

#[test]
fn the_program_says_what_it_did_and_refuses_what_is_no_baseline() {
    let dir = TempDir::new("baseline-cli");
    let path = dir.write("journal.log", log(HOURS_3, &[])).display().to_string();
    let healthy = dir.write("healthy.log", quiet(&[(NFS, 9000), (NFS, 6000), (NFS, 3000)])).display().to_string();
    let told = run(["--baseline", &healthy, &path]).ends(0).out;
    assert!(told.contains("1 episode set aside, 1 of them severe"), "{told}");
    let empty = dir.write("empty.log", "").display().to_string();
    let refused = run(["--baseline", &empty, &path]).ends(3);
    assert!(refused.err.contains("holds no record with a time"), "{}", refused.err);
    let nowhere = run(["--baseline", "no/such.log", &path]).ends(3);
    assert!(nowhere.err.contains("no/such.log"), "{}", nowhere.err);
    assert!(line("kestrel", 0, "x").starts_with("2025-12-19"));
}
