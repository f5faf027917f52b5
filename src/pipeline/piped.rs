//! Which blocks of a pipe are kept for the second reading: a pipe comes once, and may be longer than the memory.
//!
//! ```text
//! from the start          every block, as far as there is room
//! from there on           every 32nd block, for what is usual; and the 8 MiB before a severe condition shows itself for
//!                         the first time, as long as the budget lasts
//! at the end              the last 8 MiB
//! ```

use std::collections::{BTreeSet, VecDeque};

use super::kept::{Kept, KeptBlock};
use super::watch::offsets;
use crate::framing::reader::Block;
use crate::matcher::Scan;
use crate::model::{ConditionId, Finding, Severity};
use crate::rule::Library;

/// Bytes that wait, as they are, for what comes behind them.
const WINDOW: usize = 8 << 20;
/// Bytes of memory for what is kept from the start on,
const FROM_START: usize = 6 << 20;
/// and for all but the window.
const MOST: usize = 14 << 20;
/// Of the blocks that nothing came behind, one of so many is kept; of fewer, when there is no room any more.
const ONE_OF: u64 = 32;
/// Severe conditions before which all is kept.
const BUDGET: usize = 4;

/// The keeper of a pipe.
#[derive(Debug)]
pub struct Piped<'e> {
    library: &'e Library,
    window: VecDeque<KeptBlock>,
    waiting: usize,
    kept: Kept,
    room: usize,
    passed: u64,
    one_of: u64,
    /// Severe conditions that were met.
    met: BTreeSet<ConditionId>,
    budget: usize,
}

impl<'e> Piped<'e> {
    /// From the start of a pipe, into `kept`.
    #[must_use]
    pub const fn new(library: &'e Library, kept: Kept) -> Self {
        Piped {
            library,
            window: VecDeque::new(),
            waiting: 0,
            kept,
            room: 0,
            passed: 0,
            one_of: ONE_OF,
            met: BTreeSet::new(),
            budget: BUDGET,
        }
    }

    /// Takes the next block with what a scan of it found.
    pub fn take(&mut self, block: Block, scan: &Scan) {
        let is_new = self.meets(&scan.findings);
        let block = KeptBlock::new(block, offsets(&scan.findings));
        self.waiting += block.room();
        self.window.push_back(block);
        if is_new && !self.kept.whole && self.budget > 0 {
            self.budget -= 1;
            self.keep_window();
        }
        while self.waiting > WINDOW {
            self.pass();
        }
    }

    /// Whether a severe condition is among the findings that was not met before.
    fn meets(&mut self, findings: &[Finding]) -> bool {
        let severe =
            |f: &&Finding| !f.subject.ends && self.library.condition(f.subject.condition).severity >= Severity::High;
        let severe: Vec<ConditionId> = findings.iter().filter(severe).map(|f| f.subject.condition).collect();
        severe.into_iter().filter(|condition| self.met.insert(*condition)).count() > 0
    }

    /// Lets the oldest block go: it is kept, or it is gone.
    fn pass(&mut self) {
        let Some(block) = self.window.pop_front() else { return };
        self.waiting -= block.room();
        self.kept.whole &= self.room < FROM_START;
        if self.kept.whole {
            return self.keep(block);
        }
        self.passed += 1;
        if self.passed.is_multiple_of(self.one_of) {
            self.keep(block.sample(self.passed));
        }
    }

    fn keep_window(&mut self) {
        self.waiting = 0;
        for block in std::mem::take(&mut self.window) {
            self.keep(block);
        }
    }

    fn keep(&mut self, block: KeptBlock) {
        let block = block.packed();
        self.room += block.room();
        self.kept.blocks.push(block);
        while self.room > MOST && self.thin() {}
    }

    /// Drops every other sample; says whether there were any.
    fn thin(&mut self) -> bool {
        self.one_of *= 2;
        let (one_of, before) = (self.one_of, self.kept.blocks.len());
        self.kept.blocks.retain(|block| block.sample.is_none_or(|number| number.is_multiple_of(one_of)));
        self.room = self.kept.blocks.iter().map(KeptBlock::room).sum();
        self.kept.blocks.len() < before
    }

    /// What was kept. Of a long pipe the window is packed too: what follows needs the memory.
    #[must_use]
    pub fn finish(mut self) -> Kept {
        let is_long = !self.kept.whole;
        let window = self.window.into_iter().map(|block| if is_long { block.packed() } else { block });
        self.kept.blocks.extend(window);
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Dialect;
    use crate::matcher::Engine;
    use crate::pipeline::job::Job;
    use crate::rule::baked;
    use crate::source::Input;

    const BLOCK: usize = 256 << 10;

    /// What a pipe of so many blocks leaves; no two lines of it are alike, as far as packing goes.
    fn kept(engine: &Engine, blocks: u64) -> Kept {
        let job = Job::new(engine, 0, &Input::default());
        let mut piped = Piped::new(&engine.library, Kept::new(job, Dialect::default()));
        let mut noise = 1_u64;
        for number in 0..blocks {
            let mut byte = || {
                noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                b' ' + (noise >> 58) as u8
            };
            let text: Vec<u8> = (0..BLOCK).map(|_| byte()).collect();
            let block = Block { own: 0..BLOCK, offset: number * BLOCK as u64, text, ..Block::default() };
            piped.take(block, &Scan::default());
        }
        piped.finish()
    }

    #[test]
    fn a_short_pipe_is_kept_whole() {
        let engine = Engine::new(baked::library());
        let kept = kept(&engine, 40);
        assert!(kept.whole && kept.blocks.len() == 40);
        let part = 3 * BLOCK as u64 + 5..5 * BLOCK as u64;
        let runs = kept.runs(&[part.clone(), 9 * BLOCK as u64..9 * BLOCK as u64 + 1]);
        let wanted: Vec<Vec<u64>> = runs.iter().map(|run| run.iter().map(|(b, _)| b.offset).collect()).collect();
        assert_eq!(wanted, [vec![3 * BLOCK as u64, 4 * BLOCK as u64], vec![9 * BLOCK as u64]]);
        assert_eq!(runs[0][0].1, part.start..4 * BLOCK as u64);
    }

    #[test]
    fn a_long_pipe_is_kept_in_bounded_memory() {
        let engine = Engine::new(baked::library());
        let kept = kept(&engine, 600);
        let room: usize = kept.blocks.iter().map(KeptBlock::room).sum();
        assert!(!kept.whole && room <= MOST + WINDOW, "{} MiB", room >> 20);
        let samples: Vec<u64> = kept.blocks.iter().filter_map(|block| block.sample).collect();
        assert!(samples.len() > 8 && samples.iter().all(|number| number.is_multiple_of(ONE_OF)), "{samples:?}");
        assert_eq!(kept.blocks.last().map(KeptBlock::end), Some(600 * BLOCK as u64));
    }
}
