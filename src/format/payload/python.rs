//! Python's `logging` without a layout of its own, and gunicorn's like it: no time.
//!
//! ```text
//! WARNING:root:text
//! ERROR:app.db:text
//! level   logger
//! ```
//!
//! # Source
//!
//! CPython, `Lib/logging/__init__.py`: `BASIC_FORMAT`.

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::text::cursor::Cursor;

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "python", parse };

/// The words of its levels.
const LEVELS: [&[u8]; 5] = [b"DEBUG", b"INFO", b"WARNING", b"ERROR", b"CRITICAL"];

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    let mut rest = Cursor::new(text);
    let word = rest.while_(|b| b.is_ascii_uppercase());
    let level = level::word(word).filter(|_| LEVELS.contains(&word))?;
    rest.byte(b':')?;
    let logger = rest.while_(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    rest.byte(b':')?;
    let message = Cow::Borrowed(rest.rest());
    (!logger.is_empty()).then(|| Inner {
        level: Some(level),
        ident: Some(Cow::Borrowed(logger)).filter(|name| &**name != b"root"),
        message,
        ..Inner::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn level_logger_and_text() {
        let record = Dialect::default().decode(b"ERROR:app.db:cannot connect: refused", &NAMES);
        assert_eq!(
            (record.format, record.level, record.ident.as_deref()),
            ("python", Some(Level::Error), Some(&b"app.db"[..]))
        );
        assert_eq!(&*record.message, b"cannot connect: refused");
        for line in ["ERROR: x:y", "Warning:root:x", "ERROR:a b:c", "FATAL:root:x"] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "python", "{line}");
        }
    }
}
