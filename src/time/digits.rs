//! Digits at fixed places: what every stamp shape is made of.
//!
//! ```text
//! HH:MM:SS.uuuuuu    hour may be blank padded; `.` or `,`; any number of fraction digits, nine count
//! ```

/// Two digits at an offset.
#[inline]
#[must_use]
pub fn two(bytes: &[u8], at: usize) -> Option<i64> {
    let pair = bytes.get(at..at + 2)?;
    let (tens, ones) = (pair[0].wrapping_sub(b'0'), pair[1].wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| i64::from(tens) * 10 + i64::from(ones))
}

/// Two digits at an offset; the first may be a blank.
#[inline]
#[must_use]
pub fn padded(bytes: &[u8], at: usize) -> Option<i64> {
    match bytes.get(at..at + 2)? {
        [b' ', ones @ b'0'..=b'9'] => Some(i64::from(ones - b'0')),
        _ => two(bytes, at),
    }
}

/// Four digits at an offset.
#[inline]
#[must_use]
pub fn four(bytes: &[u8], at: usize) -> Option<i64> {
    Some(two(bytes, at)? * 100 + two(bytes, at + 2)?)
}

/// `HH:MM:SS` at an offset as seconds; a leap second counts as the second before.
#[inline]
#[must_use]
pub fn clock(bytes: &[u8], at: usize) -> Option<i64> {
    let text = bytes.get(at..at + 8)?;
    let (hour, minute, second) = (padded(text, 0)?, two(text, 3)?, two(text, 6)?);
    let sound = text[2] == b':' && text[5] == b':' && hour < 24 && minute < 60 && second <= 60;
    sound.then(|| hour * 3600 + minute * 60 + second.min(59))
}

/// A fraction that starts with `.` or `,`: nanoseconds and its length with the mark; `(0, 0)` when there is none.
#[inline]
#[must_use]
pub fn fraction(bytes: &[u8]) -> (i64, usize) {
    let Some((b'.' | b',', digits)) = bytes.split_first() else { return (0, 0) };
    let (mut value, mut used) = (0i64, 0);
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        if used < 9 {
            value = value * 10 + i64::from(digit);
        }
        used += 1;
    }
    if used == 0 {
        return (0, 0);
    }
    (value * SCALE[used.min(9)], used + 1)
}

/// Powers of ten that bring a fraction of so many digits to nanoseconds.
const SCALE: [i64; 10] = [0, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_any_length() {
        assert_eq!(fraction(b".1Z"), (100_000_000, 2));
        assert_eq!(fraction(b",820700+01:00"), (820_700_000, 7));
        assert_eq!(fraction(b".1234567891"), (123_456_789, 11));
        assert_eq!(fraction(b". x"), (0, 0));
        assert_eq!(fraction(b""), (0, 0));
    }

    #[test]
    fn clocks() {
        assert_eq!(clock(b"23:59:60", 0), Some(86_399));
        assert_eq!(clock(b" 6:02:03", 0), Some(21_723));
        assert_eq!(clock(b"24:00:00", 0), None);
        assert_eq!(clock(b"1:2:3", 0), None);
    }
}
