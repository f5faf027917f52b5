//! Dates of the Gregorian calendar as days and seconds since 1970, without tables and without a library.
//!
//! # Source
//!
//! Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days are counted in eras of 400 years that start on
//! 1 March.

use crate::model::stamp::SECOND;

/// Days since 1970-01-01 of a date; month and day need not be in range.
#[inline]
#[must_use]
pub const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month (1 to 12) and day of a number of days since 1970-01-01.
#[must_use]
pub const fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

/// Whether a year has a 29 February.
#[must_use]
pub const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days of a month, 1 to 12.
#[inline]
#[must_use]
pub const fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Nanoseconds since 1970 of a date and a time of day in seconds.
///
/// `None` for a date that is none, and for years that nanoseconds in an `i64` cannot hold: Go's zero time (year 1) is
/// "never", not a moment.
#[inline]
#[must_use]
pub const fn moment(year: i64, month: i64, day: i64, seconds: i64) -> Option<i64> {
    let sound = year >= 1970 && year < 2262 && month >= 1 && month <= 12 && day >= 1;
    if !sound || day > days_in_month(year, month) {
        return None;
    }
    Some((days(year, month, day) * 86_400 + seconds) * SECOND)
}

/// Index of a month's abbreviation of three letters, 1 to 12: English, and what `strftime` prints instead in German,
/// Spanish, Italian, Portuguese and Dutch, since journalctl and syslog daemons follow the locale.
#[inline]
#[must_use]
pub const fn month(name: &[u8]) -> Option<i64> {
    let [a, b, c] = *name else { return None };
    Some(match &[a | 0x20, b | 0x20, c | 0x20] {
        b"jan" | b"ene" | b"gen" => 1,
        b"feb" | b"fev" => 2,
        b"mar" | b"mrt" => 3,
        b"apr" | b"abr" => 4,
        b"may" | b"mai" | b"mag" | b"mei" => 5,
        b"jun" | b"giu" => 6,
        b"jul" | b"lug" => 7,
        b"aug" | b"ago" => 8,
        b"sep" | b"set" => 9,
        b"oct" | b"okt" | b"ott" | b"out" => 10,
        b"nov" => 11,
        b"dec" | b"dez" | b"dic" => 12,
        _ => return None,
    })
}

/// Whether three letters are an English day of the week.
#[inline]
#[must_use]
pub fn is_weekday(name: &[u8]) -> bool {
    matches!(name, b"Mon" | b"Tue" | b"Wed" | b"Thu" | b"Fri" | b"Sat" | b"Sun")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        assert_eq!(days(1970, 1, 1), 0);
        assert_eq!(days(2000, 3, 1), 11_017);
        for day in (-800_000..800_000).step_by(37) {
            let (year, month, day_of_month) = date(day);
            assert_eq!(days(year, month, day_of_month), day);
        }
    }

    #[test]
    fn dates_that_are_none() {
        assert_eq!(moment(2025, 2, 29, 0), None);
        assert_eq!(moment(2000, 2, 29, 0), Some(951_782_400 * SECOND));
        assert_eq!(moment(1, 1, 1, 0), None);
        assert_eq!(moment(2025, 13, 1, 0), None);
        assert_eq!((month(b"Dez"), month(b"mag"), month(b"Foo")), (Some(12), Some(5), None));
    }
}
