//! A bounded table of the shapes that no rule knows, fed with records in the order of their input.

mod alarm;
mod join;

use std::hash::BuildHasher;

use foldhash::HashMap;
use foldhash::fast::FixedState;

pub(super) use self::alarm::is_error;
use super::slots::Slots;
use super::trail::Trail;
use crate::episode::intake::cell::RawQuote;
use crate::episode::intake::segments::BootKey;
use crate::model::{Clock, Place, RawTime, Record};
use crate::text::{sanitize, template};

/// Shapes that are kept.
const MOST: usize = 4096;
/// Shapes that make room at once: the ones that were printed the longest ago.
const ROOM: usize = MOST / 4;
/// Places for the hashes of shapes that made room: what comes back is not new.
const REMEMBERED: usize = 1 << 17;
/// Bytes of a record that a quote of a shape keeps.
const QUOTE: usize = 400;
/// Bytes of a unit's name.
const UNIT: usize = 80;
/// A record that no signature holds on.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// It.
    pub record: &'a Record<'a>,
    /// Its host.
    pub host: Option<&'a str>,
    /// Unit, program or container.
    pub unit: Option<&'a [u8]>,
    /// Its time, New Years counted.
    pub time: RawTime,
    /// Its boot.
    pub boot: BootKey,
    /// Where it stands.
    pub place: Place,
}

/// What identifies a shape, whatever host prints it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Who prints it.
    pub unit: Option<Box<str>>,
    /// It.
    pub template: Box<str>,
    /// Whether it is printed as an error.
    pub error: bool,
}

/// What is kept of one shape on one host.
#[derive(Clone, Debug)]
pub struct Shape {
    /// What it is, whatever host prints it.
    pub key: Key,
    /// Its host.
    pub host: Option<Box<str>>,
    /// The clock of its times.
    pub clock: Clock,
    /// The boot, for times since boot.
    pub boot: BootKey,
    /// When.
    pub slots: Slots,
    /// The first record.
    pub first: RawQuote,
    /// It made room once and came back: it is not new.
    pub returned: bool,
    last: u64,
}

/// The shapes of one input.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    by_hash: HashMap<u64, Shape>,
    /// Hashes of shapes that made room, each in the place that it hashes to.
    gone: Vec<u64>,
    buffer: Vec<u8>,
    /// Every record, when that is asked for: of a piece of a log.
    pub trail: Option<Trail>,
}

impl Shapes {
    /// Takes the next record. One without a time tells nothing of before and after.
    pub fn take(&mut self, sight: &Sight<'_>) {
        if !sight.time.is_some() {
            return;
        }
        template::write(&sight.record.message, &mut self.buffer);
        if self.buffer.is_empty() {
            return;
        }
        let error = is_error(sight.record);
        let hash = hash(sight, error, &self.buffer);
        match self.by_hash.get_mut(&hash) {
            Some(shape) => shape.again(sight),
            None => self.add(hash, sight, error),
        }
    }

    /// Every shape, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Shape> {
        self.by_hash.values()
    }

    fn add(&mut self, hash: u64, sight: &Sight<'_>, error: bool) {
        if self.by_hash.len() >= MOST {
            self.make_room();
        }
        let returned = self.gone.get(slot(hash)) == Some(&hash);
        let mut shape = Shape {
            key: Key {
                unit: sight.unit.map(|u| sanitize::quote(u, UNIT)),
                template: String::from_utf8_lossy(&self.buffer).into(),
                error,
            },
            host: sight.host.map(Into::into),
            clock: sight.time.clock,
            boot: sight.boot,
            slots: Slots::default(),
            first: quote(sight),
            returned,
            last: sight.place.offset,
        };
        shape.again(sight);
        self.by_hash.insert(hash, shape);
    }

    /// Offsets differ, so the same shapes make room whatever the order of the table.
    fn make_room(&mut self) {
        let mut ages: Vec<(u64, u64)> = self.by_hash.iter().map(|(hash, shape)| (shape.last, *hash)).collect();
        ages.sort_unstable();
        self.gone.resize(REMEMBERED, 0);
        for (_, hash) in &ages[..ROOM] {
            self.by_hash.remove(hash);
            self.gone[slot(*hash)] = *hash;
        }
    }
}

impl Shape {
    fn again(&mut self, sight: &Sight<'_>) {
        self.last = sight.place.offset;
        self.slots.add(sight.time.ns);
        if sight.time.ns < self.first.ns {
            self.first = quote(sight);
        }
    }
}

fn quote(sight: &Sight<'_>) -> RawQuote {
    RawQuote {
        ns: sight.time.ns,
        place: sight.place,
        host: sight.host.map(Into::into),
        unit: sight.unit.map(|u| sanitize::quoted(u, UNIT).into()),
        raw: sanitize::quoted(sight.record.raw, QUOTE).into(),
        ahead_ns: 0,
        text: 0,
    }
}

fn slot(hash: u64) -> usize {
    hash as usize % REMEMBERED
}

/// The same on every run: the hasher has fixed keys, and no order depends on it.
fn hash(sight: &Sight<'_>, error: bool, shape: &[u8]) -> u64 {
    let boot = if sight.time.clock == Clock::Boot { sight.boot } else { 0 };
    FixedState::default().hash_one((sight.host, sight.unit, error, sight.time.clock, boot, shape))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::MINUTE;

    fn record(message: &str) -> Record<'_> {
        Record { message: message.as_bytes().into(), raw: message.as_bytes(), ..Record::default() }
    }

    fn take(shapes: &mut Shapes, message: &str, ns: i64) {
        let place = Place { offset: ns as u64, ..Place::default() };
        let record = record(message);
        shapes.take(&Sight { record: &record, host: None, unit: None, time: RawTime::utc(ns), boot: 0, place });
    }

    #[test]
    fn records_of_one_shape_are_one() {
        let mut shapes = Shapes::default();
        take(&mut shapes, "retry 1 in 5s", 0);
        take(&mut shapes, "retry 2 in 9s", 3 * MINUTE);
        take(&mut shapes, "retry 2 in 9ms", 3 * MINUTE + 1);
        let mut got: Vec<_> =
            shapes.iter().map(|s| (&*s.key.template, s.slots.iter().count(), &*s.first.raw)).collect();
        got.sort_unstable();
        assert_eq!(got, [("retry <n> in <n>ms", 1, "retry 2 in 9ms"), ("retry <n> in <n>s", 2, "retry 1 in 5s")]);
    }

    #[test]
    fn what_makes_room_and_comes_back_is_not_new() {
        let mut shapes = Shapes::default();
        let word = |n: usize| -> String { n.to_string().bytes().map(|b| char::from(b + 0x31)).collect() };
        for n in 0..20_000 {
            take(&mut shapes, &format!("shape {}", word(n)), n as i64 + 1);
        }
        assert!(shapes.by_hash.len() <= MOST);
        (0..100).for_each(|n| take(&mut shapes, &format!("shape {}", word(n)), 30_000 + n as i64));
        take(&mut shapes, "another", 31_000);
        let returned = |template: &str| shapes.iter().any(|s| *s.key.template == *template && s.returned);
        // Two hashes may fall on one place.
        assert!((0..100).filter(|n| returned(&format!("shape {}", word(*n)))).count() > 70);
        assert!(!returned("another"));
    }
}
