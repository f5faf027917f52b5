//! Moments as a user names them for `--since` and `--until`: the words of systemd.time.
//!
//! ```text
//! 2025-11-14 02:50   02:50   today   yesterday   -2h   2h ago   @1763088000   2025-11-14T02:50:00Z
//! ```
//!
//! One deliberate difference: relative words count back from the last record, not from now, since `-2h` from now is
//! empty in a bundle of last March.

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::{civil, duration, rfc3339};
use crate::model::Clock;
use crate::model::stamp::{DAY, MINUTE, SECOND};

/// The zone in which moments are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedIn {
    /// A fixed distance east of UTC, nanoseconds.
    Fixed(i64),
    /// A zone with its history of summer times.
    Zone(Tz),
}

impl Default for NamedIn {
    fn default() -> Self {
        NamedIn::Fixed(0)
    }
}

impl NamedIn {
    /// What the zone's clocks show at a moment in UTC, nanoseconds.
    fn local(self, utc: i64) -> i64 {
        match self {
            NamedIn::Fixed(offset) => utc + offset,
            NamedIn::Zone(zone) => {
                let utc_clock = DateTime::from_timestamp_nanos(utc).naive_utc();
                utc + i64::from(zone.offset_from_utc_datetime(&utc_clock).fix().local_minus_utc()) * SECOND
            }
        }
    }

    /// The moment in UTC at which the zone's clocks show this: the first of two, when they are set back, and for what
    /// they skip, the moment that it would have been.
    fn utc(self, local: i64) -> i64 {
        match self {
            NamedIn::Fixed(offset) => local - offset,
            NamedIn::Zone(zone) => {
                let clock = DateTime::from_timestamp_nanos(local).naive_utc();
                let shown = zone.from_local_datetime(&clock).earliest();
                let before = local.saturating_sub(DAY);
                shown.and_then(|at| at.timestamp_nanos_opt()).unwrap_or(local - (self.local(before) - before))
            }
        }
    }
}

/// A moment, some of it relative to the last record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nanoseconds UTC.
    At(i64),
    /// Nanoseconds on the clock of the output zone.
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
        match text {
            "now" => return Some(Moment::Before(0)),
            "today" => return Some(Moment::OnDay(0, 0)),
            "yesterday" => return Some(Moment::OnDay(0, 1)),
            "tomorrow" => return Some(Moment::OnDay(0, -1)),
            _ => {}
        }
        if let Some(epoch) = text.strip_prefix('@') {
            return epoch.parse::<i64>().ok()?.checked_mul(SECOND).map(Moment::At);
        }
        let back = text.strip_suffix(" ago").or_else(|| text.strip_prefix('-'));
        if let Some(back) = back {
            return duration::parse(back.trim().replace(' ', "").as_bytes()).map(Moment::Before);
        }
        clock(text).map(|ns| Moment::OnDay(ns, 0)).or_else(|| full(text))
    }

    /// Nanoseconds UTC, given the last record and the zone in which it was named.
    #[must_use]
    pub fn resolve(self, last: i64, zone: NamedIn) -> i64 {
        match self {
            Moment::At(ns) => ns,
            Moment::Local(ns) => zone.utc(ns),
            Moment::Before(ns) => last.saturating_sub(ns),
            Moment::OnDay(ns, back) => zone.utc((zone.local(last).div_euclid(DAY) - back) * DAY + ns),
        }
    }
}

/// `02:50` or `02:50:30`.
fn clock(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split(':').collect();
    let number = |part: &str, below: i64| {
        (part.len() == 2).then(|| part.parse::<i64>().ok()).flatten().filter(|n| (0..below).contains(n))
    };
    match parts.as_slice() {
        [h, m] => Some(number(h, 24)? * 60 * MINUTE + number(m, 60)? * MINUTE),
        [h, m, s] => Some(number(h, 24)? * 60 * MINUTE + number(m, 60)? * MINUTE + number(s, 61)? * SECOND),
        _ => None,
    }
}

fn full(text: &str) -> Option<Moment> {
    if let Some(time) = rfc3339::whole(text.as_bytes()) {
        return Some(if time.clock == Clock::Utc { Moment::At(time.ns) } else { Moment::Local(time.ns) });
    }
    let (date, rest) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let parts: Vec<i64> = date.split('-').map(|p| p.parse().ok()).collect::<Option<_>>()?;
    let [year, month, day] = parts.as_slice() else { return None };
    let midnight = civil::moment(*year, *month, *day, 0)?;
    clock(rest.trim()).map(|ns| Moment::Local(midnight + ns))
}

/// The offset east of UTC that `+01:00`, `-0530` or `UTC` stand for, nanoseconds.
#[must_use]
pub fn offset(text: &str) -> Option<i64> {
    if matches!(text, "UTC" | "utc" | "Z" | "GMT") {
        return Some(0);
    }
    rfc3339::offset(text.as_bytes()).filter(|(_, rest)| rest.is_empty()).map(|(ns, _)| ns)
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
        for wrong in ["", "soon", "25:00", "2025-13-01", "-", "@x"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn zones_with_summer_times() {
        let last = civil::moment(2025, 7, 2, 3600).expect("a date");
        let oslo = NamedIn::Zone(chrono_tz::Europe::Oslo);
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
