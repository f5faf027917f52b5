//! Which boot a log is of that prints nothing but seconds since boot: the kernel's lines in a dated log of the same boot
//! carry the same stamps.
//!
//! ```text
//! dmesg     [  812.604113] nfs: server nas1 not responding                              no date
//! journal   Nov 14 04:44:18 kernel: nfs: server nas1 not responding, 812.604113 s       second 0 was at 04:30:45
//! ```
//!
//! A line may print both clocks: `[    1.102000] rtc_cmos 00:05: setting system clock to 2026-02-02T01:05:12 UTC (1769994312)`.
//!
//! Two boots hardly ever have a microsecond in common, one boot has nearly all. Of each log a sample is kept: the stamps
//! whose hashes are smallest, which two logs of one boot choose alike.

use std::collections::BTreeMap;

use crate::episode::intake::segments::BootKey;
use crate::model::stamp::{DAY, MINUTE, SECOND};
use crate::model::{Clock, RawTime};

/// Stamps that are kept of a log, or of a boot in it.
const KEPT: usize = 1024;
/// Boots of a log whose stamps are kept.
const BOOTS: usize = 64;
/// Earlier ones count in ticks on some machines, and are the same in each of their boots.
const EARLIEST: i64 = 2 * SECOND;
/// So many stamps must agree,
const LEAST: usize = 3;
/// and one in this many of those that both logs could have.
const SHARE: usize = 2;
/// What was printed before the journal ran gets the time at which it began to.
const LATE: i64 = 2 * MINUTE;

/// A sample of stamps, nanoseconds since boot, by their hashes.
#[derive(Clone, Debug)]
pub struct Sample<T>(BTreeMap<(u64, i64), T>);

impl<T> Default for Sample<T> {
    fn default() -> Self {
        Sample(BTreeMap::new())
    }
}

impl<T> Sample<T> {
    /// Takes a stamp, if its hash is among the smallest.
    pub fn add(&mut self, since_boot_ns: i64, value: T) {
        let key = (hash(since_boot_ns), since_boot_ns);
        let full = self.0.len() >= KEPT;
        if since_boot_ns < EARLIEST || (full && self.0.last_key_value().is_some_and(|(last, _)| *last <= key)) {
            return;
        }
        self.0.entry(key).or_insert(value);
        if self.0.len() > KEPT {
            self.0.pop_last();
        }
    }

    /// Up to this hash the sample leaves nothing out.
    fn reach(&self) -> u64 {
        self.0.last_key_value().filter(|_| self.0.len() >= KEPT).map_or(u64::MAX, |((hash, _), _)| *hash)
    }

    fn each_to(&self, reach: u64) -> impl Iterator<Item = (&(u64, i64), &T)> {
        self.0.range(..=(reach, i64::MAX))
    }
}

/// Spreads the stamps: those that are near each other in time are not near each other in the sample.
const fn hash(since_boot_ns: i64) -> u64 {
    let mixed = (since_boot_ns as u64 ^ (since_boot_ns as u64 >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

/// The stamps of the kernel's lines of one host in one log.
#[derive(Clone, Debug, Default)]
pub struct Stamps {
    /// Of lines with nothing else, by boot.
    pub undated: BTreeMap<BootKey, Sample<()>>,
    /// Of lines with a date: what the wall clock showed, or would have, at second 0, and its epoch.
    pub dated: Sample<(RawTime, BootKey)>,
    /// Second 0 in UTC nanoseconds, by boot, as the last line tells that prints both clocks.
    pub starts: BTreeMap<BootKey, i64>,
}

/// Clocks that were never set show years before this one.
const SET: i64 = 45 * 365 * DAY;

impl Stamps {
    /// Takes a line of the kernel.
    pub fn note(&mut self, time: RawTime, since_boot_ns: Option<i64>, boot: BootKey, epoch: BootKey) {
        match since_boot_ns {
            _ if time.clock == Clock::Boot => self.note_undated(time.ns, boot),
            Some(since) if time.clock.is_wall() => {
                let start = RawTime { ns: time.ns.saturating_sub(since), ..time };
                self.dated.add(since, (start, epoch));
            }
            _ => {}
        }
    }

    /// Takes second 0 of a boot as one of its lines tells it.
    pub fn told(&mut self, boot: BootKey, start: i64) {
        if start > SET && (self.starts.len() < BOOTS || self.starts.contains_key(&boot)) {
            self.starts.insert(boot, start);
        }
    }

    fn note_undated(&mut self, ns: i64, boot: BootKey) {
        if self.undated.len() < BOOTS || self.undated.contains_key(&boot) {
            self.undated.entry(boot).or_default().add(ns, ());
        }
    }
}

/// Second 0 of the boot that a sample of stamps is of, as far as a dated one tells, and how many stamps bear it out.
#[must_use]
pub fn agreed(undated: &Sample<()>, dated: &Sample<i64>) -> Option<(usize, i64)> {
    let reach = undated.reach().min(dated.reach());
    let mut starts: Vec<(i64, i64)> =
        undated.each_to(reach).filter_map(|(key, ())| Some((*dated.0.get(key)?, key.1))).collect();
    starts.sort_unstable();
    let within = |at: usize| starts.partition_point(|(start, _)| *start <= starts[at].0 + LATE) - at;
    let first = (0..starts.len()).rev().max_by_key(|at| within(*at))?;
    let (start, count) = (starts[first].0, within(first));
    let times = starts[first..first + count].iter().map(|(_, since)| *since);
    let span = times.clone().min()?..=times.max()?;
    let theirs =
        dated.each_to(reach).filter(|((_, since), at)| span.contains(since) && (start..=start + LATE).contains(at));
    let own = undated.each_to(reach).filter(|((_, since), ())| span.contains(since));
    let could = own.count().min(theirs.count());
    (count >= LEAST && count * SHARE >= could).then_some((count, start))
}

impl Sample<(RawTime, BootKey)> {
    /// The same with second 0 in UTC.
    #[must_use]
    pub fn placed(&self, utc: impl Fn(RawTime, BootKey) -> Option<i64>) -> Sample<i64> {
        Sample(self.0.iter().filter_map(|(key, (start, epoch))| Some((*key, utc(*start, *epoch)?))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stamps of a boot, no two boots alike.
    fn stamps(boot: i64, lines: i64) -> impl Iterator<Item = i64> {
        (0..lines).map(move |i| 3 * SECOND + i * 70_001_000 + (i * i * (boot + 3)) % 60_000_000)
    }

    fn undated(of: impl Iterator<Item = i64>) -> Sample<()> {
        let mut sample = Sample::default();
        of.for_each(|since| sample.add(since, ()));
        sample
    }

    /// A journal of three boots that began an hour apart.
    fn journal(lines: i64) -> Sample<i64> {
        let mut sample = Sample::default();
        for boot in 0..3 {
            stamps(boot, lines).for_each(|since| sample.add(since, boot * 60 * MINUTE));
        }
        sample
    }

    #[test]
    fn the_boot_whose_stamps_are_there() {
        for lines in [5, 400, 5000] {
            for boot in 0..3 {
                let start = agreed(&undated(stamps(boot, lines)), &journal(lines)).map(|(_, start)| start);
                assert_eq!(start, Some(boot * 60 * MINUTE), "{lines} lines, boot {boot}");
            }
            assert_eq!(agreed(&undated(stamps(7, lines)), &journal(lines)), None, "{lines} lines of another boot");
        }
    }

    #[test]
    fn the_end_of_a_ring_buffer_is_enough() {
        let tail = undated(stamps(1, 5000).skip(4000));
        assert_eq!(agreed(&tail, &journal(5000)).map(|(_, start)| start), Some(60 * MINUTE));
    }

    #[test]
    fn early_stamps_are_the_same_in_every_boot() {
        let early = || (1..100).map(|i| i * 4_000_000);
        let mut dated = Sample::default();
        early().for_each(|since| dated.add(since, 0));
        assert_eq!(agreed(&undated(early()), &dated), None);
    }
}
