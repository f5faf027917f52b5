//! What the scanned blocks of one input become, in their order: its log.

use super::crew::Ticket;
use super::kept::Kept;
use super::piped::Piped;
use super::spared::Spared;
use super::workers::Read1;
use crate::episode::Intake;
use crate::framing::reader::Block;
use crate::matcher::Scan;
use crate::model::Notice;

/// A block that was scanned.
#[derive(Debug, Default)]
pub struct Scanned {
    /// What was found.
    pub scan: Scan,
    /// The block itself, of a stream.
    pub block: Option<Block>,
    /// Given back when it was folded.
    pub ticket: Option<Ticket>,
}

/// Takes the scanned blocks of one input.
#[derive(Debug)]
pub struct Fold<'e> {
    intake: Intake<'e>,
    keeper: Keeper<'e>,
}

/// What becomes of the blocks themselves.
#[derive(Debug)]
pub enum Keeper<'e> {
    /// They can be read again.
    Nobody,
    /// They come only once.
    OfPipe(Piped<'e>),
    /// They were compressed.
    OfLog(Spared),
}

impl Keeper<'_> {
    fn take(&mut self, block: Block, scan: &Scan) {
        match self {
            Keeper::Nobody => {}
            Keeper::OfPipe(piped) => piped.take(block, scan),
            Keeper::OfLog(spared) => spared.take(block, scan),
        }
    }

    fn finish(self) -> Option<Kept> {
        match self {
            Keeper::Nobody => None,
            Keeper::OfPipe(piped) => Some(piped.finish()),
            Keeper::OfLog(spared) => spared.finish(),
        }
    }
}

impl<'e> Fold<'e> {
    /// Into this log.
    #[must_use]
    pub const fn new(intake: Intake<'e>, keeper: Keeper<'e>) -> Self {
        Fold { intake, keeper }
    }

    /// Takes the next block.
    pub fn take(&mut self, scanned: Scanned) {
        if let Some(block) = scanned.block {
            self.intake.skipped(block.skipped, block.skipped_lines);
            self.keeper.take(block, &scanned.scan);
        }
        self.intake.take(scanned.scan);
    }

    /// The log of all that was taken, and what was kept.
    #[must_use]
    pub fn finish(self, trouble: Vec<Notice>) -> Read1 {
        Read1 { log: Some(self.intake.finish()), kept: self.keeper.finish(), short: None, trouble }
    }
}
