//! Programs that colour their output: the colours hide nothing from a rule, and a report is free of them.

mod common;

use common::program::{CONDITION, FAULT, conditions, fault_found, pipe};
use serde_json::json;

/// The fault with colours in the middle of its words.
const PAINTED: &str = "\x1b[1;31mnfs: server \x1b[0mfiler2.quill.lan not resp\x1b[4monding, st\x1b[0mill trying";
const PLAIN: &str = "nfs: server filer2.quill.lan not responding, still trying";

/// The fault is found, and its quote reads as a person saw it.
#[track_caller]
fn check(line: &str) {
    let report = fault_found(line.as_bytes());
    let incidents = report["incidents"].as_array().expect("an array");
    let quotes = incidents.iter().map(|i| i["root_causes"][0]["evidence"][0]["raw"].as_str().expect("a quote"));
    for quote in quotes {
        assert!(quote.contains(PLAIN) && !quote.contains("x1b"), "{quote}");
    }
}

#[test]
fn text_and_containers() {
    check(&format!("2025-12-19T04:44:18+00:00 kestrel kernel: {PAINTED}\n"));
    check(&format!("\x1b[32m2025-12-19T04:44:18+00:00\x1b[0m kestrel kernel: {PAINTED}\n"));
    check(&format!("2025-12-19T04:44:18.1Z stderr F {PAINTED}\n"));
}

#[test]
fn escaped_in_json() {
    let docker = json!({"log": format!("{PAINTED}\n"), "stream": "stderr", "time": "2025-12-19T04:44:18.1Z"});
    let report = fault_found(format!("{docker}\n").as_bytes());
    assert!(conditions(&report).contains(&CONDITION));
    let bytes: Vec<u8> = PAINTED.bytes().collect();
    let entry = json!({"__REALTIME_TIMESTAMP": "1766119458000000", "_TRANSPORT": "kernel", "_HOSTNAME": "kestrel", "MESSAGE": bytes});
    fault_found(format!("{entry}\n").as_bytes());
}

/// A line that wants to move the cursor, or to hide behind it, is shown as what it is.
#[test]
fn other_control_stays_visible() {
    let line = FAULT.replace("kernel: ", "kernel: \x1b[2J\x1b[1A\x07\x1b[31m");
    let out = pipe(["report"], line.as_bytes()).ends(0).out;
    assert!(out.contains(r"\x1b[2J\x1b[1A\x07nfs") && !out.contains('\x1b'), "{out}");
}
