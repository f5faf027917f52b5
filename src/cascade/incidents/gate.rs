//! Which groups of linked episodes are worth an alarm.

use std::collections::BTreeSet;

use super::slight::Slight;
use crate::cascade::constants::{
    GATE_DOUBTFUL, GATE_SURE, LASTING, LASTING_SHOWN, MEDIUM_FOR, MEDIUM_HOSTS, MEDIUM_PAUSE, MEDIUM_PODS, NOW,
    NOW_COUNT, NOW_FOR, SHOWN_ALONE, SHOWN_COUNT, SHOWN_FOR, STAYS_AWAY,
};
use crate::model::{ConditionId, Episode, Role, Severity};
use crate::rule::Library;

/// The gate that keeps a healthy log quiet.
pub(super) struct Gate<'c> {
    pub(super) library: &'c Library,
    pub(super) episodes: &'c [Episode],
    pub(super) slight: &'c Slight,
    pub(super) is_excerpt: bool,
    /// The last minute of the data, nanoseconds UTC.
    pub(super) end: i64,
}

impl Gate<'_> {
    /// Whether a group is worth one.
    pub(super) fn passes(&self, group: &[usize]) -> bool {
        let counts = |i: &usize| !self.slight.trifles.contains(i) && !self.episodes[*i].expected;
        let live: Vec<usize> = group.iter().copied().filter(counts).collect();
        let medium: Vec<usize> = live.iter().copied().filter(|&i| self.severity(i) >= Severity::Medium).collect();
        live.iter().any(|&i| self.is_grave(i))
            || self.is_widespread(&medium)
            || self.is_explained(&medium)
            || self.is_unrelieved(&medium)
            || self.is_shown(&medium)
            || self.is_repeated(&medium)
            || self.is_under_way(&medium)
    }

    fn is_grave(&self, index: usize) -> bool {
        self.severity(index) >= Severity::High && self.is_sure(index) && !self.slight.brief.contains(&index)
    }

    /// Medium trouble on two hosts or for five pods that lasts, without pauses: a change that goes from host to host has
    /// them, and each host settles at once.
    fn is_widespread(&self, medium: &[usize]) -> bool {
        self.runs(medium, MEDIUM_PAUSE).iter().any(|run| self.length(run) >= MEDIUM_FOR && self.is_wide(run))
    }

    fn is_wide(&self, run: &[usize]) -> bool {
        let all = || run.iter().map(|&i| &self.episodes[i]);
        let hosts: BTreeSet<&str> = all().filter_map(|e| e.key.host.as_deref()).collect();
        let pod = self.library.kind("pod");
        let pods: BTreeSet<&str> =
            all().flat_map(|e| &e.key.about).filter(|e| e.kind == pod).map(|e| &*e.value).collect();
        hosts.len() >= MEDIUM_HOSTS || pods.len() >= MEDIUM_PODS
    }

    /// Medium trouble of one thing that lasts long, when a defect of its own is known for it.
    fn is_explained(&self, medium: &[usize]) -> bool {
        let Some(defect) = medium.iter().find(|i| self.is_defect(**i)) else { return false };
        let since = self.episodes[*defect].began.ns;
        let effects: Vec<usize> =
            medium.iter().copied().filter(|&i| self.is_effect(i) && self.episodes[i].began.ns >= since).collect();
        let lasting = if self.is_excerpt { LASTING_SHOWN } else { LASTING };
        self.runs(&effects, STAYS_AWAY).iter().any(|run| self.length(run) >= lasting)
    }

    /// Medium trouble of several kinds, one bringing the next, that lasts long and was not over when the data end.
    fn is_unrelieved(&self, medium: &[usize]) -> bool {
        let effects: Vec<usize> = medium.iter().copied().filter(|&i| self.is_effect(i)).collect();
        let kinds = |run: &[usize]| run.iter().map(|&i| self.episodes[i].key.condition).collect::<BTreeSet<_>>().len();
        let goes_on = |run: &[usize]| run.iter().any(|i| self.episodes[*i].count >= 2 && !self.slight.over.contains(i));
        let all = self.runs(&effects, STAYS_AWAY);
        all.iter().any(|run| self.length(run) >= LASTING && kinds(run) >= 2 && goes_on(run))
    }

    /// Medium trouble with a defect of its own and more that comes of it, again and again up to the end of a piece of a
    /// log. What has no time was not seen to end.
    fn is_shown(&self, medium: &[usize]) -> bool {
        let goes_on = |i: &usize| self.goes_on(*i, SHOWN_COUNT);
        let Some(defect) = medium.iter().find(|i| self.is_defect(**i)).filter(|_| self.is_excerpt) else {
            return false;
        };
        let is_other = |i: &&usize| self.episodes[**i].key.condition != self.episodes[*defect].key.condition;
        let more = || medium.iter().filter(is_other);
        more().any(goes_on) || (goes_on(defect) && more().next().is_some())
    }

    /// A medium defect alone, again and again up to the end of a piece of a log: it is what somebody asks about.
    fn is_repeated(&self, medium: &[usize]) -> bool {
        self.is_excerpt && medium.iter().any(|&i| self.is_defect(i) && self.goes_on(i, SHOWN_ALONE))
    }

    fn goes_on(&self, index: usize, often: u64) -> bool {
        let episode = &self.episodes[index];
        let lasted = episode.last.ns.saturating_sub(episode.began.ns);
        let long = lasted >= SHOWN_FOR || episode.began.is_timeless();
        episode.count >= often && long && !self.slight.over.contains(&index)
    }

    /// Medium trouble of several kinds on several hosts, printed again and again up to the last minute: somebody asks in the
    /// middle of it.
    fn is_under_way(&self, medium: &[usize]) -> bool {
        let now: Vec<usize> = medium.iter().copied().filter(|&i| self.goes_on_now(i)).collect();
        let kinds: BTreeSet<ConditionId> = now.iter().map(|&i| self.episodes[i].key.condition).collect();
        kinds.len() >= 2 && self.is_wide(&now)
    }

    fn goes_on_now(&self, index: usize) -> bool {
        let episode = &self.episodes[index];
        let lasted = episode.last.ns.saturating_sub(episode.began.ns);
        let goes_on = self.end.saturating_sub(episode.last.ns) <= NOW;
        goes_on && lasted >= NOW_FOR && episode.count >= NOW_COUNT && !episode.last.is_undated()
    }

    fn is_defect(&self, index: usize) -> bool {
        matches!(self.role(index), Role::Cause | Role::Fault) && self.is_sure(index)
    }

    fn severity(&self, index: usize) -> Severity {
        self.episodes[index].severity
    }

    fn role(&self, index: usize) -> Role {
        self.library.condition(self.episodes[index].key.condition).role
    }

    fn is_effect(&self, index: usize) -> bool {
        matches!(self.role(index), Role::Step | Role::Symptom)
    }

    fn is_sure(&self, index: usize) -> bool {
        let episode = &self.episodes[index];
        episode.sure >= GATE_SURE || (episode.count >= 2 && episode.sure >= GATE_DOUBTFUL)
    }

    /// Episodes one after the other, cut where none of them goes on for longer than `pause`, nanoseconds.
    fn runs(&self, indices: &[usize], pause: i64) -> Vec<Vec<usize>> {
        let mut sorted = indices.to_vec();
        sorted.sort_by_key(|&i| self.episodes[i].began.ns);
        let mut until = i64::MIN;
        let mut runs: Vec<Vec<usize>> = Vec::new();
        for index in sorted {
            let episode = &self.episodes[index];
            match runs.last_mut().filter(|_| episode.began.ns.saturating_sub(until) <= pause) {
                Some(run) => run.push(index),
                None => runs.push(vec![index]),
            }
            until = until.max(episode.last.ns);
        }
        runs
    }

    /// From the first onset of a run to its last sign, nanoseconds.
    fn length(&self, run: &[usize]) -> i64 {
        let all = || run.iter().map(|&i| &self.episodes[i]);
        let first = all().map(|e| e.began.ns).min().unwrap_or(0);
        all().map(|e| e.last.ns).max().unwrap_or(0).saturating_sub(first)
    }
}
