//! Times, durations and counts in the form a person reads.
//!
//! ```text
//! 2025-11-14 02:57:18    day and clock        02:57:18    clock alone, on the day that the header names
//! 11-15 02:57:18         in the year that the header names
//! 2025-11-14T02:57:18Z   RFC 3339, UTC        ~03:07:00   the record has no time of its own
//! boot+101.5s            a boot that nothing dates    +5 m 48 s   47 h   300 ms   412 318
//! ```

use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, TimeDelta, Utc};

use crate::model::stamp::{DAY, HOUR, MINUTE, SECOND};
use crate::model::{Basis, Region, Stamp};
pub use crate::text::count::{counted, grouped};
use crate::time::show;

/// Times of this year were printed without one, or by a clock that was never set.
const UNKNOWN_YEAR: i32 = 1970;

/// The zone times are shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutputZone {
    /// UTC.
    #[default]
    Utc,
    /// A fixed distance to UTC.
    Fixed(FixedOffset),
    /// A zone with its history of summer times.
    Named(Region),
}

impl OutputZone {
    /// The name that stands behind a time: `UTC`, `UTC+10:00`, `Europe/Oslo`.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            OutputZone::Utc => "UTC".to_owned(),
            OutputZone::Fixed(offset) => format!("UTC{offset}"),
            OutputZone::Named(zone) => zone.name().to_owned(),
        }
    }

    fn local(self, stamp: Stamp) -> NaiveDateTime {
        let utc = DateTime::<Utc>::from_timestamp_nanos(stamp.printed_ns()).naive_utc();
        match self {
            OutputZone::Utc => utc,
            OutputZone::Fixed(offset) => utc + offset,
            OutputZone::Named(zone) => utc + TimeDelta::nanoseconds(zone.offset_at(stamp.printed_ns())),
        }
    }

    /// `2025-11-14`; empty for a time since a boot that nothing dates.
    #[must_use]
    pub fn day(self, stamp: Stamp) -> String {
        if stamp.is_undated() {
            return String::new();
        }
        date(self.local(stamp))
    }

    /// `2025-11-14 02:57:18`.
    #[must_use]
    pub fn full(self, stamp: Stamp) -> String {
        if stamp.is_undated() {
            return since_boot(stamp);
        }
        format!("{} {}", date(self.local(stamp)), self.clock(stamp))
    }

    /// `02:57:18`, with `~` when the record has no time of its own, or an age only.
    #[must_use]
    pub fn clock(self, stamp: Stamp) -> String {
        if stamp.is_undated() {
            return since_boot(stamp);
        }
        let mark = if matches!(stamp.basis, Basis::Inherited | Basis::Collected) { "~" } else { "" };
        format!("{mark}{}", self.local(stamp).format("%H:%M:%S"))
    }

    /// What a time and `near` do not share: the clock alone on the same day, with month and day in the same year.
    #[must_use]
    pub fn beside(self, stamp: Stamp, near: Stamp) -> String {
        let (own, known) = (self.local(stamp), self.local(near));
        match (stamp.is_undated() || near.is_undated(), own.year() == known.year()) {
            (false, true) if own.ordinal() == known.ordinal() => self.clock(stamp),
            (false, true) => format!("{} {}", own.format("%m-%d"), self.clock(stamp)),
            _ => self.full(stamp),
        }
    }

    /// `2025-11-14 02:52:52 .. 03:07:00`: the day twice only when it changes.
    #[must_use]
    pub fn range(self, from: Stamp, to: Stamp) -> String {
        if from.is_timeless() && to.is_timeless() {
            return since_boot(to);
        }
        let same = self.day(from) == self.day(to);
        format!("{} .. {}", self.full(from), if same { self.clock(to) } else { self.full(to) })
    }

    /// A time with the name of its zone: `2025-11-14 02:57:18 UTC`; a time since boot has none.
    #[must_use]
    pub fn full_with_zone(self, stamp: Stamp) -> String {
        self.with_zone(self.full(stamp), stamp)
    }

    /// `2025-11-14 02:52:52 .. 03:07:00 UTC`.
    #[must_use]
    pub fn range_with_zone(self, from: Stamp, to: Stamp) -> String {
        self.with_zone(self.range(from, to), to)
    }

    /// A time that was put in words, with the name of its zone.
    #[must_use]
    pub fn with_zone(self, shown: String, stamp: Stamp) -> String {
        if stamp.is_undated() { shown } else { format!("{shown} {}", self.label()) }
    }

    /// `2025-11-14 02:52 .. 03:07`.
    #[must_use]
    pub fn minutes(self, from: Stamp, to: Stamp) -> String {
        if from.is_undated() || to.is_undated() {
            return self.range(from, to);
        }
        let same = self.day(from) == self.day(to);
        let (from, to) = (self.local(from), self.local(to));
        let end = if same { String::new() } else { format!("{} ", date(to)) };
        format!("{} {} .. {end}{}", date(from), from.format("%H:%M"), to.format("%H:%M"))
    }
}

/// `2025-11-14`; `11-14` where nothing tells the year: it was taken for that of the epoch.
fn date(local: NaiveDateTime) -> String {
    // Where nothing tells the day either it is the first one of that year.
    let known = local.year() > UNKNOWN_YEAR || (local.year() == UNKNOWN_YEAR && local.ordinal() <= 2);
    local.format(if known { "%Y-%m-%d" } else { "%m-%d" }).to_string()
}

/// `boot+101.5s`; what was going on when it booted began with it. `no time` where none was read.
fn since_boot(stamp: Stamp) -> String {
    if stamp.is_timeless() {
        return "no time".to_owned();
    }
    let tenths = stamp.ns.max(0) / (SECOND / 10);
    format!("boot+{}.{}s", tenths / 10, tenths % 10)
}

/// RFC 3339 in UTC, the fraction without trailing zeros: `2025-11-14T02:57:18.25Z`.
#[must_use]
pub fn rfc3339(stamp: Stamp) -> String {
    show::rfc3339(stamp.printed_ns())
}

/// A length of time in its two largest units, a zero second one left out: `5 m 48 s`, `47 h`, `300 ms`.
#[must_use]
pub fn duration(ns: i64) -> String {
    let ns = ns.saturating_abs();
    let two = |unit: i64, name: &str, part: i64, part_name: &str| match ns % unit / part {
        0 => format!("{} {name}", ns / unit),
        rest => format!("{} {name} {rest} {part_name}", ns / unit),
    };
    match ns {
        0 => "0 s".to_owned(),
        1..SECOND => format!("{} ms", (ns / 1_000_000).max(1)),
        SECOND..MINUTE => format!("{} s", ns / SECOND),
        MINUTE..HOUR => two(MINUTE, "m", SECOND, "s"),
        _ if ns < 2 * DAY => two(HOUR, "h", MINUTE, "m"),
        _ => two(DAY, "d", HOUR, "h"),
    }
}

/// A lag with its sign: `+5 m 48 s`, `-300 ms`.
#[must_use]
pub fn lag(ns: i64) -> String {
    format!("{}{}", if ns < 0 { '-' } else { '+' }, duration(ns))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Stamp = Stamp { ns: 1_709_347_638_250_000_000, basis: Basis::Exact, ahead_ns: 0 };

    #[test]
    fn times_in_zones() {
        assert_eq!(rfc3339(AT), "2024-03-02T02:47:18.25Z");
        assert_eq!(OutputZone::Utc.full(AT), "2024-03-02 02:47:18");
        let east = OutputZone::Fixed(FixedOffset::east_opt(10 * 3600).expect("in range"));
        assert_eq!((east.full(AT), east.label()), ("2024-03-02 12:47:18".to_owned(), "UTC+10:00".to_owned()));
        let york = OutputZone::Named("America/New_York".parse().expect("a zone"));
        assert_eq!((york.full(AT), york.label()), ("2024-03-01 21:47:18".to_owned(), "America/New_York".to_owned()));
        assert_eq!(OutputZone::Utc.clock(Stamp { basis: Basis::Inherited, ..AT }), "~02:47:18");
        let [day, later, first] = [63, 64, 0].map(|day| Stamp { ns: day * DAY, ..AT });
        assert_eq!(OutputZone::Utc.range(day, later), "03-05 00:00:00 .. 03-06 00:00:00", "no year tells of it");
        assert_eq!(
            (OutputZone::Utc.beside(later, day), OutputZone::Utc.full(first)),
            ("03-06 00:00:00".to_owned(), "1970-01-01 00:00:00".to_owned())
        );
    }

    #[test]
    fn times_since_a_boot_that_nothing_dates() {
        let at = |ns| Stamp { ns, basis: Basis::SinceBoot, ahead_ns: 0 };
        let (early, late) = (at(-SECOND), at(101 * SECOND + 570_000_000));
        assert_eq!(
            (OutputZone::Utc.full(early), OutputZone::Utc.clock(late)),
            ("boot+0.0s".into(), "boot+101.5s".into())
        );
        assert_eq!(OutputZone::Utc.range_with_zone(early, late), "boot+0.0s .. boot+101.5s");
        assert_eq!(OutputZone::Utc.minutes(early, late), "boot+0.0s .. boot+101.5s");
        assert_eq!(OutputZone::Utc.beside(late, AT), "boot+101.5s");
        assert_eq!(OutputZone::Utc.full_with_zone(AT), "2024-03-02 02:47:18 UTC");
    }

    #[test]
    fn ranges_name_the_day_once() {
        let later = |ns| Stamp { ns: AT.ns + ns, ..AT };
        assert_eq!(OutputZone::Utc.range(AT, later(MINUTE)), "2024-03-02 02:47:18 .. 02:48:18");
        assert_eq!(OutputZone::Utc.range(AT, later(DAY)), "2024-03-02 02:47:18 .. 2024-03-03 02:47:18");
        assert_eq!(OutputZone::Utc.minutes(AT, later(HOUR)), "2024-03-02 02:47 .. 03:47");
    }

    #[test]
    fn lengths_in_words() {
        assert_eq!(lag(5 * MINUTE + 48 * SECOND), "+5 m 48 s");
        assert_eq!(lag(-250_000_000), "-250 ms");
        assert_eq!(duration(47 * HOUR), "47 h");
        assert_eq!(duration(3 * DAY + 4 * HOUR), "3 d 4 h");
        assert_eq!((duration(0), duration(2 * MINUTE)), ("0 s".to_owned(), "2 m".to_owned()));
        assert!(duration(i64::MIN).ends_with(" h"));
    }
}
