//! The stamp of syslog files and of journalctl's short modes: mostly no year, no zone.
//!
//! ```text
//! Nov  4 02:57:18               day padded with a blank (syslog), a zero (journalctl) or not at all
//! Nov 14 02:57:18.246788        short-precise
//! Nov 14 2025 02:57:18          with its year, behind the day or behind the time
//! Nov 14 02:57:18 CET           with its zone
//! 1114 02:57:18.246788          klog, after its level letter; glog puts the year in front: 20251114
//! ```

use crate::model::{Clock, RawTime, stamp::SECOND};

use super::{civil, digits, zone};

/// The year that a stamp without one is counted in: a leap year, so that 29 February exists.
pub const YEAR: i64 = 2000;

/// Reads the stamp a line starts with and returns what follows it.
#[inline]
#[must_use]
pub fn prefix(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let head = line.get(..15)?;
    if head[3] != b' ' {
        return None;
    }
    match digits::clock(head, 7).filter(|_| head[6] == b' ') {
        Some(seconds) => {
            let ns = civil::moment(YEAR, civil::month(&head[..3])?, digits::padded(head, 4)?, seconds)?;
            Some(finished(ns, &line[15..]))
        }
        None => unpadded(line),
    }
}

/// `Nov 4 02:57:18`, `Nov 14 2025 02:57:18`.
fn unpadded(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let month = civil::month(&line[..3])?;
    let (day, rest) = match line[4..] {
        [ones @ b'1'..=b'9', b' ', ..] => (i64::from(ones - b'0'), &line[6..]),
        _ => (digits::padded(line, 4)?, line[6..].strip_prefix(b" ")?),
    };
    let year = digits::four(rest, 0).filter(|_| rest.get(4) == Some(&b' '));
    let rest = if year.is_some() { &rest[5..] } else { rest };
    let ns = civil::moment(year.unwrap_or(YEAR), month, day, digits::clock(rest, 0)?)?;
    Some(match year {
        Some(_) => with_year(ns, &rest[8..]),
        None => finished(ns, &rest[8..]),
    })
}

/// With the fraction, the zone and the year that may follow.
#[inline]
fn finished(ns: i64, rest: &[u8]) -> (RawTime, &[u8]) {
    let (fraction, used) = digits::fraction(rest);
    let (ns, rest) = (ns + fraction, &rest[used..]);
    match rest {
        // Few hosts have capitals, and few begin with such a digit: nearly every line ends here.
        [b' ', b'a'..=b'z' | b'3'..=b'9', ..] => (RawTime { clock: Clock::LocalNoYear, ns }, rest),
        _ => seldom(ns, rest),
    }
}

/// ` CET`, ` 2025`, `+01:00`, and what follows.
fn seldom(ns: i64, rest: &[u8]) -> (RawTime, &[u8]) {
    let (offset, rest) = zone::behind(rest).map_or((None, rest), |(offset, rest)| (Some(offset), rest));
    if let Some(year) = year_behind(rest) {
        let ns = super::year::shift_years(ns, year - YEAR);
        return (zone::at(ns, offset.flatten()), &rest[5..]);
    }
    match offset.flatten() {
        Some(seconds) => (RawTime { clock: Clock::UtcNoYear, ns: ns - seconds * SECOND }, rest),
        None => (RawTime { clock: Clock::LocalNoYear, ns }, rest),
    }
}

/// ` 2025` before a blank or a colon: no host is called so.
fn year_behind(rest: &[u8]) -> Option<i64> {
    let sound = rest.first() == Some(&b' ') && matches!(rest.get(5), Some(b' ' | b':'));
    digits::four(rest, 1).filter(|year| sound && (1990..2100).contains(year))
}

/// A stamp with its year: the zone may follow.
fn with_year(ns: i64, rest: &[u8]) -> (RawTime, &[u8]) {
    let (fraction, used) = digits::fraction(rest);
    zone::beside(RawTime { clock: Clock::Local, ns: ns + fraction }, &rest[used..])
}

/// Reads klog's `MMDD HH:MM:SS.uuuuuu` or glog's `YYYYMMDD HH:MM:SS.uuuuuu` and returns what follows it.
#[inline]
#[must_use]
pub fn klog(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let head = line.get(..13)?;
    if head[4] != b' ' {
        return glog(line);
    }
    let ns = civil::moment(YEAR, digits::two(head, 0)?, digits::two(head, 2)?, digits::clock(head, 5)?)?;
    let (fraction, used) = digits::fraction(&line[13..]);
    Some((RawTime { clock: Clock::LocalNoYear, ns: ns + fraction }, &line[13 + used..]))
}

fn glog(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let head = line.get(..17).filter(|head| head[8] == b' ')?;
    let (month, day) = (digits::two(head, 4)?, digits::two(head, 6)?);
    let ns = civil::moment(digits::four(head, 0)?, month, day, digits::clock(head, 9)?)?;
    Some(with_year(ns, &line[17..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::{DAY, SECOND};

    /// 14 November of the year 2000.
    const NOV_14: i64 = 974_160_000 * SECOND;

    type Read = fn(&[u8]) -> Option<(RawTime, &[u8])>;

    #[track_caller]
    fn check(read: Read, line: &str, ns: i64, rest: &str) {
        let expected = Some((RawTime { clock: Clock::LocalNoYear, ns }, rest.as_bytes()));
        assert_eq!(read(line.as_bytes()), expected, "{line}");
    }

    #[test]
    fn both_paddings_and_klog() {
        check(prefix, "Nov 14 00:00:01 host", NOV_14 + SECOND, " host");
        check(prefix, "Nov  7 00:00:01.5 host", NOV_14 - 7 * DAY + 3 * SECOND / 2, " host");
        check(prefix, "Nov 07 00:00:01", NOV_14 - 7 * DAY + SECOND, "");
        check(prefix, "Nov 7 00:00:01 host", NOV_14 - 7 * DAY + SECOND, " host");
        check(prefix, "Nov 14 00:00:01 NAS kernel: x", NOV_14 + SECOND, " NAS kernel: x");
        check(prefix, "Nov 14 00:00:01 10.0.0.1 x", NOV_14 + SECOND, " 10.0.0.1 x");
        check(prefix, "Nov 14 00:00:01 CST host", NOV_14 + SECOND, " host");
        check(prefix, "Nov 14 00:00:01: %SYS-5", NOV_14 + SECOND, ": %SYS-5");
        check(klog, "1114 00:00:01.000002  12 a.go:1] x", NOV_14 + SECOND + 2000, "  12 a.go:1] x");
    }

    #[track_caller]
    fn dated(read: Read, line: &str, clock: Clock, rest: &str) {
        let year = if clock == Clock::UtcNoYear { NOV_14 } else { NOV_14 + 9131 * DAY };
        let expected = Some((RawTime { clock, ns: year + SECOND }, rest.as_bytes()));
        assert_eq!(read(line.as_bytes()), expected, "{line}");
    }

    #[test]
    fn years_and_zones() {
        dated(prefix, "Nov 14 2025 00:00:01 host", Clock::Local, " host");
        dated(prefix, "Nov 14 00:00:01 2025 host", Clock::Local, " host");
        dated(prefix, "Nov 14 2025 01:00:01 CET: x", Clock::Utc, ": x");
        dated(prefix, "Nov 14 00:00:01 UTC 2025 host", Clock::Utc, " host");
        dated(prefix, "Nov 14 01:00:01 CET host", Clock::UtcNoYear, " host");
        dated(prefix, "Nov 14 02:00:01+02:00 host", Clock::UtcNoYear, " host");
        dated(klog, "20251114 00:00:01  12 a.cc:1] x", Clock::Local, "  12 a.cc:1] x");
    }

    #[test]
    fn what_is_no_stamp() {
        for line in
            ["Nov 31 00:00:00", "Foo 14 00:00:00", "Nov 14 00:00", "November 14", "Nov 0 00:00:01", "Nov 14 2025 x y z"]
        {
            assert_eq!(prefix(line.as_bytes()), None, "{line}");
        }
        assert_eq!((klog(b"1314 00:00:01"), klog(b"20251314 00:00:01")), (None, None));
    }
}
