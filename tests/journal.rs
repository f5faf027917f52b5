//! Native journal files: whole, in every mode, damaged, copied; and that they tell what their text forms tell.

mod common;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use common::journal::{Maker, Mode, When};
use common::program::{conditions, notices, pipe, run};
use common::{TempDir, engine, root};
use kascade::matcher::Engine;
use kascade::model::{Analysis, Notice};
use kascade::pipeline::{self, Settings};
use kascade::source::journal::{Bytes, Entry, Found, Journal};
use serde_json::{Map, Value};

const NFS: &str = "storage.nfs-server-unresponsive";
const BOOT: u128 = 0x5e6f_0011;

/// Fields of an entry that the kernel, or kubelet, wrote.
fn fields(message: &str, kernel: bool) -> Vec<String> {
    let of = |all: &[&str]| all.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>();
    let mut fields = match kernel {
        true => of(&["_TRANSPORT=kernel", "SYSLOG_IDENTIFIER=kernel", "_HOSTNAME=heron", "PRIORITY=4"]),
        false => {
            of(&["_TRANSPORT=stdout", "_COMM=kubelet", "_PID=812", "_SYSTEMD_UNIT=kubelet.service", "_HOSTNAME=heron"])
        }
    };
    fields.push(format!("MESSAGE={message}"));
    fields
}

fn when(second: u64) -> When {
    let us = second * 1_000_000;
    When { realtime: 1_766_120_000_000_000 + us, monotonic: 90_000_000 + us, boot: BOOT }
}

/// `entries` healthy entries with a fault in the middle.
fn small(mode: Mode, entries: u64) -> Maker {
    let mut maker = Maker::new(mode);
    for i in 0..entries {
        let text = format!("syncing pod web-{} of {}", i % 7, "a deployment with a rather long name".repeat(2));
        maker.entry(when(i), &fields(&text, false));
        if i == entries / 2 {
            maker.entry(when(i), &fields("nfs: server filer9.heron.lan not responding, still trying", true));
        }
    }
    maker
}

fn modes() -> impl Iterator<Item = Mode> {
    [false, true].into_iter().flat_map(|compact| [0, 1, 2, 4].map(|packing| Mode { compact, packing }))
}

/// What the walk finds: the message of each entry, in order, and what it could not read.
fn walked(bytes: Vec<u8>) -> (Vec<String>, Vec<Notice>) {
    let Ok(mut journal) = Journal::open(Bytes::Held(bytes)) else { return (Vec::new(), Vec::new()) };
    let (mut entry, mut messages) = (Entry::default(), Vec::new());
    while let Some(found) = journal.next(&mut entry) {
        if found == Found::Entry {
            let mut texts = entry.offsets().filter_map(|at| Some(text(journal.value(at.ok()?)?)));
            messages.push(texts.find(|t| t.starts_with("MESSAGE=")).unwrap_or_default());
        }
    }
    (messages, journal.finish().notices("x.journal"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn records(path: &Path) -> Vec<Map<String, Value>> {
    let ran = run([Path::new("records"), path]).ends(0);
    ran.out.lines().map(|line| serde_json::from_str(line).expect("a JSON object")).collect()
}

#[track_caller]
fn same_records(journal: &[Map<String, Value>], text: &[Map<String, Value>], name: &str) {
    assert_eq!(journal.len(), text.len(), "{name}");
    for (at, (one, other)) in journal.iter().zip(text).enumerate() {
        for key in ["time", "basis", "boot", "host", "unit", "pid", "level", "message"] {
            assert_eq!(one[key], other[key], "{name}: {key} of entry {at}");
        }
    }
}

/// A report without what names the file and the place in it.
fn judged(engine: &Engine, path: &Path) -> Value {
    let outcome = pipeline::run(engine, &[path.to_owned()], &Settings::default(), &AtomicBool::new(false));
    without_places(&report(engine, &outcome.analysis))
}

fn report(engine: &Engine, analysis: &Analysis) -> Value {
    let view = kascade::report::View::new(analysis, &engine.library);
    serde_json::from_str(&kascade::report::whole(kascade::report::json::compact, &view)).expect("JSON")
}

fn without_places(value: &Value) -> Value {
    const PLACES: [&str; 7] = ["raw", "line", "cursor", "input", "inputs", "notices", "tool"];
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(key, _)| !PLACES.contains(&key.as_str()));
            Value::Object(kept.map(|(key, value)| (key.clone(), without_places(value))).collect())
        }
        Value::Array(all) => Value::Array(all.iter().map(without_places).collect()),
        other => other.clone(),
    }
}

#[test]
fn every_mode_is_read() {
    for mode in modes() {
        let (messages, trouble) = walked(small(mode, 20).finish());
        assert_eq!((messages.len(), trouble), (21, Vec::new()), "{mode:?}");
        assert_eq!(messages[11], "MESSAGE=nfs: server filer9.heron.lan not responding, still trying");
    }
}

#[test]
fn a_fault_is_found_in_files_streams_and_directories() {
    let dir = TempDir::new("journal");
    let bytes = small(Mode { compact: true, packing: 4 }, 20).finish();
    let path = dir.write("0123/system.journal", &bytes);
    let report = run([Path::new("-o"), Path::new("json"), &path]).ends(0).json();
    assert_eq!((conditions(&report), report["inputs"][0]["records"].as_u64()), (vec![NFS], Some(21)));
    assert!(notices(&report).is_empty(), "{report:#}");
    let streamed = pipe(["-o", "json"], &zstd::encode_all(&bytes[..], 3).expect("in memory")).ends(0).json();
    assert_eq!(without_places(&streamed), without_places(&report));
    run([Path::new("formats"), dir.path()]).ends(0).prints("archived; zstd, keyed hash, compact; 21 entries of 1 boot");
    let quote = &report["incidents"][0]["root_causes"][0]["evidence"][0];
    assert_eq!(
        quote["raw"],
        "2025-12-19T04:53:30.000000Z heron kernel: nfs: server filer9.heron.lan not responding, still trying"
    );
    assert_eq!(quote["line"], 12);
}

#[test]
fn a_sealing_key_is_never_shown() {
    let ran = pipe(["-o", "json"], b"KSHHRHLP\0\0\0\0secret secret secret\n").ends(3);
    assert!(ran.err.contains("sealing key") && !ran.err.contains("secret s") && ran.out.is_empty(), "{}", ran.err);
}

/// Of two copies of a file the entries count once, whichever way round they are named; of two journals that hold the same
/// entries under other numbers what is found in them.
#[test]
fn copies_count_once() {
    let dir = TempDir::new("copies");
    let whole = small(Mode::default(), 40);
    let mut early = small(Mode::default(), 40);
    early.state = 1;
    dir.write("a/system.journal", early.finish());
    let copy = dir.write("b/system@1.journal", whole.finish());
    let mut other = small(Mode::default(), 40);
    (other.file_id, other.first_seqnum) = (0x52, 100);
    dir.write("c/user-1000.journal", other.finish());
    let report = run([Path::new("-o"), Path::new("json"), dir.path()]).ends(0).json();
    let records: Vec<u64> =
        report["inputs"].as_array().expect("inputs").iter().map(|i| i["records"].as_u64().expect("a number")).collect();
    assert_eq!((records, notices(&report)), (vec![41, 0, 41], vec!["gap", "duplicate", "duplicate"]));
    assert_eq!(report["incidents"][0]["timeline"][0]["count"], 1);
    assert_eq!(records_of(&copy), 41);
}

fn records_of(path: &Path) -> usize {
    records(path).len()
}

#[test]
fn units_hosts_boots_and_times_choose_records() {
    let dir = TempDir::new("chosen");
    let path = dir.write("system.journal", small(Mode::default(), 20).finish());
    let count = |words: &[&str]| {
        let ran = run([&["records", path.to_str().expect("UTF-8")], words].concat()).ends(0);
        ran.out.lines().count()
    };
    let counts = [
        count(&[]),
        count(&["-u", "kernel"]),
        count(&["--unit", "kube*"]),
        count(&["--host", "heron", "-b=0"]),
        count(&["--since", "-5s"]),
        count(&["--tz", "Asia/Tokyo", "--until", "2025-12-19 13:53:24"]),
    ];
    assert_eq!(counts, [21, 1, 20, 21, 6, 5]);
    run(["records", path.to_str().expect("UTF-8"), "--host", "crane"]).ends(2).says("no host crane");
    let found = |unit: &str| run(["-o", "json", "-u", unit, path.to_str().expect("UTF-8")]).ends(0).json();
    assert_eq!(conditions(&found("kernel")), [NFS]);
    assert!(conditions(&found("kubelet.service")).is_empty());
}

#[test]
fn damage_costs_what_it_hit() {
    let whole = small(Mode::default(), 30).finish();
    let all = walked(whole.clone()).0;
    let damaged = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = whole.clone();
        change(&mut bytes);
        walked(bytes)
    };
    let middle = (whole.len() / 2) & !511;
    let (messages, trouble) = damaged(&|bytes| bytes[middle..middle + 512].fill(0));
    assert!((20..31).contains(&messages.len()) && !trouble.is_empty(), "{}: {trouble:?}", messages.len());
    let (messages, trouble) = damaged(&|bytes| bytes[0] = b'X');
    assert_eq!((messages, trouble.len()), (all.clone(), 1));
    let (messages, trouble) = damaged(&|bytes| bytes[13] |= 2);
    assert_eq!((messages, trouble.len()), (all.clone(), 1));
    let (messages, trouble) = damaged(&|bytes| bytes[152..160].fill(0x7f));
    assert_eq!((messages, trouble.len()), (all, 1));
}

/// A byte of a value that was changed shows by the hash that the value was stored with; the entry is read all the same.
#[test]
fn a_value_that_differs_from_its_hash_is_told() {
    let dir = TempDir::new("journal-hash");
    for mode in [false, true].map(|compact| Mode { compact, packing: 0 }) {
        let whole = small(mode, 8).finish();
        let at = whole.windows(18).position(|w| w == b"nfs: server filer9").expect("a value that is not packed");
        let mut bytes = whole.clone();
        bytes[at + b"nfs: server filer".len()] = b'7';
        let report =
            |bytes: &[u8]| run([Path::new("-o"), Path::new("json"), &dir.write("x.journal", bytes)]).ends(0).json();
        assert!(!notices(&report(&whole)).contains(&"damaged"), "{mode:?}");
        let found = report(&bytes);
        let value = at - "MESSAGE=".len() - if mode.compact { 72 } else { 64 };
        let told = format!(
            "1 values differ from what was stored, by their hash, and are shown as they stand, the first at offset {value}"
        );
        let texts = found["notices"].to_string();
        assert!(texts.contains(&told), "{mode:?}: {texts}");
        assert!(conditions(&found).contains(&NFS) && found.to_string().contains("filer7.heron.lan"), "{mode:?}");
    }
}

/// journald makes room for an object, tells the header, and fills it in then.
#[test]
fn an_entry_that_is_being_written_is_no_damage() {
    let all = walked(small(Mode::default(), 8).finish());
    for told in [false, true] {
        let mut maker = small(Mode::default(), 8);
        maker.state = 1;
        let known = maker.clone().finish()[136..144].to_vec();
        maker.object(1, 0, &[0; 90]);
        maker.object(3, 0, &[0; 112]);
        let mut bytes = maker.finish();
        if !told {
            bytes[136..144].copy_from_slice(&known);
        }
        assert_eq!(walked(bytes), all, "the header knows of it: {told}");
    }
}

/// Whatever byte is wrong, the walk ends, and it is silent only when nothing is missing. Now and then everything above
/// the walk is run as well.
#[test]
fn any_wrong_byte_is_survived() {
    let dir = TempDir::new("wrong-bytes");
    for mode in modes() {
        let whole = small(mode, 6).finish();
        let all = walked(whole.clone()).0;
        let mut seed = 7u64;
        for round in 0..700 {
            let mut bytes = whole.clone();
            for _ in 0..=round % 3 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (seed >> 33) as usize % bytes.len();
                bytes[at] = match seed % 4 {
                    0 => 0,
                    1 => 0xff,
                    _ => (seed >> 24) as u8,
                };
            }
            if round % 35 == 0 {
                common::analyse(&dir.write("x.journal", &bytes));
            }
            let (messages, trouble) = walked(bytes);
            let missing = all.len().saturating_sub(messages.len());
            assert!(missing == 0 || !trouble.is_empty(), "{mode:?}, round {round}: {missing} missing without a word");
        }
    }
}

#[test]
fn any_length_is_survived() {
    for mode in modes() {
        let whole = small(mode, 6).finish();
        let all = walked(whole.clone()).0;
        for len in (0..whole.len()).step_by(13) {
            let (messages, trouble) = walked(whole[..len].to_vec());
            assert!(all.starts_with(&messages), "{mode:?}, {len} bytes");
            assert!(len < 208 || !trouble.is_empty(), "{mode:?}, {len} bytes: no notice");
        }
    }
}

/// Damaged files through the whole program: no panic, a verdict of what is left.
#[test]
fn a_damaged_file_is_judged() {
    let whole = small(Mode { compact: true, packing: 4 }, 40).finish();
    let mut holed = whole.clone();
    holed[whole.len() / 5..whole.len() / 5 + 300].fill(0xa5);
    let report = pipe(["-o", "json"], &holed).ends(0).json();
    assert_eq!(conditions(&report), [NFS]);
    assert!(notices(&report).contains(&"damaged"));
    pipe(["-o", "json"], &whole[..150]).ends(3).says("header is cut");
}

/// Journals as journald writes them, in three modes, each with its text as journalctl printed it.
fn fixtures() -> Vec<(PathBuf, PathBuf)> {
    let files = common::files(&root().join("fixtures/journals"));
    let journals =
        files.into_iter().map(|(path, _)| path).filter(|path| path.to_string_lossy().ends_with(".journal.zst"));
    journals.map(|path| (path.clone(), path.with_file_name("heron.export.zst"))).collect()
}

#[test]
fn what_journald_wrote_is_read_as_journalctl_prints_it() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 3);
    for (journal, export) in fixtures {
        let name = journal.display().to_string();
        same_records(&records(&journal), &records(&export), &name);
        let (one, other) = (judged(engine(), &journal), judged(engine(), &export));
        assert_eq!(one, other, "{name}");
        assert!(!one["incidents"].as_array().expect("an array").is_empty(), "{name} has something to find");
    }
}
