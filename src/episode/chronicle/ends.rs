//! Lines that ended something, on the UTC time line.

use crate::episode::clocks::Clockwork;
use crate::episode::intake::{End, InputLog};
use crate::model::EpisodeKey;
use crate::rule::Library;

/// The ends of all inputs in order.
#[derive(Debug)]
pub struct Ends<'l> {
    library: &'l Library,
    all: Vec<(i64, &'l End)>,
}

impl<'l> Ends<'l> {
    /// Of these inputs.
    pub fn of(library: &'l Library, logs: &'l [InputLog], works: &[Clockwork]) -> Self {
        let all = logs.iter().zip(works).flat_map(|(log, work)| {
            log.ends.iter().filter_map(|end| Some((work.resolver.stamp(end.time, end.boot)?.ns, end)))
        });
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|(ns, end)| (*ns, end.condition));
        Ends { library, all }
    }

    /// When an episode of this key ended, not before `from`; UTC nanoseconds.
    pub fn first(&self, key: &EpisodeKey, from: i64) -> Option<i64> {
        self.all.iter().find(|(ns, end)| *ns >= from && self.is_of(key, end)).map(|(ns, _)| *ns)
    }

    /// Whether it ended between two moments.
    pub fn between(&self, key: &EpisodeKey, from: i64, to: i64) -> bool {
        self.first(key, from).is_some_and(|ns| ns <= to)
    }

    fn is_of(&self, key: &EpisodeKey, end: &End) -> bool {
        let kinds = &self.library.kinds;
        end.condition == key.condition
            && (key.host.is_none() || end.host.is_none() || key.host == end.host)
            && key.about.iter().all(|about| {
                let mut named = end.entities.iter().filter(|e| e.kind == about.kind);
                named.all(|e| kinds.same(e.kind, &e.value, &about.value))
            })
    }
}
