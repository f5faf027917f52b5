//! Findings that follow each other closely.
//!
//! ```text
//! quotes   q q q q . . . . . . q q      the first four and the last two, in order
//! ```

use super::minutes::Minutes;
use super::{Kinds, Point, Print, Prints, RawQuote};
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{Entity, Place, SignatureId};

/// Quotes kept from the start of a run.
const FIRST: usize = 4;
/// Quotes kept from its end.
const LAST: usize = 2;

/// Other entities kept, the smallest by order.
const MAX_ALSO: usize = 64;

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
    /// By what its findings are known in another input.
    pub prints: Prints,
    lately: Lately,
}

/// What came last, since most findings repeat the one before.
#[derive(Clone, Copy, Debug, Default)]
struct Lately {
    /// The number of its subject; zero for none.
    number: u64,
    /// The last quotes that are of that subject.
    quotes: usize,
}

impl Run {
    pub(super) fn of(mut point: Point<'_>) -> Self {
        let mut minutes = Minutes::default();
        point.counts = true;
        point.tally(&mut minutes);
        Run {
            prints: Prints::of(&point),
            first: point.begins(),
            last: point.ns,
            onset: point.onset(),
            count: point.count(),
            sure: point.subject.sure,
            signatures: vec![(point.subject.signature, point.begins())],
            also: point.also.to_vec(),
            values: (point.ns, point.place, std::mem::take(&mut point.values)),
            minutes,
            kinds: Kinds::of(point.kind, point.clone().quote()),
            lately: Lately::default(),
            quotes: vec![point.quote()],
        }
    }

    /// Every quote that is kept, in order; takes them out.
    #[must_use]
    pub fn take_quotes(&mut self) -> Vec<RawQuote> {
        let mut all = std::mem::take(&mut self.quotes);
        all.extend(std::mem::take(&mut self.kinds).into_quotes());
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
        self.prints.move_to(&to);
        self.each_quote(|quote| quote.ns = to(quote.ns));
    }

    /// Changes each quote.
    pub fn each_quote(&mut self, change: impl Fn(&mut RawQuote)) {
        self.quotes.iter_mut().chain(self.kinds.quotes_mut()).for_each(change);
    }

    /// Drops the quotes of a print.
    pub fn forget_quotes(&mut self, print: &Print) {
        let is_other = |quote: &RawQuote| !print.is_of(quote.ns, quote.text);
        self.quotes.retain(is_other);
        self.kinds.retain(is_other);
    }

    /// Leaves a part of its findings.
    pub fn scale(&mut self, part: u64, of: u64) {
        let scaled = |count: u64| count.checked_mul(part).map_or(count, |n| n.div_ceil(of.max(1)));
        if of > 0 {
            self.count = scaled(self.count);
            self.minutes = self.minutes.stamps().map(|(ns, n)| (ns, scaled(n.into()) as u32)).collect();
        }
    }

    /// What came before a time, and what from then on; to the second, and with the quotes that each has.
    #[must_use]
    pub fn cut(self, at: i64) -> [Run; 2] {
        let minute = at.div_euclid(MINUTE);
        let (mut before, mut after) = (self.clone(), self);
        before.keep(|quote| quote.ns < at, |m| m < minute);
        after.keep(|quote| quote.ns >= at, |m| m >= minute);
        let quoted = before.quotes.last().map(|quote| quote.ns);
        let counted = before.minutes.stamps().last().map(|(ns, _)| ns);
        before.last = quoted.max(counted).unwrap_or(before.first).max(before.first);
        let counted = after.minutes.stamps().next().map_or(at, |(ns, _)| ns);
        let quoted = after.quotes.iter().map(|quote| quote.ns).find(|ns| *ns - counted < SECOND);
        (after.first, after.onset) = (quoted.unwrap_or(counted), quoted.unwrap_or(counted));
        after.signatures.iter_mut().for_each(|(_, ns)| *ns = (*ns).max(after.first));
        [before, after]
    }

    fn keep(&mut self, quotes: impl Fn(&RawQuote) -> bool, minutes: impl Fn(i64) -> bool) {
        self.quotes.retain(&quotes);
        self.kinds.retain(quotes);
        self.minutes.retain(minutes);
        self.count = self.minutes.sum();
    }

    /// Takes one more finding in: the same as merging a run of one, without making it.
    pub(super) fn push(&mut self, mut point: Point<'_>) {
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
        self.prints.add(&point);
        let at = point.at();
        self.kinds.add(point.kind, at, || point.clone().quote());
        self.show(point);
    }

    /// Quotes a finding where it is one of the first or of the last ones.
    fn show(&mut self, point: Point<'_>) {
        let at = point.at();
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
        let Point { ns, place, speaker, raw, text, .. } = point;
        self.quotes[FIRST..].rotate_left(1);
        let Some(quote) = self.quotes.last_mut() else { return };
        if self.lately.quotes < LAST {
            self.lately.quotes += 1;
            quote.host.clone_from(&speaker.host);
            quote.unit.clone_from(&speaker.unit);
        }
        (quote.ns, quote.place, quote.raw, quote.text) = (ns, place, raw, text);
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
        self.prints.merge(other.prints);
        self.lately = Lately::default();
        other.minutes.stamps().for_each(|(ns, count)| self.minutes.add(ns, count));
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
