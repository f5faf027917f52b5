//! `key=value` pairs, as logrus, slog, go-kit and klog print them.
//!
//! ```text
//! time="2025-..." level=error msg="lookup \"quay.io\"" error="..." attempt=3
//! key =value, bare or quoted with Go's escapes
//! ```

use std::borrow::Cow;

use memchr::memchr2;

use crate::text::unescape;

/// A value as printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Up to the next blank.
    Bare(&'a [u8]),
    /// Between quotes, without escapes.
    Quoted(&'a [u8]),
    /// Between quotes, escapes kept.
    Escaped(&'a [u8]),
}

impl<'a> Value<'a> {
    /// The value without its escapes.
    #[must_use]
    pub fn text(self) -> Cow<'a, [u8]> {
        match self {
            Value::Bare(raw) | Value::Quoted(raw) => Cow::Borrowed(raw),
            Value::Escaped(raw) => unescape::go(raw),
        }
    }

    /// The value as it stands between its quotes.
    #[must_use]
    pub const fn raw(self) -> &'a [u8] {
        match self {
            Value::Bare(raw) | Value::Quoted(raw) | Value::Escaped(raw) => raw,
        }
    }
}

/// The pairs of a line; words that are no pair are passed over.
pub fn pairs(line: &[u8]) -> impl Iterator<Item = (&[u8], Value<'_>)> {
    let mut rest = line;
    std::iter::from_fn(move || {
        loop {
            rest = rest.trim_ascii_start();
            let key = key(rest);
            if !key.is_empty() && key.len() <= LONGEST_KEY && rest.get(key.len()) == Some(&b'=') {
                let (value, after) = value(&rest[key.len() + 1..]);
                rest = after;
                return Some((key, value));
            }
            let end = memchr2(b'=', b' ', &rest[key.len()..])?;
            rest = &rest[key.len() + end + 1..];
        }
    })
}

/// Bytes of a key.
const LONGEST_KEY: usize = 64;

/// What keys are made of.
const OF_KEY: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'@' | b'/');
        byte += 1;
    }
    table
};

/// The bytes of a key at the start of a text. Keys are short: a loop is done before a search has begun.
fn key(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|b| !OF_KEY[usize::from(*b)]).unwrap_or(text.len());
    &text[..end]
}

fn value(text: &[u8]) -> (Value<'_>, &[u8]) {
    if let Some(inside) = text.strip_prefix(b"\"") {
        let (end, escaped) = closing(inside);
        let (raw, rest) = split(inside, end);
        return (if escaped { Value::Escaped(raw) } else { Value::Quoted(raw) }, rest);
    }
    let end = memchr2(b' ', b'\n', text).unwrap_or(text.len());
    (Value::Bare(&text[..end]), &text[end..])
}

/// Splits at the closing quote; a string that is cut goes to the end.
#[must_use]
pub fn quoted(text: &[u8]) -> (&[u8], &[u8]) {
    split(text, closing(text).0)
}

/// What stands before and behind the quote at `end`, or behind the end of the text.
fn split(text: &[u8], end: usize) -> (&[u8], &[u8]) {
    (&text[..end], text.get(end + 1..).unwrap_or_default())
}

/// Where the closing quote stands, else the end of the text, and whether there is an escape before it.
fn closing(text: &[u8]) -> (usize, bool) {
    let (mut at, mut escaped) = (0, false);
    while let Some(next) = memchr2(b'"', b'\\', &text[at.min(text.len())..]) {
        at += next;
        if text[at] == b'"' {
            return (at, escaped);
        }
        (at, escaped) = (at + 2, true);
    }
    (text.len(), escaped)
}

/// The key that a line starts with, when it starts with a pair.
#[must_use]
pub fn first_key(line: &[u8]) -> Option<&[u8]> {
    let key = key(&line[..line.len().min(24)]);
    (!key.is_empty() && line.get(key.len()) == Some(&b'=')).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_quoted_and_cut() {
        let line = br#"time="a b" level=info stray msg="x \"y\"" e= cut="no end"#;
        let all: Vec<_> = pairs(line).collect();
        let expected: [(&[u8], Value<'_>); 5] = [
            (b"time", Value::Quoted(b"a b")),
            (b"level", Value::Bare(b"info")),
            (b"msg", Value::Escaped(br#"x \"y\""#)),
            (b"e", Value::Bare(b"")),
            (b"cut", Value::Quoted(b"no end")),
        ];
        assert_eq!(all, expected);
        assert_eq!(&*all[2].1.text(), br#"x "y""#);
    }

    #[test]
    fn keys() {
        assert_eq!(first_key(b"level=info"), Some(&b"level"[..]));
        assert_eq!(first_key(b"a b=c"), None);
        assert_eq!(pairs(b"\"quoted\\").count(), 0);
    }
}
