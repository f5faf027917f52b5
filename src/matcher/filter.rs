//! The filter over whole blocks: which of the library's windows occur in the raw bytes, and where.
//!
//! Every signature gives one 12-byte window. All 6-byte grams of all windows are in a 32 KiB table, and every seventh
//! position of the text is probed: whatever the alignment, one of the seven grams of a window starts at a probed
//! position. So six bytes of seven are never looked at, and the cost hardly depends on the number of signatures. A gram
//! that is in the table is looked up with the two bytes beside it, so that few windows need to be compared.
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
/// Words in each of the two tables of a library: together 32 KiB, which stay in the first-level cache.
const WORDS: usize = 2048;
/// The same for more than [`MANY`] grams: together 256 KiB, which stay in the second-level cache.
const MANY_WORDS: usize = 16 << 10;
/// More grams than this would fill the small tables.
const MANY: usize = 40_000;
/// The low six bytes of eight.
const MASK: u64 = (1 << (8 * GRAM)) - 1;
/// Fibonacci hashing: the high bits of the product are well mixed.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// A window's index in [`Filter::new`]'s list.
pub type Slot = u16;

/// The compiled filter.
#[derive(Clone, Debug)]
pub struct Filter {
    tables: Tables,
    grams: Grams,
    windows: Vec<[u8; WINDOW]>,
}

/// The tables that are probed, as large as the grams need.
#[derive(Clone, Debug)]
enum Tables {
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
        let grams = || uses.iter().map(|used| used.gram);
        let tables = if uses.len() > MANY { Tables::Many(Bits::new(grams())) } else { Tables::Few(Bits::new(grams())) };
        Filter { tables, grams: Grams::new(&uses), windows }
    }

    /// Calls `hit(slot, position)` for every occurrence of a window that lies in `text`, in no particular order.
    pub fn scan(&self, text: &[u8], mut hit: impl FnMut(Slot, usize)) {
        match &self.tables {
            Tables::Few(bits) => bits.scan(text, |gram, at| self.confirm(text, at, gram, &mut hit)),
            Tables::Many(bits) => bits.scan(text, |gram, at| self.confirm(text, at, gram, &mut hit)),
        }
    }

    fn confirm(&self, text: &[u8], at: usize, gram: u64, hit: &mut impl FnMut(Slot, usize)) {
        for beside in [Beside::Behind, Beside::Before] {
            let Some(two) = beside.of(text, at) else { continue };
            self.grams.each(key(gram, two), |(slot, offset)| {
                let start = at.checked_sub(usize::from(offset)).filter(|_| Beside::in_window(offset) == beside);
                let Some(start) = start else { return };
                if text[start..].first_chunk() == Some(&self.windows[usize::from(slot)]) {
                    hit(slot, start);
                }
            });
        }
    }
}

/// Two tables that each gram sets a bit in.
#[derive(Clone, Debug)]
struct Bits<const N: usize>(Box<[[u64; N]; 2]>);

impl<const N: usize> Bits<N> {
    const LOG: u32 = N.ilog2();

    fn new(grams: impl Iterator<Item = u64>) -> Self {
        let mut tables = Box::new([[0; N]; 2]);
        for (one, other, bit) in grams.map(Self::spread) {
            tables[0][one] |= 1 << bit;
            tables[1][other] |= 1 << bit;
        }
        Bits(tables)
    }

    /// Calls `met` with the grams at probed positions that may be one of a window, and where they stand.
    fn scan(&self, text: &[u8], mut met: impl FnMut(u64, usize)) {
        let mut at = 0;
        while let Some(bytes) = text.get(at..).and_then(<[u8]>::first_chunk::<REACH>) {
            let may_hold = |probe: usize| self.may_hold(eight(bytes, probe * STRIDE) & MASK);
            if (0..ABREAST).fold(0, |any, probe| any | may_hold(probe)) & 1 != 0 {
                self.meet_each(at, bytes, &mut met);
            }
            at += ABREAST * STRIDE;
        }
        self.tail(text, at, &mut met);
    }

    #[cold]
    fn meet_each(&self, at: usize, bytes: &[u8; REACH], met: &mut impl FnMut(u64, usize)) {
        for probe in 0..ABREAST {
            let gram = eight(bytes, probe * STRIDE) & MASK;
            if self.may_hold(gram) & 1 != 0 {
                met(gram, at + probe * STRIDE);
            }
        }
    }

    /// The last probes, where the bytes of a whole step are no longer there.
    fn tail(&self, text: &[u8], mut at: usize, met: &mut impl FnMut(u64, usize)) {
        while let Some(gram) = text.get(at..at + GRAM).map(gram_of) {
            if self.may_hold(gram) & 1 != 0 {
                met(gram, at);
            }
            at += STRIDE;
        }
    }

    /// The lowest bit is set when the gram may be one of a window.
    #[inline]
    fn may_hold(&self, gram: u64) -> u64 {
        let (one, other, bit) = Self::spread(gram);
        (self.0[0][one] & self.0[1][other]) >> bit
    }

    /// The words of a gram in the two tables, and the number of its bit in both.
    #[inline]
    fn spread(gram: u64) -> (usize, usize, u64) {
        let mixed = gram.wrapping_mul(MIX);
        let (one, other) = (mixed >> (64 - Self::LOG), mixed >> (64 - 2 * Self::LOG));
        (one as usize, other as usize % N, mixed >> (58 - 2 * Self::LOG) & 63)
    }
}

/// Eight bytes from `at` on as a number.
#[inline]
fn eight(bytes: &[u8; REACH], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

/// A gram, and a window that holds it.
#[derive(Clone, Copy, Debug)]
struct Use {
    gram: u64,
    /// The gram with the two bytes of the window that stand beside it.
    key: u64,
    slot: Slot,
    /// Where in the window.
    at: u8,
}

fn uses_of(slot: usize, window: &[u8; WINDOW]) -> impl Iterator<Item = Use> + '_ {
    let slot = Slot::try_from(slot).expect("at most 65,535 windows");
    (0u8..).zip(window.windows(GRAM)).map(move |(at, bytes)| {
        let (gram, two) = (gram_of(bytes), Beside::in_window(at).of(window, usize::from(at)));
        Use { gram, key: key(gram, two.expect("a window is six bytes longer than a gram")), slot, at }
    })
}

fn gram_of(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, &b| word << 8 | u64::from(b))
}

/// Where the two bytes stand that are looked up with a gram: its six alone stand in many words that are in no window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    Behind,
    Before,
}

impl Beside {
    /// The side on which a window has two more bytes than its gram at `at`.
    fn in_window(at: u8) -> Self {
        if usize::from(at) + GRAM + 2 <= WINDOW { Beside::Behind } else { Beside::Before }
    }

    /// Those of the gram at `at`, where there are two.
    fn of(self, text: &[u8], at: usize) -> Option<[u8; 2]> {
        let from = match self {
            Beside::Behind => at + GRAM,
            Beside::Before => at.checked_sub(2)?,
        };
        text.get(from..)?.first_chunk().copied()
    }
}

/// A gram and the two bytes beside it.
fn key(gram: u64, beside: [u8; 2]) -> u64 {
    gram | u64::from(u16::from_le_bytes(beside)) << (8 * GRAM)
}

/// Open addressing from keys to the windows that hold them: each use has a place of its own, at the key's home or behind
/// it.
///
/// Most look-ups are of keys that no window holds, and end at a bit that is not set. The tags lie close together, away
/// from the uses; all of it must stay in the second-level cache beside the block.
#[derive(Clone, Debug)]
struct Grams {
    /// A bit for each key.
    known: Box<[u64; KNOWN]>,
    /// Part of the key's hash; [`FREE`] where no use is.
    tags: Vec<u16>,
    /// Window and offset in it.
    uses: Vec<(Slot, u8)>,
    shift: u32,
}

/// Words of bits: 32 KiB, one bit in fifteen of them set by the library.
const KNOWN: usize = 4096;
/// The tag of no key.
const FREE: u16 = 0;

impl Grams {
    fn new(all: &[Use]) -> Self {
        let size = (all.len() * 2 + 1).next_power_of_two().max(64);
        let (tags, uses, shift) = (vec![FREE; size], vec![(0, 0); size], 64 - size.ilog2());
        let mut table = Grams { known: Box::new([0; KNOWN]), tags, uses, shift };
        for used in all {
            let (word, bit) = known(used.key);
            table.known[word] |= bit;
            let (mut place, tag) = table.home(used.key);
            while table.tags[place] != FREE {
                place = (place + 1) & (size - 1);
            }
            (table.tags[place], table.uses[place]) = (tag, (used.slot, used.at));
        }
        table
    }

    #[inline]
    fn home(&self, key: u64) -> (usize, u16) {
        let mixed = key.wrapping_mul(MIX.rotate_left(17));
        ((mixed >> self.shift) as usize, (mixed >> 32) as u16 | 1)
    }

    /// Calls `met` with the windows that may hold a key, and where they would.
    #[inline]
    fn each(&self, key: u64, mut met: impl FnMut((Slot, u8))) {
        let (word, bit) = known(key);
        if self.known[word] & bit == 0 {
            return;
        }
        let (mut place, tag) = self.home(key);
        loop {
            match self.tags[place] {
                FREE => return,
                other if other == tag => met(self.uses[place]),
                _ => {}
            }
            place = (place + 1) & (self.tags.len() - 1);
        }
    }
}

/// The word and the bit in it that a key sets.
#[inline]
fn known(key: u64) -> (usize, u64) {
    let mixed = key.wrapping_mul(MIX);
    ((mixed >> 52) as usize, 1 << (mixed >> 46 & 63))
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
        let windows: Vec<[u8; WINDOW]> = (0..=MANY / 7).map(window).collect();
        let filter = Filter::new(windows.clone());
        assert!(matches!(filter.tables, Tables::Many(_)));
        for slot in [0, 1, 77, MANY / 7] {
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
