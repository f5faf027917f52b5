//! Takes the scans of one input in their order and folds them into a log of the input.
//!
//! ```text
//! Scan ─┬─ seen, edges ──records──> tracks of the hosts, pairs of clocks, spans ─┐
//!       └─ findings, marks ──findings──> cells, ends, names of one thing ────────┴─> InputLog
//! ```

pub mod aliases;
pub mod cell;
pub mod cells;
pub mod evidence;
mod findings;
pub mod holds;
pub mod homes;
pub mod hosts;
pub mod index;
mod log;
mod records;
pub mod reorder;
pub mod segments;
pub mod trace;
pub mod track;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::matcher::{Engine, Scan};
use crate::model::{BundleClock, ConditionId, InputFacts, RawTime, StreamSet};
use crate::rule::Library;
use crate::time::follow::Follower;
use cells::Cells;
use hosts::{Host, Hosts};
pub use log::{CellKey, End, InputLog};
use segments::{BootKey, Segments};
use trace::Traces;
use track::WATCHED;

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
    /// The host of the last record before a line that says no more than that a boot begins, and when that was.
    rebooted: Option<(Host, (RawTime, BootKey))>,
    line_base: u64,
    input: u32,
    formats: BTreeMap<&'static str, u64>,
    traces: Traces,
    /// Ends that were kept, by condition.
    ends: BTreeMap<ConditionId, usize>,
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
            segments: Segments::new(input, &facts.path),
            log: InputLog { facts, ..InputLog::default() },
            cells: Cells::default(),
            years: Follower::default(),
            last: RawTime::NONE,
            last_boot: 0,
            rebooted: None,
            line_base: 0,
            input,
            formats: BTreeMap::new(),
            ends: BTreeMap::new(),
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
        self.log.coloured += scan.coloured;
        self.log.not_utf8 += scan.not_utf8;
        self.log.is_known |= scan.is_known;
        self.log.left_out += scan.left_out;
        self.log.wild += scan.wild;
        self.log.long_records += scan.long_records;
        self.log.crowded += scan.crowded;
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
    pub fn describe(&mut self, modified_ns: Option<i64>, container: Option<String>, collected: Option<RawTime>) {
        self.log.modified_ns = modified_ns;
        self.log.collected = collected;
        self.log.container = container;
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
    fn ordered(&mut self, how: &'static str) {
        self.log.facts.order = how;
    }
}
