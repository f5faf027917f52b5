//! Episodes that count as one candidate: the same on one host, begun at one moment, of several things.
//!
//! ```text
//! 03:12:07 nas-1  disk sdc lost      each alone explains a sixth of
//! 03:12:07 nas-1  disk sdd lost      03:12:09 nas-1  pool tank suspended
//! 03:12:08 nas-1  disk sde lost      together they explain it
//! ```

use std::collections::BTreeMap;

use super::constants::AT_ONCE;
use crate::model::Episode;

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
        let mut twins = Twins::default();
        let mut open: BTreeMap<_, (usize, i64)> = BTreeMap::new();
        for (member, episode) in episodes.enumerate() {
            let alike = (episode.key.condition.0, episode.key.host.as_deref(), episode.expected);
            let near = open.get(&alike).filter(|(_, began)| episode.began.ns - began <= AT_ONCE);
            match near.filter(|_| episode.key.host.is_some()) {
                Some(&(group, _)) => twins.add(member, group),
                None => {
                    open.insert(alike, (twins.groups.len(), episode.began.ns));
                    twins.add(member, twins.groups.len());
                }
            }
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
    use crate::model::{ConditionId, EpisodeKey, Stamp};

    fn episode(condition: u16, host: Option<&str>, second: i64) -> Episode {
        let key = EpisodeKey { condition: ConditionId(condition), host: host.map(Into::into), ..EpisodeKey::default() };
        Episode { key, began: Stamp { ns: second * SECOND, ..Stamp::default() }, ..Episode::default() }
    }

    #[test]
    fn the_same_at_once_on_one_host() {
        let (a, b) = (Some("a"), Some("b"));
        let all = [(1, a, 0), (1, a, 1), (2, a, 1), (1, b, 2), (1, a, 29), (1, a, 40), (1, None, 41), (1, None, 41)];
        let all = all.map(|(condition, host, second)| episode(condition, host, second));
        let twins = Twins::of(all.iter());
        let firsts: Vec<usize> = (0..all.len()).map(|member| twins.first(member)).collect();
        assert_eq!(firsts, [0, 0, 2, 3, 0, 5, 6, 7]);
        assert_eq!(twins.all(4), [0, 1, 4]);
    }
}
