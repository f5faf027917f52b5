//! MySQL 8's error log.
//!
//! ```text
//! 2026-03-16T01:02:03.310224Z 1 [ERROR] [MY-012574] [InnoDB] Unable to lock ./ibdata1 error: 11
//! time                        thread level code     subsystem text
//! ```

use std::borrow::Cow;

use crate::format::level;
use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::Record;
use crate::text::cursor::Cursor;
use crate::time::rfc3339;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "mysql-error",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.get(10) == Some(&b'T'),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (time, rest) = rfc3339::prefix(raw)?;
    let mut rest = Cursor::new(rest);
    rest.byte(b' ')?;
    rest.number()?;
    rest.byte(b' ')?;
    let text = rest.rest();
    rest.byte(b'[')?;
    let level = level::word(rest.until(b']')?)?;
    rest.byte(b' ')?;
    if rest.tag(b"[MY-").is_some() {
        rest.until(b']')?;
        rest.tag(b" [")?;
        rest.until(b']')?;
        rest.blanks();
    }
    Some(Record {
        time,
        ident: Some(Cow::Borrowed(b"mysqld")),
        level: Some(level),
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(rest.rest()),
        ..Record::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn level_code_and_subsystem() {
        let line = b"2026-03-16T01:02:03.310224Z 1 [ERROR] [MY-012574] [InnoDB] Unable to lock ./ibdata1 error: 11";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, record.level), ("mysql-error", Some(Level::Error)));
        assert_eq!(&*record.message, b"Unable to lock ./ibdata1 error: 11");
        assert!(record.text.starts_with(b"[ERROR] [MY-012574]"));
    }

    #[test]
    fn before_version_8() {
        let line = b"2026-03-16T01:02:03.310224+01:00 8 [Note] Shutting down plugin 'x'";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, &*record.message), ("mysql-error", &b"Shutting down plugin 'x'"[..]));
    }
}
