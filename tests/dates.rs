//! What dates a line that prints less than a whole time: the clock since boot, a year, a zone or a date that others tell.

mod common;

use common::{TempDir, analyse, analyse_with, began, packed, program};
use kascade::pipeline::Settings;
use kascade::time::show;

#[test]
fn a_boot_that_nothing_dates_is_told() {
    let folder = TempDir::new("clocks");
    folder.write("wk-1/dmesg", "[  101.000000] Buffer I/O error on dev sdb1, logical block 7, lost sync page write\n");
    let told = || analyse(folder.path()).notices.into_iter().filter(|n| n.text.contains("since a boot")).count();
    assert_eq!(told(), 1);
    // The journal beside it stamps the same clock with a date.
    let journal = "2026-03-09T02:10:00.120000+00:00 wk-1 kernel: [  100.120000] eth0: link up\n";
    folder.write("wk-1/syslog", journal);
    assert_eq!(told(), 0);
}

/// The journal's boot lived on for hours: the one that panicked after two seconds came after it.
#[test]
fn a_boot_that_panicked_is_not_one_that_lived_on() {
    let folder = TempDir::new("clocks");
    let entry = |at: i64, text: &str| {
        format!(
            "{{\"__REALTIME_TIMESTAMP\":\"{}\",\"__MONOTONIC_TIMESTAMP\":\"{}\",\"_BOOT_ID\":\"{:032x}\",\"_HOSTNAME\":\"wk-1\",\"SYSLOG_IDENTIFIER\":\"app\",\"MESSAGE\":\"{text}\"}}\n",
            1_773_022_200_000_000 + at * 1_000_000,
            at * 1_000_000,
            7
        )
    };
    let journal: String = (1..100).map(|i| entry(i * 120, "tick")).collect();
    folder.write("wk-1/journal.json", journal);
    folder.write(
        "wk-1/serial-console.log",
        "[    0.000000] Linux version 6.8.0-40-generic (x86_64)\n[    2.050127] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009\n",
    );
    let (began, _) = began(&analyse(folder.path()), "kernel.panic");
    assert!(began / 1_000_000_000 > 1_773_022_200 + 99 * 120, "{began}: behind the journal");
}

/// Nothing dates the boot of a lone dmesg: its times are shown as what they are.
#[test]
fn a_lone_dmesg_shows_times_since_boot() {
    let dmesg = "[  101.250000] nfs: server filer2.quill.lan not responding, still trying\n[  341.000000] INFO: task tar:4711 blocked for more than 122 seconds.\n";
    for args in [&[][..], &["timeline"], &["report"], &["formats"], &["explain", program::CONDITION, "-"]] {
        let out = program::pipe(args, dmesg.as_bytes()).ends(0).prints("boot+101.2s").out;
        let dates = ["1970-", "1969-", "UTC\n"].map(|date| out.contains(date));
        assert_eq!(dates, [false; 3], "{args:?}:\n{out}");
    }
    let report = program::pipe(["-o", "json"], dmesg.as_bytes()).ends(0).json();
    let incident = &report["incidents"][0];
    assert_eq!([&incident["undated"], &incident["timeline"][0]["undated"], &report["inputs"][0]["undated"]], [true; 3]);
    assert!(incident["timeline"][0]["evidence"][0]["time"].is_null(), "{incident:#}");
    let records = program::pipe(["records"], dmesg.as_bytes()).ends(0);
    records.prints(r#""time":null,"basis":"since-boot","uptime":"101.250000""#);
}

/// The clock since boot is dated by the journal beside it, in `kascade records` too.
#[test]
fn records_of_a_dated_dmesg_have_times() {
    let folder = TempDir::new("clocks");
    folder.write("wk-1/dmesg", "[  101.000000] Buffer I/O error on dev sdb1, logical block 7, lost sync page write\n");
    let journal = "2026-03-09T02:10:00.120000+00:00 wk-1 kernel: [  100.120000] eth0: link up\n";
    folder.write("wk-1/syslog", journal);
    let records = program::run(["records", &folder.path().display().to_string()]).ends(0);
    records.prints(r#""time":"2026-03-09T02:10:01Z","basis":"boot-clock""#);
}

/// The ring buffer of the boot before the last: its stamps stand in the journal beside it.
#[test]
fn a_dmesg_of_an_earlier_boot_lies_in_it() {
    let stamp = |boot: i64, line: i64| 40_000_000 + line * 7_000_413 + boot * 1_117;
    let time = |us: i64| show::rfc3339((1_773_022_200_000_000 + us) * 1000);
    let syslog = |boot: i64, line: i64| {
        let us = stamp(boot, line);
        let since = format!("{:5}.{:06}", us / 1_000_000, us % 1_000_000);
        format!(
            "{} wk-1 kernel: [{since}] br0: port {line}(veth{line}) entered forwarding state\n",
            time(boot * 7_200_000_000 + us)
        )
    };
    let folder = TempDir::new("clocks");
    let journal: String = (0..2).flat_map(|boot| (0..30).map(move |line| syslog(boot, line))).collect();
    folder.write("wk-1/syslog", journal);
    let dmesg: String = (10..30)
        .map(|line| format!("[{:5}.{:06}] {AWAY_LATE}\n", stamp(0, line) / 1_000_000, stamp(0, line) % 1_000_000))
        .collect();
    folder.write("wk-1/dmesg.0", dmesg);
    let (began, _) = began(&analyse(folder.path()), "storage.nfs-server-unresponsive");
    assert_eq!(show::rfc3339(began), time(stamp(0, 10)));
}

const AWAY_LATE: &str = "nfs: server filer2.quill.lan not responding, still trying";

/// Logs without a zone lie in that of their host, which other logs of the host print with each stamp.
#[test]
fn a_zone_that_stamps_print_is_that_of_the_host() {
    let folder = TempDir::new("printed-zone");
    let journal: String =
        (10..40).map(|m| format!("2026-03-09T09:{m}:07-06:00 cache-3 systemd[1]: Starting session {m}.\n")).collect();
    folder.write("cache-3/journal.log", journal);
    folder.write("cache-3/dpkg.log", "2026-03-09 09:12:45 upgrade redis-server:amd64 5:7.0.15-1 5:7.0.15-2\n");
    let analysis = analyse(folder.path());
    let dpkg = analysis.inputs.iter().find(|input| input.path.ends_with("dpkg.log")).expect("it was read");
    let first = dpkg.span.expect("it has a time").0;
    assert_eq!(show::rfc3339(first.ns), "2026-03-09T15:12:45Z", "{}", dpkg.zone);
}

/// A log that goes over from stamps without a year to others tells the year by the others.
#[test]
fn stamps_with_a_year_do_not_take_it_from_those_without() {
    let folder = TempDir::new("two-stamps");
    let old: String = (10..20).map(|m| format!("Mar  9 09:{m}:07 web-3 systemd[1]: Starting session {m}.\n")).collect();
    let new: String =
        (20..50).map(|m| format!("2026-03-09T09:{m}:07-06:00 web-3 systemd[1]: Starting session {m}.\n")).collect();
    folder.write("web-3/messages", old + &new);
    let span = analyse(folder.path()).inputs[0].span.expect("it has times");
    assert_eq!(show::rfc3339(span.0.ns), "2026-03-09T15:10:07Z");
}

/// A line without a time, beside times since a boot that nothing dates, has no date either.
#[test]
fn what_has_no_time_is_not_of_1970() {
    let text = "kernel: nfs: server filer2.quill.lan not responding, still trying\n[  101.250000] INFO: task tar:4711 blocked for more than 122 seconds.\n";
    for args in [&[][..], &["timeline"], &["report"]] {
        let out = program::pipe(args, text.as_bytes()).ends(0).prints("filer2").out;
        assert!(!out.contains("1970-") && !out.contains("1969-"), "{args:?}:\n{out}");
    }
}

/// Nor has a table of nodes on its own.
#[test]
fn a_state_alone_has_no_time() {
    let table = "NAME       STATUS     ROLES    AGE   VERSION\nsable-w2   NotReady   <none>   22d   v1.33.5\n";
    for args in [&[][..], &["timeline"], &["report"]] {
        let out = program::pipe(args, table.as_bytes()).ends(0).prints("sable-w2").prints("no time").out;
        assert!(!out.contains("1970-"), "{args:?}:\n{out}");
    }
    let without_header = table.lines().nth(1).expect("a row").to_owned() + "\n";
    program::pipe(["timeline"], without_header.as_bytes()).ends(0).prints("Node sable-w2 is NotReady");
}

/// A file of a folder as `kascade records` shows it: time and how it was found.
fn shown(folder: &TempDir, path: &std::path::Path) -> Vec<(String, String)> {
    let ran = program::run([std::path::Path::new("records"), folder.path()]).ends(0);
    let records = ran.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a record"));
    let of_file = records.filter(|record| record["input"].as_str().is_some_and(|input| path.ends_with(input)));
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    of_file.map(|record| (text(&record["time"]), text(&record["basis"]))).collect()
}

#[test]
fn a_time_of_day_takes_its_date_from_what_stands_around_it() {
    let folder = TempDir::new("clocks");
    let check = |name: &str, lines: &str, expected: &[(&str, &str)]| {
        let seen = shown(&folder, &folder.write(name, lines));
        let seen: Vec<_> = seen.iter().map(|(time, basis)| (&**time, &**basis)).collect();
        assert_eq!(seen, expected, "{name}");
    };
    let (date, zone) = ("date-inferred", "zone-assumed");
    let lines = "06:41:08 ERROR a\n23:59:59.5 b\n00:00:03 c\n";
    check(
        "a.log",
        lines,
        &[("1970-01-01T06:41:08Z", date), ("1970-01-01T23:59:59.5Z", date), ("1970-01-02T00:00:03Z", date)],
    );
    let named = [("2026-03-08T06:41:08Z", date), ("2026-03-08T23:59:59.5Z", date), ("2026-03-09T00:00:03Z", date)];
    check("b-2026-03-08.log", lines, &named);
    let dated = "06:41:08 ERROR a\n2026-03-07T06:41:09Z ERROR b\n06:41:10 c\n";
    let expected = [("2026-03-07T06:41:08Z", date), ("2026-03-07T06:41:09Z", "exact"), ("2026-03-07T06:41:10Z", zone)];
    check("c-2026-03-08.log", dated, &expected);
    check("d.log", "00:30:00 ERROR a\n", &[("2026-03-07T00:30:00Z", date)]);
}

#[test]
fn a_date_that_nothing_tells_is_told() {
    let folder = TempDir::new("clocks");
    folder.write("orders.log", "06:41:08 ERROR a\n");
    let told = || analyse(folder.path()).notices.into_iter().filter(|n| n.text.contains("without a date")).count();
    assert_eq!(told(), 1);
    folder.write("ledger.log", "2026-03-08T06:41:08Z ERROR b\n");
    assert_eq!(told(), 0);
}

/// The journal of the machine prints no seconds, but its manager tells of the kill that the kernel tells of.
#[test]
fn a_kill_that_two_logs_tell_of_dates_a_boot() {
    let folder = TempDir::new("clocks");
    let killed = "[90180.049198] Memory cgroup out of memory: Killed process 6890 (mysqld) total-vm:859136kB, anon-rss:199084kB, file-rss:15504kB, shmem-rss:0kB, UID:100 pgtables:740kB oom_score_adj:0\n";
    folder.write("db-1/dmesg", format!("[   12.000000] eth0: link up\n{killed}[90400.500000] eth0: link up\n"));
    let ended = "2026-03-09T02:10:05.300000+00:00 db-1 systemd[1]: mysql.service: Main process exited, code=killed, status=9/KILL\n";
    let after: String =
        (11..40).map(|m| format!("2026-03-09T02:{m}:00+00:00 db-1 cron[7]: (root) CMD (true)\n")).collect();
    folder.write("db-1/syslog", format!("{ended}{after}"));
    let (at, _) = began(&analyse(folder.path()), "memory.oom-kill-datastore");
    assert_eq!(at / 1_000_000_000, 1_773_022_205, "02:10:05");
}

/// What a machine leaves that panics when it boots is a piece of its kernel's log, and of the boot after the last one.
#[test]
fn a_panic_that_nothing_dates_is_of_the_next_boot() {
    let folder = TempDir::new("clocks");
    folder.write("srv-1/apt/term.log", "Log started: 2026-02-02  06:30:41\nError! Bad return status for module build on kernel: 6.12.9-amd64 (x86_64)\nConsult /var/lib/dkms/zfs/2.1.11/build/make.log for more information.\ndpkg: error processing package linux-image-6.12.9-amd64 (--configure):\n installed linux-image-6.12.9-amd64 package post-installation script subprocess returned error exit status 1\nLog ended: 2026-02-02  06:31:12\n");
    let lived: String =
        (0..30).map(|m| format!("2026-03-09T02:{m:02}:00+00:00 srv-1 cron[7]: (root) CMD (true)\n")).collect();
    let ends = "2026-03-09T02:30:00+00:00 srv-1 systemd-logind[611]: System is rebooting.\n";
    folder.write("srv-1/syslog", format!("{lived}{ends}"));
    folder.write("srv-1/pstore/dmesg-efi_pstore-174025115200001", "Panic#1 Part1\n<4>[    0.110000] smp: Brought up 1 node, 8 CPUs\n<0>[    3.206000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n");
    let analysis = analyse(folder.path());
    let root = &analysis.incidents[0].roots[0];
    assert_eq!(common::condition(&analysis, root.episode), "package.dkms-build-failed");
    assert!(root.latent_since.is_some());
}

/// A record that a later boot found is of a boot between that one and the last line before, however long that was.
#[test]
fn a_panic_whose_record_a_later_boot_found_lies_before_that_boot() {
    let folder = TempDir::new("clocks");
    let minutes = |hour: u32| {
        (0..30).map(move |m| format!("2026-03-09T{hour:02}:{m:02}:00+00:00 srv-1 cron[7]: (root) CMD (true)\n"))
    };
    let booted = "2026-03-09T05:00:00+00:00 srv-1 kernel: Linux version 6.1.0-31-amd64 (debian-kernel@lists.debian.org) #1 SMP\n";
    let found = "2026-03-09T05:00:06+00:00 srv-1 systemd-pstore[402]: PStore dmesg-efi_pstore-174025115200001 moved to /var/lib/systemd/pstore/174025115200001/dmesg-efi_pstore-174025115200001\n";
    let lived: String = minutes(2).chain([booted.to_owned(), found.to_owned()]).chain(minutes(5).skip(1)).collect();
    folder.write("srv-1/syslog", lived);
    folder.write("srv-1/pstore/dmesg-efi_pstore-174025115200001", "Panic#1 Part1\n<6>[    0.000000] Linux version 6.12.9-amd64 (debian-kernel@lists.debian.org) #1 SMP\n<4>[    0.110000] smp: Brought up 1 node, 8 CPUs\n<0>[    3.206000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n");
    let (at, _) = began(&analyse(folder.path()), "kernel.panic-no-root");
    let (last, next) = (1_773_023_340, 1_773_032_400);
    assert!((last..last + 120).contains(&(at / 1_000_000_000)), "{at}: between {last} (02:29) and {next} (05:00)");
}

/// The boots of each host in a log of these lines: how each one ended.
fn boots(log: &str) -> Vec<(String, Vec<&'static str>)> {
    let folder = TempDir::new("clocks");
    folder.write("old.log", log);
    let of = |host: &kascade::model::HostFacts| host.boots.iter().map(|boot| boot.ended_by).collect();
    analyse(folder.path()).hosts.iter().map(|host| (host.name.to_string(), of(host))).collect()
}

#[test]
fn a_line_that_names_no_boot_begins_one_of_the_same_host() {
    let line = |hour: u32, host: &str| format!("Mar  3 {hour:02}:15:01 {host} cron[7]: (root) CMD (true)\n");
    let [one, two, three, other] = [line(8, "alpha"), line(9, "alpha"), line(10, "alpha"), line(11, "beta")];
    let log = format!("-- Reboot --\n{one}{two}-- Reboot --\n{three}-- Reboot --\n{other}");
    assert_eq!(boots(&log), [("alpha".into(), vec!["unclean", "running"]), ("beta".into(), vec!["running"])]);
}

#[test]
fn the_log_of_a_service_shows_no_shutdown() {
    let line = |minute: u32, text: &str| format!("2026-03-09T02:{minute:02}:00+00:00 alpha systemd[1]: {text}\n");
    let log = |last: &str| {
        let marker = |n: u32| format!("-- Boot 5f0c3d1e2a4b4c6d8e9f0a1b2c3d4e{n:02x} --\n");
        let (start, stop) = (line(0, "Started web.service - Web."), line(9, last));
        format!("{}{start}{stop}{}{}", marker(1), marker(2), line(12, "Started web.service - Web."))
    };
    assert_eq!(boots(&log("Stopped web.service - Web.")), [("alpha".into(), vec!["unknown", "running"])]);
    assert_eq!(boots(&log("Reloaded web.service - Web.")), [("alpha".into(), vec!["unclean", "running"])]);
}

/// What `journalctl -u` prints of a service: no line of the kernel, but the boots between its own.
#[test]
fn a_line_that_names_a_boot_begins_it_where_no_kernel_speaks() {
    let line = |hour: u32, text: &str| format!("Mar  3 {hour:02}:15:01 alpha kitestore[7]: {text}\n");
    let marker = "-- Boot 5f0c3d1e2a4b4c6d8e9f0a1b2c3d4e5f --\n";
    let log = format!("{}{marker}{}", line(8, "snapshot 71 kept"), line(9, "snapshot 72 kept"));
    assert_eq!(boots(&log), [("alpha".into(), vec!["unknown", "running"])]);
    assert_eq!(boots(&format!("{marker}{}", line(9, "snapshot 72 kept"))), [("alpha".into(), vec!["running"])]);
}

/// The kernel of a console prints the time once, which dates all of its seconds.
#[test]
fn a_kernel_that_prints_the_time_dates_its_boot() {
    let console = |clock: &str| {
        format!(
            "[    0.000000] Linux version 6.12.9-amd64 (debian-kernel@lists.debian.org) #1 SMP\n{clock}[    3.206000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n"
        )
    };
    let of = |clock: &str| {
        let folder = TempDir::new("clocks");
        folder.write("srv-1/console.log", console(clock));
        let analysis = analyse(folder.path());
        let ended = analysis.hosts.iter().flat_map(|host| &host.boots).map(|boot| boot.ended_by).collect::<Vec<_>>();
        (began(&analysis, "kernel.panic-no-root").0 / 1_000_000_000, analysis.inputs[0].boot, ended)
    };
    let told = "[    1.206000] rtc_cmos 00:03: setting system clock to 2026-03-09T02:10:05 UTC (1773022205)\n";
    let unset = "[    1.206000] rtc_cmos 00:03: setting system clock to 2000-01-01T00:00:01 UTC (946684801)\n";
    assert_eq!(of(told), (1_773_022_207, "by a line that prints the time", vec!["panic"]));
    assert_eq!(of(unset), (3, "", vec!["panic"]));
}

/// What the next boot prints of a reset is of the boot that ended so, and caused by what hung in that one.
#[test]
fn a_reset_belongs_to_the_boot_that_it_ended() {
    let log = "\
Mar 05 02:57:18 alpha kernel: nfs: server filer7 not responding, still trying
Mar 05 02:59:00 alpha kernel: INFO: task ledger:20111 blocked for more than 368 seconds.
Mar 05 03:01:00 alpha cron[7]: (root) CMD (true)
Mar 05 03:09:10 alpha kernel: Linux version 6.12.9-amd64 (debian-kernel@lists.debian.org) #1 SMP
Mar 05 03:09:10 alpha kernel: x86/amd: Previous system reset reason [0x00080800]: hardware watchdog timer expired
Mar 05 03:10:10 alpha cron[7]: (root) CMD (true)
";
    let folder = TempDir::new("clocks");
    folder.write("old.log", log);
    let analysis = analyse(folder.path());
    let incident = &analysis.incidents[0];
    let named = |i: usize| common::condition(&analysis, i);
    assert_eq!(named(incident.roots[0].episode), "storage.nfs-server-unresponsive");
    // The tasks hung before the major time-out of their mount, as far as both times tell.
    let chain: Vec<&str> = incident.chain.iter().map(|&step| named(step)).collect();
    assert_eq!(chain, ["storage.nfs-server-unresponsive", "kernel.task-hung", "boot.watchdog-reset"]);
}

/// A log every five minutes over the end of summer time, or its begin: the shown time goes back, or leaves an hour out.
fn over_a_turn(day: &str, turn: i64, from: i64, to: i64, line: impl Fn(i64, &str) -> String) -> String {
    let shown = |at: i64| at + if at < turn { from } else { to };
    let clock = |at: i64| format!("{:02}:{:02}:00", at / 60, at % 60);
    (0..60).map(|n| 5 * n - 60).map(|at| line(at, &format!("{day} {}", clock(shown(at))))).collect()
}

/// Minutes between one record and the next, and what is said of the clock.
fn paces(files: &[(&str, &str)]) -> (Vec<i64>, usize) {
    let folder = TempDir::new("turn");
    files.iter().for_each(|(name, text)| drop(folder.write(name, text)));
    let ran = program::run(["records", "--year", "2025", &folder.path().display().to_string()]).ends(0);
    let rows = ran.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let minute = |time: &str| {
        let [day, hour, minute] = [8..10, 11..13, 14..16].map(|at| time[at].parse::<i64>().expect("digits"));
        (24 * day + hour) * 60 + minute
    };
    let times: Vec<i64> =
        rows.filter(|row| row["unit"] == "app").filter_map(|row| row["time"].as_str().map(minute)).collect();
    let mut settings = Settings::default();
    settings.options.year = Some(2025);
    let told = analyse_with(folder.path(), &settings)
        .notices
        .iter()
        .filter(|notice| notice.text.contains("stepped back"))
        .count();
    let mut paces: Vec<i64> = times.windows(2).map(|two| two[1] - two[0]).collect();
    assert_eq!(times.len(), 60);
    paces.dedup();
    (paces, told)
}

#[test]
fn the_end_of_summer_time_is_no_step() {
    // Summer time ends at 01:00 UTC; the first line is of 23:00 UTC the day before.
    let plain = over_a_turn("Oct 26", 60, 120, 60, |_, at| format!("{at} wk-1 app[77]: tick\n"));
    assert_eq!(paces(&[("wk-1/syslog", &plain)]), (vec![5], 0), "a zone that is not known");
    assert_eq!(paces(&[("wk-1/syslog", &plain), ("wk-1/timezone", "Europe/Berlin\n")]), (vec![5], 0));
    let day = plain.replace("Oct 26", "Oct 22");
    assert_eq!(paces(&[("wk-1/syslog", &day)]).0, [5, -55, 5], "not on a Wednesday");
}

#[test]
fn lines_with_two_clocks_tell_of_summer_time() {
    for (days, from, to) in [(["2025-10-25", "2025-10-26"], 120, 60), (["2025-03-29", "2025-03-30"], 60, 120)] {
        let line = |at: i64, stamp: &str| {
            let (day, at) = (days[usize::from(at >= 0)], at.rem_euclid(24 * 60));
            let inner = format!("{day}T{:02}:{:02}:00Z", at / 60, at % 60);
            format!("{stamp} wk-1 app[77]: time=\"{inner}\" level=info msg=\"tick\"\n")
        };
        let day = if from > to { "Oct 26" } else { "Mar 30" };
        let log = over_a_turn(day, 60, from, to, line);
        assert_eq!(paces(&[("wk-1/syslog", &log)]), (vec![5], 0), "{log}");
    }
}

/// What is compressed or UTF-16, or comes as standard input, is a file with a time as well.
#[test]
fn the_time_of_a_file_tells_the_year() {
    use std::fs::File;
    use std::time::{Duration, SystemTime};
    let text = "Nov 10 04:44:18 wk-1 kernel: eth0: link is up\n";
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    // 2024-11-11
    let written = SystemTime::UNIX_EPOCH + Duration::from_secs(1_731_300_000);
    let folder = TempDir::new("years");
    for (name, bytes) in
        [("a.log", text.as_bytes().to_vec()), ("b.log.gz", packed::gzip(text.as_bytes())), ("c.log", utf16)]
    {
        let path = folder.write(name, bytes);
        File::options().write(true).open(&path).and_then(|file| file.set_modified(written)).expect("a time");
        let path = path.display().to_string();
        program::run(["records", &path]).ends(0).prints("2024-11-10T04:44:18Z");
        let mut piped = program::command(["records"]);
        let output = piped.stdin(File::open(&path).expect("a file")).output().expect("it runs");
        assert!(String::from_utf8_lossy(&output.stdout).contains("2024-11-10T04:44:18Z"), "{name}: {output:?}");
    }
}

/// How the first time of each file was dated: its day, and what told the year.
fn years(folder: &TempDir) -> Vec<(String, String)> {
    let told = |input: &kascade::model::InputFacts| {
        let first = input.span.expect("it has times").0.ns;
        (show::rfc3339(first)[..10].to_owned(), input.year.split_once(", ").map_or("", |(_, why)| why).to_owned())
    };
    analyse(folder.path()).inputs.iter().map(told).collect()
}

/// The name of a rotated log is its date, and what is written now goes on behind it.
#[test]
fn a_date_in_a_name_tells_the_year() {
    let line = |day: &str| format!("{day} 04:44:18 wk-1 kernel: eth0: link is up\n");
    let own = "that of the date in its name";
    for (name, day, want) in [
        ("log/syslog-20211231", "Dec 31", ("2021-12-31", own)),
        ("log/messages-20220102.gz", "Dec 30", ("2021-12-30", own)),
        ("log/journal-2021-05-05.log", "May  5", ("2021-05-05", own)),
        (
            "inspection-report-20220105_101010/journal.log",
            "Dec 30",
            ("2021-12-30", "that of the date in the folder's name"),
        ),
        ("case-2021-05-06/wk-1/syslog", "May  8", ("2021-05-08", "that of the date in the folder's name")),
    ] {
        let folder = TempDir::new("years");
        folder.write(name, line(day));
        let (day, why) = want;
        assert_eq!(years(&folder), [(day.to_owned(), why.to_owned())], "{name}");
    }
    let folder = TempDir::new("years");
    folder.write("log/syslog", line("Jan  5"));
    folder.write("log/syslog-20211231", line("Dec 31"));
    assert_eq!(years(&folder)[0], ("2022-01-05".to_owned(), "that of its older files".to_owned()));
    let archive = folder.write("sos-2021-05-06.tar", packed::tar(&[("wk-1/syslog", line("May  5").as_bytes())]));
    let records = program::run([std::path::Path::new("records"), &archive]).ends(0);
    records.prints("2021-05-05T04:44:18Z");
}

/// A rotated log is older than the dated one beside it, not of a spring to come.
#[test]
fn a_stamp_without_a_year_is_not_of_the_future() {
    let folder = TempDir::new("years");
    folder.write("kern.log.4", "Mar  3 10:00:00 wk-1 kernel: eth0: link is up\n");
    folder.write("kubelet.log", "2025-11-20T10:00:00+00:00 wk-1 kubelet[1]: tick\n");
    folder.write("messages", "Dec 30 10:00:00 wk-1 kernel: eth0: link is up\n");
    let days: Vec<String> = years(&folder).into_iter().map(|(day, _)| day).collect();
    assert_eq!(days, ["2025-03-03", "2025-11-20", "2024-12-30"]);
}

/// What was written into a file last says of which year it is, when the dated logs beside it are old.
#[test]
fn a_log_may_be_newer_than_what_is_dated() {
    use std::fs::File;
    use std::time::{Duration, SystemTime};
    let folder = TempDir::new("years");
    folder.write("dpkg.log", "2023-05-09 09:12:45 upgrade redis-server:amd64 5:7.0.15-1 5:7.0.15-2\n");
    let path = folder.write("kern.log", "Nov 10 04:44:18 wk-1 kernel: eth0: link is up\n");
    // 2024-11-11
    let written = SystemTime::UNIX_EPOCH + Duration::from_secs(1_731_300_000);
    File::options().write(true).open(&path).and_then(|file| file.set_modified(written)).expect("a time");
    let told = years(&folder);
    assert_eq!(told[1], ("2024-11-10".to_owned(), "that of the file's time".to_owned()), "{told:?}");
}

/// The parts of a crash record are one boot, and its first part is the last thing that was printed.
#[test]
fn the_parts_of_a_crash_share_a_clock() {
    let folder = TempDir::new("clocks");
    folder.write("srv-1/syslog", "2026-03-09T02:30:00+00:00 srv-1 cron[7]: (root) CMD (true)\n");
    let part = |part: u32, lines: &str| {
        let name = format!("srv-1/pstore/dmesg-efi-17730222{part:02}001");
        folder.write(&name, format!("Panic#1 Part{part}\n{lines}"))
    };
    let last = part(1, "<0>[  100.000000] Kernel panic - not syncing: Fatal exception\n");
    let first = part(2, "<4>[   40.000000] eth0: link up\n<4>[   99.000000] eth0: link down\n");
    let times: Vec<String> = [first, last].iter().flat_map(|path| shown(&folder, path)).map(|(time, _)| time).collect();
    let of = |time: &str| time.replace(|c: char| !c.is_ascii_digit(), "").parse::<u64>().unwrap_or_default();
    let seen: Vec<u64> = times.iter().map(|time| of(time)).filter(|time| *time > 0).collect();
    assert!(seen.len() >= 3 && seen.is_sorted() && seen[0] < *seen.last().expect("three"), "{times:?}");
}
