//! Spans as a user names them: the words of systemd.time.
//!
//! ```text
//! 2h   2 hours   1h 30min   1.5d   2 months 5 days   90       a bare number counts seconds
//! ```
//!
//! What programs print is another language, in which `m` is a minute too but `M` is nothing; see `duration.rs`.
//!
//! # Source
//!
//! systemd.time(7), "Parsing Time Spans".

use super::digits;
use crate::model::stamp::{DAY, HOUR, MINUTE, SECOND};
use crate::text::cursor::{Cursor, number};

/// Units and the words for them. A month is 30.44 days and a year 365.25, as systemd counts them.
const UNITS: [(i64, &[&str]); 10] = [
    (SECOND, &["", "seconds", "second", "sec", "s"]),
    (MINUTE, &["minutes", "minute", "min", "m"]),
    (HOUR, &["hours", "hour", "hr", "h"]),
    (DAY, &["days", "day", "d"]),
    (7 * DAY, &["weeks", "week", "w"]),
    (2_629_800 * SECOND, &["months", "month", "M"]),
    (31_557_600 * SECOND, &["years", "year", "y"]),
    (SECOND / 1000, &["msec", "ms"]),
    (1000, &["usec", "us", "µs", "μs"]),
    (1, &["nsec", "ns"]),
];

/// Nanoseconds of a span; `None` when the text is anything else. A sign is not accepted.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let mut rest = Cursor::new(text.trim().as_bytes());
    let mut total = 0i64;
    if rest.rest().is_empty() {
        return None;
    }
    while !rest.rest().is_empty() {
        total = total.checked_add(part(&mut rest)?)?;
        rest.while_(|b| b == b' ');
    }
    Some(total)
}

fn part(rest: &mut Cursor<'_>) -> Option<i64> {
    let whole = i64::try_from(number(rest.while_(|b| b.is_ascii_digit()))?).ok()?;
    let (fraction, used) = digits::fraction(rest.rest());
    *rest = Cursor::new(&rest.rest()[used..]);
    rest.while_(|b| b == b' ');
    let unit = unit(rest.while_(|b| b.is_ascii_alphabetic() || b >= 0x80))?;
    // The fraction is in billionths of the unit; i128 because a year's worth does not fit.
    let fraction = i64::try_from(i128::from(fraction) * i128::from(unit) / i128::from(SECOND)).ok()?;
    whole.checked_mul(unit)?.checked_add(fraction)
}

fn unit(word: &[u8]) -> Option<i64> {
    let named = |words: &[&str]| words.iter().any(|known| known.as_bytes() == word);
    UNITS.iter().find(|(_, words)| named(words)).map(|(unit, _)| *unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_systemd() {
        for (text, span) in [
            ("2h", 2 * HOUR),
            ("2hours", 2 * HOUR),
            ("48hr", 48 * HOUR),
            ("1y 12month", 31_557_600 * SECOND + 12 * 2_629_800 * SECOND),
            ("55s500ms", 55 * SECOND + SECOND / 2),
            ("300ms20s 5day", 300 * (SECOND / 1000) + 20 * SECOND + 5 * DAY),
            ("1 week 2 minutes", 7 * DAY + 2 * MINUTE),
            ("1.5d", 36 * HOUR),
            ("90", 90 * SECOND),
            ("1M 1m", 2_629_800 * SECOND + MINUTE),
        ] {
            assert_eq!(parse(text), Some(span), "{text}");
        }
        for wrong in ["", " ", "h", "-2h", "2 fortnights", "2h x", "9999999999999y"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
