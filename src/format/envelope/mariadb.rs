//! MariaDB's error log, and MySQL's before 5.7.
//!
//! ```text
//! 2026-11-20 16:23:47 0 [Warning] InnoDB: text
//! local time, the hour may be blank padded; thread, level
//! ```

use std::borrow::Cow;

use crate::format::level;
use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Clock, RawTime, Record};
use crate::text::cursor::Cursor;
use crate::time::{civil, digits, rfc3339};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "mariadb-error",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| {
        line.first().is_some_and(u8::is_ascii_digit) && (line.get(10) == Some(&b' ') || line.get(6) == Some(&b' '))
    },
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (ns, rest) = dated(raw).or_else(|| short_dated(raw))?;
    let mut rest = Cursor::new(rest);
    let text = rest.rest();
    rest.byte(b'[')?;
    let level = level::word(rest.until(b']')?)?;
    rest.byte(b' ')?;
    Some(Record {
        time: RawTime { clock: Clock::Local, ns },
        ident: Some(Cow::Borrowed(b"mariadbd")),
        level: Some(level),
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(rest.rest()),
        ..Record::default()
    })
}

/// `2026-11-20 16:23:47 0 `: date, time, thread.
fn dated(raw: &[u8]) -> Option<(i64, &[u8])> {
    let (ns, rest) = rfc3339::local(raw)?;
    let mut rest = Cursor::new(rest);
    rest.byte(b' ')?;
    rest.number()?;
    rest.byte(b' ')?;
    Some((ns, rest.rest()))
}

/// `261120  6:23:47 `: releases before 10.1.
fn short_dated(raw: &[u8]) -> Option<(i64, &[u8])> {
    let head = raw.get(..16).filter(|head| head[6] == b' ' && head[15] == b' ')?;
    let (year, month, day) = (2000 + digits::two(head, 0)?, digits::two(head, 2)?, digits::two(head, 4)?);
    let (hour, minute, second) = (digits::padded(head, 7)?, digits::two(head, 10)?, digits::two(head, 13)?);
    let sound = head[9] == b':' && head[12] == b':' && hour < 24 && minute < 60 && second < 61;
    let ns = civil::moment(year, month, day, hour * 3600 + minute * 60 + second).filter(|_| sound)?;
    Some((ns, &raw[16..]))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[test]
    fn padded_hours() {
        let record = Dialect::default().decode(b"2026-11-20  6:23:47 0 [ERROR] InnoDB: Unable to lock", &NAMES);
        assert_eq!((record.format, record.level), ("mariadb-error", Some(Level::Error)));
        assert_eq!((record.time.clock, &*record.message), (Clock::Local, &b"InnoDB: Unable to lock"[..]));
    }

    #[test]
    fn short_dates() {
        let record = Dialect::default().decode(b"261120 15:28:19 [ERROR] mysqld: x", &NAMES);
        assert_eq!((record.format, record.time.ns), ("mariadb-error", 1_795_188_499_000_000_000));
        assert_eq!(Dialect::default().decode(b"261320  9:28:19 [ERROR] mysqld: x", &NAMES).format, "");
    }
}
