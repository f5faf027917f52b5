//! Bytes that come once and in order: a pipe, a decoder. One thread reads ahead, the worker scans.

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use super::job::Job;
use super::piped::Piped;
use super::{document, native};
use crate::episode::{InputLog, Intake};
use crate::format::{Dialect, Document, Sniffed};
use crate::framing::reader::{Block, BlockReader};
use crate::matcher::{Engine, Piece, Scanner, Subjects};
use crate::model::{Notice, NoticeKind};
use crate::source::Opened;
use crate::source::foreign::{self, Foreign};
use crate::source::journal::Bytes;

/// Blocks that may wait: the bound on memory.
pub const AHEAD: usize = 4;
/// How often a worker that waits for bytes looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(50);

/// What the reading thread sends.
#[derive(Debug)]
pub enum Message {
    /// The next member of an archive: what comes is its, until the next one.
    Member(usize),
    /// What was hit on the way through an archive.
    Limits(Vec<Notice>),
    /// The format, first of all, and the head that tells it.
    Format(Sniffed, Vec<u8>),
    /// Instead of a format: it is known, and cannot be read.
    Foreign(Foreign),
    /// Bytes.
    Block(Block),
    /// A whole document.
    Whole(Vec<u8>),
    /// A whole journal.
    Journal(Bytes),
    /// The stream broke off here.
    Trouble(String),
}

/// Reads and scans a stream; `open` runs on the reading thread, since it waits for the first bytes.
///
/// A stream that comes only `once` is watched on the way: what is strange in it is not known before its end.
pub fn read(
    engine: &Engine,
    job: &Job,
    open: impl FnOnce() -> std::io::Result<Opened> + Send + 'static,
    block: usize,
    once: bool,
    stop: &AtomicBool,
) -> (Option<InputLog>, Vec<Notice>) {
    let (send, receive) = sync_channel(AHEAD);
    let of = job.clone();
    thread::spawn(move || feed(open, &of, block, &send));
    let mut listener = Listener::new(engine, job, stop).watching(once);
    while let Some(message) = next(&receive, stop) {
        listener.take(message);
    }
    listener.finish()
}

/// Folds what the reading thread sends of one input.
#[derive(Debug)]
pub struct Listener<'e, 's> {
    engine: &'e Engine,
    job: Job,
    stop: &'s AtomicBool,
    intake: Intake<'e>,
    notices: Vec<Notice>,
    format: Option<(Dialect, Option<Document>)>,
    /// What the scanners of the blocks so far remember.
    subjects: Subjects,
    /// Whether the input holds nothing that can be scanned.
    unreadable: bool,
    /// Notes the shapes of an input that comes only once.
    piped: Option<Piped<'e>>,
}

impl<'e, 's> Listener<'e, 's> {
    /// For one input.
    #[must_use]
    pub fn new(engine: &'e Engine, job: &Job, stop: &'s AtomicBool) -> Self {
        let intake = job.intake(engine, None);
        Listener {
            engine,
            job: job.clone(),
            stop,
            intake,
            notices: Vec::new(),
            format: None,
            subjects: Subjects::default(),
            unreadable: false,
            piped: None,
        }
    }

    /// With a watch over what comes only once.
    #[must_use]
    pub fn watching(mut self, once: bool) -> Self {
        self.piped = once.then(|| Piped::new(self.engine, self.job.index));
        self
    }

    /// Takes the next message, in order.
    pub fn take(&mut self, message: Message) {
        let (dialect, document) = self.format.unwrap_or_default();
        match message {
            Message::Member(_) | Message::Limits(_) => {}
            Message::Format(Sniffed::Journal, _) => {}
            Message::Journal(bytes) => self.journal(bytes),
            Message::Format(sniffed, head) => self.format(sniffed, &head),
            Message::Foreign(foreign) => {
                self.notices.push(unsupported(&self.job, foreign));
                self.unreadable = true;
            }
            Message::Block(block) => self.block(dialect, block),
            Message::Whole(text) => {
                document::scan(self.engine, &self.job, document, dialect, &text, &mut self.intake);
            }
            Message::Trouble(why) => {
                self.notices.push(Notice::once(NoticeKind::Damaged, format!("{}: {why}", self.job.name)));
            }
        }
    }

    fn block(&mut self, dialect: Dialect, block: Block) {
        self.intake.skipped(block.skipped, block.skipped_lines);
        let context = self.job.context(self.engine, dialect);
        let scanner = Scanner::with(self.engine, context, std::mem::take(&mut self.subjects));
        let own = (block.own.start, block.own.end);
        let starts = block.starts.as_deref();
        let piece = Piece { text: &block.text, offset: block.offset, own, counted: own, starts };
        let scan = scanner.scan(&piece);
        self.subjects = scanner.into_subjects();
        self.job.told.fetch_add(block.text.len() as u64, Ordering::Relaxed);
        if let Some(piped) = &mut self.piped {
            piped.block(&self.job, dialect, block, &scan);
        }
        self.intake.take(scan);
    }

    fn format(&mut self, sniffed: Sniffed, head: &[u8]) {
        self.format = take_format(sniffed, &self.job, &mut self.notices);
        // Empty inputs are read, and hold nothing; binary ones are not.
        self.unreadable = self.format.is_none() && !matches!(sniffed, Sniffed::Empty);
        self.job = self.job.clone().with_head(head);
        self.intake = self.job.intake(self.engine, None);
    }

    fn journal(&mut self, bytes: Bytes) {
        match native::open(bytes, &self.job) {
            Ok(journal) => {
                let noticed = native::scan(self.engine, &self.job, journal, &mut self.intake, self.stop);
                self.notices.extend(noticed);
            }
            Err(notice) => {
                self.notices.push(notice);
                self.unreadable = true;
            }
        }
    }

    /// The log, unless there was nothing to scan, and what was noticed.
    #[must_use]
    pub fn finish(mut self) -> (Option<InputLog>, Vec<Notice>) {
        if let Some(piped) = self.piped {
            self.intake.shapes(piped.finish(&self.job));
        }
        ((!self.unreadable).then(|| self.intake.finish()), self.notices)
    }
}

/// That an input cannot be read, and what to do about it.
#[must_use]
pub fn unsupported(job: &Job, foreign: Foreign) -> Notice {
    Notice::once(NoticeKind::Unsupported, format!("{}: {}: {}", job.name, foreign.what, foreign.advice))
}

/// The dialect and the document of an input; `None` and a notice when there is nothing to scan.
pub fn take_format(sniffed: Sniffed, job: &Job, notices: &mut Vec<Notice>) -> Option<(Dialect, Option<Document>)> {
    let note = |kind, text: &str| Notice::once(kind, format!("{}: {text}", job.name));
    match sniffed {
        Sniffed::Lines(dialect) | Sniffed::Export(dialect) => Some((dialect, None)),
        Sniffed::Document(document, dialect) => Some((dialect, Some(document))),
        Sniffed::Unknown(dialect) => {
            notices.push(note(NoticeKind::Unrecognised, "lines of no known format, read as plain text"));
            Some((dialect, None))
        }
        Sniffed::Empty => {
            notices.push(note(NoticeKind::Empty, "holds nothing"));
            None
        }
        Sniffed::Binary | Sniffed::Journal => {
            notices.push(note(NoticeKind::Binary, "binary data of no known format, passed over"));
            None
        }
        Sniffed::SealingKey => {
            notices.push(note(NoticeKind::Binary, "the sealing key of a journal, a secret: passed over"));
            None
        }
    }
}

/// The next message; `None` when no more come, or the run is to stop.
pub fn next(receive: &Receiver<Message>, stop: &AtomicBool) -> Option<Message> {
    loop {
        match receive.recv_timeout(LOOK) {
            Ok(message) => return Some(message),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) if stop.load(Ordering::Relaxed) => return None,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Reads the stream; ends when it does, or when nobody listens any more.
fn feed(open: impl FnOnce() -> std::io::Result<Opened>, job: &Job, block: usize, send: &SyncSender<Message>) {
    match open() {
        Ok(Opened::Stream { head, rest, .. }) => feed_opened(head, rest, job, block, send),
        Ok(Opened::File { head, file, .. }) => feed_opened(head, Box::new(file), job, block, send),
        Err(e) => drop(send.send(Message::Trouble(e.to_string()))),
    }
}

/// Reads what is opened already, its first bytes in `head`.
pub fn feed_opened(head: Vec<u8>, rest: Box<dyn Read + '_>, job: &Job, block: usize, send: &SyncSender<Message>) {
    if let Some(foreign) = foreign::detect(&head) {
        let _ = send.send(Message::Foreign(foreign));
        return;
    }
    let sniffed = Dialect::sniff(whole_lines(&head), &job.name);
    if send.send(Message::Format(sniffed, whole_lines(&head).to_vec())).is_err() {
        return;
    }
    match sniffed {
        Sniffed::Document(..) => feed_whole(head, rest, send),
        Sniffed::Lines(d) if document::order_of(job, d, &head).is_some() => feed_whole(head, rest, send),
        Sniffed::Lines(d) | Sniffed::Export(d) | Sniffed::Unknown(d) => feed_blocks(head, rest, d, block, send),
        Sniffed::Journal => feed_journal(head, rest, send),
        Sniffed::Empty => drain(rest, send),
        Sniffed::Binary | Sniffed::SealingKey => {}
    }
}

/// The head without its last, cut line.
#[must_use]
pub fn whole_lines(head: &[u8]) -> &[u8] {
    match memchr::memrchr(b'\n', head) {
        Some(end) if head.len() >= crate::source::open::HEAD => &head[..=end],
        _ => head,
    }
}

/// Nothing was in the head: an error may still come.
fn drain(mut rest: Box<dyn Read + '_>, send: &SyncSender<Message>) {
    if let Err(e) = std::io::copy(&mut rest, &mut std::io::sink()) {
        let _ = send.send(Message::Trouble(e.to_string()));
    }
}

fn feed_whole(mut text: Vec<u8>, rest: Box<dyn Read + '_>, send: &SyncSender<Message>) {
    let trouble = rest.take(document::MAX as u64).read_to_end(&mut text).err().map(|e| e.to_string());
    let cut = (text.len() >= document::MAX).then(document::too_long);
    let _ = send.send(Message::Whole(text));
    for why in trouble.into_iter().chain(cut) {
        let _ = send.send(Message::Trouble(why));
    }
}

fn feed_journal(head: Vec<u8>, rest: Box<dyn Read + '_>, send: &SyncSender<Message>) {
    let (bytes, trouble) = Bytes::hold(head, rest);
    let _ = send.send(Message::Journal(bytes));
    if let Some(why) = trouble {
        let _ = send.send(Message::Trouble(why));
    }
}

fn feed_blocks(head: Vec<u8>, rest: Box<dyn Read + '_>, dialect: Dialect, block: usize, send: &SyncSender<Message>) {
    let mut reader = BlockReader::new(head, rest, dialect.frame(), block);
    loop {
        let message = match reader.next_block() {
            Ok(Some(block)) => Message::Block(block),
            Ok(None) => return,
            Err(e) => Message::Trouble(format!("ends early: {e}")),
        };
        if send.send(message).is_err() {
            return;
        }
    }
}
