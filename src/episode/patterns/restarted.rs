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

use super::expected::{data_end, host_of, of, reach};
use crate::episode::boots::HostBoots;
use crate::episode::drafts::Draft;
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{ConditionId, Entity, Role, Severity};
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
        let reach = if times.is_empty() { BTreeSet::new() } else { reach(library, &STOPPED) };
        Restarted { times, reach, end: data_end(hosts) }
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

/// A daemon: its host and what it is.
type Daemon<'d> = (Option<Box<str>>, &'d [Entity]);

/// When some conditions were printed of each daemon, first and last.
fn by_daemon<'d>(library: &Library, drafts: &'d [Draft], conditions: &[&str]) -> BTreeMap<Daemon<'d>, Vec<(i64, i64)>> {
    let mut all: BTreeMap<Daemon<'d>, Vec<(i64, i64)>> = BTreeMap::new();
    for draft in of(library, drafts, conditions) {
        let span = (draft.episode.seen.ns, draft.episode.last.ns);
        all.entry((host_of(draft), &draft.episode.key.about)).or_default().push(span);
    }
    all
}

/// From when a daemon was told to stop, or came up, until its clients found it, for each that did not fail.
fn times(library: &Library, drafts: &[Draft]) -> Vec<(i64, i64)> {
    let stops = by_daemon(library, drafts, &STOPPED);
    let failed = by_daemon(library, drafts, &FAILED);
    let starts = by_daemon(library, drafts, &STARTED);
    let of_one = |(daemon, ups): (&Daemon<'_>, &Vec<(i64, i64)>)| {
        let (stops, failed) = (stops.get(daemon), failed.get(daemon));
        let one = |up: &(i64, i64)| time(*up, stops.map_or(&[], Vec::as_slice), failed.map_or(&[], Vec::as_slice));
        ups.iter().filter_map(one).collect::<Vec<_>>()
    };
    starts.iter().flat_map(of_one).collect()
}

/// The time of one start of a daemon, with the stop right before it.
fn time(up: (i64, i64), stops: &[(i64, i64)], failed: &[(i64, i64)]) -> Option<(i64, i64)> {
    let before = |at: &i64| (up.0 - AWAY..=up.1).contains(at);
    let from = stops.iter().map(|stop| stop.0).filter(before).min();
    let near = (from.unwrap_or(up.0 - AWAY), up.1 + SETTLES);
    let fails = failed.iter().any(|(seen, last)| *last >= near.0 && *seen <= near.1);
    (!fails).then_some((from.unwrap_or(up.0), near.1))
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
    fn a_start_counts_from_its_stop_and_not_when_it_fails() {
        let up = (MINUTE, MINUTE);
        assert_eq!(time(up, &[(0, 0)], &[]), Some((0, up.1 + SETTLES)));
        assert_eq!(time(up, &[(-3 * MINUTE, -3 * MINUTE)], &[]), Some((up.0, up.1 + SETTLES)), "an older one");
        assert_eq!(time(up, &[(0, 0)], &[(up.1 + 1, up.1 + 1)]), None);
        assert_eq!(time(up, &[(0, 0)], &[(-1, -1)]), Some((0, up.1 + SETTLES)), "it failed before");
    }

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
