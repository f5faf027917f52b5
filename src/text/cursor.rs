//! A cursor over bytes: the few steps that header parsers are made of.
//!
//! ```text
//! "stderr F bind: in use"   until(b' ') -> "stderr"   then byte(b'F')   then rest()
//! ```

use memchr::memchr;

/// What is left to read of a line.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    /// Starts at the first byte.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Cursor(bytes)
    }

    /// Everything not yet read.
    #[must_use]
    pub const fn rest(self) -> &'a [u8] {
        self.0
    }

    /// Steps over one given byte.
    #[inline]
    pub fn byte(&mut self, byte: u8) -> Option<()> {
        let (first, rest) = self.0.split_first()?;
        if *first != byte {
            return None;
        }
        self.0 = rest;
        Some(())
    }

    /// Steps over a given text.
    #[inline]
    pub fn tag(&mut self, tag: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(tag)?;
        Some(())
    }

    /// Takes what stands before a byte and steps over the byte; `None` when the byte does not follow.
    #[inline]
    pub fn until(&mut self, byte: u8) -> Option<&'a [u8]> {
        let at = memchr(byte, self.0)?;
        let (taken, rest) = self.0.split_at(at);
        self.0 = &rest[1..];
        Some(taken)
    }

    /// Takes the bytes that hold, possibly none.
    #[inline]
    pub fn while_(&mut self, holds: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.0.iter().position(|b| !holds(*b)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    /// Steps over blanks, possibly none.
    #[inline]
    pub fn blanks(&mut self) {
        self.while_(|b| b == b' ');
    }

    /// Takes a decimal number that fits.
    #[inline]
    pub fn number(&mut self) -> Option<u64> {
        number(self.while_(|b| b.is_ascii_digit()))
    }
}

/// The value of decimal digits, and nothing but digits; `None` when there are none or too many.
#[inline]
#[must_use]
pub fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0u64, |value, digit| {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 { None } else { value.checked_mul(10)?.checked_add(u64::from(digit)) }
    })
}

/// The bytes without blanks and tabs at their ends.
#[must_use]
pub fn trim(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps() {
        let mut line = Cursor::new(b"stderr F  12x");
        assert_eq!(line.until(b' '), Some(&b"stderr"[..]));
        assert_eq!(line.byte(b'P'), None);
        assert_eq!(line.byte(b'F'), Some(()));
        line.blanks();
        assert_eq!(line.number(), Some(12));
        assert_eq!(line.rest(), b"x");
        assert_eq!(line.until(b' '), None);
    }

    #[test]
    fn numbers_that_do_not_fit_are_none() {
        assert_eq!(number(b"18446744073709551615"), Some(u64::MAX));
        assert_eq!(number(b"18446744073709551616"), None);
        assert_eq!(number(b""), None);
        assert_eq!(number(b"-1"), None);
    }
}
