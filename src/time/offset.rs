//! The offset from UTC that a stamp prints, which tells the zone of the machine.
//!
//! ```text
//! 2026-11-21T19:16:23.118000+01:00 cache-3 systemd[1]: ...    one hour
//! 2026-11-21T18:16:23Z level=info ...                         none: programs print UTC anywhere
//! Sat 2026-11-21 19:11:52 CST cache-3 sudo[218]: ...          none: a name of many zones
//! ```

use memchr::memchr_iter;

use super::rfc3339;
use crate::model::stamp::SECOND;

/// A stamp ends before this many bytes of its line.
const HEAD: usize = 48;

/// Nanoseconds east of UTC that the stamp at the start of a line prints.
#[must_use]
pub fn printed(line: &[u8]) -> Option<i64> {
    if !line.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let head = &line[..line.len().min(HEAD)];
    let mut clocks = memchr_iter(b':', head).filter_map(|colon| colon.checked_sub(2));
    let clock = clocks.find(|at| head.get(*at..*at + 8).is_some_and(is_clock))?;
    let after = &head[clock + 8..];
    let fraction = after.iter().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
    let stamp = &after[fraction..];
    let (seconds, _) = rfc3339::offset(stamp).filter(|_| stamp[0] != b'Z')?;
    Some(seconds * SECOND)
}

/// `19:16:23`
fn is_clock(text: &[u8]) -> bool {
    text.iter().enumerate().all(|(i, b)| if i % 3 == 2 { *b == b':' } else { b.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::MINUTE;

    #[track_caller]
    fn check(line: &str, minutes: Option<i64>) {
        assert_eq!(printed(line.as_bytes()), minutes.map(|m| m * MINUTE), "{line}");
    }

    #[test]
    fn what_stamps_print() {
        check("2026-11-21T19:16:23.118000+01:00 cache-3 systemd[1]: x", Some(60));
        check("2026-11-21T19:16:23-0330 cache-3 systemd[1]: x", Some(-210));
        check("2026-11-21T19:16:23,118298+05:30 x", Some(330));
        check("2026-11-21T18:16:23Z level=info", None);
        check("2026-11-21 19:15:30 status installed redis:amd64", None);
        check("Nov 21 19:15:30 cache-3 x: at 10:00:00+01:00", None);
        check("2026-11-21T19:16:23+99:00 x", None);
        check("", None);
    }
}
