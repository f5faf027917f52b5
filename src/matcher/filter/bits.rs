//! The table that every probe asks: may this gram be one of a window?
//!
//! ```text
//! gram --mix--> word ..0010000000000100..      both bits of the gram's pair are set: look it up
//! ```

use super::{MIX, STRIDE, gram};
use crate::rule::window::GRAM;

/// Probes without a branch between them: which one passes cannot be foreseen.
const ABREAST: usize = 8;
/// Bytes from the first of them to the end of the last.
const REACH: usize = (ABREAST - 1) * STRIDE + GRAM;

/// A table that each gram sets two bits in, both in one word.
#[derive(Clone, Debug)]
pub(super) struct Bits<const N: usize>(Box<[u64; N]>);

impl<const N: usize> Bits<N> {
    pub(super) fn new(grams: impl Iterator<Item = u64>) -> Self {
        let mut table = Box::new([0; N]);
        for (word, pair) in grams.map(Self::spread) {
            table[word] |= pair;
        }
        Bits(table)
    }

    /// Calls `met` with the grams at probed positions that may be one of a window, and where they stand.
    pub(super) fn scan(&self, text: &[u8], mut met: impl FnMut(u64, usize)) {
        let mut at = 0;
        while let Some(bytes) = text.get(at..).and_then(<[u8]>::first_chunk::<REACH>) {
            let may_hold = |probe: usize| self.may_hold(gram(bytes, probe * STRIDE));
            if (0..ABREAST).fold(false, |any, probe| any | may_hold(probe)) {
                self.meet_each(at, bytes, &mut met);
            }
            at += ABREAST * STRIDE;
        }
        self.tail(text, at, &mut met);
    }

    #[cold]
    fn meet_each(&self, at: usize, bytes: &[u8; REACH], met: &mut impl FnMut(u64, usize)) {
        let may_hold = |probe: usize| self.may_hold(gram(bytes, probe * STRIDE));
        let mut passed = (0..ABREAST).fold(0u32, |passed, probe| passed | u32::from(may_hold(probe)) << probe);
        while passed != 0 {
            let probe = passed.trailing_zeros() as usize * STRIDE;
            met(gram(bytes, probe), at + probe);
            passed &= passed - 1;
        }
    }

    /// The last probes, where the bytes of a whole step are no longer there.
    fn tail(&self, text: &[u8], mut at: usize, met: &mut impl FnMut(u64, usize)) {
        while text.len() >= at + GRAM {
            let gram = gram(text, at);
            if self.may_hold(gram) {
                met(gram, at);
            }
            at += STRIDE;
        }
    }

    /// Whether a gram may be one of a window.
    #[inline]
    fn may_hold(&self, gram: u64) -> bool {
        let (word, pair) = Self::spread(gram);
        self.0[word] & pair == pair
    }

    /// The word of a gram, and its two bits.
    #[inline]
    fn spread(gram: u64) -> (usize, u64) {
        let mixed = gram.wrapping_mul(MIX);
        ((mixed >> (64 - N.ilog2())) as usize, PAIRS[(mixed >> 34) as usize % PAIRS.len()])
    }
}

/// Two bits of a word, one in each half: to look a pair up is faster than to shift twice.
static PAIRS: [u64; 1024] = {
    let mut pairs = [0; 1024];
    let mut at = 0;
    while at < pairs.len() {
        pairs[at] = 1 << (at % 32) | 1 << (32 + at / 32);
        at += 1;
    }
    pairs
};
