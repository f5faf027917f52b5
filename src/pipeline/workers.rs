//! The workers: each takes the next block of a large file, else the next input.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::Read;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use super::job::Job;
use super::large::{Buffer, Large};
use super::stream::{self, take_format, whole_lines};
use super::{Settings, document, native, pack};
use crate::episode::InputLog;
use crate::format::{Dialect, Sniffed};
use crate::matcher::Engine;
use crate::model::{Notice, NoticeKind};
use crate::source::journal::Bytes;
use crate::source::journal::copies::{self, Elsewhere};
use crate::source::{Input, Opened, foreign, open};

/// How often a worker without work looks whether another one has handed a large file over.
const IDLE: Duration = Duration::from_micros(200);
/// A file of fewer blocks than this is one worker's.
const LARGE: u64 = 4;

/// What became of one input: its log, and trouble.
pub type Read1 = (Option<InputLog>, Vec<Notice>);

/// Work that is shared by the workers.
struct Shared<'e, 'i> {
    engine: &'e Engine,
    inputs: &'i [Input],
    /// Runs of inputs that one worker takes.
    runs: Vec<Range<usize>>,
    settings: &'i Settings,
    stop: &'i AtomicBool,
    next: AtomicUsize,
    /// Workers that read an input, and may yet hand it over as a large file.
    reading: AtomicUsize,
    large: Mutex<Vec<Arc<Large<'e>>>>,
    /// Journals of which another input has entries too.
    copies: BTreeMap<usize, Elsewhere>,
    done: Mutex<Vec<(usize, Read1)>>,
}

/// Reads every input; results come with the place of their input and in that order.
#[must_use]
pub fn read(engine: &Engine, inputs: &[Input], settings: &Settings, stop: &AtomicBool) -> Vec<(usize, Read1)> {
    let shared = Shared {
        engine,
        inputs,
        runs: pack::runs(inputs),
        settings,
        stop,
        next: AtomicUsize::new(0),
        reading: AtomicUsize::new(0),
        large: Mutex::new(Vec::new()),
        copies: copies::find(inputs),
        done: Mutex::new(Vec::new()),
    };
    std::thread::scope(|scope| {
        (1..threads(inputs, settings)).for_each(|_| drop(scope.spawn(|| shared.work())));
        shared.work();
    });
    let unfinished = shared.large.into_inner().expect("no worker panics");
    let mut done = shared.done.into_inner().expect("no worker panics");
    for large in unfinished {
        let index = large.job.index as usize;
        if let Some((log, trouble)) = Arc::into_inner(large).and_then(Large::give_up) {
            done.push((index, (Some(log), trouble)));
        }
    }
    done.sort_by_key(|(index, _)| *index);
    done
}

/// Workers that will find work: a single input gives it to several only when it is a large file.
fn threads(inputs: &[Input], settings: &Settings) -> usize {
    let is_large = |path: &PathBuf| path.metadata().is_ok_and(|m| m.len() > LARGE * settings.block as u64);
    match inputs {
        [one] if !one.path.as_ref().is_some_and(is_large) => 1,
        _ => settings.threads.max(1),
    }
}

impl<'e> Shared<'e, '_> {
    fn work(&self) {
        let mut buffer = Buffer::default();
        while !self.stop.load(Ordering::Relaxed) {
            if self.next_block(&mut buffer) || self.next_input() {
                continue;
            }
            if self.reading.load(Ordering::Acquire) == 0 && !self.next_block(&mut buffer) {
                return;
            }
            std::thread::sleep(IDLE);
        }
    }

    /// Takes a block of the first large file that has one left.
    fn next_block(&self, buffer: &mut Buffer) -> bool {
        let taken = {
            let large = self.large.lock().expect("no worker panics");
            large.iter().find_map(|large| Some((Arc::clone(large), large.take()?)))
        };
        let Some((large, block)) = taken else { return false };
        if let Some((log, trouble)) = large.work(block, buffer) {
            let index = large.job.index as usize;
            self.large.lock().expect("no worker panics").retain(|l| !Arc::ptr_eq(l, &large));
            self.finish(index, (Some(log), trouble));
        }
        true
    }

    fn finish(&self, index: usize, read: Read1) {
        self.done.lock().expect("no worker panics").push((index, read));
    }

    fn next_input(&self) -> bool {
        // Counted before an input is taken: a worker that sees none left must not leave while a large one is on its way.
        self.reading.fetch_add(1, Ordering::AcqRel);
        let index = self.next.fetch_add(1, Ordering::AcqRel);
        let taken = self.runs.get(index).map(|run| self.take_run(run.clone()));
        self.reading.fetch_sub(1, Ordering::AcqRel);
        taken.is_some()
    }

    fn take_run(&self, run: Range<usize>) {
        let (first, members) = (run.start, &self.inputs[run.clone()]);
        if members[0].member.is_some() {
            let done = |at, read| self.finish(first + at, read);
            let jobs = run.map(|place| self.job(place)).collect();
            pack::read(self.engine, members, jobs, self.settings.block, self.stop, done);
        } else if let Some(read) = self.read_input(&members[0], self.job(first)) {
            self.finish(first, read);
        }
    }

    fn job(&self, place: usize) -> Job {
        let mut job = Job::at(self.engine, place, &self.inputs[place]);
        job.units.clone_from(&self.settings.options.units);
        job.elsewhere = self.copies.get(&place).cloned();
        job.told = Arc::clone(&self.settings.read);
        job
    }

    /// Reads an input, or hands it over as a large file.
    fn read_input(&self, input: &Input, job: Job) -> Option<Read1> {
        let block = self.settings.block;
        let waits = input.path.as_ref().is_none_or(|p| !p.is_file());
        if waits {
            let input = input.clone();
            let once = input.held.is_none();
            return Some(stream::read(self.engine, &job, move || open::open(&input), block, once, self.stop));
        }
        match open::open(input) {
            Ok(Opened::File { file, len, head }) => self.read_file(job, file, len, head),
            Ok(Opened::Stream { .. }) => {
                let input = input.clone();
                Some(stream::read(self.engine, &job, move || open::open(&input), block, false, self.stop))
            }
            Err(e) => Some((None, vec![Notice::once(NoticeKind::Unreadable, format!("{}: {e}", job.name))])),
        }
    }

    fn read_file(&self, job: Job, file: std::fs::File, len: u64, head: Vec<u8>) -> Option<Read1> {
        if let Some(foreign) = foreign::detect(&head) {
            return Some((None, vec![stream::unsupported(&job, foreign)]));
        }
        let mut notices = Vec::new();
        let sniffed = Dialect::sniff(whole_lines(&head), &job.name);
        if matches!(sniffed, Sniffed::Journal) {
            return Some(self.read_journal(&job, Bytes::File(file, len)));
        }
        let job = job.with_head(whole_lines(&head));
        let modified_ns = file.metadata().ok().and_then(|m| modified(&m));
        let Some((dialect, doc)) = take_format(sniffed, &job, &mut notices) else {
            let log = matches!(sniffed, Sniffed::Empty).then(|| job.intake(self.engine, modified_ns).finish());
            return Some((log, notices));
        };
        let small = len <= LARGE * self.settings.block as u64;
        if dialect.frame().is_listed() && !small {
            let open = move || Ok(Opened::File { file, len, head });
            return Some(stream::read(self.engine, &job, open, self.settings.block, false, self.stop));
        }
        let as_printed = document::order_of(&job, dialect, &head).is_none();
        if doc.is_none() && !small && as_printed {
            let large = Large::new(self.engine, job, dialect, file, len, self.settings.block, notices);
            self.large.lock().expect("no worker panics").push(Arc::new(large));
            return None;
        }
        let mut intake = job.intake(self.engine, modified_ns);
        let text = read_whole(file, len, head, &job, &mut notices);
        document::scan(self.engine, &job, doc, dialect, &text, &mut intake);
        job.told.fetch_add(text.len() as u64, Ordering::Relaxed);
        Some((Some(intake.finish()), notices))
    }

    fn read_journal(&self, job: &Job, bytes: Bytes) -> Read1 {
        let journal = match native::open(bytes, job) {
            Ok(journal) => journal,
            Err(notice) => return (None, vec![notice]),
        };
        let mut intake = job.intake(self.engine, None);
        let notices = native::scan(self.engine, job, journal, &mut intake, self.stop);
        (Some(intake.finish()), notices)
    }
}

/// The whole file after its head, as far as the limit allows.
fn read_whole(file: std::fs::File, len: u64, head: Vec<u8>, job: &Job, notices: &mut Vec<Notice>) -> Vec<u8> {
    let mut text = head;
    let limit = document::MAX.saturating_sub(text.len()) as u64;
    if let Err(e) = file.take(limit).read_to_end(&mut text) {
        notices.push(Notice::once(NoticeKind::Unreadable, format!("{}: {e}", job.name)));
    }
    if len > document::MAX as u64 {
        notices.push(Notice::once(NoticeKind::Damaged, format!("{}: {}", job.name, document::too_long())));
    }
    text
}

/// When a file was last written, nanoseconds UTC.
#[must_use]
pub fn modified(meta: &Metadata) -> Option<i64> {
    let since = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_nanos()).ok()
}
