//! Tables of `sar` and `mpstat`: how busy a machine was, interval by interval.
//!
//! ```text
//! Linux 5.15.0-88-generic (node-3)     11/19/2023     _x86_64_    (4 CPU)
//!                          host     day: of the locale, or ISO with S_TIME_FORMAT=ISO
//!
//! 01:40:01        CPU     %user     %nice   %system   %iowait    %steal     %idle     the first interval begins
//! 01:50:01        all     11.16      0.00      3.19      0.19     31.44     54.02     an interval ends
//! 01:50:01 AM     all     11.16 ...                                                   with twelve hours
//! Average:        all     10.41 ...                                                   no interval of its own
//! ```
//!
//! The record says each value by its column, since those differ with the release, and how long the interval was.
//!
//! # Source
//!
//! sysstat, `common.c`: `print_gal_header`; `pr_stats.c`; `sar.c`.

use std::borrow::Cow;

use crate::format::{Document, Names};
use crate::model::stamp::{DAY, HOUR, SECOND};
use crate::model::{Clock, RawTime, Record};
use crate::time::{civil, digits};

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "sar", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    let mut lines = without_echo(head).split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty());
    lines.next().is_some_and(|line| Machine::of(line).is_some()) && lines.next().is_some_and(|row| clock(row).is_some())
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let (mut machine, mut table, mut sent) = (None, Table::default(), false);
    for line in input.split(|b| *b == b'\n') {
        if let Some(told) = Machine::of(line) {
            (machine, table) = (Some(told), Table::default());
        }
        let Some(machine) = machine else { continue };
        if let Some(record) = table.row(machine, line) {
            let (offset, number) = places.of(line);
            sink(offset, number, record);
            sent = true;
        }
    }
    sent
}

/// What the first line says.
#[derive(Clone, Copy, Debug)]
struct Machine<'i> {
    host: &'i [u8],
    /// Nanoseconds since 1970.
    day: i64,
}

impl<'i> Machine<'i> {
    fn of(line: &'i [u8]) -> Option<Self> {
        let line = line.strip_prefix(b"Linux ")?;
        let host = memchr::memmem::find(line, b" (")? + 2;
        let end = host + memchr::memchr(b')', &line[host..])?;
        let mut facts = line[end + 1..].split(|b| b.is_ascii_whitespace()).filter(|word| !word.is_empty());
        let day = date(facts.next()?)?;
        facts.next()?.starts_with(b"_").then_some(Machine { host: &line[host..end], day })
    }
}

/// `2023-11-19`, `11/19/2023`, `11/19/23` or `19.11.2023`.
fn date(word: &[u8]) -> Option<i64> {
    let mut parts = word.split(|b| b"-/.".contains(b)).map(number);
    let (first, second, third) = (parts.next()??, parts.next()??, parts.next()??);
    let century = |year: i64| if year < 100 { 2000 + year } else { year };
    let (year, month, day) = match word.iter().find(|b| !b.is_ascii_digit())? {
        b'-' => (first, second, third),
        b'/' => (century(third), first, second),
        _ => (century(third), second, first),
    };
    civil::moment(year, month, day, 0)
}

fn number(digits: &[u8]) -> Option<i64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The time of day that a row begins with, nanoseconds, and the rest of the row.
fn clock(row: &[u8]) -> Option<(i64, &[u8])> {
    let seconds = digits::clock(row, 0)? * SECOND;
    let rest = row.get(8..)?.strip_prefix(b" ")?;
    let half = seconds % (12 * HOUR);
    Some(match rest {
        [b'A', b'M', b' ', rest @ ..] => (half, rest),
        [b'P', b'M', b' ', rest @ ..] => (half + 12 * HOUR, rest),
        _ => (seconds, rest),
    })
}

/// The table that is being read.
#[derive(Debug, Default)]
struct Table<'i> {
    columns: Vec<&'i [u8]>,
    /// The end of the last interval, counted from the start of the report's day.
    last: i64,
}

impl<'i> Table<'i> {
    /// A header begins the table anew; a row is a record.
    fn row(&mut self, machine: Machine<'i>, line: &'i [u8]) -> Option<Record<'i>> {
        let (clock, rest) = clock(line)?;
        let cells: Vec<&[u8]> = rest.split(|b| b.is_ascii_whitespace()).filter(|cell| !cell.is_empty()).collect();
        if cells.iter().all(|cell| !cell[0].is_ascii_digit()) {
            (self.columns, self.last) = (cells, clock);
            return None;
        }
        if cells.len() != self.columns.len() {
            return None;
        }
        // A report may go on after midnight.
        let end =
            clock + if clock + DAY / 2 < self.last % DAY { (self.last / DAY + 1) * DAY } else { self.last / DAY * DAY };
        let text = self.told(&cells, (end - self.last) / SECOND);
        self.last = end;
        Some(Record {
            time: RawTime { clock: Clock::Local, ns: machine.day + end },
            host: Some(Cow::Borrowed(machine.host)),
            ident: Some(Cow::Borrowed(b"sar")),
            message: Cow::Owned(text.clone()),
            text: Cow::Owned(text),
            format: DOCUMENT.name,
            raw: line,
            ..Record::default()
        })
    }

    /// `CPU all %user 11.16 %steal 31.44 over 600 s`.
    fn told(&self, cells: &[&[u8]], seconds: i64) -> Vec<u8> {
        let pairs = self.columns.iter().zip(cells).flat_map(|(name, value)| [name, b" ".as_slice(), value, b" "]);
        let mut text: Vec<u8> = pairs.flatten().copied().collect();
        text.extend_from_slice(format!("over {seconds} s").as_bytes());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    fn records(input: &str) -> Vec<(i64, String)> {
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        let mut seen = Vec::new();
        let read = read(input.as_bytes(), "", &NAMES, &mut |_, _, r| {
            assert_eq!(r.host.as_deref(), Some(&b"node-3"[..]));
            seen.push((r.time.ns / SECOND, String::from_utf8_lossy(&r.text).into_owned()));
        });
        assert_eq!(read, !seen.is_empty());
        seen
    }

    #[test]
    fn rows_and_what_is_none() {
        let rows = records(
            "Linux 5.15.0 (node-3) \t11/19/2023 \t_x86_64_\t(4 CPU)\n\n23:40:01        CPU     %user    %steal\n\
             23:50:01        all     11.16     31.44\n00:00:01        all      9.00      0.10\nAverage:  all 1.0 2.0\n\n\
             23:51:02     LINUX RESTART\t(4 CPU)\n",
        );
        let day = 1_700_352_000;
        let first = (day + 85_801, "CPU all %user 11.16 %steal 31.44 over 600 s".to_owned());
        assert_eq!(rows, [first, (day + 86_401, "CPU all %user 9.00 %steal 0.10 over 600 s".to_owned())]);
    }

    #[test]
    fn days_and_halves_of_days() {
        for (day, seconds) in
            [("2023-11-19", 1_700_352_000), ("11/19/23", 1_700_352_000), ("19.11.2023", 1_700_352_000)]
        {
            let input = format!(
                "$ sar\nLinux 4.18 (node-3)  {day}  _aarch64_  (2 CPU)\n\n12:00:01 PM CPU %idle\n12:10:01 PM all 3.1\n"
            );
            assert_eq!(records(&input), [(seconds + 43_801, "CPU all %idle 3.1 over 600 s".to_owned())]);
        }
        for other in ["Linux 5.15 (node-3) 11/19/2023 _x86_64_ (4 CPU)\n\navg-cpu:  %user\n", "Linux version 6.1 (x) y"]
        {
            assert!(!looks_like(other.as_bytes(), ""), "{other}");
        }
    }
}
