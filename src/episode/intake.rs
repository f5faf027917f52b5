//! Takes the scans of one input in their order and folds them into a log of the input.

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::iter::Peekable;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::aliases::Aliases;
use super::cell::RawQuote;
use super::cells::{Cells, Observed, Patience};
use super::daemons::Sign;
use super::holds::Holds;
use super::hosts::Hosts;
use super::novelty::{TimeIndex, index};
use super::pod_hosts::Homes;
use super::segments::Segments;
use super::trace::{Traces, Waiting};
use super::track::{BootKey, Mark as Noted, Track, WATCHED};
use super::unit::UnitName;
use super::wall::Reading;
use crate::matcher::mark::Mark;
use crate::matcher::{Edge, Engine, Names, Scan, Seen};
use crate::model::{
    BundleClock, Clock, ConditionId, Entity, EpisodeKey, Finding, InputFacts, Place, RawTime, StreamSet, Subject,
};
use crate::rule::Library;
use crate::time::follow::Follower;
use crate::time::infer::Pairs;
use crate::time::year;

/// End signatures kept for one condition and host.
const MAX_ENDS: usize = 10_000;
/// Facts that hosts share, kept for one input.
const MAX_INSTANTS: usize = 10_000;

/// What makes findings of one input part of the same cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// Condition, host and entities.
    pub key: EpisodeKey,
    /// The clock of its times.
    pub clock: Clock,
    /// The boot, for times since boot; the epoch of a wall clock.
    pub boot: BootKey,
}

/// A line that ended something.
#[derive(Clone, Debug)]
pub struct End {
    /// When.
    pub time: RawTime,
    /// In which boot, for times since boot; in which epoch of a wall clock.
    pub boot: BootKey,
    /// What it ended.
    pub condition: ConditionId,
    /// On which host.
    pub host: Option<Box<str>>,
    /// About what.
    pub entities: Vec<Entity>,
}

/// Everything kept of one input.
#[derive(Debug, Default)]
pub struct InputLog {
    /// Findings, folded.
    pub cells: BTreeMap<CellKey, Observed>,
    /// How far apart the findings of a run may be.
    pub patience: Patience,
    /// Ends.
    pub ends: Vec<End>,
    /// By host; apart from the map, whose nodes have room for eleven.
    pub tracks: BTreeMap<Option<Box<str>>, Box<Track>>,
    /// Whether the host of its path is a guess that none of its records bears out.
    pub is_guess: bool,
    /// Names of the same things.
    pub aliases: Aliases,
    /// First time that a host noted a fact which all hosts note at the same moment, with the boot of its clock.
    pub instants: BTreeMap<(Box<str>, Entity), (RawTime, BootKey)>,
    /// Lines with two clocks.
    pub pairs: Pairs,
    /// Lines whose message names a moment in UTC: weaker, used where no line has two clocks.
    pub told: Pairs,
    /// The first and the last moment that lines tell for certain, nanoseconds UTC: these date stamps without a year.
    pub dated: Option<(i64, i64)>,
    /// Whether a stamp without its year is of 29 February.
    pub of_leap_year: bool,
    /// Pods and the node that each runs on, as lists of pods tell; none for pods of several.
    pub homes: Homes,
    /// First and last time on each clock.
    pub spans: BTreeMap<(Clock, BootKey), (i64, i64)>,
    /// Facts for the report; its times are filled in later.
    pub facts: InputFacts,
    /// Records without a time of their own.
    pub timeless: u64,
    /// Records that begin with a time that cannot be.
    pub wild: u64,
    /// Records with NUL bytes.
    pub torn: u64,
    /// Records longer than the limit.
    pub long_records: u64,
    /// Bytes of giant records that were passed over.
    pub skipped: u64,
    /// Time of the file, for a year that nothing else tells.
    pub modified_ns: Option<i64>,
    /// When it was collected, as its name or a line of it tells.
    pub collected: Option<RawTime>,
    /// Whether the path is that of a container's own log, whose clock is its own.
    pub of_container: bool,
    /// The clocks of the bundle it lies in.
    pub clock: Option<Arc<BundleClock>>,
    /// Where in the input which time lies.
    pub index: TimeIndex,
    /// Where the records begin that a signature holds on.
    pub holds: Holds,
}

/// Folds the scans of one input.
#[derive(Debug)]
pub struct Intake<'e> {
    engine: &'e Engine,
    kernel: StreamSet,
    hosts: Hosts,
    log: InputLog,
    cells: Cells,
    years: Follower,
    last: RawTime,
    last_boot: BootKey,
    segments: Segments,
    line_base: u64,
    input: u32,
    formats: BTreeMap<&'static str, u64>,
    /// Only findings of these units count; all when empty.
    units: Vec<UnitName>,
    traces: Traces,
    /// Whether a machine's controller wrote all of it, which lives on while the machine is off.
    of_controller: bool,
    /// Whether the records that are taken stand in no order of writing: no step of a clock shows in them.
    is_list: bool,
}

/// The streams that rules watch for life, in a fixed order.
#[must_use]
pub fn watched(library: &Library) -> Vec<StreamSet> {
    let patterns = library.conditions.iter().flat_map(|c| &c.patterns);
    let mut all: Vec<StreamSet> = patterns.flat_map(|p| &p.alive).map(|a| StreamSet(a.stream)).collect();
    all.sort_unstable();
    all.dedup();
    all.truncate(WATCHED);
    all
}

impl<'e> Intake<'e> {
    /// For one input; `host` is what its path tells.
    #[must_use]
    pub fn new(engine: &'e Engine, input: u32, host: Option<&str>, facts: InputFacts) -> Self {
        Intake {
            kernel: engine.library.streams.find("kernel").unwrap_or_default(),
            engine,
            hosts: Hosts::new(host),
            log: InputLog { facts, ..InputLog::default() },
            cells: Cells::default(),
            years: Follower::default(),
            last: RawTime::NONE,
            last_boot: 0,
            segments: Segments::new(input),
            line_base: 0,
            input,
            formats: BTreeMap::new(),
            units: Vec::new(),
            traces: Traces::new(&engine.library),
            of_controller: false,
            is_list: false,
        }
    }

    /// Says whether a machine's controller wrote it.
    pub const fn of_controller(&mut self, of_controller: bool) {
        self.of_controller = of_controller;
    }

    /// Says whether the host of its path is a guess.
    pub const fn guessed(&mut self, is_guess: bool) {
        self.log.is_guess = is_guess;
    }

    /// The clocks of the bundle it lies in.
    pub fn clock(&mut self, clock: Option<Arc<BundleClock>>) {
        self.log.clock = clock;
    }

    /// Lets only findings of these units count; all, when there are none.
    pub fn only_units(&mut self, units: &[String]) {
        self.units = units.iter().map(|unit| UnitName::new(unit)).collect();
    }

    /// What is known of the input beside its records.
    pub fn detail(&mut self, detail: String) {
        self.log.facts.detail = detail;
    }

    /// Takes the next scan. Scans must come in the order of the input.
    pub fn take(&mut self, scan: Scan) {
        self.is_list = scan.is_list;
        self.log.evidence(&scan);
        let mut findings = scan.findings.into_iter().peekable();
        let mut marks = scan.marks.into_iter().peekable();
        for seen in &scan.seen {
            while let Some(finding) = findings.next_if(|f| f.place.offset < seen.offset) {
                self.finding(finding, &mut marks);
            }
            self.seen(seen, &scan.names);
        }
        for finding in findings {
            self.finding(finding, &mut marks);
        }
        marks.for_each(|mark| self.mark(mark));
        scan.edges.into_iter().for_each(|edge| self.edge(edge));
        self.line_base += scan.lines;
        self.count(&scan.formats, scan.lines, scan.bytes);
        self.log.facts.sampled |= scan.sampled;
        self.log.torn += scan.torn;
        self.log.wild += scan.wild;
        self.log.long_records += scan.long_records;
    }

    fn mark(&mut self, mark: Mark) {
        let mut ready = Vec::new();
        self.traces.mark(mark, &mut ready);
        ready.into_iter().for_each(|finding| self.keep(finding));
    }

    /// Places a finding in time, after the lines of traces up to it, and keeps those whose trace is over.
    pub(super) fn finding(&mut self, mut finding: Finding, marks: &mut Peekable<impl Iterator<Item = Mark>>) {
        while let Some(mark) = marks.next_if(|mark| mark.offset <= finding.place.offset) {
            self.mark(mark);
        }
        finding.place.line += self.line_base + 1;
        self.log.holds.add(finding.place.offset);
        let (time, boot) = self.place(&finding);
        let waiting = Waiting { finding, time, boot };
        if self.traces.passes(&waiting.finding) {
            return self.keep(waiting);
        }
        let mut ready = Vec::new();
        self.traces.finding(waiting, &mut ready);
        ready.into_iter().for_each(|finding| self.keep(finding));
    }

    /// The time and boot of a finding, or of the record before it.
    fn place(&mut self, finding: &Finding) -> (RawTime, BootKey) {
        // A time that counts from the record before was followed when the record was noted.
        let own =
            if finding.time.clock == Clock::SinceBefore { RawTime::NONE } else { self.years.follow(finding.time) };
        if !own.is_some() {
            return (self.last, self.last_boot);
        }
        let boot = self.segments.key(&finding.subject.host, own, finding.boot);
        let reading = Reading { time: own, boot, offset: finding.place.offset, ..Reading::default() };
        // The record itself was noted before, unless records are sampled.
        let track = self.log.tracks.get_mut(&finding.subject.host);
        let boot = track.map_or(boot, |track| counts_from(track, reading, self.is_list));
        self.advance(own, boot);
        (own, boot)
    }

    fn count(&mut self, formats: &[(&'static str, u64)], lines: u64, bytes: u64) {
        self.log.facts.lines += lines;
        self.log.facts.bytes += bytes;
        for (name, count) in formats {
            *self.formats.entry(name).or_default() += count;
        }
    }

    /// Bytes and lines of giants that were passed over.
    pub fn skipped(&mut self, bytes: u64, lines: u64) {
        self.log.skipped += bytes;
        self.log.facts.bytes += bytes;
        self.log.facts.lines += lines;
        self.line_base += lines;
    }

    /// What is known of the file besides its bytes.
    pub fn describe(&mut self, modified_ns: Option<i64>, of_container: bool, collected: Option<RawTime>) {
        self.log.modified_ns = modified_ns;
        self.log.collected = collected;
        self.log.of_container = of_container;
    }

    /// The log of the input.
    #[must_use]
    pub fn finish(mut self) -> InputLog {
        let mut ready = Vec::new();
        self.traces.finish(&mut ready);
        ready.into_iter().for_each(|finding| self.keep(finding));
        let mut formats: Vec<(&'static str, u64)> = self.formats.into_iter().collect();
        formats.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        let facts = &mut self.log.facts;
        facts.records = formats.iter().map(|(_, count)| count).sum();
        facts.unparsed = formats.iter().filter(|(name, _)| name.is_empty()).map(|(_, count)| count).sum();
        facts.formats = formats.into_iter().map(|(name, _)| name).filter(|name| !name.is_empty()).collect();
        self.log.is_guess &= !self.hosts.is_said;
        facts.host = self.hosts.of_path;
        (self.log.cells, self.log.patience) = self.cells.finish();
        self.log.tracks.values_mut().for_each(|track| track.life.settle());
        self.log
    }

    /// Notes that records were taken in another order than they stand in.
    pub(super) fn ordered(&mut self, how: &'static str) {
        self.log.facts.order = how;
    }

    pub(super) fn seen(&mut self, seen: &Seen, names: &Names) {
        if seen.is_boot_marker {
            self.segments.mark(seen.boot);
            return;
        }
        let host = self.hosts.name(seen.host.map(|h| names.get(h)));
        let time = self.years.follow(seen.time);
        if !time.is_some() {
            self.log.timeless += 1;
        }
        let boot = self.segments.key(host, time, seen.boot);
        if let Some(utc) = seen.inner_utc_ns {
            self.log.pairs.add(time, utc);
        } else if let Some(utc) = seen.told_utc_ns {
            self.log.told.add(time, utc);
        } else if let Some(offset) = seen.offset_ns {
            self.log.told.add(RawTime { clock: Clock::Local, ns: time.ns.saturating_add(offset) }, time.ns);
        }
        let speaker = seen.ident.zip(seen.pid).map(|(ident, pid)| speaker(names.get(ident), pid));
        let since_boot_ns = seen.since_boot_ns;
        let reading = Reading { time, boot, since_boot_ns, speaker, offset: seen.offset };
        let track = track(&mut self.log.tracks, host);
        let key = counts_from(track, reading, self.is_list);
        if track.boots.last().is_some_and(|last| last.key != boot && boot != 0) {
            track.daemons.rebooted();
        }
        if !seen.of_controller && !self.of_controller {
            track.mark(Noted { time, since_boot_ns, boot, epoch: key, streams: seen.streams });
        }
        if seen.streams.meets(self.kernel) {
            track.stamps.note(time, since_boot_ns, boot, key);
        }
        if let Some(unit) = seen.restarted {
            track.daemons.spoken_of(names.get(unit));
        }
        if let (Some(ident), Some(pid)) = (seen.ident, seen.pid) {
            let place = Place { input: self.input, offset: seen.offset, line: 0 };
            track.daemons.sign(names.get(ident), Sign { pid, time, place });
        }
        self.advance(time, key);
        self.log.index.note(index::Entry { offset: seen.offset, time, boot });
        self.log.facts.streams = self.log.facts.streams.with(seen.streams);
    }

    fn advance(&mut self, time: RawTime, boot: BootKey) {
        if !time.is_some() {
            return;
        }
        (self.last, self.last_boot) = (time, boot);
        self.log.of_leap_year |= time.clock.lacks_year() && year::LEAP_DAY.contains(&time.ns);
        let span = self.log.spans.entry((time.clock, boot)).or_insert((time.ns, time.ns));
        *span = (span.0.min(time.ns), span.1.max(time.ns));
    }

    fn edge(&mut self, edge: Edge) {
        let host = self.hosts.name(edge.host.as_deref());
        let place = Place { input: self.input, offset: edge.offset, line: self.line_base + edge.line + 1 };
        let quote = RawQuote {
            ns: edge.time.ns,
            place,
            host: host.as_deref().map(Into::into),
            unit: edge.unit.map(Into::into),
            raw: edge.text,
            ahead_ns: 0,
        };
        if !self.of_controller {
            track(&mut self.log.tracks, host).edge(edge.time, quote, edge.boundary);
        }
    }

    fn keep(&mut self, waiting: Waiting) {
        let Waiting { finding, time, boot } = waiting;
        if !self.units.is_empty() && !self.units.iter().any(|unit| unit.is(finding.subject.unit.as_deref())) {
            return;
        }
        let subject = Arc::clone(&finding.subject);
        if subject.ends {
            self.end(&subject, time, boot);
            return self.learn(&subject, time, boot);
        }
        if self.cells.add(&self.engine.library, finding, time, boot) {
            self.learn(&subject, time, boot);
        }
    }

    /// What a finding teaches besides itself: names of one thing, and moments that hosts share.
    fn learn(&mut self, subject: &Subject, time: RawTime, boot: BootKey) {
        let kinds = &self.engine.library.kinds;
        self.log.aliases.learn(kinds, &subject.entities);
        let Some(host) = subject.host.as_ref().filter(|_| time.is_some()) else { return };
        for fact in subject.entities.iter().filter(|e| kinds.is_instant(e.kind)) {
            if self.log.instants.len() < MAX_INSTANTS {
                self.log.instants.entry((host.clone(), fact.clone())).or_insert((time, boot));
            }
        }
    }

    fn end(&mut self, subject: &Subject, time: RawTime, boot: BootKey) {
        if self.log.ends.len() < MAX_ENDS && time.is_some() {
            let host = subject.about_host.clone().or_else(|| subject.host.clone());
            let entities = subject.entities.clone();
            self.log.ends.push(End { time, boot, condition: subject.condition, host, entities });
        }
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
fn counts_from(track: &mut Track, reading: Reading, is_list: bool) -> BootKey {
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
