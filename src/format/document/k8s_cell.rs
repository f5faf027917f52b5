//! Cells of the tables that kubectl prints: ages, stamps, and how often something was seen.
//!
//! ```text
//! 3m45s (x12 over 9m)      42 (2m ago)      2025-11-14T02:57:18Z      <unknown>
//! age    count    first                     a stamp                   neither
//! ```

use std::borrow::Cow;

use crate::model::{Clock, RawTime, Repeats};
use crate::text::cursor::number;
use crate::time::{duration, rfc3339};

/// When a state was seen that a table shows.
pub const NOW: RawTime = RawTime::age(0);

/// `45s`, `12s (x3 over 60s)`: when the last one happened.
#[must_use]
pub fn age(cell: &[u8]) -> RawTime {
    let word = cell.split(|b| *b == b' ').next().unwrap_or_default();
    duration::parse(word).map_or(RawTime::NONE, RawTime::age)
}

/// What is left of a row.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'a>(pub &'a [u8]);

impl<'a> Cells<'a> {
    /// The next word.
    pub fn word(&mut self) -> Option<&'a [u8]> {
        let text = self.0.trim_ascii_start();
        let end = text.iter().position(|b| matches!(b, b' ' | b'\t')).unwrap_or(text.len());
        self.0 = &text[end..];
        (end > 0).then(|| &text[..end])
    }

    /// What stands in ` (x12 over 9m)`, ` (2m ago)`; nothing where there are no brackets.
    pub fn aside(&mut self) -> &'a [u8] {
        let Some(rest) = self.0.trim_ascii_start().strip_prefix(b"(") else { return b"" };
        let Some(end) = memchr::memchr(b')', rest) else { return b"" };
        self.0 = &rest[end + 1..];
        &rest[..end]
    }

    /// When an event was seen: an age, a stamp, or `<unknown>`; and how often.
    pub fn seen(&mut self) -> Option<Seen> {
        let last = when(self.word()?)?;
        Some(Seen { last, repeats: counted(self.aside(), last) })
    }

    /// The type and the reason of an event.
    pub fn kind(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        let kind = self.word().filter(|kind| matches!(*kind, b"Normal" | b"Warning"))?;
        let reason = self.word().filter(|reason| reason[0].is_ascii_uppercase())?;
        Some((kind, reason))
    }

    /// All that is left.
    #[must_use]
    pub fn rest(self) -> Cow<'a, [u8]> {
        Cow::Borrowed(self.0.trim_ascii())
    }
}

/// When an event was seen last, and how often until then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The last time.
    pub last: RawTime,
    /// The times before.
    pub repeats: Repeats,
}

impl Seen {
    /// Of a cell: `88s (x350 over 88m)`.
    #[must_use]
    pub fn of(cell: &[u8]) -> Option<Seen> {
        Cells(cell).seen()
    }
}

/// `x350 over 88m`: the age of the first one. A row that `--watch` adds is seen now, and the rows before it stand for the
/// times before.
fn counted(aside: &[u8], last: RawTime) -> Repeats {
    let mut words = aside.split(|b| *b == b' ');
    let count = words.next().and_then(|word| number(word.strip_prefix(b"x")?));
    let first = words.nth(1).map_or(RawTime::NONE, age);
    let span = if first.clock == last.clock { last.ns.saturating_sub(first.ns) } else { 0 };
    count.filter(|_| last != NOW).map_or_else(Repeats::default, |count| Repeats::of(count, span))
}

/// An age, a stamp with its zone, or a word for neither.
#[must_use]
pub fn when(cell: &[u8]) -> Option<RawTime> {
    if matches!(cell, b"<unknown>" | b"<none>" | b"<invalid>") {
        return Some(RawTime::NONE);
    }
    let age = age(cell);
    if age.is_some() { Some(age) } else { rfc3339::whole(cell).filter(|time| time.clock == Clock::Utc) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages() {
        assert_eq!(age(b"12s (x3 over 60s)"), RawTime::age(12_000_000_000));
        assert_eq!(age(b"<unknown>"), RawTime::NONE);
    }
}
