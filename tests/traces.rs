//! Several records that are one event: what one of them names, the findings on all of them are about.

mod common;

use std::fmt::Write as _;

use common::{TempDir, analyse_with, engine};
use kascade::model::{Analysis, Episode};
use kascade::pipeline::Settings;

const UID: &str = "0c7d1f5a-33b2-4e0c-9b1a-5d6e7f8091a2";

/// Lines of the kernel and, between them, of somebody else.
fn oom_report() -> String {
    let cgroup =
        format!("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{}.slice", UID.replace('-', "_"));
    let kernel = [
        "etl invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=968".to_owned(),
        "CPU: 2 UID: 0 PID: 4711 Comm: etl Not tainted 6.8.0-31-generic #31".to_owned(),
        format!("oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg={cgroup},task_memcg={cgroup}/cri-containerd-{}.scope,task=etl,pid=4711,uid=0", "ab".repeat(32)),
        "Memory cgroup out of memory: Killed process 4711 (etl) total-vm:812344kB, anon-rss:524288kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1200kB oom_score_adj:968".to_owned(),
        "oom_reaper: reaped process 4711 (etl), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB".to_owned(),
    ];
    let line = |text: &String| {
        format!(
            "2026-03-03T09:14:41.100000+00:00 wrk-2 kernel: {text}\n2026-03-03T09:14:41.100001+00:00 wrk-2 app[7]: tick\n"
        )
    };
    kernel.iter().map(line).collect()
}

/// The report in the middle of a day's chatter.
fn day() -> String {
    let mut text = String::new();
    for minute in 0..600 {
        let stamp = format!("2026-03-03T{:02}:{:02}:05.000000+00:00", minute / 60, minute % 60);
        let _ =
            writeln!(text, "{stamp} wrk-2 systemd[1]: Started session-{minute}.scope - Session {minute} of User ops.");
        if minute == 554 {
            text.push_str(&oom_report());
        }
    }
    text
}

fn value<'e>(episode: &'e Episode, kind: &str) -> Option<&'e str> {
    let kind = engine().library.kind(kind);
    episode.key.about.iter().chain(&episode.also).find(|e| e.kind == kind).map(|e| &*e.value)
}

fn of<'a>(analysis: &'a Analysis, condition: &str) -> &'a Episode {
    let at = (0..analysis.episodes.len()).find(|&at| common::condition(analysis, at) == condition);
    &analysis.episodes[at.unwrap_or_else(|| panic!("{condition}"))]
}

#[test]
fn every_finding_of_an_oom_report_names_its_pod() {
    let dir = TempDir::new("oom-trace");
    let path = dir.write("syslog", day());
    for (threads, block) in [(1, 256), (4, 1000), (4, 4 << 10), (2, 1 << 20)] {
        let analysis = analyse_with(&path, &Settings { threads, block, ..Settings::default() });
        for condition in ["memory.oom-invoked", "memory.oom-kill-cgroup"] {
            let episode = of(&analysis, condition);
            assert_eq!(
                value(episode, "pod_uid").map(|uid| uid.replace('_', "-")).as_deref(),
                Some(UID),
                "{condition}, blocks of {block}"
            );
            assert_eq!(value(episode, "pid"), Some("4711"), "{condition}, blocks of {block}");
            assert_eq!((episode.count, episode.peak), (1, 1), "{condition}, blocks of {block}");
        }
    }
}

/// Three signatures of a condition on a record are one sign of it, and what one of them names they all are about.
#[test]
fn a_record_counts_once_for_all_its_signatures() {
    let records = [
        (
            "app.database-unreachable",
            "api",
            r#"connection to server at "10.43.7.20", port 5432 failed: FATAL:  the database system is in recovery mode"#,
        ),
        (
            "cni.flannel-failed",
            "flanneld",
            r#"Error registering network: failed to acquire lease: node "wk-a3" pod cidr not assigned"#,
        ),
    ];
    let dir = TempDir::new("once");
    for (condition, program, text) in records {
        let line = |second: usize| format!("2026-03-03T09:14:{second:02}+00:00 wrk-2 {program}[7]: {text}\n");
        for lines in [1, 5] {
            let analysis =
                analyse_with(&dir.write("syslog", (0..lines).map(line).collect::<String>()), &Settings::default());
            let counts: Vec<u64> = (0..analysis.episodes.len())
                .filter(|&at| common::condition(&analysis, at) == condition)
                .map(|at| analysis.episodes[at].count)
                .collect();
            assert_eq!(counts, [lines as u64], "{text}");
        }
    }
}

/// The kernel reports a hung task in several lines: the task, its state, its stack.
#[test]
fn a_report_of_a_hung_task_counts_once() {
    let report = [
        "INFO: task backup:4711 blocked for more than 122 seconds.",
        "      Not tainted 6.8.0-31-generic #31",
        r#""echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message."#,
        "task:backup          state:D stack:0     pid:4711  tgid:4711  ppid:1      flags:0x00004002",
        "Call Trace:",
        " rpc_wait_bit_killable+0x11/0x70 [sunrpc]",
        " nfs_wait_on_request+0x2c/0x40 [nfs]",
        " rpc_wait_bit_killable+0x11/0x70 [sunrpc]",
    ];
    let at =
        |minute: u32| report.map(|text| format!("2026-03-03T09:{minute:02}:41+00:00 wrk-2 kernel: {text}\n")).concat();
    let dir = TempDir::new("hung");
    let path = dir.write("syslog", [1, 3, 5].map(at).concat());
    let analysis = analyse_with(&path, &Settings::default());
    assert_eq!(of(&analysis, "kernel.task-hung").count, 3);
    assert_eq!(value(of(&analysis, "kernel.task-hung"), "pid"), Some("4711"));
}

/// A report with a table of many tasks, in which the victim is one of the small ones; `row` makes a stored line of a
/// text of the kernel.
fn oom_table(tasks: u32, row: impl Fn(&str) -> String) -> String {
    let mut text = row("etl invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0");
    text += &row(
        "[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name",
    );
    for pid in 1..=tasks {
        let (resident, name) = match pid {
            77 => (768, "sshd"),
            400 => (2_936_012, "java"),
            900 => (550_502, "mariadbd"),
            _ => (256, "worker"),
        };
        text += &row(&format!(
            "[{pid:7}]     0 {pid:5} 9211840 {resident:8} {resident:8}        0         0    65536        0             0 {name}"
        ));
    }
    text += &row(
        "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/system.slice/ssh.service,task=sshd,pid=77,uid=0",
    );
    text + &row(
        "Out of memory: Killed process 77 (sshd) total-vm:36847360kB, anon-rss:3072kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:64kB oom_score_adj:0",
    )
}

/// Who had the memory is told, and that it was not the one that was killed.
#[test]
fn the_task_table_is_summed_up() {
    let dir = TempDir::new("oom-table");
    let stored = |text: &str| {
        format!(
            "2026-03-03T09:14:41.100000+00:00 wrk-2 kernel: {text}\n2026-03-03T09:14:41.100001+00:00 wrk-2 app[7]: tick\n"
        )
    };
    let json = |text: &str| {
        format!(
            "{{\"__REALTIME_TIMESTAMP\":\"1772529281100000\",\"_HOSTNAME\":\"wrk-2\",\"SYSLOG_IDENTIFIER\":\"kernel\",\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"{text}\"}}\n"
        )
    };
    let paths = [
        dir.write("syslog", oom_table(1000, stored)),
        dir.write("journal.json", oom_table(1000, json)),
        dir.write("dmesg", oom_table(1000, |text| format!("[  812.410000] {text}\n"))),
    ];
    for path in paths {
        for (threads, block) in [(1, 512), (4, 1000), (2, 16 << 10), (2, 1 << 20)] {
            let analysis = analyse_with(&path, &Settings { threads, block, ..Settings::default() });
            let notes = &of(&analysis, "memory.oom-kill-global").notes;
            let expected = "the largest of 1000 tasks was not killed: java[400] 11.2 GiB of 14.3 GiB, then mariadbd[900] 2.1 GiB; killed: sshd[77] 3 MiB";
            assert_eq!(*notes, [expected], "{path:?}, blocks of {block}");
        }
    }
}

#[test]
fn a_report_without_its_pod_names_none() {
    let dir = TempDir::new("oom-alone");
    let text = oom_report();
    let parts: Vec<&str> = text.split_inclusive('\n').filter(|line| !line.contains("oom-kill:")).collect();
    let path = dir.write("syslog", parts.concat());
    let analysis = analyse_with(&path, &Settings::default());
    assert_eq!(value(of(&analysis, "memory.oom-kill-cgroup"), "pod_uid"), None);
}

/// The frames of a stack name no process: the head of the report does.
#[test]
fn frames_of_a_hung_task_name_its_process() {
    let kernel = |at: &str, text: &str| format!("Mar  3 09:14:{at} wrk-2 kernel: [ 812.{at}0000] {text}\n");
    let text = [
        kernel("41", "INFO: task tar:4711 blocked for more than 122 seconds."),
        kernel("41", "Call Trace:"),
        kernel("41", " rpc_wait_bit_killable+0x11/0x70 [sunrpc]"),
    ];
    let dir = TempDir::new("hung-trace");
    let path = dir.write("kern.log", text.concat());
    let analysis = analyse_with(&path, &Settings::default());
    let hung: Vec<&Episode> = (0..analysis.episodes.len())
        .filter(|&at| common::condition(&analysis, at) == "kernel.task-hung")
        .map(|at| &analysis.episodes[at])
        .collect();
    assert!(!hung.is_empty() && hung.iter().all(|e| value(e, "process") == Some("tar")), "{hung:?}");
}

/// What stands in a later line of a stack trace is shown with the line that says what failed.
#[test]
fn a_cause_in_a_stack_trace_is_quoted_with_its_first_line() {
    let lines = [
        "Exception in thread \"main\" java.io.UncheckedIOException: cannot store page",
        "\tat com.quill.Ledger.store(Ledger.java:41)",
        "Caused by: java.io.IOException: No space left on device",
        "\tat java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)",
        "cannot write state: No space left on device",
    ];
    let text: String = (1..)
        .zip(lines)
        .map(|(i, text)| format!("2026-03-03T09:14:41.{i}00000+00:00 wrk-2 ledger[7]: {text}\n"))
        .collect();
    let dir = TempDir::new("java-trace");
    let analysis = analyse_with(&dir.write("app.log", text), &Settings::default());
    let quotes = &of(&analysis, "filesystem.disk-full").quotes;
    let first = quotes.iter().find(|quote| quote.place.line == 3).expect("a quote");
    assert!(first.raw.contains("cannot store page … ") && first.raw.ends_with("No space left on device"), "{first:?}");
    assert_eq!(first.time.map(|time| time.ns % 1_000_000_000), Some(100_000_000), "the time of the first line");
    let other = quotes.iter().find(|quote| quote.place.line == 5).expect("a quote");
    assert!(!other.raw.contains("cannot store page"), "{other:?}");
}

/// What stands deep in a trace is told with the line that says what failed, in every language.
#[test]
fn a_trace_is_told_with_its_head() {
    let node = [
        "Error: connect ECONNREFUSED 192.0.2.7:5432",
        "    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1595:16) {",
        "  errno: -111,",
        "  code: 'ECONNREFUSED',",
        "  [cause]: Error: ENOSPC: no space left on device, write",
        "}",
    ];
    let elixir = [
        "[error] GenServer Shop.Store terminating",
        "** (File.Error) could not write to file \"/var/lib/shop/x\": no space left on device",
        "    (elixir 1.15.7) lib/file.ex:1124: File.write!/3",
    ];
    let erlang = [
        "[error] <0.913.0> ** Generic server store terminating",
        "[error] <0.913.0> ** Last message in was update",
        "[error] <0.913.0> ** Reason for termination ==",
        "[error] <0.913.0> ** {badmatch,{error,enospc}}",
    ];
    let php = [
        "PHP Fatal error:  Uncaught Exception: cannot load in /srv/shop/db.php:17",
        "Stack trace:",
        "#0 /srv/shop/db.php(17): load()",
        "#1 {main}",
        "Next RuntimeException: write of 8192 bytes failed with errno=28 No space left on device in /srv/shop/cart.php:9",
        "  thrown in /srv/shop/cart.php on line 9",
    ];
    for lines in [&node[..], &elixir, &erlang, &php] {
        let dir = TempDir::new("heads");
        let text: String = lines.iter().map(|line| format!("Mar  3 09:14:41 wrk-2 shop[7]: {line}\n")).collect();
        let analysis = analyse_with(&dir.write("syslog", text), &Settings::default());
        let full = of(&analysis, "filesystem.disk-full");
        let head = lines[0].trim_start_matches("[error] ").trim_start_matches("<0.913.0> ");
        assert_eq!(full.count, 1, "{lines:?}");
        assert!(full.quotes[0].raw.contains(head) && full.quotes[0].raw.contains(" … "), "{:?}", full.quotes[0]);
    }
}

/// A program that fails once is one sign, whatever its trace prints of it.
#[test]
fn a_trace_counts_once() {
    let go = [
        "panic: runtime error: invalid memory address or nil pointer dereference",
        "goroutine 1 [running]:",
        "main.main()",
    ];
    let python = [
        "Traceback (most recent call last):",
        "  File \"/a.py\", line 1, in x",
        "ConnectionError: x",
        "During handling of the above exception, another exception occurred:",
        "Traceback (most recent call last):",
        "ValueError: y",
    ];
    for lines in [&go[..], &python[..]] {
        let dir = TempDir::new("once");
        let mut text = String::new();
        for minute in [1, 4, 9] {
            lines.iter().for_each(|line| _ = writeln!(text, "Mar  3 09:{minute:02}:41 wrk-2 app[7]: {line}"));
        }
        let path = dir.write("syslog", text);
        let analysis = analyse_with(&path, &Settings::default());
        let counts: Vec<u64> = analysis.episodes.iter().map(|episode| episode.count).collect();
        assert!(!counts.is_empty() && counts.iter().all(|count| *count <= 3), "{counts:?} of {lines:?}");
    }
}

/// A complaint of a program, and what was thrown below it.
const STACKS: [&[&str]; 5] = [
    &[
        "ERROR [main] com.quill.Ledger - cannot save",
        "java.io.IOException: No space left on device",
        "\tat com.quill.Ledger.open(Ledger.java:41)",
        "Caused by: java.io.IOException: No space left on device",
        "\t... 7 more",
    ],
    &[
        "ERROR:root:cannot save",
        "Traceback (most recent call last):",
        "  File \"/srv/ledger.py\", line 3, in save",
        "    f.write(page)",
        "OSError: [Errno 28] No space left on device",
    ],
    &[
        "java.lang.RuntimeException: cannot save",
        "\tat com.quill.Ledger.save(Ledger.java:1)",
        "\tSuppressed: java.io.IOException: No space left on device",
        "\t\tat com.quill.Ledger.close(Ledger.java:2)",
    ],
    &[
        "/srv/ledger.rb:12:in `save': cannot save (RuntimeError)",
        "\tfrom /srv/main.rb:3:in `<main>'",
        "/srv/ledger.rb:10:in `write': No space left on device @ io_write - /data/x (Errno::ENOSPC)",
    ],
    &[
        "E0303 09:14:41.123456       1 runtime.go:79] Observed a panic: cannot save",
        "goroutine 1 [running]:",
        "k8s.io/apimachinery/pkg/util/runtime.logPanic({0x1})",
        "\t/go/src/x.go:75 +0x85",
        "panic: write /x: no space left on device [recovered]",
    ],
];

/// The same line as several programs store it, at a moment of the second.
fn stored(i: usize, text: &str) -> [String; 4] {
    let json = serde_json::Value::from(format!("{text}\n"));
    [
        format!("2026-03-03T09:14:41.{i}00000+00:00 wrk-2 ledger[7]: {text}\n"),
        format!("2026-03-03T09:14:41.{i}00000Z stderr F {text}\n"),
        format!("{{\"log\":{json},\"stream\":\"stderr\",\"time\":\"2026-03-03T09:14:41.{i}00000Z\"}}\n"),
        format!("Mar  3 09:14:41 wrk-2 ledger[7]: {text}\nMar  3 09:14:41 wrk-2 other[8]: tick {i}\n"),
    ]
}

#[test]
fn a_trace_begins_with_the_complaint_above_it() {
    for stack in STACKS {
        for way in 0..4 {
            let text: String = (1..).zip(stack).map(|(i, line)| stored(i, line)[way].clone()).collect();
            for block in [150, 400, 1 << 20] {
                let dir = TempDir::new("complaint");
                let settings = Settings { block, ..Settings::default() };
                let analysis = analyse_with(&dir.write("app.log", &text), &settings);
                let full = of(&analysis, "filesystem.disk-full");
                assert_eq!(full.count, 1, "{text}");
                let quote = &full.quotes[0].raw;
                assert!(quote.contains("cannot save"), "{quote} of {text} in blocks of {block}");
            }
        }
    }
}

/// What another trace printed right before is none of it.
#[test]
fn traces_behind_each_other_are_apart() {
    let lines = [
        "ERROR [main] com.quill.Ledger - cannot save",
        "java.io.IOException: broken pipe",
        "\tat com.quill.Ledger.open(Ledger.java:41)",
        "java.io.IOException: No space left on device",
        "\tat com.quill.Ledger.open(Ledger.java:41)",
    ];
    let text: String = lines.iter().map(|line| format!("Mar  3 09:14:41 wrk-2 ledger[7]: {line}\n")).collect();
    let dir = TempDir::new("apart");
    let analysis = analyse_with(&dir.write("app.log", text), &Settings::default());
    let quote = &of(&analysis, "filesystem.disk-full").quotes[0].raw;
    assert!(!quote.contains("cannot save"), "{quote}");
}

/// Of a log that is nothing but causes, each is looked back from only so far.
#[test]
fn a_log_of_nothing_but_causes_is_looked_back_in_only_so_far() {
    let text = "Caused by: java.io.IOException: No space left on device\n".repeat(40);
    let dir = TempDir::new("causes");
    let analysis = analyse_with(&dir.write("app.log", text), &Settings::default());
    let full = of(&analysis, "filesystem.disk-full");
    let offsets: Vec<u64> = full.quotes.iter().map(|quote| quote.place.offset).collect();
    assert!(full.count > 1 && offsets.windows(2).all(|two| two[0] < two[1]), "{} at {offsets:?}", full.count);
}

/// A head that names nothing tells less than the line that does; its time counts.
#[test]
fn a_bare_head_is_not_quoted() {
    let lines = [
        (41, "Traceback (most recent call last):"),
        (41, "  File \"/srv/render.py\", line 9, in main"),
        (42, "AttributeError: 'NoneType' object has no attribute 'lower'"),
    ];
    let text: String =
        lines.iter().map(|(second, line)| format!("Mar  3 09:14:{second} wrk-2 render[7]: {line}\n")).collect();
    let dir = TempDir::new("bare");
    let analysis = analyse_with(&dir.write("app.log", text), &Settings::default());
    let defect = of(&analysis, "app.program-defect");
    assert!(defect.quotes[0].raw.contains("has no attribute 'lower'"), "{}", defect.quotes[0].raw);
    assert_eq!(defect.began.ns / 1_000_000_000 % 60, 41);
}
