//! The year that a time lacks: moving moments by whole years, and what another clock of the same line tells.
//!
//! ```text
//! Nov 14 02:57:18 node-3 app[7]: 2025-11-14 02:57:18,512 ERROR text      -> 2025
//! ```

use std::ops::Range;

use super::civil;
use crate::model::stamp::{DAY, SECOND};
use crate::model::{Clock, RawTime};

/// The year that a time without one is counted from, see [`RawTime::ns`].
pub const BASE_YEAR: i64 = 2000;

/// 29 February of [`BASE_YEAR`], nanoseconds since 1970.
pub const LEAP_DAY: Range<i64> = 951_782_400 * SECOND..951_868_800 * SECOND;

/// Whether a year has a 29 February.
#[must_use]
pub fn is_leap(year: i64) -> bool {
    civil::date(civil::days(year, 2, 29)).1 == 2
}

/// Moves a moment by whole years, keeping month, day and time; 29 February becomes 1 March in a common year.
#[must_use]
pub fn shift_years(ns: i64, years: i64) -> i64 {
    if years == 0 {
        return ns;
    }
    let (day, rest) = (ns.div_euclid(DAY), ns.rem_euclid(DAY));
    let (year, month, dom) = civil::date(day);
    civil::days(year + years, month, dom).saturating_mul(DAY).saturating_add(rest)
}

/// Calendar year of a moment.
#[must_use]
pub fn year_of(ns: i64) -> i64 {
    civil::date(ns.div_euclid(DAY)).0
}

/// A time in UTC that lacks its year, in the year that brings it nearest to a moment of the same line.
#[must_use]
pub fn dated_by(time: RawTime, utc_ns: i64) -> RawTime {
    let years = year_of(utc_ns) - year_of(time.ns);
    let moved = (years - 1..=years + 1).map(|years| shift_years(time.ns, years));
    RawTime::utc(moved.min_by_key(|ns| (ns - utc_ns).abs()).unwrap_or(time.ns))
}

/// A local time that lacks its year, in the year of another local clock of the same line; as it is when the two are more
/// than a day apart in every year.
#[must_use]
pub fn in_year_of(time: RawTime, local_ns: i64) -> RawTime {
    let ns = dated_by(time, local_ns).ns;
    if (ns - local_ns).abs() > DAY { time } else { RawTime { clock: Clock::Local, ns } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(year: i64, month: i64, day: i64, hour: i64) -> i64 {
        civil::days(year, month, day) * DAY + hour * DAY / 24
    }

    #[test]
    fn a_line_with_two_stamps_dates_itself() {
        let time = RawTime { clock: Clock::UtcNoYear, ns: at(BASE_YEAR, 12, 31, 23) };
        assert_eq!(dated_by(time, at(2026, 1, 1, 0)), RawTime::utc(at(2025, 12, 31, 23)));
    }

    #[test]
    fn a_local_clock_tells_the_year_of_another() {
        let time = RawTime { clock: Clock::LocalNoYear, ns: at(BASE_YEAR, 1, 1, 0) };
        assert_eq!(in_year_of(time, at(2025, 12, 31, 23)), RawTime { clock: Clock::Local, ns: at(2026, 1, 1, 0) });
        assert_eq!(in_year_of(time, at(2025, 12, 29, 23)), time);
    }

    #[test]
    fn leap_years() {
        assert!(LEAP_DAY.contains(&at(BASE_YEAR, 2, 29, 0)) && LEAP_DAY.contains(&at(BASE_YEAR, 2, 29, 23)));
        assert!(!LEAP_DAY.contains(&at(BASE_YEAR, 3, 1, 0)) && !LEAP_DAY.contains(&at(BASE_YEAR, 2, 28, 23)));
        assert_eq!([2000, 2023, 2024, 2100].map(is_leap), [true, false, true, false]);
    }

    #[test]
    fn leap_days_move_on() {
        assert_eq!(shift_years(at(2000, 2, 29, 5), 25), at(2025, 3, 1, 5));
        assert_eq!(shift_years(at(2000, 2, 29, 5), 24), at(2024, 2, 29, 5));
    }
}
