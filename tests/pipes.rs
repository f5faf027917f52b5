//! Pipes that pause, or never end: an interrupt ends the reading, and what came so far is answered.

mod common;

use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;
use std::process::{Child, ChildStdin, Command};
use std::thread::sleep;
use std::time::Duration;

use common::program::{CONDITION, FAULT, conditions, finished, healthy, piped};
use serde_json::Value;

/// Long enough for what was written to be read.
const WHILE: Duration = Duration::from_millis(1500);
/// What a partial answer ends with.
const INTERRUPTED: i32 = 130;

fn interrupt(child: &Child) {
    let sent = Command::new("kill").arg("-INT").arg(child.id().to_string()).status().expect("there is a kill");
    assert!(sent.success());
}

/// Writes, interrupts while the pipe is still open, and reads the answer.
#[track_caller]
fn interrupted(write: impl FnOnce(&mut ChildStdin)) -> Value {
    let mut child = piped(["-o", "json", "-j", "2"]);
    let mut stdin = child.stdin.take().expect("a pipe");
    write(&mut stdin);
    sleep(WHILE);
    interrupt(&child);
    let report = finished(child).ends(INTERRUPTED).json();
    drop(stdin);
    report
}

#[test]
fn what_a_slow_writer_wrote_is_answered() {
    let report = interrupted(|stdin| stdin.write_all((FAULT.to_owned() + &healthy(10)).as_bytes()).expect("it reads"));
    assert!(conditions(&report).contains(&CONDITION), "{report:#}");
    assert_eq!(report["inputs"][0]["lines"], 11);
}

#[test]
fn several_blocks_and_a_part_of_one_are_answered() {
    let text = FAULT.to_owned() + &healthy(60_000) + FAULT;
    assert!(text.len() > 3 << 20, "{}", text.len());
    let report = interrupted(|stdin| stdin.write_all(text.as_bytes()).expect("it reads"));
    assert_eq!(report["inputs"][0]["lines"], 60_002);
}

#[test]
fn a_writer_that_never_ends_is_left() {
    let report = interrupted(|stdin| {
        let mut endless = File::from(stdin.as_fd().try_clone_to_owned().expect("another end"));
        stdin.write_all(FAULT.as_bytes()).expect("it reads");
        std::thread::spawn(move || while endless.write_all(healthy(100).as_bytes()).is_ok() {});
    });
    assert!(conditions(&report).contains(&CONDITION), "{report:#}");
}
