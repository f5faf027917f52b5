//! What one input tells of one host: when it was alive, its boots, its clocks, its daemons.

pub mod daemons;
pub mod life;
pub mod stamps;
pub mod wall;

use std::collections::{BTreeMap, BTreeSet};

use crate::episode::intake::cell::RawQuote;
use crate::episode::intake::segments::BootKey;
use crate::model::stamp::SECOND;
use crate::model::{Clock, RawTime, StreamSet};
use daemons::Daemons;
use life::{Life, Lived};
use stamps::Stamps;
use wall::Wall;

/// Streams that rules watch for life, at most.
pub const WATCHED: usize = 16;
/// Guesses of a boot's start that are kept.
const MAX_STARTS: usize = 256;

/// One minute of one host, whatever inputs tell of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Minute {
    /// Records noted.
    pub count: u32,
    /// Streams met.
    pub streams: StreamSet,
    /// Records of each watched stream.
    pub watched: [u32; WATCHED],
}

impl Minute {
    /// Adds records of the same minute.
    pub fn add(&mut self, lived: &Lived, watched: &[StreamSet]) {
        self.count += lived.records;
        self.streams = self.streams.with(lived.streams);
        for (count, _) in self.watched.iter_mut().zip(watched).filter(|(_, stream)| lived.streams.meets(**stream)) {
            *count += lived.records;
        }
    }
}

/// One boot as an input shows it.
#[derive(Clone, Debug)]
pub struct BootSeen {
    /// Which.
    pub key: BootKey,
    /// Earliest time.
    pub first: RawTime,
    /// Latest time.
    pub last: RawTime,
    /// The epoch of the wall clock at the earliest time.
    pub epoch: BootKey,
}

/// One record, as a track takes it.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// Time, New Years counted.
    pub time: RawTime,
    /// The line's second clock.
    pub since_boot_ns: Option<i64>,
    /// Its boot.
    pub boot: BootKey,
    /// The epoch of its wall clock.
    pub epoch: BootKey,
    /// Its streams.
    pub streams: StreamSet,
}

/// What one input tells of one host.
#[derive(Clone, Debug, Default)]
pub struct Track {
    /// When it was alive.
    pub life: Life,
    /// Boots in the order they were first met.
    pub boots: Vec<BootSeen>,
    /// Start of each boot on the wall clock of the input, rounded to a second: wall time less time since boot,
    /// with the epoch of the wall clock.
    pub starts: BTreeMap<BootKey, BTreeSet<(Clock, BootKey, i64)>>,
    /// Its wall clock in the order of the input.
    pub wall: Wall,
    /// Stamps of the kernel's lines.
    pub stamps: Stamps,
    /// Long-lived programs.
    pub daemons: Daemons,
    /// The times before and behind each line that says no more than that a boot begins, with the epochs of its clock.
    pub reboots: Vec<[(RawTime, BootKey); 2]>,
    /// Last lines before a change of boot.
    pub boundaries: Vec<(RawTime, RawQuote)>,
    /// The last line of all.
    pub tail: Option<(RawTime, RawQuote)>,
}

impl Track {
    /// Notes a record.
    pub fn mark(&mut self, mark: Mark) {
        if !mark.time.is_some() {
            return;
        }
        let boot = if mark.time.clock == Clock::Boot { mark.boot } else { mark.epoch };
        self.life.note(mark.time, boot, mark.streams);
        self.boot(mark);
        self.start(mark);
    }

    /// Notes that a boot began between a record of this host and its next one.
    pub fn reboot(&mut self, before: (RawTime, BootKey), next: Mark) {
        self.reboots.push([before, (next.time, next.epoch)]);
        self.daemons.rebooted();
    }

    fn boot(&mut self, mark: Mark) {
        if mark.boot == 0 {
            return;
        }
        let known = self.boots.iter_mut().rev().find(|b| b.key == mark.boot);
        match known {
            Some(boot) => {
                // What a stepped clock prints is not earlier for its smaller number.
                if boot.epoch == mark.epoch {
                    boot.first = boot.first.min(mark.time);
                }
                boot.last = boot.last.max(mark.time);
            }
            None => self.boots.push(BootSeen { key: mark.boot, first: mark.time, last: mark.time, epoch: mark.epoch }),
        }
    }

    fn start(&mut self, mark: Mark) {
        let (Some(since), false) = (mark.since_boot_ns, mark.time.clock == Clock::Boot) else { return };
        let start = mark.time.ns.saturating_sub(since).div_euclid(SECOND) * SECOND;
        let starts = self.starts.entry(mark.boot).or_default();
        let at = |ns| (mark.time.clock, mark.epoch, ns);
        let near = starts.range(at(start - 5 * SECOND)..=at(start + 5 * SECOND)).next();
        if near.is_none() && starts.len() < MAX_STARTS {
            starts.insert(at(start));
        }
    }

    /// Keeps the line before a change of boot; of other lines only the last one.
    pub fn edge(&mut self, time: RawTime, quote: RawQuote, boundary: bool) {
        if boundary {
            self.boundaries.push((time, quote));
        } else if self.tail.as_ref().is_none_or(|(_, t)| t.place.offset < quote.place.offset) {
            self.tail = Some((time, quote));
        }
    }

    /// Takes in what the same input tells of the machine under another name. The clock and the programs are followed by
    /// the name that is printed for longer.
    pub fn absorb(&mut self, mut other: Track) {
        if other.wall.length() > self.wall.length() {
            std::mem::swap(self, &mut other);
        }
        self.life.absorb(&other.life);
        other.boots.into_iter().for_each(|boot| self.meet(boot));
        other.starts.into_iter().for_each(|(boot, starts)| self.starts.entry(boot).or_default().extend(starts));
        self.daemons.changes.extend(other.daemons.changes);
        self.reboots.extend(other.reboots);
        self.boundaries.extend(other.boundaries);
        self.boundaries.sort_by_key(|(_, quote)| quote.place.offset);
        if let Some((time, quote)) = other.tail {
            self.edge(time, quote, false);
        }
    }

    fn meet(&mut self, boot: BootSeen) {
        match self.boots.iter_mut().find(|known| known.key == boot.key) {
            Some(known) => (known.first, known.last) = (known.first.min(boot.first), known.last.max(boot.last)),
            None => self.boots.push(boot),
        }
    }

    /// Every quote that it keeps.
    pub fn quotes(&mut self) -> impl Iterator<Item = &mut RawQuote> {
        self.boundaries.iter_mut().chain(&mut self.tail).map(|(_, quote)| quote)
    }
}
