//! Whose a line is and when it was printed, where the line itself does not tell: logs without a host, events without a
//! node, clocks without a zone, boots of which little shows.

mod common;

use std::collections::BTreeSet;

use common::program::run;
use common::{TempDir, analyse, analyse_with, condition};
use kascade::model::{Analysis, Episode, Link, Zone};
use kascade::pipeline::Settings;

fn found<'a>(analysis: &'a Analysis, wanted: &str) -> Vec<&'a Episode> {
    let is_wanted = |at: &usize| condition(analysis, *at) == wanted;
    (0..analysis.episodes.len()).filter(is_wanted).map(|at| &analysis.episodes[at]).collect()
}

const LOW: &str = "hwmon hwmon1: Undervoltage detected!";
const ABORT: &str = "sd 0:0:0:0: [sda] tag#3 uas_eh_abort_handler 0 uas-tag 4 inflight: CMD OUT";

/// What the link from the low voltage to the lost disk says that they share.
fn shared(files: &[(&str, &str)]) -> Vec<String> {
    let folder = TempDir::new("outage");
    files.iter().for_each(|(name, text)| drop(folder.write(name, text)));
    let analysis = analyse(folder.path());
    let is_wanted = |from: &usize, to: &usize| {
        (condition(&analysis, *from), condition(&analysis, *to)) == ("kernel.under-voltage", "block.usb-storage-error")
    };
    let shared = analysis.links.iter().filter(|link| is_wanted(&link.from, &link.to));
    let shared = shared.map(|link| link.joined.to_string()).collect();
    assert!(analysis.episodes.iter().all(|episode| !episode.observers.iter().any(|name| name.is_empty())));
    shared
}

#[test]
fn logs_that_name_no_host_are_of_one() {
    let dmesg = format!("[  100.000000] {LOW}\n[  104.000000] {ABORT}\n");
    assert_eq!(shared(&[("dmesg.txt", &dmesg)]), ["same host"]);
}

#[test]
fn a_log_without_a_host_is_of_the_only_one() {
    let low = format!("2026-03-09T02:00:00+00:00 pi-1 kernel: {LOW}\n");
    let other = "2026-03-09T02:00:01+00:00 pi-2 CRON[41]: (root) CMD (true)\n";
    let abort = format!("2026-03-09T02:00:04,000000+00:00 {ABORT}\n");
    let (journal, ring) = (("journal.txt", &*low), ("dmesg.txt", &*abort));
    assert_eq!(shared(&[journal, ring]), ["same host"]);
    assert_eq!(shared(&[journal, ring, ("other.txt", other)]), ["same cluster"], "it may be of either");
}

#[test]
fn an_event_without_a_node_is_not_of_its_folder() {
    let folder = TempDir::new("whose");
    let table = "NAMESPACE   LAST SEEN   TYPE      REASON      OBJECT      MESSAGE\n\
                 shop        41m         Warning   Unhealthy   pod/web-0   Readiness probe failed: HTTP probe failed with statuscode: 503\n";
    folder.write("gameday/events.txt", table);
    let analysis = analyse(folder.path());
    let probes = found(&analysis, "kubelet.probe-failed");
    assert_eq!(probes.iter().map(|e| (&e.key.host, e.observers.len())).collect::<Vec<_>>(), [(&None, 0)]);
}

/// Two hosts, one line every ten minutes for three hours; the clock of the second is two hours ahead and says nothing of
/// that. Its zone as it was found, and how many minutes after two o'clock UTC its stall was.
fn ahead(settings: &Settings, from: u32) -> (String, i64) {
    let folder = TempDir::new("whose");
    let line = |at: u32, text: &str| format!("2026-03-09T{:02}:{:02}:00{text}\n", at / 60, at % 60);
    let told = (0..=18).map(|n| line(120 + 10 * n, "+00:00 n1 CRON[41]: (root) CMD (true)"));
    folder.write("n1/syslog", told.collect::<String>());
    let mute = (from..=18).map(|n| line(240 + 10 * n, " n2 CRON[41]: (root) CMD (true)"));
    let stall = line(425, " n2 kernel: rcu: INFO: rcu_sched self-detected stall on CPU");
    folder.write("n2/syslog", mute.collect::<String>().replace('T', " ") + &stall.replace('T', " "));
    let analysis = analyse_with(folder.path(), settings);
    let zone = &analysis.inputs.iter().find(|input| input.path.contains("n2")).expect("the second host").zone;
    let minutes = (found(&analysis, "kernel.rcu-stall")[0].seen.ns / 60_000_000_000) % 1440 - 120;
    (zone.clone(), minutes)
}

#[test]
fn both_ends_of_a_log_tell_its_zone() {
    let plain = Settings::default();
    assert_eq!(ahead(&plain, 0), ("UTC+02:00, since it begins and ends with the others".to_owned(), 185));
    assert_eq!(ahead(&plain, 9).1, 305, "one end alone tells nothing");
}

#[test]
fn what_the_user_says_comes_first() {
    let mut settings = Settings::default();
    settings.options.assume_zone = Some(Zone::Fixed(-3_600_000_000_000));
    assert_eq!(ahead(&settings, 0), ("UTC-01:00, given".to_owned(), 365));
}

/// How the boots of a host ended that prints a line every 20 seconds from some second until 02:29:00, and boots at 02:30:00.
fn ends(first: u32) -> Vec<&'static str> {
    let folder = TempDir::new("whose");
    let line =
        |second: u32, text: &str| format!("2026-03-09T02:{:02}:{:02}+00:00 wk-1 {text}\n", second / 60, second % 60);
    let before =
        (first..1740).step_by(20).map(|second| line(second, "kernel: usb 3-1: new high-speed USB device number 4"));
    let boot = line(1800, "kernel: Linux version 6.8.0-45-generic (buildd@lcy02-amd64-080)");
    let after = (1801..3500).step_by(60).map(|second| line(second, "CRON[41]: (root) CMD (true)"));
    folder.write("wk-1/syslog", before.collect::<String>() + &boot + &after.collect::<String>());
    analyse(folder.path()).hosts[0].boots.iter().map(|boot| boot.ended_by).collect()
}

#[test]
fn a_boot_of_which_not_a_minute_shows_is_not_judged() {
    assert_eq!(ends(60), ["unclean", "running"]);
    assert_eq!(ends(1685), ["unknown", "running"]);
}

#[test]
fn a_quiet_machine_may_have_died_long_after_its_last_line() {
    let folder = TempDir::new("whose");
    let line = |host: &str, minute: u32, text: &str| {
        format!("2026-03-09T{:02}:{:02}:00+00:00 {host} {text}\n", 2 + minute / 60, minute % 60)
    };
    let quiet = [0, 60].map(|minute| line("m1", minute, "CRON[41]: (root) CMD (true)")).concat();
    let boot = line("m1", 170, "kernel: Linux version 6.8.0-45-generic (buildd@lcy02-amd64-080)");
    folder.write("m1/syslog", quiet + &boot + &line("m1", 175, "CRON[41]: (root) CMD (true)"));
    let lost =
        "etcd[7]: {\"level\":\"info\",\"msg\":\"raft.node: dc94d7424f5cb474 lost leader e01eefe8cef0a0ee at term 15\"}";
    let other = (0..170).map(|minute| line("m2", minute, "CRON[41]: (root) CMD (true)")).collect::<String>();
    folder.write("m2/syslog", other + &line("m2", 170, lost).replace("04:50:00", "03:45:00"));
    let analysis = analyse(folder.path());
    let is_wanted = |from: &usize, to: &usize| {
        (condition(&analysis, *from), condition(&analysis, *to)) == ("boot.unclean", "etcd.leader-lost")
    };
    // The rule allows five minutes after the end of a boot, whose last line was three quarters of an hour before.
    assert!(analysis.links.iter().any(|link| is_wanted(&link.from, &link.to)), "{:?}", analysis.links);
}

/// Links between the same change on two hosts, the second one so many minutes later.
fn same_change(file: &str, minutes: u32) -> usize {
    let folder = TempDir::new("whose");
    let line = |host: &str, file: &str, at: u32| {
        format!(
            "2026-03-09T{:02}:{:02}:00+00:00 {host} puppet-agent[91]: (/Stage[main]/Base/File[/etc/sysctl.d/{file}]/ensure) removed\n",
            2 + at / 60,
            at % 60
        )
    };
    let lines = line("m1", "60-db.conf", 0) + &line("m3", "70-net.conf", 5) + &line("m2", file, minutes);
    folder.write("logs/syslog", lines);
    let analysis = analyse(folder.path());
    let of = |episode: usize| condition(&analysis, episode);
    let is_same = |link: &&Link| {
        of(link.from) == of(link.to) && (link.joined == "the same change" || link.joined.starts_with("file "))
    };
    let found = analysis.links.iter().filter(is_same).filter(|link| of(link.from) == "systemd.boot-file-removed");
    found.map(|link| (link.from, link.to)).collect::<BTreeSet<_>>().len()
}

#[test]
fn a_change_goes_over_a_fleet_within_hours() {
    assert_eq!(same_change("60-db.conf", 17), 1);
    assert_eq!(same_change("60-db.conf", 300), 1);
    assert_eq!(same_change("80-vm.conf", 17), 0, "another file");
}

#[test]
fn what_nothing_dates_is_dated_back_to_no_time() {
    let folder = TempDir::new("whose");
    let events = "Events:\n  Type     Reason       Age                  From     Message\n  ----     ------       ----                 ----     -------\n  Warning  FailedMount  2m14s (x9 over 20m)  kubelet  Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data]: timed out waiting for the condition\n";
    folder.write("logs/describe.txt", format!("Name:         web-0\nNamespace:    shop\n{events}"));
    let analysis = analyse(folder.path());
    let waits = found(&analysis, "kubelet.volume-timeout");
    assert!(waits[0].began.ns < 0 && waits[0].began.is_undated(), "{:?}", waits[0].began);
}

/// When the first record of `file` was printed, of a folder with these files.
fn first_time(files: &[(&str, &str)], file: &str) -> String {
    let folder = TempDir::new("told");
    files.iter().for_each(|(name, text)| drop(folder.write(name, text)));
    let out = run([std::path::Path::new("records"), folder.path()]).ends(0).out;
    let rows = out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or("-").to_owned();
    let is_meant = |row: &serde_json::Value| text(row, "input").ends_with(file) && text(row, "basis") != "inherited";
    rows.filter(is_meant).map(|row| text(&row, "time")).find(|time| time != "-").unwrap_or_default()
}

#[test]
fn journalctl_tells_year_and_zone_in_its_header() {
    let line = "Nov 20 11:15:31 w-1 kernel: eth0: link is up\n";
    for (zone, want) in
        [("CET", "2024-11-20T10:15:31Z"), ("EST", "2024-11-20T16:15:31Z"), ("UTC", "2024-11-20T11:15:31Z")]
    {
        for (begin, end) in [("-- Logs begin at", "end at"), ("-- Journal begins at", "ends at")] {
            let header = format!("{begin} Tue 2024-11-12 03:12:01 {zone}, {end} Wed 2024-11-20 11:20:00 {zone}. --\n");
            assert_eq!(first_time(&[("j.txt", &(header + line))], "j.txt"), want);
        }
    }
}

/// `journalctl -f` tells no end, and the day of the week is one of the user's language.
#[test]
fn headers_of_a_followed_journal_and_of_other_languages() {
    let line = "Jan  2 11:15:31 w-1 kernel: eth0: link is up\n";
    for (header, want) in [
        ("-- Journal begins at Wed 2021-07-21 12:40:41 UTC. --\n", "2022-01-02T11:15:31Z"),
        ("-- Logs begin at Wed 2020-01-01 20:57:07 WIB. --\n", "2020-01-02T04:15:31Z"),
        (
            "-- Logs begin at Sa 2019-11-02 20:57:07 CET, end at Do 2020-01-02 20:57:07 CET. --\n",
            "2020-01-02T10:15:31Z",
        ),
    ] {
        assert_eq!(first_time(&[("j.txt", &format!("{header}{line}"))], "j.txt"), want, "{header}");
    }
}

/// The state of a unit is dated with the zone that the lines below it leave out.
#[test]
fn the_state_of_a_unit_tells_the_zone_of_its_lines() {
    let status = "     Active: failed (Result: exit-code) since Tue 2024-07-02 10:20:30 CEST; 5min ago\n";
    let line = "Jul 02 10:20:30 db1 systemd[1]: mysql.service: Failed with result 'exit-code'.\n";
    let out =
        run(["records", &TempDir::new("whose").write("status.txt", [status, line].concat()).display().to_string()]);
    assert_eq!(out.out.matches("2024-07-02T08:20:30Z").count(), 2, "{}", out.out);
}

/// A place knows its summer times, an offset only the one of the moment.
#[test]
fn a_place_counts_before_an_offset() {
    let log = "Oct 20 10:00:00 w-1 kernel: eth0: link is up\nOct 27 08:30:00 w-1 kernel: eth0: link is down\n";
    let date = "Mon Oct 27 09:00:00 CET 2025\n";
    let files = [("w-1/syslog", log), ("w-1/date", date), ("w-1/timezone", "Europe/Berlin\n")];
    let first = first_time(&files, "syslog");
    assert!(first.ends_with("-10-20T08:00:00Z"), "{first}");
    let folder = TempDir::new("zones");
    let path = folder.write("syslog", log).display().to_string();
    let records = run(["records", "--year", "2025", "--assume-tz", "Europe/Berlin", &path]).ends(0);
    records.prints("2025-10-20T08:00:00Z").prints("2025-10-27T07:30:00Z");
    run(["records", "--assume-tz", "Europe/Nowhere", &path]).ends(2).says("Europe/Berlin");
}

#[test]
fn the_output_of_timedatectl_or_date_tells_the_zone_of_its_folder() {
    let log = "Nov 20 11:15:31 w-1 kernel: eth0: link is up\n";
    let timedatectl = "               Local time: Fri 2026-11-20 11:20:00 CET\n           Universal time: Fri 2026-11-20 10:20:00 UTC\n                Time zone: Europe/Berlin (CET, +0100)\n";
    let date = "Fri Nov 20 11:20:00 CET 2026\n";
    for (file, text) in [("w-1/timedatectl.txt", timedatectl), ("date.txt", date), ("w-1/date", date)] {
        assert_eq!(first_time(&[("w-1/syslog", log), (file, text)], "syslog"), "2026-11-20T10:15:31Z", "{file}");
    }
    assert_eq!(first_time(&[("w-1/syslog", log), ("w-2/date", date)], "syslog"), "2026-11-20T11:15:31Z");
}

#[test]
fn lines_tell_the_year_of_their_log() {
    let line = "Nov 20 10:15:31 w-1 kernel: eth0: link is up\n";
    let clock =
        "Nov 20 10:15:33 w-1 kernel: rtc_cmos 00:05: setting system clock to 2023-11-20T10:15:30 UTC (1700475330)\n";
    let audit = "Nov 20 10:15:33 w-1 kernel: audit: type=1400 audit(1700475332.123:457): apparmor=\"DENIED\"\n";
    let start = "Nov 20 10:15:33 w-1 cloud-init[1]: Cloud-init v. 23.1 running 'init' at Mon, 20 Nov 2023 10:15:31 +0000. Up 12.34 seconds.\n";
    for told in [clock, audit, start] {
        assert_eq!(first_time(&[("syslog", &format!("{line}{told}"))], "syslog"), "2023-11-20T10:15:31Z", "{told}");
    }
}

#[test]
fn the_29th_of_february_is_of_a_leap_year() {
    let lines = "Feb 29 10:15:32 w-1 systemd[1]: Started a.\nMar  1 10:15:32 w-1 systemd[1]: Started b.\n";
    let time = first_time(&[("syslog", lines)], "syslog");
    assert!(time.ends_with("-02-29T10:15:32Z"), "{time}");
}

/// A list of pods tells on which node a pod's own log was printed.
#[test]
fn pods_run_where_a_list_says() {
    let pods = "NAMESPACE   NAME    READY   STATUS    RESTARTS   AGE   IP           NODE   NOMINATED NODE   READINESS GATES\nshop        web-1   1/1     Running   0          5d    10.244.0.5   w-1    <none>           <none>\n";
    let log = "2026-03-14T03:31:33.100000000Z panic: runtime error: invalid memory address or nil pointer dereference\n2026-03-14T03:31:33.100000001Z goroutine 1 [running]:\n";
    let folder = TempDir::new("homes");
    folder.write("pods.txt", pods);
    folder.write("pods/shop/web-1/app.log", log);
    let analysis = analyse(folder.path());
    let homeless: Vec<&Episode> = analysis
        .episodes
        .iter()
        .filter(|e| {
            !e.key.host.as_deref().into_iter().chain(e.observers.iter().map(|o| &**o)).any(|host| host == "w-1")
        })
        .collect();
    assert!(!analysis.episodes.is_empty() && homeless.is_empty(), "{:#?}", analysis.episodes);
}
