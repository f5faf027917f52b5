//! Date and time with digits only, in every spelling that logs use.
//!
//! ```text
//! 2025-11-14T03:02:41.118394021Z        Go, Kubernetes, CRI
//! 2026-11-20T16:30:49,820700+01:00      dmesg --time-format iso; journalctl short-iso up to 252 prints +0100
//! 2026-11-20 16:24:12.622               PostgreSQL, dpkg, Python: no zone
//! 2026/11/20 16:24:28                   nginx, Go's log
//! date      -time    fraction offset
//! ```

use crate::model::{Clock, RawTime, stamp::SECOND};

use super::{civil, digits};

/// Reads the stamp a line starts with and returns what follows it.
///
/// With an offset or `Z` the clock is [`Clock::Utc`], without it is [`Clock::Local`].
#[inline]
#[must_use]
pub fn prefix(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let (ns, rest) = local(line)?;
    Some(match offset(rest) {
        Some((seconds, rest)) => (RawTime::utc(ns - seconds * SECOND), rest),
        None => (RawTime { clock: Clock::Local, ns }, rest),
    })
}

/// As [`prefix`], without a look at the zone: nanoseconds since 1970 of the wall clock.
#[inline]
#[must_use]
pub fn local(line: &[u8]) -> Option<(i64, &[u8])> {
    let head = line.get(..19)?;
    let sound = matches!((head[4], head[7]), (b'-', b'-') | (b'/', b'/')) && matches!(head[10], b'T' | b' ');
    if !sound {
        return None;
    }
    let seconds = digits::clock(head, 11)?;
    let ns = civil::moment(digits::four(head, 0)?, digits::two(head, 5)?, digits::two(head, 8)?, seconds)?;
    let (fraction, used) = digits::fraction(&line[19..]);
    Some((ns + fraction, &line[19 + used..]))
}

/// A whole text that is nothing but a stamp with a zone.
#[must_use]
pub fn whole(text: &[u8]) -> Option<RawTime> {
    prefix(text).filter(|(_, rest)| rest.is_empty()).map(|(time, _)| time)
}

/// Reads `Z`, `+HH:MM`, `+HHMM` or `+HH`: seconds east of UTC, and what follows.
#[inline]
#[must_use]
pub fn offset(text: &[u8]) -> Option<(i64, &[u8])> {
    let sign = match text.first()? {
        b'Z' => return Some((0, &text[1..])),
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let hours = digits::two(text, 1)?;
    let (minutes, used) = match text.get(3) {
        Some(b':') => (digits::two(text, 4)?, 6),
        _ => digits::two(text, 3).map_or((0, 3), |minutes| (minutes, 5)),
    };
    (hours <= 15 && minutes < 60).then(|| (sign * (hours * 3600 + minutes * 60), &text[used..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, clock: Clock, ns: i64, rest: &str) {
        let expected = Some((RawTime { clock, ns }, rest.as_bytes()));
        assert_eq!(prefix(line.as_bytes()), expected, "{line}");
    }

    #[test]
    fn every_spelling() {
        let second = 1_763_089_361 * SECOND;
        check("2025-11-14T03:02:41Z x", Clock::Utc, second, " x");
        check("2025-11-14T03:02:41.1Z", Clock::Utc, second + SECOND / 10, "");
        check("2025-11-14T04:02:41,000001+01:00 x", Clock::Utc, second + 1000, " x");
        check("2025-11-13T22:02:41-0500 x", Clock::Utc, second, " x");
        check("2025-11-14T04:02:41+01", Clock::Utc, second, "");
        check("2025-11-14 03:02:41.5 CET", Clock::Local, second + SECOND / 2, " CET");
        check("2025/11/14 03:02:41 [error]", Clock::Local, second, " [error]");
        check("2025-11-14  3:02:41 0 [Note]", Clock::Local, second, " 0 [Note]");
    }

    #[test]
    fn what_is_no_stamp() {
        for line in ["2025-11-14", "2025-11/14 03:02:41", "2025-02-30T00:00:00Z", "0001-01-01T00:00:00Z", ""] {
            assert_eq!(prefix(line.as_bytes()), None, "{line}");
        }
    }
}
