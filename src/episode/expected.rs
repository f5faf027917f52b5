//! What a start or a planned shutdown brings: real lines, and no reason for an alarm.

use std::collections::BTreeMap;

use super::boots::{EndedBy, HostBoots};
use super::chronicle::Draft;
use crate::model::stamp::MINUTE;
use crate::model::{Role, Severity};
use crate::rule::{Lasts, Library};

/// What a planned shutdown or drain brings is over after this long.
const SETTLED: i64 = 10 * MINUTE;

/// Marks the episodes that a start-up or a planned shutdown explains.
pub fn mark(library: &Library, drafts: &mut [Draft], hosts: &BTreeMap<Box<str>, HostBoots>) {
    let windows = planned(library, drafts, hosts);
    let starts: Vec<(u16, Option<Box<str>>, i64)> =
        drafts.iter().map(|d| (d.episode.key.condition.0, host_of(d), d.episode.seen.ns)).collect();
    let back: Vec<bool> = drafts.iter().map(|d| comes_back(library, drafts, d)).collect();
    for (draft, back) in drafts.iter_mut().zip(back) {
        let quiet = &library.condition(draft.episode.key.condition).quiet_after;
        let role = library.condition(draft.episode.key.condition).role;
        let excusable = role != Role::Trigger && !back && !stays(library, draft);
        let planned = excusable && in_planned(draft, &windows, role.may_head());
        draft.episode.expected |= in_start_up(draft, quiet, &starts) || planned;
    }
}

/// A program that still ends by itself this long after was not taken down on purpose.
const COMES_BACK: i64 = 60 * MINUTE;

/// Whether a grave episode is there again when what was planned must be over: then it is no part of that.
fn comes_back(library: &Library, drafts: &[Draft], draft: &Draft) -> bool {
    let one = &draft.episode;
    let lasts = one.severity >= Severity::High && library.condition(one.key.condition).role != Role::Symptom;
    let again = |other: &Draft| {
        let pause = other.episode.seen.ns - one.last.ns;
        other.episode.key == one.key && pause > SETTLED && pause <= COMES_BACK
    };
    lasts && drafts.iter().any(again)
}

/// Whether an episode is nothing that a restart brings and takes: a defect in itself, or a grave state that no line ends.
fn stays(library: &Library, draft: &Draft) -> bool {
    let condition = library.condition(draft.episode.key.condition);
    let open = condition.lasts == Lasts::UntilEnded && draft.episode.ended.is_none();
    condition.role == Role::Cause || (open && draft.episode.severity >= Severity::High)
}

fn host_of(draft: &Draft) -> Option<Box<str>> {
    draft.episode.key.host.clone().or_else(|| draft.episode.observers.first().cloned())
}

fn in_start_up(draft: &Draft, quiet: &[(u16, i64)], starts: &[(u16, Option<Box<str>>, i64)]) -> bool {
    let host = host_of(draft);
    quiet.iter().any(|(condition, within)| {
        starts.iter().any(|(c, h, at)| {
            c == condition
                && (*h == host || h.is_none() || host.is_none())
                && draft.episode.seen.ns >= *at - MINUTE
                && draft.episode.last.ns <= at + within
        })
    })
}

/// What is printed this long before a shutdown is asked for belongs to it.
const LEAD: i64 = MINUTE / 6;

/// A host that was taken down on purpose, and for how long that shows.
#[derive(Debug)]
struct Window {
    host: Option<Box<str>>,
    from: i64,
    to: i64,
    /// Whether the host itself went down; else a restarted daemon explains what others say of it, and no defect.
    whole_host: bool,
}

/// Clean reboots, and starts of a kubelet or a runtime that systemd was asked for.
fn planned(library: &Library, drafts: &[Draft], hosts: &BTreeMap<Box<str>, HostBoots>) -> Vec<Window> {
    let mut windows = Vec::new();
    for (host, boots) in hosts {
        for pair in boots.boots.windows(2) {
            if pair[0].ended_by == EndedBy::Clean {
                let from = requested(library, drafts, host, pair[0].end) - LEAD;
                windows.push(Window { host: Some(host.clone()), from, to: pair[1].start + SETTLED, whole_host: true });
            }
        }
    }
    let restarts = ["kubelet.started", "runtime.restarted"].map(|name| library.id(name));
    for draft in drafts.iter().filter(|d| restarts.contains(&Some(d.episode.key.condition))) {
        let at = draft.episode.seen.ns;
        let window = Window { host: host_of(draft), from: at - 2 * MINUTE, to: at + 3 * MINUTE, whole_host: false };
        windows.extend((!went_wrong(library, drafts, &window)).then_some(window));
    }
    windows
}

/// Whether the daemon ended by itself before it was started, or was given up after it: then the start excuses nothing.
fn went_wrong(library: &Library, drafts: &[Draft], window: &Window) -> bool {
    let signs = ["runtime.crashed", "systemd.start-limit"].map(|name| library.id(name));
    let is_sign = |d: &&Draft| signs.contains(&Some(d.episode.key.condition)) && host_of(d) == window.host;
    drafts.iter().filter(is_sign).any(|d| (window.from..=window.to).contains(&d.episode.seen.ns))
}

/// When the shutdown that ended a boot was asked for; its end when no line says so.
fn requested(library: &Library, drafts: &[Draft], host: &str, end: i64) -> i64 {
    let asked = ["boot.shutdown-requested", "boot.shutdown-clean"].map(|name| library.id(name));
    let of_host =
        drafts.iter().filter(|d| asked.contains(&Some(d.episode.key.condition)) && host_of(d).as_deref() == Some(host));
    of_host.map(|d| d.episode.seen.ns).filter(|at| (end - SETTLED..=end + MINUTE).contains(at)).min().unwrap_or(end)
}

/// Short-lived episodes about the host in such a window, and of others about it.
fn in_planned(draft: &Draft, windows: &[Window], defect: bool) -> bool {
    let episode = &draft.episode;
    let hosts: Vec<&Box<str>> = episode.key.host.iter().chain(&episode.observers).collect();
    windows.iter().any(|w| {
        let same = w.host.as_ref().is_none_or(|h| hosts.is_empty() || hosts.contains(&h));
        same && (w.whole_host || !defect) && episode.seen.ns >= w.from && episode.last.ns <= w.to
    })
}
