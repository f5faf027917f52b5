//! Lines that ended something, on the UTC time line.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::episode::clocks::Clockwork;
use crate::episode::intake::{End, InputLog};
use crate::model::stamp::SECOND;
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

/// In order of time, UTC nanoseconds, each with its input.
type Timed<'l> = Vec<(i64, u32, &'l End)>;

impl<'l> Ends<'l> {
    /// Of these inputs.
    pub fn of(library: &'l Library, logs: &'l [InputLog], works: &[Clockwork]) -> Self {
        let mut ends = Ends { library, all: HashMap::new(), by_name: HashMap::new() };
        for (log, work) in logs.iter().zip(works) {
            for end in &log.ends {
                if let Some(stamp) = work.resolver.stamp(end.time, end.boot) {
                    ends.add(stamp.ns, log.facts.place, end);
                }
            }
        }
        ends.all.values_mut().chain(ends.by_name.values_mut()).for_each(|timed| timed.sort_by_key(|(ns, ..)| *ns));
        ends
    }

    fn add(&mut self, ns: i64, input: u32, end: &'l End) {
        let name = self.name(end.condition, &end.entities);
        self.all.entry(end.condition).or_default().push((ns, input, end));
        self.by_name.entry((end.condition, name)).or_default().push((ns, input, end));
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
        self.lists(key).filter_map(|list| self.from(list, key, from).next()).map(|(ns, _)| ns).min()
    }

    /// The ends that may be of a key.
    fn lists<'t>(&'t self, key: &'t EpisodeKey) -> impl Iterator<Item = &'t Timed<'l>> {
        let name = self.name(key.condition, &key.about);
        let all = self.all.get(&key.condition).filter(|_| name.is_none());
        let names = name.into_iter().flat_map(|name| [Some(name), None]);
        all.into_iter().chain(names.filter_map(move |name| self.by_name.get(&(key.condition, name))))
    }

    /// Those of a key, each with its input.
    fn from<'t>(
        &'t self,
        timed: &'t Timed<'l>,
        key: &'t EpisodeKey,
        from: i64,
    ) -> impl Iterator<Item = (i64, u32)> + 't {
        let later = &timed[timed.partition_point(|(ns, ..)| *ns < from)..];
        later.iter().filter(|(.., end)| self.is_of(key, end)).map(|(ns, input, _)| (*ns, *input))
    }

    /// Whether it ended between two moments.
    pub fn between(&self, key: &EpisodeKey, from: i64, to: i64) -> bool {
        self.first(key, from).is_some_and(|ns| ns <= to)
    }

    /// How often it ended between two moments; of one second the input counts that tells most.
    pub fn count(&self, key: &EpisodeKey, from: i64, to: i64) -> u64 {
        let all = self.lists(key).flat_map(|list| self.from(list, key, from).take_while(|(ns, _)| *ns <= to));
        let all: BTreeSet<(i64, u32)> = all.collect();
        let mut by_second: BTreeMap<i64, BTreeMap<u32, u64>> = BTreeMap::new();
        for (ns, input) in all {
            *by_second.entry(ns.div_euclid(SECOND)).or_default().entry(input).or_default() += 1;
        }
        by_second.values().filter_map(|inputs| inputs.values().max()).sum()
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
