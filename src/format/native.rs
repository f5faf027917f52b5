//! Entries of a native journal file as records.
//!
//! ```text
//! ENTRY 2026-11-20T15:28:19.247239Z boot 1e29..   -> MESSAGE=...  _HOSTNAME=node-a  _PID=558  _SOURCE_REALTIME_...
//! ```
//!
//! The fields mean what they mean in the text forms; see `envelope/entry.rs`. A value stands in the file once and is
//! used by many entries, so what was read of it is kept.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use super::envelope::entry::{self, Field};
use super::{Names, payload};
use crate::model::Record;
use crate::source::journal::{Entry, Journal};
use crate::time::show;

/// As `kascade formats` prints it.
pub const NAME: &str = "journal";
/// Values that are kept.
const KEPT: usize = 1 << 16;
/// Bytes of a value that is kept.
const MAX_KEPT: usize = 256;

/// Reads entries of one file.
#[derive(Debug, Default)]
pub struct Reader {
    kept: HashMap<u64, Kept, BuildHasherDefault<OffsetHasher>>,
    /// The fields of the entry, as parts of `text`.
    fields: Vec<(Field, Range<usize>)>,
    text: Vec<u8>,
    line: Vec<u8>,
    message_at: Option<u64>,
}

/// What is known of the value at an offset.
#[derive(Debug)]
enum Kept {
    /// A record needs nothing of it.
    Other,
    /// It is this field's.
    Field(Field, Box<[u8]>),
}

impl Reader {
    /// The record of an entry. Its raw text, where a `quote` is wanted, is the line that `journalctl -o
    /// short-iso-precise` prints; else it is empty.
    pub fn record<'r>(&'r mut self, journal: &mut Journal, entry: &Entry, names: &Names, quote: bool) -> Record<'r> {
        self.gather(journal, entry);
        self.gathered(entry, names, quote)
    }

    /// The record of the entry that was gathered last; see [`Reader::record`].
    pub fn gathered<'r>(&'r mut self, entry: &Entry, names: &Names, quote: bool) -> Record<'r> {
        let mut fields = entry::Entry::stored(entry.realtime_us, entry.monotonic_us, entry.boot);
        for (field, range) in &self.fields {
            fields.set(*field, Cow::Borrowed(&self.text[range.clone()]));
        }
        let mut record = Record { format: NAME, ..fields.record(names) };
        payload::apply(&mut record);
        self.line.clear();
        if quote {
            write_line(&mut self.line, &record);
        }
        record.raw = &self.line;
        record
    }

    /// Where the message stands of the entry that was gathered last.
    #[must_use]
    pub const fn message_at(&self) -> Option<u64> {
        self.message_at
    }

    /// Reads the values of an entry.
    pub fn gather(&mut self, journal: &mut Journal, entry: &Entry) {
        self.message_at = None;
        self.fields.clear();
        self.text.clear();
        let mut missing = 0u64;
        for offset in entry.offsets() {
            let Ok(at) = offset else {
                missing += 1;
                continue;
            };
            match self.kept.get(&at) {
                Some(Kept::Other) => {}
                Some(Kept::Field(field, value)) => push(&mut self.fields, &mut self.text, *field, value),
                None => missing += u64::from(!self.read(journal, at)),
            }
        }
        if missing > 0 {
            journal.damage.entry(entry.at);
        }
    }

    /// Reads a value that is not kept; `false` when it cannot be read.
    fn read(&mut self, journal: &mut Journal, at: u64) -> bool {
        let Some((name, value)) = journal.value(at).and_then(name_and_value) else { return false };
        let field = Field::of(name);
        if field == Some(Field::Message) {
            self.message_at = Some(at);
        }
        if let Some(field) = field {
            push(&mut self.fields, &mut self.text, field, value);
        }
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        match field {
            None => drop(self.kept.insert(at, Kept::Other)),
            Some(field) if field.comes_again() && value.len() <= MAX_KEPT => {
                self.kept.insert(at, Kept::Field(field, value.into()));
            }
            Some(_) => {}
        }
        true
    }
}

fn push(fields: &mut Vec<(Field, Range<usize>)>, text: &mut Vec<u8>, field: Field, value: &[u8]) {
    let start = text.len();
    text.extend_from_slice(value);
    fields.push((field, start..text.len()));
}

/// The two sides of `NAME=value`.
#[must_use]
pub fn name_and_value(payload: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(b'=', payload)?;
    Some((&payload[..at], &payload[at + 1..]))
}

/// `2026-11-20T15:28:19.246788Z node-a kubelet[1224]: text`.
fn write_line(line: &mut Vec<u8>, record: &Record<'_>) {
    show::append_micros(line, record.time.ns);
    for part in [record.host.as_deref(), Some(record.ident.as_deref().unwrap_or(b"unknown"))].into_iter().flatten() {
        line.push(b' ');
        line.extend_from_slice(part);
    }
    if let Some(pid) = record.pid {
        line.push(b'[');
        show::append_number(line, u64::from(pid));
        line.push(b']');
    }
    line.extend_from_slice(b": ");
    line.extend_from_slice(&record.text);
}

/// Offsets are multiples of eight; one multiplication mixes them well enough.
#[derive(Debug, Default)]
struct OffsetHasher(u64);

impl Hasher for OffsetHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u64(self.0 << 8 | u64::from(*b)));
    }

    fn write_u64(&mut self, offset: u64) {
        self.0 = (offset >> 3).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}
