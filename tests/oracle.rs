//! The engine finds what a plain oracle finds: every record decoded, every signature tried on every record.
//!
//! The engine skips nearly every byte (filter), decodes only around hits, and cuts the input into blocks; the oracle
//! does none of it. Both must agree on (offset, signature) for the whole input as one block and for blocks of 4 KiB.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use common::{engine, root};
use kascade::format::{Dialect, Document, Sniffed};
use kascade::framing::reader::BlockReader;
use kascade::framing::{self, Bounds};
use kascade::matcher::verify::compile;
use kascade::matcher::{Context, Piece, Scan, Scanner};
use kascade::model::{Record, SignatureId};
use kascade::pipeline::feed::whole_lines;
use kascade::pipeline::job::Job;
use kascade::source::{Input, open, walk};
use kascade::text::unescape;
use rayon::prelude::*;
use regex::bytes::Regex;

const BLOCK: usize = 4 << 10;

/// What was found: offset of the record, and the signature.
type Found = BTreeSet<(u64, SignatureId)>;

/// Every signature's regex as the regex engine has it.
static REGEXES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let all = &engine().library.signatures;
    all.iter().map(|s| compile(&s.regex).expect("the linter compiles every regex")).collect()
});

/// Tries every signature on a record: the regex alone, on every view.
fn try_all(context: &Context<'_>, record: &Record<'_>, offset: u64, found: &mut Found) {
    let engine = engine();
    let streams = engine.streams_of(record, context.file, context.container);
    let views = views(record);
    for (id, (regex, signature)) in (0u16..).zip(REGEXES.iter().zip(&engine.library.signatures)) {
        let from_there = streams.is_unknown() || streams.meets(signature.from());
        if from_there && views.iter().any(|view| regex.is_match(view)) {
            found.insert((offset, SignatureId(id)));
        }
    }
}

/// The message, the text, and the text with one and two levels of escapes undone.
fn views(record: &Record<'_>) -> Vec<Vec<u8>> {
    let once = unescape::go(&record.text).into_owned();
    let twice = unescape::go(&once).into_owned();
    vec![record.message.to_vec(), record.text.to_vec(), once, twice]
}

fn oracle_of_lines(context: &Context<'_>, text: &[u8]) -> Found {
    let starts = starts(context, text);
    let bounds = Bounds::new(text, context.frame, starts.as_deref());
    let mut found = Found::new();
    for range in bounds.records(0..text.len()) {
        let record = context.dialect.decode(&text[range.clone()], &engine().names);
        try_all(context, &record, range.start as u64, &mut found);
    }
    found
}

fn starts(context: &Context<'_>, text: &[u8]) -> Option<Vec<usize>> {
    framing::starts(text, context.frame)
}

fn set(scan: &Scan) -> Found {
    scan.findings.iter().map(|f| (f.place.offset, f.subject.signature)).collect()
}

fn in_one_piece(context: &Context<'_>, text: &[u8]) -> Found {
    let (whole, starts) = ((0, text.len()), starts(context, text));
    let piece = Piece { text, offset: 0, before: &[], own: whole, counted: whole, starts: starts.as_deref() };
    set(&Scanner::new(engine(), context.clone()).scan(&piece))
}

fn in_blocks(context: &Context<'_>, text: &[u8]) -> Found {
    let scanner = Scanner::new(engine(), context.clone());
    let mut stream = BlockReader::new(Vec::new(), text, context.frame, BLOCK);
    let mut found = Found::new();
    while let Some(block) = stream.next_block().expect("memory can be read") {
        let own = (block.own.start, block.own.end);
        let piece = Piece {
            text: &block.text,
            offset: block.offset,
            before: &block.before,
            own,
            counted: own,
            starts: block.starts.as_deref(),
        };
        found.extend(set(&scanner.scan(&piece)));
    }
    found
}

/// Both readings of a document; `None` when it is none after all.
fn of_document(document: Document, context: &Context<'_>, name: &str, text: &[u8]) -> Option<(Found, Found)> {
    let scanner = Scanner::new(engine(), context.clone());
    let (mut found, mut scan) = (Found::new(), Scan::default());
    let read = (document.read)(text, name, &engine().names, &mut |offset, line, record| {
        try_all(context, &record, offset, &mut found);
        scanner.scan_record(&record, offset, line, &mut scan);
    });
    read.then(|| (found, set(&scan)))
}

/// Where two findings differ, in words.
fn difference(name: &str, how: &str, oracle: &Found, got: &Found) -> Vec<String> {
    let library = &engine().library;
    let line = |what: &str, (offset, id): &(u64, SignatureId)| {
        let signature = library.signature(*id);
        let condition = &library.condition(signature.condition()).id;
        format!("{name} ({how}): {what} {condition} at byte {offset}, regex {}", signature.regex)
    };
    let lost = oracle.difference(got).map(|f| line("lost", f));
    lost.chain(got.difference(oracle).map(|f| line("invented", f))).collect()
}

/// The bytes of a file, any compression taken off.
fn plain(input: &Input) -> Vec<u8> {
    match open::open(input).expect("a fixture opens") {
        open::Opened::File { .. } => fs::read(input.path.as_ref().expect("a file")).expect("readable"),
        open::Opened::Stream { mut rest, mut head, .. } => {
            std::io::Read::read_to_end(&mut rest, &mut head).expect("readable");
            head
        }
    }
}

/// How many findings the oracle has, and every difference.
fn compare(input: &Input) -> (usize, Vec<String>) {
    let text = plain(input);
    let head = &text[..text.len().min(open::HEAD)];
    let job = Job::new(engine(), 0, input);
    match Dialect::sniff(whole_lines(head), &input.name) {
        Sniffed::Lines(dialect) | Sniffed::Export(dialect) | Sniffed::Unknown(dialect) => {
            lines(&job.context(dialect), &input.name, &text)
        }
        Sniffed::Document(document, dialect) => {
            let context = job.context(dialect);
            match of_document(document, &context, &input.name, &text) {
                Some((oracle, got)) => (oracle.len(), difference(&input.name, document.name, &oracle, &got)),
                None => lines(&context, &input.name, &text),
            }
        }
        Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => (0, Vec::new()),
    }
}

fn lines(context: &Context<'_>, name: &str, text: &[u8]) -> (usize, Vec<String>) {
    let oracle = oracle_of_lines(context, text);
    let mut wrong = difference(name, "one piece", &oracle, &in_one_piece(context, text));
    wrong.extend(difference(name, "blocks of 4 KiB", &oracle, &in_blocks(context, text)));
    (oracle.len(), wrong)
}

/// Compares every file below a folder.
#[track_caller]
fn check(dir: &Path, at_least: usize) {
    let (inputs, notices) = walk::inputs(&[dir.to_owned()]);
    assert!(notices.is_empty() && !inputs.is_empty(), "{}: {notices:?}", dir.display());
    let results: Vec<(usize, Vec<String>)> = inputs.par_iter().map(compare).collect();
    let wrong: Vec<String> = results.iter().flat_map(|(_, wrong)| wrong.clone()).collect();
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
    let found: usize = results.iter().map(|(found, _)| found).sum();
    assert!(found >= at_least, "{}: the oracle itself finds only {found}", dir.display());
    println!("{}: {found} findings in {} files, all found", dir.display(), inputs.len());
}

#[test]
fn incidents() {
    for name in common::incidents() {
        check(&common::incident_dir(&name).join("logs"), 40);
    }
}

#[test]
fn formats() {
    check(&root().join("fixtures/formats"), 5);
}

/// Samples of formats that may lie beside the checkout.
#[test]
fn samples_beside_the_checkout() {
    let beside: PathBuf = root().join("../shared/formats");
    if beside.is_dir() {
        check(&beside, 20);
    } else {
        println!("skipped: no {}", beside.display());
    }
}

/// The text of a fault, for what the raw filter cannot see.
const FAULT: &str = "nfs: server filer2.quill.lan not responding, still trying";

#[track_caller]
fn check_text(text: &str, want: usize) {
    let dir = common::TempDir::new("oracle");
    dir.write("in.log", text);
    let (inputs, _) = walk::inputs(&[dir.path().to_owned()]);
    let (found, wrong) = compare(&inputs[0]);
    assert_eq!((found, wrong.is_empty()), (want, true), "{text}\n{}", wrong.join("\n"));
}

/// A literal may lie over the seam of two parts.
#[test]
fn parts_of_a_container_line_are_joined() {
    for cut in 1..FAULT.len() {
        let (one, two) = FAULT.split_at(cut);
        let text = format!(
            "2025-11-14T03:02:41.1Z stderr F ready\n2025-11-14T03:02:41.1Z stderr P {one}\n2025-11-14T03:02:41.1Z stderr F {two}\n"
        );
        check_text(&text, 1);
    }
}

/// The parts of the two streams of a container take turns; what one writes between them is a record of its own.
#[test]
fn parts_of_two_streams_are_joined_each() {
    let line = |text: &str| format!("2025-11-14T03:02:41.1Z {text}\n");
    let noise = line("stderr F ready").repeat(20);
    for cut in (1..FAULT.len()).step_by(5) {
        let (one, two) = FAULT.split_at(cut);
        let parts = [
            format!("stdout P {one}"),
            "stderr P x".to_owned(),
            format!("stderr P {one}"),
            format!("stdout F {two}"),
            format!("stderr F {two}"),
        ];
        let text: String = parts.iter().map(|part| line(part)).collect();
        check_text(&(noise.clone() + &text), 2);
        let whole = [format!("stdout P {one}"), format!("stderr F {FAULT}"), format!("stdout F {two}")];
        let text: String = whole.iter().map(|part| line(part)).collect();
        // Over and over, so that every cut of a block is met.
        check_text(&(line("stderr F x") + &(noise.clone() + &text).repeat(20)), 40);
    }
}

/// journald prints messages with control bytes as arrays of numbers, each version with its own blanks.
#[test]
fn messages_printed_as_arrays_are_read() {
    for comma in [",", ", "] {
        let bytes: Vec<String> = FAULT.bytes().chain([27]).map(|b| b.to_string()).collect();
        let bytes = bytes.join(comma);
        for array in [format!("[{bytes}]"), format!("[ {bytes} ]"), format!("[[{bytes}],\"x\"]")] {
            for colon in [":", ": ", " : ", " :", ":\t", "\t:\t"] {
                check_entries(colon, &array);
            }
        }
    }
}

/// Forty entries, more than a block holds, so that every cut of a block is met.
#[track_caller]
fn check_entries(colon: &str, array: &str) {
    let words = [("__REALTIME_TIMESTAMP", "1763089038000000"), ("_HOSTNAME", "n"), ("SYSLOG_IDENTIFIER", "kernel")];
    let fields: String = words.iter().map(|(key, value)| format!("\"{key}\"{colon}\"{value}\", ")).collect();
    let entry = |opening: &str| format!("{{{opening}{fields}\"MESSAGE\"{colon}{array} }}\n");
    check_text(&(entry("") + &entry(" ")).repeat(20), 40);
}

/// A fault at every distance from the cut of a block.
#[test]
fn records_at_the_edge_of_a_block() {
    for pad in (0..200).step_by(7) {
        let filler = |n: usize| format!("Nov 14 02:57:18 node-3 app[7]: {}\n", "x".repeat(n));
        let text = filler(pad)
            + &filler(100).repeat(29)
            + &format!("Nov 14 02:57:18 node-3 kernel: {FAULT}\n").repeat(5)
            + &filler(90).repeat(60);
        check_text(&text, 5);
    }
}
