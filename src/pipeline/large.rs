//! A large regular file: any worker reads and scans any block of it, the results are folded in order.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex};

use super::job::Job;
use crate::episode::{InputLog, Intake};
use crate::format::Dialect;
use crate::framing::bounds::first_start;
use crate::framing::{Frame, MAX_RECORD};
use crate::matcher::{Engine, Piece, Scan, Scanner, Subjects};
use crate::model::{Notice, NoticeKind};

/// Bytes read behind a block for the end of its last record, and more each time it goes on.
const STEP: usize = 4 << 10;
/// Results that may wait to be folded: the bound on memory.
const AHEAD: usize = 8;
/// Bytes of a line that tell whether it continues a record.
const ENOUGH: usize = 192;

/// A large file at work.
#[derive(Debug)]
pub struct Large<'e> {
    engine: &'e Engine,
    /// The input.
    pub job: Job,
    dialect: Dialect,
    file: File,
    len: u64,
    block: usize,
    next: AtomicU64,
    /// What the scanners of the blocks so far remember.
    subjects: Mutex<Vec<Subjects>>,
    done: Mutex<Done<'e>>,
    /// Told when results were folded.
    folded: Condvar,
}

/// Results, put back in order; the intake is away while a worker folds.
#[derive(Debug)]
struct Done<'e> {
    intake: Option<Intake<'e>>,
    wanted: u64,
    early: BTreeMap<u64, Scan>,
    trouble: Vec<Notice>,
}

impl<'e> Large<'e> {
    /// Over the first `len` bytes of a file.
    #[must_use]
    pub fn new(
        engine: &'e Engine,
        job: Job,
        dialect: Dialect,
        file: File,
        len: u64,
        block: usize,
        trouble: Vec<Notice>,
    ) -> Self {
        let modified = file.metadata().ok().and_then(|m| super::workers::modified(&m));
        let intake = Some(job.intake(engine, modified));
        let done = Mutex::new(Done { intake, wanted: 0, early: BTreeMap::new(), trouble });
        Large {
            engine,
            job,
            dialect,
            file,
            len,
            block,
            next: AtomicU64::new(0),
            subjects: Mutex::default(),
            done,
            folded: Condvar::new(),
        }
    }

    fn blocks(&self) -> u64 {
        self.len.div_ceil(self.block as u64)
    }

    /// A block that nobody has taken yet.
    pub fn take(&self) -> Option<u64> {
        let block = self.next.fetch_add(1, Ordering::Relaxed);
        (block < self.blocks()).then_some(block)
    }

    /// Reads and scans a block; gives the log when it was the last one to be folded.
    pub fn work(&self, block: u64, buffer: &mut Buffer) -> Option<(InputLog, Vec<Notice>)> {
        let (scan, trouble) = match self.read(block, buffer) {
            Ok(bounds) => (self.scan(buffer.text(), &bounds), None),
            Err(e) => (Scan::default(), Some(Notice::once(NoticeKind::Unreadable, format!("{}: {e}", self.job.name)))),
        };
        self.fold(block, scan, trouble)
    }

    fn scan(&self, text: &[u8], bounds: &Bounds) -> Scan {
        let subjects = self.subjects.lock().expect("no worker panics").pop().unwrap_or_default();
        let scanner = Scanner::with(self.engine, self.job.context(self.engine, self.dialect), subjects);
        let Bounds { offset, own, counted } = *bounds;
        let scan = scanner.scan(&Piece { text, offset, own, counted, starts: None });
        self.subjects.lock().expect("no worker panics").push(scanner.into_subjects());
        self.job.told.fetch_add(scan.bytes, Ordering::Relaxed);
        scan
    }

    /// Leaves a result; folds what is next, unless another worker is at it.
    ///
    /// Folding happens outside the lock, so that the others go on scanning; results that run too far ahead wait.
    fn fold(&self, block: u64, scan: Scan, trouble: Option<Notice>) -> Option<(InputLog, Vec<Notice>)> {
        let mut done = self.done.lock().expect("no worker panics while it folds");
        done.early.insert(block, scan);
        done.trouble.extend(trouble);
        while done.intake.is_none() && done.early.len() > AHEAD {
            done = self.folded.wait(done).expect("no worker panics while it folds");
        }
        let mut intake = done.intake.take()?;
        loop {
            let ready = done.ready();
            if ready.is_empty() {
                break;
            }
            drop(done);
            ready.into_iter().for_each(|scan| intake.take(scan));
            done = self.done.lock().expect("no worker panics while it folds");
            self.folded.notify_all();
        }
        if done.wanted < self.blocks() {
            done.intake = Some(intake);
            self.folded.notify_all();
            return None;
        }
        Some((intake.finish(), std::mem::take(&mut done.trouble)))
    }

    /// Gives what was folded so far, for a run that is stopped.
    #[must_use]
    pub fn give_up(self) -> Option<(InputLog, Vec<Notice>)> {
        let done = self.done.into_inner().ok()?;
        Some((done.intake?.finish(), done.trouble))
    }

    /// Reads a block, and as much before and after it as its records need.
    fn read(&self, block: u64, buffer: &mut Buffer) -> io::Result<Bounds> {
        let frame = self.dialect.frame();
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

impl Done<'_> {
    /// The results that are next, in order.
    fn ready(&mut self) -> Vec<Scan> {
        let mut ready = Vec::new();
        while let Some(scan) = self.early.remove(&self.wanted) {
            self.wanted += 1;
            ready.push(scan);
        }
        ready
    }
}

/// Where a block's records lie in the buffer.
struct Bounds {
    offset: u64,
    own: (usize, usize),
    counted: (usize, usize),
}
