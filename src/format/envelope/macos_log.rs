//! macOS's unified log as `log show` prints it. As `--style ndjson` it is read by `payload/json_object.rs`.
//!
//! ```text
//! 2025-11-14 02:57:18.123456+0100 0x1a2b     Default     0x0                  123    0    configd: (lib) [a:b] text
//! time                            thread     type        activity             pid    ttl  program
//! 2025-11-14 02:57:18.123 E  configd[123:1a2b] [a:b] text                                --style compact
//! ```

use std::borrow::Cow;

use crate::format::{Envelope, Hints, level};
use crate::framing::Frame;
use crate::model::{Level, RawTime, Record};
use crate::text::cursor::{Cursor, number};
use crate::time::rfc3339;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "macos-log",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.get(10) == Some(&b' ') && line.get(19) == Some(&b'.') && line.get(24).is_some(),
    parse: |raw, _: Hints<'_>| {
        let (time, rest) = rfc3339::prefix(raw)?;
        let rest = rest.strip_prefix(b" ")?;
        if rest.starts_with(b"0x") { full(time, rest) } else { compact(time, rest) }
    },
};

fn full(time: RawTime, rest: &[u8]) -> Option<Record<'_>> {
    let mut rest = Cursor::new(rest);
    let mut column = || {
        let word = rest.until(b' ');
        rest.blanks();
        word
    };
    let (_, kind, activity, pid, _) = (column()?, column()?, column()?, number(column()?)?, number(column()?)?);
    let (program, text) = rest.rest().split_at(memchr::memmem::find(rest.rest(), b": ")?);
    activity.starts_with(b"0x").then(|| record(time, named(kind), program, pid, &text[2..]))?
}

fn compact(time: RawTime, rest: &[u8]) -> Option<Record<'_>> {
    let (kind, rest) = rest.split_at_checked(2)?;
    let (program, rest) = rest.strip_prefix(b" ")?.split_at(memchr::memchr(b'[', rest)?.checked_sub(1)?);
    let (ids, text) = rest[1..].split_at(memchr::memchr(b']', &rest[..rest.len().min(40)])?.checked_sub(1)?);
    let mut ids = ids.split(|b| *b == b':');
    let (pid, thread) = (number(ids.next()?)?, ids.next()?);
    let level = match kind {
        b"Df" => Some(Level::Notice),
        b"Db" => Some(Level::Debug),
        [letter, b' ' | b'a'..=b'z'] => level::letter(*letter),
        _ => return None,
    };
    thread.iter().all(u8::is_ascii_hexdigit).then(|| record(time, level, program, pid, text.strip_prefix(b"] ")?))?
}

fn named(kind: &[u8]) -> Option<Level> {
    if kind == b"Default" { Some(Level::Notice) } else { level::word(kind) }
}

fn record<'a>(time: RawTime, level: Option<Level>, program: &'a [u8], pid: u64, text: &'a [u8]) -> Option<Record<'a>> {
    Some(Record {
        time,
        ident: Some(Cow::Borrowed(program)),
        pid: u32::try_from(pid).ok(),
        level,
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(text),
        ..Record::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Clock;

    #[test]
    fn both_styles() {
        let check = |line: &str, clock: Clock, level: Level| {
            let record = Dialect::default().decode(line.as_bytes(), &NAMES);
            assert_eq!((record.format, record.time.clock, record.level), ("macos-log", clock, Some(level)), "{line}");
            assert_eq!(
                (record.ident.as_deref(), record.pid, &*record.text),
                (Some(&b"a.b"[..]), Some(7), &b"(lib) x: y"[..])
            );
        };
        check(
            "2025-11-14 02:57:18.123456+0100 0x1a2b     Error       0x0                  7      0    a.b: (lib) x: y",
            Clock::Utc,
            Level::Error,
        );
        check(
            "2025-11-14 02:57:18.123456+0100 0x1a2b     Default     0x0                  7      0    a.b: (lib) x: y",
            Clock::Utc,
            Level::Notice,
        );
        check("2025-11-14 02:57:18.123 E  a.b[7:1a2b] (lib) x: y", Clock::Local, Level::Error);
        check("2025-11-14 02:57:18.123 Er a.b[7:1a2b] (lib) x: y", Clock::Local, Level::Error);
        check("2025-11-14 02:57:18.123 Df a.b[7:1a2b] (lib) x: y", Clock::Local, Level::Notice);
        for line in
            ["2025-11-14 02:57:18.123 ERROR a[7:1] x", "2025-11-14 02:57:18.123 x", "2025-11-14 02:57:18.123 E  a[7] x"]
        {
            assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "dated", "{line}");
        }
    }
}
