//! Daemons that were told to stop and came back, or came up: what others print meanwhile is no reason for an alarm.
//!
//! ```text
//! 19:04:38  c1  systemd   Stopping etcd.service - etcd key-value store...
//! 19:04:38  c2  etcd      lost its leader, c1 is out of reach                on any host, and over with it: expected
//! 19:04:40  c1  systemd   Started etcd.service - etcd key-value store.
//! 19:05:40                a minute to settle; what is printed later is not excused
//! ```
//!
//! Members that are restarted one after the other make one such time. It excuses no defect, nothing critical, nothing
//! that goes on, and nothing at all where a daemon did not come back or failed as it started.

use std::collections::{BTreeMap, BTreeSet};

use super::expected::{host_of, of};
use crate::episode::boots::HostBoots;
use crate::episode::drafts::Draft;
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{ConditionId, Role, Severity};
use crate::rule::Library;

/// What says that a daemon was told to stop.
const STOPPED: [&str; 1] = ["systemd.daemon-stopped"];
/// What says that it is there again.
const STARTED: [&str; 1] = ["systemd.daemon-started"];
/// What says that it is not.
const FAILED: [&str; 3] = ["systemd.unit-failed", "systemd.start-limit", "systemd.program-not-started"];
/// A daemon that takes longer to come back was not just restarted.
const AWAY: i64 = 3 * MINUTE;
/// How long its clients need to find it again.
const SETTLES: i64 = MINUTE;
/// What is printed this long before it is told to stop may belong to it: clocks of hosts differ.
const LEAD: i64 = 5 * SECOND;

/// The times in which daemons were restarted, and what they bring.
#[derive(Debug)]
pub struct Restarted {
    /// From, and until when it is settled, in order and apart.
    times: Vec<(i64, i64)>,
    reach: BTreeSet<ConditionId>,
    /// When the data end.
    end: i64,
}

impl Restarted {
    /// Of these drafts.
    #[must_use]
    pub fn of(library: &Library, drafts: &[Draft], hosts: &BTreeMap<Box<str>, HostBoots>) -> Self {
        let times = joined(times(library, drafts));
        let reach = if times.is_empty() { BTreeSet::new() } else { super::expected::reach(library, &STOPPED) };
        let end = hosts.values().flat_map(|host| &host.boots).map(|boot| boot.end).max().unwrap_or(0);
        Restarted { times, reach, end }
    }

    /// Whether a draft is an effect of such a restart, and over with it.
    #[must_use]
    pub fn excuse(&self, library: &Library, draft: &Draft) -> bool {
        let episode = &draft.episode;
        let role = library.condition(episode.key.condition).role;
        let effect = matches!(role, Role::Step | Role::Symptom) && self.reach.contains(&episode.key.condition);
        let within = |(from, to): &(i64, i64)| episode.seen.ns >= from - LEAD && episode.last.ns <= *to;
        let is_over = episode.last.ns + SETTLES / 2 <= self.end;
        effect && is_over && episode.severity < Severity::Critical && self.times.iter().any(within)
    }
}

/// From when a daemon was told to stop, or came up, until its clients found it, for each that did not fail.
fn times(library: &Library, drafts: &[Draft]) -> Vec<(i64, i64)> {
    let stops = of(library, drafts, &STOPPED);
    let failed = of(library, drafts, &FAILED);
    let same = |a: &Draft, b: &Draft| host_of(a) == host_of(b) && a.episode.key.about == b.episode.key.about;
    let time = |start: &&Draft| {
        let up = (start.episode.seen.ns, start.episode.last.ns);
        let before = |stop: &&&Draft| same(stop, start) && (up.0 - AWAY..=up.1).contains(&stop.episode.seen.ns);
        let from = stops.iter().filter(before).map(|stop| stop.episode.seen.ns).min();
        let near = (from.unwrap_or(up.0 - AWAY), up.1 + SETTLES);
        let fails = |d: &&Draft| same(d, start) && d.episode.last.ns >= near.0 && d.episode.seen.ns <= near.1;
        (!failed.iter().any(fails)).then_some((from.unwrap_or(up.0), near.1))
    };
    of(library, drafts, &STARTED).iter().filter_map(time).collect()
}

/// The same times, those that follow one another soon as one.
fn joined(mut times: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    times.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (from, to) in times {
        match joined.last_mut().filter(|last| from <= last.1 + SETTLES) {
            Some(last) => last.1 = last.1.max(to),
            None => joined.push((from, to)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_soon_is_one() {
        let far = 10 * MINUTE;
        assert_eq!(
            joined(vec![(far, far + 7), (0, 10), (5, 20), (20 + SETTLES, 2 * SETTLES)]),
            [(0, 2 * SETTLES), (far, far + 7)]
        );
        assert_eq!(joined(Vec::new()), []);
    }
}
