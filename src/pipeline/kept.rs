//! What is kept of a stream for the second reading: which time counts shows only at its end.
//!
//! ```text
//! |packed packed packed ..|           |packed|  ..  |packed packed|           |plain plain|
//!  from the start, as far              one of       before something           the last of it
//!  as there is room                    many         severe showed itself
//! ```
//!
//! `piped` and `spared` choose.

use std::borrow::Cow;
use std::ops::Range;

use super::job::Job;
use crate::format::Dialect;
use crate::framing::Frame;
use crate::framing::bounds::first_start;
use crate::framing::reader::Block;
use crate::matcher::Piece;

/// The fastest of zstd's usual levels: it packs a log to a fifth, and takes no longer than to a third with LZ4 (64 MiB of
/// journal, 0.12 s).
const LEVEL: i32 = 1;

/// Blocks of a stream, in order.
#[derive(Debug)]
pub struct Kept {
    /// The input.
    pub job: Job,
    /// How its records are stored.
    pub dialect: Dialect,
    /// They.
    pub blocks: Vec<KeptBlock>,
    /// All of it in one piece, in place of blocks: an object dump, or what was turned round.
    pub piece: Option<Vec<u8>>,
    /// Whether none is missing.
    pub whole: bool,
}

/// A block that was scanned.
#[derive(Debug)]
pub struct KeptBlock {
    text: Text,
    /// Offset of its first byte in the input.
    pub offset: u64,
    own: Range<usize>,
    starts: Option<Vec<usize>>,
    /// Lines that were passed over before it.
    pub skipped_lines: u64,
    /// Offsets of the records that a signature holds on, rising.
    pub known: Vec<u64>,
    /// The number of one that stands for those around it, which were not kept.
    pub sample: Option<u64>,
}

#[derive(Debug)]
enum Text {
    Plain(Vec<u8>),
    /// A frame of zstd, and the length of what it holds.
    Packed(Box<[u8]>, usize),
}

impl Kept {
    /// Nothing yet.
    #[must_use]
    pub const fn new(job: Job, dialect: Dialect) -> Self {
        Kept { job, dialect, blocks: Vec::new(), piece: None, whole: true }
    }

    /// The blocks with records that start in one of the parts, and the samples, in runs without a gap.
    #[must_use]
    pub fn runs(&self, parts: &[Range<u64>]) -> Vec<Vec<(&KeptBlock, Range<u64>)>> {
        let mut runs: Vec<Vec<(&KeptBlock, Range<u64>)>> = Vec::new();
        for (block, wanted) in self.blocks.iter().flat_map(|block| block.wanted(parts).map(move |range| (block, range)))
        {
            match runs.last_mut().filter(|run| run.last().is_some_and(|(_, last)| last.end == wanted.start)) {
                Some(run) => run.push((block, wanted)),
                None => runs.push(vec![(block, wanted)]),
            }
        }
        runs
    }
}

impl KeptBlock {
    /// As it is, after its scan.
    #[must_use]
    pub fn new(block: Block, known: Vec<u64>) -> Self {
        let Block { mut text, offset, own, starts, skipped_lines, .. } = block;
        // The last block of an input is mostly shorter than what was set aside for it. What is cut off the others would
        // leave holes in the heap that no later block fits into.
        if text.capacity() / 2 > text.len() {
            text.shrink_to_fit();
        }
        KeptBlock { text: Text::Plain(text), offset, own, starts, skipped_lines, known, sample: None }
    }

    /// In less room.
    #[must_use]
    pub fn packed(self) -> Self {
        let packed = match &self.text {
            Text::Plain(text) => {
                zstd::bulk::compress(text, LEVEL).map(|packed| Text::Packed(packed.into(), text.len()))
            }
            Text::Packed(..) => return self,
        };
        match packed {
            Ok(text) => KeptBlock { text, ..self },
            Err(_) => self,
        }
    }

    /// As the sample of this number.
    #[must_use]
    pub fn sample(self, number: u64) -> Self {
        KeptBlock { sample: Some(number), ..self }
    }

    /// What of it lies in one of the parts; of a sample, all of it.
    fn wanted(&self, parts: &[Range<u64>]) -> impl Iterator<Item = Range<u64>> {
        let (start, end) = (self.offset, self.end());
        let all = self.sample.map(|_| start..end);
        let parts: &[Range<u64>] = if all.is_some() { &[] } else { parts };
        let within = parts.iter().map(move |part| part.start.max(start)..part.end.min(end));
        all.into_iter().chain(within.filter(|range| range.start < range.end))
    }

    /// Bytes of memory.
    #[must_use]
    pub fn room(&self) -> usize {
        let text = match &self.text {
            Text::Plain(text) => text.capacity(),
            Text::Packed(packed, _) => packed.len(),
        };
        text + self.known.len() * size_of::<u64>()
    }

    /// Offset behind its last byte.
    #[must_use]
    pub const fn end(&self) -> u64 {
        let len = match &self.text {
            Text::Plain(text) => text.len(),
            Text::Packed(_, len) => *len,
        };
        self.offset + len as u64
    }

    /// Shows the records that start in a range of the input.
    pub fn show(&self, range: &Range<u64>, frame: Frame, to: impl FnOnce(&Piece<'_>)) {
        let text = match &self.text {
            Text::Plain(text) => Cow::Borrowed(text),
            // It was packed here, so it unpacks.
            Text::Packed(packed, len) => Cow::Owned(zstd::bulk::decompress(packed, *len).unwrap_or_default()),
        };
        let at = |offset: u64| (offset.saturating_sub(self.offset) as usize).min(text.len());
        let is_cut = range.start > self.offset && !frame.is_listed();
        let start = if is_cut { first_start(&text, at(range.start + 1), frame) } else { self.own.start };
        let own_end = self.own.end.min(at(range.end));
        let own = (start.min(own_end), own_end);
        let counted = (0, text.len());
        to(&Piece { text: &text, offset: self.offset, before: &[], own, counted, starts: self.starts.as_deref() });
    }
}
