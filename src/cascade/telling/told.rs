//! Puts a judged incident together: title, span, timeline, what to do first, what is contradicted or not known.

use std::collections::BTreeSet;

use super::chain;
use crate::cascade::fitting;
use crate::cascade::links::graph::links_into;
use crate::cascade::roots::judge::{Judge, Judged};
use crate::cascade::roots::rank::{Ranker, Scored};
use crate::cascade::roots::set_off;
use crate::episode::chronicle::holes::Hole;
use crate::episode::drafts::Fnv;
use crate::model::stamp::HOUR;
use crate::model::{Action, Episode, Incident};
use crate::rule::title;
use crate::time::show;

/// Holes in the logs that are listed.
const MOST_HOLES: usize = 5;
/// Actions that are listed.
const MOST_ACTIONS: usize = 4;

impl<'a> Judge<'a> {
    /// The incident as it is told, with unlinked episodes of the same hosts and time.
    pub(in crate::cascade) fn incident(&self, also_seen: Vec<usize>) -> Incident {
        let ranker = self.ranker();
        let judged = self.judged(&ranker);
        let steps = chain::chain(&ranker, &judged.head, &judged.climbed);
        self.told(&ranker, &steps, judged, also_seen)
    }

    fn told(&self, ranker: &Ranker<'_>, steps: &[usize], judged: Judged, also_seen: Vec<usize>) -> Incident {
        let Judged { head, roots, verdict, .. } = judged;
        let members = &self.graph.members;
        let hosts: BTreeSet<Box<str>> =
            self.episodes().flat_map(|e| e.key.host.iter().chain(&e.observers)).cloned().collect();
        let (began, seen) = (ranker.episode(head.member).began, ranker.episode(head.member).last);
        let (start, end) = (set_off(&roots).unwrap_or(began), self.episodes().map(|e| e.last).max().unwrap_or(seen));
        Incident {
            id: self.id(),
            title: self.title(ranker, &head, steps),
            severity: self.episodes().filter(|e| !e.expected).map(|e| e.severity).max().unwrap_or_default(),
            start,
            end,
            verdict,
            timeline: self.graph.told(&self.chronicle.episodes, self.links).into_iter().map(|m| members[m]).collect(),
            chain: self.in_order(steps),
            links: self.links_inside(),
            also_seen,
            actions: self.actions(steps, &head),
            contradictions: self.contradictions(&hosts),
            gaps: self.gaps(&hosts, start.ns, end.ns),
            hosts: hosts.into_iter().collect(),
            roots,
        }
    }

    fn episodes(&self) -> impl Iterator<Item = &'a Episode> {
        self.graph.members.iter().map(|&i| &self.chronicle.episodes[i])
    }

    /// Short hash of the ids of all members.
    fn id(&self) -> String {
        let mut id = Fnv::default();
        self.episodes().for_each(|e| id.add(e.id.as_bytes()));
        format!("i-{}", id.letters())
    }

    fn links_inside(&self) -> Vec<usize> {
        let members = &self.graph.members;
        let inside = |k: &usize| members.binary_search(&self.links[*k].from).is_ok();
        members.iter().flat_map(|&m| links_into(self.links, m)).filter(inside).collect()
    }

    /// Members as episodes, in the order they are told.
    fn in_order(&self, steps: &[usize]) -> Vec<usize> {
        let told = self.graph.told(&self.chronicle.episodes, self.links);
        told.into_iter().filter(|m| steps.contains(m)).map(|m| self.graph.members[m]).collect()
    }

    fn title(&self, ranker: &Ranker<'_>, head: &Scored, steps: &[usize]) -> String {
        let own = title::of(self.library, ranker.episode(head.member));
        let worst = steps.iter().filter(|&&m| m != head.member).max_by_key(|&&m| (ranker.episode(m).severity, m));
        worst.map_or(own.clone(), |&m| format!("{own}, then {}", title::of(self.library, ranker.episode(m))))
    }

    fn actions(&self, steps: &[usize], head: &Scored) -> Vec<Action> {
        let first = std::iter::once(head.member);
        let others = steps.iter().copied().filter(|&m| m != head.member);
        let mut known = BTreeSet::new();
        let fresh =
            first.chain(others).filter(|&m| known.insert(self.chronicle.episodes[self.graph.members[m]].key.condition));
        fresh.take(MOST_ACTIONS).map(|m| self.action(self.graph.members[m])).collect()
    }

    fn action(&self, index: usize) -> Action {
        let episode = &self.chronicle.episodes[index];
        let explain = self.library.condition(episode.key.condition).explain();
        Action {
            episode: index,
            check: fitting::fitting(explain.check, self.cluster)
                .iter()
                .map(|c| title::command(self.library, episode, c))
                .collect(),
            fix: title::filled(self.library, episode, &explain.fix),
            care: title::filled(self.library, episode, &explain.care),
        }
    }

    /// Contradictions on the incident's hosts.
    fn contradictions(&self, hosts: &BTreeSet<Box<str>>) -> Vec<String> {
        let mine =
            self.chronicle.contradictions.iter().filter(|(_, host, _)| host.as_ref().is_none_or(|h| hosts.contains(h)));
        mine.map(|(at, host, line)| {
            let host = host.as_deref().map(|h| format!(" on {h}")).unwrap_or_default();
            format!("{line}{host}, seen {}", show::clock(at.printed_ns()))
        })
        .collect()
    }

    /// What cannot be told for lack of data, and what was dropped on the hosts from an hour before the incident on.
    fn gaps(&self, hosts: &BTreeSet<Box<str>>, start: i64, end: i64) -> Vec<String> {
        let name = |id: crate::model::ConditionId| &self.library.condition(id).id;
        let cannot_tell =
            self.chronicle.cannot_tell.iter().map(|(id, why)| format!("cannot tell {}: {why}", name(*id)));
        let near = |hole: &&Hole| {
            hole.host.as_ref().is_none_or(|host| hosts.contains(host)) && hole.to >= start - HOUR && hole.from <= end
        };
        let holes = self.chronicle.holes.iter().filter(near);
        cannot_tell.chain(holes.take(MOST_HOLES).map(Hole::told)).collect()
    }
}
