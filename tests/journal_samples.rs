//! Journals of four releases of systemd, damaged ones among them, against what journalctl of these releases printed.
//!
//! The samples are not part of the project: this runs when they are beside the checkout.

mod common;

use std::path::{Path, PathBuf};

use common::TempDir;
use common::program::run;
use serde_json::{Map, Value};

type Record = Map<String, Value>;

/// What a text mode carries of a record, besides host, pid and message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    /// Time to the microsecond.
    Micros,
    /// Time to the second.
    Seconds,
    /// Time since boot.
    Boot,
}

/// Modes of one line each, by the end of the dump's name.
const SHORT: [(&str, Clock); 19] = [
    ("all", Clock::Seconds),
    ("catalog", Clock::Seconds),
    ("colour", Clock::Seconds),
    ("default", Clock::Seconds),
    ("no-full", Clock::Seconds),
    ("no-hostname", Clock::Seconds),
    ("reverse", Clock::Seconds),
    ("short-delta", Clock::Boot),
    ("short-full.cet", Clock::Seconds),
    ("short-full", Clock::Seconds),
    ("short-iso-precise.nst", Clock::Micros),
    ("short-iso-precise", Clock::Micros),
    ("short-iso.cet", Clock::Seconds),
    ("short-iso", Clock::Seconds),
    ("short-monotonic", Clock::Boot),
    ("short-precise", Clock::Micros),
    ("short-unix", Clock::Micros),
    ("utc", Clock::Seconds),
    ("with-unit", Clock::Seconds),
];
/// Modes that print every field.
const FIELDS: [&str; 8] =
    ["export", "json", "json-all", "json-pretty", "json-seq", "json-sse", "verbose", "verbose-all"];

fn samples() -> Option<PathBuf> {
    let samples = common::root().join("../shared/journal/samples");
    if !samples.is_dir() {
        eprintln!("skipped: no samples beside the checkout");
    }
    samples.is_dir().then_some(samples)
}

/// Every record of a file but the lines between records.
fn records(path: &Path) -> Vec<Record> {
    let ran = run([Path::new("records"), path]);
    let rows = ran.out.lines().map(|line| serde_json::from_str::<Record>(line).expect("a JSON object"));
    rows.filter(|row| row["format"] != "journal-marker").collect()
}

fn named(dir: &Path, end: &str) -> Vec<PathBuf> {
    let files = common::files(dir).into_iter().map(|(path, _)| path);
    files.filter(|path| path.to_string_lossy().ends_with(end)).collect()
}

#[track_caller]
fn same(journal: &[Record], text: &[Record], keys: &[&str], name: &str) {
    assert_eq!(journal.len(), text.len(), "{name}");
    for (at, (one, other)) in journal.iter().zip(text).enumerate() {
        keys.iter().for_each(|key| assert_eq!(one[*key], other[*key], "{name}: {key} of entry {at}"));
    }
}

const ALL: [&str; 8] = ["time", "basis", "boot", "host", "unit", "pid", "level", "message"];

#[test]
fn journals_are_what_export_prints() {
    let Some(samples) = samples() else { return };
    let of_257 = |dump: &str| records(&samples.join(dump));
    let (torture, huge) = (of_257("dumps-v257/torture.export.txt"), of_257("huge-v257/huge.export.txt.zst"));
    assert_eq!((torture.len(), huge.len()), (28, 7));
    let journals = named(&samples, ".journal.zst").into_iter().filter(|path| path.parent() == Some(&samples));
    for journal in journals {
        let name = journal.display().to_string();
        same(&records(&journal), if name.contains("huge") { &huge } else { &torture }, &ALL, &name);
    }
}

/// How many of the 28 entries are there in each damaged file; `index.json` says what journalctl finds: mostly none.
const DAMAGED: [(&str, usize); 16] = [
    ("array-loop", 28),
    ("bad-signature", 28),
    ("compressed-data-broken", 28),
    ("compressed-flag-wrong", 28),
    ("counts-too-big", 28),
    ("data-type-wrong", 28),
    ("entry-points-into-itself", 28),
    ("entry-points-outside", 28),
    ("entry-size-huge", 28),
    ("entry-size-zero", 28),
    ("garbage-after-tail", 28),
    ("online", 28),
    ("truncated", 14),
    ("truncated-header", 0),
    ("unknown-flag", 28),
    ("zeroed-page", 21),
];
/// Damage that a walk over the objects does not meet, or that costs nothing.
const UNSEEN: [&str; 4] = ["array-loop", "compressed-flag-wrong", "garbage-after-tail", "online"];

#[test]
fn damaged_journals_give_the_rest() {
    let Some(samples) = samples() else { return };
    for (name, entries) in DAMAGED {
        let path = samples.join(format!("corrupt/{name}.journal.zst"));
        assert_eq!(records(&path).len(), entries, "{name}");
        let ran = run([Path::new("formats"), &path]);
        let told = ran.out.contains("damaged: ") || ran.err.contains("journal header is cut");
        assert_eq!(told, !UNSEEN.contains(&name), "{name}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn journals_of_a_crashed_machine() {
    let Some(samples) = samples() else { return };
    for (name, entries) in [("crash-1.journal~", 1242), ("crash-2.journal~", 2524), ("system.journal", 909)] {
        assert_eq!(records(&samples.join(format!("real/{name}.zst"))).len(), entries, "{name}");
    }
    let dir = TempDir::new("crashed");
    for path in named(&samples.join("real"), ".zst") {
        std::fs::copy(&path, dir.path().join(path.file_name().expect("a file"))).expect("it can be copied");
    }
    run([Path::new("formats"), dir.path()]).ends(0).prints("1242 entries of 1 boot").prints("2524 entries of 2 boots");
}

/// The record as a text mode prints it: tabs are eight blanks.
fn printed(record: &Record, clock: Clock) -> (String, String) {
    let time = record["time"].as_str().unwrap_or("");
    let time = match clock {
        Clock::Micros => time.to_owned(),
        Clock::Seconds => time.split(['.', 'Z']).next().unwrap_or("").to_owned(),
        Clock::Boot => String::new(),
    };
    (time, record["message"].as_str().expect("a text").replace('\t', "        "))
}

/// Whether journalctl printed something else in place of the message.
fn is_cut(message: &str) -> bool {
    message.ends_with(" blob data]") || message.contains('…') || message.ends_with("...") || message.contains("NUL")
}

fn check_short(journal: &[Record], dump: &Path, mode: &str, clock: Clock) {
    let name = dump.display().to_string();
    let mut text = records(dump);
    if mode == "reverse" {
        text.reverse();
    }
    // Entries without a message are not printed.
    let shown: Vec<&Record> =
        journal.iter().enumerate().filter(|(at, _)| *at != 17).map(|(_, record)| record).collect();
    assert_eq!(text.len(), shown.len(), "{name}");
    for (at, (one, other)) in shown.iter().zip(&text).enumerate() {
        let (one_printed, other_printed) = (printed(one, clock), printed(other, clock));
        assert_eq!(one_printed.0, other_printed.0, "{name}: time of entry {at}");
        if !is_cut(&other_printed.1) {
            assert_eq!(one_printed.1, other_printed.1, "{name}: message of entry {at}");
        }
        assert_eq!(one["pid"], other["pid"], "{name}: pid of entry {at}");
        if mode != "no-hostname" {
            assert_eq!(one["host"], other["host"], "{name}: host of entry {at}");
        }
    }
}

#[test]
fn every_output_mode_of_journalctl_is_read_back() {
    let Some(samples) = samples() else { return };
    let journal = records(&samples.join("torture.v257.zstd.journal.zst"));
    let mut read = 0;
    for release in ["v247", "v252", "v257", "v262"] {
        let dump = |mode: &str| samples.join(format!("dumps-{release}/torture.{mode}.txt"));
        for (mode, clock) in SHORT.iter().filter(|(mode, _)| dump(mode).is_file()) {
            check_short(&journal, &dump(mode), mode, *clock);
            read += 1;
        }
        for mode in FIELDS.iter().filter(|mode| dump(mode).is_file()) {
            let keys = if mode.starts_with("verbose") { &ALL[..7] } else { &ALL[..] };
            same(&journal, &records(&dump(mode)), keys, &format!("{release} {mode}"));
            read += 1;
        }
    }
    assert!(read >= 100, "only {read} dumps");
}
