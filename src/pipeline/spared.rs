//! Whether a compressed log is kept for the second reading: all of it, when there is memory to spare, so that it need
//! not be decoded again; else nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::kept::{Kept, KeptBlock};
use super::watch::offsets;
use crate::framing::reader::Block;
use crate::matcher::Scan;

/// Bytes of memory for the compressed logs of a run.
const ROOM: usize = 20 << 20;
/// Bytes of a log that are kept as they are.
const PLAIN: u64 = 8 << 20;

/// The memory to spare.
#[derive(Debug)]
pub struct Room(AtomicUsize);

impl Default for Room {
    fn default() -> Self {
        Room(AtomicUsize::new(ROOM))
    }
}

impl Room {
    fn claim(&self, bytes: usize) -> bool {
        self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, |left| left.checked_sub(bytes)).is_ok()
    }
}

/// The keeper of a compressed log.
#[derive(Debug)]
pub struct Spared {
    room: Arc<Room>,
    /// Whether it is packed when it gets long; else it is given up then.
    packed: bool,
    claimed: usize,
    kept: Option<Kept>,
}

impl Spared {
    /// From the start of a log, into `kept`, with the memory that all of them share.
    #[must_use]
    pub fn new(room: &Arc<Room>, packed: bool, kept: Kept) -> Self {
        Spared { room: Arc::clone(room), packed, claimed: 0, kept: Some(kept) }
    }

    /// Takes the next block with what a scan of it found.
    pub fn take(&mut self, block: Block, scan: &Scan) {
        let Some(kept) = &mut self.kept else { return };
        let block = KeptBlock::new(block, offsets(&scan.findings));
        let is_long = block.offset >= PLAIN;
        if is_long && !self.packed {
            return self.give_back();
        }
        let block = if is_long { block.packed() } else { block };
        if self.room.claim(block.room()) {
            self.claimed += block.room();
            kept.blocks.push(block);
        } else {
            self.give_back();
        }
    }

    fn give_back(&mut self) {
        self.kept = None;
        self.room.0.fetch_add(std::mem::take(&mut self.claimed), Ordering::AcqRel);
    }

    /// All of the log, if there was room for it.
    #[must_use]
    pub fn finish(self) -> Option<Kept> {
        self.kept
    }
}
