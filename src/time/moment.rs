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

use super::{civil, digits, rfc3339, span};
use crate::model::Region;
use crate::model::stamp::{DAY, SECOND};

/// The zone in which moments are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedIn {
    /// A fixed distance east of UTC, nanoseconds.
    Fixed(i64),
    /// A zone with its history of summer times.
    Zone(Region),
}

impl Default for NamedIn {
    fn default() -> Self {
        NamedIn::Fixed(0)
    }
}

impl NamedIn {
    /// `UTC`, `+01:00` or `Europe/Berlin`.
    #[must_use]
    pub fn parse(text: &str) -> Option<NamedIn> {
        let zone = || text.parse().map(NamedIn::Zone).ok();
        offset(text).map(NamedIn::Fixed).or_else(zone)
    }

    /// What the zone's clocks show at a moment in UTC, nanoseconds.
    fn local(self, utc: i64) -> i64 {
        match self {
            NamedIn::Fixed(offset) => utc.saturating_add(offset),
            NamedIn::Zone(zone) => utc.saturating_add(zone.offset_at(utc)),
        }
    }

    /// The moment in UTC at which the zone's clocks show this: the first of two, when they are set back, and for what
    /// they skip, the moment that it would have been.
    fn utc(self, local: i64) -> i64 {
        match self {
            NamedIn::Fixed(offset) => local.saturating_sub(offset),
            NamedIn::Zone(zone) => local.saturating_sub(zone.offset_of(local)),
        }
    }
}

/// A moment, some of it relative to the last record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    point: Point,
    /// The zone that was named with it.
    zone: Option<NamedIn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Point {
    /// Nanoseconds UTC.
    At(i64),
    /// Nanoseconds on the clock of the zone.
    Local(i64),
    /// So many nanoseconds before the last record.
    Before(i64),
    /// A time of day, nanoseconds, on the day of the last record less so many days.
    OnDay(i64, i64),
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

impl Point {
    fn parse(text: &str) -> Option<Point> {
        match text {
            "now" => Some(Point::Before(0)),
            "today" => Some(Point::OnDay(0, 0)),
            "yesterday" => Some(Point::OnDay(0, 1)),
            "tomorrow" => Some(Point::OnDay(0, -1)),
            _ => relative(text).or_else(|| time_of_day(text)).or_else(|| on_date(text)),
        }
    }
}

/// `-2h`, `2h ago`, `+5min`, `2h left`, `@1763088000.5`.
fn relative(text: &str) -> Option<Point> {
    if let Some(epoch) = text.strip_prefix('@') {
        return span::parse(epoch).map(Point::At);
    }
    let before = text.strip_suffix(" ago").or_else(|| text.strip_prefix('-'));
    let after = text.strip_suffix(" left").or_else(|| text.strip_prefix('+'));
    let back = before.and_then(span::parse).map(Point::Before);
    back.or_else(|| after.and_then(span::parse).map(|ns| Point::Before(-ns)))
}

/// `02:50`, `02:50:30`, `2:50:30.25`.
fn time_of_day(text: &str) -> Option<Point> {
    clock(text).filter(|(_, rest)| rest.is_empty()).map(|(ns, _)| Point::OnDay(ns, 0))
}

/// Nanoseconds since midnight, and what follows the clock.
fn clock(text: &str) -> Option<(i64, &str)> {
    let (hour, rest) = number(text, 24)?;
    let (minute, rest) = number(rest.strip_prefix(':')?, 60)?;
    let (second, rest) = rest.strip_prefix(':').map_or(Some((0, rest)), |rest| number(rest, 61))?;
    let (fraction, used) = digits::fraction(rest.as_bytes());
    Some((((hour * 60 + minute) * 60 + second) * SECOND + fraction, &rest[used..]))
}

/// One or two digits below a limit, and what follows them.
fn number(text: &str, below: i64) -> Option<(i64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let value: i64 = (1..=2).contains(&digits).then(|| text[..digits].parse().ok()).flatten()?;
    (value < below).then_some((value, &text[digits..]))
}

/// A date, perhaps with the day of the week before it and a time behind it.
fn on_date(text: &str) -> Option<Point> {
    let (weekday, text) = weekday(text);
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let midnight = date(day)?;
    // 1970-01-01 was a Thursday.
    if weekday.is_some_and(|weekday| (midnight / DAY + 4).rem_euclid(7) != weekday) {
        return None;
    }
    let (ns, zone) = clock(time.trim())?;
    if zone.is_empty() {
        return Some(Point::Local(midnight + ns));
    }
    offset(zone).map(|offset| Point::At(midnight + ns - offset))
}

/// `2025-11-14`, `2025/11/14`, `25-11-14`.
fn date(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let century = if year.len() == 2 { 2000 } else { 0 };
    civil::moment(year.parse::<i64>().ok()? + century, month.parse().ok()?, day.parse().ok()?, 0)
}

/// Days of the week, Sunday first: whole, or their first three letters.
const WEEK: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// The day of the week that a text begins with, and what follows it.
fn weekday(text: &str) -> (Option<i64>, &str) {
    let Some((word, rest)) = text.split_once(' ') else { return (None, text) };
    let word = word.trim_end_matches(',').to_ascii_lowercase();
    let found = (0..).zip(WEEK).find(|(_, day)| *day == word || day[..3] == *word);
    found.map_or((None, text), |(day, _)| (Some(day), rest.trim_start()))
}

/// The offset east of UTC that `+01:00`, `-0530` or `UTC` stand for, nanoseconds.
#[must_use]
pub fn offset(text: &str) -> Option<i64> {
    if matches!(text, "UTC" | "utc" | "Z" | "GMT") {
        return Some(0);
    }
    let (seconds, rest) = rfc3339::offset(text.as_bytes())?;
    rest.is_empty().then_some(seconds * SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let last = civil::moment(2025, 11, 14, 3 * 3600).expect("a date");
        let at =
            |text: &str| Moment::parse(text).map(|m| super::super::show::rfc3339(m.resolve(last, NamedIn::default())));
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
        let at =
            |text: &str| Moment::parse(text).map(|m| super::super::show::rfc3339(m.resolve(last, NamedIn::default())));
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
        let at = |text: &str, zone| super::super::show::rfc3339(Moment::parse(text).expect(text).resolve(last, zone));
        assert_eq!(at("02:50", oslo), "2025-07-02T00:50:00Z");
        assert_eq!(at("today", oslo), "2025-07-01T22:00:00Z");
        assert_eq!(at("2025-01-14 02:50", oslo), "2025-01-14T01:50:00Z");
        assert_eq!(at("2025-10-26 02:30", oslo), "2025-10-26T00:30:00Z");
        assert_eq!(at("2025-03-30 02:30", oslo), "2025-03-30T01:30:00Z");
        assert_eq!(at("2025-01-14T02:50:00Z", oslo), "2025-01-14T02:50:00Z");
        assert_eq!(at("02:50", NamedIn::Fixed(-5 * 3600 * SECOND)), "2025-07-01T07:50:00Z");
    }
}
