//! What one input tells of one host: when it was alive, its boots, its clocks, its daemons.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::RawQuote;
use super::daemons::Daemons;
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{Clock, RawTime, StreamSet};

/// Streams that rules watch for life, at most.
pub const WATCHED: usize = 16;
/// Guesses of a boot's start that are kept.
const MAX_STARTS: usize = 256;

/// Identifies a boot: its id, or a number of our own where lines carry none.
pub type BootKey = u128;

/// One minute of one host.
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
    /// Adds another count of the same minute.
    pub fn merge(&mut self, other: &Minute) {
        self.count += other.count;
        self.streams = self.streams.with(other.streams);
        for (mine, theirs) in self.watched.iter_mut().zip(other.watched) {
            *mine += theirs;
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
    /// Its streams.
    pub streams: StreamSet,
}

/// How often and how far the wall clock of a host ran backwards between two records of one boot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Falls {
    last: Option<(RawTime, BootKey)>,
    count: u64,
    most: i64,
}

impl Falls {
    /// A fall of less is the usual disorder of a log, nanoseconds.
    const LEAST: i64 = 30 * SECOND;
    /// More falls than this are a log that is not in the order of time.
    const MOST: u64 = 3;

    fn follow(&mut self, time: RawTime, boot: BootKey) {
        if matches!(time.clock, Clock::Boot | Clock::None) {
            return;
        }
        if let Some((last, _)) = self.last.filter(|(last, of)| last.clock == time.clock && *of == boot) {
            let fall = last.ns.saturating_sub(time.ns);
            self.count += u64::from(fall >= Self::LEAST);
            self.most = self.most.max(fall);
        }
        self.last = Some((time, boot));
    }

    /// The largest fall, nanoseconds, and how many there were; `None` when there were none, or so many that the log is
    /// merely unordered.
    #[must_use]
    pub fn worth_telling(&self) -> Option<(i64, u64)> {
        (1..=Self::MOST).contains(&self.count).then_some((self.most, self.count))
    }
}

/// What one input tells of one host.
#[derive(Clone, Debug, Default)]
pub struct Track {
    /// Life by minute, on the clock and boot it was printed with.
    pub minutes: BTreeMap<(Clock, BootKey, i64), Minute>,
    /// Boots in the order they were first met.
    pub boots: Vec<BootSeen>,
    /// Start of each boot on the wall clock of the input, rounded to a second: wall time less time since boot.
    pub starts: BTreeMap<BootKey, BTreeSet<(Clock, i64)>>,
    /// Falls of its wall clock.
    pub falls: Falls,
    /// Long-lived programs.
    pub daemons: Daemons,
    /// Last lines before a change of boot.
    pub boundaries: Vec<(RawTime, RawQuote)>,
    /// The last line of all.
    pub tail: Option<(RawTime, RawQuote)>,
}

impl Track {
    /// Notes a record.
    pub fn mark(&mut self, mark: Mark, watched: &[StreamSet]) {
        if !mark.time.is_some() {
            return;
        }
        let boot = if mark.time.clock == Clock::Boot { mark.boot } else { 0 };
        let minute = self.minutes.entry((mark.time.clock, boot, mark.time.ns.div_euclid(MINUTE))).or_default();
        minute.count += 1;
        minute.streams = minute.streams.with(mark.streams);
        for (count, stream) in minute.watched.iter_mut().zip(watched) {
            *count += u32::from(mark.streams.meets(*stream));
        }
        self.falls.follow(mark.time, mark.boot);
        self.boot(mark);
        self.start(mark);
    }

    fn boot(&mut self, mark: Mark) {
        if mark.boot == 0 {
            return;
        }
        let known = self.boots.iter_mut().rev().find(|b| b.key == mark.boot);
        match known {
            Some(boot) => {
                boot.first = boot.first.min(mark.time);
                boot.last = boot.last.max(mark.time);
            }
            None => self.boots.push(BootSeen { key: mark.boot, first: mark.time, last: mark.time }),
        }
    }

    fn start(&mut self, mark: Mark) {
        let (Some(since), false) = (mark.since_boot_ns, mark.time.clock == Clock::Boot) else { return };
        let start = mark.time.ns.saturating_sub(since).div_euclid(SECOND) * SECOND;
        let starts = self.starts.entry(mark.boot).or_default();
        let near = starts.range((mark.time.clock, start - 5 * SECOND)..=(mark.time.clock, start + 5 * SECOND)).next();
        if near.is_none() && starts.len() < MAX_STARTS {
            starts.insert((mark.time.clock, start));
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
}
