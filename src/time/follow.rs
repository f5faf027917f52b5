//! What a time takes from the records before it: the year, the date, or all but a difference.
//!
//! ```text
//! Dec 31 23:59:58 ...   Jan  1 00:00:03 ...      no year: a fall by half a year is a New Year
//! 2025-11-14 23:59:58 ...   00:00:03.120 ...     no date: that of the record before, or the day after
//! [Nov20 16:30] ...   [  +0.000123] ...          since the record before
//! ```
//!
//! The same lines give the same times wherever the input is cut: only the order matters.

use super::year::{BASE_YEAR, shift_years, year_of};
use crate::model::stamp::{DAY, HOUR};
use crate::model::{Clock, RawTime};

/// Follows the times of one input in its order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Follower {
    last: Option<i64>,
    years: i64,
    /// The last time without a year that was given, for times that count from the record before.
    given: Option<RawTime>,
    /// The last time that was given with a date or as a time of day, for times of day.
    dated: Option<RawTime>,
}

/// A fall of this much is a New Year; a rise of this much is one in a log that runs backwards.
const HALF_A_YEAR: i64 = 183 * DAY;

impl Follower {
    /// Goes on behind a time that was followed before.
    pub fn resume(&mut self, followed: RawTime) {
        self.given = Some(followed);
        self.dated = Some(followed);
        if followed.clock.lacks_year() {
            self.years = year_of(followed.ns) - BASE_YEAR;
            self.last = Some(shift_years(followed.ns, -self.years));
        }
    }

    /// The time with the years passed so far added, with the date or with the time of the record before; other clocks
    /// stay as they are.
    pub fn follow(&mut self, time: RawTime) -> RawTime {
        let followed = match time.clock {
            Clock::LocalNoYear | Clock::UtcNoYear => self.counted(time),
            Clock::SinceBefore => {
                return self.given.map_or(RawTime::NONE, |given| self.since(given, time.ns));
            }
            Clock::TimeOfDay => {
                let dated = self.dated.map_or(time, |before| of_day(time.ns, before));
                self.dated = Some(dated);
                return dated;
            }
            Clock::Utc | Clock::Local => {
                self.dated = Some(time);
                return time;
            }
            _ => return time,
        };
        (self.given, self.dated) = (Some(followed), Some(followed));
        followed
    }

    fn since(&mut self, before: RawTime, ns: i64) -> RawTime {
        let followed = RawTime { ns: before.ns.saturating_add(ns), ..before };
        self.given = Some(followed);
        followed
    }

    fn counted(&mut self, time: RawTime) -> RawTime {
        if let Some(last) = self.last {
            let rise = time.ns - last;
            self.years += i64::from(rise < -HALF_A_YEAR) - i64::from(rise > HALF_A_YEAR);
        }
        self.last = Some(time.ns);
        RawTime { ns: shift_years(time.ns, self.years), ..time }
    }
}

/// Lines may stand so much behind later ones: writers take turns, and clocks are put back in autumn.
const LATE: i64 = 2 * HOUR;

/// A time of day on the first day that does not bring it before the time before: a file that runs over midnight shows no
/// date there. Behind a time with a zone it is local all the same.
fn of_day(since_midnight: i64, before: RawTime) -> RawTime {
    let clock = match before.clock {
        Clock::Utc => Clock::Local,
        Clock::UtcNoYear => Clock::LocalNoYear,
        other => other,
    };
    let rise = (since_midnight - before.ns.rem_euclid(DAY) + LATE).rem_euclid(DAY) - LATE;
    RawTime { clock, ns: before.ns.saturating_add(rise) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::{MINUTE, SECOND};
    use crate::time::civil;

    fn no_year(month: i64, day: i64, hour: i64) -> RawTime {
        let ns = civil::days(BASE_YEAR, month, day) * DAY + hour * 60 * MINUTE;
        RawTime { clock: Clock::LocalNoYear, ns }
    }

    #[test]
    fn seconds_since_the_record_before_add_up() {
        let mut years = Follower::default();
        let since = |ns| RawTime { clock: Clock::SinceBefore, ns };
        assert_eq!(years.follow(since(5)), RawTime::NONE);
        let minute = years.follow(no_year(11, 20, 16));
        assert_eq!(years.follow(since(3)).ns, minute.ns + 3);
        assert_eq!(years.follow(since(4)).ns, minute.ns + 7);
    }

    #[test]
    fn new_years_are_counted_both_ways() {
        let mut forward = Follower::default();
        let times = [no_year(12, 31, 23), no_year(1, 1, 0), no_year(1, 2, 0)];
        let got: Vec<i64> = times.iter().map(|t| year_of(forward.follow(*t).ns)).collect();
        assert_eq!(got, [2000, 2001, 2001]);
        let mut backward = Follower::default();
        let got: Vec<i64> = times.iter().rev().map(|t| year_of(backward.follow(*t).ns)).collect();
        assert_eq!(got, [2000, 2000, 1999]);
    }

    #[test]
    fn times_of_day_take_the_date_before() {
        let mut follower = Follower::default();
        let mut at = |ns| follower.follow(RawTime { clock: Clock::TimeOfDay, ns }).ns;
        assert_eq!((at(23 * HOUR), at(22 * HOUR), at(5 * SECOND)), (23 * HOUR, 22 * HOUR, DAY + 5 * SECOND));
        let dated = RawTime::utc(20_000 * DAY + 23 * HOUR);
        assert_eq!(follower.follow(dated), dated);
        let next = follower.follow(RawTime { clock: Clock::TimeOfDay, ns: HOUR });
        assert_eq!(next, RawTime { clock: Clock::Local, ns: 20_001 * DAY + HOUR });
        assert_eq!(follower.follow(no_year(11, 14, 3)).clock, Clock::LocalNoYear);
        assert_eq!(follower.follow(RawTime { clock: Clock::TimeOfDay, ns: HOUR }), no_year(11, 14, 1));
    }
}
