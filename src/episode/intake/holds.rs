//! Where the records begin that a signature holds on: the reading of the time before an incident need not find out again.

use std::ops::Range;

/// Records of an input that are remembered: 1 MiB.
const MOST: usize = 1 << 17;

/// Offsets of records, rising.
#[derive(Clone, Debug, Default)]
pub struct Holds {
    offsets: Vec<u64>,
    /// Offset from which on they are not known.
    end: Option<u64>,
}

impl Holds {
    /// Remembers the record at an offset, unless there are too many, or they come in another order than they stand in.
    pub fn add(&mut self, at: u64) {
        let last = self.offsets.last().copied();
        if self.end.is_some() || last == Some(at) {
            return;
        }
        match last.is_none_or(|last| last < at) {
            true if self.offsets.len() < MOST => self.offsets.push(at),
            true => self.end = Some(at),
            false => *self = Holds { offsets: Vec::new(), end: Some(0) },
        }
    }

    /// Those in a range; `None` when not all are known.
    #[must_use]
    pub fn within(&self, range: Range<u64>) -> Option<&[u64]> {
        let place = |at: u64| self.offsets.partition_point(|offset| *offset < at);
        let all_known = self.end.is_none_or(|end| range.end <= end);
        all_known.then(|| &self.offsets[place(range.start)..place(range.end.max(range.start))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(offsets: impl IntoIterator<Item = u64>) -> Holds {
        let mut holds = Holds::default();
        offsets.into_iter().for_each(|at| holds.add(at));
        holds
    }

    #[test]
    fn the_first_ones_are_remembered() {
        let few = of([3, 3, 7, 9]);
        assert_eq!(few.within(3..9), Some(&[3, 7][..]));
        assert_eq!(few.within(8..u64::MAX), Some(&[9][..]));
        let many = of((0..=MOST as u64).map(|n| 2 * n));
        assert_eq!(many.within(4..8), Some(&[4, 6][..]));
        assert_eq!(many.within(4..2 * MOST as u64 + 1), None);
    }

    #[test]
    fn what_comes_in_another_order_is_not() {
        assert_eq!(of([3, 7, 5]).within(0..4), None);
    }
}
