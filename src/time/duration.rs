//! Spans as people and Go print them: the ages of kubectl tables, the latencies in messages.
//!
//! ```text
//! 45s   2m45s   3h12m   5d   1.902711s   100ms   15m0s   <unknown>
//! ```

use crate::model::stamp::{DAY, HOUR, MINUTE, SECOND};
use crate::text::cursor::{Cursor, number};

use super::digits;

/// Nanoseconds of a span; `None` when the text is anything else. A sign is not accepted.
#[must_use]
pub fn parse(text: &[u8]) -> Option<i64> {
    let mut rest = Cursor::new(text);
    let mut total = 0i64;
    if text.is_empty() {
        return None;
    }
    while !rest.rest().is_empty() {
        total = total.checked_add(part(&mut rest)?)?;
    }
    Some(total)
}

fn part(rest: &mut Cursor<'_>) -> Option<i64> {
    let whole = i64::try_from(number(rest.while_(|b| b.is_ascii_digit()))?).ok()?;
    let (fraction, used) = digits::fraction(rest.rest());
    *rest = Cursor::new(&rest.rest()[used..]);
    let unit = unit(rest.while_(|b| b.is_ascii_alphabetic() || b >= 0x80))?;
    // The fraction is in billionths of the unit; i128 because a day's worth does not fit twice.
    let fraction = i64::try_from(i128::from(fraction) * i128::from(unit) / i128::from(SECOND)).ok()?;
    whole.checked_mul(unit)?.checked_add(fraction)
}

fn unit(name: &[u8]) -> Option<i64> {
    Some(match name {
        b"y" => 365 * DAY,
        b"w" => 7 * DAY,
        b"d" => DAY,
        b"h" => HOUR,
        b"m" | b"min" => MINUTE,
        b"s" => SECOND,
        b"ms" => SECOND / 1000,
        b"us" | b"\xc2\xb5s" | b"\xce\xbcs" => 1000,
        b"ns" => 1,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_and_latencies() {
        assert_eq!(parse(b"2m45s"), Some(165 * SECOND));
        assert_eq!(parse(b"5d3h"), Some(5 * DAY + 3 * HOUR));
        assert_eq!(parse(b"1.902711s"), Some(1_902_711_000));
        assert_eq!(parse(b"100ms"), Some(100_000_000));
        assert_eq!(parse("1.5µs".as_bytes()), Some(1500));
        assert_eq!(parse(b"<unknown>"), None);
        assert_eq!(parse(b""), None);
        assert_eq!(parse(b"5"), None);
    }
}
