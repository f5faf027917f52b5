//! Which shapes came up just before an incident: new, surging, or at error level where nothing tells what is usual.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt};

use super::healthy::Healthy;
use super::shapes::{Key, Shape, Shapes};
use crate::episode::cell::RawQuote;
use crate::episode::chronicle::quote;
use crate::episode::clocks::Clockwork;
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{Place, Quote, RawTime, Stamp, Strange, Unexplained};

/// How long before an incident's first finding every record is looked at, nanoseconds.
pub const LOOK_BACK: i64 = 30 * MINUTE;
/// How long before that a shape counts as usual, nanoseconds: what runs daily is seen once.
pub const QUIET: i64 = 26 * 60 * MINUTE;
/// What is no error must come up this shortly before the incident, and a surge is measured over as long, nanoseconds;
const SHORTLY: i64 = 10 * MINUTE;
/// it has at least this many records,
const SURGE_LEAST: u64 = 20;
/// and is this many times as dense as in the quiet time.
const SURGE_TIMES: f64 = 10.0;
/// Quiet time shorter than this tells nothing of what is usual, nanoseconds,
const LEAST_QUIET: i64 = 20 * MINUTE;
/// nor do fewer records than this.
const LEAST_RECORDS: u64 = 100;
/// A program with fewer records than this in the quiet time was not really there.
const LEAST_OF_UNIT: u64 = 5;
/// Quotes of a shape.
const QUOTES: usize = 2;

/// The time before one incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Start, nanoseconds UTC.
    pub from: i64,
    /// The incident's first finding, nanoseconds UTC.
    pub to: i64,
    /// Where that stands: what the same input prints above it in the same second came before it.
    pub line: Option<Place>,
    /// Its hosts; any when empty.
    pub hosts: Vec<Box<str>>,
    /// Stretches of other incidents: what they bring is neither usual nor a sign of this one.
    pub aside: Vec<(i64, i64)>,
    /// Stretches in which a host boots or goes down for the first time: what they bring is not strange.
    pub turns: Vec<(i64, i64)>,
}

/// What was found before one incident.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The strange shapes, what matters most first.
    pub shapes: Vec<Unexplained>,
    /// Shapes that would be strange without the healthy log.
    pub usual: usize,
}

/// Folds the shapes of all inputs; their order does not matter.
#[derive(Clone, Debug)]
pub struct Judge {
    windows: Vec<(Window, HashMap<Key, Tally>)>,
}

/// One shape on all hosts.
#[derive(Clone, Debug, Default)]
struct Tally {
    /// Records before the window, and the first of them.
    quiet: u64,
    quiet_from: Option<i64>,
    /// Records in the window, and in its last minutes.
    inside: u64,
    recent: u64,
    /// Whether it was printed before what is known.
    returned: bool,
    first: Option<Stamp>,
    surge_from: Option<i64>,
    hosts: BTreeSet<Box<str>>,
    /// Examples; those of the window come first.
    quotes: BTreeSet<(bool, Quote)>,
}

impl Judge {
    /// Of the times before some incidents.
    #[must_use]
    pub fn new(windows: Vec<Window>) -> Self {
        Judge { windows: windows.into_iter().map(|w| (w, HashMap::new())).collect() }
    }

    /// Adds shapes of one input; `seen` are the windows whose time was looked at, quiet time included.
    pub fn add(&mut self, shapes: &Shapes, work: &Clockwork, seen: &[&Window]) {
        for (window, tallies) in self.windows.iter_mut().filter(|(window, _)| seen.contains(&window)) {
            for shape in shapes.iter() {
                let first = utc(shape, work, shape.first.ns);
                let Some(first) = first.filter(|first| window.is_after(first.ns, shape.first.place)) else { continue };
                // Most shapes are known from other inputs: their names are not copied again.
                match tallies.get_mut(&shape.key) {
                    Some(tally) => tally.add(shape, first, work, window),
                    None => tallies.entry(shape.key.clone()).or_default().add(shape, first, work, window),
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

impl Tally {
    /// Adds a shape whose first record was printed in time.
    fn add(&mut self, shape: &Shape, first: Stamp, work: &Clockwork, window: &Window) {
        self.returned |= shape.returned;
        for (start, count) in shape.slots.iter() {
            // The first record is known to the nanosecond, the others by their minute.
            let Some(at) = utc(shape, work, start).map(|s| s.ns.max(first.ns.min(window.to - 1))) else { continue };
            self.slot(shape, window, at, u64::from(count));
        }
        let inside = window.covers(shape) && window.is_inside(first.ns.min(window.to - 1));
        if inside {
            self.first = self.first.min(Some(first)).or(Some(first));
        }
        self.quote(shape, first, inside);
    }

    /// Keeps the first record of a shape as an example, if it is among the first of all inputs.
    fn quote(&mut self, shape: &Shape, first: Stamp, inside: bool) {
        let rank = (!inside, first.ns);
        let last = self.quotes.last().filter(|_| self.quotes.len() >= QUOTES);
        if last.is_some_and(|(outside, quote)| (*outside, quote.time.map_or(i64::MIN, |time| time.ns)) < rank) {
            return;
        }
        let quote = quote(&RawQuote { ns: first.ns, ..shape.first.clone() }, first.basis);
        self.quotes.insert((!inside, quote));
        if self.quotes.len() > QUOTES {
            self.quotes.pop_last();
        }
    }

    fn slot(&mut self, shape: &Shape, window: &Window, at: i64, count: u64) {
        if at < window.from {
            if !window.is_aside(at) {
                self.quiet += count;
                self.quiet_from = Some(self.quiet_from.map_or(at, |q| q.min(at)));
            }
        } else if window.is_inside(at) && window.covers(shape) {
            self.inside += count;
            self.hosts.extend(shape.host.clone());
            if at >= window.to - SHORTLY && shape.slots.width() <= SHORTLY {
                self.recent += count;
                self.surge_from = Some(self.surge_from.map_or(at, |s| s.min(at)));
            }
        }
    }

    fn strange(&self, history: &History, key: &Key) -> Option<Strange> {
        let known = history.units.get(&key.unit).copied().unwrap_or(0) >= LEAST_OF_UNIT;
        match (self.inside, self.quiet) {
            (0, _) => None,
            (_, 0) if self.returned => None,
            (_, 0) if history.enough && (key.error || (known && self.recent > 0)) => Some(Strange::New),
            (_, 0) if key.error && !history.enough => Some(Strange::Error),
            (_, 0) => None,
            (_, quiet) => self.surges(quiet, history).then_some(Strange::Surge),
        }
    }

    fn surges(&self, quiet: u64, history: &History) -> bool {
        let usual = quiet as f64 / history.length.max(MINUTE) as f64;
        let now = self.recent as f64 / SHORTLY as f64;
        history.enough && self.recent >= SURGE_LEAST && now >= SURGE_TIMES * usual
    }
}

/// When a shape was printed, given what its records print.
fn utc(shape: &Shape, work: &Clockwork, ns: i64) -> Option<Stamp> {
    work.resolver.printed(RawTime { clock: shape.clock, ns }, shape.boot)
}

impl Window {
    /// Whether records between two moments count for anything: not, when they are too early or too late, or when all
    /// that time is that of another incident.
    #[must_use]
    pub fn listens(&self, from: i64, to: i64) -> bool {
        let in_time = from < self.to && to > self.from - QUIET;
        in_time && !self.aside.iter().any(|(start, end)| *start <= from && to <= *end)
    }

    /// Whether its end comes after a record: by time, or by place where the times are not fine enough to tell.
    fn is_after(&self, at: i64, place: Place) -> bool {
        let above = |line: Place| line.input == place.input && line.offset > place.offset;
        at < self.to || (at < self.to + SECOND && self.line.is_some_and(above))
    }

    fn covers(&self, shape: &Shape) -> bool {
        self.hosts.is_empty() || shape.host.as_ref().is_none_or(|h| self.hosts.contains(h))
    }

    fn is_aside(&self, at: i64) -> bool {
        within(&self.aside, at)
    }

    fn is_inside(&self, at: i64) -> bool {
        (self.from..self.to).contains(&at) && !within(&self.aside, at) && !within(&self.turns, at)
    }
}

fn within(stretches: &[(i64, i64)], at: i64) -> bool {
    stretches.iter().any(|(from, to)| (*from..*to).contains(&at))
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
}

fn found(window: &Window, tallies: BTreeMap<Key, Tally>, healthy: Option<&Healthy>) -> Found {
    let mut history = History::of(window, &tallies);
    history.enough |= healthy.is_some();
    let mut found = Found::default();
    for (key, tally) in tallies {
        let Some(mut strange) = tally.strange(&history, &key) else { continue };
        if let Some(expected) = healthy.and_then(|h| h.expects(&key, SHORTLY)) {
            if tally.recent < SURGE_LEAST || (tally.recent as f64) < SURGE_TIMES * expected {
                found.usual += 1;
                continue;
            }
            strange = Strange::Surge;
        }
        found.shapes.push(unexplained(key, tally, strange));
    }
    found.shapes.sort_by(|a, b| (rank(a), a.first, &a.template).cmp(&(rank(b), b.first, &b.template)));
    found
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
