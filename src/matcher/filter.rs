//! The filter over whole blocks: which of the library's windows occur in the raw bytes, and where.
//!
//! Every signature gives one 12-byte window. All 6-byte grams of all windows are in a 32 KiB table, and every seventh
//! position of the text is probed: whatever the alignment, one of the seven grams of a window starts at a probed
//! position. So six bytes of seven are never looked at, and the cost hardly depends on the number of signatures.
//!
//! ```text
//! text     . . . . . n o t   r e s p o n d i n . . .
//! probes   ^             ^             ^             stride 7
//! window             |---- 12 bytes ---|
//! gram                   |- 6 bytes -|
//! ```

use crate::rule::window::{GRAM, WINDOW};

/// Distance of two probes.
const STRIDE: usize = WINDOW - GRAM + 1;
/// Probes without a branch between them: one in twenty passes, and which one cannot be foreseen.
const ABREAST: usize = 4;
/// Bytes from the first of them to the end of the last.
const REACH: usize = (ABREAST - 1) * STRIDE + 8;
/// Words in each of the two tables: together 32 KiB, which stay in the first-level cache.
const WORDS: usize = 2048;
/// The low six bytes of eight.
const MASK: u64 = (1 << (8 * GRAM)) - 1;
/// Fibonacci hashing: the high bits of the product are well mixed.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// A window's index in [`Filter::new`]'s list.
pub type Slot = u16;

/// The compiled filter.
#[derive(Clone, Debug)]
pub struct Filter {
    tables: Box<[[u64; WORDS]; 2]>,
    grams: Grams,
    windows: Vec<[u8; WINDOW]>,
}

impl Filter {
    /// Over windows without duplicates.
    ///
    /// # Panics
    ///
    /// With more than 65,535 windows.
    #[must_use]
    pub fn new(windows: Vec<[u8; WINDOW]>) -> Self {
        let mut uses: Vec<Use> = (0..).zip(&windows).flat_map(|(slot, window)| uses_of(slot, window)).collect();
        uses.sort_unstable();
        let mut tables = Box::new([[0; WORDS]; 2]);
        for (gram, _, _) in &uses {
            let (one, other, bit) = spread(*gram);
            tables[0][one] |= 1 << bit;
            tables[1][other] |= 1 << bit;
        }
        Filter { tables, grams: Grams::new(&uses), windows }
    }

    /// Calls `hit(slot, position)` for every occurrence of a window that lies in `text`, in no particular order.
    pub fn scan(&self, text: &[u8], mut hit: impl FnMut(Slot, usize)) {
        let mut at = 0;
        while let Some(bytes) = text.get(at..).and_then(<[u8]>::first_chunk::<REACH>) {
            let may_hold = |probe: usize| self.may_hold(eight(bytes, probe * STRIDE) & MASK);
            if (0..ABREAST).fold(0, |any, probe| any | may_hold(probe)) & 1 != 0 {
                self.confirm_each(text, at, bytes, &mut hit);
            }
            at += ABREAST * STRIDE;
        }
        self.tail(text, at, &mut hit);
    }

    /// The lowest bit is set when the gram may be one of a window.
    #[inline]
    fn may_hold(&self, gram: u64) -> u64 {
        let (one, other, bit) = spread(gram);
        (self.tables[0][one] & self.tables[1][other]) >> bit
    }

    #[cold]
    fn confirm_each(&self, text: &[u8], at: usize, bytes: &[u8; REACH], hit: &mut impl FnMut(Slot, usize)) {
        for probe in 0..ABREAST {
            let gram = eight(bytes, probe * STRIDE) & MASK;
            if self.may_hold(gram) & 1 != 0 {
                self.confirm(text, at + probe * STRIDE, gram, hit);
            }
        }
    }

    /// The last probes, where the bytes of a whole step are no longer there.
    fn tail(&self, text: &[u8], mut at: usize, hit: &mut impl FnMut(Slot, usize)) {
        while let Some(gram) = text.get(at..at + GRAM).map(gram_of) {
            if self.may_hold(gram) & 1 != 0 {
                self.confirm(text, at, gram, hit);
            }
            at += STRIDE;
        }
    }

    fn confirm(&self, text: &[u8], at: usize, gram: u64, hit: &mut impl FnMut(Slot, usize)) {
        self.grams.each(gram, |slot, offset| {
            let Some(start) = at.checked_sub(usize::from(offset)) else { return };
            if text[start..].first_chunk() == Some(&self.windows[usize::from(slot)]) {
                hit(slot, start);
            }
        });
    }
}

/// Eight bytes from `at` on as a number.
#[inline]
fn eight(bytes: &[u8; REACH], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

/// A gram, a window that holds it, and where.
type Use = (u64, Slot, u8);

fn uses_of(slot: usize, window: &[u8; WINDOW]) -> impl Iterator<Item = Use> + '_ {
    let slot = Slot::try_from(slot).expect("at most 65,535 windows");
    (0u8..).zip(window.windows(GRAM)).map(move |(at, gram)| (gram_of(gram), slot, at))
}

fn gram_of(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, &b| word << 8 | u64::from(b))
}

/// The words of a gram in the two tables, and the number of its bit in both.
#[inline]
fn spread(gram: u64) -> (usize, usize, u64) {
    let mixed = gram.wrapping_mul(MIX);
    ((mixed >> 53) as usize, (mixed >> 42) as usize % WORDS, mixed >> 36 & 63)
}

/// Open addressing from gram to the windows that hold it: each use of a gram has a place of its own, at the gram's home
/// or behind it.
///
/// What most look-ups end at is a free place or another gram, so the tags lie close together, away from the uses; all of
/// it must stay in the second-level cache beside the block.
#[derive(Clone, Debug)]
struct Grams {
    /// Part of the gram's hash; [`FREE`] where no use is.
    tags: Vec<u16>,
    /// Window and offset in it.
    uses: Vec<(Slot, u8)>,
    shift: u32,
}

/// The tag of no gram.
const FREE: u16 = 0;

impl Grams {
    fn new(all: &[Use]) -> Self {
        let size = (all.len() * 2 + 1).next_power_of_two().max(64);
        let mut table = Grams { tags: vec![FREE; size], uses: vec![(0, 0); size], shift: 64 - size.ilog2() };
        for (gram, slot, at) in all {
            let (mut place, tag) = table.home(*gram);
            while table.tags[place] != FREE {
                place = (place + 1) % size;
            }
            (table.tags[place], table.uses[place]) = (tag, (*slot, *at));
        }
        table
    }

    #[inline]
    fn home(&self, gram: u64) -> (usize, u16) {
        let mixed = gram.wrapping_mul(MIX.rotate_left(17));
        ((mixed >> self.shift) as usize, (mixed >> 32) as u16 | 1)
    }

    /// Calls `met` with the windows that may hold a gram, and where they would.
    #[inline]
    fn each(&self, gram: u64, mut met: impl FnMut(Slot, u8)) {
        let (mut place, tag) = self.home(gram);
        loop {
            match self.tags[place] {
                FREE => return,
                other if other == tag => met(self.uses[place].0, self.uses[place].1),
                _ => {}
            }
            place = (place + 1) & (self.tags.len() - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;

    use super::*;

    fn found(filter: &Filter, text: &[u8]) -> Vec<(usize, Slot)> {
        let mut hits = Vec::new();
        filter.scan(text, |slot, at| hits.push((at, slot)));
        hits.sort_unstable();
        hits
    }

    #[test]
    fn every_alignment_and_both_edges() {
        let filter = Filter::new(vec![*b"not respondi", *b"respondingly"]);
        for pad in 0..30 {
            let text = [vec![b'x'; pad], b"not respondingly".to_vec()].concat();
            assert_eq!(found(&filter, &text), [(pad, 0), (pad + 4, 1)], "pad {pad}");
        }
        assert!(found(&filter, b"not respond").is_empty());
        assert!(found(&filter, b"").is_empty());
    }

    proptest! {
        /// The oracle: a plain multi-pattern search finds the same, wherever the windows lie.
        #[test]
        fn equal_to_a_plain_search(
            windows in prop::collection::hash_set(prop::collection::vec(b'a'..b'e', WINDOW), 1..20),
            text in prop::collection::vec(b'a'..b'e', 0..600),
            planted in prop::collection::vec((0usize..20, 0usize..600), 0..20),
        ) {
            let windows: Vec<[u8; WINDOW]> = windows.into_iter().map(|w| w.try_into().expect("of that length")).collect();
            let mut text = text;
            for (which, at) in planted {
                let window = windows[which % windows.len()];
                let at = at.min(text.len());
                text.splice(at..at, window);
            }
            let oracle = AhoCorasick::new(&windows).expect("small");
            let mut want: Vec<(usize, Slot)> = oracle
                .find_overlapping_iter(&text)
                .map(|m| (m.start(), Slot::try_from(m.pattern().as_usize()).expect("few")))
                .collect();
            want.sort_unstable();
            prop_assert_eq!(found(&Filter::new(windows), &text), want);
        }
    }
}
