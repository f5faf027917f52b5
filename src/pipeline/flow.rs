//! The blocks of one stream: they come one after the other, and any worker scans any of them.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::crew::Ticket;
use super::document::{self, Part};
use super::fold::{Fold, Scanned};
use super::ordered::Ordered;
use super::scanners::Scanners;
use super::workers::Read1;
use crate::framing::reader::Block;
use crate::matcher::{Piece, Scan};
use crate::model::Notice;

/// A block and its number.
#[derive(Debug)]
pub struct Numbered {
    number: u64,
    block: Block,
    ticket: Ticket,
}

/// A stream at work.
#[derive(Debug)]
pub struct Flow<'e> {
    scanners: Scanners<'e>,
    waiting: Mutex<VecDeque<Numbered>>,
    /// Blocks that came.
    came: AtomicU64,
    ordered: Ordered<'e>,
}

impl<'e> Flow<'e> {
    /// Of an input whose blocks end in `fold`.
    #[must_use]
    pub fn new(scanners: Scanners<'e>, fold: Fold<'e>) -> Self {
        let ordered = Ordered::new(fold, None, Vec::new());
        Flow { scanners, waiting: Mutex::default(), came: AtomicU64::new(0), ordered }
    }

    /// Its place among the inputs.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.scanners.job.index as usize
    }

    /// Takes the next block of the stream, to be scanned.
    pub fn push(&self, block: Block, ticket: Ticket) {
        let number = self.came.fetch_add(1, Ordering::Relaxed);
        self.waiting.lock().expect("no worker panics").push_back(Numbered { number, block, ticket });
    }

    /// A block that nobody has taken yet.
    pub fn take(&self) -> Option<Numbered> {
        self.waiting.lock().expect("no worker panics").pop_front()
    }

    /// Scans a block; gives what became of the input when it was the last one to be folded.
    pub fn work(&self, Numbered { number, block, ticket }: Numbered) -> Option<Read1> {
        let parts = if block.is_document { self.document(&block) } else { vec![self.lines(&block).into()] };
        self.ordered.add(number, Scanned { parts, block: Some(block), ticket: Some(ticket) }, None)
    }

    fn lines(&self, block: &Block) -> Scan {
        let Block { text, offset, before, starts, .. } = block;
        let own = (block.own.start, block.own.end);
        let piece = Piece { text, offset: *offset, before, own, counted: own, starts: starts.as_deref() };
        self.scanners.scan(&piece)
    }

    fn document(&self, block: &Block) -> Vec<Part> {
        let Scanners { engine, job, .. } = &self.scanners;
        job.told.fetch_add(block.text.len() as u64, Ordering::Relaxed);
        document::parts(engine, job, &block.text, block.offset)
    }

    /// Nothing more comes. Gives what became of the input when everything was folded already.
    pub fn end(&self, trouble: Vec<Notice>) -> Option<Read1> {
        self.ordered.end(self.came.load(Ordering::Relaxed), trouble)
    }

    /// What was folded so far, of a run that is stopped.
    #[must_use]
    pub fn give_up(self) -> Option<Read1> {
        self.ordered.give_up()
    }
}
