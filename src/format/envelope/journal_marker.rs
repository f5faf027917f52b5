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
use crate::model::Record;
use crate::time::ctime;

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

/// How explanations of old releases start, which have no marks of their own.
const HEADS: [&[u8]; 7] =
    [b"Subject: ", b"Defined-By: ", b"Support: ", b"Documentation: ", b"Unit ", b"The ", b"Automatic restarting "];

/// The words that follow `-- `.
const WORDS: [&[u8]; 6] =
    [b"Boot ", b"Reboot --", b"Journal begins at ", b"Logs begin at ", b"No entries --", b"cursor: "];

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let rest = raw.strip_prefix(b"-- ")?;
    if !WORDS.iter().any(|word| rest.starts_with(word)) {
        return None;
    }
    let boot = rest.strip_prefix(b"Boot ").and_then(|id| boot_id(id.strip_suffix(b" --")?));
    Some(Record { boot, text: Cow::Borrowed(raw), message: Cow::Borrowed(raw), ..Record::default() })
}

/// The times between which the journal has entries, from its header line: they carry year and zone.
#[must_use]
pub fn span(line: &[u8]) -> Option<(crate::model::RawTime, crate::model::RawTime)> {
    let rest = line.strip_prefix(b"-- Journal begins at ").or_else(|| line.strip_prefix(b"-- Logs begin at "))?;
    let (begin, rest) = ctime::full(rest)?;
    let rest = rest.strip_prefix(b", ends at ").or_else(|| rest.strip_prefix(b", end at "))?;
    Some((begin, ctime::full(rest)?.0))
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
        let line = b"-- Journal begins at Tue 2026-02-17 03:12:01 UTC, ends at Tue 2026-02-17 04:32:01 UTC. --";
        let (begin, end) = span(line).expect("span");
        assert_eq!(end.ns - begin.ns, 80 * crate::model::stamp::MINUTE);
    }
}
