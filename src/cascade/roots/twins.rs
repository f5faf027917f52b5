//! Episodes that count as one candidate: the same, begun at one moment, of several things or on several hosts.
//!
//! ```text
//! 03:12:07 nas-1  disk sdc lost      each alone explains a sixth of
//! 03:12:07 nas-1  disk sdd lost      03:12:09 nas-1  pool tank suspended
//! 03:12:08 nas-1  disk sde lost      together they explain it
//! ```

use std::collections::BTreeMap;

use crate::cascade::constants::{AT_ONCE, INFERRED_AT_ONCE};
use crate::model::{Episode, Origin};

/// Condition, and whether it was expected.
type Alike = (u16, bool);

/// The members of an incident by the twins that they belong to.
#[derive(Debug, Default)]
pub(super) struct Twins {
    /// All twins of each member, itself included, the first one first.
    groups: Vec<Vec<usize>>,
    /// The group of each member.
    of: Vec<usize>,
}

impl Twins {
    /// Of episodes in order of onset.
    pub fn of<'e>(episodes: impl Iterator<Item = &'e Episode>) -> Self {
        let reach = |e: &Episode| if e.origin == Origin::Inferred { INFERRED_AT_ONCE } else { AT_ONCE };
        Self::among(episodes.map(|e| ((e.key.condition.0, e.expected), e.began.ns, reach(e))))
    }

    /// Of what each episode is, when it began, and how much later its twins may begin.
    fn among(episodes: impl Iterator<Item = (Alike, i64, i64)>) -> Self {
        let mut twins = Twins::default();
        let mut open: BTreeMap<Alike, (usize, i64)> = BTreeMap::new();
        for (member, (alike, began, reach)) in episodes.enumerate() {
            let near = open.get(&alike).filter(|(_, first)| began - first <= reach);
            let group = near.map_or(twins.groups.len(), |(group, _)| *group);
            open.entry(alike)
                .and_modify(|last| {
                    if last.0 != group {
                        *last = (group, began)
                    }
                })
                .or_insert((group, began));
            twins.add(member, group);
        }
        twins
    }

    fn add(&mut self, member: usize, group: usize) {
        self.of.push(group);
        match self.groups.get_mut(group) {
            Some(members) => members.push(member),
            None => self.groups.push(vec![member]),
        }
    }

    /// All twins of a member, itself included.
    pub fn all(&self, member: usize) -> &[usize] {
        &self.groups[self.of[member]]
    }

    /// The one that stands for a member and its twins.
    pub fn first(&self, member: usize) -> usize {
        self.all(member)[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::SECOND;

    #[test]
    fn the_same_at_once() {
        let all = [(1, 0), (1, 1), (2, 1), (1, 2), (1, 29), (1, 40), (1, 71)];
        let at = |&(condition, second): &(u16, i64)| ((condition, false), second * SECOND, AT_ONCE);
        let twins = Twins::among(all.iter().map(at));
        let firsts: Vec<usize> = (0..all.len()).map(|member| twins.first(member)).collect();
        assert_eq!(firsts, [0, 0, 2, 0, 0, 5, 6]);
        assert_eq!(twins.all(4), [0, 1, 3, 4]);
    }
}
