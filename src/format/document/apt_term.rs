//! `/var/log/apt/term.log`: what dpkg and the maintainer scripts wrote to the terminal.
//!
//! ```text
//! Log started: 2026-11-20  15:14:00
//! Setting up linux-headers-6.12.107+deb13-amd64 (6.12.107-1) ...
//! Log ended: 2026-11-20  15:14:04
//! ```
//!
//! Lines between have the time of the start, local. Progress bars overwrite themselves with carriage returns.

use std::borrow::Cow;

use crate::format::{Document, Names};
use crate::model::{Clock, RawTime, Record};
use crate::text::ansi;
use crate::time::rfc3339;

use super::Sink;
use super::place::Places;

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "apt-term", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    head.trim_ascii_start().starts_with(b"Log started: ")
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let mut time = RawTime::NONE;
    let mut sent = false;
    for line in input.split(|b| *b == b'\n') {
        let shown = ansi::strip(ansi::after_returns(line));
        if shown.trim_ascii().is_empty() {
            continue;
        }
        time = stamp(&shown).unwrap_or(time);
        let (offset, number) = places.of(line);
        sink(offset, number, record(line, shown, time));
        sent = true;
    }
    sent
}

/// `Log started: ` or `Log ended: `, then a date, two blanks and a time.
fn stamp(line: &[u8]) -> Option<RawTime> {
    let rest = line.strip_prefix(b"Log started: ").or_else(|| line.strip_prefix(b"Log ended: "))?;
    date(rest)
}

/// `2026-11-20  15:14:00`, as apt prints it: two blanks.
#[must_use]
pub fn date(text: &[u8]) -> Option<RawTime> {
    let (day, clock) = text.split_at_checked(10)?;
    let joined = [day, b" ", clock.trim_ascii()].concat();
    rfc3339::local(&joined).map(|(ns, _)| RawTime { clock: Clock::Local, ns })
}

fn record<'a>(raw: &'a [u8], text: Cow<'a, [u8]>, time: RawTime) -> Record<'a> {
    let ident = Some(Cow::Borrowed(&b"apt"[..]));
    Record { time, ident, message: text.clone(), text, format: DOCUMENT.name, raw, ..Record::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn lines_between_have_the_time_of_the_start() {
        let input = b"\nLog started: 2026-11-20  15:28:19\n(Reading 5%\r(Reading 100%\r\n\x1b[31mError!\x1b[0m Bad\nLog ended: 2026-11-20  15:28:29\n";
        let mut seen = Vec::new();
        assert!(looks_like(input, ""));
        read(input, "", &NAMES, &mut |_, line, r| seen.push((line, r.time.ns / 1_000_000_000, r.text.into_owned())));
        let at = 1_795_188_499;
        assert_eq!(seen[1], (3, at, b"(Reading 100%".to_vec()));
        assert_eq!(seen[2], (4, at, b"Error! Bad".to_vec()));
        assert_eq!(seen[3].1, at + 10);
    }
}
