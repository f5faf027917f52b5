//! A part of a document that is an input of its own: the log of one container, one of several files.

use memchr::memchr_iter;

use super::place::Places;
use super::{Document, Sink};
use crate::format::{Dialect, Names, Sniffed};
use crate::framing::{Bounds, starts as record_starts};
use crate::model::Record;

/// Reads the records of a part, lines or a document, and hands each out with its place in the whole.
pub fn read(text: &[u8], places: &mut Places<'_>, names: &Names, tell: Sink<'_>) {
    let (start, first) = places.of(text);
    let mut placed = |offset: u64, line: u64, record: Record<'_>| tell(start + offset, first + line - 1, record);
    match Dialect::sniff_one(text, "") {
        Sniffed::Lines(dialect) | Sniffed::Export(dialect) | Sniffed::Unknown(dialect) => {
            lines(text, dialect, names, &mut placed);
        }
        Sniffed::Document(Document { read, .. }, dialect) => {
            if !read(text, "", names, &mut placed) {
                lines(text, dialect, names, &mut placed);
            }
        }
        Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => {}
    }
}

fn lines(text: &[u8], dialect: Dialect, names: &Names, tell: Sink<'_>) {
    let starts = record_starts(text, dialect.frame());
    let bounds = Bounds::new(text, dialect.frame(), starts.as_deref());
    let (mut line, mut counted) = (1, 0);
    for record in bounds.records(0..text.len()) {
        line += memchr_iter(b'\n', &text[counted..record.start]).count() as u64;
        counted = record.start;
        if !record.is_empty() {
            tell(record.start as u64, line, dialect.decode(&text[record], names));
        }
    }
}
