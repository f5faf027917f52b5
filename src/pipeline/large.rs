//! A large regular file: any worker reads and scans any block of it.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicU64, Ordering};

use super::fold::{Fold, Keeper, Scanned};
use super::ordered::Ordered;
use super::scanners::Scanners;
use super::workers::Read1;
use crate::framing::bounds::first_start;
use crate::framing::{Frame, MAX_RECORD};
use crate::matcher::{Piece, Scan};
use crate::model::{Notice, NoticeKind};

/// Bytes read behind a block for the end of its last record, and more each time it goes on.
const STEP: usize = 4 << 10;
/// Bytes of a line that tell whether it continues a record.
const ENOUGH: usize = 192;

/// A large file at work.
#[derive(Debug)]
pub struct Large<'e> {
    scanners: Scanners<'e>,
    file: File,
    len: u64,
    block: usize,
    next: AtomicU64,
    ordered: Ordered<'e>,
}

impl<'e> Large<'e> {
    /// Over the first `len` bytes of a file.
    #[must_use]
    pub fn new(scanners: Scanners<'e>, file: File, len: u64, block: usize, trouble: Vec<Notice>) -> Self {
        let modified = file.metadata().ok().and_then(|m| super::workers::modified(&m));
        let fold = Fold::new(scanners.job.intake(scanners.engine, modified), Keeper::Nobody);
        let ordered = Ordered::new(fold, Some(len.div_ceil(block as u64)), trouble);
        Large { scanners, file, len, block, next: AtomicU64::new(0), ordered }
    }

    /// Its place among the inputs.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.scanners.job.index as usize
    }

    /// A block that nobody has taken yet.
    pub fn take(&self) -> Option<u64> {
        let block = self.next.fetch_add(1, Ordering::Relaxed);
        (block < self.len.div_ceil(self.block as u64)).then_some(block)
    }

    /// Reads and scans a block; gives what became of the input when it was the last one to be folded.
    pub fn work(&self, block: u64, buffer: &mut Buffer) -> Option<Read1> {
        let (scan, trouble) = match self.read(block, buffer) {
            Ok(Bounds { offset, own, counted }) => {
                (self.scanners.scan(&Piece { text: buffer.text(), offset, own, counted, starts: None }), None)
            }
            Err(e) => {
                let what = format!("{}: {e}", self.scanners.job.name);
                (Scan::default(), Some(Notice::once(NoticeKind::Unreadable, what)))
            }
        };
        self.ordered.add(block, Scanned { scan, ..Scanned::default() }, trouble)
    }

    /// What was folded so far, of a run that is stopped.
    #[must_use]
    pub fn give_up(self) -> Option<Read1> {
        self.ordered.give_up()
    }

    /// Reads a block, and as much before and after it as its records need.
    fn read(&self, block: u64, buffer: &mut Buffer) -> io::Result<Bounds> {
        let frame = self.scanners.dialect.frame();
        let start = block * self.block as u64;
        let end = (start + self.block as u64).min(self.len);
        let from = start.saturating_sub(frame.look_back() as u64);
        buffer.filled = 0;
        self.read_on(buffer, from, (end - from) as usize + STEP)?;
        let counted = ((start - from) as usize, buffer.filled.min((end - from) as usize));
        let own_end = self.last_record(buffer, from, counted.1, frame)?;
        let own_start = if start == 0 { 0 } else { first_start(buffer.text(), counted.0, frame) };
        Ok(Bounds { offset: from, own: (own_start.min(own_end), own_end), counted })
    }

    /// Reads on up to `wanted` bytes from `from`; a file that became shorter ends where it ends.
    fn read_on(&self, buffer: &mut Buffer, from: u64, wanted: usize) -> io::Result<()> {
        let wanted = wanted.min((self.len - from) as usize);
        let room = buffer.room(wanted);
        let mut at = room.start;
        let trouble = loop {
            match self.file.read_at(&mut buffer.bytes[at..room.end], from + at as u64) {
                Ok(0) => break Ok(()), // the end, or all that was wanted
                Ok(n) => at += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => break Err(e),
            }
        };
        buffer.filled = at;
        trouble
    }

    /// Reads on until the first record of the next block is in sight; gives its start.
    fn last_record(&self, buffer: &mut Buffer, from: u64, end: usize, frame: Frame) -> io::Result<usize> {
        let mut step = STEP;
        loop {
            let start = first_start(buffer.text(), end, frame);
            let at_end = from + buffer.filled as u64 >= self.len;
            if at_end || start + ENOUGH <= buffer.filled || buffer.filled >= end + MAX_RECORD {
                return Ok(start.min(buffer.filled));
            }
            let have = buffer.filled;
            step *= 2;
            self.read_on(buffer, from, have + step)?;
            if buffer.filled == have {
                return Ok(have);
            }
        }
    }
}

/// The bytes of one block after the other; what was allocated once is not cleared again.
#[derive(Debug, Default)]
pub struct Buffer {
    bytes: Vec<u8>,
    filled: usize,
}

impl Buffer {
    fn text(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }

    /// Room from the end of the text up to `wanted` bytes of it.
    fn room(&mut self, wanted: usize) -> Range<usize> {
        if self.bytes.len() < wanted {
            self.bytes.resize(wanted, 0);
        }
        self.filled..wanted.max(self.filled)
    }
}

/// Where a block's records lie in the buffer.
struct Bounds {
    offset: u64,
    own: (usize, usize),
    counted: (usize, usize),
}
