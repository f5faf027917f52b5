//! What a start or a planned shutdown brings: real lines, and no reason for an alarm.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::announced::Announced;
use super::restarted::Restarted;
use crate::episode::boots::{EndedBy, HostBoots};
use crate::episode::drafts::Draft;
use crate::model::stamp::MINUTE;
use crate::model::{ConditionId, EpisodeKey, Role, Severity};
use crate::rule::{Lasts, Library};

/// What a planned shutdown or drain brings is over after this long.
pub const SETTLED: i64 = 10 * MINUTE;

/// Marks the episodes that a start-up or a planned shutdown explains.
pub fn mark(library: &Library, drafts: &mut [Draft], hosts: &BTreeMap<Box<str>, HostBoots>) {
    let windows = planned(library, drafts, hosts);
    // Links are read only when they are needed: that is half of what a start costs.
    let announced = Announced::of(library, drafts, hosts);
    let is_away = !announced.is_none() || windows.iter().any(|w| w.whole_host);
    let reach = if is_away { reach(library, &DOWN) } else { BTreeSet::new() };
    let restarted = Restarted::of(library, drafts, hosts);
    let starts = Starts::of(library, drafts);
    let machine = Machine::of(library);
    let seen = seen(drafts);
    let back: Vec<bool> = drafts.iter().map(|d| comes_back(library, &seen, d)).collect();
    for (draft, back) in drafts.iter_mut().zip(back) {
        let quiet = &library.condition(draft.episode.key.condition).quiet_after;
        let role = library.condition(draft.episode.key.condition).role;
        let excusable = role != Role::Trigger && !back && !stays(library, draft);
        let (defect, elsewhere) = (role.may_head(), shows_elsewhere(&reach, draft));
        let spread = Spread { defect, failed: machine.says(library, draft), elsewhere };
        let planned = excusable && in_planned(draft, &windows, spread);
        let planned = planned || (excusable && announced.excuse(library, &reach, draft));
        let planned = planned || (excusable && restarted.excuse(library, draft));
        draft.episode.expected |= in_start_up(draft, quiet, &starts) || planned;
    }
}

/// A program that still ends by itself this long after was not taken down on purpose.
const COMES_BACK: i64 = 60 * MINUTE;

/// Whether a grave episode is there again when what was planned must be over: then it is no part of that.
fn comes_back(library: &Library, seen: &HashMap<&EpisodeKey, Vec<i64>>, draft: &Draft) -> bool {
    let one = &draft.episode;
    let lasts = one.severity >= Severity::High && library.condition(one.key.condition).role != Role::Symptom;
    let pause = |at: &i64| at - one.last.ns;
    let again = |all: &Vec<i64>| {
        all.get(all.partition_point(|at| pause(at) <= SETTLED)).is_some_and(|at| pause(at) <= COMES_BACK)
    };
    lasts && seen.get(&one.key).is_some_and(again)
}

/// When the episodes of each key were first printed, in order.
fn seen(drafts: &[Draft]) -> HashMap<&EpisodeKey, Vec<i64>> {
    let mut seen: HashMap<&EpisodeKey, Vec<i64>> = HashMap::new();
    drafts.iter().for_each(|d| seen.entry(&d.episode.key).or_default().push(d.episode.seen.ns));
    seen.values_mut().for_each(|all| all.sort_unstable());
    seen
}

/// Whether an episode is nothing that a restart brings and takes: a defect in itself, or a grave state that no line ends.
fn stays(library: &Library, draft: &Draft) -> bool {
    let condition = library.condition(draft.episode.key.condition);
    let open = condition.lasts == Lasts::UntilEnded && draft.episode.ended.is_none();
    condition.role == Role::Cause || (open && draft.episode.severity >= Severity::High)
}

/// When the data of all hosts end, nanoseconds UTC.
pub(super) fn data_end(hosts: &BTreeMap<Box<str>, HostBoots>) -> i64 {
    hosts.values().flat_map(|host| &host.boots).map(|boot| boot.end).max().unwrap_or(0)
}

pub(super) fn host_of(draft: &Draft) -> Option<Box<str>> {
    draft.episode.key.host.clone().or_else(|| draft.episode.observers.first().cloned())
}

/// When the conditions that others are quiet after were printed, in order: on each host, and on any.
struct Starts {
    on: HashMap<(u16, Option<Box<str>>), Vec<i64>>,
    anywhere: HashMap<u16, Vec<i64>>,
}

impl Starts {
    fn of(library: &Library, drafts: &[Draft]) -> Self {
        let quiet: BTreeSet<u16> = library.conditions.iter().flat_map(|c| &c.quiet_after).map(|q| q.0).collect();
        let mut starts = Starts { on: HashMap::new(), anywhere: HashMap::new() };
        for draft in drafts.iter().filter(|d| quiet.contains(&d.episode.key.condition.0)) {
            let (condition, at) = (draft.episode.key.condition.0, draft.episode.seen.ns);
            starts.on.entry((condition, host_of(draft))).or_default().push(at);
            starts.anywhere.entry(condition).or_default().push(at);
        }
        starts.on.values_mut().chain(starts.anywhere.values_mut()).for_each(|all| all.sort_unstable());
        starts
    }

    /// Whether a condition was printed on a host at a time; where either names no host, anywhere.
    fn any(&self, condition: u16, host: Option<Box<str>>, (from, to): (i64, i64)) -> bool {
        let within = |all: &Vec<i64>| all.get(all.partition_point(|at| *at < from)).is_some_and(|at| *at <= to);
        match host {
            None => self.anywhere.get(&condition).is_some_and(within),
            host => [host, None].into_iter().any(|host| self.on.get(&(condition, host)).is_some_and(within)),
        }
    }
}

fn in_start_up(draft: &Draft, quiet: &[(u16, i64)], starts: &Starts) -> bool {
    let (seen, last) = (draft.episode.seen.ns, draft.episode.last.ns);
    quiet.iter().any(|(condition, within)| starts.any(*condition, host_of(draft), (last - within, seen + MINUTE)))
}

/// What is printed this long before a shutdown is asked for belongs to it.
const LEAD: i64 = MINUTE / 6;

/// A host that was taken down on purpose, and for how long that shows.
#[derive(Debug)]
struct Window {
    host: Option<Box<str>>,
    from: i64,
    /// From when on it is up again.
    up: i64,
    to: i64,
    /// Whether the host itself went down; else a restarted daemon explains what others say of it, and no defect.
    whole_host: bool,
}

/// What says that a host goes down on purpose.
const DOWN: [&str; 2] = ["boot.shutdown-requested", "boot.shutdown-clean"];

/// What says that a daemon ended by itself, or was given up.
const ENDED: [&str; 6] = [
    "runtime.crashed",
    "systemd.start-limit",
    "distro.k3s-exited",
    "distro.kubelite-exited",
    "kubelet.exited",
    "kubelet.start-failed",
];

/// Clean reboots, and starts of a kubelet or a runtime that systemd was asked for.
fn planned(library: &Library, drafts: &[Draft], hosts: &BTreeMap<Box<str>, HostBoots>) -> Vec<Window> {
    let mut windows = Vec::new();
    let asked = of(library, drafts, &DOWN);
    for (host, boots) in hosts {
        for pair in boots.boots.windows(2) {
            if pair[0].ended_by == EndedBy::Clean {
                let from = requested(&asked, host, pair[0].end) - LEAD;
                let up = pair[1].start;
                windows.push(Window { host: Some(host.clone()), from, up, to: up + SETTLED, whole_host: true });
            }
        }
    }
    let failed = of(library, drafts, &ENDED);
    for draft in of(library, drafts, &["kubelet.started", "runtime.restarted"]) {
        let at = draft.episode.seen.ns;
        let (from, to) = (at - 2 * MINUTE, at + 3 * MINUTE);
        let window = Window { host: host_of(draft), from, up: from, to, whole_host: false };
        windows.extend((!went_wrong(&failed, &window)).then_some(window));
    }
    windows
}

/// Whether the daemon ended by itself before it was started, or was given up after it: then the start excuses nothing.
fn went_wrong(failed: &[&Draft], window: &Window) -> bool {
    let near = |d: &&&Draft| (window.from..=window.to).contains(&d.episode.seen.ns);
    failed.iter().filter(near).any(|d| host_of(d) == window.host)
}

/// The drafts of some conditions.
pub(super) fn of<'d>(library: &Library, drafts: &'d [Draft], conditions: &[&str]) -> Vec<&'d Draft> {
    let ids: Vec<_> = conditions.iter().filter_map(|name| library.id(name)).collect();
    drafts.iter().filter(|d| ids.contains(&d.episode.key.condition)).collect()
}

/// When the shutdown that ended a boot was asked for; its end when no line says so.
fn requested(asked: &[&Draft], host: &str, end: i64) -> i64 {
    let of_host = asked.iter().filter(|d| host_of(d).as_deref() == Some(host));
    of_host.map(|d| d.episode.seen.ns).filter(|at| (end - SETTLED..=end + MINUTE).contains(at)).min().unwrap_or(end)
}

/// How far what a planned restart takes down may show.
#[derive(Clone, Copy, Debug)]
struct Spread {
    /// Whether it is a defect: a daemon that restarts excuses none.
    defect: bool,
    /// Whether the machine itself says that something grave failed, and not that it mended.
    failed: bool,
    /// Whether it shows on other hosts too.
    elsewhere: bool,
}

/// The streams in which a machine speaks of itself: its kernel and its systemd.
struct Machine(u128);

impl Machine {
    fn of(library: &Library) -> Self {
        let streams = ["kernel", "systemd"].into_iter().filter_map(|name| library.streams.find(name));
        Machine(streams.fold(0, |all, stream| all | stream.0))
    }

    /// Whether a grave failure is told by the machine alone, and nothing ended it. Programs complain while others start;
    /// a mount that failed stays so.
    fn says(&self, library: &Library, draft: &Draft) -> bool {
        let episode = &draft.episode;
        let mut signatures = library.signatures_of(episode.key.condition).iter().filter(|s| !s.ends).peekable();
        let is_own = signatures.peek().is_some() && signatures.all(|s| s.from & !self.0 == 0);
        is_own && episode.severity >= Severity::High && episode.ended.is_none()
    }
}

/// What other hosts see of something that goes down, and what that brings there: steps and symptoms, no defects.
pub(super) fn reach(library: &Library, down: &[&str]) -> BTreeSet<ConditionId> {
    let mut reach = BTreeSet::new();
    let mut next: Vec<ConditionId> = down.iter().filter_map(|name| library.id(name)).collect();
    while let Some(cause) = next.pop() {
        let effects = library.effects_of(cause).map(|link| ConditionId(link.to));
        let passing = effects.filter(|&effect| !library.condition(effect).role.may_head());
        next.extend(passing.filter(|&effect| reach.insert(effect)));
    }
    reach
}

/// A service that is gone as a whole is no planned restart of one of its hosts.
fn shows_elsewhere(reach: &BTreeSet<ConditionId>, draft: &Draft) -> bool {
    reach.contains(&draft.episode.key.condition) && draft.episode.severity < Severity::Critical
}

/// Short-lived episodes about the host in such a window, of others about it, and what they see of it.
fn in_planned(draft: &Draft, windows: &[Window], spread: Spread) -> bool {
    let episode = &draft.episode;
    let hosts: Vec<&Box<str>> = episode.key.host.iter().chain(&episode.observers).collect();
    windows.iter().any(|w| {
        let same = w.host.as_ref().is_none_or(|h| hosts.is_empty() || hosts.contains(&h));
        let about = (same && (w.whole_host || !spread.defect)) || (w.whole_host && spread.elsewhere);
        let broken = spread.failed && episode.seen.ns >= w.up;
        about && !broken && episode.seen.ns >= w.from && episode.last.ns <= w.to
    })
}
