//! Whole inputs through sniffing, framing and decoding.
//!
//! Every folder of `fixtures/formats` holds an `input.log` (any name that starts with `input`) and the records that it
//! gives in `expected.json`. `KASCADE_BLESS=1 cargo test --test formats` writes what the code says; read the diff.

use std::fs;
use std::path::{Path, PathBuf};

use kascade::format::section::{Section, sections};
use kascade::format::{Dialect, Names, Sniffed, labels};
use kascade::framing::{Bounds, starts};
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
        Sniffed::Lines(dialect) | Sniffed::Unknown(dialect) | Sniffed::Export(dialect) => {
            each_line(input, 1, dialect, &names, see);
        }
        Sniffed::Document(..) => {
            for section in sections(input, path) {
                each_of(&section, input, path, &names, see);
            }
        }
        Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => {}
    }
}

fn each_of(section: &Section, input: &[u8], path: &str, names: &Names, see: &mut dyn FnMut(u64, &Record<'_>)) {
    let first = line_at(input, section.range.start);
    let part = &input[section.range.clone()];
    match section.sniffed {
        Sniffed::Document(document, dialect) => {
            if !(document.read)(part, path, names, &mut |_, line, record| see(first + line - 1, &record)) {
                each_line(part, first, dialect, names, see);
            }
        }
        Sniffed::Lines(d) | Sniffed::Unknown(d) | Sniffed::Export(d) => each_line(part, first, d, names, see),
        Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => {}
    }
}

fn each_line(input: &[u8], mut line: u64, dialect: Dialect, names: &Names, see: &mut dyn FnMut(u64, &Record<'_>)) {
    let starts = starts(input, dialect.frame());
    let bounds = Bounds::new(input, dialect.frame(), starts.as_deref());
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

/// `2026-11-20T15:28:19.246788Z`, `local 2026-...`, `no-year 11-20T...`, `at 15:28:19`, `boot 102.451645`; none is null.
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
        Clock::SinceBefore => json!(format!("since before {seconds}{fraction}")),
        Clock::BeforeCollection => json!(format!("at collection {seconds}{fraction}")),
        Clock::TimeOfDay => json!(format!("at {}", &clock[1..])),
        Clock::Boot => json!(format!("boot {seconds}{fraction}")),
        Clock::Utc => json!(format!("{year:04}-{month:02}-{day:02}{clock}Z")),
        Clock::Local => json!(format!("local {year:04}-{month:02}-{day:02}{clock}")),
        Clock::UtcNoYear => json!(format!("no-year {month:02}-{day:02}{clock}Z")),
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
    for (kind, value) in &labels(record, &names()) {
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

/// Inputs of every format, damaged in ways that do not change from run to run.
fn damaged(input: &[u8]) -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = (1..8).map(|part| input[..input.len() * part / 8].to_vec()).collect();
    let mut state = 0x2545_f491_4f6c_dd1d_u64 ^ input.len() as u64;
    for byte in [0u8, 0xff, 0x80, b'\n', b'"', b'{', 0x1b, b' '] {
        let mut flipped = input.to_vec();
        for _ in 0..=input.len() / 64 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(state >> 33).expect("31 bits") % flipped.len();
            flipped[at] = byte;
        }
        found.push(flipped);
    }
    found
}

/// Records follow each other, and nothing but line ends stands between them: no byte belongs to none.
#[track_caller]
fn accounted(input: &[u8]) {
    let dialect = match Dialect::sniff(input, "") {
        Sniffed::Lines(d) | Sniffed::Export(d) | Sniffed::Unknown(d) | Sniffed::Document(_, d) => d,
        Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => return,
    };
    let starts = starts(input, dialect.frame());
    let first = starts.as_ref().map_or(0, |starts| starts.first().copied().unwrap_or(input.len()));
    let (mut at, mut before) = (first, None);
    for range in Bounds::new(input, dialect.frame(), starts.as_deref()).records(first..input.len()) {
        // Between the parts of a container's record there may stand records of its other stream.
        let inside =
            dialect.frame().has_parts() && before.is_none_or(|before| before < range.start) && range.start < at;
        let next = range.start >= at && input[at..range.start].iter().all(|b| *b == b'\n');
        assert!(inside || next, "at {at} of {}", input.len());
        (before, at) = (Some(range.start), at.max(range.end));
    }
    assert!(input[at.min(input.len())..].iter().all(|b| *b == b'\n'), "ends at {at} of {}", input.len());
    assert!(sections(input, "").iter().map(|s| s.range.len()).sum::<usize>() == input.len());
}

#[test]
fn damage_costs_no_more_than_itself() {
    for input in samples() {
        for text in damaged(&input) {
            accounted(&text);
            read_in_every_way(&text);
        }
    }
}

#[test]
fn a_huge_line_of_any_format_is_read() {
    for input in samples() {
        let line: Vec<u8> = input.iter().copied().filter(|b| *b != b'\n').collect();
        let huge = line.repeat(1 + (1 << 18) / line.len().max(1));
        accounted(&huge);
        each_record(&huge, "x", &mut |_, record| assert!(record.raw.len() <= huge.len()));
    }
}

/// What was typed next must not be lost, wherever the document before it was cut.
#[test]
fn lines_behind_a_cut_document_are_told() {
    const LINES: &str = "2026-03-03T09:14:41.000001+00:00 wrk-9 app[911]: the first behind it\n2026-03-03T09:14:42.000001+00:00 wrk-9 app[911]: the second behind it\n";
    for input in samples() {
        let Sniffed::Document(document, _) = Dialect::sniff(&input, "") else { continue };
        for part in 1..=8 {
            let mut text = input[..input.len() * part / 8].to_vec();
            text.extend_from_slice(b"\n");
            text.extend_from_slice(LINES.as_bytes());
            let mut told = Vec::new();
            each_record(&text, "", &mut |_, record| {
                if record.host.as_deref() == Some(b"wrk-9") {
                    told.push(record.time.ns);
                }
            });
            assert_eq!(told.len(), 2, "{} cut at {part} of 8", document.name);
        }
    }
}
