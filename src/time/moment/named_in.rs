//! The zone in which moments are named.

use crate::model::Region;
use crate::model::stamp::SECOND;
use crate::time::rfc3339;

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
    pub(super) fn local(self, utc: i64) -> i64 {
        match self {
            NamedIn::Fixed(offset) => utc.saturating_add(offset),
            NamedIn::Zone(zone) => utc.saturating_add(zone.offset_at(utc)),
        }
    }

    /// The moment in UTC at which the zone's clocks show this: the first of two, when they are set back, and for what
    /// they skip, the moment that it would have been.
    pub(super) fn utc(self, local: i64) -> i64 {
        match self {
            NamedIn::Fixed(offset) => local.saturating_sub(offset),
            NamedIn::Zone(zone) => local.saturating_sub(zone.offset_of(local, false)),
        }
    }
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
