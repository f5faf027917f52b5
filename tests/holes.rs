//! What a log says it dropped is told as a hole of the incident.

mod common;

use common::program::{FAULT, pipe};

/// The gaps of the incident in a log with these lines of the same minute beside the fault.
fn gaps(lines: &[&str]) -> Vec<String> {
    let line = |text: &&str| format!("2025-12-19T04:44:40.100000+00:00 kestrel {text}\n");
    let log = FAULT.to_owned() + &lines.iter().map(line).collect::<String>() + &FAULT.replace("04:44:18", "04:46:18");
    let report = pipe(["-o", "json"], log.as_bytes()).ends(0).json();
    let gaps = report["incidents"][0]["gaps"].as_array().cloned().unwrap_or_default();
    gaps.iter().filter_map(|gap| Some(gap.as_str()?.to_owned())).filter(|gap| gap.contains("were dropped")).collect()
}

#[track_caller]
fn check(line: &str, told: &str) {
    let gaps = gaps(&[line]);
    let want = format!("records{told} on kestrel were dropped between 04:44:10 and 04:44:40");
    assert!(gaps.len() == 1 && gaps[0].starts_with(&want), "{line}: {gaps:?}");
}

#[test]
fn dropped_records_are_told() {
    check("systemd-journald[412]: Suppressed 21877 messages from containerd.service", " of containerd.service");
    check("systemd-journald[412]: Missed 118 kernel messages", " of the kernel");
    check("kernel: net_ratelimit: 118 callbacks suppressed", " of the kernel");
    check("kernel: printk: 12 messages suppressed.", " of the kernel");
    check("rsyslogd: imuxsock[pid 911]: begin to drop messages due to rate-limiting", "");
    check("rsyslogd: imuxsock lost 77 messages from pid 911 due to rate-limiting", "");
}

#[test]
fn other_lines_are_no_holes() {
    assert_eq!(gaps(&["kernel: rcu: 4 callbacks were invoked"]), Vec::<String>::new());
}
