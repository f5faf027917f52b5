//! The rows of the incident: a shape of trouble that no rule knows, as an episode.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::story::Failure;
use super::voice::{Name, Piece, Said, Voice};
use super::words::Weight;
use crate::cascade::constants::MOST_SHAPES;
use crate::episode::drafts::Fnv;
use crate::episode::novelty::shapes::Key;
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{ConditionId, Entity, Episode, EpisodeKey, Origin, Quote};
use crate::rule::Library;

/// What a program says within this time is said in one breath, nanoseconds.
pub const BREATH: i64 = 2 * SECOND;
/// How sure a text is whose meaning nobody knows.
const SURE: f64 = 0.5;
/// The first lines of a shape that are quoted; the last one is too.
const FIRST: usize = 2;

/// A shape of trouble of one program.
#[derive(Clone, Debug)]
pub struct Row<'p, 'l> {
    said: Vec<&'p Said<'l>>,
    is_of_failure: bool,
}

/// What the programs that fail say of trouble from their first word on, and the errors of others that no line before
/// `since` has; what is said most often stays where there are too many.
pub fn of<'p, 'l>(piece: &'p Piece<'l>, failures: &[Failure<'_, 'l>], since: i64) -> Vec<Row<'p, 'l>> {
    let mut rows: BTreeMap<(Name<'l>, &Key), Row<'p, 'l>> = BTreeMap::new();
    let openings: BTreeSet<usize> = failures.iter().map(|failure| failure.opening().index).collect();
    for (name, voice) in &piece.voices {
        let own = failures.iter().find(|failure| failure.name == *name);
        let told =
            own.map_or_else(|| errors(voice, since), |failure| troubles(voice, failure.begins(), failure.run.first));
        for said in told {
            let row = || Row { said: Vec::new(), is_of_failure: own.is_some() };
            rows.entry((*name, &said.line.key)).or_insert_with(row).said.push(said);
        }
    }
    let mut rows: Vec<Row<'p, 'l>> = rows.into_values().collect();
    rows.sort_by_key(|row| {
        (!openings.contains(&row.first()), !row.is_of_failure, Reverse(row.said.len()), row.first())
    });
    rows.truncate(MOST_SHAPES);
    rows
}

/// Every word of trouble from a line on, but what was said at times before.
fn troubles<'p, 'l>(voice: &'p Voice<'l>, from: usize, until: usize) -> Vec<&'p Said<'l>> {
    let old: BTreeSet<&Key> = voice.said[..from].iter().map(|said| &said.line.key).collect();
    let goes_on = &voice.said[until].line.key;
    let told = voice.said[from..].iter().filter(|said| said.weight > Weight::Nothing && !said.line.known);
    told.filter(|said| said.line.key == *goes_on || !old.contains(&said.line.key)).collect()
}

/// Errors by their level that were not printed before.
fn errors<'p, 'l>(voice: &'p Voice<'l>, since: i64) -> Vec<&'p Said<'l>> {
    let old: BTreeSet<&Key> = voice.said.iter().filter(|said| said.at < since).map(|said| &said.line.key).collect();
    let is_new = |said: &&Said<'l>| said.at >= since && !old.contains(&said.line.key);
    let errors =
        voice.said.iter().filter(|said| said.weight == Weight::Complaint && said.line.key.error && !said.line.known);
    errors.filter(is_new).collect()
}

impl Row<'_, '_> {
    /// The place of its first line among all of the piece.
    pub fn first(&self) -> usize {
        self.said[0].index
    }

    /// It as an episode of the condition that stands for what no rule knows.
    pub fn episode(&self, library: &Library, condition: ConditionId) -> Episode {
        let (first, last) = (&self.said[0].line.quote, &self.said[self.said.len() - 1].line.quote);
        let host: Option<Box<str>> = first.host.as_deref().map(Into::into);
        let key = EpisodeKey { condition, host: host.clone(), about: self.about(library) };
        let (began, ended) = (first.time.unwrap_or_default(), last.time.unwrap_or_default());
        Episode {
            id: self.id(library, condition),
            key,
            also: Vec::new(),
            values: Vec::new(),
            observers: host.into_iter().collect(),
            began,
            onset_sigma_ns: 0,
            began_by_ns: began.ns,
            seen: began,
            last: ended,
            ended: None,
            active_until_ns: ended.ns,
            count: self.said.len() as u64,
            peak: self.peak(),
            severity: library.condition(condition).severity,
            sure: SURE,
            origin: Origin::Observed,
            expected: false,
            boot: None,
            quotes: self.quotes(),
            notes: Vec::new(),
        }
    }

    fn about(&self, library: &Library) -> Vec<Entity> {
        let line = self.said[0].line;
        let values = [("process", line.key.unit.clone()), ("message", Some(line.message.clone()))];
        let entity = |(kind, value): (&str, Option<Box<str>>)| {
            Some(Entity { kind: library.kinds.find(kind)?, value: value.filter(|value| !value.is_empty())? })
        };
        let mut about: Vec<Entity> = values.into_iter().filter_map(entity).collect();
        about.sort();
        about
    }

    fn id(&self, library: &Library, condition: ConditionId) -> String {
        let line = self.said[0].line;
        let mut id = Fnv::default();
        id.add(library.condition(condition).id.as_bytes());
        id.add(line.quote.host.as_deref().unwrap_or_default().as_bytes());
        id.add(line.key.unit.as_deref().unwrap_or_default().as_bytes());
        id.add(line.key.template.as_bytes());
        id.add(&line.quote.time.unwrap_or_default().ns.to_le_bytes());
        id.add(&[u8::from(line.key.error)]);
        format!("f-{}", id.letters())
    }

    fn peak(&self) -> u32 {
        let mut minutes: BTreeMap<i64, u32> = BTreeMap::new();
        let ns = |said: &&Said<'_>| said.line.quote.time.unwrap_or_default().ns;
        self.said.iter().for_each(|said| *minutes.entry(ns(said).div_euclid(MINUTE)).or_default() += 1);
        minutes.into_values().max().unwrap_or(1)
    }

    fn quotes(&self) -> Vec<Quote> {
        let last = self.said.iter().skip(FIRST).last();
        self.said.iter().take(FIRST).chain(last).map(|said| said.line.quote.clone()).collect()
    }
}
