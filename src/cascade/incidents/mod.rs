//! What belongs together, and whether it is worth an alarm.

mod aside;
pub mod excused;
mod gate;
pub(super) mod habit;
pub mod order;
pub(super) mod slight;

use std::collections::BTreeMap;

use crate::cascade::constants::{EXCERPT, EXCERPT_INPUTS, JOIN_BLAME};
use crate::episode::Chronicle;
use crate::model::stamp::MINUTE;
use crate::model::{Episode, InputFacts, Link, Role};
use crate::rule::Library;
pub use aside::Aside;
use gate::Gate;
use slight::Slight;

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
    let gate = Gate { library, episodes, slight, is_excerpt: is_excerpt(&chronicle.inputs), end };
    groups.into_values().filter(|group| gate.passes(group)).collect()
}

/// Whether all that was read is a piece of a log or of a few: somebody shows it for what fails in it.
pub(in crate::cascade) fn is_excerpt(inputs: &[InputFacts]) -> bool {
    inputs.len() <= EXCERPT_INPUTS && inputs.iter().map(|input| input.records).sum::<u64>() <= EXCERPT
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
