//! The table that every probe asks: may this gram be one of a window?
//!
//! ```text
//! gram --mix--> word ..0010 0000 0100 1000 0001..      all four bits of the gram's mark are set: look it up
//! ```

use super::{MIX, STRIDE, gram};
use crate::rule::window::GRAM;

/// Probes without a branch between them: which one passes cannot be foreseen.
const ABREAST: usize = 8;
/// Bytes from the first of them to the end of the last.
const REACH: usize = (ABREAST - 1) * STRIDE + GRAM;

/// A table that each gram sets four bits in, all in one word: with two of them half of what passed was of no window.
#[derive(Clone, Debug)]
pub(super) struct Bits<const N: usize>(Box<[u64; N]>);

impl<const N: usize> Bits<N> {
    pub(super) fn new(grams: impl Iterator<Item = u64>) -> Self {
        let mut table = Box::new([0; N]);
        for (word, mark) in grams.map(Self::spread) {
            table[word] |= mark;
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
        let (word, mark) = Self::spread(gram);
        self.0[word] & mark == mark
    }

    /// The word of a gram, and its four bits.
    #[inline]
    fn spread(gram: u64) -> (usize, u64) {
        let mixed = gram.wrapping_mul(MIX);
        ((mixed >> (64 - N.ilog2())) as usize, MARKS[(mixed >> 34) as usize % MARKS.len()])
    }
}

/// Four bits of a word, one in each quarter: to look a mark up is faster than to shift four times.
static MARKS: [u64; 1024] = {
    let mut marks = [0; 1024];
    let mut at = 0;
    while at < marks.len() {
        let mixed = (at as u64 + 1).wrapping_mul(MIX);
        let mut quarter = 0;
        while quarter < 4 {
            marks[at] |= 1 << (16 * quarter + (mixed >> (20 + 11 * quarter)) % 16);
            quarter += 1;
        }
        at += 1;
    }
    marks
};
