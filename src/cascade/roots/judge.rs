//! Judges one incident: which episode is its head, and what kind of verdict that makes.

use std::collections::BTreeSet;

use super::asked::{self, Asked};
use super::baseline;
use super::rank::{Ranker, Score, Scored};
use crate::cascade::constants::{CLIMB, ENOUGH, EXPLAINED, HABIT, JOIN_BLAME, LEAST_EXPLAINED, MOST_ROOTS};
use crate::cascade::links::graph::Graph;
use crate::cascade::method::Method;
use crate::episode::Chronicle;
use crate::model::{Hypothesis, Link, Role, Severity, Verdict};
use crate::rule::Library;

/// Judges one incident.
pub(in crate::cascade) struct Judge<'a> {
    method: Method,
    pub(in crate::cascade) library: &'a Library,
    pub(in crate::cascade) chronicle: &'a Chronicle,
    pub(in crate::cascade) links: &'a [Link],
    pub(in crate::cascade) graph: Graph,
    /// Whether a machine or a pod of a cluster is in what was read.
    pub(in crate::cascade) cluster: bool,
}

/// What was found out about an incident before it is told.
pub(in crate::cascade) struct Judged {
    /// The root, or the first sign of what has none in the evidence.
    pub head: Scored,
    /// Members that were climbed over on the way to it.
    pub climbed: Vec<usize>,
    /// Candidate roots, best first.
    pub roots: Vec<Hypothesis>,
    /// What the evidence carries.
    pub verdict: Verdict,
}

impl<'a> Judge<'a> {
    pub(in crate::cascade) fn new(
        method: Method,
        library: &'a Library,
        chronicle: &'a Chronicle,
        links: &'a [Link],
        group: Vec<usize>,
        cluster: bool,
    ) -> Self {
        let graph = Graph::new(group, &chronicle.episodes, links);
        Judge { method, library, chronicle, links, graph, cluster }
    }

    /// What scores the candidates of the incident.
    pub(in crate::cascade) fn ranker(&self) -> Ranker<'_> {
        Ranker::new(self.method.priors, self.library, self.chronicle, self.links, &self.graph)
    }

    /// What is found out about the incident.
    pub(in crate::cascade) fn judged(&self, ranker: &Ranker<'_>) -> Judged {
        let all = vec![1.0; self.graph.members.len()];
        if let Some(order) = baseline::order(self.method.head, ranker, &self.graph, self.links) {
            return self.by_baseline(ranker, &order);
        }
        let scores = ranker.scores(&all);
        let best = best(&scores).unwrap_or_else(|| self.earliest(ranker));
        let best = ranker.score(best, &all);
        let (head, climbed) = self.climb(ranker, best, &all);
        let verdict = self.verdict(ranker, &head);
        let head = if verdict == Verdict::NoRootInEvidence { self.first_sign(ranker, head, &all) } else { head };
        let roots = self.roots(ranker, &scores, &head, verdict);
        Judged { head, climbed, roots, verdict }
    }

    /// The same with a head, and rivals, in the order of a baseline.
    fn by_baseline(&self, ranker: &Ranker<'_>, order: &[usize]) -> Judged {
        let all = vec![1.0; order.len()];
        let best: Vec<Scored> = order.iter().take(MOST_ROOTS).map(|&m| ranker.score(m, &all)).collect();
        let verdict = self.verdict(ranker, &best[0]);
        let roots = best.iter().map(|s| self.hypothesis(ranker, s, 0.0, verdict)).collect();
        Judged { head: best[0].clone(), climbed: Vec::new(), roots, verdict }
    }

    fn earliest(&self, ranker: &Ranker<'_>) -> usize {
        let grave = |m: &usize| ranker.episode(*m).severity >= Severity::Medium;
        (0..self.graph.members.len()).find(grave).unwrap_or(0)
    }

    /// From the best head to its strongest observed parent, while the parent may head and has the blame.
    fn climb(&self, ranker: &Ranker<'_>, mut head: Scored, open: &[f64]) -> (Scored, Vec<usize>) {
        let mut climbed = Vec::new();
        while let Some(parent) = self.strongest_parent(ranker, head.member, &climbed) {
            climbed.push(head.member);
            head = ranker.score(parent, open);
        }
        (head, climbed)
    }

    /// The parent that most likely brought a member about, of those that may stand above it.
    fn strongest_parent(&self, ranker: &Ranker<'_>, member: usize, climbed: &[usize]) -> Option<usize> {
        let parents = self.graph.into[member].iter().map(|&(i, k)| (&self.links[k], i));
        let able = parents.filter(|&(link, i)| {
            link.blame >= CLIMB
                && may_stand_above(ranker.role(i), ranker.role(member), link)
                && !ranker.episode(i).expected
                && !climbed.contains(&i)
        });
        able.max_by(|a, b| a.0.blame.total_cmp(&b.0.blame).then(b.1.cmp(&a.1))).map(|(_, parent)| parent)
    }

    fn verdict(&self, ranker: &Ranker<'_>, head: &Scored) -> Verdict {
        match ranker.role(head.member) {
            _ if head.factors.explains < LEAST_EXPLAINED => Verdict::Unknown,
            _ if self.asked(ranker, head) == Some(Asked::Reboot) => Verdict::NoRootInEvidence,
            role if role.may_head() => Verdict::Known,
            _ => Verdict::NoRootInEvidence,
        }
    }

    /// What was asked of a host that went down and was not seen again.
    pub(super) fn asked(&self, ranker: &Ranker<'_>, head: &Scored) -> Option<Asked> {
        asked::stays_away(self.library, self.chronicle, ranker.episode(head.member))
    }

    /// The earliest sign that leads to the head without an hour's pause, or that follows from it and was there before it:
    /// printed before it, not only dated back. What is printed late by habit counts from when it was printed.
    fn first_sign(&self, ranker: &Ranker<'_>, head: Scored, open: &[f64]) -> Scored {
        let mut first = head.member;
        let mut seen = BTreeSet::from([first]);
        let is_sign = |m: usize| ranker.episode(m).severity >= Severity::Medium && !ranker.episode(m).expected;
        loop {
            let parents = self.graph.into[first].iter().filter(|&&(i, k)| {
                let near = self.links[k].blame >= JOIN_BLAME && self.links[k].lag_ns <= HABIT;
                near && is_sign(i) && !seen.contains(&i)
            });
            let Some(parent) = parents.map(|&(i, _)| i).min() else { break };
            first = parent;
            seen.insert(first);
        }
        let began = |m: usize| ranker.episode(m).began_by_ns;
        let printed = |m: usize| ranker.episode(m).seen;
        let before = |m: &usize| head.reach[*m] >= EXPLAINED && is_sign(*m) && printed(*m) < printed(head.member);
        let earlier = (0..head.reach.len()).filter(before).min_by_key(|&m| began(m));
        let first = earlier.filter(|&m| began(m) < began(first)).unwrap_or(first);
        if first == head.member { head } else { ranker.score(first, open) }
    }
}

/// The best candidate that explains enough to be named; the best of all when none does.
fn best(scores: &[Score]) -> Option<usize> {
    let named = scores.iter().find(|s| s.factors.explains >= LEAST_EXPLAINED);
    named.or(scores.first()).map(|best| best.member)
}

/// Whether climbing may go from an episode to a parent of a role.
///
/// A defect or a change needs no other change: what set it off is its trigger. But a change that hardly ever leaves a
/// defect out made it, and did not bring it to light. A broken component whose only parent is a step or a
/// symptom is no root either: an exception because the database gives no answer.
fn may_stand_above(parent: Role, of: Role, link: &Link) -> bool {
    match parent {
        Role::Step | Role::Symptom => matches!(of, Role::Fault | Role::Step),
        Role::Trigger if of == Role::Cause => link.strength >= ENOUGH && !link.is_latent(),
        Role::Trigger => of != Role::Trigger,
        role => role.may_head(),
    }
}
