//! `journalctl -o verbose`: a stamp with the cursor, then every field on a line of its own.
//!
//! ```text
//! Fri 2026-11-20 16:28:19.246788 CET [s=...;i=39e;b=BOOT;m=61b4b80;t=660b6e4cd7087;x=...]
//!     _HOSTNAME=node-a
//!     MESSAGE=text
//!             its second line
//! ```
//!
//! The zone may be ambiguous; the cursor's `t=` never is.

use std::borrow::Cow;

use memchr::memchr;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::Record;
use crate::time::ctime;

use super::entry::{Entry, Field};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "journal-verbose",
    frame: Frame::Verbose,
    nests: true,
    looks_like: |line| {
        line.get(3) == Some(&b' ') && line.get(4..8).is_some_and(|year| year.iter().all(u8::is_ascii_digit))
    },
    parse,
};

/// Blanks before a field.
const INDENT: usize = 4;

fn parse<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    let mut lines = raw.split(|b| *b == b'\n');
    let (time, rest) = ctime::full(lines.next()?)?;
    let cursor = rest.strip_prefix(b" [")?.strip_suffix(b"]").filter(|cursor| cursor.starts_with(b"s="))?;
    let mut entry = Entry::default();
    let mut open = None;
    let mut indent = 0;
    for line in lines {
        match key_and_value(line) {
            Some((key, value)) => {
                set(&mut entry, open.take());
                open = Field::of(key).map(|field| (field, Cow::Borrowed(value)));
                indent = INDENT + key.len() + 1;
            }
            None => extend(&mut open, line, indent),
        }
    }
    set(&mut entry, open);
    entry.cursor(cursor);
    let mut record = entry.record(hints.names);
    if !record.time.is_some() {
        record.time = time;
    }
    Some(record)
}

fn set<'a>(entry: &mut Entry<'a>, field: Option<(Field, Cow<'a, [u8]>)>) {
    if let Some((field, value)) = field {
        entry.set(field, value);
    }
}

/// A line of a value that has several: blanks up to where the value starts, then what is its own.
fn extend(open: &mut Option<(Field, Cow<'_, [u8]>)>, line: &[u8], indent: usize) {
    if let Some((_, value)) = open {
        let value = value.to_mut();
        value.push(b'\n');
        let blanks = line.iter().take(indent).take_while(|b| **b == b' ').count();
        value.extend_from_slice(&line[blanks..]);
    }
}

/// `    KEY=value`, exactly four blanks.
fn key_and_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let field = line.strip_prefix(b"    ").filter(|field| !field.starts_with(b" "))?;
    let at = memchr(b'=', field)?;
    let is_key = field[..at].iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    is_key.then(|| (&field[..at], &field[at + 1..]))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::RawTime;

    #[test]
    fn fields_and_second_lines() {
        let raw = b"Fri 2026-11-20 16:28:19.246788 CST [s=1;b=1e29100b31764135a4010fb6b80e6b69;m=1;t=660b6e4cd7087;x=1]\n    _HOSTNAME=node-a\n    MESSAGE=one\n            two\n            \tthree\n    PRIORITY=3";
        let record = Dialect::named("journal-verbose").unwrap().decode(raw, &NAMES);
        assert_eq!(record.time, RawTime::utc(1_795_188_499_247_239_000));
        assert_eq!(&*record.text, b"one\ntwo\n\tthree");
        assert_eq!(record.host.as_deref(), Some(&b"node-a"[..]));
    }
}
