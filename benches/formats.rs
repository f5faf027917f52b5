//! How fast each format is read, on the fixtures of `fixtures/formats`: records are framed and decoded.
//!
//! ```text
//! cargo bench --bench formats -- 'lines/cri'
//! ```
//!
//! A fixture of lines is repeated to a megabyte, a document is read as it is. Every run counts its records: as many as
//! `expected.json` lists.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kascade::format::section::sections;
use kascade::format::{Dialect, Document, Sniffed};
use kascade::framing::{Bounds, Frame, starts};
use kascade::matcher::Engine;
use kascade::rule::baked;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(baked::library()));

/// Bytes to which lines are repeated.
const SIZE: usize = 1 << 20;

/// One fixture.
struct Fixture {
    name: String,
    path: PathBuf,
    input: Vec<u8>,
    records: usize,
}

fn fixtures() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats");
    let mut folders: Vec<PathBuf> = fs::read_dir(root).expect("fixtures").map(|e| e.expect("entry").path()).collect();
    folders.sort();
    folders.iter().map(|folder| fixture(folder)).collect()
}

fn fixture(folder: &Path) -> Fixture {
    let files = fs::read_dir(folder).expect("a folder").map(|e| e.expect("entry").path());
    let path = files.into_iter().find(|f| f.to_string_lossy().contains("/input")).expect("an input");
    let expected = fs::read(folder.join("expected.json")).expect("expected.json");
    let expected: Vec<serde_json::Value> = serde_json::from_slice(&expected).expect("a list");
    Fixture {
        name: folder.file_name().expect("a name").to_string_lossy().into_owned(),
        input: fs::read(&path).expect("an input"),
        path,
        records: expected.len(),
    }
}

fn formats(criterion: &mut Criterion) {
    for fixture in fixtures() {
        match Dialect::sniff(&fixture.input, &fixture.path.to_string_lossy()) {
            Sniffed::Lines(d) | Sniffed::Unknown(d) | Sniffed::Export(d) => lines(criterion, &fixture, d),
            Sniffed::Document(document, _) => whole(criterion, &fixture, document),
            Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => {}
        }
    }
}

fn lines(criterion: &mut Criterion, fixture: &Fixture, dialect: Dialect) {
    let mut one = fixture.input.clone();
    if !one.ends_with(b"\n") {
        one.push(b'\n');
    }
    if dialect.frame() == Frame::Export {
        // An entry that the end of the input cut has no empty line of its own.
        one.push(b'\n');
    }
    let times = 1 + SIZE / one.len();
    let text = one.repeat(times);
    let starts = starts(&text, dialect.frame());
    let mut group = criterion.benchmark_group("lines");
    group.sample_size(10).warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_millis(500));
    group.throughput(Throughput::Bytes(text.len() as u64)).bench_function(&fixture.name, |b| {
        b.iter(|| assert_eq!(decoded(&text, dialect, starts.as_deref()), fixture.records * times));
    });
}

fn decoded(text: &[u8], dialect: Dialect, starts: Option<&[usize]>) -> usize {
    let bounds = Bounds::new(text, dialect.frame(), starts);
    let records = bounds.records(0..text.len()).filter(|range| !range.is_empty());
    records.fold(0, |count, range| {
        black_box(dialect.decode(&text[range], &ENGINE.names));
        count + 1
    })
}

fn whole(criterion: &mut Criterion, fixture: &Fixture, document: Document) {
    let path = fixture.path.to_string_lossy();
    let mut group = criterion.benchmark_group("documents");
    group.sample_size(10).warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_millis(300));
    let all = told(document, &fixture.input, &path);
    assert!(all == fixture.records || sections(&fixture.input, &path).len() > 1, "{}: {all} records", fixture.name);
    group.throughput(Throughput::Bytes(fixture.input.len() as u64)).bench_function(&fixture.name, |b| {
        b.iter(|| assert_eq!(told(document, &fixture.input, &path), all));
    });
}

/// Records of the document alone: a fixture may hold lines behind it.
fn told(document: Document, input: &[u8], path: &str) -> usize {
    let mut count = 0;
    (document.read)(input, path, &ENGINE.names, &mut |_, _, record| {
        black_box(&record);
        count += 1;
    });
    count
}

criterion_group!(benches, formats);
criterion_main!(benches);
