//! What the user said about times, hosts, boots and units, and the part of the time line that then counts.

pub mod which_boot;

use std::collections::BTreeSet;

use crate::model::{EpisodeKey, Zone};
use crate::time::moment::{Moment, NamedIn};
use which_boot::WhichBoot;

/// What the user said about times.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The zone of zone-less times.
    pub assume_zone: Option<Zone>,
    /// Year of year-less times: that of the last one.
    pub year: Option<i64>,
    /// Nothing before this counts.
    pub since: Option<Moment>,
    /// Nothing after this counts.
    pub until: Option<Moment>,
    /// The zone in which `since` and `until` were named.
    pub named_in: NamedIn,
    /// Only these hosts count; all when empty.
    pub hosts: Vec<String>,
    /// Only this boot of each host counts.
    pub boot: Option<WhichBoot>,
    /// Only records of these units count; all when empty.
    pub units: Vec<String>,
}

/// The part of the time line that counts, nanoseconds UTC.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// First moment that counts.
    pub since: i64,
    /// Last moment that counts.
    pub until: i64,
}

impl Window {
    /// Whether a part of it lies between two moments.
    #[must_use]
    pub const fn overlaps(self, from: i64, to: i64) -> bool {
        from <= self.until && to >= self.since
    }

    /// Whether a moment lies in it.
    #[must_use]
    pub fn holds(self, ns: i64) -> bool {
        (self.since..=self.until).contains(&ns)
    }
}

impl Options {
    /// Whether only a part of the time line counts.
    #[must_use]
    pub const fn is_of_a_time(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }

    /// The part of the time line that counts, given the last record.
    #[must_use]
    pub fn window(&self, last: i64) -> Window {
        let at = |moment: Option<Moment>, other| moment.map_or(other, |m| m.resolve(last, self.named_in));
        Window { since: at(self.since, i64::MIN), until: at(self.until, i64::MAX) }
    }

    /// Whether an episode is of a host that counts; one that names none does.
    pub(in crate::episode) fn counts(&self, key: &EpisodeKey, observers: &BTreeSet<Box<str>>) -> bool {
        let mut named = key.host.iter().chain(observers).peekable();
        self.hosts.is_empty() || named.peek().is_none() || named.any(|h| self.hosts.iter().any(|want| **want == **h))
    }
}
