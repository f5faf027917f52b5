//! Object dumps and reports: read as a whole, decoded one record after the other.

use super::job::{Job, scan_text};
use crate::episode::Intake;
use crate::format::{Dialect, Document};
use crate::framing::{Frame, export};
use crate::matcher::{Engine, Scan, Scanner};

/// Bytes of a document that are read.
pub const MAX: usize = 256 << 20;

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
        let mut sink = |offset: u64, line: u64, record: crate::model::Record<'_>| {
            scanner.scan_record(&record, offset, line.saturating_sub(1), &mut scan);
        };
        if (document.read)(text, &job.name, &engine.names, &mut sink) {
            scan.findings.sort_by_key(|f| (f.place.offset, f.signature));
            scan.seen.sort_by_key(|s| s.offset);
            return intake.take(scan);
        }
    }
    let starts = (dialect.frame() == Frame::Export).then(|| export::entries(text, true).0);
    scan_text(&scanner, text, starts.as_deref(), intake);
}

fn newlines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}
