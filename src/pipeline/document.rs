//! Object dumps and reports: read as a whole, decoded one record after the other.

use super::job::{Job, scan_text};
use crate::episode::Intake;
use crate::format::{Dialect, Document, Sniffed};
use crate::framing::bounds::line_end;
use crate::framing::{Frame, export};
use crate::matcher::{Engine, Piece, Scan, Scanner};
use crate::model::Record;
use crate::source::open::HEAD;

/// Bytes of a document that are read.
pub const MAX: usize = 256 << 20;

/// Lines behind the last record of a document that may still be the document's own.
const TAIL_LINES: usize = 200;

/// Why the rest of a document is missing.
#[must_use]
pub fn too_long() -> String {
    format!("longer than {} MiB: the rest was not read", MAX >> 20)
}

/// Scans a document, or a text that turned out to be none.
pub fn scan(
    engine: &Engine,
    job: &Job,
    document: Option<Document>,
    dialect: Dialect,
    text: &[u8],
    intake: &mut Intake<'_>,
) {
    let scanner = Scanner::new(engine, job.context(engine, dialect));
    if let Some(document) = document {
        let mut scan = Scan { bytes: text.len() as u64, lines: newlines(text), ..Scan::default() };
        let mut end = 0;
        let mut sink = |offset: u64, line: u64, record: Record<'_>| {
            end = end.max(offset + record.raw.len() as u64);
            scanner.scan_record(&record, offset, line.saturating_sub(1), &mut scan);
        };
        if (document.read)(text, &job.name, &engine.names, &mut sink) {
            scan.findings.sort_by_key(|f| (f.place.offset, f.signature));
            scan.seen.sort_by_key(|s| s.offset);
            let rest = rest_of(text, end);
            scan.bytes -= (text.len() - rest) as u64;
            scan.lines -= newlines(&text[rest..]);
            intake.take(scan);
            return scan_rest(engine, job, text, rest, intake);
        }
    }
    let starts = (dialect.frame() == Frame::Export).then(|| export::entries(text, true).0);
    scan_text(&scanner, text, starts.as_deref(), intake);
}

/// Where lines of a known shape begin behind a document: somebody piped several files in one stream.
fn rest_of(text: &[u8], end: u64) -> usize {
    let end = usize::try_from(end).unwrap_or(text.len()).min(text.len());
    let known = |line: &[u8]| matches!(Dialect::sniff(line, ""), Sniffed::Lines(_));
    let mut at = line_end(text, end) + 1;
    for _ in 0..TAIL_LINES {
        if at >= text.len() {
            break;
        }
        let next = line_end(text, at) + 1;
        let after = line_end(text, next.min(text.len()));
        if known(&text[at..next.min(text.len())]) && known(&text[next.min(text.len())..after]) {
            return at;
        }
        at = next;
    }
    text.len()
}

fn scan_rest(engine: &Engine, job: &Job, text: &[u8], rest: usize, intake: &mut Intake<'_>) {
    if let Sniffed::Lines(dialect) = Dialect::sniff(&text[rest..text.len().min(rest + HEAD)], &job.name) {
        let scanner = Scanner::new(engine, job.context(engine, dialect));
        let part = (rest, text.len());
        intake.take(scanner.scan(&Piece { text, offset: 0, own: part, counted: part, starts: None }));
    }
}

fn newlines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}
