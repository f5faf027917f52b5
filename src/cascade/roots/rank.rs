//! How good each episode is as the root of an incident.
//!
//! ```text
//! S(r) = prior · sure · explained^0.75 · (1 − 0.6 · explained by others) · predictions kept
//! ```

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::due::Seen;
use super::reach::Reach;
use super::twins::Twins;
use crate::cascade::constants::{
    COVERAGE_EXPONENT, DETECTABILITY, EXPECTED_WEIGHT, LEAST_KEPT, MOST_CANDIDATES, STRONG, UP_FACTOR,
};
use crate::cascade::links::graph::Graph;
use crate::episode::Chronicle;
use crate::model::{Episode, Factors, Link, Role};
use crate::rule::{Join, Library, LinkRule};

/// The prior of every member where priors are left out.
const EVEN_PRIOR: f64 = 0.5;

/// The score of one candidate.
#[derive(Clone, Copy, Debug)]
pub struct Score {
    /// Number within the incident.
    pub member: usize,
    /// S.
    pub score: f64,
    /// Its parts.
    pub factors: Factors,
}

/// One candidate with its score, and what it explains.
#[derive(Clone, Debug)]
pub struct Scored {
    /// Number within the incident.
    pub member: usize,
    /// S.
    pub score: f64,
    /// Its parts.
    pub factors: Factors,
    /// A_r of every member: how well the candidate explains it.
    pub reach: Rc<Reach>,
}

/// Scores the candidates of one incident.
#[derive(Debug)]
pub struct Ranker<'a> {
    priors: bool,
    library: &'a Library,
    chronicle: &'a Chronicle,
    links: &'a [Link],
    graph: &'a Graph,
    weights: Vec<f64>,
    /// Weight of each member times how sure its text is, and the sum.
    masses: (Vec<f64>, f64),
    /// Place of each member in the graph's order.
    places: Vec<usize>,
    twins: Twins,
    known: RefCell<Known>,
    seen: OnceCell<Seen<'a>>,
}

/// What does not change from one round of scoring to the next: what candidates reach, as far as there is room, and
/// their predictions kept.
#[derive(Debug, Default)]
struct Known {
    by_root: HashMap<usize, Rc<Reach>>,
    size: usize,
    kept: HashMap<usize, f64>,
}

/// Members of all remembered reaches together: 6 MB.
const MOST_KNOWN: usize = 500_000;

impl<'a> Ranker<'a> {
    /// For one incident. Without `priors` every member is as plausible as the next.
    #[must_use]
    pub fn new(
        priors: bool,
        library: &'a Library,
        chronicle: &'a Chronicle,
        links: &'a [Link],
        graph: &'a Graph,
    ) -> Self {
        let mut places = vec![0; graph.members.len()];
        graph.order.iter().enumerate().for_each(|(place, &m)| places[m] = place);
        let (weights, masses, known) = (Vec::new(), (Vec::new(), 0.0), RefCell::default());
        let seen = OnceCell::new();
        let twins = Twins::of(graph.members.iter().map(|&episode| &chronicle.episodes[episode]));
        let mut ranker =
            Ranker { priors, library, chronicle, links, graph, weights, masses, places, twins, known, seen };
        ranker.weights = ranker.weigh();
        let mass = |m: usize| ranker.weights[m] * ranker.episode(m).sure;
        let masses: Vec<f64> = (0..ranker.weights.len()).map(mass).collect();
        ranker.masses = (masses.clone(), masses.iter().sum());
        ranker
    }

    /// The episode of a member.
    #[must_use]
    pub fn episode(&self, member: usize) -> &'a Episode {
        &self.chronicle.episodes[self.graph.members[member]]
    }

    /// The role of a member.
    #[must_use]
    pub fn role(&self, member: usize) -> Role {
        self.library.condition(self.episode(member).key.condition).role
    }

    /// Every candidate, best first, given how much of each member is still unexplained (1 for all at first).
    #[must_use]
    pub fn scores(&self, open: &[f64]) -> Vec<Score> {
        let score = |m| {
            let Scored { member, score, factors, .. } = self.score(m, open);
            Score { member, score, factors }
        };
        let mut scored: Vec<Score> = self.candidates().into_iter().map(score).collect();
        scored.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.member.cmp(&b.member)));
        scored
    }

    /// All that count as one candidate with a member, itself included.
    #[must_use]
    pub fn twins(&self, member: usize) -> &[usize] {
        self.twins.all(member)
    }

    /// Members that may be blamed, one for all its twins; the most plausible ones where there are too many.
    fn candidates(&self) -> Vec<usize> {
        let plausible = |m: usize| self.prior(m) * self.weights[m].max(0.1);
        let able = |m: &usize| self.prior(*m) > 0.0 && !self.episode(*m).expected && self.twins.first(*m) == *m;
        let mut all: Vec<usize> = (0..self.graph.members.len()).filter(able).collect();
        all.sort_by(|&a, &b| plausible(b).total_cmp(&plausible(a)).then(a.cmp(&b)));
        all.truncate(MOST_CANDIDATES);
        all
    }

    fn prior(&self, member: usize) -> f64 {
        if self.priors { self.library.condition(self.episode(member).key.condition).prior } else { EVEN_PRIOR }
    }

    /// One candidate.
    #[must_use]
    pub fn score(&self, member: usize, open: &[f64]) -> Scored {
        let reach = self.reach(member);
        let factors = Factors {
            prior: self.prior(member),
            sure: self.episode(member).sure,
            explains: self.share(&reach, open),
            explained_by_others: self.up(member),
            predictions_kept: self.known_kept(member),
        };
        let score = factors.prior
            * factors.sure
            * factors.explains.powf(COVERAGE_EXPONENT)
            * (1.0 - UP_FACTOR * factors.explained_by_others)
            * factors.predictions_kept;
        Scored { member, score, factors, reach }
    }

    /// What a candidate explains with its twins.
    #[must_use]
    pub fn reach(&self, root: usize) -> Rc<Reach> {
        let root = self.twins.first(root);
        let mut known = self.known.borrow_mut();
        if let Some(reach) = known.by_root.get(&root) {
            return Rc::clone(reach);
        }
        let reach = Rc::new(Reach::of(self.twins.all(root), self.graph, self.links, &self.places));
        let size = reach.reached().len();
        if known.size + size <= MOST_KNOWN {
            known.size += size;
            known.by_root.insert(root, Rc::clone(&reach));
        }
        reach
    }

    /// Weight of each member: its severity's; many alike of one host count as `1 + ln n` of them, each by its share of
    /// their findings.
    fn weigh(&self) -> Vec<f64> {
        let mut alike: BTreeMap<(u16, Option<&str>), (usize, u64)> = BTreeMap::new();
        let group = |m: usize| (self.episode(m).key.condition.0, self.episode(m).key.host.as_deref());
        for m in 0..self.graph.members.len() {
            let (n, count) = alike.entry(group(m)).or_default();
            *n += 1;
            *count += self.episode(m).count;
        }
        let weight = |m: usize| {
            let (n, count) = alike[&group(m)];
            let share = self.episode(m).count as f64 / count as f64;
            let expected = if self.episode(m).expected { EXPECTED_WEIGHT } else { 1.0 };
            self.episode(m).severity.weight() * (1.0 + (n as f64).ln()) * share * expected
        };
        (0..self.graph.members.len()).map(weight).collect()
    }

    /// Share of the incident's weight that a reach explains.
    #[must_use]
    pub fn share(&self, reach: &Reach, open: &[f64]) -> f64 {
        let (masses, all) = &self.masses;
        let explained: f64 = reach.reached().map(|(m, a)| masses[m] * a * open[m]).sum();
        if *all > 0.0 { explained / all } else { 0.0 }
    }

    /// `up(r) = 1 − Π (1 − a(i→r)·min(1, 2·prior_i))`. A change that brought a defect to light does not explain it away.
    fn up(&self, member: usize) -> f64 {
        let defect = self.role(member) == Role::Cause;
        let rivals = self.graph.into[member].iter().filter(|&&(i, _)| !defect || self.role(i) != Role::Trigger);
        let missed = rivals.map(|&(i, k)| 1.0 - self.links[k].blame * (2.0 * self.prior(i)).min(1.0));
        1.0 - missed.product::<f64>()
    }

    /// c(r), once for each candidate.
    fn known_kept(&self, member: usize) -> f64 {
        *self.known.borrow_mut().kept.entry(member).or_insert_with(|| self.kept(member))
    }

    /// c(r): strong effects that should have been printed and were not.
    fn kept(&self, member: usize) -> f64 {
        let episode = self.episode(member);
        let strong = self.library.effects_of(episode.key.condition).filter(|rule| rule.strength >= STRONG);
        let broken = strong.filter(|rule| self.is_broken(member, rule));
        broken.map(|rule| 1.0 - 0.5 * rule.strength * DETECTABILITY).product::<f64>().max(LEAST_KEPT)
    }

    /// Whether an effect would have been printed when and where it was due, and is not there.
    fn is_broken(&self, member: usize, rule: &LinkRule) -> bool {
        let out = self.twins.all(member).iter().flat_map(|&twin| &self.graph.out[twin]);
        let held = out.into_iter().any(|&(j, _)| self.episode(j).key.condition.0 == rule.to);
        let latent = rule.on.contains(&Join::NextBoot);
        let seen = || self.seen.get_or_init(|| Seen::new(self.library, self.chronicle));
        !held && !latent && seen().would_show(self.episode(member), rule)
    }
}
