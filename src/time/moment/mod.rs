//! Moments as a user names them for `--since` and `--until`: the words of systemd.time.
//!
//! ```text
//! 2025-11-14 02:50   02:50   today   yesterday   -2h   2 hours ago   @1763088000   2025-11-14T02:50:00Z
//! Fri 2025-11-14 02:50:30.5   02:50 Europe/Berlin    a day of the week before, a zone behind
//! ```
//!
//! One deliberate difference: relative words count back from the last record, not from now, since `-2h` from now is
//! empty in a bundle of last March.
//!
//! # Source
//!
//! systemd.time(7), "Parsing Timestamps".

mod named_in;
mod point;

pub use named_in::{NamedIn, offset};
use point::Point;

use crate::model::stamp::DAY;

/// A moment, some of it relative to the last record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    point: Point,
    /// The zone that was named with it.
    zone: Option<NamedIn>,
}

impl Moment {
    /// Reads one moment.
    #[must_use]
    pub fn parse(text: &str) -> Option<Moment> {
        let text = text.trim();
        let alone = Point::parse(text).map(|point| Moment { point, zone: None });
        alone.or_else(|| {
            let (text, zone) = text.rsplit_once(' ')?;
            Some(Moment { point: Point::parse(text.trim_end())?, zone: Some(NamedIn::parse(zone)?) })
        })
    }

    /// Nanoseconds UTC, given the last record and the zone that holds where none was named.
    #[must_use]
    pub fn resolve(self, last: i64, zone: NamedIn) -> i64 {
        let zone = self.zone.unwrap_or(zone);
        match self.point {
            Point::At(ns) => ns,
            Point::Local(ns) => zone.utc(ns),
            Point::Before(ns) => last.saturating_sub(ns),
            Point::OnDay(ns, back) => zone.utc((zone.local(last).div_euclid(DAY) - back) * DAY + ns),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::SECOND;
    use crate::time::{civil, show};

    #[test]
    fn words() {
        let last = civil::moment(2025, 11, 14, 3 * 3600).expect("a date");
        let at = |text: &str| Moment::parse(text).map(|m| show::rfc3339(m.resolve(last, NamedIn::default())));
        assert_eq!(at("02:50").as_deref(), Some("2025-11-14T02:50:00Z"));
        assert_eq!(at("-2h").as_deref(), Some("2025-11-14T01:00:00Z"));
        assert_eq!(at("30min ago").as_deref(), Some("2025-11-14T02:30:00Z"));
        assert_eq!(at("yesterday").as_deref(), Some("2025-11-13T00:00:00Z"));
        assert_eq!(at("2025-11-13 02:50").as_deref(), Some("2025-11-13T02:50:00Z"));
        assert_eq!(at("2025-11-13").as_deref(), Some("2025-11-13T00:00:00Z"));
        assert_eq!(at("2025-11-13T02:50:00+01:00").as_deref(), Some("2025-11-13T01:50:00Z"));
        assert_eq!(at("@1763088000").as_deref(), Some("2025-11-14T02:40:00Z"));
        for wrong in ["", "soon", "25:00", "2025-13-01", "-", "@x", "2025-11-14 02:50 Mars/Olympus", "ago"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn words_of_systemd() {
        let last = civil::moment(2025, 11, 14, 3 * 3600).expect("a date");
        let at = |text: &str| Moment::parse(text).map(|m| show::rfc3339(m.resolve(last, NamedIn::default())));
        for (text, moment) in [
            ("2 hours ago", "2025-11-14T01:00:00Z"),
            ("1h 30min ago", "2025-11-14T01:30:00Z"),
            ("-90", "2025-11-14T02:58:30Z"),
            ("+1h30min", "2025-11-14T04:30:00Z"),
            ("10min left", "2025-11-14T03:10:00Z"),
            ("now", "2025-11-14T03:00:00Z"),
            ("tomorrow", "2025-11-15T00:00:00Z"),
            ("yesterday +01:00", "2025-11-12T23:00:00Z"),
            ("@1763088000.25", "2025-11-14T02:40:00.25Z"),
            ("2:50:30.5", "2025-11-14T02:50:30.5Z"),
            ("02:50 Europe/Berlin", "2025-11-14T01:50:00Z"),
            ("2025-11-13 02:50:30 UTC", "2025-11-13T02:50:30Z"),
            ("2025-11-13 02:50:30.123", "2025-11-13T02:50:30.123Z"),
            ("2025-11-13T02:50Z", "2025-11-13T02:50:00Z"),
            ("2025-11-13T02:50+0100", "2025-11-13T01:50:00Z"),
            ("2025/11/13", "2025-11-13T00:00:00Z"),
            ("25-11-13 02:50", "2025-11-13T02:50:00Z"),
            ("Thu 2025-11-13", "2025-11-13T00:00:00Z"),
            ("Friday 2025-11-14 02:50:30 Asia/Tokyo", "2025-11-13T17:50:30Z"),
        ] {
            assert_eq!(at(text).as_deref(), Some(moment), "{text}");
        }
        assert_eq!(at("Fri 2025-11-13"), None, "it was a Thursday");
    }

    #[test]
    fn offsets_are_nanoseconds() {
        assert_eq!(offset("+01:00"), Some(3600 * SECOND));
        assert_eq!(offset("-0530"), Some(-19_800 * SECOND));
        assert_eq!(offset("UTC"), Some(0));
        assert_eq!(offset("+01:00x"), None);
    }

    #[test]
    fn zones_with_summer_times() {
        let last = civil::moment(2025, 7, 2, 3600).expect("a date");
        let oslo = NamedIn::Zone("Europe/Oslo".parse().expect("a zone"));
        let at = |text: &str, zone| show::rfc3339(Moment::parse(text).expect(text).resolve(last, zone));
        assert_eq!(at("02:50", oslo), "2025-07-02T00:50:00Z");
        assert_eq!(at("today", oslo), "2025-07-01T22:00:00Z");
        assert_eq!(at("2025-01-14 02:50", oslo), "2025-01-14T01:50:00Z");
        assert_eq!(at("2025-10-26 02:30", oslo), "2025-10-26T00:30:00Z");
        assert_eq!(at("2025-03-30 02:30", oslo), "2025-03-30T01:30:00Z");
        assert_eq!(at("2025-01-14T02:50:00Z", oslo), "2025-01-14T02:50:00Z");
        assert_eq!(at("02:50", NamedIn::Fixed(-5 * 3600 * SECOND)), "2025-07-01T07:50:00Z");
    }
}
