//! The workers: each takes the next block of a large file, else the next input.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::crew::Crew;
use super::feed::whole_lines;
use super::job::Job;
use super::kept::Kept;
use super::large::Large;
use super::scanners::Scanners;
use super::short::Short;
use super::stream::{self, AtWork, HowKept, take_format};
use super::{Settings, document, native, pack};
use crate::episode::InputLog;
use crate::format::unit::UnitName;
use crate::format::{Dialect, Sniffed};
use crate::matcher::Engine;
use crate::model::{Notice, NoticeKind};
use crate::source::journal::Bytes;
use crate::source::journal::copies::{self, Elsewhere};
use crate::source::{Input, Opened, foreign, open};

/// A file of fewer blocks than this is one worker's.
const LARGE: u64 = 4;
/// A file shorter than this, bytes, gives work to one worker, whatever it is compressed with.
const ALONE: u64 = 256 << 10;

/// What became of one input.
#[derive(Debug)]
pub struct Read1 {
    /// What it holds; nothing when it cannot be read.
    pub log: Option<InputLog>,
    /// What was kept of it for the second reading.
    pub kept: Option<Kept>,
    /// What helps to read a small file again.
    pub short: Option<Short>,
    /// Offset of the first document behind lines.
    pub opens: Option<u64>,
    /// What is wrong with it.
    pub trouble: Vec<Notice>,
}

impl Read1 {
    /// Of an input that is read again from where it lies.
    #[must_use]
    pub const fn of(log: Option<InputLog>, trouble: Vec<Notice>) -> Self {
        Read1 { log, kept: None, short: None, opens: None, trouble }
    }

    /// Of one that cannot be read.
    #[must_use]
    pub const fn nothing(trouble: Vec<Notice>) -> Self {
        Read1::of(None, trouble)
    }
}

/// Work that is shared by the workers.
struct Shared<'e, 'i> {
    engine: &'e Engine,
    inputs: &'i [Input],
    /// Runs of inputs that one worker takes.
    runs: Vec<Range<usize>>,
    settings: &'i Settings,
    stop: &'i AtomicBool,
    next: AtomicUsize,
    /// Workers that read an input, and may yet let the others take blocks of it.
    reading: AtomicUsize,
    crew: Crew<'e>,
    /// Journals of which another input has entries too.
    copies: BTreeMap<usize, Elsewhere>,
}

/// Reads every input; results come with the place of their input and in that order.
#[must_use]
pub fn read(engine: &Engine, inputs: &[Input], settings: &Settings, stop: &AtomicBool) -> Vec<(usize, Read1)> {
    let threads = threads(inputs, settings);
    let shared = Shared {
        engine,
        inputs,
        runs: pack::runs(inputs),
        settings,
        stop,
        next: AtomicUsize::new(0),
        reading: AtomicUsize::new(0),
        crew: Crew::new(threads),
        copies: copies::find(inputs),
    };
    std::thread::scope(|scope| {
        (1..threads).for_each(|_| drop(scope.spawn(|| shared.work())));
        shared.work();
    });
    shared.crew.disband()
}

/// Workers that will find work: a single short file gives it to one.
fn threads(inputs: &[Input], settings: &Settings) -> usize {
    let is_short = |path: &PathBuf| path.metadata().is_ok_and(|m| m.is_file() && m.len() < ALONE);
    match inputs {
        [one] if one.path.as_ref().is_some_and(is_short) => 1,
        _ => settings.threads.max(1),
    }
}

impl<'e> Shared<'e, '_> {
    fn work(&self) {
        while !self.stop.load(Ordering::Relaxed) {
            let count = self.crew.bell().count();
            if self.crew.next_block() || self.next_input() {
                continue;
            }
            if self.reading.load(Ordering::Acquire) == 0 && !self.crew.next_block() {
                return;
            }
            self.crew.bell().wait(count);
        }
        self.crew.finish_streams();
    }

    fn next_input(&self) -> bool {
        if self.next.load(Ordering::Acquire) >= self.runs.len() {
            return false;
        }
        // Counted before an input is taken: a worker that sees none left must not leave while a large one is on its way.
        self.reading.fetch_add(1, Ordering::AcqRel);
        let index = self.next.fetch_add(1, Ordering::AcqRel);
        let taken = self.runs.get(index).map(|run| self.take_run(run.clone()));
        self.reading.fetch_sub(1, Ordering::AcqRel);
        self.crew.bell().ring();
        taken.is_some()
    }

    fn take_run(&self, run: Range<usize>) {
        let (first, members) = (run.start, &self.inputs[run.clone()]);
        if members[0].member.is_some() {
            let jobs = run.map(|place| self.job(place)).collect();
            pack::read(self.at_work(), members, jobs, self.settings.block);
        } else if let Some(read) = self.read_input(&members[0], self.job(first)) {
            self.crew.finish(first, read);
        }
    }

    fn at_work(&self) -> AtWork<'_, 'e> {
        AtWork { engine: self.engine, crew: &self.crew, stop: self.stop }
    }

    fn job(&self, place: usize) -> Job {
        let mut job = Job::at(self.engine, place, &self.inputs[place]);
        job.units = self.settings.options.units.iter().map(|unit| UnitName::new(unit)).collect();
        job.elsewhere = self.copies.get(&place).cloned();
        job.is_beside = self.inputs.len() > 1;
        job.told = Arc::clone(&self.settings.read);
        job
    }

    /// Reads an input, unless the whole crew does.
    fn read_input(&self, input: &Input, job: Job) -> Option<Read1> {
        let waits = input.path.as_ref().is_none_or(|p| !p.is_file());
        if waits {
            let kept = if input.held.is_none() { HowKept::InPart } else { HowKept::Not };
            return self.read_stream(input, &job, kept);
        }
        match open::open(input) {
            Ok(Opened::File { file, len, head }) => self.read_file(job, file, len, head),
            Ok(Opened::Stream { layers, .. }) => {
                self.read_stream(input, &job, HowKept::WithRoom { packed: layers.iter().any(|layer| layer.is_slow()) })
            }
            Err(e) => Some(Read1::nothing(vec![Notice::once(NoticeKind::Unreadable, format!("{}: {e}", job.name))])),
        }
    }

    fn read_stream(&self, input: &Input, job: &Job, kept: HowKept) -> Option<Read1> {
        let input = input.clone();
        stream::read(self.at_work(), job, move |ended| open::open_until(&input, ended), self.settings.block, kept);
        None
    }

    fn read_file(&self, job: Job, file: std::fs::File, len: u64, head: Vec<u8>) -> Option<Read1> {
        if let Some(foreign) = foreign::detect(&head) {
            return Some(Read1::nothing(vec![stream::unsupported(&job, foreign)]));
        }
        let mut notices = Vec::new();
        // Of lines behind which a document stands, all is read as one piece: of a file that is too long for that, none is lost.
        let sniff = if len > document::MAX as u64 { Dialect::sniff_one } else { Dialect::sniff };
        let sniffed = sniff(whole_lines(&head), &job.name);
        if matches!(sniffed, Sniffed::Journal) {
            return Some(self.read_journal(&job, Bytes::File(file, len)));
        }
        let job = job.with_head(whole_lines(&head));
        let Some((dialect, doc)) = take_format(sniffed, &job, &mut notices) else {
            let log = matches!(sniffed, Sniffed::Empty).then(|| job.intake(self.engine).finish());
            return Some(Read1::of(log, notices));
        };
        let small = len <= LARGE * self.settings.block as u64;
        if dialect.frame().is_listed() && !small {
            let open = move |_: &_| Ok(Opened::File { file, len, head });
            stream::read(self.at_work(), &job, open, self.settings.block, HowKept::Not);
            return None;
        }
        if doc.is_none() && !small && document::order_of(&job, dialect, &head).is_none() {
            let scanners = Scanners::new(self.engine, job, dialect);
            self.crew.share_file(Large::new(scanners, file, len, self.settings.block, notices));
            return None;
        }
        let mut intake = job.intake(self.engine);
        let text = read_whole(file, len, head, &job, &mut notices);
        let (short, opens) = document::scan(self.engine, &job, doc, dialect, &text, &mut intake);
        job.told.fetch_add(text.len() as u64, Ordering::Relaxed);
        Some(Read1 { short, opens, ..Read1::of(Some(intake.finish()), notices) })
    }

    fn read_journal(&self, job: &Job, bytes: Bytes) -> Read1 {
        let journal = match native::open(bytes, job) {
            Ok(journal) => journal,
            Err(notice) => return Read1::nothing(vec![notice]),
        };
        let mut intake = job.intake(self.engine);
        let notices = native::scan(self.engine, job, journal, &mut intake, self.stop);
        Read1::of(Some(intake.finish()), notices)
    }
}

/// The whole file after its head, as far as the limit allows.
fn read_whole(file: std::fs::File, len: u64, head: Vec<u8>, job: &Job, notices: &mut Vec<Notice>) -> Vec<u8> {
    let mut text = head;
    if text.len() as u64 == len {
        return text;
    }
    let limit = document::MAX.saturating_sub(text.len()) as u64;
    let rest = open::Rest::of(file, len, &text);
    if let Err(e) = rest.take(limit).read_to_end(&mut text) {
        notices.push(Notice::once(NoticeKind::Unreadable, format!("{}: {e}", job.name)));
    }
    if len > document::MAX as u64 {
        notices.push(Notice::once(NoticeKind::Damaged, format!("{}: {}", job.name, document::too_long())));
    }
    text
}
