//! Zones of hosts whose programs print several, and what the user says of them.

mod common;

use common::TempDir;
use common::program::run;

const SYSLOG: &str = "Aug 24 04:00:05 n1 kernel: eth0: link is down\n";

/// A folder with a syslog and the logs of programs, each of which prints its own offset.
fn folder(offsets: &[&str]) -> TempDir {
    let dir = TempDir::new("zones");
    dir.write("n1/syslog", SYSLOG);
    for (at, offset) in offsets.iter().enumerate() {
        let lines: String = (0..3).map(|second| format!("2017-08-24T02:00:0{second}{offset} INFO started\n")).collect();
        dir.write(&format!("n1/app-{at}.log"), lines);
    }
    dir
}

/// When the line of the syslog was printed.
#[track_caller]
fn check(offsets: &[&str], options: &[&str], time: &str) {
    let dir = folder(offsets);
    let path = dir.path().display().to_string();
    let out = run(["records"].iter().copied().chain(options.iter().copied()).chain([&*path])).ends(0).out;
    let line = out.lines().find(|line| line.contains("link is down")).expect("the line of the syslog");
    assert!(line.contains(time), "{offsets:?} {options:?}: {line}");
}

/// Programs in containers print UTC wherever they run.
#[test]
fn a_zone_beside_utc_is_that_of_the_host() {
    check(&["+0000", "+0000", "+0200"], &[], "2017-08-24T02:00:05Z");
    check(&["+0200"], &[], "2017-08-24T02:00:05Z");
    check(&["+0000", "+0200", "-0500"], &["--year", "2017"], "2017-08-24T04:00:05Z");
}

/// What the user says comes before what stamps and messages of others tell.
#[test]
fn the_option_comes_first() {
    check(&["+0000", "+0000"], &["--assume-tz", "+02:00"], "2017-08-24T02:00:05Z");
    check(&["+0200"], &["--assume-tz", "Europe/London"], "2017-08-24T03:00:05Z");
}

/// Some programs print the seconds since 1970 beside the local time of the log.
#[test]
fn seconds_beside_a_local_time_tell_the_zone() {
    for line in [
        "Aug 24 04:00:00 n1 NetworkManager[535]: <info>  [1503540000.4433] dhcp4 (eth1): state changed bound -> extended\n",
        "Aug 24 04:00:01 n1 kernel: audit: type=1400 audit(1503540000.123:457): apparmor=\"DENIED\"\n",
        "Aug 24 04:00:08 n1 corosync[812]:   [MAIN  ] Corosync main process was not scheduled (@1503540008123) for 7309.7 ms\n",
    ] {
        let dir = TempDir::new("zones-told");
        dir.write("n1/syslog", [line, SYSLOG].concat());
        let out = run(["records", &dir.path().display().to_string()]).ends(0).out;
        let line = out.lines().find(|line| line.contains("link is down")).expect("the line of the syslog");
        assert!(line.contains("2017-08-24T02:00:05Z"), "{line}");
    }
}
