//! What a time lacks, found in the evidence: the year and the zone of a local clock.
//!
//! A line with two clocks tells both:
//!
//! ```text
//! Nov 14 03:57:18 node-3 k3s[1224]: time="2025-11-14T02:57:18Z" level=...
//! local, no year                    UTC                            -> 2025, UTC+01:00
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::year::{shift_years, year_of};
use crate::model::stamp::MINUTE;
use crate::model::{Basis, Clock, RawTime, Region, Stamp, Zone};

/// Offsets of zones are multiples of this.
const QUARTER: i64 = 15 * MINUTE;
/// No zone is further from UTC.
const MAX_OFFSET: i64 = 15 * 60 * MINUTE;
/// How far a stamp in the year so many years on is ahead of UTC, where that can be a zone.
fn offset(outer: RawTime, years: i64, inner_utc_ns: i64) -> Option<i64> {
    Some(shift_years(outer.ns, years) - inner_utc_ns).filter(|offset| offset.abs() <= MAX_OFFSET)
}

/// Lines of an input that carry two clocks: how often each year and offset was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// (years to add to a year-less time, offset in quarters of an hour).
    seen: BTreeMap<(i64, i64), u64>,
}

impl Pairs {
    /// Notes one line.
    pub fn add(&mut self, outer: RawTime, inner_utc_ns: i64) {
        // One year at most brings the clocks near, and it is mostly that of the lines before.
        let near = |years: i64| Some((years, offset(outer, years, inner_utc_ns)?));
        let found = match outer.clock {
            Clock::Local => near(0),
            Clock::LocalNoYear => {
                let known = self.seen.keys().next().map(|(years, _)| *years);
                known.and_then(near).or_else(|| {
                    let years = year_of(inner_utc_ns) - year_of(outer.ns);
                    (years - 1..=years + 1).find_map(near)
                })
            }
            // Its zone is no secret, and its year stands in the line: see `dated_by`.
            Clock::UtcNoYear => None,
            Clock::Utc
            | Clock::TimeOfDay
            | Clock::Boot
            | Clock::SinceBefore
            | Clock::BeforeCollection
            | Clock::None => None,
        };
        if let Some((years, offset)) = found {
            let quarters = (offset + QUARTER / 2).div_euclid(QUARTER);
            *self.seen.entry((years, quarters)).or_default() += 1;
        }
    }

    /// Adds what another input saw.
    pub fn merge(&mut self, other: &Pairs) {
        for (key, count) in &other.seen {
            *self.seen.entry(*key).or_default() += count;
        }
    }

    /// As [`Pairs::majority`], when most lines agree: for stamps that need not be of the same moment.
    #[must_use]
    pub fn agreement(&self) -> Option<(i64, i64)> {
        let all: u64 = self.seen.values().sum();
        let best = self.seen.values().max()?;
        (*best >= 3 && best * 2 > all).then(|| self.majority()).flatten()
    }

    /// What most lines say: years to add, and the offset east of UTC in nanoseconds.
    #[must_use]
    pub fn majority(&self) -> Option<(i64, i64)> {
        let best = self.seen.iter().rev().max_by_key(|(_, count)| **count)?;
        Some((best.0.0, best.0.1 * QUARTER))
    }
}

/// Turns the times of one input into UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolver {
    /// Added to a year-less time.
    pub years: i64,
    /// Whether the year was found rather than guessed.
    pub year_known: bool,
    /// The day on which times of day begin: its midnight, nanoseconds since 1970 on the same clock.
    pub first_day_ns: i64,
    /// Offset of local times east of UTC, nanoseconds.
    pub offset_ns: i64,
    /// The place whose clock local times show; then `offset_ns` does not count.
    pub place: Option<Region>,
    /// UTC of second 0 of each boot, nanoseconds, by boot key.
    pub boots: BTreeMap<u128, i64>,
    /// The boots among them that nothing dates: their times count from them.
    pub undated: BTreeSet<u128>,
    /// When the input was collected, UTC nanoseconds.
    pub collected: Option<i64>,
    /// Nanoseconds that are added to wall times of an epoch, by its key: what a wrong clock printed.
    pub shifts: BTreeMap<u128, i64>,
}

impl Resolver {
    /// Takes local times for those of a zone.
    pub fn set_zone(&mut self, zone: Zone) {
        match zone {
            Zone::Fixed(offset_ns) => self.offset_ns = offset_ns,
            Zone::Named(place) => self.place = Some(place),
        }
    }

    /// UTC of a wall clock's time. An hour that a clock shows twice is taken for the first, one that it leaves out for
    /// the time before the step.
    fn utc(&self, local_ns: i64) -> i64 {
        let offset = self.place.map_or(self.offset_ns, |place| place.offset_of(local_ns));
        local_ns.saturating_sub(offset)
    }

    /// A time on the axis of its host; `boot` is the key of its boot for a boot clock, that of its epoch for a wall
    /// clock. `None` when the input cannot tell.
    #[must_use]
    pub fn stamp(&self, time: RawTime, boot: u128) -> Option<Stamp> {
        let printed = self.printed(time, boot)?;
        let shift = self.shifts.get(&boot).copied().filter(|_| time.clock.is_wall()).unwrap_or(0);
        Some(Stamp { ns: printed.ns.saturating_add(shift), ahead_ns: -shift, ..printed })
    }

    /// A time in UTC as the clock showed it.
    #[must_use]
    pub fn printed(&self, time: RawTime, boot: u128) -> Option<Stamp> {
        let (ns, basis) = match time.clock {
            Clock::Utc => (time.ns, Basis::Exact),
            Clock::Local => (self.utc(time.ns), Basis::ZoneAssumed),
            Clock::LocalNoYear => (self.utc(shift_years(time.ns, self.years)), Basis::YearInferred),
            Clock::UtcNoYear => (shift_years(time.ns, self.years), Basis::YearInferred),
            Clock::TimeOfDay => (self.utc(self.first_day_ns.saturating_add(time.ns)), Basis::DateInferred),
            Clock::Boot => {
                let basis = if self.undated.contains(&boot) { Basis::SinceBoot } else { Basis::BootClock };
                (self.boots.get(&boot)?.saturating_add(time.ns), basis)
            }
            Clock::BeforeCollection => (self.collected?.saturating_add(time.ns), Basis::Collected),
            Clock::SinceBefore | Clock::None => return None,
        };
        Some(Stamp { ns, basis, ahead_ns: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::DAY;
    use crate::time::{civil, year::BASE_YEAR};

    fn no_year(month: i64, day: i64, hour: i64) -> RawTime {
        let ns = civil::days(BASE_YEAR, month, day) * DAY + hour * 60 * MINUTE;
        RawTime { clock: Clock::LocalNoYear, ns }
    }

    fn utc(year: i64, month: i64, day: i64, hour: i64) -> i64 {
        civil::days(year, month, day) * DAY + hour * 60 * MINUTE
    }

    #[test]
    fn a_pair_tells_year_and_zone() {
        let mut pairs = Pairs::default();
        pairs.add(no_year(11, 14, 4), utc(2025, 11, 14, 3));
        assert_eq!(pairs.majority(), Some((25, 60 * MINUTE)));
        let mut pairs = Pairs::default();
        pairs.add(no_year(1, 1, 0), utc(2025, 12, 31, 23));
        assert_eq!(pairs.majority(), Some((26, 60 * MINUTE)));
    }

    #[test]
    fn a_place_knows_summer_times() {
        let mut resolver = Resolver::default();
        resolver.set_zone(Zone::Named("Europe/Berlin".parse().expect("a zone")));
        let check = |month, hour, want| {
            let local = RawTime { clock: Clock::Local, ns: utc(2025, month, 26, hour) };
            assert_eq!(resolver.stamp(local, 0).map(|s| s.ns), Some(want), "{month} {hour}");
        };
        check(10, 1, utc(2025, 10, 25, 23));
        check(10, 4, utc(2025, 10, 26, 3));
        check(7, 4, utc(2025, 7, 26, 2));
    }

    #[test]
    fn far_apart_clocks_are_no_pair() {
        let mut pairs = Pairs::default();
        pairs.add(no_year(6, 1, 0), utc(2025, 12, 31, 23));
        assert_eq!(pairs.majority(), None);
    }

    #[test]
    fn a_boot_that_nothing_dates_counts_from_itself() {
        let resolver = Resolver { boots: [(1, 0), (2, 50)].into(), undated: [1].into(), ..Resolver::default() };
        let at = |boot| resolver.stamp(RawTime { clock: Clock::Boot, ns: 7 }, boot).map(|s| (s.ns, s.basis));
        assert_eq!((at(1), at(2)), (Some((7, Basis::SinceBoot)), Some((57, Basis::BootClock))));
    }

    #[test]
    fn ages_count_back_from_the_collection() {
        let resolver = Resolver { collected: Some(100), ..Resolver::default() };
        assert_eq!(resolver.stamp(RawTime::age(30), 0), Some(Stamp { ns: 70, basis: Basis::Collected, ahead_ns: 0 }));
        assert_eq!(Resolver::default().stamp(RawTime::age(30), 0), None);
    }
}
