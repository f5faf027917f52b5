//! What may have caused an incident, best first, each with what it explains and what speaks against it.

use std::collections::BTreeSet;

use super::asked::{self, Asked};
use super::confidence::{self, Grounds, Thresholds};
use super::judge::Judge;
use super::missing;
use super::rank::{Ranker, Score, Scored};
use crate::cascade::constants::{EXPLAINED, FURTHER_ROOT, JOIN_BLAME, LEAST_EXPLAINED, MOST_ROOTS};
use crate::model::{Confidence, Episode, Hypothesis, Link, Missing, Origin, Role, Severity, Verdict};
use crate::rule::title;

impl<'a> Judge<'a> {
    /// The head, further roots that explain what it does not, and rivals; at last what the head explains itself.
    pub(super) fn roots(
        &self,
        ranker: &Ranker<'_>,
        scores: &[Score],
        head: &Scored,
        verdict: Verdict,
    ) -> Vec<Hypothesis> {
        let whole = vec![1.0; head.reach.len()];
        let chosen = further_roots(ranker, head, &whole);
        let is_explained = |member: usize| head.reach[member] >= EXPLAINED;
        let fresh = || scores.iter().map(|s| s.member).filter(|&member| is_fresh(&chosen, member));
        let rivals = fresh().filter(|&member| !is_explained(member));
        let rest = fresh().filter(|&member| is_explained(member));
        let others = rivals.chain(rest).map(|member| ranker.score(member, &whole));
        let all: Vec<Scored> = chosen.iter().cloned().chain(others).take(MOST_ROOTS).collect();
        let runner_up = all.get(1).map_or(0.0, |s| if is_explained(s.member) { 0.0 } else { s.score });
        let rival = |i: usize| if i == 0 { runner_up } else { head.score };
        all.iter().enumerate().map(|(i, s)| self.hypothesis(ranker, s, rival(i), verdict)).collect()
    }

    pub(super) fn hypothesis(&self, ranker: &Ranker<'_>, scored: &Scored, rival: f64, verdict: Verdict) -> Hypothesis {
        let episode = ranker.episode(scored.member);
        let explains: Vec<usize> = (0..scored.reach.len())
            .filter(|&m| scored.reach[m] >= EXPLAINED && m != scored.member)
            .map(|m| self.graph.members[m])
            .collect();
        let alike: Vec<usize> = ranker.twins(scored.member).iter().map(|&m| self.graph.members[m]).collect();
        let latent = self.latent_link(scored);
        let lead = if rival > 0.0 { scored.score / rival } else { f64::INFINITY };
        let mut root = Hypothesis {
            episode: self.graph.members[scored.member],
            statement: self.statement(episode, explains.len() + 1 - alike.len(), alike.len()),
            score: scored.score,
            lead,
            confidence: Confidence::Low,
            factors: scored.factors,
            trigger: self.trigger(ranker, scored, latent),
            latent_since: latent.map(|_| episode.began),
            against: self.against(scored, episode),
            missing: self.missing(ranker, scored),
            branches: self.branches(ranker, scored),
            before: Vec::new(),
            alike: alike.into_iter().filter(|&i| i != self.graph.members[scored.member]).collect(),
            explains,
        };
        if verdict == Verdict::Known {
            let grounds = Grounds::of(self.library, &self.chronicle.episodes, self.links, &root);
            root.confidence = confidence::word(&grounds, &Thresholds::default());
        }
        root
    }

    /// What a root is, with its twins, and how many follow from them.
    fn statement(&self, episode: &Episode, effects: usize, alike: usize) -> String {
        let title = title::of(self.library, episode);
        let title = if alike > 1 { format!("{title}, with {} alike", alike - 1) } else { title };
        match (episode.origin, effects) {
            (Origin::Inferred, n) => format!("{title}: inferred, no line says so; {n} episodes fit it"),
            (_, 0) => title,
            (_, n) => format!("{title}; {n} later episodes follow from it"),
        }
    }

    /// A link of the head, or of a step right below it, that waited for a boot which the head did not bring itself.
    fn latent_link(&self, scored: &Scored) -> Option<&'a Link> {
        let own = self.graph.out[scored.member].iter().map(|&(_, k)| k);
        let below = self.graph.out[scored.member].iter().flat_map(|&(j, _)| self.graph.out[j].iter().map(|&(_, k)| k));
        let explained = |episode: usize| {
            let member = self.graph.members.iter().position(|&m| m == episode);
            member.is_some_and(|m| scored.reach[m] >= EXPLAINED)
        };
        let waited = |l: &&Link| l.is_latent() && !l.fired_by.is_some_and(explained);
        let latent = own.chain(below).map(|k| &self.links[k]).filter(waited);
        latent.max_by(|a, b| a.blame.total_cmp(&b.blame))
    }

    fn against(&self, scored: &Scored, episode: &Episode) -> Vec<String> {
        let mut against = Vec::new();
        if scored.factors.predictions_kept < 1.0 {
            against.push("effects that it usually has were not printed although their source was alive".to_owned());
        }
        if scored.factors.explained_by_others > 0.3 {
            against
                .push(format!("other episodes may explain it ({:.0} %)", scored.factors.explained_by_others * 100.0));
        }
        if episode.origin == Origin::Inferred {
            against.push("no line of its own: inferred from its effects".to_owned());
        }
        against
    }

    /// A defect or a change needs no cause; of anything else the causes that were not seen are named.
    fn missing(&self, ranker: &Ranker<'_>, scored: &Scored) -> Vec<Missing> {
        match ranker.role(scored.member) {
            _ if self.asked(ranker, scored) == Some(Asked::Reboot) => {
                vec![asked::missing(ranker.episode(scored.member))]
            }
            Role::Cause | Role::Trigger if scored.factors.explains >= LEAST_EXPLAINED => Vec::new(),
            _ => missing::causes(self.library, self.chronicle, ranker.episode(scored.member), self.cluster),
        }
    }

    /// The faults that one change, or what happened to several hosts at once, brought: broken components, and what
    /// follows from the change alone; one of each condition and host.
    fn branches(&self, ranker: &Ranker<'_>, scored: &Scored) -> Vec<usize> {
        let is_common = ranker.episode(scored.member).origin == Origin::Derived;
        if ranker.role(scored.member) != Role::Trigger && !is_common {
            return Vec::new();
        }
        let direct =
            |m: usize| self.graph.into[m].iter().all(|&(i, k)| i == scored.member || self.links[k].blame < JOIN_BLAME);
        let fault = |m: usize| matches!(ranker.role(m), Role::Cause | Role::Fault) || direct(m);
        let grave = |m: &usize| ranker.episode(*m).severity >= Severity::Medium && !ranker.episode(*m).expected;
        let mut known = BTreeSet::new();
        let fresh =
            |m: &usize| known.insert((ranker.episode(*m).key.condition, ranker.episode(*m).key.host.as_deref()));
        let explained =
            (0..scored.reach.len()).filter(|&m| m != scored.member && scored.reach[m] >= EXPLAINED && fault(m));
        let branches: Vec<usize> = explained.filter(grave).filter(fresh).collect();
        let conditions: BTreeSet<u16> = branches.iter().map(|&m| ranker.episode(m).key.condition.0).collect();
        if conditions.len() < 2 { Vec::new() } else { branches.into_iter().map(|m| self.graph.members[m]).collect() }
    }
}

/// The head, and one after the other what explains most of what is left.
fn further_roots(ranker: &Ranker<'_>, head: &Scored, whole: &[f64]) -> Vec<Scored> {
    let mut chosen: Vec<Scored> = vec![head.clone()];
    let mut open = whole.to_vec();
    head.reach.reached().for_each(|(m, a)| open[m] = 1.0 - a);
    while chosen.len() < MOST_ROOTS {
        let mut scores = ranker.scores(&open).into_iter();
        let next = scores.find(|s| s.factors.explains >= FURTHER_ROOT && is_fresh(&chosen, s.member));
        let Some(next) = next else { break };
        let next = ranker.score(next.member, whole);
        next.reach.reached().for_each(|(m, a)| open[m] *= 1.0 - a);
        chosen.push(next);
    }
    chosen
}

fn is_fresh(chosen: &[Scored], member: usize) -> bool {
    chosen.iter().all(|c| c.member != member)
}
