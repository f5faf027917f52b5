//! Which names are of one machine: folders that are only called something, short and full names, a boot before the name
//! is set.

mod common;

use std::collections::BTreeSet;

use common::{TempDir, analyse, analyse_with, program};
use kascade::episode::Options;
use kascade::pipeline::Settings;

const DOWN: &str = "nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0xffff";
const ERROR: &str =
    "blk_update_request: I/O error, dev nvme0n1, sector 8812 op 0x1:(WRITE) flags 0x0 phys_seg 1 prio class 0";

/// A dmesg of the kernel that names no host.
fn dmesg() -> String {
    format!("2026-03-09T02:00:10,000000+00:00 {DOWN}\n")
}

/// A journal that names its host.
fn journal(host: &str) -> String {
    format!("2026-03-09T02:00:12+00:00 {host} kernel: {ERROR}\n2026-03-09T02:00:14+00:00 {host} kernel: {ERROR}\n")
}

/// The machines of the inputs, of all episodes, and of those that were alive.
fn hosts(files: &[(&str, String)]) -> Vec<String> {
    let folder = TempDir::new("outage");
    files.iter().for_each(|(name, text)| drop(folder.write(name, text)));
    let analysis = analyse(folder.path());
    let found = analysis.episodes.iter().filter_map(|episode| episode.key.host.as_deref());
    let inputs = analysis.inputs.iter().filter_map(|input| input.host.as_deref());
    let alive = analysis.hosts.iter().map(|host| &*host.name);
    let all: BTreeSet<String> = found.chain(inputs).chain(alive).map(str::to_owned).collect();
    all.into_iter().collect()
}

#[test]
fn a_folder_is_what_is_printed_in_it() {
    let case = |dmesg_in: &str| hosts(&[(dmesg_in, dmesg()), ("friday/syslog", journal("wk-1"))]);
    assert_eq!(case("friday/dmesg.txt"), ["wk-1"]);
    assert_eq!(case("wk-2/dmesg.txt"), ["wk-1", "wk-2"], "another machine that prints no name");
    assert_eq!(case("k3s/dmesg.txt"), ["wk-1"], "a program is no machine");
}

#[test]
fn a_folder_that_is_printed_is_a_machine() {
    let router = "2026-03-09T02:00:12+00:00 rt-1 kernel: usb 3-1: new high-speed USB device number 4\n";
    let own = hosts(&[("wk-1/dmesg.txt", dmesg()), ("wk-1/syslog", journal("wk-1") + router)]);
    assert_eq!(own, ["rt-1", "wk-1"]);
    let two = hosts(&[("far/dmesg.txt", dmesg()), ("far/syslog", journal("wk-1")), ("far/kern.log", journal("wk-2"))]);
    assert_eq!(two, ["far", "wk-1", "wk-2"], "it may be of either");
}

/// Of the folders above a log the one counts that is called as a machine is that some log prints.
#[test]
fn the_folder_of_a_printed_machine_counts() {
    let files = [
        ("rke2-bundle/vps-b/dmesg.txt", dmesg()),
        ("rke2-bundle/vps-b/journald/kubelet", journal("vps-b")),
        ("rke2-bundle/vps-c/journald/kubelet", journal("vps-c")),
    ];
    assert_eq!(hosts(&files), ["vps-b", "vps-c"]);
}

/// Pods beside the folders of machines are of none of them, nor of the folder of all.
#[test]
fn a_collection_is_no_machine() {
    let folder = TempDir::new("collection");
    let pod = "erp_db-0_8f3a2b1c-0000-1111-2222-333344445555/db/0.log";
    let host = |files: &[&str], wanted: &str| {
        let below = format!("case-{}/siding", files.len());
        files.iter().for_each(|file| drop(folder.write(&format!("{below}/{file}"), "x\n")));
        let (inputs, _) = kascade::source::walk::inputs(&[folder.path().join(&below)]);
        let input = inputs.into_iter().find(|input| input.name.contains(wanted)).expect("it is there");
        input.origin.host
    };
    let pods = format!("pods/{pod}");
    assert_eq!(host(&[&pods], "db-0").as_deref(), Some("siding"));
    assert_eq!(host(&[&pods, "w1/messages"], "db-0"), None);
    assert_eq!(host(&[&pods, "k3s/k3s.log", "journal.log"], "db-0").as_deref(), Some("siding"));
}

#[test]
fn a_full_name_is_that_of_the_short_one() {
    let both = |a: &str, b: &str| hosts(&[("logs/syslog", journal(a)), ("logs/kern.log", journal(b))]);
    assert_eq!(both("wk-1", "wk-1.lan.example"), ["wk-1"]);
    assert_eq!(both("wk-1.a.example", "wk-1.b.example"), ["wk-1.a.example", "wk-1.b.example"]);
    assert_eq!(both("10", "10.0.0.7"), ["10", "10.0.0.7"], "an address is no name");
    assert_eq!(hosts(&[("wk-1/dmesg.txt", dmesg()), ("wk-1/syslog", journal("wk-1.lan.example"))]), ["wk-1"]);
    assert_eq!(hosts(&[("logs/syslog", journal("wk-1.lan.example") + &journal("wk-1"))]), ["wk-1"]);
}

#[test]
fn a_boot_begins_before_its_machine_has_a_name() {
    assert_eq!(hosts(&[("logs/syslog", journal("localhost") + &journal("wk-1"))]), ["wk-1"]);
    assert_eq!(hosts(&[("logs/syslog", journal("localhost"))]), ["localhost"]);
    let three = journal("localhost") + &journal("wk-1") + &journal("wk-1.lan.example");
    assert_eq!(hosts(&[("logs/syslog", three)]), ["wk-1"]);
}

#[test]
fn a_machine_is_asked_for_by_any_of_its_names() {
    let folder = TempDir::new("outage");
    folder.write("friday/dmesg.txt", dmesg());
    folder.write("friday/syslog", journal("wk-1"));
    folder.write("friday/kern.log", journal("wk-1.lan.example"));
    folder.write("other/syslog", journal("wk-2"));
    let rows = |host: &str| {
        let told = program::run(["records", "--host", host, &folder.path().to_string_lossy()]).out;
        told.lines().filter(|line| line.contains("\"host\":\"wk-1\"")).count()
    };
    for name in ["wk-1", "WK-1.lan.example", "friday"] {
        let options = Options { hosts: vec![name.to_ascii_lowercase()], ..Options::default() };
        let analysis = analyse_with(folder.path(), &Settings { options, ..Settings::default() });
        let found: BTreeSet<&str> = analysis.episodes.iter().filter_map(|e| e.key.host.as_deref()).collect();
        assert_eq!((found, rows(name)), (BTreeSet::from(["wk-1"]), 5), "{name}");
    }
}

/// What no rule knows counts for the machine, by whatever name its line bears.
#[test]
fn what_comes_before_is_of_the_machine_by_any_name() {
    let folder = TempDir::new("outage");
    let line = |host: &str, minute: u32, text: &str| format!("2026-03-09T02:{minute:02}:00+00:00 {host} {text}\n");
    let quiet: String = (0..50).map(|minute| line("wk-1", minute, "CRON[41]: (root) CMD (true)")).collect();
    folder.write("logs/syslog", quiet + &line("wk-1", 50, &format!("kernel: {DOWN}")));
    folder.write(
        "logs/app.log",
        line("wk-1.lan.example", 49, "frobnicated[7]: error: cannot frobnicate the widget tree"),
    );
    folder.write("logs/far.log", line("wk-2", 48, "frobnicated[7]: error: cannot defenestrate the other tree"));
    let analysis = analyse(folder.path());
    let inside: Vec<_> = analysis.unexplained.iter().map(|shape| (shape.template.as_str(), &*shape.hosts)).collect();
    assert_eq!(inside.len(), 1, "{inside:?}");
    assert!(inside[0].0.contains("widget") && inside[0].1 == ["wk-1".into()], "{inside:?}");
}

/// The only folder or archive that is read may be called anything, and so may those of pods and crash records in it.
#[test]
fn what_is_no_machine_is_none() {
    let folder = TempDir::new("lone");
    let hosts = |path: &std::path::Path| {
        let inputs = analyse(path).inputs;
        inputs.into_iter().filter_map(|input| input.host.map(String::from)).collect::<Vec<_>>()
    };
    let cri = "2026-03-09T02:00:12.1Z stderr F no route to host\n";
    folder.write("pods/shop_web-0_uid-1/app/0.log", cri);
    folder.write("pods/shop_db-0_8f3a2b1c-0000-1111-2222-333344445555/db/0.log", cri);
    for path in ["pods", "pods/shop_web-0_uid-1", "pods/shop_db-0_8f3a2b1c-0000-1111-2222-333344445555"] {
        assert_eq!(hosts(&folder.path().join(path)), [""; 0], "{path}");
    }
    for record in ["efi-170000000001001", "erst-7301444403199967233", "ramoops-0.enc.z", "nvram-0"] {
        let path = folder.write(&format!("pstore/dmesg-{record}"), "Panic#1 Part1\n<0>[    3.206000] Kernel panic\n");
        assert_eq!(hosts(&path), [""; 0], "{record}");
    }
    for name in ["download", "kubernetes", "logs", "vault"] {
        folder.write(&format!("lone/{name}/dmesg.txt"), dmesg());
        assert_eq!(hosts(&folder.path().join("lone").join(name)), [""; 0], "{name}");
    }
    for name in ["o.tar", "Attachments.zip"] {
        let text = dmesg();
        let members: &[(&str, &[u8])] = &[("download/dmesg.txt", text.as_bytes())];
        let bytes = if name == "o.tar" { common::packed::tar(members) } else { common::packed::zip(members) };
        assert_eq!(hosts(&folder.write(name, bytes)), [""; 0], "{name}");
    }
    folder.write("wk-1/dmesg.txt", dmesg());
    assert_eq!(hosts(&folder.path().join("wk-1")), ["wk-1"]);
}
