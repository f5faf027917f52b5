//! The cells of one input: where each finding belongs, found without work for a subject that was met before.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::HashMap;
use foldhash::fast::FixedState;

use super::CellKey;
use super::cell::{Cell, Point, Speaker};
use super::segments::BootKey;
use crate::model::{Clock, ConditionId, Entity, EpisodeKey, Finding, Kind, RawTime, Subject};
use crate::rule::Library;
use crate::rule::entities::Scope;

/// Cells of one condition with entities of their own; what comes later shares cells without any, so that a log that
/// names another container in each line costs no more memory than one that names the same.
const MOST_CELLS: u32 = 2000;
/// Runs beside the first one of each cell that are kept apart as their conditions say. When there are more, those that are
/// nearer than twice their `hold` are joined, then four times, and so on: memory is bounded however long a log is.
const MOST_RUNS: usize = 8 << 10;
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
    /// Runs beside the first one of each cell.
    runs: usize,
    patience: Patience,
}

/// How many times the `hold` of its condition may lie between two findings of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience(pub u32);

impl Default for Patience {
    fn default() -> Self {
        Patience(1)
    }
}

impl Patience {
    fn hold(self, library: &Library, condition: ConditionId) -> i64 {
        library.condition(condition).hold.saturating_mul(i64::from(self.0))
    }
}

/// A subject and where its findings go; holding the subject keeps its address from being another one's.
#[derive(Debug)]
struct Known {
    subject: Arc<Subject>,
    speaker: Speaker,
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
        let cell = &mut self.all[known.cell].0;
        let point = Point {
            ns: time.ns,
            place: finding.place,
            repeats: finding.repeats,
            counts: cell.counts(finding.event, known.subject.signature),
            subject: &known.subject,
            values: finding.values,
            back_ns: finding.back_ns,
            speaker: &known.speaker,
            also: &known.also,
            kind: known.kind,
            number: known.number,
            raw: finding.quote,
            text: finding.text,
        };
        let before = cell.beside();
        cell.add(point, self.patience.hold(library, known.subject.condition));
        self.runs = self.runs + cell.beside() - before;
        if self.runs > MOST_RUNS {
            self.join(library);
        }
        is_new
    }

    /// Joins runs until half of the room is free again.
    #[cold]
    fn join(&mut self, library: &Library) {
        while self.runs > MOST_RUNS / 2 && self.patience.0 < u32::MAX / 2 {
            self.patience.0 *= 2;
            for (key, &at) in &self.by_key {
                self.all[at].0.join(self.patience.hold(library, key.key.condition));
            }
            self.runs = self.all.iter().map(|(cell, _)| cell.beside()).sum();
        }
    }

    /// The cells by their keys, and how far apart findings of a run may be.
    #[must_use]
    pub fn finish(mut self) -> (BTreeMap<CellKey, Observed>, Patience) {
        let mut taken = |at: usize| std::mem::take(&mut self.all[at]);
        (self.by_key.into_iter().map(|(key, at)| (key, taken(at))).collect(), self.patience)
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
        let (subject, speaker) = (Arc::clone(subject), Speaker::of(subject));
        self.known.insert(id, Known { subject, speaker, cell, also: also.into(), kind, number });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Place, Repeats, SignatureId};
    use crate::rule::baked;

    fn finding(subject: &Arc<Subject>, number: u64) -> Finding {
        Finding {
            subject: Arc::clone(subject),
            values: Vec::new(),
            back_ns: 0,
            time: RawTime::NONE,
            boot: None,
            pid: None,
            repeats: Repeats::default(),
            place: Place { offset: number, ..Place::default() },
            event: number,
            quote: "a line".into(),
            text: 0,
            counts: true,
            continues: false,
            first: None,
        }
    }

    /// Runs, findings and patience after so many findings, each three times `hold` behind the one before.
    fn again_and_again(findings: u64) -> (usize, u64, Patience) {
        let library = baked::library();
        let subject = Arc::new(Subject {
            condition: ConditionId(0),
            signature: SignatureId(0),
            ends: false,
            host: None,
            about_host: None,
            unit: None,
            entities: Vec::new(),
            sure: 1.0,
        });
        let mut cells = Cells::default();
        for number in 0..findings {
            let time = RawTime::utc(3 * number as i64 * library.condition(ConditionId(0)).hold);
            cells.add(&library, finding(&subject, number), time, 0);
        }
        let (cells, patience) = cells.finish();
        let runs = || cells.values().flat_map(|(cell, _)| &cell.runs);
        (runs().count(), runs().map(|run| run.count).sum(), patience)
    }

    #[test]
    fn what_fails_for_weeks_costs_no_more_than_what_fails_for_days() {
        let few = 1 + MOST_RUNS as u64;
        assert_eq!(again_and_again(few), (MOST_RUNS + 1, few, Patience(1)));
        assert_eq!(again_and_again(3 * few), (1, 3 * few, Patience(4)));
    }
}
