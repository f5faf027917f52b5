//! One stream of several tools' outputs, as a shell's brackets make it: each part is read as what it is, and what spoils a
//! line is told.
//!
//! ```text
//! $ (journalctl; journalctl -u ringd -o export; dmesg; kubectl get events -o json) | kascade
//! ```

mod common;

use std::path::Path;

use common::TempDir;
use common::program::{FAULT, Ran, conditions, noticed, pipe, run};

const LINES: &str = "\
Mar 05 07:14:50 fjord sshd[811]: Accepted publickey for kim from 192.0.2.7 port 42216 ssh2
Mar 05 07:15:02 fjord kernel: nfs: server filer9.fjord.lan not responding, still trying
";
const MORE: &str = "\
Mar 05 07:16:40 fjord CRON[911]: (root) CMD (run-parts /etc/cron.hourly)
Mar 05 07:16:41 fjord kernel: Out of memory: Killed process 911 (indexer) total-vm:2817344kB, anon-rss:1911208kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:5120kB oom_score_adj:0
";
const EVENTS: &str = r#"{
    "apiVersion": "v1",
    "items": [
        {
            "apiVersion": "v1",
            "count": 1,
            "firstTimestamp": "2026-03-05T07:17:00Z",
            "involvedObject": {
                "kind": "Pod",
                "name": "web-1",
                "namespace": "shop"
            },
            "kind": "Event",
            "lastTimestamp": "2026-03-05T07:17:00Z",
            "message": "0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
            "metadata": {
                "creationTimestamp": "2026-03-05T07:17:00Z",
                "name": "web-1.17",
                "namespace": "shop"
            },
            "reason": "FailedScheduling",
            "source": {
                "component": "default-scheduler"
            },
            "type": "Warning"
        }
    ],
    "kind": "List"
}
"#;

/// An entry of `journalctl -o export`, the message with its length in front as one of several lines has it.
fn export(message: &str) -> Vec<u8> {
    let head = "__REALTIME_TIMESTAMP=1772694960000000\n_HOSTNAME=fjord\nSYSLOG_IDENTIFIER=kernel\n_TRANSPORT=kernel\nMESSAGE\n";
    [head.as_bytes(), &(message.len() as u64).to_le_bytes(), message.as_bytes(), b"\n\n"].concat()
}

fn stream() -> Vec<u8> {
    let entry =
        export("EXT4-fs error (device sdb1): ext4_find_entry:1455: inode #2: comm cp: reading directory lblock 0");
    [LINES.as_bytes(), &entry, MORE.as_bytes(), EVENTS.as_bytes()].concat()
}

#[track_caller]
fn check_parts(ran: &Ran, how: &str) {
    let report = ran.json();
    let found = conditions(&report);
    let of_each = [
        "storage.nfs-server-unresponsive",
        "filesystem.ext4-error",
        "memory.oom-kill-global",
        "control-plane.scheduling-failed",
    ];
    for part in of_each {
        assert!(found.contains(&part), "{how}: {part} is not in {found:?}");
    }
}

#[test]
fn every_part_of_a_mixed_stream_is_read() {
    let dir = TempDir::new("mixed");
    let file = dir.write("all.log", stream());
    check_parts(&run([Path::new("-o"), Path::new("json"), &file]).ends(0), "file");
    check_parts(&pipe(["-o", "json"], &stream()).ends(0), "pipe");
}

#[test]
fn records_tell_every_part_with_its_format() {
    let dir = TempDir::new("mixed-records");
    let ran = run([Path::new("records"), &dir.write("all.log", stream())]).ends(0);
    let formats: Vec<&str> =
        ["\"format\":\"short\"", "\"format\":\"journal-export\"", "\"format\":\"k8s-events-json\""]
            .into_iter()
            .filter(|format| !ran.out.contains(format))
            .collect();
    assert!(formats.is_empty(), "{formats:?}: {}", ran.out);
}

/// What spoils a line is told, and its record is read all the same.
#[test]
fn what_spoils_lines_is_told() {
    for (kind, spoil) in [
        ("escapes", &b"2025-12-19T04:45:18.100000+00:00 kestrel ringd[7]: \x1b[31mring\x1b[0m is well\n"[..]),
        ("not-utf-8", &b"2025-12-19T04:45:18.100000+00:00 kestrel ringd[7]: ring \xff\xfe is well\n"[..]),
        ("torn-write", &b"2025-12-19T04:45:18.100000+00:00 kestrel ringd[7]: ring \0\0 is well\n"[..]),
    ] {
        noticed(&[FAULT.as_bytes(), spoil].concat(), kind);
    }
}
