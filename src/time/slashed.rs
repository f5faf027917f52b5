//! Dates of numbers alone whose order the numbers tell, or the program that prints them so.
//!
//! ```text
//! 11/14/2025, 2:57:18 AM        the United States: Windows, Node
//! 14/11/2025 02:57:18           elsewhere; 05/11/2025 02:57:18 might be either and is read as neither
//! 11/14/2025-02:57:18.123456    Snort and Suricata
//! 11-14-2025 02:57:18.123       Splunk
//! 14.11.2025 02:57:18           German
//! 2025-11-14_02:57:18.123       runit's svlogd
//! 25/11/14 02:57:18             Spark and Hadoop: the year without its century
//! 20251114:025718.123           Zabbix; 20251114025718.123 of LXC, 251114 02:57:18 of CockroachDB, 20251114-02:57:18 of FIX
//! ```

use crate::model::{Clock, RawTime};

use super::{civil, daytime, digits, spelled, zone};

/// Reads the date and the time of day a text starts with, and the zone behind them; returns what follows.
#[must_use]
pub fn prefix(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let (first, rest) = number(text)?;
    let sign = *rest.first()?;
    if !matches!(sign, b'/' | b'-' | b'.') {
        return packed(text);
    }
    let (second, rest) = number(&rest[1..])?;
    let (third, rest) = number(rest.strip_prefix(&[sign])?)?;
    let dashed = rest.strip_prefix(b"-").filter(|_| sign == b'/');
    let joined = rest.strip_prefix(b"_").filter(|_| sign == b'-');
    let rest = dashed.or(joined).or_else(|| rest.strip_prefix(b",").unwrap_or(rest).strip_prefix(b" "))?;
    let (clock, halves, rest) = daytime::half(rest)?;
    // Snort and Suricata are American.
    let halves = halves || dashed.is_some();
    let (year, month, day) = ordered(sign, [first, second, third], halves)?;
    let ns = civil::moment(year, month, day, 0)? + clock;
    Some(zone::beside(RawTime { clock: Clock::Local, ns }, rest))
}

/// Year, month and day out of three numbers.
fn ordered(sign: u8, [first, second, third]: [i64; 3], halves: bool) -> Option<(i64, i64, i64)> {
    match (sign, third) {
        (b'/', 1..=31) if (20..100).contains(&first) => Some((2000 + first, second, third)),
        (b'.', 1000..) => Some((third, second, first)),
        (b'-', 1000..) => Some((third, first, second)),
        (b'-', 1..=31) if first > 1000 => Some((first, second, third)),
        (b'/', 1000..) if first > 12 => Some((third, second, first)),
        (b'/', 1000..) if second > 12 || halves => Some((third, first, second)),
        (b'/', 20..100) if second > 12 => Some((2000 + third, first, second)),
        _ => None,
    }
}

/// `20251114:025718.123`, `20251114 02:57:18.123`, `251114 02:57:18.123`.
fn packed(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let digits = text.iter().take(15).take_while(|b| b.is_ascii_digit()).count();
    let (year, month) = match digits {
        8 | 14 => (digits::four(text, 0)?, 4),
        6 => (2000 + digits::two(text, 0)?, 2),
        _ => return None,
    };
    let (month, day) = (digits::two(text, month)?, digits::two(text, month + 2)?);
    let (seconds, rest) = match (digits, text[digits..].split_first()?) {
        (14, _) => (packed_clock(&text[8..])?, &text[14..]),
        (8, (b':', rest)) => (packed_clock(rest)?, &rest[6..]),
        (_, (b' ', rest)) | (8, (b'-', rest)) => (digits::clock(rest, 0)?, &rest[8..]),
        _ => return None,
    };
    let ns = civil::moment(year, month, day, seconds).filter(|_| (1990..2100).contains(&year))?;
    Some(spelled::finished(ns, rest))
}

/// `081109 203615`, `08/11/09 20:36:15`, `08-11-09 20:36:15`: short enough to be other numbers, so that the caller wants more than that.
#[must_use]
pub fn short(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let head = text.get(..17)?;
    let (at, seconds, used) = match (head[2], head[5], head[6]) {
        (b'/', b'/', _) | (b'-', b'-', _) => ([0, 3, 6], digits::clock(head, 9).filter(|_| head[8] == b' ')?, 17),
        (_, _, b' ') => ([0, 2, 4], packed_clock(&head[7..13])?, 13),
        _ => return None,
    };
    let [year, month, day] = at.map(|at| digits::two(head, at));
    let ns = civil::moment(2000 + year?, month?, day?, seconds)?;
    Some((RawTime { clock: Clock::Local, ns }, &text[used..]))
}

/// `025718`.
fn packed_clock(text: &[u8]) -> Option<i64> {
    let (hour, minute, second) = (digits::two(text, 0)?, digits::two(text, 2)?, digits::two(text, 4)?);
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

/// One to four digits, and what follows.
fn number(text: &[u8]) -> Option<(i64, &[u8])> {
    let width = text.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
    let value = text[..width].iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
    (width > 0).then_some((value, &text[width..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::SECOND;

    #[track_caller]
    fn check(text: &str, clock: Clock, tenths: i64, rest: &str) {
        let ns = 1_763_089_038 * SECOND + tenths * SECOND / 10;
        assert_eq!(prefix(text.as_bytes()), Some((RawTime { clock, ns }, rest.as_bytes())), "{text}");
    }

    #[test]
    fn every_order() {
        check("11/14/2025, 2:57:18 AM x", Clock::Local, 0, " x");
        check("11/14/2025 02:57:18.5 x", Clock::Local, 5, " x");
        check("14/11/2025 02:57:18 x", Clock::Local, 0, " x");
        check("14.11.2025 02:57:18 x", Clock::Local, 0, " x");
        check("11-14-2025 03:57:18.5 +0100 x", Clock::Utc, 5, " x");
        check("25/11/14 02:57:18 x", Clock::Local, 0, " x");
        check("11/14/25 02:57:18 x", Clock::Local, 0, " x");
        check("11/14/2025-02:57:18.5  [**] x", Clock::Local, 5, "  [**] x");
        check("2025-11-14_02:57:18.5 x", Clock::Local, 5, " x");
        check("20251114:025718.5 x", Clock::Local, 5, " x");
        check("20251114025718.5 x", Clock::Local, 5, " x");
        check("20251114 02:57:18.5 x", Clock::Local, 5, " x");
        check("251114 02:57:18.5 x", Clock::Local, 5, " x");
        check("20251114-02:57:18.5 x", Clock::Local, 5, " x");
    }

    #[test]
    fn years_that_might_be_days() {
        let at = |seconds: i64| RawTime { clock: Clock::Local, ns: seconds * SECOND };
        assert_eq!(short(b"081109 203615 148 INFO x"), Some((at(1_226_262_975), &b" 148 INFO x"[..])));
        for text in ["17/06/09 20:10:40 INFO x", "17-06-09 20:10:40 INFO x"] {
            assert_eq!(short(text.as_bytes()), Some((at(1_497_039_040), &b" INFO x"[..])), "{text}");
        }
        for text in ["081309 203615 148 INFO", "17/06/09 20.10.40 INFO x", "123456 123", "1 2 3 4 5 6 7 8 9 10"] {
            assert_eq!(short(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn what_might_be_two_dates_is_none() {
        for text in
            ["05/11/2025 02:57:18", "05/11/08 02:57:18", "1/2 02:57:18", "10.0.0.1 02:57:18", "20251114 x", "7 a"]
        {
            assert_eq!(prefix(text.as_bytes()), None, "{text}");
        }
    }
}
