//! What a time lacks, found in the evidence: the year and the zone of a local clock.
//!
//! A line with two clocks tells both:
//!
//! ```text
//! Nov 14 03:57:18 node-3 k3s[1224]: time="2025-11-14T02:57:18Z" level=...
//! local, no year                    UTC                            -> 2025, UTC+01:00
//! ```

use std::collections::BTreeMap;

use super::year::{shift_years, year_of};
use crate::model::stamp::{HOUR, MINUTE};
use crate::model::{Clock, RawTime};

/// Offsets of zones are multiples of this.
const QUARTER: i64 = 15 * MINUTE;
/// No zone is further from UTC.
const MAX_OFFSET: i64 = 15 * 60 * MINUTE;
/// Fewer lines tell of no turn.
const FEW: u64 = 3;
/// How far a stamp in the year so many years on is ahead of UTC, where that can be a zone.
fn offset(outer: RawTime, years: i64, inner_utc_ns: i64) -> Option<i64> {
    Some(shift_years(outer.ns, years) - inner_utc_ns).filter(|offset| offset.abs() <= MAX_OFFSET)
}

/// Lines of an input that carry two clocks: how often each year and offset was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// By years to add to a year-less time, and offset in quarters of an hour.
    seen: BTreeMap<(i64, i64), Seen>,
}

/// Lines that tell the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    count: u64,
    /// The first and the last of them, UTC.
    span: (i64, i64),
}

impl Seen {
    fn join(&mut self, other: Seen) {
        self.count += other.count;
        self.span = (self.span.0.min(other.span.0), self.span.1.max(other.span.1));
    }
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
            self.join((years, quarters), Seen { count: 1, span: (inner_utc_ns, inner_utc_ns) });
        }
    }

    /// Adds what another input saw.
    pub fn merge(&mut self, other: &Pairs) {
        other.seen.iter().for_each(|(key, seen)| self.join(*key, *seen));
    }

    fn join(&mut self, key: (i64, i64), seen: Seen) {
        self.seen.entry(key).and_modify(|known| known.join(seen)).or_insert(seen);
    }

    /// As [`Pairs::majority`], when most lines agree: for stamps that need not be of the same moment.
    #[must_use]
    pub fn agreement(&self) -> Option<(i64, i64)> {
        let counts = || self.seen.values().map(|seen| seen.count);
        let best = counts().max()?;
        (best >= 3 && best * 2 > counts().sum()).then(|| self.majority()).flatten()
    }

    /// The one zone beside UTC, where lines tell UTC and another: programs in containers print UTC wherever they run.
    #[must_use]
    pub fn beside_utc(&self) -> Option<(i64, i64)> {
        let mut others = self.seen.iter().filter(|((_, quarters), seen)| *quarters != 0 && seen.count >= FEW);
        let ((years, quarters), _) = others.next().filter(|_| self.seen.keys().any(|(_, quarters)| *quarters == 0))?;
        others.next().is_none().then_some((*years, quarters * QUARTER))
    }

    /// What most lines say: years to add, and the offset east of UTC in nanoseconds.
    #[must_use]
    pub fn majority(&self) -> Option<(i64, i64)> {
        let best = self.seen.iter().rev().max_by_key(|(_, seen)| seen.count)?;
        Some((best.0.0, best.0.1 * QUARTER))
    }

    /// Where the clock turned to summer time or back: lines that tell the offset of most, and such as tell one that is an
    /// hour away, all of them before those or behind.
    #[must_use]
    pub fn turn(&self) -> Option<Turn> {
        let (years, offset) = self.majority()?;
        let at = |offset: i64| Some((offset, self.seen.get(&(years, offset / QUARTER))?));
        let most = at(offset)?;
        let other = [at(offset - HOUR), at(offset + HOUR)].into_iter().flatten().max_by_key(|(_, seen)| seen.count)?;
        let [before, after] = if other.1.span < most.1.span { [other, most] } else { [most, other] };
        let turn = Turn { before_ns: before.0, until: before.1.span.1, from: after.1.span.0, after_ns: after.0 };
        (other.1.count >= FEW && turn.until < turn.from).then_some(turn)
    }
}

/// Where a clock turns to summer time, or back: an hour that it shows twice.
///
/// ```text
/// local   02:50 02:55 | 02:00 02:05     summer time ends: what is shown twice is told by the order of the lines
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Offset east of UTC before it, nanoseconds.
    pub before_ns: i64,
    /// The last moment that is known to lie before it, UTC.
    pub until: i64,
    /// The first one known to lie behind it.
    pub from: i64,
    /// Offset from then on.
    pub after_ns: i64,
}

impl Turn {
    /// UTC of a local time; `again`: of an hour that is shown twice it is the second time.
    #[must_use]
    pub fn utc(&self, local_ns: i64, again: bool) -> i64 {
        let (before, after) = (local_ns.saturating_sub(self.before_ns), local_ns.saturating_sub(self.after_ns));
        let is_after = match (before <= self.until, after >= self.from) {
            (true, true) => again,
            (false, false) => before - self.until > self.from - after,
            (_, is_after) => is_after,
        };
        if is_after { after } else { before }
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
    fn lines_tell_where_summer_time_ends_and_begins() {
        let tell = |offsets: &[i64]| {
            let mut pairs = Pairs::default();
            for (hour, offset) in (0..).zip(offsets) {
                pairs.add(no_year(10, 26, hour + offset), utc(2025, 10, 26, hour));
            }
            pairs.turn()
        };
        let local = |hour: i64| shift_years(no_year(10, 26, hour).ns, 25);
        let turn = tell(&[2, 2, 2, 1, 1, 1, 1]).expect("a turn");
        let at = |hour, again| (turn.utc(local(hour), again) - utc(2025, 10, 26, 0)) / HOUR;
        assert_eq!([at(3, false), at(4, false), at(4, true), at(5, false)], [1, 2, 3, 4]);
        let turn = tell(&[1, 1, 1, 1, 2, 2, 2]).expect("a turn");
        let at = |hour, again| (turn.utc(local(hour), again) - utc(2025, 10, 26, 0)) / HOUR;
        assert_eq!([at(4, false), at(4, true), at(6, false), at(7, false)], [3, 3, 4, 5]);
        assert_eq!(tell(&[2, 2, 1, 2, 1, 1, 2]), None);
        assert_eq!(tell(&[2, 2, 2, 2, 1, 1]), None);
    }

    #[test]
    fn zones_beside_utc() {
        let told = |offsets: &[i64]| {
            let mut pairs = Pairs::default();
            for offset in offsets {
                let local = RawTime { clock: Clock::Local, ns: utc(2025, 11, 14, 3) + offset * HOUR };
                pairs.add(local, utc(2025, 11, 14, 3));
            }
            pairs.beside_utc().map(|(_, offset)| offset / HOUR)
        };
        assert_eq!(told(&[0, 0, 0, 0, 0, 2, 2, 2]), Some(2));
        assert_eq!([told(&[0, 0, 0]), told(&[2, 2, 2]), told(&[0, 2, 2])], [None; 3]);
        assert_eq!(told(&[0, 2, 2, 2, -5, -5, -5]), None);
    }

    #[test]
    fn far_apart_clocks_are_no_pair() {
        let mut pairs = Pairs::default();
        pairs.add(no_year(6, 1, 0), utc(2025, 12, 31, 23));
        assert_eq!(pairs.majority(), None);
    }
}
