//! A time of day, with or without its half of the day.
//!
//! ```text
//! 02:57:18   02:57:18.123   02:57:18,123   2:57:18 AM   2:57:18\u{202f}PM   2:57PM
//! ```

use crate::model::stamp::SECOND;

use super::digits;

/// Reads the time of day a text starts with: nanoseconds since midnight, and what follows.
#[must_use]
pub fn prefix(text: &[u8]) -> Option<(i64, &[u8])> {
    let (ns, is_half, rest) = half(text)?;
    let is_padded = text.get(2) == Some(&b':') && text.get(5) == Some(&b':');
    (is_half || is_padded).then_some((ns, rest))
}

/// As [`prefix`], where the hour need not be padded and both halves of the day may look the same: also whether the half
/// is told.
#[must_use]
pub fn half(text: &[u8]) -> Option<(i64, bool, &[u8])> {
    let width = text.iter().take(3).position(|b| *b == b':')?;
    let hour = if width == 1 { digit(text[0])? } else { digits::two(text, 0)? };
    let minute = digits::two(text, width + 1)?;
    let rest = &text[width + 3..];
    let second = rest.strip_prefix(b":").and_then(|rest| digits::two(rest, 0));
    let rest = if second.is_some() { &rest[3..] } else { rest };
    let (fraction, used) = digits::fraction(rest);
    let (noon, rest) = after_noon(&rest[used..]).map_or((None, &rest[used..]), |(noon, rest)| (Some(noon), rest));
    let of_day = noon.map_or(hour, |noon| hour % 12 + if noon { 12 } else { 0 });
    let seconds = of_day * 3600 + minute * 60 + second.unwrap_or(0);
    let told = if noon.is_some() { hour <= 12 } else { hour < 24 && second.is_some() };
    let sound = told && minute < 60 && second.is_none_or(|second| second < 60);
    sound.then_some((seconds * SECOND + fraction, noon.is_some(), rest))
}

/// ` AM`, `PM`, ` pm`: whether it is after noon. Newer tables of languages part it with a narrow blank.
fn after_noon(text: &[u8]) -> Option<(bool, &[u8])> {
    let word = text.strip_prefix(b" ").or_else(|| text.strip_prefix(b"\xe2\x80\xaf")).unwrap_or(text);
    let (half, rest) = word.split_at_checked(2)?;
    if rest.first().is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    match half {
        b"AM" | b"am" => Some((false, rest)),
        b"PM" | b"pm" => Some((true, rest)),
        _ => None,
    }
}

fn digit(byte: u8) -> Option<i64> {
    byte.is_ascii_digit().then(|| i64::from(byte - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clock() {
        let at = (2 * 3600 + 57 * 60 + 18) * SECOND;
        let check = |text: &str, ns: i64, rest: &str| {
            assert_eq!(prefix(text.as_bytes()), Some((ns, rest.as_bytes())), "{text}");
        };
        check("02:57:18 x", at, " x");
        check("02:57:18 amount", at, " amount");
        check("02:57:18,5] x", at + SECOND / 2, "] x");
        check("2:57:18 AM x", at, " x");
        check("02:57:18 PM x", at + 12 * 3600 * SECOND, " x");
        check("2:57:18\u{202f}PM x", at + 12 * 3600 * SECOND, " x");
        check("12:57AM x", 57 * 60 * SECOND, " x");
        for text in ["2:57 x", "24:57:18 x", "02:60:18", "x:57:18", "02:57", "2:5", "127.0.0.1:80", ""] {
            assert_eq!(prefix(text.as_bytes()), None, "{text}");
        }
    }
}
