//! The filter over whole blocks: which of the library's windows occur in the raw bytes, and where.
//!
//! Every signature gives one 12-byte window. All 8-byte grams of all windows are in a 64 KiB table, and every fifth
//! position of the text is probed: whatever the alignment, one of the five grams of a window starts at a probed
//! position. The text is not cut into lines, and the cost hardly depends on the number of signatures.
//!
//! ```text
//! text     . . . . . n o t   r e s p o n d i n . . .
//! probes   ^         ^         ^         ^           stride 5
//! window             |---- 12 bytes ---|
//! gram               |- 8 bytes ---|
//! ```
//!
//! Shorter grams would need fewer probes, but they stand in other words too: of 6 bytes one probe in sixteen passes and
//! must be looked up, of 8 one in seventy, and the whole takes two thirds of the time.

mod bits;
mod grams;

use crate::rule::window::{GRAM, WINDOW};
use bits::Bits;
use grams::{Grams, beside, uses_of};

/// Distance of two probes.
const STRIDE: usize = WINDOW - GRAM + 1;

/// Words in the table of a library: 64 KiB, which stay in the nearest caches.
const WORDS: usize = 8 << 10;
/// The same for more than [`MANY`] grams: 512 KiB, which stay in the second-level cache.
const MANY_WORDS: usize = 64 << 10;
/// More grams than this would fill the small table.
const MANY: usize = 40_000;
/// Fibonacci hashing: the high bits of the product are well mixed.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// A window's index in [`Filter::new`]'s list.
pub type Slot = u16;

/// The compiled filter.
#[derive(Clone, Debug)]
pub struct Filter {
    table: Table,
    grams: Grams,
    windows: Vec<[u8; WINDOW]>,
}

/// The table that is probed, as large as the grams need.
#[derive(Clone, Debug)]
enum Table {
    Few(Bits<WORDS>),
    Many(Bits<MANY_WORDS>),
}

impl Filter {
    /// Over windows without duplicates.
    ///
    /// # Panics
    ///
    /// With more than 65,535 windows.
    #[must_use]
    pub fn new(windows: Vec<[u8; WINDOW]>) -> Self {
        let mut uses = Vec::with_capacity(windows.len() * STRIDE);
        uses.extend((0..).zip(&windows).flat_map(|(slot, window)| uses_of(slot, window)));
        let grams = || uses.iter().map(|(gram, _)| *gram);
        let table = if uses.len() > MANY { Table::Many(Bits::new(grams())) } else { Table::Few(Bits::new(grams())) };
        Filter { table, grams: Grams::new(&uses), windows }
    }

    /// Calls `hit(slot, position)` for every occurrence of a window that lies in `text`, in no particular order.
    pub fn scan(&self, text: &[u8], mut hit: impl FnMut(Slot, usize)) {
        match &self.table {
            Table::Few(bits) => bits.scan(text, |gram, at| self.confirm(text, at, gram, &mut hit)),
            Table::Many(bits) => bits.scan(text, |gram, at| self.confirm(text, at, gram, &mut hit)),
        }
    }

    #[inline]
    fn confirm(&self, text: &[u8], at: usize, gram: u64, hit: &mut impl FnMut(Slot, usize)) {
        for used in self.grams.at(gram) {
            let Some(start) = at.checked_sub(usize::from(used.at)) else { continue };
            let Some(found) = text[start..].first_chunk() else { continue };
            if used.beside == beside(found, used.at) && *found == self.windows[usize::from(used.slot)] {
                hit(used.slot, start);
            }
        }
    }
}

/// The gram at a position, as a number.
#[inline]
fn gram(text: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(text[at..at + GRAM].try_into().expect("as long as a gram"))
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

    #[test]
    fn more_windows_than_the_small_tables_hold() {
        let window = |n: usize| format!("{:012}", n * 7919).into_bytes().try_into().expect("twelve digits");
        let windows: Vec<[u8; WINDOW]> = (0..=MANY / STRIDE).map(window).collect();
        let filter = Filter::new(windows.clone());
        assert!(matches!(filter.table, Table::Many(_)));
        for slot in [0, 1, 77, MANY / STRIDE] {
            let text = [b"xyz", &windows[slot][..], b"z"].concat();
            assert!(found(&filter, &text).contains(&(3, slot as Slot)), "{slot}");
        }
        assert!(found(&filter, &b"no window is made of letters".repeat(9)).is_empty());
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
