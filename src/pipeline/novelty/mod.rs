//! The second reading: the time before each incident, and enough before that to know what is usual.

mod stretches;

use std::fs::File;
use std::io::{Cursor, Read, Result, Seek, SeekFrom};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::sync_channel;
use std::thread;

use rayon::prelude::*;

use super::feed::whole_lines;
use super::job::Job;
use super::kept::Kept;
use super::look::{SETTLED, Wanted, near};
use super::native::search::Search;
use super::short::Short;
use super::watch::{Ears, Watch};
use super::{document, pack};
use crate::episode::clocks::Clockwork;
use crate::episode::holds::Holds;
use crate::episode::machines::Machines;
use crate::episode::novelty::window::QUIET;
use crate::episode::novelty::{Census, Found, Healthy, Judge, Shapes, TimeIndex, Window};
use crate::format::{Dialect, Document, Sniffed, native};
use crate::framing::MAX_RECORD;
use crate::framing::bounds::first_start;
use crate::framing::reader::{Block, BlockReader};
use crate::matcher::{Engine, Piece, Scan, Scanner};
use crate::model::{RawTime, Stamp};
use crate::source::archive::Flow;
use crate::source::journal::{self, Bytes, Entry, Found as Object, Journal};
use crate::source::open::{self, fill};
use crate::source::{Input, Opened};

/// Bytes of a block.
const BLOCK: usize = 1 << 20;
/// Bytes of a part that is long enough for a thread of its own.
const LONG: u64 = 8 << 20;
/// Bytes that are passed over at once.
const BUFFER: usize = 256 << 10;

/// What is known of an input from its first reading.
#[derive(Debug)]
pub struct Known {
    /// Its place among the inputs.
    pub place: usize,
    /// Where which time lies.
    pub index: TimeIndex,
    /// First and last time.
    pub span: Option<(Stamp, Stamp)>,
    /// Bytes of it, decompressed.
    pub len: u64,
    /// What was kept of an input that cannot be read again, or not without pains.
    pub kept: Option<Kept>,
    /// What helps to read a small file again.
    pub short: Option<Short>,
    /// Where the records begin that a signature holds on.
    pub holds: Holds,
}

impl Known {
    /// Where the records begin that a signature holds on, of a part that was there the first time.
    fn holds(&self, part: Range<u64>) -> Option<&[u64]> {
        self.holds.within(part.clone()).filter(|_| part.end <= self.len)
    }

    /// What helps to read the whole of a small file again, when `head` is still all of it.
    fn short(&self, head: &[u8], len: u64, parts: &[Range<u64>]) -> Option<&Short> {
        let is_all = head.len() as u64 == len && self.len == len && parts.len() == 1 && parts[0] == (0..len);
        self.short.as_ref().filter(|_| is_all)
    }
}

/// Inputs that were read once.
#[derive(Clone, Copy, Debug)]
pub struct Reread<'a> {
    /// The rules.
    pub engine: &'a Engine,
    /// All inputs.
    pub inputs: &'a [Input],
    /// Those that could be read.
    pub known: &'a [Known],
    /// How the times of each of them became UTC.
    pub works: &'a [Clockwork],
    /// Other names of their machines.
    pub machines: &'a Machines,
    /// Worker threads.
    pub threads: usize,
}

impl Reread<'_> {
    /// What is strange before each of the windows' ends.
    #[must_use]
    pub fn search(&self, windows: Vec<Window>, healthy: Option<&Healthy>) -> Vec<Found> {
        let judge = Mutex::new(Judge::new(windows.clone(), self.machines));
        self.each(Some(&windows), &|shapes, work, seen| {
            judge.lock().expect("no worker panics").add(shapes, work, seen)
        });
        judge.into_inner().expect("no worker panics").finish(healthy)
    }

    /// All shapes; `span` is the time of all inputs, nanoseconds UTC.
    #[must_use]
    pub fn census(&self, span: (i64, i64)) -> Census {
        let census = Mutex::new(Census::default());
        self.each(None, &|shapes, work, _| census.lock().expect("no worker panics").add(shapes, work, span));
        census.into_inner().expect("no worker panics")
    }

    /// Gives the shapes of each input to `take`, which must fold them in any order to the same.
    fn each(&self, windows: Option<&[Window]>, take: Take<'_>) {
        let runs = pack::runs(self.inputs);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads.max(1)).build();
        let pool = pool.expect("a pool of a few threads");
        pool.install(|| runs.par_iter().for_each(|run| self.run(run.clone(), windows, take)));
    }

    /// One input, or the members of one archive.
    fn run(&self, run: Range<usize>, windows: Option<&[Window]>, take: Take<'_>) {
        let members = &self.inputs[run.clone()];
        let wanted: Vec<Wanted<'_>> = run.clone().filter_map(|place| self.wanted(place, windows)).collect();
        let (kept, again): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|wanted| wanted.known.kept.is_some());
        kept.par_iter().for_each(|wanted| self.kept(wanted, take));
        match again.first() {
            Some(_) if members[0].member.is_some() => self.members(run.start, members, &again, take),
            // What cannot be read a second time was noticed the first time, or is gone since: it tells nothing.
            Some(one) => drop(self.input(&members[0], one, take)),
            None => {}
        }
    }

    /// An input that counts.
    fn wanted<'w>(&'w self, place: usize, windows: Option<&'w [Window]>) -> Option<Wanted<'w>> {
        let index = self.known.binary_search_by_key(&place, |known| known.place).ok()?;
        let (known, work) = (&self.known[index], &self.works[index]);
        Some(Wanted { known, work, near: near(known, windows)? })
    }

    /// What was kept, instead of the input; where that is a part of it, all windows are told.
    fn kept(&self, wanted: &Wanted<'_>, take: Take<'_>) {
        let (Some(kept), near) = (&wanted.known.kept, wanted.near.as_deref()) else { return };
        let look = wanted.look(wanted.known.len);
        let again = Again::new(self.engine, &kept.job, wanted.work, near);
        let windows = if kept.whole { &look.windows[..] } else { near.unwrap_or_default() };
        again.kept(kept, &look.parts, &wanted.known.index, &|shapes| take(shapes, wanted.work, windows));
    }

    /// Members of one archive, in one walk.
    fn members(&self, first: usize, members: &[Input], again: &[Wanted<'_>], take: Take<'_>) {
        let never = AtomicBool::new(false);
        let _ = pack::walk(members, &never, |at, met| {
            if let Ok(index) = again.binary_search_by_key(&(first + at), |wanted| wanted.known.place) {
                let wanted = &again[index];
                let job = Job::at(self.engine, first + at, &members[at]).with_machine(whole_lines(&met.peeled.head));
                let reader = Again::new(self.engine, &job, wanted.work, wanted.near.as_deref()).knowing(wanted.known);
                let look = wanted.look(wanted.known.len);
                let taken = |shapes: &Shapes| take(shapes, wanted.work, &look.windows);
                let _ = reader.stream(met.peeled.head, met.peeled.rest, &look.parts, &wanted.known.index, &taken);
            }
            Flow::Continue(())
        });
    }

    /// An input by itself.
    fn input(&self, input: &Input, wanted: &Wanted<'_>, take: Take<'_>) -> Result<()> {
        let opened = open::open(input)?;
        let (Opened::File { head, .. } | Opened::Stream { head, .. }) = &opened;
        let job = Job::at(self.engine, wanted.known.place, input).with_machine(whole_lines(head));
        let again = Again::new(self.engine, &job, wanted.work, wanted.near.as_deref()).knowing(wanted.known);
        let index = &wanted.known.index;
        match opened {
            Opened::File { file, len, head } => {
                let look = wanted.look(len);
                let taken = |shapes: &Shapes| take(shapes, wanted.work, &look.windows);
                if journal::is_journal(&head) {
                    taken(&again.journal(Bytes::File(file, len), &look.parts, Some(wanted.known)));
                    return Ok(());
                }
                if let Some(short) = wanted.known.short(&head, len, &look.parts) {
                    let mut watch = again.watch();
                    short.show(&job, &head, &mut watch);
                    taken(&watch.shapes);
                    return Ok(());
                }
                again.file(&file, head, &look.parts, index, &taken)
            }
            Opened::Stream { rest, head, .. } => {
                let look = wanted.look(wanted.known.len);
                again.stream(head, rest, &look.parts, index, &|shapes| take(shapes, wanted.work, &look.windows))
            }
        }
    }
}

/// What takes shapes of one input, and the windows whose time they were looked for in.
type Take<'t> = &'t (dyn Fn(&Shapes, &Clockwork, &[&Window]) + Sync);

/// From the start of what is usual to the end of the last window, nanoseconds UTC.
fn time(near: Option<&[&Window]>) -> Option<(i64, i64)> {
    let near = near?;
    let from = near.iter().map(|w| w.from - QUIET).min()?;
    Some((from, near.iter().map(|w| w.to + SETTLED).max()?))
}

/// A part of a file, read without a position that others share.
struct At<'f> {
    file: &'f File,
    at: u64,
    end: u64,
}

impl<'f> At<'f> {
    /// From the start of a part on, to the end of its last record.
    const fn part(file: &'f File, part: &Range<u64>) -> Self {
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

/// Reads one input again.
struct Again<'e> {
    engine: &'e Engine,
    job: &'e Job,
    /// The time that counts, nanoseconds UTC.
    time: Option<(i64, i64)>,
    ears: Option<Ears<'e>>,
    known: Option<&'e Known>,
}

impl<'e> Again<'e> {
    fn new(engine: &'e Engine, job: &'e Job, work: &'e Clockwork, near: Option<&'e [&'e Window]>) -> Self {
        Again { engine, job, time: time(near), ears: near.map(|near| Ears::new(near, work)), known: None }
    }

    /// With what the first reading of the same bytes told.
    fn knowing(self, known: &'e Known) -> Self {
        Again { known: Some(known), ..self }
    }

    fn watch(&self) -> Watch<'e> {
        Watch::new(self.engine, self.job.index).listened(self.ears)
    }

    /// Parts are read side by side.
    fn file(
        &self,
        file: &File,
        head: Vec<u8>,
        parts: &[Range<u64>],
        index: &TimeIndex,
        take: &(dyn Fn(&Shapes) + Sync),
    ) -> Result<()> {
        let (Sniffed::Lines(dialect) | Sniffed::Unknown(dialect)) = Dialect::sniff(whole_lines(&head), &self.job.name)
        else {
            let mut rest = file;
            rest.seek(SeekFrom::Start(head.len() as u64))?;
            return self.stream(head, Box::new(rest), parts, index, take);
        };
        parts.par_iter().try_for_each(|part| {
            if let Some(shapes) = self.stretches(file, dialect, part, index) {
                take(&shapes);
                return Ok(());
            }
            self.part(dialect, At::part(file, part), part, index, take)
        })
    }

    /// What comes once and in order; of lines, what lies between the parts is passed over.
    fn stream<'r>(
        &self,
        head: Vec<u8>,
        rest: Box<dyn Read + 'r>,
        parts: &[Range<u64>],
        index: &TimeIndex,
        take: &dyn Fn(&Shapes),
    ) -> Result<()> {
        if journal::is_journal(&head) {
            let bytes = Bytes::hold(head, rest).0;
            let all = Range { start: 0, end: bytes.len() };
            take(&self.journal(bytes, &[all], None));
            return Ok(());
        }
        match Dialect::sniff(whole_lines(&head), &self.job.name) {
            Sniffed::Document(document, dialect) => take(&self.document(document, dialect, head, rest)?),
            Sniffed::Export(dialect) => {
                self.part(dialect, Cursor::new(head).chain(rest), &(0..u64::MAX), index, take)?
            }
            Sniffed::Lines(dialect) | Sniffed::Unknown(dialect) => {
                let mut all = Cursor::new(head).chain(rest);
                let mut at = 0;
                for part in parts {
                    pass_over(&mut all, part.start - at)?;
                    let limit = part.end - part.start + MAX_RECORD as u64;
                    let mut bytes = (&mut all).take(limit);
                    self.part(dialect, &mut bytes, part, index, take)?;
                    at = part.start + limit - bytes.limit();
                }
            }
            Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => {}
        }
        Ok(())
    }

    /// The records that start in a part; where the bytes break off, those before.
    fn part(
        &self,
        dialect: Dialect,
        bytes: impl Read,
        part: &Range<u64>,
        index: &TimeIndex,
        take: &dyn Fn(&Shapes),
    ) -> Result<()> {
        let mut watch = self.watch();
        if part.start > 0 {
            watch.resume(index.before(part.start));
        }
        let read = self.blocks(&mut watch, dialect, bytes, part);
        take(&watch.shapes);
        read
    }

    /// Blocks that were kept, side by side where there are gaps between them.
    fn kept(&self, kept: &Kept, parts: &[Range<u64>], index: &TimeIndex, take: &(dyn Fn(&Shapes) + Sync)) {
        if let Some(piece) = &kept.piece {
            let (head, rest) = piece.split_at(piece.len().min(open::HEAD));
            // Memory does not fail to be read.
            return self.stream(head.to_vec(), Box::new(rest), parts, index, take).unwrap_or_default();
        }
        let context = self.job.context(kept.dialect);
        kept.runs(parts).par_iter().for_each(|run| {
            let mut watch = self.watch();
            if let Some((_, range)) = run.first().filter(|(_, range)| range.start > 0) {
                watch.resume(index.before(range.start));
            }
            for (block, range) in run {
                watch.skip_lines(block.skipped_lines);
                block.show(range, context.frame, |piece| watch.piece(&context, piece, &block.known));
            }
            take(&watch.shapes);
        });
    }

    /// The entries of a native journal that were stored in the time that counts, as far as they lie in `parts`.
    fn journal(&self, bytes: Bytes, parts: &[Range<u64>], known: Option<&Known>) -> Shapes {
        let mut watch = self.watch();
        let Ok(mut journal) = super::native::open(bytes, self.job) else { return watch.shapes };
        for part in parts {
            let before = known.and_then(|known| known.index.before(part.start));
            watch.resume(before);
            if let Some(entry) = before {
                journal.go_to(entry.offset);
            }
            match known.and_then(|known| known.holds(part.clone())) {
                Some(holds) => self.known_entries(&mut watch, &mut journal, part, holds),
                None => self.entries(&mut watch, &mut journal, part),
            }
        }
        watch.shapes
    }

    /// Entries of which it is known on which of them a signature holds.
    fn known_entries(&self, watch: &mut Watch<'_>, journal: &mut Journal, part: &Range<u64>, holds: &[u64]) {
        let context = self.job.context(Dialect::default());
        let (mut fields, mut entry) = (native::Reader::default(), Entry::default());
        while journal.next_entry(&mut entry) && entry.at < part.end {
            if self.counts(watch, &entry) {
                let record = fields.record(journal, &entry, &self.engine.names, false);
                watch.record(&context, &record, entry.at, holds.binary_search(&entry.at).is_ok());
            }
        }
    }

    fn entries(&self, watch: &mut Watch<'_>, journal: &mut Journal, part: &Range<u64>) {
        let context = self.job.context(Dialect::default());
        let scanner = Scanner::new(self.engine, context.clone());
        let (mut fields, mut entry) = (native::Reader::default(), Entry::default());
        let mut search = Search::default();
        while let Some(found) = journal.next(&mut entry) {
            match found {
                Object::Value(at) => search.value(&scanner, journal, at),
                Object::Entry if entry.at >= part.end => return,
                Object::Entry if self.counts(watch, &entry) => {
                    fields.gather(journal, &entry);
                    // A message that stands before the part was not searched.
                    let unseen = fields.message_at().is_none_or(|at| at < part.start);
                    let record = fields.gathered(&entry, &self.engine.names, false);
                    let known = (unseen || search.is_marked(&entry)) && scanner.finds(&record, entry.at);
                    watch.record(&context, &record, entry.at, known);
                }
                Object::Entry => {}
            }
        }
    }

    /// Whether an entry was stored in the time that counts.
    fn counts(&self, watch: &mut Watch<'_>, entry: &Entry) -> bool {
        let stored = i64::try_from(entry.realtime_us).unwrap_or(i64::MAX).saturating_mul(1000);
        self.time.is_none_or(|(from, to)| (from..=to).contains(&stored))
            && watch.hears(RawTime::utc(stored), entry.boot)
    }

    fn document(
        &self,
        document: Document,
        dialect: Dialect,
        mut text: Vec<u8>,
        rest: Box<dyn Read + '_>,
    ) -> Result<Shapes> {
        rest.take(document::MAX as u64).read_to_end(&mut text)?;
        let mut watch = self.watch();
        let context = self.job.context(dialect);
        let scanner = Scanner::new(self.engine, context.clone());
        (document.read)(&text, &self.job.name, &self.engine.names, &mut |offset, line, record| {
            let mut scan = Scan::default();
            watch.at_line(line);
            scanner.scan_record(&record, offset, 0, &mut scan);
            watch.record(&context, &record, offset, !scan.findings.is_empty());
        });
        Ok(watch.shapes)
    }

    /// Blocks of the bytes from the start of a part on. Of a long part one is looked at while the next one is read: what
    /// is decoded takes about as long as what is looked at.
    fn blocks(&self, watch: &mut Watch<'_>, dialect: Dialect, bytes: impl Read, part: &Range<u64>) -> Result<()> {
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

/// Reads bytes that nobody asks for.
fn pass_over(from: &mut impl Read, bytes: u64) -> Result<()> {
    let mut passed = from.take(bytes);
    let mut buffer = vec![0; BUFFER];
    while fill(&mut passed, &mut buffer)? > 0 {}
    Ok(())
}
