//! Which blocks of a pipe are looked at for strange shapes: a pipe comes once, and looking at every record of it would
//! cost more than all the rest.
//!
//! ```text
//! first 32 MiB            every block
//! from there on           every 32nd block, for what is usual; and the 8 blocks before a severe condition shows itself
//!                         for the first time, as long as the budget lasts
//! ```

use std::collections::{BTreeSet, VecDeque};

use super::job::Job;
use super::watch::{Watch, offsets};
use crate::episode::novelty::Shapes;
use crate::format::Dialect;
use crate::framing::reader::Block;
use crate::matcher::{Engine, Piece, Scan};
use crate::model::{ConditionId, Finding, Severity};

/// Bytes from the start that are looked at wholly.
const WHOLE: u64 = 32 << 20;
/// Blocks that wait for what comes behind them.
const HELD: usize = 8;
/// Of the blocks that nothing came behind, one of so many is looked at.
const ONE_OF: u64 = 32;
/// Severe conditions whose time before is looked at.
const BUDGET: usize = 4;

/// A block that is not looked at yet.
#[derive(Debug)]
struct Held {
    block: Block,
    dialect: Dialect,
    known: Vec<u64>,
    lines: u64,
}

/// The watch over a pipe.
#[derive(Debug)]
pub struct Piped<'e> {
    engine: &'e Engine,
    watch: Watch<'e>,
    held: VecDeque<Held>,
    bytes: u64,
    passed: u64,
    /// Severe conditions that were met.
    met: BTreeSet<ConditionId>,
    budget: usize,
}

impl<'e> Piped<'e> {
    /// From the start of a pipe.
    #[must_use]
    pub fn new(engine: &'e Engine, input: u32) -> Self {
        let watch = Watch::new(engine, input);
        Piped { engine, watch, held: VecDeque::new(), bytes: 0, passed: 0, met: BTreeSet::new(), budget: BUDGET }
    }

    /// Takes the next block with what a scan of it found.
    pub fn block(&mut self, job: &Job, dialect: Dialect, block: Block, scan: &Scan) {
        self.bytes += block.text.len() as u64;
        let is_new = self.meets(&scan.findings);
        let known = offsets(&scan.findings);
        self.held.push_back(Held { block, dialect, known, lines: scan.lines });
        if self.bytes <= WHOLE || (is_new && self.spend()) {
            self.look_at_all(job);
        }
        while self.held.len() > HELD {
            self.pass(job);
        }
    }

    /// Whether a severe condition is among the findings that was not met before.
    fn meets(&mut self, findings: &[Finding]) -> bool {
        let severe = |f: &&Finding| {
            !f.subject.ends && self.engine.library.condition(f.subject.condition).severity >= Severity::High
        };
        let severe: Vec<ConditionId> = findings.iter().filter(severe).map(|f| f.subject.condition).collect();
        severe.into_iter().filter(|condition| self.met.insert(*condition)).count() > 0
    }

    fn spend(&mut self) -> bool {
        let left = self.budget > 0;
        self.budget = self.budget.saturating_sub(1);
        left
    }

    /// Lets the oldest block go, mostly without a look.
    fn pass(&mut self, job: &Job) {
        let Some(held) = self.held.pop_front() else { return };
        self.passed += 1;
        if self.passed.is_multiple_of(ONE_OF) {
            self.look_at(job, &held);
        } else {
            self.watch.skip_lines(held.block.skipped_lines + held.lines);
        }
    }

    fn look_at_all(&mut self, job: &Job) {
        while let Some(held) = self.held.pop_front() {
            self.look_at(job, &held);
        }
    }

    fn look_at(&mut self, job: &Job, held: &Held) {
        let block = &held.block;
        let own = (block.own.start, block.own.end);
        let piece =
            Piece { text: &block.text, offset: block.offset, own, counted: own, starts: block.starts.as_deref() };
        self.watch.skip_lines(block.skipped_lines);
        self.watch.piece(&job.context(self.engine, held.dialect), &piece, &held.known);
    }

    /// What was noted.
    #[must_use]
    pub fn finish(mut self, job: &Job) -> Shapes {
        self.look_at_all(job);
        self.watch.shapes
    }
}
