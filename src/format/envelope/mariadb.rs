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
use crate::time::rfc3339;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "mariadb-error",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.get(10) == Some(&b' ') && line.first().is_some_and(u8::is_ascii_digit),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (ns, rest) = rfc3339::local(raw)?;
    let mut rest = Cursor::new(rest);
    rest.byte(b' ')?;
    rest.number()?;
    rest.byte(b' ')?;
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
}
