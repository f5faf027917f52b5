//! Two names of one thing, learned from records that carry both.
//!
//! ```text
//! "Error syncing pod" pod="shop/web-1" podUID="3f2a..."     from here on `pod` and `pod_uid` are one thing
//! ```
//!
//! Which kinds may name the same thing is declared in `rules/entities.toml`. A record with two values of a kind teaches
//! nothing, and what two records contradict is forgotten.

use std::collections::BTreeMap;

use crate::model::{Entity, Episode, Kind};
use crate::rule::entities::Kinds;

/// Pairs that are kept.
const MOST: usize = 20_000;
/// Names that one episode is given.
const MOST_GIVEN: usize = 16;

/// By a name and the kind of another one: that other name, or `None` where records disagree.
#[derive(Clone, Debug, Default)]
pub struct Aliases(BTreeMap<(Entity, Kind), Option<Box<str>>>);

impl Aliases {
    /// Learns from the entities of one record.
    pub fn learn(&mut self, kinds: &Kinds, entities: &[Entity]) {
        for entity in entities {
            for other in kinds.aliases(entity.kind).filter_map(|kind| only(entities, kind)) {
                if only(entities, entity.kind).is_some() {
                    self.add(entity.clone(), other.clone());
                    self.add(other.clone(), entity.clone());
                }
            }
        }
    }

    /// Takes over what another input taught.
    pub fn merge(&mut self, other: &Aliases) {
        for ((from, kind), name) in &other.0 {
            match name {
                Some(name) => self.add(from.clone(), Entity { kind: *kind, value: name.clone() }),
                None => drop(self.0.insert((from.clone(), *kind), None)),
            }
        }
    }

    fn add(&mut self, from: Entity, to: Entity) {
        let full = self.0.len() >= MOST;
        match self.0.entry((from, to.kind)) {
            std::collections::btree_map::Entry::Vacant(_) if full => {}
            std::collections::btree_map::Entry::Vacant(slot) => drop(slot.insert(Some(to.value))),
            std::collections::btree_map::Entry::Occupied(mut known) => {
                if known.get().as_ref().is_some_and(|k| *k != to.value) {
                    known.insert(None);
                }
            }
        }
    }

    /// Gives an episode the other names of what it is about, where it has none of that kind.
    pub fn complete(&self, episode: &mut Episode) {
        let own = || episode.entities();
        let mut given: Vec<Entity> =
            own().flat_map(|e| self.of(e)).filter(|e| !own().any(|o| o.kind == e.kind)).collect();
        given.sort();
        given.dedup();
        given.truncate(MOST_GIVEN);
        episode.also.extend(given);
        episode.also.sort();
    }

    fn of(&self, entity: &Entity) -> impl Iterator<Item = Entity> + use<'_> {
        let range = (entity.clone(), Kind(0))..=(entity.clone(), Kind(u8::MAX));
        self.0.range(range).filter_map(|((_, kind), name)| Some(Entity { kind: *kind, value: name.clone()? }))
    }
}

/// The only entity of a kind.
fn only(entities: &[Entity], kind: Kind) -> Option<&Entity> {
    let mut all = entities.iter().filter(|e| e.kind == kind);
    all.next().filter(|_| all.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::baked;

    fn entity(kinds: &Kinds, kind: &str, value: &str) -> Entity {
        Entity { kind: kinds.find(kind).expect("a kind of the library"), value: value.into() }
    }

    #[test]
    fn names_are_learned_both_ways_and_forgotten_when_contradicted() {
        let kinds = baked::library().kinds;
        let pod = entity(&kinds, "pod", "shop/web-1");
        let uid = entity(&kinds, "pod_uid", "3f2a");
        let mut aliases = Aliases::default();
        aliases.learn(&kinds, &[pod.clone(), uid.clone()]);
        assert_eq!(aliases.of(&uid).collect::<Vec<_>>(), std::slice::from_ref(&pod));
        assert_eq!(aliases.of(&pod).collect::<Vec<_>>(), std::slice::from_ref(&uid));

        let mut other = Aliases::default();
        other.learn(&kinds, &[entity(&kinds, "pod", "shop/web-2"), uid.clone()]);
        aliases.merge(&other);
        assert_eq!(aliases.of(&uid).count(), 0);
    }

    #[test]
    fn a_record_about_two_pods_teaches_nothing() {
        let kinds = baked::library().kinds;
        let uid = entity(&kinds, "pod_uid", "3f2a");
        let mut aliases = Aliases::default();
        aliases.learn(&kinds, &[entity(&kinds, "pod", "a/b"), entity(&kinds, "pod", "a/c"), uid.clone()]);
        assert_eq!(aliases.of(&uid).count(), 0);
    }
}
