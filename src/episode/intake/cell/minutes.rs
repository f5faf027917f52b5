//! Findings by the minute.
//!
//! ```text
//! 29394243: 1 (:41)   29394244: 12 (:00)   29394251: 3 (:17)     minutes since 1970 in rising order, without the empty
//!                                                                ones, each with its findings and its first second
//! ```
//!
//! Nearly every run has a few findings in one minute, and a long log has very many runs: a list takes a fifth of the room
//! of a tree. Logs are nearly in order, so that what is added mostly belongs to the last minute.

use std::cmp::Ordering;

use crate::model::stamp::{MINUTE, SECOND};

/// Bits for the first second of a minute.
const BITS: u32 = 6;

/// See the head of this file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Minutes(Vec<(i32, Tally)>);

/// Findings of a minute, and below them its first second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tally(u32);

impl Tally {
    const fn new(count: u32, second: u32) -> Self {
        let most = u32::MAX >> BITS;
        Tally((if count < most { count } else { most }) << BITS | second)
    }

    const fn count(self) -> u32 {
        self.0 >> BITS
    }

    const fn second(self) -> u32 {
        self.0 & ((1 << BITS) - 1)
    }

    fn with(self, other: Self) -> Self {
        Tally::new(self.count().saturating_add(other.count()), self.second().min(other.second()))
    }
}

impl Minutes {
    /// Adds findings at a time, nanoseconds since 1970.
    pub fn add(&mut self, ns: i64, count: u32) {
        // Nanoseconds in 64 bits do not reach further.
        let minute = ns.div_euclid(MINUTE) as i32;
        let tally = Tally::new(count, (ns.rem_euclid(MINUTE) / SECOND) as u32);
        let place = match self.0.last().map(|(last, _)| last.cmp(&minute)) {
            None | Some(Ordering::Less) => Err(self.0.len()),
            Some(Ordering::Equal) => Ok(self.0.len() - 1),
            Some(Ordering::Greater) => self.0.binary_search_by_key(&minute, |(known, _)| *known),
        };
        match place {
            Ok(at) => self.0[at].1 = self.0[at].1.with(tally),
            Err(at) => self.0.insert(at, (minute, tally)),
        }
    }

    /// Takes findings out, those of the minute of a time first, then those before it.
    pub fn take(&mut self, ns: i64, mut count: u64) {
        let minute = ns.div_euclid(MINUTE) as i32;
        let upto = self.0.partition_point(|(known, _)| *known <= minute);
        for (_, tally) in self.0[..upto].iter_mut().rev() {
            let taken = count.min(tally.count().into());
            *tally = Tally::new(tally.count() - taken as u32, tally.second());
            count -= taken;
            if count == 0 {
                break;
            }
        }
        self.0.retain(|(_, tally)| tally.count() > 0);
    }

    /// Minutes with their findings, rising.
    pub fn iter(&self) -> impl Iterator<Item = (i64, u32)> + '_ {
        self.0.iter().map(|&(minute, tally)| (i64::from(minute), tally.count()))
    }

    /// The first second of each minute, nanoseconds since 1970, with the findings of the minute.
    pub fn stamps(&self) -> impl Iterator<Item = (i64, u32)> + '_ {
        let ns = |minute: i32, tally: Tally| i64::from(minute) * MINUTE + i64::from(tally.second()) * SECOND;
        self.0.iter().map(move |&(minute, tally)| (ns(minute, tally), tally.count()))
    }

    /// How many minutes are not empty.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All findings.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.0.iter().map(|(_, tally)| u64::from(tally.count())).sum()
    }

    /// The findings of the busiest minute.
    #[must_use]
    pub fn peak(&self) -> u32 {
        self.0.iter().map(|(_, tally)| tally.count()).max().unwrap_or(0)
    }

    /// The findings of so many minutes from one on.
    #[must_use]
    pub fn within(&self, from: i64, span: i64) -> u64 {
        let start = self.0.partition_point(|(minute, _)| i64::from(*minute) < from);
        let inside = self.0[start..].iter().take_while(|(minute, _)| i64::from(*minute) < from.saturating_add(span));
        inside.map(|(_, tally)| u64::from(tally.count())).sum()
    }

    /// Drops the minutes that are not wanted.
    pub fn retain(&mut self, wanted: impl Fn(i64) -> bool) {
        self.0.retain(|(minute, _)| wanted(i64::from(*minute)));
    }
}

impl FromIterator<(i64, u32)> for Minutes {
    fn from_iter<I: IntoIterator<Item = (i64, u32)>>(counts: I) -> Self {
        let mut minutes = Minutes::default();
        counts.into_iter().for_each(|(ns, count)| minutes.add(ns, count));
        minutes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_rise_whatever_the_order() {
        let minutes = Minutes::from_iter([(7, 1), (9, 2), (7, 3), (-2, 1), (9, 1)].map(|(m, n)| (m * MINUTE, n)));
        assert_eq!(minutes.iter().collect::<Vec<_>>(), [(-2, 1), (7, 4), (9, 3)]);
        assert_eq!((minutes.sum(), minutes.peak(), minutes.len()), (8, 4, 3));
        assert_eq!((minutes.within(-2, 10), minutes.within(-1, 8), minutes.within(8, 60)), (5, 0, 3));
    }

    #[test]
    fn each_minute_knows_its_first_second() {
        let minutes = Minutes::from_iter([(MINUTE + 41 * SECOND, 1), (MINUTE + 17 * SECOND + 5, 2), (-SECOND, 1)]);
        assert_eq!(minutes.stamps().collect::<Vec<_>>(), [(-SECOND, 1), (MINUTE + 17 * SECOND, 3)]);
        let flood = Minutes::from_iter([(0, u32::MAX), (59 * SECOND, u32::MAX)]);
        assert_eq!(flood.stamps().collect::<Vec<_>>(), [(0, u32::MAX >> BITS)]);
    }
}
