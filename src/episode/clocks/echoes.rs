//! When a boot began of which nothing is printed but seconds: what its kernel tells stands in a dated log of the host too,
//! or its manager tells of the same moment.
//!
//! ```text
//! dmesg      [36180.049198] Memory cgroup out of memory: Killed process 6890 (mariadbd)     no date, no start known
//! journal    07:41:11 systemd[1]: mariadb.service: Main process exited, code=killed         second 0 was at 21:38:11
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::Clockwork;
use crate::episode::intake::InputLog;
use crate::episode::intake::hosts::Host;
use crate::episode::intake::segments::BootKey;
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{Clock, ConditionId, RawTime};
use crate::rule::Library;

/// What the kernel tells of a process's end,
const KILLS: [&str; 3] = ["memory.oom-kill-cgroup", "memory.oom-kill-global", "kernel.process-crashed"];
/// and what its manager does.
const ENDS: [&str; 3] = ["systemd.main-process-exited", "systemd.unit-oom-killed", "kubelet.container-oom-killed"];
/// What every boot prints.
const OF_EACH_BOOT: [&str; 1] = ["boot.start"];
/// The manager tells it within this time.
const APART: i64 = 2 * SECOND;
/// A kernel's log is collected before this time behind the last line of all others.
const COLLECTED: i64 = 10 * MINUTE;
/// Times of one thing that are compared.
const TIMES: usize = 32;

/// One kind of thing, whoever tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A process that ended.
    End,
    /// What one condition is about.
    Of(ConditionId),
}

/// When things were told of, nanoseconds.
type Times = BTreeMap<Kind, BTreeSet<i64>>;

/// What the dated logs of all hosts tell.
#[derive(Debug, Default)]
pub struct Echoes {
    kills: Vec<ConditionId>,
    ends: Vec<ConditionId>,
    of_each_boot: Vec<ConditionId>,
    dated: BTreeMap<Host, Times>,
}

impl Echoes {
    /// Of all logs.
    #[must_use]
    pub fn of(library: &Library, logs: &[InputLog], works: &[Clockwork]) -> Self {
        let ids = |names: &[&str]| names.iter().filter_map(|name| library.id(name)).collect();
        let mut echoes =
            Echoes { kills: ids(&KILLS), ends: ids(&ENDS), of_each_boot: ids(&OF_EACH_BOOT), dated: BTreeMap::new() };
        if logs.iter().any(|log| log.spans.keys().any(|(clock, _)| *clock == Clock::Boot)) {
            logs.iter().zip(works).for_each(|(log, work)| echoes.add(log, work));
        }
        echoes
    }

    fn add(&mut self, log: &InputLog, work: &Clockwork) {
        for (key, (cell, _)) in log.cells.iter().filter(|(key, _)| key.clock.is_wall()) {
            let utc = |ns| work.resolver.stamp(RawTime { clock: key.clock, ns }, key.boot).map(|stamp| stamp.ns);
            let told = cell.runs.iter().flat_map(|run| [run.first, run.last]).filter_map(utc);
            let kinds = self.kinds(key.key.condition, &self.ends);
            let times = self.dated.entry(key.key.host.clone()).or_default();
            note(times, kinds, told);
        }
    }

    /// What a condition tells of, if those of these tell of a process's end. What every boot prints tells nothing of which.
    fn kinds(&self, condition: ConditionId, of_ends: &[ConditionId]) -> impl Iterator<Item = Kind> + use<> {
        let end = of_ends.contains(&condition).then_some(Kind::End);
        let own = (!self.of_each_boot.contains(&condition)).then_some(Kind::Of(condition));
        own.into_iter().chain(end)
    }

    /// Second 0 of a boot of a log in UTC: where most of what it tells falls on what dated logs of the host tell.
    #[must_use]
    pub fn start(&self, log: &InputLog, host: &Host, boot: BootKey, span: (i64, i64), end: i64) -> Option<i64> {
        let dated = self.dated.get(host)?;
        let mut undated = Times::new();
        for (key, (cell, _)) in log.cells.iter().filter(|(key, _)| key.clock == Clock::Boot && key.boot == boot) {
            let told = cell.runs.iter().flat_map(|run| [run.first, run.last]);
            note(&mut undated, self.kinds(key.key.condition, &self.kills), told);
        }
        let latest = end.saturating_add(COLLECTED).saturating_sub(span.1);
        agreed(&undated, dated, latest)
    }
}

fn note(times: &mut Times, kinds: impl Iterator<Item = Kind>, told: impl Iterator<Item = i64> + Clone) {
    for kind in kinds {
        let known = times.entry(kind).or_default();
        known.extend(told.clone());
        while known.len() > TIMES {
            known.pop_first();
        }
    }
}

/// Where the most times fall together, if that is at one place alone.
fn agreed(undated: &Times, dated: &Times, latest: i64) -> Option<i64> {
    let mut starts: Vec<(i64, i64)> = Vec::new();
    for (kind, since) in undated {
        let at = dated.get(kind).into_iter().flatten();
        starts.extend(at.flat_map(|at| since.iter().map(move |since| (at - since, *since))));
    }
    starts.retain(|(start, _)| *start <= latest);
    starts.sort_unstable();
    let all = together(&starts);
    let (most, start) = *all.iter().max_by_key(|(count, start)| (*count, std::cmp::Reverse(*start)))?;
    let alone = all.iter().all(|(count, at)| *count < most || (at - start).abs() <= APART);
    alone.then_some(start)
}

/// How many things fall together with each start, and which start it is; `starts` rise. A window goes over them, so that a
/// flood of one moment costs no more than as many of a day.
fn together(starts: &[(i64, i64)]) -> Vec<(usize, i64)> {
    let mut inside: BTreeMap<i64, usize> = BTreeMap::new();
    let mut next = 0;
    let mut all = Vec::with_capacity(starts.len());
    for &(start, own) in starts {
        while let Some((_, since)) = starts.get(next).filter(|(at, _)| at - start <= APART) {
            *inside.entry(*since).or_default() += 1;
            next += 1;
        }
        all.push((inside.len(), start));
        if let Some(count) = inside.get_mut(&own) {
            *count -= 1;
            if *count == 0 {
                inside.remove(&own);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(kind: Kind, seconds: &[i64]) -> Times {
        Times::from([(kind, seconds.iter().map(|s| s * SECOND).collect())])
    }

    #[test]
    fn one_thing_that_is_told_twice_dates_a_boot() {
        let start = agreed(&times(Kind::End, &[500]), &times(Kind::End, &[9_001]), i64::MAX);
        assert_eq!(start, Some(8_501 * SECOND));
        assert_eq!(agreed(&times(Kind::End, &[500]), &times(Kind::End, &[9_001]), 8_000 * SECOND), None, "too late");
        assert_eq!(agreed(&times(Kind::End, &[500]), &Times::new(), i64::MAX), None);
    }

    #[test]
    fn two_places_that_fit_alike_date_nothing() {
        let ends = times(Kind::End, &[9_000, 9_400]);
        assert_eq!(agreed(&times(Kind::End, &[500]), &ends, i64::MAX), None);
        let both = agreed(&times(Kind::End, &[500, 900]), &ends, i64::MAX);
        assert_eq!(both, Some(8_500 * SECOND), "two fall together at one place alone");
    }

    #[test]
    fn a_flood_of_one_moment_costs_no_more_than_a_day() {
        let flood = |from: i64| {
            (0..600).map(|kind| (Kind::Of(ConditionId(kind)), (0..32).map(|i| from + i).collect())).collect()
        };
        let (undated, dated): (Times, Times) = (flood(500 * SECOND), flood(9_000 * SECOND));
        assert_eq!(agreed(&undated, &dated, i64::MAX), Some(8_500 * SECOND - 31));
    }
}
