//! The event log of a machine's management controller as blocks of keys: `racadm getsel`, `racadm lclog view`,
//! `ipmitool sel list -v`.
//!
//! ```text
//! Record:      1                              Dell, getsel
//! Date/Time:   11/14/2025 02:57:18            American, local time
//! Severity:    Critical
//! Description: Power supply 1 has failed.
//! --------------------------------------      between two records
//! SeqNumber       = 7                         Dell, lclog: Timestamp, Severity, Message
//! SEL Record ID          : 0006               ipmitool: Timestamp, Sensor Type, Description; a blank line between
//! ```
//!
//! A block is a record at its first line. The shape of a line each is `envelope/ipmi_sel.rs`.

use std::borrow::Cow;

use crate::format::envelope::ipmi_sel;
use crate::format::{Document, Names, level};
use crate::model::{Level, RawTime, Record};
use crate::text::lines;
use crate::time::rfc3339;

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "sel-blocks", looks_like, read };

/// Keys that a block begins with.
const FIRST: [&[u8]; 3] = [b"Record", b"SeqNumber", b"SEL Record ID"];

fn looks_like(head: &[u8], _: &str) -> bool {
    let is_rule = |line: &&[u8]| line.trim_ascii().iter().all(|b| *b == b'-');
    let mut lines = lines(without_echo(head)).skip_while(is_rule);
    let begins = lines.next().and_then(pair).is_some_and(|(key, _)| FIRST.contains(&key));
    begins && lines.take(6).filter_map(pair).any(|(key, value)| time(key, value).is_some())
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let mut block: Option<Block<'_>> = None;
    let mut sent = false;
    let mut send = |block: Option<Block<'_>>| {
        let Some(block) = block else { return };
        let (offset, line) = places.of(block.first);
        sink(offset, line, block.record());
        sent = true;
    };
    for line in lines(input) {
        let Some((key, value)) = pair(line) else { continue };
        if FIRST.contains(&key) {
            send(block.replace(Block { first: line, ..Block::default() }));
        }
        if let Some(block) = &mut block {
            block.set(key, value);
        }
    }
    send(block);
    sent
}

/// `Key: value`, `Key = value`.
fn pair(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr2(b':', b'=', &line[..line.len().min(40)])?;
    let (key, value) = (line[..at].trim_ascii(), line[at + 1..].trim_ascii());
    (!key.is_empty()).then_some((key, value))
}

fn time(key: &[u8], value: &[u8]) -> Option<RawTime> {
    let iso = || rfc3339::prefix(value).map(|(time, _)| time);
    let american = || {
        let (date, clock) = value.split_at(memchr::memchr(b' ', value)?);
        ipmi_sel::time(date, &clock[1..])
    };
    matches!(key, b"Date/Time" | b"Timestamp").then(|| iso().or_else(american))?
}

/// What the lines of a record tell.
#[derive(Clone, Copy, Debug, Default)]
struct Block<'i> {
    first: &'i [u8],
    time: RawTime,
    level: Option<Level>,
    sensor: &'i [u8],
    text: &'i [u8],
}

impl<'i> Block<'i> {
    fn set(&mut self, key: &[u8], value: &'i [u8]) {
        match key {
            b"Severity" => self.level = severity(value),
            b"Sensor Type" => self.sensor = value,
            b"Description" | b"Message" => self.text = value,
            _ => self.time = time(key, value).unwrap_or(self.time),
        }
    }

    /// `Memory | Correctable ECC`, or what the description says alone.
    fn record(self) -> Record<'i> {
        let text = match self.sensor {
            b"" => Cow::Borrowed(self.text),
            sensor => Cow::Owned([sensor, b" | ", self.text].concat()),
        };
        Record {
            time: self.time,
            level: self.level,
            ident: Some(Cow::Borrowed(ipmi_sel::PROGRAM)),
            message: text.clone(),
            text,
            raw: self.first,
            format: DOCUMENT.name,
            ..Record::default()
        }
    }
}

/// Dell's words: `Ok`, `Non-Critical`, `Critical`.
fn severity(word: &[u8]) -> Option<Level> {
    match word {
        b"Ok" | b"Informational" => Some(Level::Info),
        b"Non-Critical" => Some(Level::Warning),
        _ => level::word(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;
    use crate::model::Clock;

    #[track_caller]
    fn check(input: &str, expected: &[(u64, &str, Option<Level>)]) {
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        let mut seen = Vec::new();
        assert!(read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            assert_eq!((r.time.clock, r.time.ns), (Clock::Local, 1_763_089_038_000_000_000), "{input}");
            seen.push((line, String::from_utf8_lossy(&r.text).into_owned(), r.level));
        }));
        let seen: Vec<_> = seen.iter().map(|(line, text, level)| (*line, &**text, *level)).collect();
        assert_eq!(seen, expected, "{input}");
    }

    #[test]
    fn every_tool() {
        check(
            "$ racadm getsel\nRecord:      1\nDate/Time:   11/14/2025 02:57:18\nSource:      system\nSeverity:    Critical\nDescription: PSU 1 has failed.\n-----\nRecord:      2\nDate/Time:   11/14/2025 02:57:18\nSeverity:    Ok\nDescription: back\n",
            &[(2, "PSU 1 has failed.", Some(Level::Critical)), (8, "back", Some(Level::Info))],
        );
        check(
            "SeqNumber       = 7\nMessage ID      = PWR2262\nSeverity        = Warning\nTimestamp       = 2025-11-14 02:57:18\nMessage         = a: b\n",
            &[(1, "a: b", Some(Level::Warning))],
        );
        check(
            "SEL Record ID          : 0006\n Record Type           : 02\n Timestamp             : 11/14/2025 02:57:18\n Sensor Type           : Memory\n Description           : Correctable ECC\n\n",
            &[(1, "Memory | Correctable ECC", None)],
        );
    }

    #[test]
    fn other_texts() {
        for text in ["Record: 1\nSource: x\n", "Record player\n", "Name: x\nDate/Time: 11/14/2025 02:57:18\n", ""] {
            assert!(!looks_like(text.as_bytes(), ""), "{text}");
        }
    }
}
