//! Where in an input a stretch of time lies: the time of one record every 64 KiB.

use std::ops::Range;

use super::segments::BootKey;
use crate::model::RawTime;
use crate::time::infer::Resolver;

/// Entries that are kept; beyond, every other one is dropped.
const MOST: usize = 4096;
/// Distance of two entries at first, bytes.
const STEP: u64 = 64 << 10;

/// Shorter holes are not worth a new start, bytes.
const HOLE: u64 = 1 << 20;

/// One record of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its offset.
    pub offset: u64,
    /// Its time, New Years counted.
    pub time: RawTime,
    /// Its boot.
    pub boot: BootKey,
}

/// Times by offset, in bounded memory.
#[derive(Clone, Debug)]
pub struct TimeIndex {
    entries: Vec<Entry>,
    step: u64,
}

impl Default for TimeIndex {
    fn default() -> Self {
        TimeIndex { entries: Vec::new(), step: STEP }
    }
}

impl TimeIndex {
    /// Notes a record, unless one of the same stretch of bytes is noted already. Records come in the order of the
    /// input.
    pub fn note(&mut self, entry: Entry) {
        if !entry.time.is_some()
            || self.entries.last().is_some_and(|l| l.offset / self.step == entry.offset / self.step)
        {
            return;
        }
        self.entries.push(entry);
        if self.entries.len() > MOST {
            self.step *= 2;
            let step = self.step;
            self.entries.dedup_by_key(|e| e.offset / step);
        }
    }

    /// The bytes that hold the records between two moments, nanoseconds UTC, with those right before and after.
    #[must_use]
    pub fn bytes(&self, clock: &Resolver, from: i64, to: i64, len: u64) -> Option<Range<u64>> {
        let at = |e: &Entry| clock.printed(e.time, e.boot).map(|s| s.ns);
        let within = |e: &Entry| at(e).is_some_and(|ns| (from..=to).contains(&ns));
        let before = self.entries.iter().rposition(|e| at(e).is_some_and(|ns| ns < from));
        let first = self.entries.iter().position(within).or(before)?;
        let last = self.entries.iter().rposition(within).unwrap_or(first);
        let start = first.checked_sub(1).map_or(0, |i| self.entries[i].offset);
        let end = self.entries.get(last + 1).map_or(len, |e| e.offset + self.step);
        // Where the newest records stand first, offsets fall.
        Some(if start < end { start..end.min(len) } else { 0..len })
    }

    /// A stretch of bytes without the long parts in whose time nothing counts; `idle` says so of a stretch of time,
    /// nanoseconds UTC. What is left begins a step before the records that count.
    #[must_use]
    pub fn without(&self, part: Range<u64>, clock: &Resolver, idle: impl Fn(i64, i64) -> bool) -> Vec<Range<u64>> {
        let at = |e: &Entry| clock.stamp(e.time, e.boot).map(|s| s.ns);
        let is_idle = |e: &[Entry]| at(&e[0]).zip(at(&e[1])).is_some_and(|(from, to)| from <= to && idle(from, to));
        let inside: Vec<&[Entry]> = self.entries.windows(2).filter(|e| part.contains(&e[0].offset)).collect();
        let (mut kept, mut start) = (Vec::new(), part.start);
        for run in inside.chunk_by(|a, b| is_idle(a) == is_idle(b)).filter(|run| is_idle(run[0])) {
            let hole = run[0][1].offset..run[run.len() - 1][0].offset.min(part.end);
            if hole.end >= hole.start + HOLE {
                kept.push(start..hole.start);
                start = hole.end;
            }
        }
        kept.push(start..part.end);
        kept
    }

    /// The last record at or before an offset.
    #[must_use]
    pub fn before(&self, offset: u64) -> Option<Entry> {
        let after = self.entries.partition_point(|e| e.offset <= offset);
        after.checked_sub(1).map(|i| self.entries[i])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::SECOND;

    fn index(records: u64) -> TimeIndex {
        let mut index = TimeIndex::default();
        for n in 0..records {
            index.note(Entry { offset: n * 1000, time: RawTime::utc(n as i64 * SECOND), boot: 0 });
        }
        index
    }

    #[test]
    fn bytes_hold_the_time() {
        let (index, clock) = (index(10_000), Resolver::default());
        let got = index.bytes(&clock, 5000 * SECOND, 6000 * SECOND, 10_000_000).expect("there");
        assert!(got.start <= 5_000_000 && got.end >= 6_000_000, "{got:?}");
        assert!(got.start > 4_700_000 && got.end < 6_300_000, "{got:?}");
        assert_eq!(index.bytes(&clock, -5 * SECOND, -SECOND, 10_000_000), None);
    }

    #[test]
    fn holes_lie_inside_idle_time() {
        let (index, clock) = (index(10_000), Resolver::default());
        let all = index.without(0..10_000_000, &clock, |_, _| false);
        assert_eq!(all, [Range { start: 0, end: 10_000_000 }]);
        let idle = |from, to| from >= 3000 * SECOND && to <= 7000 * SECOND;
        let kept = index.without(0..10_000_000, &clock, idle);
        let [one, two] = &kept[..] else { panic!("{kept:?}") };
        assert_eq!((one.start, two.end), (0, 10_000_000));
        assert!(one.end >= 3_000_000 && two.start <= 7_000_000 && two.start - one.end > 3_700_000, "{kept:?}");
        let short = index.without(0..10_000_000, &clock, |from, to| from >= 3000 * SECOND && to <= 4000 * SECOND);
        assert_eq!(short.len(), 1);
    }

    #[test]
    fn a_long_input_is_noted_in_bounded_memory() {
        let index = index(2_000_000);
        assert!(index.entries.len() <= MOST);
        assert!(index.before(1_000_000_000).is_some_and(|e| e.offset <= 1_000_000_000 && e.offset > 990_000_000));
    }
}
