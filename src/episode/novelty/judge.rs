//! Which shapes came up just before an incident: new, surging, or at error level where nothing tells what is usual.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};

use super::healthy::Healthy;
use super::shapes::{Key, Shapes};
use super::tally::{Met, SHORTLY, Tally, utc};
use super::window::Window;
use crate::episode::clocks::Clockwork;
use crate::episode::names::machines::Machines;
use crate::model::stamp::MINUTE;
use crate::model::{Stamp, Strange, Unexplained};

/// A surge has at least this many records,
const SURGE_LEAST: u64 = 20;
/// and is this many times as dense as in the quiet time.
const SURGE_TIMES: f64 = 10.0;
/// Quiet time shorter than this tells nothing of what is usual, nanoseconds,
const LEAST_QUIET: i64 = 20 * MINUTE;
/// nor do fewer records than this.
const LEAST_RECORDS: u64 = 100;
/// A program with fewer records than this in the quiet time was not really there.
const LEAST_OF_UNIT: u64 = 5;

/// What was found before one incident.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The strange shapes, what matters most first.
    pub shapes: Vec<Unexplained>,
    /// Shapes that would be strange without the healthy log.
    pub usual: usize,
    /// Every shape that was not printed before the half hour, in no particular order: any of them may be the cause.
    pub fresh: Vec<Fresh>,
}

/// A shape that was not printed before.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// It. Where too little came before to tell, what is printed often may be usual all the same.
    pub shape: Unexplained,
    /// Whether it was printed only while a host boots or goes down.
    pub at_turn: bool,
    /// Whether enough came before to tell that it is new.
    pub is_sure: bool,
}

/// Folds the shapes of all inputs; their order does not matter.
#[derive(Clone, Debug)]
pub struct Judge<'m> {
    windows: Vec<(Window, HashMap<Key, Tally>)>,
    machines: &'m Machines,
}

impl<'m> Judge<'m> {
    /// Of the times before some incidents.
    #[must_use]
    pub fn new(windows: Vec<Window>, machines: &'m Machines) -> Self {
        Judge { windows: windows.into_iter().map(|w| (w, HashMap::new())).collect(), machines }
    }

    /// Adds shapes of one input; `seen` are the windows whose time was looked at, quiet time included.
    pub fn add(&mut self, shapes: &Shapes, work: &Clockwork, seen: &[&Window]) {
        for (window, tallies) in self.windows.iter_mut().filter(|(window, _)| seen.contains(&window)) {
            for shape in shapes.iter() {
                let first = utc(shape, work, shape.first.ns);
                let Some(first) = first.filter(|first| window.is_after(first.ns, shape.first.place)) else { continue };
                let met = Met { shape, host: shape.host.as_deref().map(|host| self.machines.name(host)) };
                // Most shapes are known from other inputs: their names are not copied again.
                match tallies.get_mut(&shape.key) {
                    Some(tally) => tally.add(met, first, work, window),
                    None => tallies.entry(shape.key.clone()).or_default().add(met, first, work, window),
                }
            }
        }
    }

    /// What is strange before each incident, and not in the healthy log where there is one.
    #[must_use]
    pub fn finish(self, healthy: Option<&Healthy>) -> Vec<Found> {
        let windows = self.windows.into_iter();
        windows.map(|(window, tallies)| found(&window, tallies.into_iter().collect(), healthy)).collect()
    }
}

/// What the quiet time holds.
struct History {
    enough: bool,
    length: i64,
    units: BTreeMap<Option<Box<str>>, u64>,
}

impl History {
    fn of(window: &Window, tallies: &BTreeMap<Key, Tally>) -> Self {
        let mut units: BTreeMap<Option<Box<str>>, u64> = BTreeMap::new();
        for (key, tally) in tallies {
            *units.entry(key.unit.clone()).or_default() += tally.quiet;
        }
        let from = tallies.values().filter_map(|t| t.quiet_from).min();
        let length = from.map_or(0, |from| window.from - from);
        let records: u64 = units.values().sum();
        History { enough: length >= LEAST_QUIET && records >= LEAST_RECORDS, length, units }
    }

    /// Why a shape is strange, if it is.
    fn strange(&self, tally: &Tally, key: &Key) -> Option<Strange> {
        let known = self.units.get(&key.unit).copied().unwrap_or(0) >= LEAST_OF_UNIT;
        match (tally.inside, tally.quiet) {
            (0, _) => None,
            (_, 0) if tally.returned => None,
            (_, 0) if self.enough && (key.error || (known && tally.recent > 0)) => Some(Strange::New),
            (_, 0) if key.error && !self.enough => Some(Strange::Error),
            (_, 0) => None,
            (_, quiet) => self.surges(tally, quiet).then_some(Strange::Surge),
        }
    }

    fn surges(&self, tally: &Tally, quiet: u64) -> bool {
        let usual = quiet as f64 / self.length.max(MINUTE) as f64;
        let now = tally.recent as f64 / SHORTLY as f64;
        self.enough && tally.recent >= SURGE_LEAST && now >= SURGE_TIMES * usual
    }
}

fn found(window: &Window, tallies: BTreeMap<Key, Tally>, healthy: Option<&Healthy>) -> Found {
    let mut history = History::of(window, &tallies);
    history.enough |= healthy.is_some();
    let mut found = Found::default();
    for (key, tally) in tallies {
        let mut strange = history.strange(&tally, &key);
        if let Some(expected) = healthy.and_then(|h| h.expects(&key, SHORTLY)) {
            if tally.recent < SURGE_LEAST || (tally.recent as f64) < SURGE_TIMES * expected {
                found.usual += usize::from(strange.is_some());
                continue;
            }
            strange = strange.map(|_| Strange::Surge);
        }
        if tally.is_fresh() {
            found.fresh.push(fresh(&key, &tally, &history));
        }
        found.shapes.extend(strange.map(|strange| unexplained(key, tally, strange)));
    }
    found.shapes.sort_by(|a, b| (rank(a), a.first, &a.template).cmp(&(rank(b), b.first, &b.template)));
    found
}

fn fresh(key: &Key, tally: &Tally, history: &History) -> Fresh {
    let at_turn = tally.inside + tally.away == 0;
    let first = tally.first.into_iter().chain(tally.first_beside).min();
    let count = tally.inside + tally.away + tally.turning;
    let hosts = tally.hosts.union(&tally.hosts_beside).cloned().collect();
    let shape = unexplained(key.clone(), tally.clone(), Strange::New);
    Fresh { shape: Unexplained { first, count, hosts, ..shape }, at_turn, is_sure: history.enough }
}

/// Errors before the rest, and of both what is new before what is only more.
fn rank(shape: &Unexplained) -> (bool, Strange) {
    (!shape.error, shape.strange)
}

fn unexplained(key: Key, tally: Tally, strange: Strange) -> Unexplained {
    let surge = tally.surge_from.filter(|_| strange == Strange::Surge);
    let basis = tally.quotes.first().and_then(|(_, q)| q.time).map_or_else(Default::default, |t| t.basis);
    Unexplained {
        template: key.template.into(),
        unit: key.unit,
        count: tally.inside,
        first: surge.map(|ns| Stamp { ns, basis, ahead_ns: 0 }).or(tally.first),
        hosts: tally.hosts.into_iter().collect(),
        evidence: tally.quotes.into_iter().map(|(_, quote)| quote).collect(),
        strange,
        error: key.error,
        incident: String::new(),
    }
}
