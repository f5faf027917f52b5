//! What set a root off: a boot that a latent cause waited for, or the change that led to it.

use std::collections::BTreeSet;

use super::judge::Judge;
use super::rank::{Ranker, Scored};
use crate::cascade::constants::{EXPLAINED, MOST_VIA, TRIGGER_BLAME};
use crate::cascade::links::graph::links_into;
use crate::model::{Episode, Link, Role, Severity, Trigger};
use crate::rule::title;
use crate::time::show;

impl<'a> Judge<'a> {
    /// What set it off: the end of the boot before for a latent cause, else the change that most likely led to it.
    pub(super) fn trigger(&self, ranker: &Ranker<'_>, scored: &Scored, latent: Option<&Link>) -> Option<Trigger> {
        let fired = latent.and_then(|l| l.fired_by);
        let by_link = self.graph.into[scored.member].iter().filter(|&&(_, k)| self.links[k].blame >= TRIGGER_BLAME);
        let change = |i: usize| {
            self.library.condition(self.chronicle.episodes[self.graph.members[i]].key.condition).role == Role::Trigger
        };
        let parent =
            by_link.filter(|&&(i, _)| change(i)).max_by(|a, b| self.links[a.1].blame.total_cmp(&self.links[b.1].blame));
        let index = fired.or_else(|| parent.map(|&(i, _)| self.graph.members[i]))?;
        let episode = &self.chronicle.episodes[index];
        let before = self.change_before(index);
        let own = title::of(self.library, episode);
        let quotes = |e: &Episode| e.quotes.iter().take(3).cloned().collect::<Vec<_>>();
        Some(Trigger {
            episode: Some(index),
            statement: before.map_or(own.clone(), |b| {
                format!("{own}, after {}: {}", show::day(b.seen.printed_ns()), title::of(self.library, b))
            }),
            time: episode.seen,
            evidence: quotes(episode).into_iter().chain(before.map(quotes).unwrap_or_default()).collect(),
            via: self.via(ranker, index, scored.member),
        })
    }

    /// What an episode led to that led to a member, in order of onset, one of each condition.
    fn via(&self, ranker: &Ranker<'_>, from: usize, to: usize) -> Vec<usize> {
        let Ok(from) = self.graph.members.binary_search(&from) else { return Vec::new() };
        let reach = ranker.reach(from);
        let grave = |m: usize| ranker.episode(m).severity >= Severity::Medium && !ranker.episode(m).expected;
        let twins = ranker.twins(to);
        let between = reach.reached().filter(|&(m, share)| m != from && share >= EXPLAINED && grave(m));
        let between = between.filter(|(m, _)| !twins.contains(m));
        let leads = between.filter(|&(m, _)| ranker.reach(m)[to] >= EXPLAINED);
        let mut known = BTreeSet::new();
        let fresh = leads.filter(|&(m, _)| known.insert(ranker.episode(m).key.condition));
        fresh.take(MOST_VIA).map(|(m, _)| self.graph.members[m]).collect()
    }

    /// The change that led to a change: the update that asked for the reboot.
    fn change_before(&self, index: usize) -> Option<&'a Episode> {
        let role = |i: usize| self.library.condition(self.chronicle.episodes[i].key.condition).role;
        let into = self.links[links_into(self.links, index)].iter();
        let into = into.filter(|l| l.blame >= TRIGGER_BLAME && role(l.from) == Role::Trigger);
        let other = into
            .filter(|l| self.chronicle.episodes[l.from].key.condition != self.chronicle.episodes[index].key.condition);
        other
            .max_by(|a, b| a.blame.total_cmp(&b.blame).then(b.from.cmp(&a.from)))
            .map(|l| &self.chronicle.episodes[l.from])
    }
}
