//! The stamp of syslog files and of journalctl's short modes: no year, no zone.
//!
//! ```text
//! Nov 14 02:57:18          day padded with a blank (syslog) or a zero (journalctl)
//! Nov 14 02:57:18.246788   short-precise
//! 1114 02:57:18.246788     klog, after its level letter
//! ```

use crate::model::{Clock, RawTime};

use super::{civil, digits};

/// The year that a stamp without one is counted in: a leap year, so that 29 February exists.
pub const YEAR: i64 = 2000;

/// Reads the stamp a line starts with and returns what follows it.
#[inline]
#[must_use]
pub fn prefix(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let head = line.get(..15)?;
    if head[3] != b' ' || head[6] != b' ' {
        return None;
    }
    let seconds = digits::clock(head, 7)?;
    stamp(civil::month(&head[..3])?, digits::padded(head, 4)?, seconds, &line[15..])
}

/// Reads klog's `MMDD HH:MM:SS.uuuuuu` and returns what follows it.
#[inline]
#[must_use]
pub fn klog(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let head = line.get(..13)?;
    if head[4] != b' ' {
        return None;
    }
    let seconds = digits::clock(head, 5)?;
    stamp(digits::two(head, 0)?, digits::two(head, 2)?, seconds, &line[13..])
}

#[inline]
fn stamp(month: i64, day: i64, seconds: i64, rest: &[u8]) -> Option<(RawTime, &[u8])> {
    let ns = civil::moment(YEAR, month, day, seconds)?;
    let (fraction, used) = digits::fraction(rest);
    Some((RawTime { clock: Clock::LocalNoYear, ns: ns + fraction }, &rest[used..]))
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
        check(klog, "1114 00:00:01.000002  12 a.go:1] x", NOV_14 + SECOND + 2000, "  12 a.go:1] x");
    }

    #[test]
    fn what_is_no_stamp() {
        for line in ["Nov 31 00:00:00", "Foo 14 00:00:00", "Nov 14 00:00", "November 14"] {
            assert_eq!(prefix(line.as_bytes()), None, "{line}");
        }
        assert_eq!(klog(b"1314 00:00:01"), None);
    }
}
