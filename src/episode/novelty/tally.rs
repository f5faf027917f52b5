//! How often one shape was printed before an incident, and when: in the quiet time, and in the half hour.

use std::collections::BTreeSet;

use super::shapes::Shape;
use super::window::Window;
use crate::episode::clocks::Clockwork;
use crate::episode::drafts::quote;
use crate::episode::intake::cell::RawQuote;
use crate::model::stamp::MINUTE;
use crate::model::{Quote, RawTime, Stamp};

/// What is no error must come up this shortly before the incident, and a surge is measured over as long, nanoseconds.
pub const SHORTLY: i64 = 10 * MINUTE;
/// Quotes of a shape.
const QUOTES: usize = 2;

/// One shape on all hosts.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Records before the window, and the first of them.
    pub quiet: u64,
    pub quiet_from: Option<i64>,
    /// Records in the window, and in its last minutes.
    pub inside: u64,
    pub recent: u64,
    /// Records in the window that are no sign by themselves: of hosts that the incident is not about,
    pub away: u64,
    /// and of a host that boots or goes down.
    pub turning: u64,
    /// Whether it was printed before what is known.
    pub returned: bool,
    /// The first record in the window, and the first of those that are no sign by themselves.
    pub first: Option<Stamp>,
    pub first_beside: Option<Stamp>,
    pub surge_from: Option<i64>,
    /// Hosts of the records in the window, and of those that are no sign by themselves.
    pub hosts: BTreeSet<Box<str>>,
    pub hosts_beside: BTreeSet<Box<str>>,
    /// Examples; those of the window come first.
    pub quotes: BTreeSet<(Place, Quote)>,
}

/// A shape of one input, and its host by the name that counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met<'s> {
    pub shape: &'s Shape,
    pub host: Option<&'s str>,
}

/// Where in time and space a record stands, as seen from the incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Inside,
    Turning,
    Away,
    Outside,
}

impl Tally {
    /// Adds a shape whose first record was printed in time.
    pub fn add(&mut self, met: Met<'_>, first: Stamp, work: &Clockwork, window: &Window) {
        let shape = met.shape;
        self.returned |= shape.returned;
        for (start, count) in shape.slots.iter() {
            // The first record is known to the nanosecond, the others by their minute.
            let Some(at) = utc(shape, work, start).map(|s| s.ns.max(first.ns.min(window.to - 1))) else { continue };
            self.slot(met, window, at, u64::from(count));
        }
        let place = place(met, window, first.ns.min(window.to - 1));
        let earliest = match place {
            Place::Inside => &mut self.first,
            Place::Turning | Place::Away => &mut self.first_beside,
            Place::Outside => return self.quote(shape, first, place),
        };
        *earliest = (*earliest).min(Some(first)).or(Some(first));
        self.quote(shape, first, place);
    }

    /// Keeps the first record of a shape as an example, if it is among the first of all inputs.
    fn quote(&mut self, shape: &Shape, first: Stamp, place: Place) {
        let rank = (place, first.ns);
        let last = self.quotes.last().filter(|_| self.quotes.len() >= QUOTES);
        if last.is_some_and(|(place, quote)| (*place, quote.time.map_or(i64::MIN, |time| time.ns)) < rank) {
            return;
        }
        let quote = quote(RawQuote { ns: first.ns, ..shape.first.clone() }, first.basis);
        self.quotes.insert((place, quote));
        if self.quotes.len() > QUOTES {
            self.quotes.pop_last();
        }
    }

    fn slot(&mut self, met: Met<'_>, window: &Window, at: i64, count: u64) {
        match place(met, window, at) {
            Place::Inside => self.inside(met, window, at, count),
            Place::Turning => self.beside(met, (count, 0)),
            Place::Away => self.beside(met, (0, count)),
            Place::Outside if at < window.from && !window.is_aside(at) => {
                self.quiet += count;
                self.quiet_from = Some(self.quiet_from.map_or(at, |q| q.min(at)));
            }
            Place::Outside => {}
        }
    }

    fn inside(&mut self, met: Met<'_>, window: &Window, at: i64, count: u64) {
        self.inside += count;
        self.hosts.extend(met.host.map(Into::into));
        if at >= window.to - SHORTLY && met.shape.slots.width() <= SHORTLY {
            self.recent += count;
            self.surge_from = Some(self.surge_from.map_or(at, |s| s.min(at)));
        }
    }

    fn beside(&mut self, met: Met<'_>, (turning, away): (u64, u64)) {
        self.turning += turning;
        self.away += away;
        self.hosts_beside.extend(met.host.map(Into::into));
    }

    /// Whether nothing of the kind was printed before the half hour.
    pub const fn is_fresh(&self) -> bool {
        self.quiet == 0 && !self.returned && self.inside + self.away + self.turning > 0
    }
}

fn place(met: Met<'_>, window: &Window, at: i64) -> Place {
    match (window.is_inside(at), window.covers(met.host)) {
        (false, _) => Place::Outside,
        (true, _) if window.is_turn(at) => Place::Turning,
        (true, true) => Place::Inside,
        (true, false) => Place::Away,
    }
}

/// When a shape was printed, given what its records print.
pub(super) fn utc(shape: &Shape, work: &Clockwork, ns: i64) -> Option<Stamp> {
    work.resolver.printed(RawTime { clock: shape.clock, ns }, shape.boot)
}
