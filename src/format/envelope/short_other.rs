//! Stamps of syslog files that few systems print: the rest of the line is the usual one.
//!
//! ```text
//! 2025 Nov 14 02:57:18 node-3 k3s[1224]: text            the year in front: ISC, NX-OS, templates
//! nov. 14 02:57:18 node-3 k3s[1224]: text                journalctl in another language than English
//! 14 Nov 02:57:18 node-3 k3s[1224]: text                 the day in front
//! *Nov 14 02:57:18.123 UTC: %LINK-3-UPDOWN: text         IOS: `*` is a clock that was never set, `.` one out of sync
//! 000123: .Nov 14 02:57:18.123: %LINK-3-UPDOWN: text     with its sequence number
//! ```
//!
//! # Source
//!
//! Cisco IOS, "System Message Logging".

use crate::format::{Envelope, level};
use crate::framing::Frame;
use crate::model::{RawTime, Record};
use crate::time::{locale, syslog};

use super::head::{self, Head};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "short-other",
    frame: Frame::Indented,
    nests: true,
    looks_like,
    parse: |raw, hints| {
        let (time, rest) = stamp(raw)?;
        let head = head::parse_or_text(rest, hints)?;
        Some(of_program(raw, time, head).unwrap_or_else(|| head::record(raw, time, head)))
    },
};

/// `14 Nov 02:57:18 INFO text`: a program's own line, whose level stands where a host would.
fn of_program<'a>(raw: &'a [u8], time: RawTime, head: Head<'a>) -> Option<Record<'a>> {
    let word = head.host.filter(|word| word.iter().all(u8::is_ascii_uppercase))?;
    let level = Some(level::word(word)?);
    Some(Record { level, host: None, ..head::record(raw, time, head) })
}

/// A day or a month stands behind the first word: most lines of programs end here.
fn looks_like(line: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b' ', &line[..line.len().min(16)]) else { return false };
    let behind = line[end..].trim_ascii_start();
    let is_day = || matches!(behind, [b'0'..=b'9', b' ', ..] | [b'0'..=b'9', b'0'..=b'9', b' ', ..]);
    match line[0] {
        b'*' | b'.' => line[1].is_ascii_uppercase(),
        b'0'..=b'9' => behind.first().is_some_and(u8::is_ascii_uppercase) || line[end - 1] == b':' || is_day(),
        _ => is_day(),
    }
}

/// Reads the stamp that a line starts with.
#[must_use]
pub fn stamp(line: &[u8]) -> Option<(RawTime, &[u8])> {
    match line.first()? {
        b'*' | b'.' => syslog::prefix(&line[1..]),
        b'0'..=b'9' => year_first(line).or_else(|| day_first(line)).or_else(|| numbered(line)).or_else(|| named(line)),
        _ => named(line),
    }
}

/// `2025 Nov 14 02:57:18`: as if the year stood behind the day.
fn year_first(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let end = stamp_end(line, 5)?;
    let (year, day) = (line.get(..4)?, line.get(5..11)?);
    let sound = line[4] == b' ' && year.starts_with(b"20");
    let (time, rest) = syslog::prefix(&spelled(&[day, b" ", year, &line[11..end]]))
        .filter(|(_, rest)| sound && rest.is_empty())
        .map(|(time, _)| (time, &line[end..]))?;
    Some((time, rest))
}

/// `14 Nov 02:57:18`, `4. Nov 02:57:18`.
fn day_first(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let day = line.iter().take(3).take_while(|b| b.is_ascii_digit()).count();
    let month = line[day..].strip_prefix(b".").unwrap_or(&line[day..]).strip_prefix(b" ")?.get(..4)?;
    let at = memchr::memchr(b':', &line[..line.len().min(20)])?.checked_sub(2)?;
    let zero: &[u8] = if day == 1 { b"0" } else { b"" };
    let stamp = spelled(&[month, zero, &line[..day], b" ", line.get(at..at + 8)?]);
    let sound = syslog::prefix(&stamp).filter(|(_, rest)| rest.is_empty())?;
    Some((sound.0, &line[at + 8..]))
}

/// `000123: *Nov 14`.
fn numbered(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let digits = line.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
    let stamp = line[digits..].strip_prefix(b": ")?;
    let stamp = stamp.strip_prefix(b"*").or_else(|| stamp.strip_prefix(b".")).unwrap_or(stamp);
    syslog::prefix(stamp).filter(|(_, rest)| rest.first() == Some(&b':'))
}

/// A month in another language: `nov. 14 02:57:18`, `11月 14 02:57:18`.
fn named(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let end = memchr::memchr(b' ', &line[..line.len().min(16)])?;
    let word = &line[..end];
    let month = locale::abbreviation(locale::month(word)?);
    let at = stamp_end(line, end)?;
    let (time, rest) = syslog::prefix(&spelled(&[month, &line[end..at]])).map(|(t, l)| (t, l.is_empty()))?;
    rest.then(|| (time, &line[at..]))
}

/// Where `HH:MM:SS` and its fraction end, which must begin near `from`.
fn stamp_end(line: &[u8], from: usize) -> Option<usize> {
    let near = line.get(from..line.len().min(from + 16))?;
    let at = from + memchr::memchr(b':', near)? + 6;
    let (_, used) = crate::time::digits::fraction(line.get(at..)?);
    Some(at + used)
}

/// The stamp as syslog would spell it.
fn spelled(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Clock;
    use crate::time::civil;

    #[track_caller]
    fn check(line: &str, clock: Clock, day: (i64, i64), host: Option<&str>, text: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        let (_, month, number) = civil::date(record.time.ns.div_euclid(86_400_000_000_000));
        assert_eq!((record.format, record.time.clock, (month, number)), ("short-other", clock, day), "{line}");
        assert_eq!(record.host.as_deref(), host.map(str::as_bytes), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.text), text, "{line}");
    }

    #[test]
    fn years_days_and_languages() {
        let node = Some("node-3");
        check("2025 Nov 14 02:57:18 node-3 kernel: x", Clock::Local, (11, 14), node, "x");
        check("14 Nov 02:57:18 ERROR x", Clock::LocalNoYear, (11, 14), None, "x");
        check("2025 Nov  4 02:57:18.123 node-3 k3s[7]: x", Clock::Local, (11, 4), node, "x");
        check("14 Nov 02:57:18 node-3 k3s[7]: x", Clock::LocalNoYear, (11, 14), node, "x");
        check("14. Nov 02:57:18 node-3 k3s[7]: x", Clock::LocalNoYear, (11, 14), node, "x");
        check("4. Nov 02:57:18 node-3 k3s[7]: x", Clock::LocalNoYear, (11, 4), node, "x");
        check("nov. 14 02:57:18 node-3 k3s[7]: x", Clock::LocalNoYear, (11, 14), node, "x");
        check("févr. 03 02:57:18 node-3 k3s[7]: x", Clock::LocalNoYear, (2, 3), node, "x");
        check("11月 14 02:57:18 node-3 k3s[7]: x", Clock::LocalNoYear, (11, 14), node, "x");
        check("gru 04 02:57:18.5 node-3 k3s[7]: x", Clock::LocalNoYear, (12, 4), node, "x");
    }

    #[test]
    fn switches() {
        let text = "%LINK-3-UPDOWN: x";
        check("*Nov 14 02:57:18.123: %LINK-3-UPDOWN: x", Clock::LocalNoYear, (11, 14), None, text);
        check(".Nov 14 02:57:18 UTC: %LINK-3-UPDOWN: x", Clock::UtcNoYear, (11, 14), None, text);
        check("000123: *Nov 14 02:57:18.123: %LINK-3-UPDOWN: x", Clock::LocalNoYear, (11, 14), None, text);
    }

    #[test]
    fn other_lines() {
        for line in ["pro 14 x", "may 3 be", "mar: x", "2025 Foo 14 02:57:18 n k: x", "1 x", "14 Nov", "* a: b", "11月"]
        {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "short-other", "{line}");
        }
    }
}
