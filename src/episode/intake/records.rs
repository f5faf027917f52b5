//! What the records of an input tell beside findings: their clocks, their boots, and who lived when.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::cell::RawQuote;
use super::segments::BootKey;
use super::track::daemons::Sign;
use super::track::wall::Reading;
use super::track::{Mark as Noted, Track};
use super::{InputLog, Intake, index};
use crate::matcher::{Edge, Names, Seen};
use crate::model::{Clock, Place, RawTime};
use crate::time::year;

impl Intake<'_> {
    /// Notes one record, or where a boot begins.
    pub(super) fn seen(&mut self, seen: &Seen, names: &Names) {
        if seen.is_boot_marker {
            self.segments.mark(seen.boot);
            self.rebooted = self.last.clock.is_wall().then(|| (self.hosts.last().clone(), (self.last, self.last_boot)));
            return;
        }
        let host = self.hosts.name(seen.host.map(|h| names.get(h)));
        let time = self.years.follow(seen.time);
        if !time.is_some() {
            self.log.timeless += 1;
        }
        let boot = self.segments.key(host, time, seen.boot);
        self.log.compare(seen, time);
        let speaker = seen.ident.zip(seen.pid).map(|(ident, pid)| speaker(names.get(ident), pid));
        let since_boot_ns = seen.since_boot_ns;
        let reading = Reading { time, boot, since_boot_ns, speaker, offset: seen.offset };
        let track = track(&mut self.log.tracks, host);
        let key = counts_from(track, reading, self.is_list);
        let noted = Noted { time, since_boot_ns, boot, epoch: key, streams: seen.streams };
        if let Some((_, before)) = self.rebooted.take_if(|_| time.clock.is_wall()).filter(|(of, _)| of == host) {
            track.reboot(before, noted);
        }
        note_boot(track, noted, !seen.of_controller && !self.of_controller, seen.streams.meets(self.kernel));
        if let Some(utc) = seen.told_utc_ns.filter(|_| time.clock == Clock::Boot) {
            track.stamps.told(boot, utc - time.ns);
        }
        name_daemons(track, seen, names, time, self.input);
        self.advance(time, key);
        self.log.index.note(index::Entry { offset: seen.offset, time, boot });
        self.log.facts.streams = self.log.facts.streams.with(seen.streams);
    }

    pub(super) fn advance(&mut self, time: RawTime, boot: BootKey) {
        if !time.is_some() {
            return;
        }
        (self.last, self.last_boot) = (time, boot);
        self.log.of_leap_year |= time.clock.lacks_year() && year::LEAP_DAY.contains(&time.ns);
        let span = self.log.spans.entry((time.clock, boot)).or_insert((time.ns, time.ns));
        *span = (span.0.min(time.ns), span.1.max(time.ns));
    }

    pub(super) fn edge(&mut self, edge: Edge) {
        let host = self.hosts.name(edge.host.as_deref());
        let place = Place { input: self.input, offset: edge.offset, line: self.line_base + edge.line + 1 };
        let quote = RawQuote {
            ns: edge.time.ns,
            place,
            host: host.as_deref().map(Into::into),
            unit: edge.unit.map(Into::into),
            raw: edge.text,
            ahead_ns: 0,
            text: 0,
        };
        if !self.of_controller {
            track(&mut self.log.tracks, host).edge(edge.time, quote, edge.boundary);
        }
    }
}

impl InputLog {
    /// What a record with two times tells of its zone.
    fn compare(&mut self, seen: &Seen, time: RawTime) {
        if let Some(utc) = seen.inner_utc_ns {
            self.pairs.add(time, utc);
        } else if let Some(utc) = seen.told_utc_ns.filter(|_| time.clock != Clock::Boot) {
            self.told.add(time, utc);
        } else if let Some(offset) = seen.offset_ns {
            let local = RawTime { clock: Clock::Local, ns: time.ns.saturating_add(offset) };
            self.told.add(local, time.ns);
            self.offsets.add(local, time.ns);
        }
    }
}

/// What a record tells of its boot: that another one began, that its host lived, how the kernel's stamps count.
fn note_boot(track: &mut Track, noted: Noted, lives: bool, of_kernel: bool) {
    let Noted { time, since_boot_ns, boot, epoch, .. } = noted;
    if track.boots.last().is_some_and(|last| last.key != boot && boot != 0) {
        track.daemons.rebooted();
    }
    if lives {
        track.mark(noted);
    }
    if of_kernel {
        track.stamps.note(time, since_boot_ns, boot, epoch);
    }
}

/// Which daemon a record is of, and which one it says was restarted.
fn name_daemons(track: &mut Track, seen: &Seen, names: &Names, time: RawTime, input: u32) {
    if let Some(unit) = seen.restarted {
        track.daemons.spoken_of(names.get(unit));
    }
    if let (Some(ident), Some(pid)) = (seen.ident, seen.pid) {
        let place = Place { input, offset: seen.offset, line: 0 };
        track.daemons.sign(names.get(ident), Sign { pid, time, place });
    }
}

/// The track of a host; its name is copied for a new one only.
fn track<'t>(tracks: &'t mut BTreeMap<Option<Box<str>>, Box<Track>>, host: &Option<Box<str>>) -> &'t mut Track {
    if !tracks.contains_key(host) {
        tracks.insert(host.clone(), Box::default());
    }
    tracks.get_mut(host).expect("a track of each host that was met")
}

/// Which boot or epoch the times of a record count from: its boot for the clock since boot, else the epoch of the host's
/// wall clock.
pub(super) fn counts_from(track: &mut Track, reading: Reading, is_list: bool) -> BootKey {
    let epoch = if is_list { track.wall.epoch() } else { track.wall.follow(reading) };
    match reading.time.clock {
        Clock::Boot => reading.boot,
        clock if clock.is_wall() => epoch,
        _ => 0,
    }
}

/// Stands for a program and its process, for comparison only.
fn speaker(ident: &[u8], pid: u32) -> u64 {
    FixedState::default().hash_one((ident, pid))
}
