//! Object dumps and reports: read as a whole, in their sections, decoded one record after the other.

use std::ops::Range;

use super::job::Job;
use super::short::Short;
use super::watch::offsets;
use crate::episode::Intake;
use crate::episode::intake::reorder::Order;
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

/// Scans a text that is there as a whole: lines, or a document and what stands behind it. Of lines it gives what helps
/// to read them again.
pub fn scan(
    engine: &Engine,
    job: &Job,
    document: Option<Document>,
    dialect: Dialect,
    text: &[u8],
    intake: &mut Intake<'_>,
) -> Option<Short> {
    if document.is_none() {
        let known = scan_lines(engine, job, dialect, text, 0..text.len(), intake);
        return (!dialect.frame().is_listed()).then_some(Short { dialect, known });
    }
    for section in sections(text, &job.name) {
        scan_section(engine, job, text, &section, intake);
    }
    None
}

fn scan_section(engine: &Engine, job: &Job, text: &[u8], section: &Section, intake: &mut Intake<'_>) {
    let range = section.range.clone();
    match section.sniffed {
        Sniffed::Document(document, dialect) => {
            let scanner = Scanner::new(engine, job.context(dialect));
            match scan_document(engine, job, &scanner, document, &text[range.clone()], range.start as u64) {
                Some(scan) => intake.take(scan),
                None => drop(scan_lines(engine, job, dialect, text, range, intake)),
            }
        }
        Sniffed::Lines(d) | Sniffed::Export(d) | Sniffed::Unknown(d) => {
            scan_lines(engine, job, d, text, range, intake);
        }
        Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => {
            let part = &text[range];
            intake.take(Scan { bytes: part.len() as u64, lines: newlines(part), ..Scan::default() });
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

/// Scans lines; gives the offsets of the records that a signature holds on.
fn scan_lines(
    engine: &Engine,
    job: &Job,
    dialect: Dialect,
    text: &[u8],
    range: Range<usize>,
    intake: &mut Intake<'_>,
) -> Vec<u64> {
    let scanner = Scanner::new(engine, job.context(dialect));
    let (offset, text) = (range.start as u64, &text[range]);
    let starts = starts(text, dialect.frame());
    let own = (0, text.len());
    let scan = scanner.scan(&Piece { text, offset, before: &[], own, counted: own, starts: starts.as_deref() });
    let known = offsets(&scan.findings);
    match order_of(job, dialect, text) {
        None => intake.take(scan),
        Some(order) => intake.take_reordered(scan, order),
    }
    known
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
