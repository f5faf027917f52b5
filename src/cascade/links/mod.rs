//! Every declared link that holds between two episodes, with its blame.
//!
//! Of the causes that a rule names each effect keeps the twelve of most blame. They are looked up by host, entity and
//! time (`causes`), so that ten thousand causes and as many effects are not a hundred million pairs.

mod again;
mod bounds;
mod causes;
mod clocks;
pub mod graph;
mod healed;
pub mod join;
pub(super) mod nameless;
pub mod near;
mod pairing;
mod sorted;
mod starts;
pub mod timing;
mod told;

use std::sync::Arc;

use crate::episode::Chronicle;
use crate::model::{Kind, Link};
use crate::rule::{Join, Library, LinkRule};
use causes::Causes;
use clocks::Clocks;
use pairing::{Pairing, Start};
use starts::Starts;

/// Pairs of a cause and an effect that are tried one by one rather than looked up.
const FEW: usize = 64;

/// All links, by effect and cause.
#[must_use]
pub fn links(library: &Library, chronicle: &Chronicle) -> Vec<Link> {
    if chronicle.episodes.is_empty() {
        return Vec::new();
    }
    let mut by_condition: Vec<Vec<usize>> = vec![Vec::new(); library.conditions.len()];
    for (index, episode) in chronicle.episodes.iter().enumerate() {
        by_condition[usize::from(episode.key.condition.0)].push(index);
    }
    let linker = Linker { library, chronicle, clocks: Clocks::new(chronicle), starts: Starts::new(library, chronicle) };
    let mut all = Vec::new();
    for rules in library.links.chunk_by(|a, b| a.from == b.from) {
        linker.link_all(rules, &by_condition, &mut all);
    }
    all.extend(again::again(library, &chronicle.episodes));
    all.extend(again::elsewhere(library, &chronicle.episodes));
    all.extend(told::told(library, &chronicle.episodes, &all));
    all.shrink_to_fit();
    sorted::sort_by_key(&mut all, |l| (l.to, l.from));
    all
}

/// What is needed to tell whether two episodes are linked.
#[derive(Debug)]
struct Linker<'c> {
    library: &'c Library,
    chronicle: &'c Chronicle,
    clocks: Clocks,
    starts: Starts<'c>,
}

impl<'c> Linker<'c> {
    /// Applies the rules of one cause.
    fn link_all(&self, rules: &[LinkRule], by_condition: &[Vec<usize>], all: &mut Vec<Link>) {
        let causes = &by_condition[usize::from(rules[0].from)];
        let is_used = |rule: &&LinkRule| !causes.is_empty() && !by_condition[usize::from(rule.to)].is_empty();
        let used: Vec<&LinkRule> = rules.iter().filter(is_used).collect();
        let many = causes.len() > FEW;
        let found = many.then(|| Causes::new(self.library, &self.chronicle.episodes, causes, &kinds(&used)));
        for rule in used {
            let because: Arc<str> = rule.because.as_str().into();
            for &effect in &by_condition[usize::from(rule.to)] {
                let pair = Pairing { linker: self, rule, effect, start: self.start(rule, effect) };
                let best = match &found {
                    Some(causes) => pair.best(causes),
                    None => pair.best_of(causes),
                };
                all.extend(best.into_iter().filter_map(|cause| pair.link(cause, &because)));
            }
        }
    }

    /// When the boot of an effect started, for links whose lag counts from there.
    fn start(&self, rule: &LinkRule, effect: usize) -> Start {
        match rule.on.contains(&Join::NextBoot) {
            true => self.starts.of(&self.chronicle.episodes[effect]).map_or(Start::Unknown, Start::At),
            false => Start::Onset,
        }
    }
}

/// The kinds of entities that rules demand.
fn kinds(rules: &[&LinkRule]) -> Vec<Kind> {
    let demands = rules.iter().flat_map(|rule| &rule.on);
    let mut kinds: Vec<Kind> = demands
        .filter_map(|demand| match demand {
            Join::Entity(kind) => Some(Kind(*kind)),
            _ => None,
        })
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

#[cfg(test)]
mod tests;
