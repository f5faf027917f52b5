//! The line of `systemctl status` that says since when a unit is in its state; the log lines below it have no year.
//!
//! ```text
//!      Active: failed (Result: exit-code) since Fri 2025-11-14 02:57:18 UTC; 3s ago
//! ```

use std::borrow::Cow;

use memchr::memmem;

use crate::format::Envelope;
use crate::framing::Frame;
use crate::model::Record;
use crate::time::ctime;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "systemctl-status",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.starts_with(b"  "),
    parse: |raw, _| {
        let text = raw.trim_ascii();
        text.strip_prefix(b"Active: ")?;
        let since = memmem::find(text, b" since ")? + 7;
        let (time, rest) = ctime::full(&text[since..])?;
        let text = || Cow::Borrowed(text);
        rest.starts_with(b";").then(|| Record {
            time,
            ident: Some(Cow::Borrowed(b"systemctl")),
            text: text(),
            message: text(),
            ..Record::default()
        })
    },
};

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::RawTime;

    #[test]
    fn since_when() {
        let line = b"     Active: failed (Result: exit-code) since Fri 2025-11-14 02:57:18 UTC; 3s ago";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, record.time), ("systemctl-status", RawTime::utc(1_763_089_038_000_000_000)));
        assert!(record.text.starts_with(b"Active: failed"));
        for line in ["     Active: inactive (dead)", "  Active: a since yesterday; x", "Active: since"] {
            assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "", "{line}");
        }
    }
}
