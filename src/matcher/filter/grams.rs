//! From a gram to the windows that hold it.

use super::{MIX, STRIDE, Slot, gram};
use crate::rule::window::WINDOW;

/// A gram, and a window that holds it: eight bytes, so that a look-up touches one line of the cache.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    pub(super) slot: Slot,
    /// Where in the window the gram stands.
    pub(super) at: u8,
    /// Part of the gram's hash; [`FREE`] where no use is.
    tag: u8,
    /// What else is in the window, see [`beside`].
    pub(super) beside: u32,
}

/// The tag of no gram.
const FREE: u8 = 0;

/// The bytes of a window without the gram at `at`.
#[inline]
pub(super) fn beside(window: &[u8; WINDOW], at: u8) -> u32 {
    let [a, b, c, d, .., e, f, g, h] = *window;
    let before = u32::MAX.checked_shr(u32::BITS - 8 * u32::from(at)).unwrap_or(0);
    u32::from_le_bytes([a, b, c, d]) & before | u32::from_le_bytes([e, f, g, h]) & !before
}

/// The grams of a window with their uses; these have no tag yet.
pub(super) fn uses_of(slot: usize, window: &[u8; WINDOW]) -> impl Iterator<Item = (u64, Use)> + '_ {
    let slot = Slot::try_from(slot).expect("at most 65,535 windows");
    let used = move |at: u8| Use { slot, at, tag: FREE, beside: beside(window, at) };
    (0..STRIDE).map(move |at| (gram(window, at), used(at as u8)))
}

/// Open addressing from grams to the windows that hold them: each use has a place of its own, at the gram's home or
/// behind it.
#[derive(Clone, Debug)]
pub(super) struct Grams {
    uses: Vec<Use>,
    shift: u32,
}

impl Grams {
    pub(super) fn new(all: &[(u64, Use)]) -> Self {
        let size = (all.len() * 2 + 1).next_power_of_two().max(64);
        let free = Use { slot: 0, at: 0, tag: FREE, beside: 0 };
        let mut table = Grams { uses: vec![free; size], shift: 64 - size.ilog2() };
        for (gram, used) in all {
            let (mut place, tag) = table.home(*gram);
            while table.uses[place].tag != FREE {
                place = (place + 1) & (size - 1);
            }
            table.uses[place] = Use { tag, ..*used };
        }
        table
    }

    #[inline]
    fn home(&self, gram: u64) -> (usize, u8) {
        let mixed = gram.wrapping_mul(MIX.rotate_left(17));
        ((mixed >> self.shift) as usize, (mixed >> 32) as u8 | 1)
    }

    /// The uses of a gram, and now and then one of another gram.
    #[inline]
    pub(super) fn at(&self, gram: u64) -> impl Iterator<Item = &Use> {
        let (home, tag) = self.home(gram);
        let places = (home..).map(|place| &self.uses[place & (self.uses.len() - 1)]);
        places.take_while(|used| used.tag != FREE).filter(move |used| used.tag == tag)
    }
}
