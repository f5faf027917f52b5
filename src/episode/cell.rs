//! Findings of one condition about the same things, folded: an interval union with a few quotes.
//!
//! Merging is associative and commutative, so neither threads nor the order of inputs show in the result, and a flood
//! of findings costs no more memory than a trickle.

use std::sync::Arc;

use super::minutes::Minutes;
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
    pub host: Option<Arc<str>>,
    /// Unit or program.
    pub unit: Option<Arc<str>>,
    /// Text.
    pub raw: Arc<str>,
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
    /// Named values that are no entities.
    pub values: Vec<(u8, Box<str>)>,
    /// How long before it was printed the state began, nanoseconds.
    pub back_ns: i64,
    /// Who says so.
    pub speaker: &'s Speaker,
    /// Entities it is not `about`.
    pub also: &'s [Entity],
    /// What kind of line it is: a number for its signature and the entities beside.
    pub kind: u64,
    /// Tells the subject from all others of the input; above zero.
    pub number: u64,
    /// The record's text.
    pub raw: Arc<str>,
}

/// Who says what a subject says: all its quotes share the names.
#[derive(Clone, Debug, Default)]
pub struct Speaker {
    /// The host that stored it.
    pub host: Option<Arc<str>>,
    /// Unit or program.
    pub unit: Option<Arc<str>>,
}

impl Speaker {
    /// Of a subject.
    #[must_use]
    pub fn of(subject: &Subject) -> Self {
        Speaker { host: subject.host.as_deref().map(Into::into), unit: subject.unit.as_deref().map(Into::into) }
    }
}

impl Point<'_> {
    /// When the first one was that it stands for.
    fn begins(&self) -> i64 {
        self.ns.saturating_sub(self.repeats.over_ns())
    }

    fn onset(&self) -> i64 {
        self.begins().saturating_sub(self.back_ns)
    }

    /// How many findings it stands for.
    fn count(&self) -> u64 {
        1 + u64::from(self.repeats.times)
    }

    /// Adds it to the findings a minute.
    fn tally(&self, minutes: &mut Minutes) {
        let mut add = |ns: i64, count: u32| minutes.add(ns.div_euclid(MINUTE), count);
        add(self.ns, 1);
        if self.repeats.times > 0 {
            self.repeats.spread(self.ns).for_each(|(ns, count)| add(ns, count));
        }
    }

    fn at(&self) -> (i64, Place) {
        (self.ns, self.place)
    }

    fn quote(self) -> RawQuote {
        let Point { ns, place, speaker, raw, .. } = self;
        RawQuote { ns, place, host: speaker.host.clone(), unit: speaker.unit.clone(), raw, ahead_ns: 0 }
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
    /// Other entities, sorted.
    pub also: Vec<Entity>,
    /// Values of the earliest finding.
    pub values: (i64, Place, Vec<(u8, Box<str>)>),
    /// Findings a minute.
    pub minutes: Minutes,
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
    /// Drops the quotes that are not wanted.
    pub fn retain(&mut self, wanted: impl Fn(&RawQuote) -> bool) {
        self.0.retain(|(_, quote)| wanted(quote));
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
    fn of(mut point: Point<'_>) -> Self {
        let mut minutes = Minutes::default();
        point.tally(&mut minutes);
        Run {
            first: point.begins(),
            last: point.ns,
            onset: point.onset(),
            count: point.count(),
            sure: point.subject.sure,
            signatures: vec![(point.subject.signature, point.begins())],
            also: point.also.to_vec(),
            values: (point.ns, point.place, std::mem::take(&mut point.values)),
            minutes,
            kinds: Kinds(vec![(point.kind, point.clone().quote())]),
            lately: Lately::default(),
            quotes: vec![point.quote()],
        }
    }

    /// Every quote that is kept, in order; takes them out.
    #[must_use]
    pub fn take_quotes(&mut self) -> Vec<RawQuote> {
        let mut all = std::mem::take(&mut self.quotes);
        all.extend(std::mem::take(&mut self.kinds.0).into_iter().map(|(_, quote)| quote));
        all.sort();
        all.dedup();
        all
    }

    /// Puts its times on another clock, but for those of its minutes and values.
    pub fn move_to(&mut self, to: impl Fn(i64) -> i64) {
        for ns in [&mut self.first, &mut self.last, &mut self.onset] {
            *ns = to(*ns);
        }
        self.signatures.iter_mut().for_each(|(_, ns)| *ns = to(*ns));
        self.each_quote(|quote| quote.ns = to(quote.ns));
    }

    /// Changes each quote.
    pub fn each_quote(&mut self, change: impl Fn(&mut RawQuote)) {
        let kinds = self.kinds.0.iter_mut().map(|(_, quote)| quote);
        self.quotes.iter_mut().chain(kinds).for_each(change);
    }

    /// Takes one more finding in: the same as merging a run of one, without making it.
    fn push(&mut self, mut point: Point<'_>) {
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
            self.values = (point.ns, point.place, std::mem::take(&mut point.values));
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
        let Point { ns, place, speaker, raw, .. } = point;
        self.quotes[FIRST..].rotate_left(1);
        let Some(quote) = self.quotes.last_mut() else { return };
        if self.lately.quotes < LAST {
            self.lately.quotes += 1;
            quote.host.clone_from(&speaker.host);
            quote.unit.clone_from(&speaker.unit);
        }
        (quote.ns, quote.place, quote.raw) = (ns, place, raw);
    }

    /// Takes in an entity that it is not about, unless it has enough of them.
    pub fn add_also(&mut self, entity: &Entity) {
        if let Err(place) = self.also.binary_search(entity)
            && place < MAX_ALSO
        {
            self.also.insert(place, entity.clone());
            self.also.truncate(MAX_ALSO);
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
        other.also.iter().for_each(|entity| self.add_also(entity));
        if (other.values.0, other.values.1) < (self.values.0, self.values.1) {
            self.values = other.values;
        }
        self.kinds.merge(other.kinds);
        self.lately = Lately::default();
        other.minutes.iter().for_each(|(minute, count)| self.minutes.add(minute, count));
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

    /// How many runs it has beside the first one.
    #[must_use]
    pub const fn beside(&self) -> usize {
        self.runs.len().saturating_sub(1)
    }

    /// Joins the runs that are apart by no more than `hold`.
    pub fn join(&mut self, hold: i64) {
        for run in std::mem::take(&mut self.runs) {
            match self.runs.last_mut().filter(|last| run.first <= last.last.saturating_add(hold)) {
                Some(last) => last.merge(run),
                None => self.runs.push(run),
            }
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
            host: None,
            about_host: None,
            unit: None,
            entities: vec![],
            sure: 0.9,
        }
    }

    fn point(ns: i64, place: Place, repeats: Repeats, subject: &Subject) -> Point<'_> {
        const NOBODY: &Speaker = &Speaker { host: None, unit: None };
        let (values, back_ns, raw) = (Vec::new(), 0, "x".into());
        Point { ns, place, repeats, subject, values, back_ns, speaker: NOBODY, also: &[], kind: 0, number: 1, raw }
    }

    fn add(cell: &mut Cell, ns: i64, hold: i64) {
        let place = Place { offset: ns as u64, ..Place::default() };
        cell.add(point(ns, place, Repeats::default(), &subject()), hold);
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
        cell.add(point(ns, place, repeats, &subject), 7);
        add(&mut cell, 150 * MINUTE, 7);
        assert_eq!(shape(&cell), [(112 * MINUTE, 200 * MINUTE, 351, vec![150 * MINUTE, 200 * MINUTE])]);
        let run = &cell.runs[0];
        assert_eq!(run.minutes.sum(), 351);
        assert!(run.minutes.peak() <= 6, "spread: {:?}", run.minutes);
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
