//! Whole inputs through sniffing, framing and decoding.
//!
//! Every folder of `fixtures/formats` holds an `input.log` (any name that starts with `input`) and the records that it
//! gives in `expected.json`. `KASCADE_BLESS=1 cargo test --test formats` writes what the code says; read the diff.

use std::fs;
use std::path::{Path, PathBuf};

use kascade::format::{Dialect, Names, Sniffed};
use kascade::framing::{Bounds, export};
use kascade::model::{Clock, Kind, RawTime, Record};
use kascade::time::civil;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const LABELS: [&str; 7] = ["pod", "namespace", "pod_uid", "container", "container_id", "host", "volume"];

fn names() -> Names {
    Names::from_lookup(|name| {
        let index = LABELS.iter().position(|label| *label == name).expect("a known kind");
        Kind(u8::try_from(index).expect("few kinds"))
    })
}

/// Every record of an input with its line number, as the pipeline would see them.
fn each_record(input: &[u8], path: &str, see: &mut dyn FnMut(u64, &Record<'_>)) {
    let names = names();
    let mut head = input.len().min(64 << 10);
    if head < input.len() {
        head = memchr::memrchr(b'\n', &input[..head]).map_or(head, |end| end + 1);
    }
    match Dialect::sniff(&input[..head], path) {
        Sniffed::Lines(dialect) | Sniffed::Unknown(dialect) => each_line(input, dialect, &names, see),
        Sniffed::Export(dialect) => {
            let (mut starts, _) = export::entries(input, true);
            starts.push(input.len());
            for pair in starts.windows(2) {
                see(line_at(input, pair[0]), &dialect.decode(&input[pair[0]..pair[1]], &names));
            }
        }
        Sniffed::Document(document, dialect) => {
            if !(document.read)(input, path, &names, &mut |_, line, record| see(line, &record)) {
                each_line(input, dialect, &names, see);
            }
        }
        Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => {}
    }
}

fn each_line(input: &[u8], dialect: Dialect, names: &Names, see: &mut dyn FnMut(u64, &Record<'_>)) {
    let bounds = Bounds::new(input, dialect.frame(), None);
    let mut line = 1;
    let mut at = 0;
    for range in bounds.records(0..input.len()) {
        line += memchr::memchr_iter(b'\n', &input[at..range.start]).count() as u64;
        at = range.start;
        if !range.is_empty() {
            see(line, &dialect.decode(&input[range], names));
        }
    }
}

fn line_at(input: &[u8], at: usize) -> u64 {
    1 + memchr::memchr_iter(b'\n', &input[..at]).count() as u64
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// `2026-11-20T15:28:19.246788Z`, `local 2026-...`, `no-year 11-20T...`, `boot 102.451645`; none is null.
fn time(time: RawTime) -> Value {
    let (seconds, fraction) = (time.ns.div_euclid(1_000_000_000), time.ns.rem_euclid(1_000_000_000));
    let fraction = match fraction {
        0 => String::new(),
        _ => format!(".{}", format!("{fraction:09}").trim_end_matches('0')),
    };
    let (year, month, day) = civil::date(seconds.div_euclid(86_400));
    let clock = seconds.rem_euclid(86_400);
    let clock = format!("T{:02}:{:02}:{:02}{fraction}", clock / 3600, clock / 60 % 60, clock % 60);
    match time.clock {
        Clock::None => Value::Null,
        Clock::Boot => json!(format!("boot {seconds}{fraction}")),
        Clock::Utc => json!(format!("{year:04}-{month:02}-{day:02}{clock}Z")),
        Clock::Local => json!(format!("local {year:04}-{month:02}-{day:02}{clock}")),
        Clock::LocalNoYear => json!(format!("no-year {month:02}-{day:02}{clock}")),
    }
}

/// A record as the fixtures print it; what it does not carry is left out.
fn printed(record: &Record<'_>) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        if !value.is_null() {
            out.insert(key.to_owned(), value);
        }
    };
    put("format", json!(record.format));
    put("time", time(record.time));
    put("since_boot", record.since_boot_ns.map_or(Value::Null, |ns| time(RawTime { clock: Clock::Boot, ns })));
    put("inner", record.inner_utc_ns.map_or(Value::Null, |ns| time(RawTime::utc(ns))));
    put("boot", record.boot.map_or(Value::Null, |id| json!(format!("{id:032x}"))));
    put("host", json!(record.host.as_deref().map(text)));
    put("ident", json!(record.ident.as_deref().map(text)));
    put("unit", json!(record.unit.as_deref().map(text)));
    put("pid", json!(record.pid));
    put("level", record.level.map_or(Value::Null, |level| json!(format!("{level:?}").to_lowercase())));
    put("source_file", json!(record.source_file.as_deref().map(text)));
    put("message", json!(text(&record.message)));
    if record.text != record.message {
        put("text", json!(text(&record.text)));
    }
    for (kind, value) in &record.labels {
        put(&format!("label:{}", LABELS[usize::from(kind.0)]), json!(text(value)));
    }
    Value::Object(out)
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(root).expect("fixtures").map(|entry| entry.expect("entry").path()).collect();
    found.sort();
    found
}

#[test]
fn fixtures_give_what_they_expect() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats");
    let mut wrong = Vec::new();
    for folder in folders(&root) {
        let input = folders(&folder)
            .into_iter()
            .find(|f| f.file_name().is_some_and(|n| n.to_string_lossy().starts_with("input")));
        let input = input.expect("an input");
        let mut records = Vec::new();
        each_record(&fs::read(&input).expect("input"), &input.to_string_lossy(), &mut |_, r| records.push(printed(r)));
        let expected = folder.join("expected.json");
        let printed = serde_json::to_string_pretty(&records).expect("json") + "\n";
        if std::env::var_os("KASCADE_BLESS").is_some() {
            fs::write(&expected, &printed).expect("write");
        }
        if fs::read_to_string(&expected).unwrap_or_default() != printed {
            wrong.push(format!("{}:\n{printed}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Samples of formats that are no logs, or whose shape is not read yet: as text, they lose time or host.
const NOT_READ: [&str; 9] = [
    "crictl-pods",
    "crictl-ps",
    "dpkg-l-broken",
    "glog-file-header",
    "journalctl-list-boots",
    "kubectl-describe-node",
    "kubectl-describe-pod",
    "proxmox-task",
    "systemctl-failed",
];

/// The first record of every sample of the formats' catalogue, where that catalogue is at hand.
#[test]
fn catalogue_samples() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/formats");
    let Ok(index) = fs::read(root.join("index.json")) else {
        println!("skipped: {} is not there", root.display());
        return;
    };
    let index: Value = serde_json::from_slice(&index).expect("index");
    let mut wrong = Vec::new();
    for sample in index["samples"].as_array().expect("samples") {
        let format = sample["format"].as_str().expect("format");
        if !NOT_READ.contains(&format) && !sample["first"].is_null() {
            wrong.extend(differences(&root.join(sample["file"].as_str().expect("file")), &sample["first"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the expected record has and the record of its line, or else the first one, has not.
fn differences(path: &Path, expected: &Value) -> Vec<String> {
    let input = fs::read(path).expect("sample");
    let mut found = None;
    each_record(&input, &path.to_string_lossy(), &mut |line, record| {
        // The record that covers the line, or else the first: a list's first object starts behind the list's head.
        if found.is_none() || line <= expected["line"].as_u64().expect("line") {
            found = Some(printed(record));
        }
    });
    let found = found.unwrap_or_default();
    // The catalogue was written with microseconds.
    let starts = |time: String| found["time"].as_str().is_some_and(|t| t.starts_with(time.trim_end_matches('Z')));
    let same_time = expected_time(expected).is_none_or(starts);
    let same = |key: &str, own: &str| expected[key].is_null() || found[own] == expected[key];
    let message = expected["message"].as_str().unwrap_or_default();
    let same_message =
        [&found["message"], &found["text"]].iter().any(|m| m.as_str().is_some_and(|m| m.contains(message)));
    let level = expected["severity"].as_u64().map(|level| LEVELS[usize::try_from(level).expect("a level")]);
    let same_level = level.is_none_or(|level| found["level"] == json!(level));
    let checks = [same_time, same("host", "host"), same("pid", "pid"), same_level, same_message];
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    checks
        .iter()
        .any(|ok| !ok)
        .then(|| format!("{name} {checks:?}\n  expected {expected}\n  found {found}"))
        .into_iter()
        .collect()
}

const LEVELS: [&str; 8] = ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"];

/// The expected time as the fixtures print it; `None` where only its kind can be told.
fn expected_time(expected: &Value) -> Option<String> {
    let printed = expected["time"].as_str()?.replace("  ", " ").replacen(' ', "T", 1);
    match expected["time_kind"].as_str()? {
        "monotonic" => {
            Some(format!("boot {}", printed.trim_end_matches('0').trim_end_matches('.').trim_end_matches("0.0")))
        }
        "wall" => utc(&printed),
        "no-zone" => Some(format!("local {printed}")),
        "no-year-no-zone" => Some(format!("no-year {printed}")),
        _ => None,
    }
}

/// RFC 3339 with any offset, as UTC.
fn utc(printed: &str) -> Option<String> {
    let (parsed, _) = kascade::time::rfc3339::prefix(printed.as_bytes())?;
    time(parsed).as_str().map(str::to_owned)
}

/// Inputs to cut and mutate: every fixture.
fn samples() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats");
    let files = folders(&root).into_iter().flat_map(|folder| folders(&folder));
    let inputs = files.filter(|f| f.file_name().is_some_and(|n| n.to_string_lossy().starts_with("input")));
    inputs.map(|f| fs::read(f).expect("input")).collect()
}

fn read_in_every_way(input: &[u8]) {
    each_record(input, "x", &mut |_, record| assert!(record.raw.len() <= input.len()));
    let names = names();
    for envelope in &kascade::format::envelope::ENVELOPES {
        let dialect = Dialect::named(envelope.name).expect("its own name");
        let _ = dialect.decode(input, &names);
    }
    for document in &kascade::format::document::DOCUMENTS {
        let _ = (document.read)(input, "x", &names, &mut |offset, _, _| assert!(offset <= input.len() as u64));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(input in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_in_every_way(&input);
    }

    #[test]
    fn mutated_samples_are_read(pick in any::<prop::sample::Index>(), edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 0..12), cut in any::<prop::sample::Index>()) {
        let samples = samples();
        let mut input = samples[pick.index(samples.len())].clone();
        for (at, byte, how) in edits {
            let at = at.index(input.len().max(1)).min(input.len());
            match how {
                0 => input.insert(at, byte),
                1 => { input.truncate(at.max(1)); }
                2 if at < input.len() => { input.remove(at); }
                _ if at < input.len() => input[at] = byte,
                _ => {}
            }
            if input.is_empty() {
                input.push(byte);
            }
        }
        read_in_every_way(&input);
        read_in_every_way(&input[..cut.index(input.len() + 1)]);
    }
}

#[test]
fn the_same_bytes_give_the_same_record() {
    for input in samples() {
        let (mut first, mut second) = (Vec::new(), Vec::new());
        each_record(&input, "x", &mut |_, r| first.push(printed(r)));
        each_record(&input, "x", &mut |_, r| second.push(printed(r)));
        assert_eq!(first, second);
    }
}
