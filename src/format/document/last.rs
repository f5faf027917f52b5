//! `last -x`: when a machine was started and shut down, and who was logged in.
//!
//! ```text
//! reboot   system boot  6.8.0-48-generic Fri Nov 14 02:57   still running
//! shutdown system down  6.8.0-48-generic Fri Nov 14 02:55 - 02:57  (00:01)
//! ops      pts/0        192.0.2.7        Fri Nov 14 01:55 - crash  (01:01)      the machine went down under them
//! who      where        from, kernel     began, no year       ended
//! reboot   system boot  6.8.0-48-generic Fri Nov 14 02:57:18 2025   still running         -F
//!
//! wtmp begins Sat Nov  1 00:00:01 2025                                           the year of the oldest row
//! ```
//!
//! A row is a record at the time it began, the newest first as printed. It is no line of a boot: how a boot ended, its
//! log tells.
//!
//! # Source
//!
//! util-linux, `login-utils/last.c`.

use std::borrow::Cow;

use crate::format::{Document, Names};
use crate::model::{Clock, RawTime, Record, stamp::SECOND};
use crate::text::lines;
use crate::time::{civil, ctime, digits, syslog::YEAR};

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "last", looks_like, read };

/// Lines of the head that are looked at.
const NEAR: usize = 20;

fn looks_like(head: &[u8], _: &str) -> bool {
    let rows = || lines(without_echo(head)).take(NEAR).filter(|line| !line.trim_ascii().is_empty());
    let system = |line: &[u8]| line.starts_with(b"reboot   system boot") || line.starts_with(b"shutdown system down");
    rows().any(system) && rows().filter(|line| began(line).is_none() && begins(line).is_none()).count() < 2
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let oldest = lines(input).find_map(begins).map(|time| civil::date(time.ns.div_euclid(86_400 * SECOND)).0);
    let rows: Vec<(&[u8], RawTime)> = lines(input).filter_map(|line| Some((line, began(line)?))).collect();
    let times = dated(rows.iter().map(|(_, time)| *time).collect(), oldest);
    for ((line, _), time) in rows.iter().zip(times) {
        let (offset, number) = places.of(line);
        let text = || Cow::Borrowed(line.trim_ascii_end());
        let ident = Some(Cow::Borrowed(&b"last"[..]));
        let record = Record { time, ident, text: text(), message: text(), raw: line, ..Record::default() };
        sink(offset, number, Record { format: DOCUMENT.name, ..record });
    }
    !rows.is_empty()
}

/// `wtmp begins Sat Nov  1 00:00:01 2025`.
fn begins(line: &[u8]) -> Option<RawTime> {
    let at = memchr::memmem::find(&line[..line.len().min(40)], b" begins ")?;
    ctime::prefix(&line[at + 8..]).map(|(time, _)| time)
}

/// The time of a row: behind the columns for names, with or without seconds and year.
fn began(line: &[u8]) -> Option<RawTime> {
    let starts = memchr::memchr_iter(b' ', &line[..line.len().min(120)]).map(|at| at + 1).filter(|at| *at > 12);
    starts.filter(|at| line.get(at + 3) == Some(&b' ')).find_map(|at| stamp(&line[at..]))
}

/// `Fri Nov 14 02:57:18 2025`, `Fri Nov 14 02:57`.
fn stamp(text: &[u8]) -> Option<RawTime> {
    if let Some((time, _)) = ctime::prefix(text) {
        return Some(time);
    }
    let head = text.get(..16).filter(|head| civil::is_weekday(&head[..3]) && head[13] == b':')?;
    let (hour, minute) = (digits::two(head, 11)?, digits::two(head, 14)?);
    let ns = civil::moment(YEAR, civil::month(&head[4..7])?, digits::padded(head, 8)?, hour * 3600 + minute * 60)?;
    Some(RawTime { clock: Clock::LocalNoYear, ns })
}

/// Times of rows, newest first, with their years: the oldest row has the year in which the file begins, and a later
/// row in an earlier month is of the next one.
fn dated(mut times: Vec<RawTime>, oldest: Option<i64>) -> Vec<RawTime> {
    let Some(mut year) = oldest else { return times };
    let mut before = i64::MIN;
    for time in times.iter_mut().rev().filter(|time| time.clock == Clock::LocalNoYear) {
        year += i64::from(time.ns < before.saturating_sub(86_400 * SECOND));
        before = time.ns;
        let (_, month, day) = civil::date(time.ns.div_euclid(86_400 * SECOND));
        let of_day = time.ns.rem_euclid(86_400 * SECOND);
        if let Some(ns) = civil::moment(year, month, day, 0) {
            *time = RawTime { clock: Clock::Local, ns: ns + of_day };
        }
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(input: &str, expected: &[(u64, Clock, i64)]) {
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        let mut seen = Vec::new();
        read(input.as_bytes(), "", &NAMES, &mut |_, line, r| seen.push((line, r.time.clock, r.time.ns / SECOND)));
        assert_eq!(seen, expected, "{input}");
    }

    const ROWS: &str = "reboot   system boot  6.8.0-48-generic Wed Jan 14 02:57   still running\nops      pts/0        192.0.2.7        Fri Nov 14 01:55 - crash  (01:01)\n";

    #[test]
    fn years_of_rows() {
        let begins = "\nwtmp begins Sat Nov  1 00:00:01 2025\n";
        check(
            &format!("$ last -x\n{ROWS}{begins}"),
            &[(2, Clock::Local, 1_768_359_420), (3, Clock::Local, 1_763_085_300)],
        );
        check(ROWS, &[(1, Clock::LocalNoYear, 947_818_620), (2, Clock::LocalNoYear, 974_166_900)]);
    }

    #[test]
    fn full_times() {
        check(
            "shutdown system down  6.8.0-48-generic Fri Nov 14 02:57:18 2025 - Fri Nov 14 02:58:18 2025  (00:01)\n",
            &[(1, Clock::Local, 1_763_089_038)],
        );
    }

    #[test]
    fn other_texts() {
        for text in ["reboot   system boot\nwords\nwords\n", "ops pts/0 x\n", "", "reboot is needed\n"] {
            assert!(!looks_like(text.as_bytes(), ""), "{text}");
        }
    }
}
