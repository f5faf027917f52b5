//! Several ways to go on. Of many only those are tried that the next byte allows.

use super::Step;
use super::build::MOST;
use super::heads::first;

/// Fewer ways are tried one after the other.
const MANY: usize = 6;

/// Continuations, the first that leads to the end counts.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub branches: Box<[usize]>,
    /// Of many.
    pub index: Option<Box<Index>>,
}

impl Choice {
    /// Of these steps.
    pub fn of(branches: Vec<usize>) -> Self {
        Choice { branches: branches.into(), index: None }
    }
}

/// The branches that may begin with each byte, one bit for each.
#[derive(Clone, Debug)]
pub struct Index {
    by_byte: [u64; 256],
    /// Those that may match nothing.
    at_end: u64,
}

impl Index {
    /// Of a choice among many, at most as many as a number has bits.
    pub fn of(steps: &[Step], choice: &Choice) -> Option<Box<Index>> {
        let branches = &choice.branches;
        if branches.len() < MANY || branches.len() > u64::BITS as usize {
            return None;
        }
        let mut index = Box::new(Index { by_byte: [0; 256], at_end: 0 });
        for (place, branch) in branches.iter().enumerate() {
            let heads = first(steps, *branch, MOST);
            index.at_end |= u64::from(heads.is_none()) << place;
            let may_be = |byte: usize| heads.as_ref().is_none_or(|heads| heads[byte]);
            (0..256).for_each(|byte| index.by_byte[byte] |= u64::from(may_be(byte)) << place);
        }
        Some(index)
    }

    /// The branches that may match before this byte, or at the end of the text.
    #[inline]
    pub fn before(&self, byte: Option<u8>) -> u64 {
        byte.map_or(self.at_end, |byte| self.by_byte[usize::from(byte)])
    }
}
