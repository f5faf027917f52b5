//! A healthy log to compare with: what it prints as often is no evidence, what it has and the incident lacks is.
//!
//! ```text
//! baseline   probe failed: 3 an hour     etcd: 60 lines an hour
//! incident   probe failed: 4 an hour     etcd: nothing
//!            set aside                   gone
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::shapes::{Key, Shapes};
use crate::episode::clocks::Clockwork;
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{ConditionId, Entity, Episode, RawTime, Severity, StreamSet, Vanished};
use crate::rule::Library;
use crate::text::template;

/// As often: at most this many times what the baseline lets expect,
const AS_OFTEN: f64 = 2.0;
/// and one more where the baseline has it this often: a single line has no rate.
const REGULAR: u64 = 3;
/// Parts of the baseline; what is printed in most of them is regular.
const PARTS: i64 = 12;
/// Parts that a regular shape may be absent from.
const MISSED: u32 = 2;
/// What would be expected less often than this need not be gone.
const EXPECTED: f64 = 5.0;
/// Things that are gone and listed.
const MOST_GONE: usize = 8;

/// Shapes of a whole input or of many, without their hosts.
#[derive(Clone, Debug, Default)]
pub struct Census {
    shapes: BTreeMap<Key, (u64, u16)>,
}

impl Census {
    /// Adds the shapes of one input; `span` is the time of all inputs.
    pub fn add(&mut self, shapes: &Shapes, work: &Clockwork, span: (i64, i64)) {
        let length = (span.1 - span.0).max(MINUTE);
        for shape in shapes.iter() {
            let (count, parts) = self.shapes.entry(shape.key.clone()).or_default();
            for (start, n) in shape.slots.iter() {
                *count += u64::from(n);
                let at = work.resolver.printed(RawTime { clock: shape.clock, ns: start }, shape.boot);
                if let Some(at) = at {
                    let part =
                        i128::from(at.ns.clamp(span.0, span.1) - span.0) * i128::from(PARTS) / i128::from(length);
                    *parts |= 1 << part.min(i128::from(PARTS - 1));
                }
            }
        }
    }
}

/// What is healthy.
#[derive(Clone, Debug, Default)]
pub struct Healthy {
    length: i64,
    conditions: BTreeMap<(ConditionId, Vec<Entity>), u64>,
    census: Census,
    streams: StreamSet,
}

impl Healthy {
    /// From the episodes, shapes, streams and length (nanoseconds) of the baseline.
    #[must_use]
    pub fn new(library: &Library, episodes: &[Episode], census: Census, streams: StreamSet, length: i64) -> Self {
        let mut conditions: BTreeMap<(ConditionId, Vec<Entity>), u64> = BTreeMap::new();
        for episode in episodes {
            *conditions.entry(subject(library, episode)).or_default() += episode.count;
        }
        Healthy { length: length.max(MINUTE), conditions, census, streams }
    }

    /// How often a shape is printed in so long a time; `None` when the baseline does not have it.
    #[must_use]
    pub fn expects(&self, key: &Key, length: i64) -> Option<f64> {
        self.census.shapes.get(key).map(|(count, _)| self.scaled(*count, length))
    }

    fn scaled(&self, count: u64, length: i64) -> f64 {
        count as f64 * length as f64 / self.length as f64
    }

    /// Marks what the baseline shows as often as expected. Gives how many episodes, and how many of them are severe.
    pub fn set_aside(&self, library: &Library, episodes: &mut [Episode], length: i64) -> (usize, usize) {
        let mut counts: BTreeMap<(ConditionId, Vec<Entity>), u64> = BTreeMap::new();
        for episode in episodes.iter() {
            *counts.entry(subject(library, episode)).or_default() += episode.count;
        }
        let (mut all, mut severe) = (0, 0);
        for episode in episodes {
            let subject = subject(library, episode);
            let usual = self.conditions.get(&subject).copied().unwrap_or(0);
            if usual == 0 || !self.is_as_often(counts[&subject], usual, length) {
                continue;
            }
            all += 1;
            severe += usize::from(episode.severity >= Severity::High);
            episode.expected = true;
            episode.notes.push(format!("set aside: the baseline has {usual} findings of it, as often as here"));
        }
        (all, severe)
    }

    fn is_as_often(&self, count: u64, usual: u64, length: i64) -> bool {
        let one_more = if usual >= REGULAR { 1.0 } else { 0.0 };
        count as f64 <= AS_OFTEN * self.scaled(usual, length) + one_more
    }

    /// What the baseline has all the time and the incident's logs, of this length, lack.
    #[must_use]
    pub fn vanished(&self, library: &Library, now: &Census, streams: StreamSet, length: i64) -> Vec<Vanished> {
        let mut gone: Vec<Vanished> = library
            .streams
            .names(StreamSet(self.streams.0 & !streams.0))
            .into_iter()
            .map(|name| Vanished { what: format!("stream {name}"), per_hour: 0.0 })
            .collect();
        let here: BTreeSet<&Option<Box<str>>> = now.shapes.keys().map(|key| &key.unit).collect();
        let mut units: BTreeMap<&Option<Box<str>>, f64> = BTreeMap::new();
        for (key, (count, parts)) in &self.census.shapes {
            let regular = parts.count_ones() + MISSED >= PARTS as u32 && self.scaled(*count, length) >= EXPECTED;
            let per_hour = self.scaled(*count, 3600 * SECOND);
            if regular && !here.contains(&key.unit) {
                *units.entry(&key.unit).or_default() += per_hour;
            } else if regular && !now.shapes.contains_key(key) {
                gone.push(Vanished { what: named(key), per_hour });
            }
        }
        let units = units.into_iter().filter_map(|(unit, per_hour)| {
            Some(Vanished { what: format!("everything of {}", unit.as_ref()?), per_hour })
        });
        gone.splice(0..0, units);
        gone.truncate(MOST_GONE);
        gone
    }
}

fn named(key: &Key) -> String {
    key.unit.as_ref().map_or_else(|| key.template.to_string(), |unit| format!("{unit}: {}", key.template))
}

/// Condition and entities but hosts; of a name with a random part its shape, since pods come and go.
fn subject(library: &Library, episode: &Episode) -> (ConditionId, Vec<Entity>) {
    let host = library.kind("host");
    let about = episode.key.about.iter().filter(|e| e.kind != host);
    let mut shape = Vec::new();
    let about = about.map(|entity| {
        template::write(entity.value.as_bytes(), &mut shape);
        Entity { kind: entity.kind, value: String::from_utf8_lossy(&shape).into() }
    });
    (episode.key.condition, about.collect())
}
