//! A part of the evidence: `--boot`, `--since`, `--until` and `--unit` take journalctl's words, whatever form it has.

mod common;

use std::path::{Path, PathBuf};

use common::TempDir;
use common::journal::{Maker, Mode, When};
use common::program::{conditions, run};

/// Boot ids of three boots of one host.
const BOOTS: [u128; 3] = [0x5e6f_0011, 0x5e6f_0022, 0x5e6f_0033];
/// When the first of them starts, seconds since 1970, and how far apart they are: an hour. 2025-12-19 04:53:20.
const START: u64 = 1_766_120_000;
/// Seconds into its boot, program and text of each record.
const RECORDS: [(u64, &str, &str); 4] = [
    (0, "kernel", "Linux version 6.1.0-28-amd64 (build@quill) #1 SMP"),
    (60, "systemd", "Started kubelet.service - The kubelet."),
    (120, "kubelet", "syncing pod web-1"),
    (180, "kernel", "nfs: server filer2.quill.lan not responding, still trying"),
];

/// Each record: boot, seconds since 1970, program, text.
fn records() -> impl Iterator<Item = (u128, u64, &'static str, &'static str)> {
    let of_boot =
        |(at, boot): (u64, u128)| RECORDS.map(|(second, ident, text)| (boot, START + at * 3600 + second, ident, text));
    (0..).zip(BOOTS).flat_map(of_boot)
}

fn native() -> Vec<u8> {
    let mut maker = Maker::new(Mode::default());
    for (boot, second, ident, text) in records() {
        let transport = if ident == "kernel" { "kernel" } else { "stdout" };
        let unit = match ident {
            "systemd" => "init.scope\nUNIT=kubelet.service".to_owned(),
            _ => format!("{ident}.service"),
        };
        let fields = [
            format!("_HOSTNAME=heron\n_TRANSPORT={transport}\nSYSLOG_IDENTIFIER={ident}"),
            format!("\n_SYSTEMD_UNIT={unit}\nMESSAGE={text}"),
        ]
        .concat();
        let fields: Vec<Vec<u8>> = fields.lines().map(|field| field.as_bytes().to_vec()).collect();
        let when = When { realtime: second * 1_000_000, monotonic: second % 3600 * 1_000_000 + 1, boot };
        maker.entry(when, &fields);
    }
    maker.finish()
}

fn json() -> String {
    let line = |(boot, second, ident, text)| {
        format!(
            r#"{{"__REALTIME_TIMESTAMP":"{second}000000","_BOOT_ID":"{boot:032x}","_HOSTNAME":"heron","SYSLOG_IDENTIFIER":"{ident}","MESSAGE":"{text}"}}"#
        ) + "\n"
    };
    records().map(line).collect()
}

fn export() -> String {
    let entry = |(boot, second, ident, text)| {
        format!(
            "__REALTIME_TIMESTAMP={second}000000\n_BOOT_ID={boot:032x}\n_HOSTNAME=heron\nSYSLOG_IDENTIFIER={ident}\nMESSAGE={text}\n\n"
        )
    };
    records().map(entry).collect()
}

/// As journalctl prints them with a line between two boots, `with_ids`, or as a syslog daemon writes them.
fn text(with_ids: bool) -> String {
    let mut text = String::new();
    for (at, (boot, second, ident, message)) in records().enumerate() {
        if with_ids && at > 0 && at % RECORDS.len() == 0 {
            text += &format!("-- Boot {boot:032x} --\n");
        }
        let (hour, rest) = (second / 3600 % 24, second % 3600);
        text += &format!("2025-12-19T{hour:02}:{:02}:{:02}+00:00 heron {ident}: {message}\n", rest / 60, rest % 60);
    }
    text
}

/// The same three boots in every form, and whether its first boot's id is told.
fn forms(dir: &TempDir) -> Vec<(PathBuf, bool)> {
    vec![
        (dir.write("system.journal", native()), true),
        (dir.write("journal.json", json()), true),
        (dir.write("journal.export", export()), true),
        (dir.write("journal.txt", text(true)), false),
        (dir.write("syslog.txt", text(false)), false),
    ]
}

/// The boots, by their hour, whose records are told, markers between boots aside.
fn told(path: &Path, words: &[&str]) -> Vec<u64> {
    let args: Vec<&str> = ["records", path.to_str().expect("UTF-8")].into_iter().chain(words.iter().copied()).collect();
    let ran = run(args).ends(0);
    let rows = ran.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a JSON object"));
    let rows = rows.filter(|row| row["format"] != "journal-marker");
    let hour =
        |row: serde_json::Value| row["time"].as_str().expect("a time")[11..13].parse::<u64>().expect("an hour") - 4;
    let mut hours: Vec<u64> = rows.map(hour).collect();
    let all = hours.len();
    hours.dedup();
    assert_eq!(all, hours.len() * RECORDS.len(), "whole boots: {words:?} of {}", path.display());
    hours
}

#[test]
fn a_boot_by_its_number() {
    let dir = TempDir::new("boot-numbers");
    for (path, _) in forms(&dir) {
        for (words, boots) in [
            (&["-b"][..], &[2][..]),
            (&["-b", "0"], &[2]),
            (&["-b", "-1"], &[1]),
            (&["-b-1"], &[1]),
            (&["--boot=-2"], &[0]),
            (&["-b", "1"], &[0]),
            (&["-b2"], &[1]),
            (&["--boot", "3"], &[2]),
            (&["--boot=all"], &[0, 1, 2]),
        ] {
            assert_eq!(told(&path, words), boots, "{words:?} of {}", path.display());
        }
    }
}

#[test]
fn a_boot_by_its_id() {
    let dir = TempDir::new("boot-ids");
    for (path, has_first) in forms(&dir).into_iter().filter(|(path, _)| !path.ends_with("syslog.txt")) {
        let [first, second, _] = BOOTS.map(|boot| format!("{boot:032x}"));
        let mut cases = vec![(second.clone(), 1), (format!("{second}-1"), 0), (format!("{second}+1"), 2)];
        cases.extend(has_first.then(|| (format!("{first}+2"), 2)));
        for (word, boot) in cases {
            assert_eq!(told(&path, &["-b", &word]), [boot], "{word} of {}", path.display());
            assert_eq!(told(&path, &[&format!("--boot={}", word.to_uppercase())]), [boot], "{word}");
        }
    }
}

/// Only what happened in the boot is judged.
#[test]
fn a_boot_is_judged_alone() {
    let dir = TempDir::new("boot-judged");
    for (path, _) in forms(&dir) {
        let path = path.to_str().expect("UTF-8");
        let report = run(["-o", "json", "-b", "2", path]).ends(0).json();
        assert!(!conditions(&report).is_empty(), "{path}");
        let starts =
            report["incidents"].as_array().expect("incidents").iter().map(|i| i["start"].as_str().expect("a time"));
        starts.for_each(|start| assert!(start.starts_with("2025-12-19T05:"), "{path}: {start}"));
    }
}

#[test]
fn a_boot_that_is_not_there_is_an_error_with_those_that_are() {
    let dir = TempDir::new("no-boot");
    let path = dir.write("system.journal", native());
    let path = path.to_str().expect("UTF-8");
    let absent = format!("{:032x}", 7);
    for word in ["-3", "4", &absent, &format!("{:032x}+1", BOOTS[2])] {
        for command in ["timeline", "records"] {
            let ran = run([command, "-b", word, path]).ends(2).says(&format!("no boot {word}")).says("heron  1 or -2");
            assert!(ran.err.contains(&format!("3 or 0    {:032x}", BOOTS[2])) && ran.out.is_empty(), "{}", ran.err);
        }
    }
    run(["-b=last", path]).ends(2).says("-1 for the one before");
    let bare = dir.write("bare.log", "2025-12-19 04:44:18 a line that names no host\n");
    run(["records", "-b", "-1", bare.to_str().expect("UTF-8")]).ends(2).says("nothing that was read tells of boots");
    run(["records", "-b", bare.to_str().expect("UTF-8")]).ends(0).prints("names no host");
}

/// A kernel's log that nothing dates, of three boots: the clock begins at 0 again.
#[test]
fn boots_that_nothing_dates_are_counted_in_their_log() {
    let dir = TempDir::new("boots-undated");
    let boot = |n: u64| {
        let rows = [
            (0, "Linux version 6.1.0-28-amd64 (build@quill) #1 SMP".to_owned()),
            (3, "EXT4-fs (vda1): mounted".to_owned()),
        ];
        let fault = (180 + n, format!("nfs: server filer{n}.quill.lan not responding, still trying"));
        rows.into_iter()
            .chain([fault])
            .map(|(second, text)| format!("[{second:5}.000000] {text}\n"))
            .collect::<String>()
    };
    let kernel: Vec<String> = (1..=3).map(boot).collect();
    let console = kernel.iter().map(|boot| boot.replace('\n', "\r\n") + "\r\nheron login: \r\n").collect::<String>();
    for path in [
        dir.write("dmesg.txt", kernel.concat()),
        dir.write("console.log", console),
        dir.write("heron/var/log/dmesg", kernel.concat()),
    ] {
        let path = path.to_str().expect("UTF-8");
        for (word, n) in [("0", 3), ("-1", 2), ("-2", 1), ("1", 1), ("2", 2), ("3", 3)] {
            let told = run(["records", "-b", word, path]).ends(0).out;
            let rows: Vec<&str> =
                told.lines().filter(|row| row.contains("since-boot") && row.contains("kernel")).collect();
            assert_eq!(rows.len(), 3, "{word} of {path}: {told}");
            assert!(rows[2].contains(&format!("filer{n}.")), "{word} of {path}: {told}");
            let found = run(["timeline", "-b", word, path]).ends(0).out;
            let of = |n: u64| found.contains(&format!("filer{n}."));
            assert_eq!([of(1), of(2), of(3)], [n == 1, n == 2, n == 3], "{word} of {path}: {found}");
        }
        for command in ["timeline", "records"] {
            run([command, "-b", "-3", path]).ends(2).says("no boot -3").says("1 or -2").says("3 or 0");
        }
    }
}

/// Of several hosts, one that has no such boot is named.
#[test]
fn a_host_without_the_boot_is_told() {
    let dir = TempDir::new("one-boot-less");
    let heron = dir.write("heron.txt", text(false));
    let crane: String = text(false).lines().take(4).map(|line| line.replace("heron", "crane") + "\n").collect();
    let crane = dir.write("crane.txt", crane);
    let paths = [heron.to_str().expect("UTF-8"), crane.to_str().expect("UTF-8")];
    run(["timeline", "-b", "-1", paths[0], paths[1]]).ends(0).says("crane").says("no boot -1");
    let ran = run(["timeline", "-b", "-1", "--host", "heron", paths[0], paths[1]]).ends(0);
    assert!(!ran.err.contains("no boot"), "{}", ran.err);
}

#[test]
fn times_are_named_as_for_journalctl() {
    let dir = TempDir::new("times");
    let path = dir.write("syslog.txt", text(false));
    let count = |words: &[&str]| {
        let args: Vec<&str> =
            ["records", path.to_str().expect("UTF-8")].into_iter().chain(words.iter().copied()).collect();
        run(args).ends(0).out.lines().count()
    };
    // The last record is that of 06:56:20.
    for (words, records) in [
        (&["-S", "-1h"][..], 5),
        (&["-S", "2 hours ago"], 9),
        (&["-S", "1h 1min ago", "-U", "-30min"], 2),
        (&["-S", "today"], 12),
        (&["-U", "yesterday"], 0),
        (&["-S", "yesterday", "-U", "now"], 12),
        (&["-U", "now"], 12),
        (&["-S", "+1s"], 0),
        (&["-S", "@1766123600"], 8),
        (&["-S", "@1766123600.5"], 7),
        (&["-S", "2025-12-19"], 12),
        (&["-S", "Fri 2025-12-19 05:53:21"], 7),
        (&["-S", "06:00", "-U", "06:55"], 2),
        (&["-S", "07:00 +01:00"], 4),
        (&["-S", "07:00", "--tz", "+01:00"], 4),
        (&["-S", "2025-12-19T06:53:20Z"], 4),
    ] {
        assert_eq!(count(words), records, "{words:?}");
    }
}

/// A zone by its distance holds for what is read and for what is printed.
#[test]
fn zones_by_their_distance() {
    let dir = TempDir::new("zones");
    let log = dir.write("app.log", "2025-12-19 04:44:18 nfs: server filer2.quill.lan not responding, still trying\n");
    let log = log.to_str().expect("UTF-8");
    for (zone, time) in [("+01:00", "03:44:18Z"), ("-0530", "10:14:18Z"), ("UTC", "04:44:18Z")] {
        run(["records", "--assume-tz", zone, log]).ends(0).prints(&format!("2025-12-19T{time}"));
    }
    run(["timeline", "--tz", "+02:00", log]).ends(0).prints("06:44:18");
}

#[test]
fn units_by_name_and_shape() {
    let dir = TempDir::new("units");
    for (path, _) in forms(&dir) {
        let count = |unit: &str| {
            let ran = run(["records", "-u", unit, path.to_str().expect("UTF-8")]).ends(0);
            ran.out.lines().filter(|line| !line.contains("journal-marker")).count()
        };
        let counts = ["kubelet", "kubelet.service", "kube*", "k[a-u]be*", "*e[!t]*", "kubelet.socket"].map(count);
        assert_eq!(counts, [6, 6, 6, 6, 12, 0], "{}", path.display());
    }
}

/// As for journalctl: what the manager and others of the system say of a unit is of it, in every form.
#[test]
fn what_is_said_of_a_unit_is_of_it() {
    let dir = TempDir::new("said-of-unit");
    let rows = [
        ("systemd", "_SYSTEMD_UNIT=init.scope\nUNIT=shop.service", "shop.service: Failed with result 'exit-code'."),
        ("systemd", "_SYSTEMD_UNIT=init.scope\nUNIT=cart.service", "cart.service: Failed with result 'exit-code'."),
        ("systemd-coredump", "_SYSTEMD_UNIT=systemd-coredump@0.service\nCOREDUMP_UNIT=shop.service", "dumped core"),
        ("polkitd", "_SYSTEMD_UNIT=polkit.service\nOBJECT_SYSTEMD_UNIT=shop.service", "Registered an agent"),
        ("polkitd", "_SYSTEMD_UNIT=polkit.service", "Unregistered an agent"),
    ];
    let fields = |(ident, units, text): (&str, &str, &str)| {
        let units: Vec<&str> = units.lines().collect();
        [
            &[&*format!("SYSLOG_IDENTIFIER={ident}"), "_HOSTNAME=heron", "_PID=1", &*format!("MESSAGE={text}")],
            &units[..],
        ]
        .concat()
        .join("\n")
    };
    let export: String =
        rows.iter().map(|row| format!("__REALTIME_TIMESTAMP={START}000000\n{}\n\n", fields(*row))).collect();
    let json = export.trim_end().split("\n\n").map(|entry| {
        let pairs = entry.lines().map(|field| field.split_once('=').expect("a field"));
        serde_json::to_string(&pairs.collect::<std::collections::BTreeMap<_, _>>()).expect("JSON") + "\n"
    });
    let mut maker = Maker::new(Mode::default());
    for row in rows {
        let when = When { realtime: START * 1_000_000, monotonic: 1, boot: BOOTS[0] };
        maker.entry(when, &fields(row).lines().map(|field| field.as_bytes().to_vec()).collect::<Vec<_>>());
    }
    let text = rows.map(|(ident, _, text)| format!("2025-12-19T04:53:20+00:00 heron {ident}[1]: {text}\n")).concat();
    for (path, of_shop) in [
        (dir.write("s.journal", maker.finish()), 3),
        (dir.write("s.json", json.collect::<String>()), 3),
        (dir.write("s.export", &export), 3),
        (dir.write("s.txt", text), 1),
    ] {
        let path = path.to_str().expect("UTF-8");
        let told = run(["records", "-u", "shop", path]).ends(0).out;
        assert_eq!(told.lines().count(), of_shop, "{path}: {told}");
        let report = run(["-o", "json", "-u", "shop", path]).ends(0).json();
        assert_eq!(conditions(&report), ["systemd.unit-failed"], "{path}");
    }
}

/// Nothing found in nothing is no all-clear.
#[test]
fn what_chooses_nothing_is_told() {
    let dir = TempDir::new("nothing-chosen");
    let path = dir.write("syslog.txt", text(false));
    let path = path.to_str().expect("UTF-8");
    for command in [&[][..], &["timeline"], &["records"], &["--fail-on", "high"]] {
        let with = |words: &[&'static str]| [command, words, &[path][..]].concat();
        run(with(&["--host", "herron"])).ends(2).says("no host herron").says("  heron");
        run(with(&["-S", "05:00", "-U", "04:00"])).ends(2).says("is later than --until");
        run(with(&["--host", "HERON"])).ends(i32::from(command.contains(&"--fail-on")));
    }
    run(["-u", "kublet", path]).ends(2).says("no unit kublet").says("  kubelet");
    run(["-u", "kubelet.service", path]).ends(0).prints("nothing found in 6 of 12 records");
    run(["-S", "2025-12-20", path]).ends(0).prints("nothing to judge: the options choose 0 of 12 records");
    run(["-S", "2025-12-20", "--fail-on", "high", path]).ends(4);
    run(["-u", "kubelet", "--fail-on", "high", path]).ends(0);
}
