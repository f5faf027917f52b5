//! The second reading: the time before each incident, and enough before that to know what is usual.

use std::fs::File;
use std::io::{Read, Result, Seek, SeekFrom};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::job::Job;
use super::native::search::Search;
use super::stream::whole_lines;
use super::watch::{Ears, Watch};
use super::{document, pack};
use crate::episode::clocks::Clockwork;
use crate::episode::novelty::judge::QUIET;
use crate::episode::novelty::{Census, Found, Healthy, Judge, Shapes, TimeIndex, Window};
use crate::format::{Dialect, Document, Sniffed, native};
use crate::framing::bounds::first_start;
use crate::framing::reader::BlockReader;
use crate::matcher::{Engine, Piece, Scan, Scanner};
use crate::model::stamp::MINUTE;
use crate::model::{RawTime, Stamp};
use crate::source::archive::Flow;
use crate::source::journal::{self, Bytes, Entry, Found as Object, Journal};
use crate::source::{Input, Opened, open};

/// Time before that of an incident that is read for what is usual, nanoseconds, where it is
const USUAL: i64 = 30 * MINUTE;
/// at least this many bytes
const LEAST_USUAL: u64 = 8 << 20;
/// and at most this many.
const MOST_USUAL: u64 = 32 << 20;
/// Bytes of one input that are read again for all incidents but the first.
const ROOM: u64 = 48 << 20;
/// The minute of the first finding is read to its end, so that its counts do not depend on where reading stops.
const SETTLED: i64 = 2 * MINUTE;
/// Bytes of a block.
const BLOCK: usize = 1 << 20;

/// What is known of an input from its first reading.
#[derive(Debug)]
pub struct Known {
    /// Its place among the inputs.
    pub place: usize,
    /// Where which time lies.
    pub index: TimeIndex,
    /// First and last time.
    pub span: Option<(Stamp, Stamp)>,
    /// Shapes of an input that cannot be read again.
    pub shapes: Option<Shapes>,
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
    /// Worker threads.
    pub threads: usize,
}

impl Reread<'_> {
    /// What is strange before each of the windows' ends.
    #[must_use]
    pub fn search(&self, windows: Vec<Window>, healthy: Option<&Healthy>) -> Vec<Found> {
        let judge = Mutex::new(Judge::new(windows.clone()));
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

    /// One input, or the members of one archive in one walk.
    fn run(&self, run: Range<usize>, windows: Option<&[Window]>, take: Take<'_>) {
        let members = &self.inputs[run.clone()];
        let wanted = |at: usize| {
            let index = self.known.binary_search_by_key(&(run.start + at), |known| known.place).ok()?;
            let (known, work) = (&self.known[index], &self.works[index]);
            Some((known, work, near(known, windows)?))
        };
        if members[0].member.is_none() {
            let Some((known, work, near)) = wanted(0) else { return };
            if let Some(shapes) = &known.shapes {
                return take(shapes, work, near.as_deref().unwrap_or_default());
            }
            let job = Job::at(self.engine, known.place, &members[0]);
            // What cannot be read a second time was noticed the first time, or is gone since: it tells nothing.
            let _ = shapes(self.engine, &members[0], job, (known, work), near.as_deref(), take);
        } else if (0..members.len()).any(|at| wanted(at).is_some()) {
            let never = AtomicBool::new(false);
            let _ = pack::walk(members, &never, |at, met| {
                if let Some((known, work, near)) = wanted(at) {
                    let job = Job::at(self.engine, known.place, &members[at]).with_head(whole_lines(&met.peeled.head));
                    let again = Again::new(self.engine, &job, work, near.as_deref());
                    if let Ok(shapes) = again.stream(met.peeled.head, met.peeled.rest) {
                        take(&shapes, work, near.as_deref().unwrap_or_default());
                    }
                }
                Flow::Continue(())
            });
        }
    }
}

/// What takes shapes of one input, and the windows whose time they were looked for in.
type Take<'t> = &'t (dyn Fn(&Shapes, &Clockwork, &[&Window]) + Sync);

/// The windows that an input reaches into, or whose usual time it does; all time without windows.
fn near<'w>(known: &Known, windows: Option<&'w [Window]>) -> Option<Option<Vec<&'w Window>>> {
    let (first, last) = known.span?;
    let Some(windows) = windows else { return Some(None) };
    let near: Vec<&Window> = windows.iter().filter(|w| first.ns < w.to && last.ns >= w.from - QUIET).collect();
    (!near.is_empty()).then_some(Some(near))
}

/// From the start of what is usual to the end of the last window, nanoseconds UTC.
fn time(near: Option<&[&Window]>) -> Option<(i64, i64)> {
    let near = near?;
    let from = near.iter().map(|w| w.from - QUIET).min()?;
    Some((from, near.iter().map(|w| w.to + SETTLED).max()?))
}

/// Gives the shapes of one input, as far as it reaches into the time that counts: all of it without windows.
fn shapes(
    engine: &Engine,
    input: &Input,
    job: Job,
    (known, work): (&Known, &Clockwork),
    near: Option<&[&Window]>,
    take: Take<'_>,
) -> Result<()> {
    let opened = open::open(input)?;
    let (Opened::File { head, .. } | Opened::Stream { head, .. }) = &opened;
    let job = job.with_head(whole_lines(head));
    let again = Again::new(engine, &job, work, near);
    let all = near.unwrap_or_default();
    match opened {
        Opened::File { file, len, head } => {
            let whole = Look { parts: vec![Range { start: 0, end: len }], windows: Vec::new() };
            let look = near.map_or(whole, |near| Look::at(known, work, near, len));
            if journal::is_journal(&head) {
                take(&again.journal(Bytes::File(file, len), &look.parts, &known.index), work, &look.windows);
                return Ok(());
            }
            again.file(&file, &head, &look.parts, &known.index, &|shapes| take(shapes, work, &look.windows))?;
        }
        Opened::Stream { rest, head, .. } => take(&again.stream(head, rest)?, work, all),
    }
    Ok(())
}

/// What of a file is read again.
struct Look<'w> {
    /// In order and apart.
    parts: Vec<Range<u64>>,
    /// For these windows.
    windows: Vec<&'w Window>,
}

impl<'w> Look<'w> {
    /// The time of each window and some before it, as long as there is room; the first incident matters most.
    fn at(known: &Known, work: &Clockwork, windows: &[&'w Window], len: u64) -> Self {
        let mut look = Look { parts: Vec::new(), windows: Vec::new() };
        let mut read = 0;
        for &window in windows {
            let Some(part) = part(known, work, window, len) else { continue };
            let cost = part.end - part.start;
            if look.windows.is_empty() || read + cost <= ROOM {
                read += if look.windows.is_empty() { 0 } else { cost };
                look.parts.push(part);
                look.windows.push(window);
            }
        }
        // Much of a long log lies in the time of other incidents, where nobody listens.
        let idle = |from: i64, to: i64| !windows.iter().any(|w| w.listens(from - SETTLED, to + SETTLED));
        let parts = apart(look.parts).into_iter();
        look.parts = parts.flat_map(|part| known.index.without(part, work, idle)).collect();
        look
    }
}

/// The bytes of a window's time, and of the time before that tells what is usual.
fn part(known: &Known, work: &Clockwork, window: &Window, len: u64) -> Option<Range<u64>> {
    let own = known.index.bytes(work, window.from, window.to + SETTLED, len)?;
    let usual = known.index.bytes(work, window.from - USUAL, window.from, len).map_or(own.start, |usual| usual.start);
    let (least, most) = (own.start.saturating_sub(LEAST_USUAL), own.start.saturating_sub(MOST_USUAL));
    Some(usual.clamp(most, least)..own.end)
}

/// Parts in order, those that touch each other joined.
fn apart(mut parts: Vec<Range<u64>>) -> Vec<Range<u64>> {
    parts.sort_by_key(|part| part.start);
    let mut apart: Vec<Range<u64>> = Vec::new();
    for part in parts {
        match apart.last_mut().filter(|last| last.end >= part.start) {
            Some(last) => last.end = last.end.max(part.end),
            None => apart.push(part),
        }
    }
    apart
}

/// A part of a file, read without a position that others share.
struct At<'f> {
    file: &'f File,
    at: u64,
    end: u64,
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
}

impl<'e> Again<'e> {
    fn new(engine: &'e Engine, job: &'e Job, work: &'e Clockwork, near: Option<&'e [&'e Window]>) -> Self {
        Again { engine, job, time: time(near), ears: near.map(|near| Ears::new(near, work)) }
    }

    fn watch(&self) -> Watch<'e> {
        Watch::new(self.engine, self.job.index).listened(self.ears)
    }

    /// Parts are read side by side.
    fn file(
        &self,
        file: &File,
        head: &[u8],
        parts: &[Range<u64>],
        index: &TimeIndex,
        take: &(dyn Fn(&Shapes) + Sync),
    ) -> Result<()> {
        let dialect = match Dialect::sniff(whole_lines(head), &self.job.name) {
            Sniffed::Lines(dialect) | Sniffed::Unknown(dialect) => dialect,
            _ => {
                let mut rest = file;
                rest.seek(SeekFrom::Start(head.len() as u64))?;
                take(&self.stream(head.to_vec(), Box::new(rest))?);
                return Ok(());
            }
        };
        parts.par_iter().try_for_each(|part| {
            let mut watch = self.watch();
            if part.start > 0 {
                watch.resume(index.before(part.start));
            }
            let bytes = At { file, at: part.start, end: part.end };
            self.blocks(&mut watch, dialect, Vec::new(), bytes, part.start)?;
            take(&watch.shapes);
            Ok(())
        })
    }

    fn stream<'r>(&self, head: Vec<u8>, rest: Box<dyn Read + 'r>) -> Result<Shapes> {
        if journal::is_journal(&head) {
            let bytes = Bytes::hold(head, rest).0;
            let all = Range { start: 0, end: bytes.len() };
            return Ok(self.journal(bytes, &[all], &TimeIndex::default()));
        }
        match Dialect::sniff(whole_lines(&head), &self.job.name) {
            Sniffed::Document(document, dialect) => self.document(document, dialect, head, rest),
            Sniffed::Lines(dialect) | Sniffed::Export(dialect) | Sniffed::Unknown(dialect) => {
                let mut watch = self.watch();
                self.blocks(&mut watch, dialect, head, rest, 0)?;
                Ok(watch.shapes)
            }
            Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => Ok(Shapes::default()),
        }
    }

    /// The entries of a native journal that were stored in the time that counts, as far as they lie in `parts`.
    fn journal(&self, bytes: Bytes, parts: &[Range<u64>], index: &TimeIndex) -> Shapes {
        let mut watch = self.watch();
        let Ok(mut journal) = super::native::open(bytes, self.job) else { return watch.shapes };
        for part in parts {
            let before = index.before(part.start);
            watch.resume(before);
            if let Some(entry) = before {
                journal.go_to(entry.offset);
            }
            self.entries(&mut watch, &mut journal, part);
        }
        watch.shapes
    }

    fn entries(&self, watch: &mut Watch<'_>, journal: &mut Journal, part: &Range<u64>) {
        let context = self.job.context(self.engine, Dialect::default());
        let scanner = Scanner::new(self.engine, context.clone());
        let (mut fields, mut entry) = (native::Reader::default(), Entry::default());
        let mut search = Search::new(self.engine);
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
        let context = self.job.context(self.engine, dialect);
        let scanner = Scanner::new(self.engine, context.clone());
        (document.read)(&text, &self.job.name, &self.engine.names, &mut |offset, _, record| {
            let mut scan = Scan::default();
            scanner.scan_record(&record, offset, 0, &mut scan);
            watch.record(&context, &record, offset, !scan.findings.is_empty());
        });
        Ok(watch.shapes)
    }

    /// Blocks from an offset on; what is left of the record before it is passed over.
    fn blocks(
        &self,
        watch: &mut Watch<'_>,
        dialect: Dialect,
        head: Vec<u8>,
        rest: impl Read,
        offset: u64,
    ) -> Result<()> {
        let context = self.job.context(self.engine, dialect);
        let scanner = Scanner::new(self.engine, context.clone());
        let mut reader = BlockReader::new(head, rest, dialect.frame(), BLOCK);
        let mut cut = offset > 0;
        while let Some(block) = reader.next_block()? {
            watch.skip_lines(block.skipped_lines);
            // One byte on: a record that starts right at the offset cannot be told from the end of another one.
            let start =
                if cut { first_start(&block.text, 1.min(block.text.len()), dialect.frame()) } else { block.own.start };
            cut = false;
            let own = (start.min(block.own.end), block.own.end);
            let counted = (0, block.text.len());
            let starts = block.starts.as_deref();
            let piece = Piece { text: &block.text, offset: offset + block.offset, own, counted, starts };
            watch.piece(&context, &piece, &scanner.places(&piece));
        }
        Ok(())
    }
}
