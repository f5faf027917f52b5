//! The cells of one input: where each finding belongs, found without work for a subject that was met before.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::HashMap;
use foldhash::fast::FixedState;

use super::cell::{Cell, Point};
use super::intake::CellKey;
use super::track::BootKey;
use crate::model::{Clock, ConditionId, Entity, EpisodeKey, Finding, Kind, RawTime, Subject};
use crate::rule::Library;
use crate::rule::entities::Scope;

/// Cells of one condition with entities of their own; what comes later shares cells without any, so that a log that
/// names another container in each line costs no more memory than one that names the same.
const MOST_CELLS: u32 = 2000;
/// Subjects whose cell is remembered; then the memory starts anew.
const MOST_SUBJECTS: usize = 8192;

/// A cell and the hosts that its findings name.
pub type Observed = (Cell, BTreeSet<Box<str>>);

/// The cells of one input.
#[derive(Debug, Default)]
pub struct Cells {
    all: Vec<Observed>,
    by_key: HashMap<CellKey, usize>,
    /// Cells of each condition.
    counts: HashMap<ConditionId, u32>,
    known: HashMap<(usize, Clock, BootKey), Known>,
    /// Subjects so far.
    numbers: u64,
}

/// A subject and where its findings go; holding the subject keeps its address from being another one's.
#[derive(Debug)]
struct Known {
    subject: Arc<Subject>,
    cell: usize,
    also: Box<[Entity]>,
    kind: u64,
    /// Tells it from all others of the input.
    number: u64,
}

impl Cells {
    /// Adds a finding at `time`; says whether its subject is a new one.
    pub fn add(&mut self, library: &Library, finding: Finding, time: RawTime, boot: BootKey) -> bool {
        let id = (Arc::as_ptr(&finding.subject) as usize, time.clock, boot);
        let is_new = !self.known.contains_key(&id);
        if is_new {
            self.learn(library, id, &finding.subject);
        }
        let Some(known) = self.known.get(&id) else { return is_new };
        let point = Point {
            ns: time.ns,
            place: finding.place,
            repeats: finding.repeats,
            subject: &known.subject,
            also: &known.also,
            kind: known.kind,
            number: known.number,
            raw: finding.quote,
        };
        self.all[known.cell].0.add(point, library.condition(known.subject.condition).hold);
        is_new
    }

    /// The cells by their keys.
    #[must_use]
    pub fn finish(mut self) -> BTreeMap<CellKey, Observed> {
        let mut taken = |at: usize| std::mem::take(&mut self.all[at]);
        self.by_key.into_iter().map(|(key, at)| (key, taken(at))).collect()
    }

    fn learn(&mut self, library: &Library, id: (usize, Clock, BootKey), subject: &Arc<Subject>) {
        if self.known.len() >= MOST_SUBJECTS {
            self.known.clear();
        }
        let condition = library.condition(subject.condition);
        let (about, also): (Vec<Entity>, Vec<Entity>) =
            subject.entities.iter().cloned().partition(|e| condition.is_about(e.kind));
        let named = subject.about_host.clone().or_else(|| subject.host.clone());
        let host = named.clone().filter(|_| is_of_a_host(library, &condition.about));
        let key = EpisodeKey { condition: subject.condition, host, about };
        let (cell, also) = self.cell(CellKey { key, clock: id.1, boot: id.2 }, also);
        let hosts = named.into_iter().chain(subject.host.clone());
        self.all[cell].1.extend(hosts);
        // The same on every run, and no order depends on it.
        let kind = FixedState::default().hash_one((subject.signature, &also));
        self.numbers += 1;
        let number = self.numbers;
        self.known.insert(id, Known { subject: Arc::clone(subject), cell, also: also.into(), kind, number });
    }

    /// The cell of a key, and the entities that are not part of it.
    fn cell(&mut self, mut key: CellKey, mut also: Vec<Entity>) -> (usize, Vec<Entity>) {
        if !self.by_key.contains_key(&key) {
            let count = self.counts.entry(key.key.condition).or_default();
            *count += 1;
            if *count > MOST_CELLS {
                also.append(&mut key.key.about);
                also.sort_unstable();
            }
        }
        let next = self.all.len();
        let at = *self.by_key.entry(key).or_insert(next);
        if at == next {
            self.all.push(Observed::default());
        }
        (at, also)
    }
}

/// Whether episodes of a condition are apart for each host: when it is about hosts, or about what hosts have.
fn is_of_a_host(library: &Library, about: &[u8]) -> bool {
    let kinds = &library.kinds;
    let host = kinds.find("host");
    about.iter().map(|&k| Kind(k)).any(|k| Some(k) == host || kinds.scope(k) == Scope::Host)
}
