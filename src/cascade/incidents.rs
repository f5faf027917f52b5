//! What belongs together, and whether it is worth an alarm.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::constants::{
    ALSO_SEEN, EXCERPT, GATE_SURE, JOIN_BLAME, LASTING, MEDIUM_FOR, MEDIUM_HOSTS, MEDIUM_PAUSE, MEDIUM_PODS, NOW,
    NOW_COUNT, NOW_FOR, SHOWN_COUNT, SHOWN_FOR, STAYS_AWAY,
};
use super::join;
use super::slight::Slight;
use crate::episode::Chronicle;
use crate::model::stamp::MINUTE;
use crate::model::{ConditionId, Episode, Link, Role, Severity};
use crate::rule::Library;

/// Whether an episode can be part of a chain at all.
#[must_use]
pub fn takes_part(library: &Library, episode: &Episode) -> bool {
    !matches!(library.condition(episode.key.condition).role, Role::Context | Role::Recovery)
}

/// Groups of linked episodes that pass the gate, each sorted; unlinked ones are groups of one.
#[must_use]
pub fn cut(library: &Library, chronicle: &Chronicle, links: &[Link], slight: &Slight) -> Vec<Vec<usize>> {
    let episodes = &chronicle.episodes[..];
    let mut sets = Sets::new(episodes.len());
    for link in links.iter().filter(|l| l.blame >= JOIN_BLAME) {
        if takes_part(library, &episodes[link.from]) && takes_part(library, &episodes[link.to]) {
            sets.join(link.from, link.to);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in (0..episodes.len()).filter(|&i| takes_part(library, &episodes[i])) {
        groups.entry(sets.root(index)).or_default().push(index);
    }
    let end = chronicle.last_minutes().map(|(_, minute)| minute * MINUTE).max().unwrap_or(0);
    let gate = Gate { library, episodes, slight, is_excerpt: is_excerpt(chronicle), end };
    groups.into_values().filter(|group| gate.passes(group)).collect()
}

/// Whether all that was read is a piece of one log: somebody shows it for what fails in it.
fn is_excerpt(chronicle: &Chronicle) -> bool {
    matches!(&chronicle.inputs[..], [input] if input.records <= EXCERPT)
}

/// The gate that keeps a healthy log quiet.
struct Gate<'c> {
    library: &'c Library,
    episodes: &'c [Episode],
    slight: &'c Slight,
    is_excerpt: bool,
    /// The last minute of the data, nanoseconds UTC.
    end: i64,
}

impl Gate<'_> {
    fn passes(&self, group: &[usize]) -> bool {
        let counts = |i: &usize| !self.slight.trifles.contains(i) && !self.episodes[*i].expected;
        let live: Vec<usize> = group.iter().copied().filter(counts).collect();
        let medium: Vec<usize> = live.iter().copied().filter(|&i| self.severity(i) >= Severity::Medium).collect();
        live.iter().any(|&i| self.is_grave(i))
            || self.is_widespread(&medium)
            || self.is_explained(&medium)
            || self.is_unrelieved(&medium)
            || self.is_shown(&medium)
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
        self.runs(&effects, STAYS_AWAY).iter().any(|run| self.length(run) >= LASTING)
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
        let goes_on = |i: &usize| {
            let episode = &self.episodes[*i];
            let lasted = episode.last.ns.saturating_sub(episode.began.ns);
            let long = lasted >= SHOWN_FOR || episode.began.is_timeless();
            episode.count >= SHOWN_COUNT && long && !self.slight.over.contains(i)
        };
        let Some(defect) = medium.iter().find(|i| self.is_defect(**i)).filter(|_| self.is_excerpt) else {
            return false;
        };
        let is_other = |i: &&usize| self.episodes[**i].key.condition != self.episodes[*defect].key.condition;
        let more = || medium.iter().filter(is_other);
        more().any(goes_on) || (goes_on(defect) && more().next().is_some())
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
        episode.sure >= GATE_SURE || episode.count >= 2
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

/// Episodes that are part of no incident, by host and in order of onset.
#[derive(Debug)]
pub struct Aside<'e> {
    episodes: &'e [Episode],
    by_host: HashMap<&'e str, Vec<usize>>,
}

impl<'e> Aside<'e> {
    /// All but those that are `taken`.
    #[must_use]
    pub fn new(episodes: &'e [Episode], taken: &BTreeSet<usize>) -> Self {
        let mut by_host: HashMap<&str, Vec<usize>> = HashMap::new();
        let free = (0..episodes.len()).filter(|i| episodes[*i].severity >= Severity::Low && !taken.contains(i));
        for index in free {
            join::hosts(&episodes[index]).for_each(|host| by_host.entry(host).or_default().push(index));
        }
        Aside { episodes, by_host }
    }

    /// Episodes of the same hosts at the same time that no link ties to a group.
    #[must_use]
    pub fn also_seen(&self, group: &[usize]) -> Vec<usize> {
        let members = || group.iter().map(|&i| &self.episodes[i]);
        let hosts: BTreeSet<&str> = members().flat_map(join::hosts).collect();
        let worst = members().filter(|e| e.severity >= Severity::Medium).map(|e| e.began.ns);
        let spans = spans(worst.collect());
        let of_hosts = hosts.iter().filter_map(|host| self.by_host.get(host));
        let seen = of_hosts.flat_map(|all| spans.iter().flat_map(|span| self.within(all, *span)));
        seen.copied().collect::<BTreeSet<usize>>().into_iter().collect()
    }

    fn within<'a>(&self, all: &'a [usize], (from, to): (i64, i64)) -> &'a [usize] {
        let began = |i: &usize| self.episodes[*i].began.ns;
        let first = all.partition_point(|i| began(i) < from);
        &all[first..first + all[first..].partition_point(|i| began(i) <= to)]
    }
}

/// The time around moments, as spans that do not touch.
fn spans(mut moments: Vec<i64>) -> Vec<(i64, i64)> {
    moments.sort_unstable();
    let mut spans: Vec<(i64, i64)> = Vec::new();
    for at in moments {
        match spans.last_mut().filter(|span| at - ALSO_SEEN <= span.1) {
            Some(span) => span.1 = at + ALSO_SEEN,
            None => spans.push((at - ALSO_SEEN, at + ALSO_SEEN)),
        }
    }
    spans
}

/// Union-find with path halving.
struct Sets(Vec<usize>);

impl Sets {
    fn new(n: usize) -> Self {
        Sets((0..n).collect())
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    /// The smaller index stays the root, so that the order of joins does not show.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
