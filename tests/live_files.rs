//! Files and readers that others work on: written to, removed or gone away while kascade reads, and never changed by it.

mod common;

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;

use common::TempDir;
use common::program::{CONDITION, FAULT, Ran, command, conditions, finished, healthy, run};

/// `kascade ... | head -1`.
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let dir = TempDir::new("head");
    let file = dir.write("long.log", healthy(50_000)).display().to_string();
    for args in [
        &["records", &file][..],
        &["timeline", &file],
        &["rules", "list"],
        &["man"],
        &["completions", "bash"],
        &["schema"],
        &[&file],
    ] {
        let mut child =
            command(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        let mut first = [0; 1];
        let _ = child.stdout.take().expect("a pipe").read(&mut first);
        let Ran { code, err, .. } = finished(child);
        assert_eq!((code, err.contains("error")), (Some(0), false), "{args:?}: {err}");
    }
}

#[test]
fn a_file_is_never_written_to() {
    let dir = TempDir::new("untouched");
    let path = dir.write("kern.log", FAULT);
    let before = File::open(&path).and_then(|f| f.metadata()).and_then(|m| m.modified()).expect("a time");
    run([&path]).ends(0);
    let after = File::open(&path).and_then(|f| f.metadata()).and_then(|m| m.modified()).expect("a time");
    assert_eq!((before, std::fs::read_to_string(&path).expect("readable")), (after, FAULT.to_owned()));
}

/// What is there when a file is opened is read, whoever goes on writing to it.
#[test]
fn a_file_that_grows_is_read() {
    let dir = TempDir::new("grows");
    let path = dir.write("grows.log", FAULT.to_owned() + &healthy(40_000));
    let mut writer = File::options().append(true).open(&path).expect("it is there");
    let writing = std::thread::spawn(move || {
        let lines = healthy(50);
        for _ in 0..200 {
            writer.write_all(lines.as_bytes()).expect("it can be written");
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    });
    let report = run([Path::new("-o"), Path::new("json"), &path]).ends(0).json();
    writing.join().expect("it ends");
    assert!(conditions(&report).contains(&CONDITION), "{report:#}");
    assert!(report["inputs"][0]["lines"].as_u64().is_some_and(|lines| lines >= 40_001), "{report:#}");
}

/// The last line may be half there; it tears no other, and nothing behind it is read twice.
#[test]
fn a_line_that_is_being_written_tears_no_other() {
    let dir = TempDir::new("written");
    let line = |number: u32| format!("2026-03-08T06:41:08Z ERROR number {number:06} of the ledger\n");
    let path = dir.write("written.log", (0..20_000).map(line).collect::<String>());
    let mut writer = File::options().append(true).open(&path).expect("it is there");
    let writing = std::thread::spawn(move || {
        for part in (20_000..24_000).map(line).collect::<String>().as_bytes().chunks(7) {
            writer.write_all(part).expect("it can be written");
        }
    });
    let ran = run([Path::new("records"), &path]).ends(0);
    writing.join().expect("it ends");
    let messages: Vec<&str> = ran.out.lines().filter_map(|line| line.split("\"message\":\"").nth(1)).collect();
    let whole = messages.len() - 1;
    assert!(whole >= 19_999, "{whole} whole lines");
    for (number, message) in messages[..whole].iter().enumerate() {
        assert!(message.starts_with(&format!("ERROR number {number:06} of the ledger\"")), "{number}: {message}");
    }
}

/// Files that are removed while others are read are read or told, and never the end.
#[test]
fn files_that_vanish_are_read_or_told() {
    let dir = TempDir::new("vanishes");
    dir.write("a.log", FAULT.to_owned() + &healthy(60_000));
    let paths: Vec<_> = (0..40).map(|i| dir.write(&format!("b-{i:02}.log"), FAULT)).collect();
    let removing = std::thread::spawn(move || paths.iter().rev().for_each(|path| drop(std::fs::remove_file(path))));
    let ran = run([Path::new("-o"), Path::new("json"), dir.path()]).ends(0);
    removing.join().expect("it ends");
    let report = ran.json();
    let read = report["inputs"].as_array().map_or(0, Vec::len) as u64;
    let told = |kind: &str| report["notices"].as_array().into_iter().flatten().filter(|n| n["kind"] == kind).count();
    assert!(conditions(&report).contains(&CONDITION) && (1..=41).contains(&read), "{report:#}");
    assert!(told("unreadable") <= 1, "one notice for all of them: {report:#}");
}
