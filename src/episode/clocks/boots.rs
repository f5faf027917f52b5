//! When each boot began that the times of an input count from.
//!
//! ```text
//! journal of the host   |-- boot a --|   |-- boot b ------------------|        wall clock and time since boot
//! dmesg                                  [0.0 .. 812.6]                         the host's last boot
//! serial console                                                        [0.0 .. 2.1] ends in a panic: b lived on
//! ```
//!
//! The kernel's lines may stand in a dated log too: their stamps tell the boot, see `intake/track/stamps.rs`, and where
//! that log prints none, what they tell of does, see `echoes.rs`. The kernel itself prints the time once or
//! twice, as far as its clock is set.
//! A boot that no clock dates is placed behind the last sign of its host; without one its times stay times since boot. One
//! that panicked, and whose crash record a later boot found, lies before that later boot, see `crash_records.rs`.

use std::collections::BTreeMap;

use super::crash_records::{AFTER_LAST, CrashRecords};
use super::echoes::Echoes;
use super::{Clockwork, has_clock};
use crate::episode::intake::InputLog;
use crate::episode::intake::hosts::Host;
use crate::episode::intake::segments::BootKey;
use crate::episode::intake::track::Track;
use crate::episode::intake::track::stamps::{Sample, agreed};
use crate::model::stamp::MINUTE;
use crate::model::{Clock, ConditionId, RawTime, Zone};
use crate::rule::Library;

/// Conditions that end a boot: the kernel stops.
pub(in crate::episode) const PANICS: [&str; 2] = ["kernel.panic", "kernel.panic-no-root"];
/// What is logged this long after a kernel's panic is not of the boot that panicked.
pub(in crate::episode) const LINGERS: i64 = 2 * MINUTE;

/// Finds the start of every boot that an input counts from.
pub fn place(library: &Library, logs: &[InputLog], works: &mut [Clockwork]) {
    let known = Known::of(logs, works);
    let echoes = Echoes::of(library, logs, works);
    let records = CrashRecords::of(library, logs, works);
    let shared = Shared::of(library, logs);
    let dumped: Vec<Option<i64>> = logs.iter().map(|log| dumped(log, logs, works)).collect();
    for ((log, work), dumped) in logs.iter().zip(works.iter_mut()).zip(dumped) {
        let host = log.tracks.keys().next().cloned().unwrap_or_default();
        let mut after = known.ends.get(&host).copied();
        let keys: Vec<(BootKey, (i64, i64))> = spans(log).collect();
        for (i, &(key, _)) in keys.iter().enumerate() {
            let Boot { span: (first, last_sign), panic, logs: of_boot } = &shared.0[&key];
            let (first, last_sign, panic) = (*first, *last_sign, *panic);
            let end = known.ends.get(&host).copied().unwrap_or(i64::MAX);
            let each = || of_boot.iter().map(|&at| &logs[at]);
            let ways: [(&dyn Fn() -> Option<i64>, &str); 7] = [
                (&|| known.by_id(&host, key), "as other logs of it tell"),
                (&|| each().find_map(|log| known.by_stamps(log, key)), "by stamps that a dated log has too"),
                (&|| each().find_map(|log| told_start(log, key)), "by a line that prints the time"),
                (&|| dumped.filter(|_| i + 1 == keys.len()).map(|end| end - last_sign), "by the date of its dump"),
                (&|| known.last_of(&host, panic).filter(|_| i + 1 == keys.len()), "that of the last boot of its host"),
                (&|| records.start(&host, panic?, (first, last_sign)), "by the crash record that a later boot found"),
                (&|| echoes.start(log, &host, key, (first, last_sign), end), "by events that dated logs tell too"),
            ];
            let told = ways.iter().find_map(|(way, why)| Some((way()?, *why)));
            let (start, why) = told.unwrap_or_else(|| {
                // A console that was opened late shows the end of a boot that began long before.
                let start = after.map_or(0, |end| end + AFTER_LAST - first);
                if after.is_none() {
                    work.resolver.undated.insert(key);
                }
                after = after.map(|_| start + last_sign);
                work.loose.push(key);
                (start, if after.is_none() { "" } else { "right after the last sign of its host, a guess" })
            });
            work.resolver.boots.insert(key, start);
            work.boot = why;
        }
    }
}

/// Second 0 of a boot, as a line of its own log tells.
fn told_start(log: &InputLog, key: BootKey) -> Option<i64> {
    log.tracks.values().find_map(|track| track.stamps.starts.get(&key)).copied()
}

/// The boots whose clock an input prints, with the first and the last time of each.
fn spans(log: &InputLog) -> impl Iterator<Item = (BootKey, (i64, i64))> {
    log.spans.iter().filter(|((clock, _), _)| *clock == Clock::Boot).map(|((_, key), span)| (*key, *span))
}

/// What all inputs tell of a boot together: the parts of a crash record are inputs of one boot.
struct Boot {
    /// The first and the last time, nanoseconds since its start.
    span: (i64, i64),
    /// When it panicked.
    panic: Option<i64>,
    /// Its inputs.
    logs: Vec<usize>,
}

/// The boots whose clock inputs print.
struct Shared(BTreeMap<BootKey, Boot>);

impl Shared {
    fn of(library: &Library, logs: &[InputLog]) -> Self {
        let panics: Vec<ConditionId> = PANICS.iter().filter_map(|name| library.id(name)).collect();
        let mut shared = Shared(BTreeMap::new());
        for (at, log) in logs.iter().enumerate() {
            for (key, span) in spans(log) {
                let boot = shared.0.entry(key).or_insert(Boot { span, panic: None, logs: Vec::new() });
                boot.span = (boot.span.0.min(span.0), boot.span.1.max(span.1));
                boot.panic = boot.panic.max(panic_of(log, key, &panics));
                boot.logs.push(at);
            }
        }
        shared
    }
}

/// What kdump and its like call the kernel's last lines, in a folder or a file that bears the date.
const DUMPS: [&str; 2] = ["vmcore-dmesg", "dmesg.2"];

/// When a dump was written whose log this is, in the zone of its host: right after the last line.
fn dumped(log: &InputLog, logs: &[InputLog], works: &[Clockwork]) -> Option<i64> {
    let file = log.facts.path.rsplit(['/', ':']).next()?;
    let time = log.collected.filter(|_| DUMPS.iter().any(|dump| file.starts_with(dump)))?;
    let is_neighbour = |other: &InputLog| {
        has_clock(other, &[Clock::Local, Clock::LocalNoYear]) && other.tracks.keys().next() == log.tracks.keys().next()
    };
    let neighbour = logs.iter().zip(works).find(|(other, _)| is_neighbour(other)).map(|(_, work)| work.clone());
    let own = || {
        let mut work = Clockwork::default();
        work.set_zone(log.clock.as_ref().and_then(|clock| clock.zone).unwrap_or(Zone::Fixed(0)), "");
        work
    };
    neighbour.unwrap_or_else(own).resolver.stamp(time, 0).map(|stamp| stamp.ns)
}

/// When a boot panicked, nanoseconds since its start, as the input itself tells.
fn panic_of(log: &InputLog, boot: BootKey, panics: &[ConditionId]) -> Option<i64> {
    let of_boot = log.cells.iter().filter(|(key, _)| key.clock == Clock::Boot && key.boot == boot);
    let panicked = of_boot.filter(|(key, _)| panics.contains(&key.key.condition));
    panicked.flat_map(|(_, (cell, _))| &cell.runs).map(|run| run.last).max()
}

/// A boot whose start is known, UTC nanoseconds.
#[derive(Clone, Copy, Debug)]
struct Life {
    key: BootKey,
    start: i64,
    /// The last sign of it.
    last: i64,
}

/// What wall clocks tell of the boots of all hosts.
struct Known {
    /// By host, in order of their starts.
    lives: BTreeMap<Host, Vec<Life>>,
    /// The last sign of each host.
    ends: BTreeMap<Host, i64>,
    /// Stamps of the kernel's lines in each log, with second 0 of their boots in UTC.
    stamps: Vec<Sample<i64>>,
}

impl Known {
    fn of(logs: &[InputLog], works: &[Clockwork]) -> Self {
        let mut known = Known { lives: BTreeMap::new(), ends: BTreeMap::new(), stamps: Vec::new() };
        let lacking = logs.iter().any(|log| spans(log).next().is_some());
        for (log, work) in logs.iter().zip(works) {
            for (host, track) in &log.tracks {
                known.add_starts(host, track, work);
                known.add_end(host, track, work);
                if lacking {
                    let utc = |time, epoch| work.resolver.stamp(time, epoch).map(|stamp| stamp.ns);
                    known.stamps.push(track.stamps.dated.placed(utc));
                }
            }
        }
        for (host, lives) in &mut known.lives {
            lives.sort_by_key(|life| (life.start, life.key));
            bound(lives, known.ends.get(host).copied().unwrap_or(i64::MAX));
        }
        known
    }

    fn add_starts(&mut self, host: &Host, track: &Track, work: &Clockwork) {
        for (key, starts) in &track.starts {
            let utc = starts.iter().filter_map(|&(clock, epoch, ns)| work.resolver.stamp(RawTime { clock, ns }, epoch));
            let Some(start) = utc.map(|stamp| stamp.ns).max() else { continue };
            let last = last_sign(track, work, *key);
            let lives = self.lives.entry(host.clone()).or_default();
            match lives.iter_mut().find(|life| life.key == *key) {
                // Without ids, the latest start is the one that is sure to be of the last boot.
                Some(life) if *key == 0 => life.start = life.start.max(start),
                Some(life) => life.last = life.last.max(last),
                None => lives.push(Life { key: *key, start, last }),
            }
        }
    }

    fn add_end(&mut self, host: &Host, track: &Track, work: &Clockwork) {
        let lived = track.life.iter().filter(|lived| lived.from.clock != Clock::Boot);
        let stamps = lived.filter_map(|lived| work.resolver.stamp(lived.from, lived.boot));
        if let Some(last) = stamps.map(|stamp| stamp.ns + MINUTE).max() {
            let end = self.ends.entry(host.clone()).or_insert(last);
            *end = (*end).max(last);
        }
    }

    /// The start of a boot by its id, on whatever host it was.
    fn by_id(&self, host: &Host, key: BootKey) -> Option<i64> {
        let own = self.lives.get(host).into_iter().flatten();
        let all = own.chain(self.lives.values().flatten().filter(|_| key != 0));
        all.into_iter().find(|life| life.key == key).map(|life| life.start)
    }

    /// The start of the boot whose lines the most stamps of another log are of.
    fn by_stamps(&self, log: &InputLog, key: BootKey) -> Option<i64> {
        let own = log.tracks.values().find_map(|track| track.stamps.undated.get(&key))?;
        let told = self.stamps.iter().filter_map(|dated| agreed(own, dated));
        told.max_by_key(|(count, start)| (*count, std::cmp::Reverse(*start))).map(|(_, start)| start)
    }

    /// The start of the host's last boot; of one that panicked, the last that ended with it.
    fn last_of(&self, host: &Host, panic: Option<i64>) -> Option<i64> {
        let mut lives = self.lives.get(host)?.iter().rev();
        lives.find(|life| panic.is_none_or(|at| life.last <= life.start + at + LINGERS)).map(|life| life.start)
    }
}

/// The last wall-clock sign of a boot with an id.
fn last_sign(track: &Track, work: &Clockwork, key: BootKey) -> i64 {
    let seen = track.boots.iter().filter(|boot| boot.key == key && boot.last.clock.is_wall());
    seen.filter_map(|boot| work.resolver.stamp(boot.last, boot.epoch)).map(|stamp| stamp.ns).max().unwrap_or(i64::MIN)
}

/// Where no line tells a boot's last sign, it is over by the start of the next one, or by the host's last sign.
fn bound(lives: &mut [Life], end: i64) {
    let starts: Vec<i64> = lives.iter().skip(1).map(|life| life.start).chain([end]).collect();
    for (life, next) in lives.iter_mut().zip(starts) {
        if life.last == i64::MIN {
            life.last = next;
        }
    }
}
