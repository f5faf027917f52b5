//! The line of `systemctl status` that says since when a unit is in its state; the log lines below it have no year.
//!
//! ```text
//!      Active: failed (Result: exit-code) since Fri 2025-11-14 02:57:18 UTC; 3s ago
//! ```

use std::borrow::Cow;

use memchr::memmem;

use crate::format::Envelope;
use crate::framing::Frame;
use crate::model::{Clock, Record};
use crate::time::{ctime, rfc3339};

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

/// Nanoseconds east of UTC of the clock that shows since when; the lines below show the same one.
#[must_use]
pub fn offset_ns(record: &Record<'_>) -> Option<i64> {
    if record.time.clock != Clock::Utc || record.format != ENVELOPE.name {
        return None;
    }
    let since = memmem::find(&record.text, b" since ")? + 7;
    let (shown, _) = rfc3339::local(record.text.get(since + 4..)?)?;
    Some(shown - record.time.ns)
}

#[cfg(test)]
mod tests {
    use super::offset_ns;
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::RawTime;

    #[test]
    fn since_when() {
        let line = b"     Active: failed (Result: exit-code) since Fri 2025-11-14 02:57:18 UTC; 3s ago";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, record.time), ("systemctl-status", RawTime::utc(1_763_089_038_000_000_000)));
        assert!(record.text.starts_with(b"Active: failed"));
        assert_eq!(offset_ns(&record), Some(0));
        let there = b"     Active: active (running) since Tue 2024-07-02 10:20:30 CEST; 5min ago";
        assert_eq!(offset_ns(&Dialect::default().decode(there, &NAMES)), Some(7_200_000_000_000));
        for line in ["     Active: inactive (dead)", "  Active: a since yesterday; x", "Active: since"] {
            assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "", "{line}");
        }
    }
}
