//! Android's log as `adb logcat` prints it, the main buffer and the others.
//!
//! ```text
//! 11-14 02:57:18.123  1702  2395 E WindowManager: text            -v threadtime, the default
//! 2025-11-14 02:57:18.123 +0100 root  1702  2395 E Tag: text      -v year, -v zone, -v uid
//! month and day  time pid thread level tag
//! ```
//!
//! # Source
//!
//! Android, `system/logging/liblog/logprint.cpp`: `android_log_formatLogLine`.

use std::borrow::Cow;

use crate::format::{Envelope, Hints, level};
use crate::framing::Frame;
use crate::model::{Clock, Level, RawTime, Record};
use crate::text::cursor::number;
use crate::time::{civil, digits, rfc3339, syslog, zone};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "logcat",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| matches!(line, [b'0' | b'1', _, b'-', _, _, b' ', ..] | [b'2', b'0', _, _, b'-', ..]),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (time, rest) = stamp(raw)?;
    let (user_or_pid, rest) = word(rest)?;
    let (process, rest) = match number(user_or_pid) {
        Some(process) => (process, rest),
        None => word(rest).and_then(|(process, rest)| Some((number(process)?, rest)))?,
    };
    let (thread, rest) = word(rest)?;
    let (priority, rest) = word(rest).filter(|_| number(thread).is_some())?;
    let level = level_of(priority)?;
    let (tag, text) = rest.split_at(memchr::memmem::find(rest, b": ").or_else(|| rest.len().checked_sub(1))?);
    let text = text.strip_prefix(b": ").unwrap_or_default();
    Some(Record {
        time,
        ident: Some(Cow::Borrowed(tag.trim_ascii())),
        pid: u32::try_from(process).ok(),
        level: Some(level),
        message: Cow::Borrowed(text),
        text: Cow::Borrowed(text),
        ..Record::default()
    })
}

/// `11-14 02:57:18.123`, `2025-11-14 02:57:18.123 +0100`.
fn stamp(line: &[u8]) -> Option<(RawTime, &[u8])> {
    if line.get(4) == Some(&b'-') {
        let (time, rest) = rfc3339::prefix(line)?;
        return Some(zone::beside(time, rest));
    }
    let (month, day) = (digits::two(line, 0)?, digits::two(line, 3)?);
    let ns = civil::moment(syslog::YEAR, month, day, digits::clock(line, 6)?)?;
    let (fraction, used) = digits::fraction(&line[14..]);
    (used > 0).then(|| (RawTime { clock: Clock::LocalNoYear, ns: ns + fraction }, &line[14 + used..]))
}

fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = text.trim_ascii_start();
    let end = memchr::memchr(b' ', text)?;
    Some(text.split_at(end))
}

/// One letter: `V` is for what else calls a trace, `F` and `A` are the last words of a program.
fn level_of(priority: &[u8]) -> Option<Level> {
    match priority {
        [b'V'] => Some(Level::Debug),
        [b'A'] => Some(Level::Critical),
        [letter @ (b'D' | b'I' | b'W' | b'E' | b'F')] => level::letter(*letter),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[track_caller]
    fn check(line: &str, clock: Clock, level: Level, tag: &str, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time.clock), ("logcat", clock), "{line}");
        assert_eq!((record.level, record.pid), (Some(level), Some(1702)), "{line}");
        assert_eq!(record.ident.as_deref(), Some(tag.as_bytes()), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
    }

    #[test]
    fn what_logcat_prints() {
        check("11-14 02:57:18.123  1702  2395 E Window: a: b", Clock::LocalNoYear, Level::Error, "Window", "a: b");
        check("11-14 02:57:18.123  1702  2395 V a.b c   : x", Clock::LocalNoYear, Level::Debug, "a.b c", "x");
        check("2025-11-14 02:57:18.123 root  1702  2395 F libc: x", Clock::Local, Level::Critical, "libc", "x");
        check("2025-11-14 02:57:18.123 +0100  1702  2395 W a: x", Clock::Utc, Level::Warning, "a", "x");
    }

    #[test]
    fn other_lines() {
        for line in [
            "11-14 02:57:18 1702 2395 E a: x",
            "11-14 02:57:18.123 1702 2395 x",
            "2025-11-14 02:57:18.1 7 8 ERROR a: x",
        ] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "logcat", "{line}");
        }
    }
}
