//! The stages of the engine one by one, then end to end.
//!
//! ```text
//! read -> filter -> locate -> decode -> match -> reduce -> correlate -> report
//! ```
//!
//! `cargo bench` runs all of them, `cargo bench -- match` one. Every stage is checked while it is timed: it must find
//! exactly the records and findings that the corpus was made with, so a speed never counts with wrong results. Compare
//! figures of one run only; machines differ, and so do their moods.

mod common;

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use kascade::cascade;
use kascade::episode::{self, Chronicle, InputLog, Intake, Options};
use kascade::framing::Bounds;
use kascade::framing::reader::{Block, BlockReader};
use kascade::matcher::engine::{Candidate, Engine};
use kascade::matcher::scan::EXACT;
use kascade::matcher::{Piece, Scan, Scanner};
use kascade::model::{Analysis, Clock, Episode, InputFacts, Origin};
use kascade::pipeline::{self, BLOCK, Settings};
use kascade::report::{self, View, answer, json};
use kascade::rule::{Signature, baked};
use memchr::{memchr_iter, memmem};

use common::corpus::{Count, HOST, Moment};
use common::failures::{context, dialect};
use common::{Corpus, Failures, Form, Mix};

/// Bytes of a corpus that one stage works through.
const MIB: usize = 1 << 20;
/// Shares of failure lines: a quiet log, a log of trouble.
const SHARES: [(&str, f64); 2] = [("0.1 % failures", 0.001), ("5 % failures", 0.05)];

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(baked::library()));
static SHORT: LazyLock<Failures> = LazyLock::new(|| Failures::new(&ENGINE, Form::Short));

/// A corpus of `mib` MiB with this share of failure lines.
fn corpus(form: Form, mib: usize, share: f64) -> Corpus {
    let failures = LazyLock::new(|| Failures::new(&ENGINE, form));
    let lines = match form {
        _ if share == 0.0 => None,
        Form::Short => Some(&*SHORT),
        _ => Some(&*failures),
    };
    Corpus::new(Mix { form, bytes: mib * MIB, failures: lines.map(|lines| (lines, share)) })
}

/// The corpus as blocks of whole records.
fn blocks(corpus: &Corpus, form: Form) -> Vec<Block> {
    let mut reader = BlockReader::new(Vec::new(), &corpus.text[..], dialect(form).frame(), BLOCK);
    std::iter::from_fn(|| reader.next_block().expect("memory does not fail")).collect()
}

/// Heavy stages need few samples: each one is long.
fn group<'c>(criterion: &'c mut Criterion, name: &str) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    group
}

fn bytes(corpus: &Corpus) -> Throughput {
    Throughput::Bytes(corpus.text.len() as u64)
}

fn read(criterion: &mut Criterion) {
    let mut group = group(criterion, "read");
    for form in [Form::Short, Form::Cri] {
        let corpus = corpus(form, 16, 0.0);
        let lines: u64 = blocks(&corpus, form).iter().map(|b| newlines(&b.text)).sum();
        assert_eq!(lines, corpus.count.lines);
        group.throughput(bytes(&corpus)).bench_function(format!("{form:?}"), |b| {
            b.iter(|| {
                let mut reader = BlockReader::new(Vec::new(), &corpus.text[..], dialect(form).frame(), BLOCK);
                let mut all = 0;
                while let Some(block) = reader.next_block().expect("memory does not fail") {
                    all += black_box(block).text.len();
                }
                assert_eq!(all, corpus.text.len());
            });
        });
    }
}

fn newlines(text: &[u8]) -> u64 {
    memchr_iter(b'\n', text).count() as u64
}

fn filter(criterion: &mut Criterion) {
    let mut group = group(criterion, "filter");
    for (name, share) in SHARES {
        let corpus = corpus(Form::Short, 16, share);
        let blocks = blocks(&corpus, Form::Short);
        let plain: u64 = blocks.iter().map(|b| literals(&b.text)).sum();
        group.throughput(bytes(&corpus)).bench_function(name, |b| {
            b.iter(|| assert_eq!(blocks.iter().map(|b| candidates(&b.text)).sum::<u64>(), plain));
        });
    }
}

fn candidates(text: &[u8]) -> u64 {
    let mut found = 0;
    ENGINE.candidates(text, |candidate, _| found += u64::from(matches!(candidate, Candidate::Signature(_))));
    found
}

/// The same by one plain search for each signature.
fn literals(text: &[u8]) -> u64 {
    ENGINE.library.signatures.iter().map(|s| memmem::find_iter(text, needle(s)).count() as u64).sum()
}

/// The bytes of a signature that the filter looks for.
fn needle(signature: &Signature) -> &[u8] {
    let (literal, at) = (usize::from(signature.window.0), usize::from(signature.window.1));
    match signature.literals[literal].as_bytes().get(at..at + kascade::rule::window::WINDOW) {
        Some(window) => window,
        None => signature.literals.iter().max_by_key(|l| l.len()).expect("every signature has a literal").as_bytes(),
    }
}

fn locate(criterion: &mut Criterion) {
    let mut group = group(criterion, "locate");
    for form in [Form::Short, Form::Cri] {
        let corpus = corpus(form, 16, 0.0);
        let blocks = blocks(&corpus, form);
        group.throughput(bytes(&corpus)).bench_function(format!("every record of {form:?}"), |b| {
            b.iter(|| assert_eq!(blocks.iter().map(|b| records(b, form)).sum::<u64>(), corpus.count.records));
        });
    }
    let corpus = corpus(Form::Short, 16, 0.0);
    let starts: usize = corpus.text.chunks(SAMPLED).filter(|part| part.contains(&b'\n')).count();
    group.throughput(bytes(&corpus)).bench_function("a record in 4 KiB", |b| {
        b.iter(|| assert_eq!(sampled(&corpus.text), starts));
    });
}

/// Distance of the positions around which records are looked for; longer than any record of the corpus.
const SAMPLED: usize = 4096;

fn records(block: &Block, form: Form) -> u64 {
    let bounds = Bounds::new(&block.text, dialect(form).frame(), None);
    bounds.records(block.own.clone()).filter(|record| !black_box(record).is_empty()).count() as u64
}

fn sampled(text: &[u8]) -> usize {
    let mut bounds = Bounds::new(text, dialect(Form::Short).frame(), None);
    (0..text.len()).step_by(SAMPLED).filter(|&at| bounds.around(at).contains(&at) || text[at] == b'\n').count()
}

fn decode(criterion: &mut Criterion) {
    let mut group = group(criterion, "decode");
    for form in [Form::Short, Form::JournalJson, Form::Cri, Form::Klog, Form::Zap] {
        let corpus = corpus(form, 4, 0.0);
        let bounds = Bounds::new(&corpus.text, dialect(form).frame(), None);
        let records: Vec<&[u8]> = bounds.records(0..corpus.text.len()).map(|r| &corpus.text[r]).collect();
        assert_eq!(records.len() as u64, corpus.count.records);
        group.throughput(bytes(&corpus)).bench_function(format!("{form:?}"), |b| {
            b.iter(|| assert_eq!(timed(form, &records), corpus.count.records));
        });
    }
}

/// Decodes records; counts those of a known shape that have a time.
fn timed(form: Form, records: &[&[u8]]) -> u64 {
    let dialect = dialect(form);
    let decoded = records.iter().map(|raw| dialect.decode(raw, &ENGINE.names));
    decoded.filter(|r| r.time.clock != Clock::None && !r.format.is_empty() && !black_box(&r.message).is_empty()).count()
        as u64
}

fn matching(criterion: &mut Criterion) {
    let mut group = group(criterion, "match");
    for form in [Form::Short, Form::JournalJson, Form::Cri] {
        for (name, share) in SHARES {
            let corpus = corpus(form, 16, share);
            let blocks = blocks(&corpus, form);
            group.throughput(bytes(&corpus)).bench_function(format!("{form:?}, {name}"), |b| {
                b.iter(|| checked(&corpus.count, &scans(form, &blocks, EXACT)));
            });
        }
    }
    let corpus = corpus(Form::Short, 8, 0.001);
    let blocks = blocks(&corpus, Form::Short);
    group.throughput(bytes(&corpus)).bench_function("Short, 0.1 % failures, every record noted", |b| {
        b.iter(|| {
            let scans = scans(Form::Short, &blocks, 0);
            assert_eq!(scans.iter().map(|s| s.seen.len() as u64).sum::<u64>(), corpus.count.records);
            checked(&corpus.count, &scans);
        });
    });
}

/// Scans blocks as those of an input that began `before` bytes earlier.
fn scans(form: Form, blocks: &[Block], before: u64) -> Vec<Scan> {
    let scanner = Scanner::new(&ENGINE, context(&ENGINE, form));
    let piece = |block: &Block| {
        let own = (block.own.start, block.own.end);
        let (offset, text) = (before + block.offset, &block.text);
        scanner.scan(&Piece { text, offset, before: &block.before, own, counted: own, starts: None })
    };
    blocks.iter().map(piece).collect()
}

fn checked(count: &Count, scans: &[Scan]) {
    assert_eq!(scans.iter().map(|s| s.lines).sum::<u64>(), count.lines);
    assert_eq!(scans.iter().map(|s| s.findings.len() as u64).sum::<u64>(), count.findings());
}

fn reduce(criterion: &mut Criterion) {
    let mut group = group(criterion, "reduce");
    for (name, share) in SHARES {
        fold(&mut group, name, &corpus(Form::Short, 16, share));
    }
    fold(&mut group, "one failure again and again", &flood());
}

fn fold(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, corpus: &Corpus) {
    let scans = scans(Form::Short, &blocks(corpus, Form::Short), EXACT);
    group.throughput(bytes(corpus)).bench_function(name, |b| {
        let check = |scans| assert_eq!(begun(&folded(scans)), corpus.count.begins);
        b.iter_batched(|| scans.clone(), check, BatchSize::LargeInput);
    });
}

/// One failure every second for five hours: a single episode.
fn flood() -> Corpus {
    let failure = SHORT.one_for_each_condition(&ENGINE)[0];
    let mut corpus = Corpus::default();
    (0..5 * 3600).for_each(|second| corpus.add(Form::Short, HOST, Moment(second * 1_000_000), failure));
    corpus
}

fn folded(scans: Vec<Scan>) -> InputLog {
    let mut intake = Intake::new(&ENGINE, 0, None, InputFacts::default());
    scans.into_iter().for_each(|scan| intake.take(scan));
    intake.finish()
}

/// Findings that went into runs.
fn begun(log: &InputLog) -> u64 {
    log.cells.values().flat_map(|(cell, _)| &cell.runs).map(|run| run.count).sum()
}

/// Hosts, and lines of different conditions on each: every line is an episode.
const EPISODES: [(u64, usize); 3] = [(1, 10), (10, 100), (1000, 100)];

/// Every host prints each of the first lines once, all within half an hour.
fn trouble(hosts: u64, lines: usize) -> Corpus {
    let failures = SHORT.one_for_each_condition(&ENGINE);
    let pace = 1800 * 1_000_000 / (hosts * lines as u64);
    let mut corpus = Corpus::default();
    for (i, (failure, host)) in
        failures.into_iter().take(lines).flat_map(|f| (0..hosts).map(move |h| (f, h))).enumerate()
    {
        corpus.add(Form::Short, &format!("node-{host}"), Moment(i as u64 * pace), failure);
    }
    assert_eq!(corpus.count.begins, hosts * lines as u64);
    corpus
}

fn log(corpus: &Corpus) -> InputLog {
    folded(scans(Form::Short, &blocks(corpus, Form::Short), 0))
}

fn chronicle(log: InputLog) -> Chronicle {
    episode::chronicle(&ENGINE, vec![log], &Options::default())
}

fn observed(episodes: &[Episode]) -> u64 {
    episodes.iter().filter(|e| e.origin == Origin::Observed).count() as u64
}

fn correlate(criterion: &mut Criterion) {
    let mut group = group(criterion, "correlate");
    for (hosts, lines) in EPISODES {
        let corpus = trouble(hosts, lines);
        let want = corpus.count.begins;
        group.throughput(Throughput::Elements(want));
        group.bench_function(BenchmarkId::new("chronicle", want), |b| {
            b.iter_batched(
                || log(&corpus),
                |log| assert_eq!(observed(&chronicle(log).episodes), want),
                BatchSize::PerIteration,
            );
        });
        group.bench_function(BenchmarkId::new("analyse", want), |b| {
            b.iter_batched(
                || chronicle(log(&corpus)),
                |c| assert_eq!(observed(&analysed(c).episodes), want),
                BatchSize::PerIteration,
            );
        });
    }
}

fn analysed(chronicle: Chronicle) -> Analysis {
    cascade::analyse(&ENGINE.library, chronicle)
}

fn report(criterion: &mut Criterion) {
    let mut group = group(criterion, "report");
    let corpus = trouble(10, 100);
    let analysis = analysed(chronicle(log(&corpus)));
    let view = View::new(&analysis, &ENGINE.library);
    let episodes = analysis.episodes.len();
    group.throughput(Throughput::Elements(episodes as u64));
    group.bench_function("answer", |b| {
        b.iter(|| assert!((10..=answer::LINES).contains(&answer::render(&view).lines().count())))
    });
    let whole: serde_json::Value =
        serde_json::from_str(&report::whole(json::compact, &view)).expect("a report is JSON");
    let listed = |name: &str| whole[name].as_array().map(Vec::len);
    assert_eq!((listed("incidents"), listed("minor")), (Some(analysis.incidents.len()), Some(analysis.minor.len())));
    let written = |json| report::whole(json, &view).len();
    let (compact, pretty) = (written(json::compact), written(json::pretty));
    group.bench_function("json on one line", |b| b.iter(|| assert_eq!(written(json::compact), compact)));
    group.bench_function("json", |b| b.iter(|| assert_eq!(written(json::pretty), pretty)));
}

/// A file that goes away with its owner.
struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str, text: &[u8]) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.log", std::process::id()));
        fs::write(&path, text).expect("the target directory can be written");
        TempFile(path)
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn end_to_end(criterion: &mut Criterion) {
    let mut group = group(criterion, "end to end");
    for (name, share) in SHARES {
        let corpus = corpus(Form::Short, 64, share);
        let file = TempFile::new("large", &corpus.text);
        for threads in [1, 2] {
            group.throughput(bytes(&corpus)).bench_function(format!("64 MiB, {name}, threads: {threads}"), |b| {
                b.iter(|| sound(&corpus.count, &run(&ENGINE, &file, threads)));
            });
        }
    }
    let corpus = small();
    let file = TempFile::new("small", &corpus.text);
    group.throughput(bytes(&corpus)).bench_function("1 KiB, library read, answer made", |b| {
        b.iter(|| {
            let engine = Engine::new(baked::library());
            let analysis = run(&engine, &file, 1);
            sound(&corpus.count, &analysis);
            answer::render(&View::new(&analysis, &engine.library))
        });
    });
}

fn run(engine: &Engine, file: &TempFile, threads: usize) -> Analysis {
    let settings = Settings { threads, ..Settings::default() };
    pipeline::run(engine, std::slice::from_ref(&file.0), &settings, &AtomicBool::new(false)).analysis
}

/// Every line was counted, and every finding is part of an episode.
fn sound(count: &Count, analysis: &Analysis) {
    let episodes = analysis.episodes.iter().filter(|e| e.origin == Origin::Observed);
    assert_eq!(analysis.inputs[0].lines, count.lines);
    assert_eq!(episodes.map(|e| e.count).sum::<u64>(), count.begins);
}

/// A few failure lines: 1 KiB.
fn small() -> Corpus {
    let mut corpus = Corpus::default();
    for (i, failure) in SHORT.lines.iter().enumerate() {
        if corpus.text.len() < 1024 {
            corpus.add(Form::Short, HOST, Moment(i as u64 * 1_000_000), failure);
        }
    }
    corpus
}

criterion_group!(stages, read, filter, locate, decode, matching, reduce, correlate, report, end_to_end);
criterion_main!(stages);
