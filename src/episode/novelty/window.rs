//! The time before one incident, and what of it counts.
//!
//! ```text
//! |------- 26 h of quiet -------|---- half an hour ----|x the first sign
//!          what is usual         from               to
//! ```

use crate::model::Place;
use crate::model::stamp::{MINUTE, SECOND};

/// How long before an incident's first sign every record is looked at, nanoseconds.
pub const LOOK_BACK: i64 = 30 * MINUTE;
/// How long before that a shape counts as usual, nanoseconds: what runs daily is seen once.
pub const QUIET: i64 = 26 * 60 * MINUTE;

/// The time before one incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Start, nanoseconds UTC.
    pub from: i64,
    /// The incident's first sign, nanoseconds UTC.
    pub to: i64,
    /// Where that stands: what the same input prints above it in the same second came before it.
    pub line: Option<Place>,
    /// Its hosts; any when empty.
    pub hosts: Vec<Box<str>>,
    /// Stretches of other incidents: what they bring is neither usual nor a sign of this one.
    pub aside: Vec<(i64, i64)>,
    /// Stretches in which a host boots or goes down for the first time: what they bring is not strange.
    pub turns: Vec<(i64, i64)>,
}

impl Window {
    /// Whether records between two moments count for anything: not, when they are too early or too late, or when all
    /// that time is that of another incident.
    #[must_use]
    pub fn listens(&self, from: i64, to: i64) -> bool {
        let in_time = from < self.to && to > self.from - QUIET;
        in_time && !self.aside.iter().any(|(start, end)| *start <= from && to <= *end)
    }

    /// Whether its end comes after a record: by time, or by place where the times are not fine enough to tell.
    pub(super) fn is_after(&self, at: i64, place: Place) -> bool {
        let above = |line: Place| line.input == place.input && line.offset > place.offset;
        at < self.to || (at < self.to + SECOND && self.line.is_some_and(above))
    }

    /// Whether the incident is about a host.
    pub(super) fn covers(&self, host: Option<&str>) -> bool {
        self.hosts.is_empty() || host.is_none_or(|host| self.hosts.iter().any(|own| **own == *host))
    }

    pub(super) fn is_aside(&self, at: i64) -> bool {
        within(&self.aside, at)
    }

    pub(super) fn is_turn(&self, at: i64) -> bool {
        within(&self.turns, at)
    }

    /// Whether a moment lies in the half hour and in no other incident.
    pub(super) fn is_inside(&self, at: i64) -> bool {
        (self.from..self.to).contains(&at) && !self.is_aside(at)
    }
}

fn within(stretches: &[(i64, i64)], at: i64) -> bool {
    stretches.iter().any(|(from, to)| (*from..*to).contains(&at))
}
