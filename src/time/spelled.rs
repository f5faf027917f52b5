//! Dates that few programs spell alike: each has a place here, so that none of them loses its time.
//!
//! ```text
//! 14-Nov-2025 02:57:18.123              BIND, Tomcat, PHP
//! 14/Nov/2025:02:57:18 +0000            CUPS, and what copied the access logs
//! 14 Nov 2025 02:57:18.123              Redis's relatives, Erlang
//! 2025.11.14 02:57:18.123456            ClickHouse
//! Fri Nov 14 02:57:18.123456 2025       Apache; `Fri Nov 4 02:57:18 2025`, vsftpd
//! Fri Nov 14 02:57:18 AM UTC 2025       date(1)
//! Nov 14, 2025 @ 02:57:18.123           Kibana
//! Fri, Nov 14 2025 2:57:18 am           Rancher
//! Nov 14, 2025 2:57:18 AM               Java's own logging
//! @4000000069169a980756b5b4             TAI64N: s6, runit, daemontools
//! ```

use crate::model::{Clock, RawTime, stamp::SECOND};
use crate::text::cursor;

use super::{civil, daytime, digits, zone};

/// Reads the date and the time of day a text starts with, and the zone behind them; returns what follows.
#[must_use]
pub fn prefix(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let head = text.get(..20)?;
    match (head[2], head[4], head[6], head[11]) {
        (b'-', _, b'-', b' ' | b':') | (b'/', _, b'/', b':' | b' ') | (b' ', _, b' ', b' ') => day_first(text),
        (_, b'.', _, _) => dotted(text),
        _ if head[5] == b',' || head[6] == b',' => in_words(text),
        _ if head[0] == b'@' => tai64n(text),
        _ if head[3] == b',' => half_day(text),
        _ => week_first(text),
    }
}

/// `14-Nov-2025 02:57:18`.
fn day_first(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let (day, month) = (digits::padded(text, 0)?, civil::month(&text[3..6])?);
    // Erlang puts two colons between them.
    let clock = 12 + usize::from(text[12] == b':');
    let ns = civil::moment(digits::four(text, 7)?, month, day, digits::clock(text, clock)?)?;
    Some(finished(ns, &text[clock + 8..]))
}

/// `2025.11.14 02:57:18`.
fn dotted(text: &[u8]) -> Option<(RawTime, &[u8])> {
    if text[7] != b'.' || text[10] != b' ' {
        return None;
    }
    let (month, day) = (digits::two(text, 5)?, digits::two(text, 8)?);
    let ns = civil::moment(digits::four(text, 0)?, month, day, digits::clock(text, 11)?)?;
    Some(finished(ns, &text[19..]))
}

/// `Fri Nov 14 02:57:18.123456 2025`, `Fri Nov 4 02:57:18 AM UTC 2025`.
fn week_first(text: &[u8]) -> Option<(RawTime, &[u8])> {
    if !civil::is_weekday(&text[..3]) || text[3] != b' ' || text[7] != b' ' {
        return None;
    }
    let (month, rest) = (civil::month(&text[4..7])?, text[8..].strip_prefix(b" ").unwrap_or(&text[8..]));
    let (day, rest) = rest.split_at(rest.iter().take(3).position(|b| *b == b' ')?);
    let (clock, _, rest) = daytime::half(&rest[1..])?;
    let word = rest.strip_prefix(b" ")?;
    let zone = word.split(|b| *b == b' ').next().filter(|word| zone::is_zone(word));
    let rest = zone.map_or(Some(word), |zone| word[zone.len()..].strip_prefix(b" "))?;
    let ns = civil::moment(digits::four(rest, 0)?, month, number(day)?, 0)? + clock;
    Some((zone::place(ns, zone), &rest[4..]))
}

/// `Nov 14, 2025 @ 02:57:18.123`, `Nov 4, 2025 2:57:18 AM`.
fn in_words(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let comma = if text[5] == b',' { 5 } else { 6 };
    let (month, day) = (civil::month(&text[..3])?, number(text[4..comma].trim_ascii_start())?);
    let rest = text[comma..].strip_prefix(b", ").filter(|_| text[3] == b' ')?;
    let year = digits::four(rest, 0)?;
    let rest = rest[4..].strip_prefix(b",").unwrap_or(&rest[4..]).strip_prefix(b" ")?;
    let (clock, _, rest) = daytime::half(rest.strip_prefix(b"@ ").unwrap_or(rest))?;
    Some(zone::beside(RawTime { clock: Clock::Local, ns: civil::moment(year, month, day, 0)? + clock }, rest))
}

/// `Fri, Nov 14 2025 2:57:18 am`: neither day nor hour is padded.
fn half_day(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let mut words = text.splitn(5, |b| *b == b' ').skip(1);
    let month = civil::month(words.next()?)?;
    let (day, year) = (number(words.next()?)?, number(words.next()?)?);
    let (clock, told, rest) = daytime::half(words.next()?)?;
    let ns = civil::moment(year, month, day, 0).filter(|_| told)? + clock;
    Some((RawTime { clock: Clock::Local, ns }, rest))
}

/// Seconds since 1970 and ten, the difference that the labels of daemontools had at the start, and nanoseconds, all
/// hexadecimal.
fn tai64n(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let (label, rest) = text[1..].split_at_checked(24)?;
    let label = std::str::from_utf8(label).ok().filter(|label| label.is_ascii())?;
    let seconds = i64::from_str_radix(&label[..16], 16).ok()?.checked_sub((1 << 62) + 10)?;
    let ns = i64::from_str_radix(&label[16..], 16).ok().filter(|ns| (0..SECOND).contains(ns))?;
    Some((RawTime::utc(seconds.checked_mul(SECOND)?.checked_add(ns)?), rest))
}

fn number(word: &[u8]) -> Option<i64> {
    cursor::number(word).and_then(|number| i64::try_from(number).ok())
}

/// A local time with the fraction and the zone behind it.
pub(super) fn finished(ns: i64, rest: &[u8]) -> (RawTime, &[u8]) {
    let (fraction, used) = digits::fraction(rest);
    zone::beside(RawTime { clock: Clock::Local, ns: ns + fraction }, &rest[used..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, clock: Clock, tenths: i64, rest: &str) {
        let ns = 1_763_089_038 * SECOND + tenths * SECOND / 10;
        assert_eq!(prefix(text.as_bytes()), Some((RawTime { clock, ns }, rest.as_bytes())), "{text}");
    }

    #[test]
    fn every_spelling() {
        check("14-Nov-2025 02:57:18.500 general: x", Clock::Local, 5, " general: x");
        check("14-Nov-2025::02:57:18 ===", Clock::Local, 0, " ===");
        check("14-Nov-2025 02:57:18 UTC] x", Clock::Utc, 0, "] x");
        check("14/Nov/2025:03:57:18 +0100] x", Clock::Utc, 0, "] x");
        check("14 Nov 2025 02:57:18.500 # x", Clock::Local, 5, " # x");
        check("2025.11.14 02:57:18.500000 [ 1 ]", Clock::Local, 5, " [ 1 ]");
        check("Fri Nov 14 02:57:18.500000 2025] x", Clock::Local, 5, "] x");
        check("Nov 14, 2025 @ 02:57:18.500", Clock::Local, 5, "");
        check("Nov 14, 2025 2:57:18 AM org.a.B c", Clock::Local, 0, " org.a.B c");
        check("Nov 14, 2025, 2:57:18 AM org.a.B c", Clock::Local, 0, " org.a.B c");
        check("@4000000069169a981dcd6500 x", Clock::Utc, 5, " x");
        check("Fri, Nov 14 2025 2:57:18 am\tx", Clock::Local, 0, "\tx");
        check("Fri Nov 14 02:57:18 2025 us=7", Clock::Local, 0, " us=7");
        check("Fri Nov 14 02:57:18 AM UTC 2025 x", Clock::Utc, 0, " x");
        check("Fri Nov 14 03:57:18 CET 2025 x", Clock::Utc, 0, " x");
        let (day, rest) = (1_762_225_038 * SECOND, &b" [pid 7] x"[..]);
        let time = RawTime { clock: Clock::Local, ns: day };
        assert_eq!(prefix(b"Tue Nov 4 02:57:18 2025 [pid 7] x"), Some((time, rest)));
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "a,b, c,,, 2025 2:57:18 AM",
            "Fri, Nov 14 2025 2:57:18 xm",
            "Fri, Nov 14 2025 13:57:18 am",
            "14-Foo-2025 02:57:18 x",
            "2025.11.14-02:57:18 x",
            "Fri Nov 14 02:57:18 x y z",
            "no date at all here",
            "",
        ] {
            assert_eq!(prefix(text.as_bytes()), None, "{text}");
        }
    }
}
