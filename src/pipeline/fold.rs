//! What the scanned blocks of one input become, in their order: its log.

use super::crew::Ticket;
use super::document::Part;
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
    /// What was found, in the parts of it.
    pub parts: Vec<Part>,
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
    /// Offset of the first document behind lines.
    opens: Option<u64>,
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
        Fold { intake, keeper, opens: None }
    }

    /// Takes the next block.
    pub fn take(&mut self, scanned: Scanned) {
        if let Some(block) = scanned.block {
            self.intake.skipped(block.skipped, block.skipped_lines);
            match (block.is_document, scanned.parts.first()) {
                (false, Some(part)) => self.keeper.take(block, &part.scan),
                _ => self.opens = self.opens.or(Some(block.offset)),
            }
        }
        scanned.parts.into_iter().for_each(|part| part.fold(&mut self.intake));
    }

    /// The log of all that was taken, and what was kept.
    #[must_use]
    pub fn finish(self, trouble: Vec<Notice>) -> Read1 {
        Read1 { kept: self.keeper.finish(), opens: self.opens, ..Read1::of(Some(self.intake.finish()), trouble) }
    }
}
