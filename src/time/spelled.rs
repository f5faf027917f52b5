//! Dates that few programs spell alike: each has a place here, so that none of them loses its time.
//!
//! ```text
//! 14-Nov-2025 02:57:18.123              BIND, Tomcat, PHP
//! 14/Nov/2025:02:57:18 +0000            CUPS, and what copied the access logs
//! 14 Nov 2025 02:57:18.123              Redis's relatives, Erlang
//! 2025.11.14 02:57:18.123456            ClickHouse
//! Fri Nov 14 02:57:18.123456 2025       Apache
//! Nov 14, 2025 @ 02:57:18.123           Kibana
//! ```

use crate::model::{Clock, RawTime};

use super::{civil, digits, zone};

/// Reads the date and the time of day a text starts with, and the zone behind them; returns what follows.
#[must_use]
pub fn prefix(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let head = text.get(..20)?;
    match (head[2], head[4], head[6], head[11]) {
        (b'-', _, b'-', b' ') | (b'/', _, b'/', b':' | b' ') | (b' ', _, b' ', b' ') => day_first(text),
        (_, b'.', _, _) => dotted(text),
        (_, _, b',', _) => kibana(text),
        _ => week_first(text),
    }
}

/// `14-Nov-2025 02:57:18`.
fn day_first(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let (day, month) = (digits::padded(text, 0)?, civil::month(&text[3..6])?);
    let ns = civil::moment(digits::four(text, 7)?, month, day, digits::clock(text, 12)?)?;
    Some(finished(ns, &text[20..]))
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

/// `Fri Nov 14 02:57:18.123456 2025`.
fn week_first(text: &[u8]) -> Option<(RawTime, &[u8])> {
    if !civil::is_weekday(&text[..3]) || text[3] != b' ' || text[7] != b' ' || text[10] != b' ' {
        return None;
    }
    let (month, day) = (civil::month(&text[4..7])?, digits::padded(text, 8)?);
    let (fraction, used) = digits::fraction(&text[19..]);
    let rest = text[19 + used..].strip_prefix(b" ")?;
    let ns = civil::moment(digits::four(rest, 0)?, month, day, digits::clock(text, 11)?)?;
    Some((RawTime { clock: Clock::Local, ns: ns + fraction }, &rest[4..]))
}

/// `Nov 14, 2025 @ 02:57:18.123`.
fn kibana(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let (month, day) = (civil::month(&text[..3])?, digits::padded(text, 4)?);
    let year = digits::four(text, 8).filter(|_| text[3] == b' ' && text[7] == b' ')?;
    let rest = text[12..].strip_prefix(b" @ ")?;
    let ns = civil::moment(year, month, day, digits::clock(rest, 0)?)?;
    Some(finished(ns, &rest[8..]))
}

fn finished(ns: i64, rest: &[u8]) -> (RawTime, &[u8]) {
    let (fraction, used) = digits::fraction(rest);
    zone::beside(RawTime { clock: Clock::Local, ns: ns + fraction }, &rest[used..])
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
    fn every_spelling() {
        check("14-Nov-2025 02:57:18.500 general: x", Clock::Local, 5, " general: x");
        check("14-Nov-2025 02:57:18 UTC] x", Clock::Utc, 0, "] x");
        check("14/Nov/2025:03:57:18 +0100] x", Clock::Utc, 0, "] x");
        check("14 Nov 2025 02:57:18.500 # x", Clock::Local, 5, " # x");
        check("2025.11.14 02:57:18.500000 [ 1 ]", Clock::Local, 5, " [ 1 ]");
        check("Fri Nov 14 02:57:18.500000 2025] x", Clock::Local, 5, "] x");
        check("Nov 14, 2025 @ 02:57:18.500", Clock::Local, 5, "");
        check("Fri Nov 14 02:57:18 2025 us=7", Clock::Local, 0, " us=7");
    }

    #[test]
    fn what_is_no_date() {
        for text in
            ["14-Foo-2025 02:57:18 x", "2025.11.14-02:57:18 x", "Fri Nov 14 02:57:18 x y z", "no date at all here", ""]
        {
            assert_eq!(prefix(text.as_bytes()), None, "{text}");
        }
    }
}
