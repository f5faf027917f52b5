//! What values of a program's JSON object mean: times and levels that are numbers or objects.
//!
//! ```text
//! 1795188499.5     "2026-11-20 16:24:24.002 CET"     {"epochSecond":1795188499,"nanoOfSecond":5}     "level":50
//! ```

use crate::format::json;
use crate::model::{Level, RawTime, stamp::SECOND};
use crate::text::cursor::number;
use crate::time::{rfc3339, unix, zone};

/// The levels of pino and Bunyan, from 10 for the finest to 60.
pub(super) fn counted(word: &[u8]) -> Option<Level> {
    Some(match number(word)? {
        10..30 => Level::Debug,
        30..40 => Level::Info,
        40..50 => Level::Warning,
        50..60 => Level::Error,
        60 => Level::Critical,
        _ => return None,
    })
}

/// RFC 3339, a number in any unit, or PostgreSQL's local time with a zone.
#[must_use]
pub fn time(text: &[u8]) -> Option<RawTime> {
    if let Some(time) = unix::any(text) {
        return Some(time);
    }
    let (time, rest) = rfc3339::prefix(text)?;
    match rest.strip_prefix(b" ") {
        Some(name) => Some(zone::place(time.ns, Some(name))),
        None => rest.is_empty().then_some(time),
    }
}

/// `{"epochSecond":1795188499,"nanoOfSecond":500000000}`.
pub(super) fn of_parts(date: &[u8]) -> Option<RawTime> {
    let part = |key| json::get(date, key)?.plain().and_then(number).and_then(|part| i64::try_from(part).ok());
    let ns = part(b"epochSecond")?.checked_mul(SECOND)?.checked_add(part(b"nanoOfSecond")?)?;
    Some(RawTime::utc(ns))
}
