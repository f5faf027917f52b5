//! A time alone on its line, above lines that have none: the alert log of Oracle, work processes of SAP.
//!
//! ```text
//! 2025-11-14T02:57:18.123456+00:00          Oracle since 12.2
//! ORA-00257: archiver error
//! Fri Nov 14 02:57:18 2025                  Oracle before, SAP
//! ARC0: Error 19504 creating archivelog file
//! ```
//!
//! The lines below keep its time. A date with a zone's name is what date(1) prints, see `document/echo.rs`.

use std::borrow::Cow;

use crate::format::Envelope;
use crate::framing::Frame;
use crate::model::{Clock, RawTime, Record};
use crate::time::{ctime, rfc3339};

/// See the head of this file.
pub const ENVELOPE: Envelope =
    Envelope { name: "stamp-line", frame: Frame::Lines, nests: false, looks_like, parse: |raw, _| parse(raw) };

/// Bytes of such a line.
const LENGTHS: std::ops::RangeInclusive<usize> = 20..=36;

fn looks_like(line: &[u8]) -> bool {
    LENGTHS.contains(&line.len()) && (line[10] == b'T' || (line.len() == 24 && line[13] == b':'))
}

fn parse(raw: &[u8]) -> Option<Record<'_>> {
    let alone = |(time, rest): (RawTime, &[u8])| rest.is_empty().then_some(time);
    let zoned = rfc3339::prefix(raw).and_then(alone).filter(|time| time.clock == Clock::Utc);
    let time = zoned.or_else(|| ctime::prefix(raw).and_then(alone))?;
    Some(Record { time, text: Cow::Borrowed(raw), message: Cow::Borrowed(raw), ..Record::default() })
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Clock;

    #[test]
    fn times_alone_and_other_lines() {
        for (line, clock) in [
            ("2025-11-14T02:57:18.123456+00:00", Clock::Utc),
            ("2025-11-14T02:57:18Z", Clock::Utc),
            ("Fri Nov 14 02:57:18 2025", Clock::Local),
        ] {
            let record = Dialect::default().decode(line.as_bytes(), &NAMES);
            assert_eq!((record.format, record.time.clock), ("stamp-line", clock), "{line}");
        }
        for line in
            ["2025-11-14 02:57:18", "2025-11-14T02:57:18", "Fri Nov 14 02:57:18 UTC 2025", "words of 24 letters: x y"]
        {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "stamp-line", "{line}");
        }
    }
}
