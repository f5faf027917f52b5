//! A large regular file: any worker reads and scans any block of it.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::fold::{Fold, Keeper, Scanned};
use super::ordered::Ordered;
use super::scanners::Scanners;
use super::workers::Read1;
use crate::framing::bounds::first_start;
use crate::framing::{BEHIND, Frame, MAX_RECORD};
use crate::matcher::{Piece, Scan};
use crate::model::{Notice, NoticeKind};
use crate::source::open::SHORTER;

/// Bytes of a block, at most: what is read, its lines and the tables of the filter stay in the second-level cache, which
/// saves a twentieth of the time of blocks four times as long.
const BLOCK: usize = 256 << 10;
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
    /// Whether a block was not there any more.
    shorter: AtomicBool,
    ordered: Ordered<'e>,
}

impl<'e> Large<'e> {
    /// Over the first `len` bytes of a file, in blocks of at most `block` bytes.
    #[must_use]
    pub fn new(scanners: Scanners<'e>, file: File, len: u64, block: usize, trouble: Vec<Notice>) -> Self {
        let block = block.min(BLOCK);
        let fold = Fold::new(scanners.job.intake(scanners.engine), Keeper::Nobody);
        let ordered = Ordered::new(fold, Some(len.div_ceil(block as u64)), trouble);
        Large { scanners, file, len, block, next: AtomicU64::new(0), shorter: AtomicBool::new(false), ordered }
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
        let note = |kind, why: &str| Notice::once(kind, format!("{}: {why}", self.scanners.job.name));
        let (scan, trouble) = match self.read(block, buffer) {
            Ok(Bounds { offset, own, counted, is_first_short }) => {
                let short = is_first_short.then(|| note(NoticeKind::Damaged, SHORTER));
                (
                    self.scanners.scan(&Piece { text: buffer.text(), offset, before: &[], own, counted, starts: None }),
                    short,
                )
            }
            Err(e) => (Scan::default(), Some(note(NoticeKind::Unreadable, &e.to_string()))),
        };
        self.ordered.add(block, Scanned { parts: vec![scan.into()], ..Scanned::default() }, trouble)
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
        let from = start.saturating_sub(frame.look_back().max(BEHIND) as u64);
        buffer.filled = 0;
        self.read_on(buffer, from, (end - from) as usize + STEP)?;
        // Of a file that became shorter, a block may have lost its start too.
        let counted: (usize, usize) = [start, end].map(|at| buffer.filled.min((at - from) as usize)).into();
        let own_end = self.last_record(buffer, from, counted.1, frame)?;
        let own_start = if start == 0 { 0 } else { first_start(buffer.text(), counted.0, frame) };
        let is_short = from + (buffer.filled as u64) < end;
        let is_first_short = is_short && !self.shorter.swap(true, Ordering::Relaxed);
        Ok(Bounds { offset: from, own: (own_start.min(own_end), own_end), counted, is_first_short })
    }

    /// Reads on up to `wanted` bytes from `from`; a file that became shorter ends where it ends.
    fn read_on(&self, buffer: &mut Buffer, from: u64, wanted: usize) -> io::Result<()> {
        let wanted = wanted.min((self.len - from) as usize);
        let room = buffer.room(wanted);
        let mut at = room.start;
        let trouble = loop {
            if at == room.end {
                break Ok(());
            }
            match self.file.read_at(&mut buffer.bytes[at..room.end], from + at as u64) {
                Ok(0) => break Ok(()), // the end
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
    /// Whether it is the first one met that the file has not in full any more.
    is_first_short: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::job::Job;
    use crate::rule::baked;
    use crate::source::Input;
    use crate::{format::Dialect, matcher::Engine};

    /// What is read of a file that has `there` lines and had `had` when it was opened.
    #[track_caller]
    fn check(had: u64, there: u64, notices: usize) {
        let line = "Nov 14 02:57:18 node-a app[7]: tick of the clock\n";
        let name = format!("kascade-large-{}-{had}-{there}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, line.repeat(there as usize)).expect("written");
        let engine = Engine::new(baked::library());
        let scanners = Scanners::new(&engine, Job::new(&engine, 0, &Input::default()), Dialect::default());
        let file = File::open(&path).expect("opens");
        let large = Large::new(scanners, file, had * line.len() as u64, 1000, Vec::new());
        let mut buffer = Buffer::default();
        let read = std::iter::from_fn(|| large.take()).filter_map(|block| large.work(block, &mut buffer)).last();
        let Read1 { log, trouble, .. } = read.expect("it was read");
        let facts = log.expect("a log").facts;
        assert_eq!((facts.lines, facts.records, trouble.len()), (there.min(had), there.min(had), notices), "{there}");
        std::fs::remove_file(&path).expect("removed");
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_read_as_far_as_it_goes() {
        for (there, notices) in [(500, 0), (600, 0), (499, 1), (210, 1), (20, 1), (0, 1)] {
            check(500, there, notices);
        }
    }
}
