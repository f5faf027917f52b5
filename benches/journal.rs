//! A native journal: the walk over its objects alone, then everything up to the analysis.
//!
//! The journal holds the entries of the corpus that `stages` reads as text, so that its figures stand beside those of
//! `end to end`. The walk must meet every entry, and the analysis must have the findings that the corpus was made with.

mod common;
#[path = "../tests/common/journal.rs"]
mod journal;
#[path = "../tests/common/xz.rs"]
mod xz;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kascade::matcher::engine::Engine;
use kascade::model::Origin;
use kascade::pipeline::{self, Settings};
use kascade::rule::baked;
use kascade::source::journal::{Bytes, Entry, Found, Journal};

use common::failures::dialect;
use common::{Corpus, Failures, Form, Mix};
use journal::{Maker, Mode, When};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(baked::library()));

/// A corpus of 16 MiB of text with one failure line in a thousand.
fn corpus() -> Corpus {
    let failures = Failures::new(&ENGINE, Form::Short);
    Corpus::new(Mix { form: Form::Short, bytes: 16 << 20, failures: Some((&failures, 0.001)) })
}

/// The corpus as a journal, an entry a line.
fn stored(corpus: &Corpus, mode: Mode) -> Vec<u8> {
    let mut maker = Maker::new(mode);
    let lines = corpus.text.split(|b| *b == b'\n').filter(|line| !line.is_empty());
    for (at, line) in (0u64..).zip(lines) {
        let record = dialect(Form::Short).decode(line, &ENGINE.names);
        let text = |name: &str, value: &[u8]| [name.as_bytes(), b"=", value].concat();
        let ident = record.ident.as_deref().unwrap_or(b"kernel");
        let transport: &[u8] = if ident == b"kernel" { b"kernel" } else { b"stdout" };
        let mut fields = vec![
            text("_HOSTNAME", record.host.as_deref().unwrap_or_default()),
            text("SYSLOG_IDENTIFIER", ident),
            text("_TRANSPORT", transport),
            text("PRIORITY", b"6"),
            text("MESSAGE", message(line)),
        ];
        fields.extend(record.pid.map(|pid| text("_PID", pid.to_string().as_bytes())));
        let us = at * 1000;
        maker.entry(When { realtime: 1_766_120_000_000_000 + us, monotonic: us, boot: 0x77 }, &fields);
    }
    maker.finish()
}

/// What stands behind the header of a line: all that the program wrote, its own header too.
fn message(line: &[u8]) -> &[u8] {
    memchr::memmem::find(line, b": ").map_or(line, |at| &line[at + 2..])
}

/// A file that goes away with its owner.
struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.journal", std::process::id()));
        std::fs::write(&path, bytes).expect("the target directory can be written");
        TempFile(path)
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn entries(path: &Path) -> u64 {
    let file = std::fs::File::open(path).expect("the file is there");
    let len = file.metadata().expect("readable").len();
    let mut journal = Journal::open(Bytes::File(file, len)).expect("a journal");
    let mut entry = Entry::default();
    let mut met = 0;
    while let Some(found) = journal.next(&mut entry) {
        met += u64::from(found == Found::Entry);
    }
    assert!(journal.finish().is_none());
    met
}

fn native(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("journal");
    group.sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    let corpus = corpus();
    let modes = [("regular", Mode::default()), ("compact, zstd", Mode { compact: true, packing: 4 })];
    for (name, mode) in modes {
        let file = TempFile::new("bench", &stored(&corpus, mode));
        group.throughput(Throughput::Elements(corpus.count.lines));
        group.bench_function(format!("walk, {name}"), |b| {
            b.iter(|| assert_eq!(entries(&file.0), corpus.count.lines));
        });
        group.bench_function(format!("end to end, {name}"), |b| b.iter(|| judge(&file, &corpus)));
    }
}

fn judge(file: &TempFile, corpus: &Corpus) {
    let paths = std::slice::from_ref(&file.0);
    let analysis = pipeline::run(&ENGINE, paths, &Settings::default(), &AtomicBool::new(false)).analysis;
    let observed = analysis.episodes.iter().filter(|e| e.origin == Origin::Observed);
    assert_eq!(analysis.inputs[0].records, corpus.count.lines);
    assert_eq!(observed.map(|e| e.count).sum::<u64>(), corpus.count.begins);
}

criterion_group!(journals, native);
criterion_main!(journals);
