//! The wall clock of one host in one input: where it steps back within a boot, and where it may be put right again.
//!
//! ```text
//! 13:22:40  chronyd  clock wrong by -10800 s     epoch 0
//! 10:22:40  chronyd  clock stepped               epoch 1: the order in the file goes on, the clock does not
//! 11:41:03  chronyd  clock wrong by 10800 s      epoch 1
//! 14:41:03  chronyd  clock stepped               epoch 2: a rise as long as the fall
//! ```
//!
//! What is a step and what only a log out of order is decided in [`steps`](crate::episode::clocks::steps), once all
//! inputs are known.

use crate::episode::intake::segments::BootKey;
use crate::model::RawTime;
use crate::model::stamp::{MINUTE, SECOND};

/// A fall of less is the usual disorder of a log, nanoseconds.
const LEAST: i64 = 30 * SECOND;
/// More falls than this are a log that is not in the order of time.
const MOST: u64 = 3;
/// Breaks that are kept.
const MOST_BREAKS: usize = 8;
/// Speakers that are remembered before a fall, and looked at after it.
const SPEAKERS: usize = 32;
/// Keys of epochs start here: no boot has such a key.
const EPOCHS: BootKey = 1 << 97;

/// One record, as the clock takes it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    /// Time, New Years counted.
    pub time: RawTime,
    /// Its boot.
    pub boot: BootKey,
    /// The line's second clock, which never steps.
    pub since_boot_ns: Option<i64>,
    /// Stands for the program and its process.
    pub speaker: Option<u64>,
    /// Offset in the input.
    pub offset: u64,
}

/// A place where the clock does not go on.
#[derive(Clone, Copy, Debug)]
pub struct Break {
    /// The last time before.
    pub before: RawTime,
    /// The first time after: earlier for a fall, later for a rise.
    pub after: RawTime,
    /// From this offset on the next epoch counts.
    pub offset: u64,
    /// How far the clock stepped, as the one since boot tells; positive is forward.
    pub exact_ns: Option<i64>,
    /// How far records are apart before it, nanoseconds.
    pub spacing_ns: i64,
    /// Whether the time after it was shown before in this input.
    pub returns_to_known: bool,
    /// Whether a process printed before and after it.
    pub lived_on: bool,
}

impl Break {
    /// How far the printed time steps; positive is forward.
    #[must_use]
    pub fn rise(&self) -> i64 {
        self.after.ns.saturating_sub(self.before.ns)
    }
}

/// Follows the wall clock of one host in the order of one input.
#[derive(Clone, Debug, Default)]
pub struct Wall {
    last: Option<(RawTime, BootKey)>,
    first: Option<RawTime>,
    spacing: i64,
    /// Wall time less time since boot, and the time since boot, of the last record with both.
    start: Option<(i64, i64, BootKey)>,
    speakers: [u64; SPEAKERS],
    spoken: usize,
    since_break: usize,
    falls: u64,
    most: i64,
    /// In order.
    pub breaks: Vec<Break>,
}

impl Wall {
    /// Takes a record; says which epoch its wall clock is of, 0 before any break.
    pub fn follow(&mut self, reading: Reading) -> BootKey {
        let Reading { time, boot, .. } = reading;
        if time.clock.is_wall() {
            if let Some((last, _)) = self.last.filter(|(last, of)| last.clock == time.clock && *of == boot) {
                self.step(last, reading);
            }
            self.first = self.first.or(Some(time));
            self.last = Some((time, boot));
            self.second_clock(reading);
            self.speaker(reading.speaker);
        }
        self.epoch()
    }

    /// From its first to its last reading, nanoseconds.
    #[must_use]
    pub fn length(&self) -> i64 {
        self.first.zip(self.last).map_or(0, |(first, (last, _))| last.ns.saturating_sub(first.ns))
    }

    /// The key of the epoch that reading is in.
    #[must_use]
    pub fn epoch(&self) -> BootKey {
        key(self.breaks.len())
    }

    /// The key of the epoch that a record at an offset is of.
    #[must_use]
    pub fn epoch_at(&self, offset: u64) -> BootKey {
        key(self.breaks.iter().take_while(|b| b.offset <= offset).count())
    }

    /// The largest fall, nanoseconds, and how many there were; `None` when there were none, or so many that the log is
    /// merely unordered.
    #[must_use]
    pub fn worth_telling(&self) -> Option<(i64, u64)> {
        (1..=MOST).contains(&self.falls).then_some((self.most, self.falls))
    }

    fn step(&mut self, last: RawTime, reading: Reading) {
        let rise = reading.time.ns.saturating_sub(last.ns);
        if rise <= -LEAST {
            self.falls += 1;
            self.most = self.most.max(-rise);
        }
        if rise <= -LEAST || self.takes_back(rise) {
            self.split(last, reading);
        } else if rise > 0 {
            self.spacing = rise;
        }
    }

    /// Whether a rise is as long as the fall right before it.
    fn takes_back(&self, rise: i64) -> bool {
        let fall = self.breaks.last().map(Break::rise).filter(|fall| *fall < 0);
        fall.is_some_and(|fall| rise >= -fall - (-fall / 10).min(MINUTE))
    }

    fn split(&mut self, last: RawTime, reading: Reading) {
        if self.breaks.len() >= MOST_BREAKS {
            return;
        }
        let known = self.first.is_some_and(|first| first.clock == reading.time.clock && first.ns < reading.time.ns);
        self.since_break = 0;
        self.breaks.push(Break {
            before: last,
            after: reading.time,
            offset: reading.offset,
            exact_ns: None,
            spacing_ns: self.spacing,
            returns_to_known: known,
            lived_on: false,
        });
    }

    /// A step of the wall clock against the one since boot is exact.
    fn second_clock(&mut self, reading: Reading) {
        let Some(since) = reading.since_boot_ns else { return };
        let start = reading.time.ns.saturating_sub(since);
        let before = self.start.replace((start, since, reading.boot));
        let Some((was, then, boot)) = before.filter(|(_, then, boot)| *then <= since && *boot == reading.boot) else {
            return;
        };
        let _ = (then, boot);
        let step = start - was;
        let open = self.breaks.last_mut().filter(|b| b.exact_ns.is_none() && b.rise().signum() == step.signum());
        if let Some(broken) = open.filter(|_| step.abs() >= LEAST) {
            broken.exact_ns = Some(step);
        }
    }

    fn speaker(&mut self, speaker: Option<u64>) {
        let Some(speaker) = speaker else { return };
        if let Some(broken) = self.breaks.last_mut().filter(|_| self.since_break < SPEAKERS) {
            broken.lived_on |= self.speakers.contains(&speaker);
            self.since_break += 1;
        }
        if self.breaks.is_empty() || self.since_break >= SPEAKERS {
            self.speakers[self.spoken % SPEAKERS] = speaker;
            self.spoken += 1;
        }
    }
}

fn key(epoch: usize) -> BootKey {
    if epoch == 0 { 0 } else { EPOCHS + epoch as BootKey }
}
