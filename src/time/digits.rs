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
    let (mut value, mut used) = digits.first_chunk().map_or((0, 0), |eight| leading(*eight));
    if used == 0 || used == 8 {
        for digit in digits[used..].iter().take_while(|b| b.is_ascii_digit()) {
            if used < 9 {
                value = value * 10 + i64::from(digit - b'0');
            }
            used += 1;
        }
    }
    if used == 0 {
        return (0, 0);
    }
    (value * SCALE[used.min(9)], used + 1)
}

/// The number that the leading digits of eight bytes are, and how many they are: a few steps for all of them.
#[inline]
const fn leading(eight: [u8; 8]) -> (i64, usize) {
    const EACH: u64 = u64::MAX / 0xff;
    let values = u64::from_le_bytes(eight) ^ (EACH * b'0' as u64);
    // The highest bit of a byte that is no digit: more than nine, so that 0x76 more is more than 0x7f.
    let others = (values.wrapping_add(EACH * 0x76) | values) & (EACH * 0x80);
    let used = others.trailing_zeros() as usize / 8;
    if used == 0 {
        return (0, 0);
    }
    // The first digit is in the lowest byte; what is missing before it is zeros.
    let ones = values << (64 - 8 * used);
    let twos = (ones * 10 + (ones >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (twos * 100 + (twos >> 16)) & 0x0000_ffff_0000_ffff;
    (((fours * 10_000 + (fours >> 32)) & 0xffff_ffff) as i64, used)
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
    fn digits_of_every_number_before_every_byte() {
        for (count, after) in (0..12).flat_map(|n| (0..=255).filter(|b: &u8| !b.is_ascii_digit()).map(move |b| (n, b)))
        {
            let digits = &b"907152384619"[..count];
            let text = [b".", digits, &[after; 9]].concat();
            let nine = [digits, b"000000000"].concat()[..9].iter().fold(0, |all, b| all * 10 + i64::from(b - b'0'));
            let want = if count == 0 { (0, 0) } else { (nine, count + 1) };
            assert_eq!(fraction(&text), want, "{count} {after}");
            assert_eq!(fraction(&text[..=count]), want, "{count}");
        }
    }

    #[test]
    fn clocks() {
        assert_eq!(clock(b"23:59:60", 0), Some(86_399));
        assert_eq!(clock(b" 6:02:03", 0), Some(21_723));
        assert_eq!(clock(b"24:00:00", 0), None);
        assert_eq!(clock(b"1:2:3", 0), None);
    }
}
