//! Lines that journalctl puts between entries.
//!
//! ```text
//! -- Boot 29272988f05dac87ee91894db0463f46 --        before an entry of another boot; hosts may take turns
//! -- Reboot --                                       the same, old releases
//! -- Journal begins at Tue 2026-02-17 03:12:01 UTC, ends at Tue 2026-02-17 04:32:01 UTC. --
//! -- Logs begin at Tue 2026-02-17 03:12:01 UTC, end at Tue 2026-02-17 04:32:01 UTC. --
//! -- No entries --        -- cursor: s=...
//! ░░ Subject: A start job for unit ... has finished       explanations, with -x
//! ```

use std::borrow::Cow;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::stamp::DAY;
use crate::model::{Clock, RawTime, Record};
use crate::time::{ctime, rfc3339};

use super::entry::boot_id;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "journal-marker",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.starts_with(b"-- "),
    parse,
};

/// Explanations that `journalctl -x` puts behind an entry: no log, so a record without text.
pub const CATALOG: Envelope = Envelope {
    name: "journal-catalog",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.starts_with("░░".as_bytes()) || line.starts_with(b"-- "),
    parse: |raw, _| {
        let is_head = |rest: &[u8]| rest.is_empty() || HEADS.iter().any(|head| rest.starts_with(head));
        let old = raw.strip_prefix(b"-- ").is_some_and(is_head);
        (old || raw.starts_with("░░".as_bytes())).then(Record::default)
    },
};

/// How explanations of old releases start, which have no marks of their own; and what is said of an empty journal.
const HEADS: [&[u8]; 8] = [
    b"No entries --",
    b"Subject: ",
    b"Defined-By: ",
    b"Support: ",
    b"Documentation: ",
    b"Unit ",
    b"The ",
    b"Automatic restarting ",
];

/// The words that follow `-- `.
const WORDS: [&[u8]; 5] = [b"Boot ", b"Reboot --", b"Journal begins at ", b"Logs begin at ", b"cursor: "];

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let rest = raw.strip_prefix(b"-- ")?;
    if !WORDS.iter().any(|word| rest.starts_with(word)) {
        return None;
    }
    let boot = rest.strip_prefix(b"Boot ").and_then(|id| boot_id(id.strip_suffix(b" --")?));
    Some(Record { boot, text: Cow::Borrowed(raw), message: Cow::Borrowed(raw), ..Record::default() })
}

/// What the header line of journalctl tells of the stamps below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// When the journal's first and last entries were written, nanoseconds: UTC where the zone is known. Where the end is
    /// not told, the last line is taken for one of the year that follows the begin.
    pub span: (i64, i64),
    /// Nanoseconds east of UTC of the clock that shows the last one; `None` for an abbreviation of several zones.
    pub offset_ns: Option<i64>,
}

/// From a day before, since the zone may not be known, until a year has passed.
const YEAR: (i64, i64) = (-DAY, 364 * DAY);

/// Reads the header line; with `journalctl -f` it tells no end.
#[must_use]
pub fn header(line: &[u8]) -> Option<Header> {
    let rest = line.strip_prefix(b"-- Journal begins at ").or_else(|| line.strip_prefix(b"-- Logs begin at "))?;
    let (begin, shown, rest) = moment(rest)?;
    let last = rest.strip_prefix(b", ends at ").or_else(|| rest.strip_prefix(b", end at "));
    let (span, end, shown) = match last {
        Some(last) => moment(last).map(|(end, shown, _)| ((begin.ns, end.ns), end, shown))?,
        None if rest == b". --" => ((begin.ns + YEAR.0, begin.ns + YEAR.1), begin, shown),
        None => return None,
    };
    Some(Header { span, offset_ns: (end.clock == Clock::Utc).then_some(shown - end.ns) })
}

/// A moment, what the clock shows then, and what follows: `Wed 2021-07-21 12:40:41 UTC`, the day of the week in any
/// language.
fn moment(text: &[u8]) -> Option<(RawTime, i64, &[u8])> {
    let dated = &text[memchr::memchr(b' ', text)? + 1..];
    let (shown, _) = rfc3339::local(dated)?;
    ctime::dated(dated).map(|(time, rest)| (time, shown, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{Dialect, names::tests::NAMES};

    #[test]
    fn markers_and_other_dashes() {
        let record = Dialect::default().decode(b"-- Boot 29272988f05dac87ee91894db0463f46 --", &NAMES);
        assert_eq!((record.format, record.boot), ("journal-marker", Some(0x2927_2988_f05d_ac87_ee91_894d_b046_3f46)));
        assert_eq!(Dialect::default().decode(b"-- a unit failed", &NAMES).format, "");
    }

    #[test]
    fn header_has_year_and_zone() {
        use crate::model::stamp::MINUTE;
        let told = |zone: &str| {
            let line =
                format!("-- Logs begin at Tue 2026-02-17 03:12:01 {zone}, end at Tue 2026-02-17 04:32:01 {zone}. --");
            header(line.as_bytes()).map(|header| (header.span.1 - header.span.0, header.offset_ns))
        };
        assert_eq!(told("UTC"), Some((80 * MINUTE, Some(0))));
        assert_eq!(told("CET"), Some((80 * MINUTE, Some(60 * MINUTE))));
        assert_eq!(told("EST"), Some((80 * MINUTE, Some(-300 * MINUTE))));
        assert_eq!(told("IST"), Some((80 * MINUTE, None)));
        assert_eq!(header(b"-- Logs begin at the start --"), None);
        assert_eq!(header(b"-- Logs begin at Tue 2026-02-17 03:12:01 CET, and so on --"), None);
    }

    #[test]
    fn headers_without_an_end_and_of_other_languages() {
        use crate::model::stamp::HOUR;
        let hours = |line: &str| header(line.as_bytes()).map(|header| header.offset_ns.map(|offset| offset / HOUR));
        assert_eq!(hours("-- Logs begin at Wed 2019-08-14 20:57:07 WIB. --"), Some(Some(7)));
        assert_eq!(hours("-- Logs begin at 三 2019-12-11 22:56:40 CST. --"), Some(None));
        assert_eq!(
            hours("-- Logs begin at Mi 2019-12-11 22:56:40 CET, end at Mi 2019-12-11 23:00:00 CET. --"),
            Some(Some(1))
        );
    }
}
