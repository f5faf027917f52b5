//! Findings of one condition about the same things, folded: an interval union with a few quotes.
//!
//! Merging is associative and commutative, so neither threads nor the order of inputs show in the result, and a flood
//! of findings costs no more memory than a trickle.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::stamp::MINUTE;
use crate::model::{Entity, Place, Repeats, SignatureId, Subject};

/// Quotes kept from the start of a run.
const FIRST: usize = 4;
/// Quotes kept from its end.
const LAST: usize = 2;
/// Kinds of lines of which the first one is kept besides.
const MOST_KINDS: usize = 12;
/// Other entities kept, the smallest by order.
const MAX_ALSO: usize = 64;

/// A quote before its time is known in UTC.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RawQuote {
    /// Nanoseconds on the run's clock.
    pub ns: i64,
    /// Where it stands.
    pub place: Place,
    /// The host that stored it.
    pub host: Option<Box<str>>,
    /// Unit or program.
    pub unit: Option<Box<str>>,
    /// Text.
    pub raw: Box<str>,
    /// How far the printed time is ahead of `ns`, once that is on the axis of the host.
    pub ahead_ns: i64,
}

/// One finding, reduced to what a run keeps.
#[derive(Clone, Debug)]
pub struct Point<'s> {
    /// Nanoseconds on the run's clock.
    pub ns: i64,
    /// Where it stands.
    pub place: Place,
    /// How often it stands for the same.
    pub repeats: Repeats,
    /// What it says.
    pub subject: &'s Subject,
    /// Entities it is not `about`.
    pub also: &'s [Entity],
    /// What kind of line it is: a number for its signature and the entities beside.
    pub kind: u64,
    /// Tells the subject from all others of the input; above zero.
    pub number: u64,
    /// The record's text.
    pub raw: Box<str>,
}

impl Point<'_> {
    /// When the first one was that it stands for.
    fn begins(&self) -> i64 {
        self.ns.saturating_sub(self.repeats.over_ns())
    }

    fn onset(&self) -> i64 {
        self.begins().saturating_sub(self.subject.back_ns)
    }

    /// How many findings it stands for.
    fn count(&self) -> u64 {
        1 + u64::from(self.repeats.times)
    }

    /// Adds it to the findings a minute.
    fn tally(&self, minutes: &mut BTreeMap<i64, u32>) {
        let mut add = |ns: i64, count: u32| {
            let minute = minutes.entry(ns.div_euclid(MINUTE)).or_default();
            *minute = minute.saturating_add(count);
        };
        add(self.ns, 1);
        if self.repeats.times > 0 {
            self.repeats.spread(self.ns).for_each(|(ns, count)| add(ns, count));
        }
    }

    fn at(&self) -> (i64, Place) {
        (self.ns, self.place)
    }

    fn quote(self) -> RawQuote {
        let Point { ns, place, subject, raw, .. } = self;
        RawQuote { ns, place, host: subject.host.clone(), unit: subject.unit.clone(), raw, ahead_ns: 0 }
    }
}

/// Findings with no gap longer than the condition's `hold`.
#[derive(Clone, Debug)]
pub struct Run {
    /// First and last finding.
    pub first: i64,
    /// Last finding.
    pub last: i64,
    /// Earliest onset: a finding's time less what its message says.
    pub onset: i64,
    /// Findings.
    pub count: u64,
    /// How sure the surest text is.
    pub sure: f64,
    /// Signatures that held, each with its first finding: few, by id.
    pub signatures: Vec<(SignatureId, i64)>,
    /// Other entities.
    pub also: BTreeSet<Entity>,
    /// Values of the earliest finding.
    pub values: (i64, Place, Vec<(u8, Box<str>)>),
    /// Findings a minute.
    pub minutes: BTreeMap<i64, u32>,
    /// The first quotes and the last ones, in order.
    pub quotes: Vec<RawQuote>,
    /// The first quote of each kind of line.
    pub kinds: Kinds,
    pub(super) lately: Lately,
}

/// What came last, since most findings repeat the one before.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lately {
    /// The number of its subject; zero for none.
    number: u64,
    /// The last quotes that are of that subject.
    quotes: usize,
}

/// The first quote of each kind of line, in order: a flood of one text does not drown the others, and each of many
/// pods is seen once. The earliest dozen is kept, so that the order in which they come does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds(Vec<(u64, RawQuote)>);

impl Kinds {
    /// The quotes, each changed; what has become `None` goes.
    #[must_use]
    pub fn map(&self, change: impl Fn(&RawQuote) -> Option<RawQuote>) -> Kinds {
        Kinds(self.0.iter().filter_map(|(kind, quote)| Some((*kind, change(quote)?))).collect())
    }

    fn add(&mut self, kind: u64, at: (i64, Place), quote: impl FnOnce() -> RawQuote) {
        if self.0.len() == MOST_KINDS && self.0.last().is_some_and(|(_, last)| at >= (last.ns, last.place)) {
            return;
        }
        match self.0.iter().position(|(known, _)| *known == kind) {
            Some(i) if at >= (self.0[i].1.ns, self.0[i].1.place) => return,
            Some(i) => drop(self.0.remove(i)),
            None => {}
        }
        let place = self.0.partition_point(|(_, quote)| (quote.ns, quote.place) < at);
        self.0.insert(place, (kind, quote()));
        self.0.truncate(MOST_KINDS);
    }

    fn merge(&mut self, other: Kinds) {
        for (kind, quote) in other.0 {
            self.add(kind, (quote.ns, quote.place), || quote);
        }
    }
}

impl Run {
    fn of(point: Point<'_>) -> Self {
        let mut minutes = BTreeMap::new();
        point.tally(&mut minutes);
        Run {
            first: point.begins(),
            last: point.ns,
            onset: point.onset(),
            count: point.count(),
            sure: point.subject.sure,
            signatures: vec![(point.subject.signature, point.begins())],
            also: point.also.iter().cloned().collect(),
            values: (point.ns, point.place, point.subject.values.clone()),
            minutes,
            kinds: Kinds(vec![(point.kind, point.clone().quote())]),
            lately: Lately::default(),
            quotes: vec![point.quote()],
        }
    }

    /// Every quote that is kept, in order.
    #[must_use]
    pub fn all_quotes(&self) -> Vec<&RawQuote> {
        let mut all: Vec<&RawQuote> = self.quotes.iter().chain(self.kinds.0.iter().map(|(_, quote)| quote)).collect();
        all.sort();
        all.dedup();
        all
    }

    /// Takes one more finding in: the same as merging a run of one, without making it.
    fn push(&mut self, point: Point<'_>) {
        self.first = self.first.min(point.begins());
        self.last = self.last.max(point.ns);
        self.onset = self.onset.min(point.onset());
        self.count += point.count();
        self.held(point.subject.signature, point.begins());
        if point.number != self.lately.number {
            self.lately = Lately { number: point.number, quotes: 0 };
            self.sure = self.sure.max(point.subject.sure);
            point.also.iter().for_each(|entity| self.add_also(entity));
        }
        if (point.ns, point.place) < (self.values.0, self.values.1) {
            self.values = (point.ns, point.place, point.subject.values.clone());
        }
        point.tally(&mut self.minutes);
        let at = point.at();
        self.kinds.add(point.kind, at, || point.clone().quote());
        let between = |from: &RawQuote, to: &RawQuote| (from.ns, from.place) < at && at < (to.ns, to.place);
        let full = self.quotes.len() >= FIRST + LAST;
        if full && self.quotes.last().is_some_and(|last| (last.ns, last.place) < at) {
            self.follow(point);
        } else if !full || !between(&self.quotes[FIRST - 1], &self.quotes[FIRST]) {
            self.lately.quotes = 0;
            self.quotes.push(point.quote());
            trim(&mut self.quotes);
        }
    }

    /// A finding behind all others takes the place of the first of the last ones; when these repeat each other their
    /// names are the same.
    fn follow(&mut self, point: Point<'_>) {
        let Point { ns, place, subject, raw, .. } = point;
        self.quotes[FIRST..].rotate_left(1);
        let Some(quote) = self.quotes.last_mut() else { return };
        if self.lately.quotes < LAST {
            self.lately.quotes += 1;
            if quote.host != subject.host {
                quote.host.clone_from(&subject.host);
            }
            if quote.unit != subject.unit {
                quote.unit.clone_from(&subject.unit);
            }
        }
        (quote.ns, quote.place, quote.raw) = (ns, place, raw);
    }

    fn add_also(&mut self, entity: &Entity) {
        let full = self.also.len() >= MAX_ALSO;
        if full && self.also.last().is_some_and(|last| entity > last) || self.also.contains(entity) {
            return;
        }
        self.also.insert(entity.clone());
        if full {
            self.also.pop_last();
        }
    }

    fn held(&mut self, signature: SignatureId, ns: i64) {
        match self.signatures.binary_search_by_key(&signature, |(known, _)| *known) {
            Ok(at) => self.signatures[at].1 = self.signatures[at].1.min(ns),
            Err(at) => self.signatures.insert(at, (signature, ns)),
        }
    }

    /// Takes another run in.
    pub fn merge(&mut self, other: Run) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.onset = self.onset.min(other.onset);
        self.count += other.count;
        self.sure = self.sure.max(other.sure);
        other.signatures.into_iter().for_each(|(signature, ns)| self.held(signature, ns));
        self.also.extend(other.also);
        while self.also.len() > MAX_ALSO {
            self.also.pop_last();
        }
        if (other.values.0, other.values.1) < (self.values.0, self.values.1) {
            self.values = other.values;
        }
        self.kinds.merge(other.kinds);
        self.lately = Lately::default();
        for (minute, count) in other.minutes {
            let own = self.minutes.entry(minute).or_default();
            *own = own.saturating_add(count);
        }
        if !self.has_enough(&other.quotes) {
            self.quotes.extend(other.quotes);
            trim(&mut self.quotes);
        }
    }

    /// Whether none of these quotes would be kept: all lie between the first and the last ones.
    fn has_enough(&self, quotes: &[RawQuote]) -> bool {
        let full = self.quotes.len() == FIRST + LAST;
        full && quotes.iter().all(|q| *q > self.quotes[FIRST - 1] && *q < self.quotes[FIRST])
    }
}

/// Keeps the first and the last few, in order.
fn trim(quotes: &mut Vec<RawQuote>) {
    if !quotes.is_sorted_by(|a, b| a < b) {
        quotes.sort();
        quotes.dedup();
    }
    if quotes.len() > FIRST + LAST {
        quotes.drain(FIRST..quotes.len() - LAST);
    }
}

/// The runs of one condition about the same things, in order.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Apart by more than `hold`.
    pub runs: Vec<Run>,
}

impl Cell {
    /// Adds a finding.
    pub fn add(&mut self, point: Point<'_>, hold: i64) {
        // Logs are nearly in order: the finding mostly belongs to the last run.
        let begins = point.begins();
        match self.runs.last_mut().filter(|r| r.first <= begins && begins <= r.last.saturating_add(hold)) {
            Some(run) => run.push(point),
            None => self.insert(Run::of(point), hold),
        }
    }

    /// Takes another cell's runs in.
    pub fn merge(&mut self, other: Cell, hold: i64) {
        other.runs.into_iter().for_each(|run| self.insert(run, hold));
    }

    /// Joins a run with its neighbours. The longest neighbour takes the others in, so that a flood costs as much as it
    /// adds and not as much as there is.
    fn insert(&mut self, run: Run, hold: i64) {
        let from = self.runs.partition_point(|r| r.last.saturating_add(hold) < run.first);
        let to = self.runs.partition_point(|r| r.first <= run.last.saturating_add(hold)).max(from);
        if to == from + 1 {
            return self.runs[from].merge(run);
        }
        let mut near: Vec<Run> = self.runs.splice(from..to, []).collect();
        near.push(run);
        let longest = near.iter().enumerate().max_by_key(|(_, r)| r.minutes.len()).map_or(0, |(i, _)| i);
        let mut joined = near.swap_remove(longest);
        near.into_iter().for_each(|r| joined.merge(r));
        self.runs.insert(from, joined);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::ConditionId;

    fn subject() -> Subject {
        Subject {
            condition: ConditionId(0),
            signature: SignatureId(0),
            ends: false,
            back_ns: 0,
            host: None,
            about_host: None,
            unit: None,
            entities: vec![],
            values: vec![],
            sure: 0.9,
        }
    }

    fn add(cell: &mut Cell, ns: i64, hold: i64) {
        let place = Place { offset: ns as u64, ..Place::default() };
        let repeats = Repeats::default();
        let point = Point { ns, place, repeats, subject: &subject(), also: &[], kind: 0, number: 1, raw: "x".into() };
        cell.add(point, hold);
    }

    fn shape(cell: &Cell) -> Vec<(i64, i64, u64, Vec<i64>)> {
        cell.runs.iter().map(|r| (r.first, r.last, r.count, r.quotes.iter().map(|q| q.ns).collect())).collect()
    }

    #[test]
    fn a_line_may_stand_for_many() {
        let subject = subject();
        let repeats = Repeats::of(350, 88 * MINUTE);
        let (ns, place) = (200 * MINUTE, Place::default());
        let mut cell = Cell::default();
        cell.add(Point { ns, place, repeats, subject: &subject, also: &[], kind: 0, number: 1, raw: "x".into() }, 7);
        add(&mut cell, 150 * MINUTE, 7);
        assert_eq!(shape(&cell), [(112 * MINUTE, 200 * MINUTE, 351, vec![150 * MINUTE, 200 * MINUTE])]);
        let run = &cell.runs[0];
        assert_eq!(run.minutes.values().map(|n| u64::from(*n)).sum::<u64>(), 351);
        assert!(run.minutes.values().all(|n| *n <= 6), "spread: {:?}", run.minutes);
    }

    #[test]
    fn near_findings_are_one_run() {
        let mut cell = Cell::default();
        [10, 100, 12, 20, 14].into_iter().for_each(|ns| add(&mut cell, ns, 5));
        assert_eq!(shape(&cell), [(10, 14, 3, vec![10, 12, 14]), (20, 20, 1, vec![20]), (100, 100, 1, vec![100])]);
        add(&mut cell, 17, 5);
        assert_eq!(shape(&cell)[0].0..shape(&cell)[0].1, 10..20);
    }

    proptest! {
        /// Whatever the order and however they are split, the runs are the same.
        #[test]
        fn order_does_not_show(times in prop::collection::btree_set(0i64..400, 0..60), split in 0usize..60, seed in 0usize..60) {
            let times: Vec<i64> = times.into_iter().collect();
            let mut straight = Cell::default();
            times.iter().for_each(|&ns| add(&mut straight, ns, 7));
            let mut turned = times.clone();
            turned.rotate_left(seed.min(times.len()));
            let (left, right) = turned.split_at(split.min(times.len()));
            let (mut one, mut two) = (Cell::default(), Cell::default());
            left.iter().for_each(|&ns| add(&mut one, ns, 7));
            right.iter().rev().for_each(|&ns| add(&mut two, ns, 7));
            two.merge(one, 7);
            prop_assert_eq!(shape(&straight), shape(&two));
        }
    }
}
