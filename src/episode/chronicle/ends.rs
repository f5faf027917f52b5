//! Lines that ended something, on the UTC time line.

use std::collections::HashMap;

use crate::episode::clocks::Clockwork;
use crate::episode::intake::{End, InputLog};
use crate::model::{ConditionId, Entity, EpisodeKey, Kind};
use crate::rule::Library;

/// The ends of all inputs, by condition and what they name.
#[derive(Debug)]
pub struct Ends<'l> {
    library: &'l Library,
    /// All ends of a condition.
    all: HashMap<ConditionId, Timed<'l>>,
    /// Those that name the first thing that the condition is about, by what all of its names have in common, and those
    /// that name none.
    by_name: HashMap<(ConditionId, Option<&'l str>), Timed<'l>>,
}

/// In order of time, UTC nanoseconds.
type Timed<'l> = Vec<(i64, &'l End)>;

impl<'l> Ends<'l> {
    /// Of these inputs.
    pub fn of(library: &'l Library, logs: &'l [InputLog], works: &[Clockwork]) -> Self {
        let mut ends = Ends { library, all: HashMap::new(), by_name: HashMap::new() };
        for (log, work) in logs.iter().zip(works) {
            for end in &log.ends {
                if let Some(stamp) = work.resolver.stamp(end.time, end.boot) {
                    ends.add(stamp.ns, end);
                }
            }
        }
        ends.all.values_mut().chain(ends.by_name.values_mut()).for_each(|timed| timed.sort_by_key(|(ns, _)| *ns));
        ends
    }

    fn add(&mut self, ns: i64, end: &'l End) {
        let name = self.name(end.condition, &end.entities);
        self.all.entry(end.condition).or_default().push((ns, end));
        self.by_name.entry((end.condition, name)).or_default().push((ns, end));
    }

    /// What the names have in common of the first thing that a condition is about.
    fn name<'e>(&self, condition: ConditionId, entities: &'e [Entity]) -> Option<&'e str> {
        let kinds = &self.library.kinds;
        let about = self.library.condition(condition).about.iter().map(|kind| Kind(*kind));
        let kind = about.into_iter().find(|kind| kinds.name(*kind) != "host")?;
        let named = entities.iter().find(|e| e.kind == kind)?;
        Some(kinds.stem(kind, &named.value))
    }

    /// When an episode of this key ended, not before `from`; UTC nanoseconds.
    pub fn first(&self, key: &EpisodeKey, from: i64) -> Option<i64> {
        let Some(name) = self.name(key.condition, &key.about) else {
            return self.first_of(self.all.get(&key.condition)?, key, from);
        };
        let lists = [Some(name), None].into_iter().filter_map(|name| self.by_name.get(&(key.condition, name)));
        lists.filter_map(|list| self.first_of(list, key, from)).min()
    }

    fn first_of(&self, timed: &Timed<'_>, key: &EpisodeKey, from: i64) -> Option<i64> {
        let later = &timed[timed.partition_point(|(ns, _)| *ns < from)..];
        later.iter().find(|(_, end)| self.is_of(key, end)).map(|(ns, _)| *ns)
    }

    /// Whether it ended between two moments.
    pub fn between(&self, key: &EpisodeKey, from: i64, to: i64) -> bool {
        self.first(key, from).is_some_and(|ns| ns <= to)
    }

    /// How often it ended between two moments.
    pub fn count(&self, key: &EpisodeKey, from: i64, to: i64) -> u64 {
        let next = |after: &i64| self.first(key, after + 1).filter(|ns| *ns <= to);
        std::iter::successors(self.first(key, from).filter(|ns| *ns <= to), next).count() as u64
    }

    fn is_of(&self, key: &EpisodeKey, end: &End) -> bool {
        let kinds = &self.library.kinds;
        (key.host.is_none() || end.host.is_none() || key.host == end.host)
            && key.about.iter().all(|about| {
                let mut named = end.entities.iter().filter(|e| e.kind == about.kind);
                named.all(|e| kinds.same(e.kind, &e.value, &about.value))
            })
    }
}
