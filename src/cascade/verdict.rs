//! The verdict on each incident: head, climb, further roots, branches, trigger, confidence.

use std::collections::BTreeSet;

use super::confidence::{Grounds, Thresholds};
use super::constants::{
    CLIMB, CLOCK_SIGMA, EXPLAINED, FURTHER_ROOT, JOIN_BLAME, LEAST_EXPLAINED, MOST_ROOTS, TRIGGER_BLAME,
};
use super::graph::{Graph, links_into};
use super::method::Method;
use super::rank::{Ranker, Scored};
use super::{baseline, chain, confidence, excused, incidents, links, missing, order};
use crate::episode::Chronicle;
use crate::episode::chronicle::Fnv;
use crate::model::{
    Action, Analysis, BootSpan, Confidence, Episode, HostFacts, Hypothesis, Incident, Link, Missing, Origin, Role,
    Severity, Stamp, Trigger, Verdict,
};
use crate::rule::{Library, title};
use crate::time::show;

/// Quotes that a context episode lends.
const MOST_LENT: usize = 2;
/// Actions that are listed.
const MOST_ACTIONS: usize = 4;

/// Everything a report needs, from a chronicle.
#[must_use]
pub fn analyse(library: &Library, chronicle: Chronicle) -> Analysis {
    analyse_by(Method::default(), library, chronicle)
}

/// The same by a method that may lack a part: for measuring what the part is worth.
#[must_use]
pub fn analyse_by(method: Method, library: &Library, mut chronicle: Chronicle) -> Analysis {
    if !method.back_dating {
        as_printed(&mut chronicle.episodes);
    }
    let links = if method.links { links::links(library, &chronicle) } else { Vec::new() };
    excused::take_back(library, &mut chronicle.episodes, &links);
    lend_quotes(library, &mut chronicle.episodes, &links);
    let groups = incidents::cut(library, &chronicle.episodes, &links);
    let taken: BTreeSet<usize> = groups.iter().flatten().copied().collect();
    let aside = incidents::Aside::new(&chronicle.episodes, &taken);
    let mut found: Vec<Incident> = groups
        .into_iter()
        .map(|group| {
            let also = aside.also_seen(&group);
            Judge::new(method, library, &chronicle, &links, group).incident(also)
        })
        .collect();
    order::put(&chronicle.episodes, &mut found);
    let seen: BTreeSet<usize> = found.iter().flat_map(|i| i.timeline.iter().chain(&i.also_seen)).copied().collect();
    let minor = (0..chronicle.episodes.len()).filter(|i| !seen.contains(i)).collect();
    Analysis {
        hosts: hosts(&chronicle),
        inputs: std::mem::take(&mut chronicle.inputs),
        notices: std::mem::take(&mut chronicle.notices),
        episodes: chronicle.episodes,
        links,
        incidents: found,
        minor,
        unexplained: Vec::new(),
        unexplained_more: (0, 0),
        baseline: None,
        tuned: chronicle.tuned,
        bundles: Vec::new(),
        passed: Vec::new(),
        partial: false,
    }
}

/// Every onset at the first line that was printed.
fn as_printed(episodes: &mut [Episode]) {
    for episode in episodes.iter_mut() {
        episode.began = episode.seen;
        episode.onset_sigma_ns = 0;
    }
    episodes.sort_by(|a, b| (a.began, &a.key, &a.id).cmp(&(b.began, &b.key, &b.id)));
}

/// Lines of one event lend themselves: what a context episode quotes is evidence for what it leads to.
fn lend_quotes(library: &Library, episodes: &mut [Episode], links: &[Link]) {
    for link in links.iter().filter(|l| l.blame >= CLIMB) {
        if library.condition(episodes[link.from].key.condition).role == Role::Context {
            let lent: Vec<_> = episodes[link.from].quotes.iter().take(MOST_LENT).cloned().collect();
            let quotes = &mut episodes[link.to].quotes;
            quotes.extend(lent);
            quotes.sort();
            quotes.dedup();
        }
    }
}

fn hosts(chronicle: &Chronicle) -> Vec<HostFacts> {
    let stamp = |ns| Stamp { ns, ..Stamp::default() };
    let of_host = |name: &str, boots: &crate::episode::boots::HostBoots| HostFacts {
        name: name.into(),
        clock_offset_s: chronicle.offsets.get(name).map_or(0.0, |o| o.ns as f64 / 1e9),
        clock_uncertainty_s: chronicle.offsets.get(name).map_or(CLOCK_SIGMA, |o| o.uncertainty_ns) as f64 / 1e9,
        boots: boots
            .boots
            .iter()
            .enumerate()
            .map(|(i, b)| BootSpan {
                id: b.key.map_or_else(|| format!("boot-{i}"), |key| format!("{key:032x}")),
                start: stamp(b.start),
                end: stamp(b.end),
                ended_by: b.ended_by.word(),
            })
            .collect(),
    };
    chronicle.hosts.iter().map(|(name, boots)| of_host(name, boots)).collect()
}

/// Judges one incident.
struct Judge<'a> {
    method: Method,
    library: &'a Library,
    chronicle: &'a Chronicle,
    links: &'a [Link],
    graph: Graph,
}

impl<'a> Judge<'a> {
    fn new(
        method: Method,
        library: &'a Library,
        chronicle: &'a Chronicle,
        links: &'a [Link],
        group: Vec<usize>,
    ) -> Self {
        let graph = Graph::new(group, &chronicle.episodes, links);
        Judge { method, library, chronicle, links, graph }
    }

    fn incident(&self, also_seen: Vec<usize>) -> Incident {
        let ranker = Ranker::new(self.method.priors, self.library, self.chronicle, self.links, &self.graph);
        let all = vec![1.0; self.graph.members.len()];
        if let Some(order) = baseline::order(self.method.head, &ranker, &self.graph, self.links) {
            return self.by_baseline(&ranker, &order, also_seen);
        }
        let scores = ranker.scores(&all);
        let best = scores.first().cloned().unwrap_or_else(|| ranker.score(self.earliest(&ranker), &all));
        let (head, climbed) = self.climb(&ranker, best, &all);
        let verdict = self.verdict(&ranker, &head);
        let head = if verdict == Verdict::NoRootInEvidence { self.first_sign(&ranker, head, &all) } else { head };
        let steps = chain::chain(&ranker, &head, &climbed);
        let roots = self.roots(&ranker, &scores, head.clone(), verdict);
        self.assemble(&ranker, &head, &steps, roots, verdict, also_seen)
    }

    /// The incident with a head, and rivals, in the order of a baseline.
    fn by_baseline(&self, ranker: &Ranker<'_>, order: &[usize], also_seen: Vec<usize>) -> Incident {
        let all = vec![1.0; order.len()];
        let best: Vec<Scored> = order.iter().take(MOST_ROOTS).map(|&m| ranker.score(m, &all)).collect();
        let verdict = self.verdict(ranker, &best[0]);
        let roots = best.iter().map(|s| self.hypothesis(ranker, s, 0.0, verdict)).collect();
        self.assemble(ranker, &best[0], &chain::chain(ranker, &best[0], &[]), roots, verdict, also_seen)
    }

    fn earliest(&self, ranker: &Ranker<'_>) -> usize {
        let grave = |m: &usize| ranker.episode(*m).severity >= Severity::Medium;
        (0..self.graph.members.len()).find(grave).unwrap_or(0)
    }

    /// From the best head to its strongest observed parent, while the parent may head and has the blame.
    ///
    /// A defect or a change needs no other change: what set it off is its trigger. A broken component whose only parent is a step
    /// is no root either.
    fn climb(&self, ranker: &Ranker<'_>, mut head: Scored, open: &[f64]) -> (Scored, Vec<usize>) {
        let mut climbed = Vec::new();
        loop {
            let parents = self.graph.into[head.member].iter().map(|&(i, k)| (self.links[k].blame, i));
            let from = ranker.role(head.member);
            let may = |i: usize| match ranker.role(i) {
                Role::Step => matches!(from, Role::Fault | Role::Step),
                Role::Trigger => !matches!(from, Role::Cause | Role::Trigger),
                role => role.may_head(),
            };
            let able = parents.filter(|(blame, i)| {
                *blame >= CLIMB && may(*i) && !ranker.episode(*i).expected && !climbed.contains(i)
            });
            let Some((_, parent)) = able.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) else { break };
            climbed.push(head.member);
            head = ranker.score(parent, open);
        }
        (head, climbed)
    }

    fn verdict(&self, ranker: &Ranker<'_>, head: &Scored) -> Verdict {
        match ranker.role(head.member) {
            _ if head.factors.explains < LEAST_EXPLAINED => Verdict::Unknown,
            role if role.may_head() => Verdict::Known,
            _ => Verdict::NoRootInEvidence,
        }
    }

    /// The earliest sign that leads to the head, or that follows from it and was there before it.
    fn first_sign(&self, ranker: &Ranker<'_>, head: Scored, open: &[f64]) -> Scored {
        let mut first = head.member;
        let mut seen = BTreeSet::from([first]);
        loop {
            let parents = self.graph.into[first]
                .iter()
                .filter(|&&(i, k)| self.links[k].blame >= JOIN_BLAME && !seen.contains(&i));
            let Some(parent) = parents.map(|&(i, _)| i).min() else { break };
            first = parent;
            seen.insert(first);
        }
        let began = |m: usize| ranker.episode(m).began;
        let sign = |m: &usize| {
            let episode = ranker.episode(*m);
            head.reach[*m] >= EXPLAINED && episode.severity >= Severity::Medium && !episode.expected
        };
        let earlier = (0..head.reach.len()).filter(sign).min_by_key(|&m| began(m));
        let first = earlier.filter(|&m| began(m) < began(first)).unwrap_or(first);
        if first == head.member { head } else { ranker.score(first, open) }
    }

    /// The head, further roots that explain what it does not, and rivals.
    fn roots(&self, ranker: &Ranker<'_>, scores: &[Scored], head: Scored, verdict: Verdict) -> Vec<Hypothesis> {
        let mut chosen: Vec<Scored> = vec![head.clone()];
        let mut open = vec![1.0; head.reach.len()];
        head.reach.reached().iter().for_each(|&(m, a)| open[m] = 1.0 - a);
        while chosen.len() < MOST_ROOTS {
            let next = ranker
                .scores(&open)
                .into_iter()
                .find(|s| s.factors.explains >= FURTHER_ROOT && self.is_fresh(&chosen, s));
            let Some(next) = next else { break };
            next.reach.reached().iter().for_each(|&(m, a)| open[m] *= 1.0 - a);
            chosen.push(ranker.score(next.member, &vec![1.0; open.len()]));
        }
        let rivals = scores.iter().filter(|s| self.is_fresh(&chosen, s) && head.reach[s.member] < EXPLAINED).cloned();
        let rivals: Vec<Scored> = rivals.take(MOST_ROOTS - chosen.len().min(MOST_ROOTS)).collect();
        let explained =
            scores.iter().filter(|s| self.is_fresh(&chosen, s) && head.reach[s.member] >= EXPLAINED).cloned();
        let rest: Vec<Scored> = explained.collect();
        let all = chosen.into_iter().chain(rivals).chain(rest).take(MOST_ROOTS);
        let all: Vec<Scored> = all.collect();
        let runner_up = all.get(1).map_or(0.0, |s| if head.reach[s.member] >= EXPLAINED { 0.0 } else { s.score });
        all.iter()
            .enumerate()
            .map(|(i, s)| self.hypothesis(ranker, s, if i == 0 { runner_up } else { head.score }, verdict))
            .collect()
    }

    fn is_fresh(&self, chosen: &[Scored], scored: &Scored) -> bool {
        chosen.iter().all(|c| c.member != scored.member)
    }

    fn hypothesis(&self, ranker: &Ranker<'_>, scored: &Scored, rival: f64, verdict: Verdict) -> Hypothesis {
        let episode = ranker.episode(scored.member);
        let explains: Vec<usize> = (0..scored.reach.len())
            .filter(|&m| scored.reach[m] >= EXPLAINED && m != scored.member)
            .map(|m| self.graph.members[m])
            .collect();
        let latent = self.latent_link(scored);
        let lead = if rival > 0.0 { scored.score / rival } else { f64::INFINITY };
        let mut root = Hypothesis {
            episode: self.graph.members[scored.member],
            statement: self.statement(episode, explains.len()),
            score: scored.score,
            lead,
            confidence: Confidence::Low,
            factors: scored.factors,
            trigger: self.trigger(scored, latent),
            latent_since: latent.map(|_| episode.began),
            against: self.against(scored, episode),
            missing: self.missing(ranker, scored),
            branches: self.branches(ranker, scored),
            explains,
        };
        if verdict == Verdict::Known {
            let grounds = Grounds::of(self.library, &self.chronicle.episodes, &root);
            root.confidence = confidence::word(&grounds, &Thresholds::default());
        }
        root
    }

    fn statement(&self, episode: &Episode, effects: usize) -> String {
        let title = title::of(self.library, episode);
        match (episode.origin, effects) {
            (Origin::Inferred, n) => format!("{title}: inferred, no line says so; {n} episodes fit it"),
            (_, 0) => title,
            (_, n) => format!("{title}; {n} later episodes follow from it"),
        }
    }

    /// A link of the head, or of a step right below it, that waited for a boot.
    fn latent_link(&self, scored: &Scored) -> Option<&'a Link> {
        let own = self.graph.out[scored.member].iter().map(|&(_, k)| k);
        let below = self.graph.out[scored.member].iter().flat_map(|&(j, _)| self.graph.out[j].iter().map(|&(_, k)| k));
        let latent = own.chain(below).map(|k| &self.links[k]).filter(|l| l.joined == "next boot");
        latent.max_by(|a, b| a.blame.total_cmp(&b.blame))
    }

    /// What set it off: the end of the boot before for a latent cause, else the change that most likely led to it.
    fn trigger(&self, scored: &Scored, latent: Option<&Link>) -> Option<Trigger> {
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
        })
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
            Role::Cause | Role::Trigger if scored.factors.explains >= LEAST_EXPLAINED => Vec::new(),
            _ => missing::causes(self.library, self.chronicle, ranker.episode(scored.member)),
        }
    }

    /// The faults that one change brought: broken components, and what follows from the change alone; one of each
    /// condition and host.
    fn branches(&self, ranker: &Ranker<'_>, scored: &Scored) -> Vec<usize> {
        if ranker.role(scored.member) != Role::Trigger {
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

    fn assemble(
        &self,
        ranker: &Ranker<'_>,
        head: &Scored,
        steps: &[usize],
        roots: Vec<Hypothesis>,
        verdict: Verdict,
        also_seen: Vec<usize>,
    ) -> Incident {
        let members = &self.graph.members;
        let episodes = || members.iter().map(|&i| &self.chronicle.episodes[i]);
        let severity = episodes().filter(|e| !e.expected).map(|e| e.severity).max().unwrap_or_default();
        let hosts: BTreeSet<Box<str>> =
            episodes().flat_map(|e| e.key.host.iter().chain(&e.observers)).cloned().collect();
        let inside = |k: &usize| members.binary_search(&self.links[*k].from).is_ok();
        let mut id = Fnv::default();
        episodes().for_each(|e| id.add(e.id.as_bytes()));
        let head_episode = ranker.episode(head.member);
        Incident {
            id: format!("i-{}", id.letters()),
            title: self.title(ranker, head, steps),
            severity,
            start: head_episode.began,
            end: episodes().map(|e| e.last).max().unwrap_or(head_episode.last),
            hosts: hosts.iter().cloned().collect(),
            verdict,
            timeline: self.graph.told(&self.chronicle.episodes, self.links).into_iter().map(|m| members[m]).collect(),
            chain: self.in_order(steps),
            links: members.iter().flat_map(|&m| links_into(self.links, m)).filter(inside).collect(),
            also_seen,
            actions: self.actions(steps, head),
            contradictions: self.contradictions(&hosts),
            gaps: self.gaps(),
            roots,
        }
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
            check: explain.check.iter().map(|c| title::command(self.library, episode, c)).collect(),
            fix: title::filled(self.library, episode, &explain.fix),
            care: title::filled(self.library, episode, &explain.care),
        }
    }

    /// Contradictions on the incident's hosts, from an hour before it to an hour after.
    fn contradictions(&self, hosts: &BTreeSet<Box<str>>) -> Vec<String> {
        let mine =
            self.chronicle.contradictions.iter().filter(|(_, host, _)| host.as_ref().is_none_or(|h| hosts.contains(h)));
        mine.map(|(at, host, line)| {
            let host = host.as_deref().map(|h| format!(" on {h}")).unwrap_or_default();
            format!("{line}{host}, seen {}", show::clock(at.printed_ns()))
        })
        .collect()
    }

    fn gaps(&self) -> Vec<String> {
        let name = |id: crate::model::ConditionId| &self.library.condition(id).id;
        self.chronicle.cannot_tell.iter().map(|(id, why)| format!("cannot tell {}: {why}", name(*id))).collect()
    }
}
