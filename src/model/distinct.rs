//! A list in which each item stands once: the names that a block's records bear, the streams that they belong to.

/// Places that are remembered.
const REMEMBERED: usize = 64;
/// Fibonacci hashing: the high bits of the product are well mixed.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// Items by their places, at most 65,535 of them.
#[derive(Clone, Debug)]
pub struct Distinct<T> {
    items: Vec<T>,
    /// Where the last item of each hash stands: a log goes back and forth between a few dozens of them.
    last: [u16; REMEMBERED],
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Distinct { items: Vec::new(), last: [0; REMEMBERED] }
    }
}

impl<T> Distinct<T> {
    /// The place of the item that `is` knows, which is added if it is not there; when there is no room the last one's.
    /// Equal items must have the same `hash`, others may.
    pub fn place(&mut self, hash: u64, is: impl Fn(&T) -> bool, item: impl FnOnce() -> T) -> u16 {
        let slot = (hash.wrapping_mul(MIX) >> (u64::BITS - REMEMBERED.ilog2())) as usize;
        let last = self.last[slot];
        if self.get(last).is_some_and(&is) {
            return last;
        }
        let place = self.items.iter().rposition(is).unwrap_or_else(|| self.add(item()));
        self.last[slot] = place as u16;
        place as u16
    }

    fn add(&mut self, item: T) -> usize {
        if self.items.len() < usize::from(u16::MAX) {
            self.items.push(item);
        }
        self.items.len() - 1
    }

    /// The item at a place.
    #[must_use]
    pub fn get(&self, place: u16) -> Option<&T> {
        self.items.get(usize::from(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(list: &mut Distinct<u32>, hash: u64, item: u32) -> u16 {
        list.place(hash, |known| *known == item, || item)
    }

    #[test]
    fn each_item_has_one_place_whatever_its_hash() {
        let mut list = Distinct::default();
        for _ in 0..2 {
            for item in 0..300 {
                assert_eq!(place(&mut list, u64::from(item % 3), item), item as u16);
            }
        }
        assert_eq!(list.get(299), Some(&299));
        assert_eq!(list.get(300), None);
    }

    #[test]
    fn what_has_no_room_shares_the_last_place() {
        let mut list = Distinct::default();
        (0..=70_000).for_each(|item| _ = place(&mut list, u64::from(item), item));
        assert_eq!(place(&mut list, 5, 70_001), u16::MAX - 1);
        assert_eq!(place(&mut list, 7, 7), 7);
    }
}
