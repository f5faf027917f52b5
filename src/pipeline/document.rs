//! Object dumps and reports: read as a whole, in their sections, decoded one record after the other.

use super::job::Job;
use super::short::Short;
use super::watch::offsets;
use crate::episode::Intake;
use crate::episode::intake::reorder::Order;
use crate::format::opening::Openings;
use crate::format::section::{Section, sections};
use crate::format::{Dialect, Document, Sniffed, order};
use crate::framing::starts;
use crate::matcher::{Engine, Piece, Scan, Scanner};
use crate::model::Record;
use crate::source::open::HEAD;

/// Bytes of a document that are read.
pub const MAX: usize = 256 << 20;

/// Why the rest of a document is missing.
#[must_use]
pub fn too_long() -> String {
    format!("longer than {} MiB: the rest was not read", MAX >> 20)
}

/// What a part of a text holds.
#[derive(Debug, Default)]
pub struct Part {
    /// What was found in it.
    pub scan: Scan,
    /// How its records are ordered, when not by time.
    order: Option<Order>,
}

impl From<Scan> for Part {
    fn from(scan: Scan) -> Part {
        Part { scan, order: None }
    }
}

impl Part {
    /// Takes it into a log.
    pub fn fold(self, intake: &mut Intake<'_>) {
        match self.order {
            None => intake.take(self.scan),
            Some(order) => intake.take_reordered(self.scan, order),
        }
    }
}

/// Scans a text that is there as a whole: lines, a document, or one behind the other. Gives what helps to read lines again,
/// and the offset of the first document behind lines.
pub fn scan(
    engine: &Engine,
    job: &Job,
    document: Option<Document>,
    dialect: Dialect,
    text: &[u8],
    intake: &mut Intake<'_>,
) -> (Option<Short>, Option<u64>) {
    let opens = if document.is_none() { Openings::new(dialect).first(text) } else { None };
    if document.is_some() || opens.is_some() {
        parts(engine, job, text, 0).into_iter().for_each(|part| part.fold(intake));
        return (None, opens.map(|at| at as u64));
    }
    let part = scan_lines(engine, job, dialect, text, 0);
    let known = offsets(&part.scan.findings);
    part.fold(intake);
    ((!dialect.frame().is_listed()).then_some(Short { dialect, known }), None)
}

/// Scans a text of documents and lines at `base`, section by section.
#[must_use]
pub fn parts(engine: &Engine, job: &Job, text: &[u8], base: u64) -> Vec<Part> {
    let scan = |section: &Section| {
        let range = section.range.clone();
        scan_section(engine, job, &text[range.clone()], section.sniffed, base + range.start as u64)
    };
    sections(text, if base == 0 { &job.name } else { "" }).iter().map(scan).collect()
}

fn scan_section(engine: &Engine, job: &Job, text: &[u8], sniffed: Sniffed, base: u64) -> Part {
    match sniffed {
        Sniffed::Document(document, dialect) => {
            let scanner = Scanner::new(engine, job.context(dialect));
            match scan_document(engine, job, &scanner, document, text, base) {
                Some(scan) => scan.into(),
                None => scan_lines(engine, job, dialect, text, base),
            }
        }
        Sniffed::Lines(d) | Sniffed::Export(d) | Sniffed::Unknown(d) => scan_lines(engine, job, d, text, base),
        Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => {
            Scan { bytes: text.len() as u64, lines: newlines(text), ..Scan::default() }.into()
        }
    }
}

/// The records of a document at `base`; `None` when it turns out to be none.
fn scan_document(
    engine: &Engine,
    job: &Job,
    scanner: &Scanner<'_>,
    document: Document,
    part: &[u8],
    base: u64,
) -> Option<Scan> {
    let mut scan =
        Scan { bytes: part.len() as u64, lines: newlines(part), is_list: true, is_known: true, ..Scan::default() };
    let mut sink = |offset: u64, line: u64, record: Record<'_>| {
        scanner.scan_record(&record, base + offset, line.saturating_sub(1), &mut scan);
    };
    let read = (document.read)(part, &job.name, &engine.names, &mut sink);
    scan.findings.sort_by_key(|f| (f.place.offset, f.subject.signature));
    scan.seen.sort_by_key(|s| s.offset);
    read.then_some(scan)
}

/// Scans lines at `base`.
fn scan_lines(engine: &Engine, job: &Job, dialect: Dialect, text: &[u8], base: u64) -> Part {
    let scanner = Scanner::new(engine, job.context(dialect));
    let starts = starts(text, dialect.frame());
    let own = (0, text.len());
    let piece = Piece { text, offset: base, before: &[], own, counted: own, starts: starts.as_deref() };
    Part { scan: scanner.scan(&piece), order: order_of(job, dialect, text) }
}

/// How the records of an input are ordered, when they do not stand in the order of time; `head` is its start.
#[must_use]
pub fn order_of(job: &Job, dialect: Dialect, head: &[u8]) -> Option<Order> {
    let newest_first = order::is_newest_first(&head[..head.len().min(HEAD)], dialect);
    let sorted = job.is_sorted.then_some(Order::Sorted);
    if newest_first { Some(Order::NewestFirst) } else { sorted }
}

fn newlines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}
