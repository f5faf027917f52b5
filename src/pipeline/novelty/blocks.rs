//! A part of an input, block by block.

use std::fs::File;
use std::io::{Read, Result};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::mpsc::sync_channel;
use std::thread;

use super::again::Again;
use crate::format::Dialect;
use crate::framing::MAX_RECORD;
use crate::framing::bounds::first_start;
use crate::framing::reader::{Block, BlockReader};
use crate::matcher::{Piece, Scanner};
use crate::pipeline::watch::Watch;

/// Bytes of a block.
const BLOCK: usize = 1 << 20;
/// Bytes of a part that is long enough for a thread of its own.
const LONG: u64 = 8 << 20;

/// A part of a file, read without a position that others share.
pub(super) struct At<'f> {
    pub(super) file: &'f File,
    pub(super) at: u64,
    pub(super) end: u64,
}

impl<'f> At<'f> {
    /// From the start of a part on, to the end of its last record.
    pub(super) const fn part(file: &'f File, part: &Range<u64>) -> Self {
        At { file, at: part.start, end: part.end + MAX_RECORD as u64 }
    }
}

impl Read for At<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let room = buffer.len().min(usize::try_from(self.end - self.at).unwrap_or(usize::MAX));
        let read = self.file.read_at(&mut buffer[..room], self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Again<'_> {
    /// Blocks of the bytes from the start of a part on. Of a long part one is looked at while the next one is read: what
    /// is decoded takes about as long as what is looked at.
    pub(super) fn blocks(
        &self,
        watch: &mut Watch<'_>,
        dialect: Dialect,
        bytes: impl Read,
        part: &Range<u64>,
    ) -> Result<()> {
        let len = part.end - part.start;
        // Most files are smaller than a block; with room for one byte more their end is met at once.
        let size = usize::try_from(len).map_or(BLOCK, |len| BLOCK.min(len.saturating_add(1)));
        let mut reader = BlockReader::new(Vec::new(), bytes, dialect.frame(), size);
        let mut trouble = Ok(());
        let mut blocks = std::iter::from_fn(|| {
            let block = reader.next_block().unwrap_or_else(|e| {
                trouble = Err(e);
                None
            });
            block.filter(|block| part.start + block.offset < part.end)
        });
        if len < LONG {
            self.look(watch, dialect, part, blocks);
            return trouble;
        }
        thread::scope(|scope| {
            let (send, receive) = sync_channel(1);
            scope.spawn(move || self.look(watch, dialect, part, receive.into_iter()));
            // It is there as long as blocks come.
            let _ = blocks.try_for_each(|block| send.send(block));
        });
        trouble
    }

    /// Blocks of a part; what is left of the record before it is passed over.
    fn look(&self, watch: &mut Watch<'_>, dialect: Dialect, part: &Range<u64>, blocks: impl Iterator<Item = Block>) {
        let context = self.job.context(dialect);
        let scanner = Scanner::new(self.engine, context.clone());
        for block in blocks {
            let (offset, is_cut) = (part.start + block.offset, part.start > 0 && block.offset == 0);
            watch.skip_lines(block.skipped_lines);
            // One byte on: a record that starts right at the offset cannot be told from the end of another one.
            let second = || first_start(&block.text, 1.min(block.text.len()), dialect.frame());
            let start = if is_cut { second() } else { block.own.start };
            let end = (part.end - offset).min(block.own.end as u64) as usize;
            let (own, counted) = ((start.min(end), end), (0, block.text.len().min((part.end - offset) as usize)));
            let piece = Piece { text: &block.text, offset, before: &[], own, counted, starts: block.starts.as_deref() };
            let known = self.known.and_then(|known| known.holds(offset + own.0 as u64..offset + own.1 as u64));
            match known {
                Some(known) => watch.piece(&context, &piece, known),
                None => watch.piece(&context, &piece, &scanner.places(&piece)),
            }
        }
    }
}
