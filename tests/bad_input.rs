//! Whatever is read: never a panic, a notice each, the readable rest analysed.

mod common;

use std::io::Write;
use std::path::Path;
use std::process::ChildStdin;

use common::TempDir;
use common::program::{
    CONDITION, FAULT, conditions, fault_found, finished, healthy, noticed, notices, pipe, piped, run,
};

#[test]
fn a_missing_file_is_named_and_the_rest_is_read() {
    let dir = TempDir::new("missing");
    let good = dir.write("good.log", FAULT);
    let missing = dir.path().join("missing.log");
    run([&missing]).ends(3).says("missing.log").says("No such file");
    let ran = run([Path::new("-o"), Path::new("json"), &missing, &good]).ends(0);
    let report = ran.json();
    assert!(conditions(&report).contains(&CONDITION) && notices(&report).contains(&"unreadable"), "{report:#}");
    ran.says("missing.log");
}

/// A directory is walked, wherever it stands; what is below a file is unreadable.
#[test]
fn a_directory_as_file_and_a_file_as_directory() {
    let dir = TempDir::new("directory");
    let good = dir.write("host.log/kern.log", FAULT);
    run([dir.path().join("host.log")]).ends(0).prints("NFS server filer2.quill.lan");
    run([good.join("below.log")]).ends(3).says("below.log");
    let empty = TempDir::new("empty");
    run([empty.path()]).ends(0).prints("nothing to read");
}

/// Nothing is not unknown.
#[test]
fn lists_of_nothing_are_read() {
    let dir = TempDir::new("nothing");
    for text in [
        "-- No entries --\n",
        "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[]}\n",
        "{\n    \"apiVersion\": \"v1\",\n    \"items\": [],\n    \"kind\": \"EventList\"\n}\n",
        "apiVersion: v1\nitems: []\nkind: List\n",
        "No resources found in shop namespace.\n",
    ] {
        run([dir.write("empty.txt", text)]).ends(0).prints("nothing to read: 0 records");
    }
}

/// However often one kind of trouble ends, the ends of the others are seen.
#[test]
fn a_flood_of_ends_leaves_room_for_others() {
    let ok = |i: u32| {
        let (hour, minute, second) = (i / 3600, i / 60 % 60, i % 60);
        format!(
            "2025-12-19T{hour:02}:{minute:02}:{second:02}+00:00 kestrel kernel: nfs: server filer{i}.quill.lan OK\n"
        )
    };
    let link = "2025-12-19T05:44:20+00:00 kestrel kernel: e1000e: eth0 NIC Link is Down\n\
                2025-12-19T05:50:20+00:00 kestrel kernel: e1000e: eth0 NIC Link is Up 1000 Mbps Full Duplex, Flow Control: None\n";
    let log: String = (0..10_050).map(ok).chain([FAULT.to_owned(), link.to_owned()]).collect();
    let report = pipe(["-o", "json"], log.as_bytes()).ends(0).json();
    let incidents = report["incidents"].as_array().expect("an array");
    let rows = incidents.iter().flat_map(|incident| incident["timeline"].as_array().expect("an array"));
    let mut rows = rows.chain(report["minor"].as_array().expect("an array"));
    let down = rows.find(|row| row["condition"] == "network.link-down").expect("a link went down");
    assert_eq!(down["ended"], "2025-12-19T05:50:20Z", "{down:#}");
}

/// What an export looks like is no damage, and what journalctl left out is told.
#[test]
fn exports_are_sound_and_left_out_messages_are_told() {
    let dir = TempDir::new("export");
    let entry = |text: &str| {
        let length = (text.len() as u64).to_le_bytes();
        [&b"__REALTIME_TIMESTAMP=1795188499247239\nMESSAGE\n"[..], &length, text.as_bytes(), b"\n\n"].concat()
    };
    let json = |path: &Path| run([Path::new("-o"), Path::new("json"), path]).ends(0).json();
    let export = json(&dir.write("x.export", entry("one\ntwo").repeat(3)));
    assert!(!notices(&export).contains(&"torn-write"), "{export:#}");
    let line = r#"{"__REALTIME_TIMESTAMP":"1795188499247239","_HOSTNAME":"n","MESSAGE":null}"#;
    let left_out = dir.write("x.json", format!("{line}\n{}\n", line.replace("null", "\"words\"")));
    assert!(notices(&json(&left_out)).contains(&"suppressed"));
    run([&left_out]).ends(0).says("1 record without the message");
}

/// Links are never followed; one whose target is not read either is told.
#[test]
#[cfg(unix)]
fn links_that_lead_away_are_told() {
    use std::os::unix::fs::symlink;
    let dir = TempDir::new("links");
    dir.write("pods/0.log", FAULT);
    let link = |target: &str, name: &str| symlink(target, dir.path().join(name)).expect("a link can be made");
    link("pods/0.log", "inside.log");
    link(".", "circle");
    let report = || run([Path::new("-o"), Path::new("json"), dir.path()]).ends(0).json();
    assert!(!notices(&report()).contains(&"not-a-file"), "what is inside is read where it lies");
    link("gone.log", "dangling.log");
    link("around.log", "around.log");
    link("/etc/hostname", "outside.log");
    let report = report();
    let told = report["notices"].as_array().expect("an array").iter().find(|n| n["kind"] == "not-a-file");
    assert_eq!(told.expect("told")["count"], 3, "{report:#}");
    assert_eq!(report["inputs"].as_array().map(Vec::len), Some(1));
}

#[test]
#[cfg(unix)]
fn a_device_is_no_log() {
    run(["/dev/zero"]).ends(3).says("no regular file");
}

#[test]
fn empty_input_is_no_error() {
    pipe([""; 0], b"").ends(0).prints("nothing to read: 0 records from stdin");
    let dir = TempDir::new("nothing");
    run([dir.write("empty.log", "")]).ends(0).prints("nothing to read: 0 records from");
    let report = pipe(["-o", "json"], b"").ends(0).json();
    assert_eq!((report["incidents"].to_string(), notices(&report)), ("[]".to_owned(), vec!["empty"]));
}

/// Bytes that look like nothing, the same at every run.
fn rubbish(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..len).map(|_| next()).collect()
}

#[test]
fn binary_rubbish_is_told_and_exits_3() {
    pipe([""; 0], &rubbish(100_000)).ends(3).says("binary").says("kascade formats");
    let dir = TempDir::new("rubbish");
    dir.write("a.bin", rubbish(5000));
    run([dir.path()]).ends(3).says("a.bin");
    dir.write("b.log", FAULT);
    let report = run([Path::new("-o"), Path::new("json"), dir.path()]).ends(0).json();
    assert!(conditions(&report).contains(&CONDITION) && notices(&report).contains(&"binary"), "{report:#}");
}

#[test]
fn text_that_is_no_log_exits_3() {
    pipe([""; 0], b"once upon a time\nthere was a log\n").ends(3).says("no record of a known shape");
}

/// The most memory the program has used so far, bytes.
#[cfg(target_os = "linux")]
fn peak_bytes(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("the program runs");
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).expect("Linux tells");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") << 10
}

/// A line of `len` bytes, a fault before and after it.
fn giant(mut to: ChildStdin, len: usize, before_end: impl FnOnce()) {
    let part = vec![b'x'; 1 << 20];
    let later = FAULT.replace("04:44:18", "04:46:00");
    to.write_all(FAULT.as_bytes())
        .and_then(|()| to.write_all(b"2025-12-19T04:45:00+00:00 kestrel app: "))
        .expect("it reads");
    (0..len >> 20).for_each(|_| to.write_all(&part).expect("it reads"));
    to.write_all(b"\n").and_then(|()| to.write_all(later.as_bytes())).expect("it reads");
    before_end();
}

#[test]
#[cfg(target_os = "linux")]
fn a_line_of_300_mb_costs_no_memory() {
    let mut child = piped(["-o", "json"]);
    let (pid, stdin) = (child.id(), child.stdin.take().expect("a pipe"));
    let mut peak = 0;
    giant(stdin, 300 << 20, || peak = peak_bytes(pid));
    let report = finished(child).ends(0).json();
    assert!(peak < 128 << 20, "{} MiB", peak >> 20);
    assert_eq!(report["inputs"][0]["lines"], 3);
    assert!(notices(&report).contains(&"long-record"), "{:#}", report["notices"]);
    let fault =
        report["incidents"][0]["timeline"].as_array().expect("rows").iter().find(|r| r["condition"] == CONDITION);
    assert_eq!(fault.expect("the fault")["count"], 2, "before and after the giant: {report:#}");
}

#[test]
fn nul_bytes_are_a_torn_write() {
    let torn = [FAULT.as_bytes(), &[0; 5000], FAULT.as_bytes()].concat();
    noticed(&torn, "torn-write");
    noticed(FAULT.replace("nfs:", "\0\0nfs:").as_bytes(), "torn-write");
    let behind = FAULT.replace('\n', "\0\0\0\n");
    let shown = fault_found(behind.as_bytes()).to_string() + &pipe(["records"], behind.as_bytes()).out;
    assert!(!shown.contains("x00"), "NULs behind a record are no text of it: {shown}");
}

#[test]
fn bytes_that_are_no_utf_8() {
    let mut text = b"2025-12-19T04:44:00+00:00 kestrel app: caf\xe9 \xff\xfe \xc3\x28 \xed\xa0\x80\n".to_vec();
    text.extend(FAULT.replace("filer2", "f\u{e9}ler2").bytes().filter(|b| *b != 0xc3));
    text.extend(FAULT.as_bytes());
    fault_found(&text);
    pipe(["records"], &text).ends(0).prints("\\\\xff");
    run(["-o", "json", "-"]).code.expect("a code");
}

#[test]
fn lines_may_end_like_in_windows() {
    let text = (FAULT.to_owned() + &healthy(50)).replace('\n', "\r\n");
    let report = fault_found(text.as_bytes());
    assert_eq!(report["inputs"][0]["unparsed"], 0);
    assert!(!report.to_string().contains("\\r"), "the carriage return is no text: {report:#}");
}

/// Every stamp of these cannot be; the record is kept and the fault is still found.
const WILD: [&str; 9] = [
    "9999-12-31T23:59:59.999999Z n1 kernel:",
    "0000-00-00T00:00:00Z n1 kernel:",
    "2024-02-30T00:00:00Z n1 kernel:",
    "2024-02-29T00:00:61Z n1 kernel:",
    "2024-02-29T25:00:00Z n1 kernel:",
    "Feb 32 00:00:00 n1 kernel:",
    "Feb 28 00:00:61 n1 kernel:",
    "1000000000000000000 n1 kernel:",
    "[99999999999999999999.123456]",
];

#[test]
fn wild_times_are_noticed_and_never_shown() {
    let wild: String =
        WILD.map(|stamp| format!("{stamp} nfs: server wild.example not responding, still trying\n")).concat();
    let report = fault_found((FAULT.to_owned() + &wild + &healthy(20)).as_bytes());
    let (first, last) = (&report["inputs"][0]["first"], &report["inputs"][0]["last"]);
    assert!(first.to_string().contains("2025-12-19") && last.to_string().contains("2025-12-19"), "{first} .. {last}");
    assert_eq!(report["inputs"][0]["records"], 1 + WILD.len() + 20, "no record is lost");
    assert!(notices(&report).contains(&"wild-time"), "{:#}", report["notices"]);
}

/// One wild stamp alone: no panic in any command, whatever the form of its file.
#[test]
fn each_wild_time_alone_is_read() {
    for stamp in WILD {
        let line = format!("{stamp} nfs: server wild.example not responding, still trying\n");
        for args in [&["-o", "json"][..], &["timeline"], &["records"], &["report"], &["formats"]] {
            let ran = pipe(args, line.as_bytes());
            assert!(matches!(ran.code, Some(0 | 3)), "{stamp} {args:?}: {ran:?}");
        }
    }
    for epoch in ["1000000000000000000", "-1", "18446744073709551615"] {
        let line = format!(
            "{{\"__REALTIME_TIMESTAMP\":\"{epoch}\",\"_HOSTNAME\":\"n1\",\"SYSLOG_IDENTIFIER\":\"kernel\",\"MESSAGE\":\"nfs: server a not responding, still trying\"}}\n"
        );
        assert!(matches!(pipe(["timeline"], line.as_bytes()).code, Some(0 | 3)), "{epoch}");
    }
}

/// Escapes, bidirectional overrides and C1 controls of a log never reach the reader as they are.
#[test]
fn hostile_text_is_inert_in_every_form() {
    let hostile = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}\u{2066}\u{9b}31m\u{8}";
    let lines = [
        FAULT.replace("filer2", &format!("filer2{hostile}")),
        FAULT.replace("still trying", &format!("still trying{hostile}")),
        FAULT.replace("kestrel", &format!("kes{hostile}trel")),
        format!("2025-12-19T04:45:00+00:00 kes{hostile} app{hostile}[7]: I/O error, dev sda{hostile}, sector 7\n"),
    ];
    for args in [
        &[][..],
        &["-o", "json"],
        &["-o", "md"],
        &["timeline", "-vv"],
        &["report"],
        &["records"],
        &["formats"],
        &["explain", CONDITION, "-"],
    ] {
        let ran = pipe(args, lines.concat().as_bytes()).ends(0);
        let raw = ran
            .out
            .chars()
            .chain(ran.err.chars())
            .find(|c| c.is_control() && *c != '\n' || "\u{202e}\u{2066}".contains(*c));
        assert_eq!(raw, None, "{args:?}: {:?}", ran.out);
    }
}

/// A dump and a journal piped one after the other: the journal behind the dump is read too.
#[test]
fn lines_behind_a_document_are_read() {
    let dump = "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": [\n    {\n      \"kind\": \"Pod\",\n      \
                \"metadata\": {\"name\": \"web-1\", \"namespace\": \"shop\", \"creationTimestamp\": \"2025-12-19T04:40:00Z\"},\n      \
                \"status\": {\"phase\": \"Running\"}\n    }\n  ]\n}\n";
    let report = fault_found((dump.to_owned() + FAULT + &healthy(20)).as_bytes());
    assert_eq!(report["inputs"][0]["records"], 1 + 1 + 20, "{:#}", report["inputs"]);
}
