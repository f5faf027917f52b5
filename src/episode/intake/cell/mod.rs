//! Findings of one condition about the same things, folded: an interval union with a few quotes.
//!
//! ```text
//! time    -- x x  x ----------------- x x x x x --------->     findings, each a `Point`
//! Cell       [Run ]   > hold        [   Run   ]
//!            count, minutes, first and last quotes, the first one of each kind of line
//! ```
//!
//! An event counts once: a record on which several signatures hold, a report of the kernel that is shown by several of its
//! lines. What else is found of it adds entities, quotes and certainty.
//!
//! Merging is associative and commutative, so neither threads nor the order of inputs show in the result, and a flood
//! of findings costs no more memory than a trickle.

mod kinds;
pub mod minutes;
mod point;
mod prints;
mod quote;
mod run;

pub use kinds::Kinds;
pub use point::{Point, Speaker};
pub use prints::{Print, Prints};
pub use quote::RawQuote;
pub use run::Run;

use crate::model::SignatureId;

/// The runs of one condition about the same things, in order.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Apart by more than `hold`.
    pub runs: Vec<Run>,
    /// The event that was counted last, and by which signature.
    counted: Option<(u64, SignatureId)>,
}

impl Cell {
    /// Whether a finding of an event is to be counted, in the order of an input: other signatures of the same event are
    /// not, while one that holds again tells of more.
    pub fn counts(&mut self, event: u64, signature: SignatureId) -> bool {
        let again = self.counted.is_some_and(|(last, by)| last == event && by != signature);
        if !again {
            self.counted = Some((event, signature));
        }
        !again
    }

    /// Adds a finding.
    pub fn add(&mut self, point: Point<'_>, hold: i64) {
        // Logs are nearly in order: the finding mostly belongs to the last run. What was counted before is there already.
        let (begins, most) = (point.begins(), if point.counts { 1 } else { usize::MAX });
        let near = |r: &&mut Run| r.first <= begins && begins <= r.last.saturating_add(hold);
        match self.runs.iter_mut().rev().take(most).find(near) {
            Some(run) => run.push(point),
            None => self.take(Run::of(point), hold),
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

    /// Takes another cell's run in, and joins it with its neighbours. The longest of them takes the others in, so that a
    /// flood costs as much as it adds and not as much as there is.
    pub fn take(&mut self, run: Run, hold: i64) {
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
    use crate::model::stamp::MINUTE;
    use crate::model::{ConditionId, Place, Repeats, Subject};

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
        let (speaker, also, counts, kind, number) = (NOBODY, &[], true, 0, 1);
        Point { ns, place, repeats, counts, subject, values, back_ns, speaker, also, kind, number, raw, text: 0 }
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
    fn an_event_counts_once_however_many_signatures_show_it() {
        let (subject, mut cell) = (subject(), Cell::default());
        // The second one of an earlier event comes when a later event stands in a run of its own.
        for (event, signature, ns) in [(1, 4, 100), (1, 5, 100), (2, 4, 10), (2, 9, 12), (2, 4, 14), (3, 9, 20)] {
            let counts = cell.counts(event, SignatureId(signature));
            cell.add(Point { counts, ..point(ns, Place::default(), Repeats::of(3, 0), &subject) }, 5);
        }
        let counts: Vec<(i64, u64, u64)> = cell.runs.iter().map(|r| (r.first, r.count, r.minutes.sum())).collect();
        assert_eq!(counts, [(10, 6, 6), (20, 3, 3), (100, 3, 3)]);
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
            one.runs.into_iter().for_each(|run| two.take(run, 7));
            prop_assert_eq!(shape(&straight), shape(&two));
        }
    }
}
