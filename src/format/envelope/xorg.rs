//! The log of the X server: seconds since the machine started, to the millisecond.
//!
//! ```text
//! [    12.345] (EE) Failed to load module "nvidia" (module does not exist, 0)
//! since boot   (II) information (WW) warning (EE) error
//! ```
//!
//! The kernel counts microseconds. A line without a mark is one of the X server only where others are.
//!
//! # Source
//!
//! xserver, `os/log.c`: `LogVMessageVerb`, `LogMessageTypeVerbString`.

use std::borrow::Cow;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Level, Record};
use crate::time::boot;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "xorg",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.first() == Some(&b'[') && line.get(11) == Some(&b']') && line.get(7) == Some(&b'.'),
    parse,
};

fn parse<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    let (time, rest) = boot::prefix(raw)?;
    let text = rest.strip_prefix(b" ").unwrap_or(rest);
    let marked = matches!(text, [b'(', first, second, b')', b' ', ..] if first == second && MARKS.contains(first));
    (marked || hints.own).then(|| Record {
        time,
        ident: Some(Cow::Borrowed(b"Xorg")),
        level: level(text).filter(|_| marked),
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(text),
        ..Record::default()
    })
}

/// What stands twice in the brackets.
const MARKS: &[u8] = b"-*=+I!WE?N";

fn level(text: &[u8]) -> Option<Level> {
    match text.get(1)? {
        b'E' => Some(Level::Error),
        b'W' => Some(Level::Warning),
        b'!' => Some(Level::Notice),
        _ => Some(Level::Info),
    }
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn marks_and_what_has_none() {
        let record = Dialect::default().decode(b"[    12.345] (EE) no screens found", &NAMES);
        assert_eq!((record.format, record.level, record.time.ns), ("xorg", Some(Level::Error), 12_345_000_000));
        let xorg = Dialect::named("xorg").expect("a format");
        let record = xorg.decode(b"[    12.345] Current Operating System: Linux", &NAMES);
        assert_eq!((record.format, record.level, record.ident.as_deref()), ("xorg", None, Some(&b"Xorg"[..])));
        for line in ["[    12.345] Linux version", "[    1.234567] (EE) x", "[    12.345] (IW) x"] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "xorg", "{line}");
        }
    }
}
