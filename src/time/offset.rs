//! The offset from UTC that a stamp prints, which tells the zone of the machine.
//!
//! ```text
//! 2026-11-21T19:16:23.118000+01:00 cache-3 systemd[1]: ...                 one hour
//! 10.50.7.129 - - [21/Nov/2026:19:16:23 +0100] "GET / HTTP/1.1" 200 18     one hour
//! 2026-11-21 19:16:23 CET [2250] LOG:  checkpoint starting: time           one hour
//! 2026-11-21T18:16:23Z level=info ...                                      none: programs print UTC anywhere
//! Sat 2026-11-21 19:11:52 CST cache-3 sudo[218]: ...                       none: a name of many zones
//! ```

use memchr::memchr_iter;

use super::zone;
use crate::model::stamp::{DAY, SECOND};

/// A stamp ends before this many bytes of its line.
const HEAD: usize = 96;

/// Nanoseconds east of UTC that the stamp at the head of a line prints; `utc_ns` is its time.
#[must_use]
pub fn printed(line: &[u8], utc_ns: i64) -> Option<i64> {
    let head = &line[..line.len().min(HEAD)];
    let clocks = memchr_iter(b':', head).filter_map(|colon| clock(head, colon.checked_sub(2)?));
    // What looks like a clock may be part of an address: only the line's own time is believed.
    let own = |clock_ns: i64, east: i64| (utc_ns + east - clock_ns).rem_euclid(DAY) < SECOND;
    clocks
        .filter_map(|(clock_ns, after)| Some((clock_ns, east(after)?)))
        .find(|(at, east)| own(*at, *east))
        .map(|c| c.1)
}

/// Nanoseconds east of UTC as printed behind a clock.
fn east(after: &[u8]) -> Option<i64> {
    let fraction = after.iter().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
    let stamp = &after[fraction..];
    let (seconds, _) = zone::behind(stamp)?;
    seconds.filter(|seconds| *seconds != 0 || is_offset(stamp)).map(|seconds| seconds * SECOND)
}

/// Whether a zone is printed in figures: names of UTC stand in logs of programs anywhere.
fn is_offset(stamp: &[u8]) -> bool {
    stamp.iter().find(|b| **b != b' ').is_some_and(|b| matches!(b, b'+' | b'-'))
}

/// `19:16:23` at a place of a line, nanoseconds, and what follows.
fn clock(head: &[u8], at: usize) -> Option<(i64, &[u8])> {
    let apart = at.checked_sub(1).is_none_or(|before| !head[before].is_ascii_digit());
    let (text, after) = head.get(at..)?.split_at_checked(8)?;
    let sound = text.iter().enumerate().all(|(i, b)| if i % 3 == 2 { *b == b':' } else { b.is_ascii_digit() });
    let two = |at: usize| i64::from(text[at] - b'0') * 10 + i64::from(text[at + 1] - b'0');
    (apart && sound).then(|| ((two(0) * 3600 + two(3) * 60 + two(6)) * SECOND, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::MINUTE;

    #[track_caller]
    fn check(line: &str, minutes: Option<i64>) {
        let noted = (19 * 60 + 16) * MINUTE + 23 * SECOND;
        let utc_ns = 500 * DAY + noted - minutes.unwrap_or(0) * MINUTE + 118_298;
        assert_eq!(printed(line.as_bytes(), utc_ns), minutes.map(|m| m * MINUTE), "{line}");
    }

    #[test]
    fn what_stamps_print() {
        check("2026-11-21T19:16:23.118000+01:00 cache-3 systemd[1]: x", Some(60));
        check("2026-11-21T19:16:23-0330 cache-3 systemd[1]: x", Some(-210));
        check("2026-11-21T19:16:23,118298+05:30 x", Some(330));
        check("2026-11-21T19:16:23+00:00 x", Some(0));
        check("10.50.7.129 - - [21/Nov/2026:19:16:23 +0100] \"GET / HTTP/1.1\" 200 18", Some(60));
        check("fe80::12:34:56 - - [21/Nov/2026:19:16:23 -0500] \"GET / HTTP/1.1\" 200 18", Some(-300));
        check("2026-11-21 19:16:23 CET [2250] LOG:  checkpoint starting: time", Some(60));
        check("Sat 2026-11-21 19:16:23 CST cache-3 sudo[218]: x", None);
        check("2026-11-21 19:16:23 UTC [2250] LOG:  checkpoint starting: time", None);
        check("2026-11-21T19:16:23Z level=info", None);
        check("2026-11-21 19:16:23 status installed redis:amd64", None);
        check("Nov 21 19:16:23 cache-3 x: at 10:00:00+01:00", None);
        check("2026-11-21T19:16:23+99:00 x", None);
        check("", None);
    }

    #[test]
    fn another_clock_of_the_line_is_not_believed() {
        assert_eq!(printed(b"12:34:56 +0100 2026-11-21T19:16:23Z x", 19 * 3600 * SECOND), None);
    }
}
