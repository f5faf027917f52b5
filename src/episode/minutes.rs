//! Findings by the minute.
//!
//! ```text
//! 29394243: 1   29394244: 12   29394251: 3     minutes since 1970 in rising order, without the empty ones
//! ```
//!
//! Nearly every run has a few findings in one minute, and a long log has very many runs: a list takes a fifth of the room
//! of a tree. Logs are nearly in order, so that what is added mostly belongs to the last minute.

use std::cmp::Ordering;

/// See the head of this file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Minutes(Vec<(i32, u32)>);

impl Minutes {
    /// Adds findings of a minute, counted from 1970.
    pub fn add(&mut self, minute: i64, count: u32) {
        // Nanoseconds in 64 bits do not reach further.
        let minute = minute as i32;
        let place = match self.0.last().map(|(last, _)| last.cmp(&minute)) {
            None | Some(Ordering::Less) => Err(self.0.len()),
            Some(Ordering::Equal) => Ok(self.0.len() - 1),
            Some(Ordering::Greater) => self.0.binary_search_by_key(&minute, |(known, _)| *known),
        };
        match place {
            Ok(at) => self.0[at].1 = self.0[at].1.saturating_add(count),
            Err(at) => self.0.insert(at, (minute, count)),
        }
    }

    /// Minutes with their findings, rising.
    pub fn iter(&self) -> impl Iterator<Item = (i64, u32)> + '_ {
        self.0.iter().map(|&(minute, count)| (i64::from(minute), count))
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
        self.0.iter().map(|(_, count)| u64::from(*count)).sum()
    }

    /// The findings of the busiest minute.
    #[must_use]
    pub fn peak(&self) -> u32 {
        self.0.iter().map(|(_, count)| *count).max().unwrap_or(0)
    }

    /// The findings of so many minutes from one on.
    #[must_use]
    pub fn within(&self, from: i64, span: i64) -> u64 {
        let start = self.0.partition_point(|(minute, _)| i64::from(*minute) < from);
        let inside = self.0[start..].iter().take_while(|(minute, _)| i64::from(*minute) < from.saturating_add(span));
        inside.map(|(_, count)| u64::from(*count)).sum()
    }

    /// Drops the minutes that are not wanted.
    pub fn retain(&mut self, wanted: impl Fn(i64) -> bool) {
        self.0.retain(|(minute, _)| wanted(i64::from(*minute)));
    }
}

impl FromIterator<(i64, u32)> for Minutes {
    fn from_iter<I: IntoIterator<Item = (i64, u32)>>(counts: I) -> Self {
        let mut minutes = Minutes::default();
        counts.into_iter().for_each(|(minute, count)| minutes.add(minute, count));
        minutes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_rise_whatever_the_order() {
        let minutes = Minutes::from_iter([(7, 1), (9, 2), (7, 3), (-2, 1), (9, 1)]);
        assert_eq!(minutes.iter().collect::<Vec<_>>(), [(-2, 1), (7, 4), (9, 3)]);
        assert_eq!((minutes.sum(), minutes.peak(), minutes.len()), (8, 4, 3));
        assert_eq!((minutes.within(-2, 10), minutes.within(-1, 8), minutes.within(8, 60)), (5, 0, 3));
    }
}
