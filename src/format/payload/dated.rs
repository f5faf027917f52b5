//! Whatever begins with a full date and the time of day: what programs print with the layout that their authors chose.
//!
//! ```text
//! 2025-12-19 04:44:18,123 [main] ERROR com.shop.App - text       Java
//! 2025-12-19 04:44:18.123  INFO 1 --- [main] c.s.App : text      Spring
//! [2025-12-19 04:44:18.123][1][critical][main] text              Envoy
//! 2025-12-19 04:44:18 +0000 [warn]: text                         fluentd
//! time, zone where there is one, a level somewhere near the start
//! ```
//!
//! The last shape to be tried. The level stays in the message: what else stands between is not known.

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::model::{Clock, Level, RawTime, stamp::SECOND};
use crate::time::rfc3339;

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "dated", parse };

/// Bytes behind the time in which a level may stand.
const NEAR: usize = 48;
/// Names of the one zone that means the same everywhere.
const UTC: [&[u8]; 3] = [b" UTC", b" GMT", b" Z"];

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    let inside = text.strip_prefix(b"[");
    let (time, rest) = zoned(rfc3339::prefix(inside.unwrap_or(text))?);
    let rest = match inside {
        Some(_) => rest.strip_prefix(b"]")?,
        None => Some(rest).filter(|rest| matches!(rest.first(), Some(b' ' | b'\t' | b'|' | b':')))?,
    };
    let start = rest.iter().position(|b| !matches!(b, b' ' | b'\t' | b'|' | b':' | b'-'))?;
    let level = near_level(&rest[..rest.len().min(NEAR)]);
    Some(Inner { time, level, message: Cow::Borrowed(&rest[start..]), ..Inner::default() })
}

/// With the zone that stands behind a blank.
fn zoned((time, rest): (RawTime, &[u8])) -> (RawTime, &[u8]) {
    if time.clock != Clock::Local {
        return (time, rest);
    }
    let ends = |rest: &[u8]| matches!(rest.first(), Some(b' ' | b'\t' | b']'));
    if let Some(rest) = UTC.iter().find_map(|name| rest.strip_prefix(*name)).filter(|rest| ends(rest)) {
        return (RawTime::utc(time.ns), rest);
    }
    let offset = rest.strip_prefix(b" ").and_then(rfc3339::offset).filter(|(_, rest)| ends(rest));
    offset.map_or((time, rest), |(seconds, rest)| (RawTime::utc(time.ns - seconds * SECOND), rest))
}

/// The first word that names a level and is set off: in capitals, in brackets, or before a colon.
fn near_level(text: &[u8]) -> Option<Level> {
    let mut at = 0;
    while at < text.len() {
        let len = text[at..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let word = &text[at..at + len];
        let before = at.checked_sub(1).map_or(b' ', |i| text[i]);
        let after = text.get(at + len).copied().unwrap_or(b' ');
        if let Some(level) = level::word(word).filter(|_| len > 2 && is_set_off(word, before, after)) {
            return Some(level);
        }
        at += len.max(1);
    }
    None
}

fn is_set_off(word: &[u8], before: u8, after: u8) -> bool {
    let alone = matches!(before, b' ' | b'\t' | b'[' | b'(' | b'|')
        && matches!(after, b' ' | b'\t' | b']' | b')' | b'|' | b':');
    let capitals = word.iter().all(u8::is_ascii_uppercase);
    let closed = matches!((before, after), (b'[', b']') | (b'(', b')') | (b'|', b'|')) || after == b':';
    alone && (capitals || closed)
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[track_caller]
    fn check(line: &str, clock: Clock, level: Option<Level>, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time.clock, record.level), ("dated", clock, level), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
    }

    #[test]
    fn layouts_of_many_programs() {
        let (error, local) = (Some(Level::Error), Clock::Local);
        check("2025-12-19 04:44:18,123 [main] ERROR c.s.App - x", local, error, "[main] ERROR c.s.App - x");
        check("2025-12-19 04:44:18.123 ERROR 1 --- [main] App : x", local, error, "ERROR 1 --- [main] App : x");
        check("[2025-12-19 04:44:18.123][1][error][main] x", local, error, "[1][error][main] x");
        check("2025-12-19 04:44:18 +0100 [error]: x", Clock::Utc, error, "[error]: x");
        check("2025-12-19 04:44:18 UTC | error: x", Clock::Utc, error, "error: x");
        check("2025-12-19T04:44:18.1+01:00 ERROR x", Clock::Utc, error, "ERROR x");
        check("2025-12-19 04:44:18 no error was seen", local, None, "no error was seen");
    }

    #[test]
    fn what_is_no_dated_line() {
        for line in ["2025-12-19 04:44:18", "2025-12-19T04:44:18Zone", "[2025-12-19 04:44:18", "2025-12-19 x"] {
            assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "", "{line}");
        }
    }
}
