//! One finding on its way into a run.

use std::sync::Arc;

use super::RawQuote;
use super::minutes::Minutes;
use crate::model::{Entity, Place, Repeats, Subject};

/// One finding, reduced to what a run keeps.
#[derive(Clone, Debug)]
pub struct Point<'s> {
    /// Nanoseconds on the run's clock.
    pub ns: i64,
    /// Where it stands.
    pub place: Place,
    /// How often it stands for the same.
    pub repeats: Repeats,
    /// Whether its event was not counted before.
    pub counts: bool,
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
    /// By what the record is known in another input; 0 when there is none.
    pub text: u64,
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
    pub(super) fn begins(&self) -> i64 {
        self.ns.saturating_sub(self.repeats.over_ns())
    }

    /// The earliest moment that its message tells.
    pub(super) fn onset(&self) -> i64 {
        self.begins().saturating_sub(self.back_ns)
    }

    /// How many findings it stands for.
    pub(super) fn count(&self) -> u64 {
        if self.counts { 1 + u64::from(self.repeats.times) } else { 0 }
    }

    /// Adds it to the findings a minute.
    pub(super) fn tally(&self, minutes: &mut Minutes) {
        if !self.counts {
            return;
        }
        let mut add = |ns: i64, count: u32| minutes.add(ns, count);
        add(self.ns, 1);
        if self.repeats.times > 0 {
            self.repeats.spread(self.ns).for_each(|(ns, count)| add(ns, count));
        }
    }

    pub(super) fn at(&self) -> (i64, Place) {
        (self.ns, self.place)
    }

    pub(super) fn quote(self) -> RawQuote {
        let Point { ns, place, speaker, raw, text, .. } = self;
        RawQuote { ns, place, host: speaker.host.clone(), unit: speaker.unit.clone(), raw, ahead_ns: 0, text }
    }
}
