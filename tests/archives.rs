//! Archives in place: the same verdict as from the folder, whatever they are packed in.
//!
//! What is damaged, locked or too large stands in `damaged_archives.rs`.

mod common;

use std::io::Read;
use std::path::Path;

use common::archive::{found, json, names, told};
use common::journal::{Maker, Mode, When};
use common::packed::{LZMA, add, gzip, tar, tar_of, zip, zip_by, zip_with, zstd};
use common::program::{CONDITION, FAULT, conditions, healthy, notices, pipe, run};
use common::{TempDir, incident_dir};
use serde_json::Value;
use tar::{Builder, EntryType};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

/// What a report says, without the names of the inputs.
fn verdict(report: &Value) -> String {
    let roots = |i: &Value| (i["verdict"].clone(), i["start"].clone(), i["hosts"].clone(), chain(i));
    let incidents = report["incidents"].as_array().expect("an array").iter().map(roots);
    format!("{:#?}\n{}", incidents.collect::<Vec<_>>(), report["minor"].as_array().expect("an array").len())
}

fn chain(incident: &Value) -> Vec<String> {
    let rows = incident["timeline"].as_array().expect("an array");
    let row = |r: &Value| format!("{} {} {} {} {}", r["condition"], r["host"], r["began"], r["count"], r["caused_by"]);
    rows.iter().map(row).collect()
}

#[test]
fn an_archive_gives_the_verdict_of_its_folder() {
    for name in ["nfs-dns-cilium", "three-node-reboot"] {
        let logs = incident_dir(name).join("logs");
        let want = verdict(&json(&logs));
        let (bare, topped) = (tar_of(&logs, ""), tar_of(&logs, "logs/"));
        let dir = TempDir::new("verdict");
        let inner = zip(&[("sos.tar.zst", &zstd(&topped))]);
        let packed = [
            ("logs.tar", bare.clone()),
            ("logs.tar.zst", zstd(&topped)),
            ("logs.tgz", gzip(&bare)),
            ("support.tar.gz", gzip(&tar(&[("bundle/nodes.zip", &inner)]))),
        ];
        for (file, bytes) in packed {
            let got = verdict(&json(&dir.write(file, bytes)));
            // Not printed: it is long.
            assert!(got == want, "{name} as {file} gives another verdict than its folder");
        }
    }
}

#[test]
fn an_archive_comes_through_a_pipe() {
    for bytes in [tar(&[("n1/kern.log", FAULT.as_bytes())]), zip(&[("n1/kern.log", FAULT.as_bytes())])] {
        for bytes in [gzip(&bytes), bytes] {
            let report = pipe(["-o", "json"], &bytes).ends(0).json();
            assert!(conditions(&report).contains(&CONDITION), "{report:#}");
            assert_eq!(report["inputs"][0]["path"], "stdin::n1/kern.log");
        }
    }
}

#[test]
fn members_are_inputs_and_can_be_chosen() {
    let dir = TempDir::new("chosen");
    let old = gzip(healthy(3).as_bytes());
    let inner = zip(&[("var/log/kern.log", FAULT.as_bytes())]);
    let path = dir.write("b.tar.gz", gzip(&tar(&[("n1/kern.log.1.gz", &old), ("n2.zip", &inner)])));
    let report = json(&path);
    assert_eq!(names(&report), ["kern.log.1.gz", "kern.log"]);
    let place = format!("{}::n2.zip::var/log/kern.log", path.display());
    assert!(report.to_string().contains(&place), "{place}: {report:#}");
    let pick = |pattern: &str| run([format!("{}::{pattern}", path.display())]);
    pick("n2.zip::**").ends(0).prints("NFS server filer2.quill.lan");
    pick("kern.log").ends(0).prints("NFS server filer2.quill.lan");
    pick("n1").ends(0).prints("nothing found in 3 records");
    pick("**/syslog").ends(3).says("no member of the shape **/syslog");
}

#[test]
fn records_of_an_archive_are_those_of_its_folder() {
    let logs = incident_dir("nfs-dns-cilium").join("logs");
    let dir = TempDir::new("records");
    let path = dir.write("logs.tar.zst", zstd(&tar_of(&logs, "")));
    let all = |path: &Path| {
        let rows = run([Path::new("records"), path]).ends(0).out;
        let mut rows: Vec<String> =
            rows.lines().map(|row| row.split("\"input\"").next().unwrap_or(row).to_owned()).collect();
        rows.sort();
        rows
    };
    assert_eq!(all(&path), all(&logs));
}

/// ustar splits long names over two fields, GNU and pax put them before the member.
#[test]
fn long_names_of_every_kind() {
    let long = format!("n1/{}/kern.log", "d".repeat(180));
    let report = found("long.tar", &tar(&[(&long, FAULT.as_bytes())]));
    assert!(report["inputs"][0]["path"].as_str().is_some_and(|p| p.ends_with(&long)), "{report:#}");
    let mut pax = Builder::new(Vec::new());
    let record = format!(" path={long}\n");
    let record = format!("{}{record}", record.len() + 3);
    add(&mut pax, "pax", EntryType::XHeader, record.as_bytes(), None);
    add(&mut pax, "short", EntryType::Regular, FAULT.as_bytes(), None);
    let report = found("pax.tar", &pax.into_inner().expect("in memory"));
    assert!(report["inputs"][0]["path"].as_str().is_some_and(|p| p.ends_with(&long)), "{report:#}");
}

#[test]
fn zips_stored_large_and_deflated() {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let files: [(&str, &[u8]); 1] = [("n1/kern.log", FAULT.as_bytes())];
    found("stored.zip", &zip_with(&files, stored));
    found("zip64.zip", &zip_with(&files, stored.large_file(true)));
    found("deflated.zip", &zip(&files));
}

/// As WinZip and 7-Zip pack them; what is not read is named.
#[test]
fn zips_packed_in_newer_ways() {
    let fault = FAULT.as_bytes();
    let mut bzip2 = Vec::new();
    bzip2::read::BzEncoder::new(fault, bzip2::Compression::fast()).read_to_end(&mut bzip2).expect("in memory");
    let lzma = [&[9, 20, 5, 0][..], &LZMA[..5], &LZMA[13..]].concat();
    for (method, flags, bytes) in
        [(12, 0, &bzip2), (93, 0, &zstd(fault)), (95, 0, &common::xz::stored(fault)), (14, 2, &lzma), (14, 0, &lzma)]
    {
        let report = found("packed.zip", &zip_by(method, flags, bytes, fault.len()));
        assert!(!notices(&report).contains(&"damaged"), "{method}: {report:#}");
    }
    let both = |method| tar(&[("n1/kern.log", fault), ("n2.zip", &zip_by(method, 0, b"packed", 99))]);
    told("deflate64.tar", &both(9), "unsupported", "1 member cannot be read");
    assert!(found("deflate64.tar", &both(9)).to_string().contains("kern.log: packed with Deflate64"));
    assert!(found("ppmd.tar", &both(98)).to_string().contains("packed with PPMd"));
    assert!(found("odd.tar", &both(4711)).to_string().contains("packed in a way that is not known"));
}

#[test]
fn names_do_not_lead_out() {
    let mut to = Builder::new(Vec::new());
    add(&mut to, "../../../etc/n1/kern.log", EntryType::Regular, FAULT.as_bytes(), None);
    add(&mut to, "/var/log/syslog", EntryType::Regular, healthy(3).as_bytes(), None);
    let bytes = to.into_inner().expect("in memory");
    let report = found("out.tar", &bytes);
    let paths = report["inputs"].to_string();
    assert!(paths.contains("out.tar::etc/n1/kern.log") && paths.contains("out.tar::var/log/syslog"), "{paths}");
    told("out.tar", &bytes, "unsupported", "2 names lead out of it");
    let zipped = zip_with(&[("../kern.log", FAULT.as_bytes())], SimpleFileOptions::default());
    told("out.zip", &zipped, "unsupported", "1 name leads out of it");
}

#[test]
fn links_devices_and_fifos_are_counted() {
    let mut to = Builder::new(Vec::new());
    add(&mut to, "pods/a/0.log", EntryType::Regular, FAULT.as_bytes(), None);
    add(&mut to, "containers/a.log", EntryType::Symlink, b"", Some("../pods/a/0.log"));
    add(&mut to, "containers/b.log", EntryType::Link, b"", Some("pods/a/0.log"));
    add(&mut to, "containers/dir", EntryType::Symlink, b"", Some("../pods"));
    add(&mut to, "containers/gone.log", EntryType::Symlink, b"", Some("../pods/b/0.log"));
    add(&mut to, "dev/null", EntryType::Char, b"", None);
    add(&mut to, "run/fifo", EntryType::Fifo, b"", None);
    let bytes = to.into_inner().expect("in memory");
    told("links.tar", &bytes, "not-a-file", "3 links passed over");
    told("links.tar", &bytes, "unreadable", "1 link points to what is not in it");
    told("links.tar", &bytes, "not-a-file", "2 devices, sockets or FIFOs");
    let report = found("links.tar", &bytes);
    assert_eq!(names(&report).len(), 1, "a link is no input");
    assert_eq!(report["inputs"][0]["records"], 1);
}

/// Two threads, one, and blocks of any size give the same bytes.
#[test]
fn neither_threads_nor_blocks_show() {
    let dir = TempDir::new("threads");
    let logs = incident_dir("three-node-reboot").join("logs");
    let path = dir.write("logs.tar.gz", gzip(&tar_of(&logs, "")));
    let report = |threads: &str, block: &str| {
        run([Path::new("-o"), Path::new("json"), Path::new(threads), Path::new(block), &path]).ends(0).out
    };
    let want = report("-j1", "--block=1048576");
    assert_eq!(report("-j4", "--block=1048576"), want);
    assert_eq!(report("-j2", "--block=8192"), want);
    assert!(!notices(&serde_json::from_str(&want).expect("JSON")).contains(&"damaged"));
}

/// A native journal and its copy: the copy's entries count once.
#[test]
fn journals_in_an_archive() {
    let mut maker = Maker::new(Mode::default());
    for second in 0..20 {
        let us = second * 1_000_000;
        let when = When { realtime: 1_766_120_000_000_000 + us, monotonic: 90_000_000 + us, boot: 7 };
        let text = if second == 9 { "nfs: server filer9.heron.lan not responding, still trying" } else { "link is up" };
        let fields = ["_TRANSPORT=kernel", "SYSLOG_IDENTIFIER=kernel", "_HOSTNAME=heron"].map(str::to_owned);
        let message = format!("MESSAGE={text}");
        maker.entry(when, &[&fields[..], &[message]].concat());
    }
    let journal = maker.finish();
    let files: [(&str, &[u8]); 2] = [("journal/a/system.journal", &journal), ("copy/system.journal~", &journal)];
    for bytes in [gzip(&tar(&files)), zip(&files)] {
        let report = found("journals", &bytes);
        assert!(notices(&report).contains(&"duplicate"), "{:#}", report["notices"]);
        let records: u64 =
            report["inputs"].as_array().expect("an array").iter().filter_map(|i| i["records"].as_u64()).sum();
        assert_eq!(records, 20, "{report:#}");
    }
}
