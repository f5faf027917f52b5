//! What belongs together, and whether it is worth an alarm.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::constants::{
    ALSO_SEEN, EXPLAINED_FOR, GATE_SURE, JOIN_BLAME, MEDIUM_FOR, MEDIUM_HOSTS, MEDIUM_PAUSE, MEDIUM_PODS,
};
use super::join;
use super::slight::Slight;
use crate::model::{Episode, Link, Role, Severity};
use crate::rule::Library;

/// Whether an episode can be part of a chain at all.
#[must_use]
pub fn takes_part(library: &Library, episode: &Episode) -> bool {
    !matches!(library.condition(episode.key.condition).role, Role::Context | Role::Recovery)
}

/// Groups of linked episodes that pass the gate, each sorted; unlinked ones are groups of one.
#[must_use]
pub fn cut(library: &Library, episodes: &[Episode], links: &[Link], slight: &Slight) -> Vec<Vec<usize>> {
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
    let gate = Gate { library, episodes, slight };
    groups.into_values().filter(|group| gate.passes(group)).collect()
}

/// The gate that keeps a healthy log quiet.
struct Gate<'c> {
    library: &'c Library,
    episodes: &'c [Episode],
    slight: &'c Slight,
}

impl Gate<'_> {
    fn passes(&self, group: &[usize]) -> bool {
        let counts = |i: &usize| !self.slight.trifles.contains(i) && !self.episodes[*i].expected;
        let live: Vec<usize> = group.iter().copied().filter(counts).collect();
        let all: Vec<&Episode> = live.iter().map(|&i| &self.episodes[i]).collect();
        live.iter().any(|&i| self.is_grave(i)) || widespread(self.library, &all) || explained(self.library, &all)
    }

    fn is_grave(&self, index: usize) -> bool {
        let episode = &self.episodes[index];
        let sure = episode.sure >= GATE_SURE || episode.count >= 2;
        episode.severity >= Severity::High && sure && !self.slight.brief.contains(&index)
    }
}

/// Medium trouble of one thing that lasts long, when a defect of its own is known for it.
fn explained(library: &Library, live: &[&Episode]) -> bool {
    let medium = || live.iter().filter(|e| e.severity >= Severity::Medium);
    let role = |e: &Episode| library.condition(e.key.condition).role;
    let sure = |e: &Episode| e.sure >= GATE_SURE || e.count >= 2;
    let defect = medium().find(|e| matches!(role(e), Role::Cause | Role::Fault) && sure(e));
    let lasts = |e: &&&Episode| {
        matches!(role(e), Role::Step | Role::Symptom) && e.last.ns.saturating_sub(e.began.ns) >= EXPLAINED_FOR
    };
    defect.is_some_and(|defect| medium().filter(|e| e.began.ns >= defect.began.ns).any(|e| lasts(&e)))
}

/// Medium trouble on two hosts or for five pods that lasts, without pauses: a change that goes from host to host has
/// them, and each host settles at once.
fn widespread(library: &Library, live: &[&Episode]) -> bool {
    let mut medium: Vec<&Episode> = live.iter().copied().filter(|e| e.severity >= Severity::Medium).collect();
    medium.sort_by_key(|e| e.began.ns);
    let mut until = i64::MIN;
    let mut runs: Vec<Vec<&Episode>> = Vec::new();
    for episode in medium {
        match runs.last_mut().filter(|_| episode.began.ns.saturating_sub(until) <= MEDIUM_PAUSE) {
            Some(run) => run.push(episode),
            None => runs.push(vec![episode]),
        }
        until = until.max(episode.last.ns);
    }
    runs.iter().any(|run| is_widespread(library, run))
}

/// Whether one run of medium episodes is long, and about hosts or pods enough.
fn is_widespread(library: &Library, run: &[&Episode]) -> bool {
    let first = run.iter().map(|e| e.began.ns).min().unwrap_or(0);
    let last = run.iter().map(|e| e.last.ns).max().unwrap_or(0);
    let hosts: BTreeSet<&str> = run.iter().filter_map(|e| e.key.host.as_deref()).collect();
    let pod = library.kind("pod");
    let pods: BTreeSet<&str> =
        run.iter().flat_map(|e| &e.key.about).filter(|e| e.kind == pod).map(|e| &*e.value).collect();
    last - first >= MEDIUM_FOR && (hosts.len() >= MEDIUM_HOSTS || pods.len() >= MEDIUM_PODS)
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
