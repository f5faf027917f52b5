//! A place with its clocks: how far they are from UTC at a moment.
//!
//! ```text
//! Europe/Berlin   2025-10-26 02:30 comes twice: the first is 00:30 UTC   2025-03-30 02:30 never comes: 01:30 UTC
//! ```
//!
//! The zones are those of the database that the program carries; the machine's own is not asked. A copied
//! `/etc/localtime` tells no place, but the rule that its clocks follow now: `CET-1CEST,M3.5.0,M10.5.0/3`.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use super::stamp::SECOND;

/// A place of the time zone database, or a rule like that of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region(&'static Clocks);

/// A zone with its name.
#[derive(Debug, PartialEq, Eq)]
struct Clocks {
    name: String,
    zone: TimeZone,
}

/// The database has no such place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRegion;

/// Those that were asked for: a run names a few at most, and they are kept to its end.
static KNOWN: Mutex<BTreeMap<String, Region>> = Mutex::new(BTreeMap::new());

impl FromStr for Region {
    type Err = NoRegion;

    fn from_str(name: &str) -> Result<Self, NoRegion> {
        let zone = TimeZone::get(name).map_err(|_| NoRegion)?;
        let name = zone.iana_name().ok_or(NoRegion)?.to_owned();
        Ok(Region::kept(name, zone))
    }
}

impl Region {
    /// Of a rule as POSIX writes it: `EST5EDT,M3.2.0,M11.1.0`.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn of_rule(rule: &str) -> Result<Self, NoRegion> {
        let zone = TimeZone::posix(rule).map_err(|_| NoRegion)?;
        Ok(Region::kept(rule.to_owned(), zone))
    }

    fn kept(name: String, zone: TimeZone) -> Self {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let clocks = |name: &String| Region(Box::leak(Box::new(Clocks { name: name.clone(), zone })));
        *known.entry(name).or_insert_with_key(clocks)
    }

    /// Whether it is a place: a rule knows nothing of the times before it held.
    #[must_use]
    pub fn is_place(self) -> bool {
        self.0.zone.iana_name().is_some()
    }

    /// `Europe/Berlin`.
    #[must_use]
    pub fn name(self) -> &'static str {
        &self.0.name
    }

    /// How far east of UTC its clocks are at a moment in UTC; both in nanoseconds.
    #[must_use]
    pub fn offset_at(self, utc_ns: i64) -> i64 {
        nanoseconds(self.0.zone.to_offset(moment(utc_ns)))
    }

    /// How far east of UTC its clocks are when they show this; both in nanoseconds.
    ///
    /// An hour that they show twice is taken for the first, `again` for the second; one that they leave out for the time
    /// before the step.
    #[must_use]
    pub fn offset_of(self, local_ns: i64, again: bool) -> i64 {
        let shown = Offset::UTC.to_datetime(moment(local_ns));
        match self.0.zone.to_ambiguous_timestamp(shown).offset() {
            AmbiguousOffset::Unambiguous { offset } => nanoseconds(offset),
            AmbiguousOffset::Fold { after, .. } if again => nanoseconds(after),
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => nanoseconds(before),
        }
    }
}

fn moment(ns: i64) -> Timestamp {
    Timestamp::from_nanosecond(ns.into()).expect("64 bits of nanoseconds reach from 1677 to 2262")
}

fn nanoseconds(offset: Offset) -> i64 {
    i64::from(offset.seconds()) * SECOND
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::{DAY, HOUR};

    /// Midnight of 2025-01-01 UTC.
    const NEW_YEAR: i64 = 1_735_689_600 * SECOND;

    #[track_caller]
    fn check(name: &str, day: i64, hour: i64, at: i64, of: i64) {
        let region: Region = name.parse().expect(name);
        let ns = NEW_YEAR + (day - 1) * DAY + hour * HOUR + HOUR / 2;
        assert_eq!((region.offset_at(ns) / HOUR, region.offset_of(ns, false) / HOUR), (at, of), "{name}");
    }

    #[test]
    fn summer_times_and_their_steps() {
        check("Europe/Berlin", 182, 12, 2, 2);
        check("Europe/Berlin", 299, 0, 2, 2);
        check("Europe/Berlin", 299, 2, 1, 2);
        check("Europe/Berlin", 89, 2, 2, 1);
        check("America/New_York", 68, 2, -5, -5);
        check("UTC", 182, 12, 0, 0);
    }

    #[test]
    fn a_rule_has_the_summer_times_of_its_places() {
        let rule = Region::of_rule("CET-1CEST,M3.5.0,M10.5.0/3").expect("a rule");
        let berlin: Region = "Europe/Berlin".parse().expect("a zone");
        for day in 0..365 {
            let ns = NEW_YEAR + day * DAY + HOUR / 2;
            assert_eq!(
                (rule.offset_at(ns), rule.offset_of(ns, false)),
                (berlin.offset_at(ns), berlin.offset_of(ns, false))
            );
        }
        assert_eq!((rule.name(), rule.is_place(), berlin.is_place()), ("CET-1CEST,M3.5.0,M10.5.0/3", false, true));
        assert_eq!((Region::of_rule(""), Region::of_rule("Europe/Berlin")), (Err(NoRegion), Err(NoRegion)));
    }

    #[test]
    fn both_ends_of_time_and_unknown_places() {
        let region: Region = "Pacific/Kiritimati".parse().expect("a zone");
        for ns in [i64::MIN, i64::MAX] {
            assert!((region.offset_at(ns) - region.offset_of(ns, false)).abs() <= DAY);
        }
        for name in ["Europe/Nowhere", "", "../etc/passwd"] {
            assert_eq!(name.parse::<Region>(), Err(NoRegion), "{name}");
        }
        assert_eq!("Europe/Oslo".parse::<Region>(), "Europe/Oslo".parse());
    }
}
