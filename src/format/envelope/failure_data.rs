//! Logs of supercomputers as the failure data repositories give them out: Blue Gene/L, Thunderbird, Liberty, Spirit.
//!
//! ```text
//! - 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond[2915]: text
//! KERNDTLB 1117838570 2005.06.03 R02-M1-N0 2005-06-03-15.42.50.675872 R02-M1-N0 RAS KERNEL FATAL text
//! label    seconds    date       node      what the machine wrote
//! ```
//!
//! The label says what people made of the line, `-` that it is no alert; it is left out: nobody has it beforehand.
//!
//! # Source
//!
//! A. Oliner, J. Stearley: What Supercomputers Say: A Study of Five System Logs, 2007.

use std::borrow::Cow;

use crate::format::{Envelope, Hints, level};
use crate::framing::Frame;
use crate::model::{RawTime, Record, stamp::SECOND};
use crate::text::cursor::number;
use crate::time::{digits, syslog};

use super::head;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "failure-data",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| line.first().is_some_and(|b| *b == b'-' || b.is_ascii_uppercase()),
    parse,
};

fn parse<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    let (label, rest) = word(raw)?;
    let (seconds, rest) = word(rest).filter(|(word, _)| word.len() == 10)?;
    let (date, rest) = word(rest).filter(|(date, _)| is_date(date))?;
    let (node, line) = word(rest).filter(|_| label == b"-" || label.iter().all(is_of_label) && !date.is_empty())?;
    let seconds = number(seconds).and_then(|seconds| i64::try_from(seconds).ok())?;
    let time = RawTime::utc(seconds * SECOND);
    let record = of_syslog(raw, line, time, hints).or_else(|| of_blue_gene(line, time))?;
    Some(Record { host: Some(Cow::Borrowed(node)), ..record })
}

fn is_of_label(byte: &u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-')
}

/// `2005.11.09`
fn is_date(word: &[u8]) -> bool {
    let numbers = || Some((digits::four(word, 0)?, digits::two(word, 5)?, digits::two(word, 8)?));
    word.len() == 10 && word[4] == b'.' && word[7] == b'.' && numbers().is_some()
}

/// A line of syslog, whose host has its name twice.
fn of_syslog<'a>(raw: &'a [u8], line: &'a [u8], time: RawTime, hints: Hints<'_>) -> Option<Record<'a>> {
    let (_, rest) = syslog::prefix(line)?;
    head::parse_or_text(rest, hints).map(|head| head::record(raw, time, head))
}

/// `2005-06-03-15.42.50.675872 R02-M1-N0 RAS KERNEL INFO text`.
fn of_blue_gene(line: &[u8], time: RawTime) -> Option<Record<'_>> {
    let (stamp, rest) = word(line).filter(|(stamp, _)| stamp.len() > 19 && stamp[10] == b'-')?;
    let (fraction, _) = digits::fraction(&stamp[19..]);
    let (_, rest) = word(rest)?;
    let (_, rest) = word(rest)?;
    let (part, rest) = word(rest)?;
    let (severity, text) = word(rest)?;
    let ident = part.to_ascii_lowercase();
    Some(Record {
        time: RawTime { ns: time.ns + fraction, ..time },
        ident: Some(Cow::Owned(ident)),
        level: level::word(severity).or(level::word(b"error").filter(|_| severity == b"FAILURE")),
        message: Cow::Borrowed(text),
        text: Cow::Borrowed(text),
        ..Record::default()
    })
}

fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(b' ', &text[..text.len().min(80)])?;
    Some((&text[..end], &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Level, RawTime};

    #[track_caller]
    fn check(line: &str, ns: i64, host: &str, ident: &str, level: Option<Level>, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time, record.level), ("failure-data", RawTime::utc(ns), level), "{line}");
        let told = [record.host.as_deref(), record.ident.as_deref(), Some(&*record.message)];
        assert_eq!(told, [host, ident, message].map(|text| Some(text.as_bytes())), "{line}");
    }

    #[test]
    fn both_kinds_of_machine() {
        let thunderbird = "- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond[2915]: session closed";
        check(thunderbird, 1_131_566_461_000_000_000, "dn228", "crond", None, "session closed");
        let blue_gene =
            "KERNDTLB 1117838570 2005.06.03 R02-M1-N0 2005-06-03-15.42.50.5 R02-M1-N0 RAS KERNEL FATAL data TLB error";
        let fatal = Some(Level::Critical);
        check(blue_gene, 1_117_838_570_500_000_000, "R02-M1-N0", "kernel", fatal, "data TLB error");
    }

    #[test]
    fn other_lines() {
        for line in ["- 1131566461 2005.11.09 dn228 x y", "- a b c d", "A 1131566461 x y Nov 9 12:01:01 n a: b"] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "failure-data", "{line}");
        }
    }
}
