//! From the times that one input prints to UTC, once its year and its zone were found.

use std::collections::{BTreeMap, BTreeSet};

use super::pairs::Turn;
use super::year::shift_years;
use crate::model::{Basis, Clock, RawTime, Region, Stamp, Zone};

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
    /// Where the clock turned to or from summer time; then neither counts.
    pub turn: Option<Turn>,
    /// Epochs of the wall clock in which an hour that is shown twice is the second one, by their keys.
    pub again: BTreeSet<u128>,
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

    /// UTC of a wall clock's time in an epoch. An hour that a clock leaves out is taken for the time before the step.
    #[must_use]
    pub fn utc(&self, local_ns: i64, epoch: u128) -> i64 {
        let again = self.again.contains(&epoch);
        match (self.turn, self.place) {
            (Some(turn), _) => turn.utc(local_ns, again),
            (None, Some(place)) => local_ns.saturating_sub(place.offset_of(local_ns, again)),
            (None, None) => local_ns.saturating_sub(self.offset_ns),
        }
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
            Clock::Local => (self.utc(time.ns, boot), Basis::ZoneAssumed),
            Clock::LocalNoYear => (self.utc(shift_years(time.ns, self.years), boot), Basis::YearInferred),
            Clock::UtcNoYear => (shift_years(time.ns, self.years), Basis::YearInferred),
            Clock::TimeOfDay => (self.utc(self.first_day_ns.saturating_add(time.ns), boot), Basis::DateInferred),
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
    use crate::model::stamp::{DAY, HOUR};
    use crate::time::civil;

    fn utc(year: i64, month: i64, day: i64, hour: i64) -> i64 {
        civil::days(year, month, day) * DAY + hour * HOUR
    }

    #[test]
    fn a_place_knows_summer_times() {
        let mut resolver = Resolver::default();
        resolver.set_zone(Zone::Named("Europe/Berlin".parse().expect("a zone")));
        let check = |month, hour, want| {
            let local = RawTime { clock: Clock::Local, ns: utc(2025, month, 26, hour) };
            assert_eq!(resolver.stamp(local, 0).map(|s| s.ns), Some(want), "{month} {hour}");
        };
        let twice = RawTime { clock: Clock::Local, ns: utc(2025, 10, 26, 2) };
        let again = Resolver { again: [7].into(), ..resolver.clone() };
        assert_eq!(
            [0, 7].map(|e| again.stamp(twice, e).map(|s| s.ns)),
            [0, 1].map(|hour| Some(utc(2025, 10, 26, hour)))
        );
        check(10, 1, utc(2025, 10, 25, 23));
        check(10, 4, utc(2025, 10, 26, 3));
        check(7, 4, utc(2025, 7, 26, 2));
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
