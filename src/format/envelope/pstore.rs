//! The first line of a pstore record; the lines after it are `dmesg -r`'s.
//!
//! ```text
//! Panic#1 Part3         Oops#2 Part1        Part1 is the newest
//! <4>[  159.933928] text
//! ```

use std::borrow::Cow;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::Record;
use crate::text::cursor::Cursor;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "pstore",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.len() < 40 && line.contains(&b'#'),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let mut line = Cursor::new(raw);
    let reason = line.until(b'#')?;
    matches!(reason, b"Panic" | b"Oops" | b"Emergency" | b"Shutdown" | b"Unknown").then_some(())?;
    line.number()?;
    line.tag(b" Part")?;
    line.number()?;
    let text = Cow::Borrowed(raw);
    Some(Record { ident: Some(Cow::Borrowed(b"kernel")), message: text.clone(), text, ..Record::default() })
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};

    #[test]
    fn heads_and_other_lines() {
        assert_eq!(Dialect::default().decode(b"Panic#1 Part3", &NAMES).format, "pstore");
        assert_eq!(Dialect::default().decode(b"Panic #1", &NAMES).format, "");
    }
}
