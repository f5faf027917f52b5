//! When something was printed: counts for stretches of time, in bounded memory.

use crate::model::stamp::MINUTE;

/// Stretches that are kept, a day and a half of minutes; beyond, they become twice as wide.
const MOST: usize = 2048;

/// Counts by time; the stretches are a minute wide until there are too many of them.
#[derive(Clone, Debug)]
pub struct Slots {
    width: i64,
    /// Number of the stretch and its count, in order.
    counts: Vec<(i64, u32)>,
}

impl Default for Slots {
    fn default() -> Self {
        Slots { width: MINUTE, counts: Vec::new() }
    }
}

impl Slots {
    /// Counts one more at a time, nanoseconds.
    pub fn add(&mut self, ns: i64) {
        self.add_many(ns, 1);
    }

    /// Adds the counts of later ones.
    pub fn join(&mut self, later: &Slots) {
        while self.width < later.width {
            self.widen();
        }
        later.iter().for_each(|(start, count)| self.add_many(start, count));
    }

    fn add_many(&mut self, ns: i64, count: u32) {
        let slot = ns.div_euclid(self.width);
        let at = match self.counts.last() {
            Some((last, _)) if *last == slot => Ok(self.counts.len() - 1),
            Some((last, _)) if *last > slot => self.counts.binary_search_by_key(&slot, |(slot, _)| *slot),
            _ => Err(self.counts.len()),
        };
        match at {
            Ok(at) => self.counts[at].1 = self.counts[at].1.saturating_add(count),
            Err(at) => self.counts.insert(at, (slot, count)),
        }
        if self.counts.len() > MOST {
            self.widen();
        }
    }

    fn widen(&mut self) {
        self.width *= 2;
        self.counts.iter_mut().for_each(|(slot, _)| *slot = slot.div_euclid(2));
        self.counts.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            same
        });
    }

    /// Width of a stretch, nanoseconds.
    #[must_use]
    pub const fn width(&self) -> i64 {
        self.width
    }

    /// Start and count of each stretch, in order.
    pub fn iter(&self) -> impl Iterator<Item = (i64, u32)> + '_ {
        self.counts.iter().map(|(slot, count)| (slot.saturating_mul(self.width), *count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_however_long_it_takes() {
        let mut slots = Slots::default();
        for minute in 0..100_000 {
            slots.add(minute * MINUTE);
        }
        assert!(slots.counts.len() <= MOST && slots.width() > MINUTE);
        assert_eq!(slots.iter().map(|(_, count)| u64::from(count)).sum::<u64>(), 100_000);
        assert_eq!(slots.iter().next().map(|(start, _)| start), Some(0));
    }

    #[test]
    fn a_short_time_keeps_its_minutes_in_any_order() {
        let mut slots = Slots::default();
        [MINUTE, 0, -1, MINUTE - 1].into_iter().for_each(|ns| slots.add(ns));
        assert_eq!(slots.iter().collect::<Vec<_>>(), [(-MINUTE, 1), (0, 2), (MINUTE, 1)]);
    }

    #[test]
    fn what_is_joined_counts_as_if_it_came_in_a_row() {
        let of = |minutes: std::ops::Range<i64>| {
            let mut slots = Slots::default();
            minutes.for_each(|minute| slots.add(minute * MINUTE));
            slots
        };
        for (cut, end) in [(1, 3), (1000, 1500), (2000, 5000), (100, 20_000), (20_000, 20_010)] {
            let (mut joined, all) = (of(0..cut), of(0..end));
            joined.join(&of(cut..end));
            assert_eq!((joined.width(), &joined.counts), (all.width(), &all.counts), "{cut} of {end}");
        }
    }
}
