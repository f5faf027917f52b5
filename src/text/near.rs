//! A search in texts that are mostly short, such as keys and values: a vectorised one takes longer to begin than to read
//! a few words.

use memchr::memchr2;

/// Bytes that are looked at as words before a vectorised search begins: 64 MiB of journal JSON are read with a quarter
/// fewer instructions.
const NEAR: usize = 64;
/// One in each byte.
const LOW: u64 = u64::MAX / 0xff;

/// Where the first of two bytes stands. Always inlined: with two known bytes it is a few instructions for each word.
#[inline(always)]
#[must_use]
pub fn either(one: u8, other: u8, text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(eight) = text[at..].first_chunk::<8>() {
        if at == NEAR {
            return memchr2(one, other, &text[at..]).map(|found| at + found);
        }
        let word = u64::from_le_bytes(*eight);
        let found = zero_bytes(word ^ (LOW * u64::from(one))) | zero_bytes(word ^ (LOW * u64::from(other)));
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    text[at..].iter().position(|b| *b == one || *b == other).map(|found| at + found)
}

/// The highest bit of the first byte that is zero, and of none before it.
#[inline]
const fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(LOW) & !word & (LOW << 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_every_place_of_texts_of_every_length() {
        for len in 0..80 {
            let mut text = vec![b'x'; len];
            assert_eq!(either(b'"', b'\\', &text), None);
            for at in (0..len).rev() {
                text[at] = if at % 2 == 0 { b'"' } else { b'\\' };
                assert_eq!(either(b'"', b'\\', &text), Some(at), "{at} of {len}");
            }
        }
    }
}
