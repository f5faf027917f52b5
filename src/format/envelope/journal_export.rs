//! `journalctl -o export`: fields up to an empty line, binary ones with their size.
//!
//! ```text
//! __CURSOR=s=...;i=39e;b=BOOT;m=61b4b80;t=660b6e4cd7087;x=...
//! MESSAGE=printable text
//! MESSAGE\n<u64 little endian><bytes>\n          a value with newlines or other control bytes
//! ```
//!
//! # Source
//!
//! systemd, "Journal Export Format".

use std::borrow::Cow;

use memchr::memchr;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::Record;

use super::entry::{Entry, Field};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "journal-export",
    frame: Frame::Export,
    nests: true,
    looks_like: |line| line.starts_with(b"__CURSOR=") || line.starts_with(b"__REALTIME_TIMESTAMP="),
    parse,
};

fn parse<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    if !hints.own && !(ENVELOPE.looks_like)(raw) {
        return None;
    }
    let mut entry = Entry::default();
    let mut rest = raw;
    while let Some((key, value, after)) = field(rest) {
        if let Some(field) = Field::of(key) {
            entry.set(field, Cow::Borrowed(value));
        }
        rest = after;
    }
    entry.whole().map(|entry| entry.record(hints.names))
}

/// The field that `text` starts with: its key, its value and what follows; `None` at the end or at damage.
fn field(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let end = memchr(b'\n', text).unwrap_or(text.len());
    let line = &text[..end];
    let after = text.get(end + 1..).unwrap_or_default();
    match memchr(b'=', line) {
        Some(at) => Some((&line[..at], &line[at + 1..], after)),
        None if line.is_empty() => None,
        None => binary(line, after),
    }
}

/// A size that goes beyond the text takes what is there.
fn binary<'a>(key: &'a [u8], text: &'a [u8]) -> Option<(&'a [u8], &'a [u8], &'a [u8])> {
    let size = u64::from_le_bytes(text.get(..8)?.try_into().ok()?);
    let text = &text[8..];
    let (value, after) = text.split_at(usize::try_from(size).unwrap_or(usize::MAX).min(text.len()));
    Some((key, value, after.strip_prefix(b"\n").unwrap_or(after)))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};

    #[test]
    fn text_and_binary_fields() {
        let mut raw = b"__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795188499247239\nMESSAGE\n".to_vec();
        raw.extend(12u64.to_le_bytes());
        raw.extend(b"one\n\nA=b\nend\nPRIORITY=3\n_HOSTNAME=node-a\n\n");
        let record = Dialect::named("journal-export").unwrap().decode(&raw, &NAMES);
        assert_eq!(String::from_utf8_lossy(&record.text), "one\n\nA=b\nend");
        assert_eq!(record.host.as_deref(), Some(&b"node-a"[..]));
    }

    #[test]
    fn hostile_sizes() {
        let mut raw = b"__REALTIME_TIMESTAMP=1795188499247239\nMESSAGE\n".to_vec();
        raw.extend(u64::MAX.to_le_bytes());
        raw.extend(b"rest");
        let record = Dialect::named("journal-export").unwrap().decode(&raw, &NAMES);
        assert_eq!(&*record.text, b"rest");
    }
}
