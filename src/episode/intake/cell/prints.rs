//! By what the findings of a run are known when another input holds the same records: their second and their text.
//!
//! Of a flood those of the smallest hashes are kept, which are the same ones in both inputs.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::Point;
use crate::model::stamp::{MINUTE, SECOND};

/// Prints kept of a run.
const MOST: usize = 64;
/// Zones are apart by multiples of this, so that a second has the same place in it whatever zone a log is in.
const ZONES: i64 = 15 * MINUTE;

/// Findings of one moment and one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print {
    /// A hash of the text and of the second within a quarter of an hour.
    pub rank: u64,
    /// Nanoseconds on the run's clock.
    pub ns: i64,
    /// The hash of the text.
    pub text: u64,
    /// How often it was found.
    pub count: u64,
}

impl Print {
    /// Whether a record of this moment and text has this print.
    #[must_use]
    pub const fn is_of(&self, ns: i64, text: u64) -> bool {
        self.text == text && self.ns.div_euclid(SECOND) == ns.div_euclid(SECOND)
    }
}

/// The prints of a run; none when no other input is read.
#[derive(Clone, Debug)]
pub struct Prints {
    kept: Vec<Print>,
    /// All of a lesser rank were kept.
    pub limit: u64,
}

impl Default for Prints {
    fn default() -> Self {
        Prints { kept: Vec::new(), limit: u64::MAX }
    }
}

impl Prints {
    pub(super) fn of(point: &Point<'_>) -> Self {
        let mut prints = Prints::default();
        prints.add(point);
        prints
    }

    pub(super) fn add(&mut self, point: &Point<'_>) {
        if point.text != 0 {
            let place = point.ns.rem_euclid(ZONES) / SECOND;
            let rank = FixedState::default().hash_one((point.text, place));
            self.put(Print { rank, ns: point.ns, text: point.text, count: point.count() });
        }
    }

    fn put(&mut self, print: Print) {
        if print.rank >= self.limit {
            return;
        }
        match self.kept.binary_search_by_key(&(print.rank, print.ns), |known| (known.rank, known.ns)) {
            Ok(at) => self.kept[at].count += print.count,
            // Most runs have one finding: no room for more.
            Err(_) if self.kept.is_empty() => self.kept = vec![print],
            Err(at) => self.kept.insert(at, print),
        }
        if self.kept.len() > MOST {
            self.cut(self.kept[MOST].rank);
        }
    }

    fn cut(&mut self, limit: u64) {
        self.limit = self.limit.min(limit);
        self.kept.truncate(self.kept.partition_point(|print| print.rank < self.limit));
    }

    pub(super) fn merge(&mut self, other: Prints) {
        self.cut(other.limit);
        other.kept.into_iter().for_each(|print| self.put(print));
    }

    /// Puts their times on another clock.
    pub(super) fn move_to(&mut self, to: impl Fn(i64) -> i64) {
        self.kept.iter_mut().for_each(|print| print.ns = to(print.ns));
    }

    /// Drops those whose time is not wanted.
    pub fn retain(&mut self, wanted: impl Fn(i64) -> bool) {
        self.kept.retain(|print| wanted(print.ns));
    }

    /// In the order of their ranks.
    pub fn iter(&self) -> impl Iterator<Item = &Print> {
        self.kept.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prints(ranks: impl Iterator<Item = u64>) -> Prints {
        let mut prints = Prints::default();
        ranks.for_each(|rank| prints.put(Print { rank, ns: 0, text: rank, count: 1 }));
        prints
    }

    #[test]
    fn the_smallest_are_kept_whatever_the_order() {
        let want = prints(0..100);
        let mut joined = prints((50..100).rev());
        joined.merge(prints((0..50).rev()));
        assert_eq!((joined.kept, joined.limit), (want.kept.clone(), want.limit));
        assert_eq!((want.kept.len(), want.limit), (MOST, MOST as u64));
    }
}
