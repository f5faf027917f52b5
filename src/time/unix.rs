//! Time since 1970 as a number: seconds, milliseconds, microseconds or nanoseconds, with or without a fraction.
//!
//! ```text
//! 1795188499.246788      short-unix, zap: seconds          1795189041505.3335   klog's JSON: milliseconds
//! 1795188499247239       the journal: microseconds         1.773e+09            controller-runtime
//! ```

use crate::model::{RawTime, stamp::SECOND};
use crate::text::cursor::number;

use super::digits;

/// Reads `SSSSSSSSSS.uuuuuu` at the start of a line, nine or ten digits before the point, and returns what follows.
#[inline]
#[must_use]
pub fn prefix(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let end = line.iter().take(11).position(|b| !b.is_ascii_digit())?;
    if !(9..=10).contains(&end) {
        return None;
    }
    let (fraction, used) = digits::fraction(&line[end..]);
    if used == 0 {
        return None;
    }
    let seconds = i64::try_from(number(&line[..end])?).ok()?;
    Some((RawTime::utc(seconds.checked_mul(SECOND)?.checked_add(fraction)?), &line[end + used..]))
}

/// A moment from a count of microseconds, as the journal stores it.
#[inline]
#[must_use]
pub fn micros(text: &[u8]) -> Option<i64> {
    i64::try_from(number(text)?).ok()?.checked_mul(1000)
}

/// A moment from a number whose size tells its unit; digits are kept, nothing passes through a float unless the
/// number is printed with an exponent.
#[must_use]
pub fn any(text: &[u8]) -> Option<RawTime> {
    let end = text.iter().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let whole = i64::try_from(number(&text[..end])?).ok()?;
    let rest = &text[end..];
    if memchr::memchr2(b'e', b'E', rest).is_some() {
        return exponent(text);
    }
    let scale = match end {
        ..=11 => SECOND,
        12..=14 => SECOND / 1000,
        15..=17 => 1000,
        _ => 1,
    };
    let (fraction, used) = digits::fraction(rest);
    if used != rest.len() {
        return None;
    }
    let fraction = fraction / (SECOND / scale);
    whole.checked_mul(scale)?.checked_add(fraction).filter(|ns| *ns > 0).map(RawTime::utc)
}

/// `1.773e+09`: seconds, to the microsecond that a float of that size holds.
fn exponent(text: &[u8]) -> Option<RawTime> {
    let seconds: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    let sound = (1.0e8..9.0e9).contains(&seconds);
    #[allow(clippy::cast_possible_truncation)]
    sound.then(|| RawTime::utc((seconds * 1e6).round() as i64 * 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_by_size() {
        let at = |text: &[u8]| any(text).map(|t| t.ns);
        assert_eq!(at(b"1795188499.246788"), Some(1_795_188_499_246_788_000));
        assert_eq!(at(b"1795189041505.3335"), Some(1_795_189_041_505_333_500));
        assert_eq!(at(b"1795188499247239"), Some(1_795_188_499_247_239_000));
        assert_eq!(at(b"1795188499247239001"), Some(1_795_188_499_247_239_001));
        assert_eq!(at(b"1.7951884e+09"), Some(1_795_188_400_000_000_000));
        assert_eq!(at(b"12x"), None);
        assert_eq!(at(b"99999999999999999999"), None);
    }

    #[test]
    fn lines() {
        let (time, rest) = prefix(b"1795188499.246788 node-a x").unwrap();
        assert_eq!((time.ns, rest), (1_795_188_499_246_788_000, &b" node-a x"[..]));
        assert_eq!(prefix(b"1795188499 node-a"), None);
        assert_eq!(prefix(b"10.77.0.2 x"), None);
    }
}
