//! What systemd shows on the console while it starts and stops units.
//!
//! ```text
//! [  OK  ] Started systemd-udevd.service - Rule-based Manager.
//! [FAILED] Failed to start db.service - Database.
//! [DEPEND] Dependency failed for app.service.
//! ```
//!
//! # Source
//!
//! systemd, `src/core/manager.c`: `manager_status_printf`.

use std::borrow::Cow;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Level, Record};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "systemd-status",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.first() == Some(&b'['),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (status, rest) = raw.split_at_checked(8)?;
    let level = match status {
        b"[  OK  ]" | b"[ INFO ]" => Level::Info,
        b"[FAILED]" | b"[DEPEND]" | b"[ TIME ]" => Level::Error,
        b"[ WARN ]" => Level::Warning,
        _ => return None,
    };
    let text = Cow::Borrowed(rest.strip_prefix(b" ")?);
    let ident = Some(Cow::Borrowed(&b"systemd"[..]));
    Some(Record { ident, level: Some(level), message: text.clone(), text, ..Record::default() })
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn coloured_status_lines() {
        let record = Dialect::default().decode(b"[\x1b[0;1;31mFAILED\x1b[0m] Failed to start db.service.\r", &NAMES);
        assert_eq!((record.format, record.level), ("systemd-status", Some(Level::Error)));
        assert_eq!(&*record.text, b"Failed to start db.service.");
        assert_eq!(Dialect::default().decode(b"[FAILURE] x", &NAMES).format, "");
    }
}
