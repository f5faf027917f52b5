//! An episode that is being made, from one run on the UTC time line.

use std::collections::BTreeSet;

use super::ends::Ends;
use super::id::id;
use super::storm;
use crate::episode::intake::cell::minutes::Minutes;
use crate::episode::intake::cell::{RawQuote, Run};
use crate::episode::intake::trace::TASKS;
use crate::model::stamp::MINUTE;
use crate::model::{Basis, Episode, EpisodeKey, Origin, Quote, Stamp};
use crate::rule::{Lasts, Library, Onset};

/// How far the onset of an episode on a loosely placed boot may be off.
const LOOSE_SIGMA: i64 = 15 * MINUTE;

/// So often a state may come and heal before that is a fault of its own.
const FEW: u64 = 5;

/// An episode that is being made, with what patterns need of it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The episode.
    pub episode: Episode,
    /// Findings a minute, UTC.
    pub minutes: Minutes,
    /// Whether its lines are about the boot before.
    pub of_previous_boot: bool,
}

/// What makes drafts of runs.
#[derive(Debug)]
pub struct Drafter<'a> {
    /// The rules.
    pub library: &'a Library,
    /// What ended when.
    pub ends: &'a Ends<'a>,
    /// The last moment of all data, UTC nanoseconds.
    pub data_end: i64,
}

/// What the runs of a key have in common.
#[derive(Debug)]
pub struct Common<'a> {
    /// The key.
    pub key: &'a EpisodeKey,
    /// Hosts that logged them.
    pub observers: &'a BTreeSet<Box<str>>,
    /// The weakest step that their times needed.
    pub basis: Basis,
    /// Whether the place of a boot is loose.
    pub loose: bool,
    /// How far a step of a clock that was taken back may be off, nanoseconds.
    pub sigma_ns: i64,
}

impl Drafter<'_> {
    /// The draft of a run.
    pub fn draft(&self, common: &Common<'_>, mut run: Run) -> Draft {
        let (library, key, basis) = (self.library, common.key, common.basis);
        let condition = library.condition(key.condition);
        let (began, sigma) = onset(library, &run, common.loose);
        let ahead = |quote: Option<&RawQuote>| quote.map_or(0, |q| q.ahead_ns);
        let (first, last) = (ahead(run.quotes.first()), ahead(run.quotes.last()));
        let stamp = |ns, ahead_ns| Stamp { ns, basis, ahead_ns };
        let ended = self.ends.first(key, run.last);
        let active = match condition.lasts {
            Lasts::Moment | Lasts::WhileRepeated => run.last,
            Lasts::UntilEnded => ended.unwrap_or(self.data_end.max(run.last)),
        };
        let severity = storm::severity(condition, &run);
        let expected = ended.is_some_and(|e| self.healed(key, &run, e));
        let quotes = run.take_quotes().into_iter().map(|q| quote(q, basis)).collect();
        let notes = had_memory(library, &run.values.2).into_iter().collect();
        let of_previous_boot = run.signatures.iter().any(|(id, _)| library.signature(*id).onset == Onset::PreviousBoot);
        let episode = Episode {
            id: id(library, key, run.first),
            key: key.clone(),
            also: run.also,
            values: run.values.2,
            observers: common.observers.iter().cloned().collect(),
            began: stamp(began, first),
            onset_sigma_ns: sigma + common.sigma_ns,
            began_by_ns: run.onset,
            seen: stamp(run.first, first),
            last: stamp(run.last, last),
            ended: ended.filter(|_| condition.lasts == Lasts::UntilEnded).map(|ns| stamp(ns, last)),
            active_until_ns: active,
            count: run.count,
            peak: run.minutes.peak(),
            severity,
            sure: run.sure,
            origin: Origin::Observed,
            expected,
            boot: None,
            quotes,
            notes,
        };
        Draft { episode, minutes: run.minutes, of_previous_boot }
    }
}

/// Who had the memory when a task was killed for it.
fn had_memory(library: &Library, values: &[(u8, Box<str>)]) -> Option<String> {
    let tasks = library.kinds.find_value(TASKS)?;
    let (_, sum) = values.iter().find(|(value, _)| *value == tasks)?;
    Some(sum.to_string())
}

impl Drafter<'_> {
    /// Whether what ended was over as soon as its condition may be: as a whole, or each of a few times.
    fn healed(&self, key: &EpisodeKey, run: &Run, ended: i64) -> bool {
        let heals = self.library.condition(key.condition).heals;
        let each = || run.count <= FEW && self.ends.count(key, run.first, ended) >= run.count;
        heals > 0 && (ended - run.first <= heals || (ended - run.last <= heals && each()))
    }
}

/// A quote on the UTC time line.
#[must_use]
pub fn quote(quote: RawQuote, basis: Basis) -> Quote {
    let RawQuote { ns, place, host, unit, raw, ahead_ns, .. } = quote;
    Quote { time: Some(Stamp { ns, basis, ahead_ns }), place, host, unit, raw }
}

/// Onset and how far it may be off, nanoseconds: each signature has a latency of its own.
fn onset(library: &Library, run: &Run, loose: bool) -> (i64, i64) {
    let latency = |id| match library.signature(id).onset {
        Onset::Latency(ns) => ns,
        _ => 0,
    };
    let earliest = run.signatures.iter().map(|(id, first)| (first - latency(*id), latency(*id))).min();
    let (began, latency) = earliest.unwrap_or((run.first, 0));
    let back = run.first.saturating_sub(run.onset).max(0);
    let began = began.min(run.onset);
    let sigma = (latency / 2).max(back / 10) + if loose { LOOSE_SIGMA } else { 0 };
    (began, sigma)
}
