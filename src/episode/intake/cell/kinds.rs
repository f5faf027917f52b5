//! The first quote of each kind of line.

use super::RawQuote;
use crate::model::Place;

/// Kinds of lines of which the first one is kept besides.
const MOST_KINDS: usize = 12;

/// The first quote of each kind of line, in order: a flood of one text does not drown the others, and each of many
/// pods is seen once. The earliest dozen is kept, so that the order in which they come does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds(Vec<(u64, RawQuote)>);

impl Kinds {
    pub(super) fn of(kind: u64, quote: RawQuote) -> Self {
        Kinds(vec![(kind, quote)])
    }

    pub(super) fn quotes_mut(&mut self) -> impl Iterator<Item = &mut RawQuote> {
        self.0.iter_mut().map(|(_, quote)| quote)
    }

    pub(super) fn into_quotes(self) -> impl Iterator<Item = RawQuote> {
        self.0.into_iter().map(|(_, quote)| quote)
    }

    /// Drops the quotes that are not wanted.
    pub fn retain(&mut self, wanted: impl Fn(&RawQuote) -> bool) {
        self.0.retain(|(_, quote)| wanted(quote));
    }

    pub(super) fn add(&mut self, kind: u64, at: (i64, Place), quote: impl FnOnce() -> RawQuote) {
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

    pub(super) fn merge(&mut self, other: Kinds) {
        for (kind, quote) in other.0 {
            self.add(kind, (quote.ns, quote.place), || quote);
        }
    }
}
