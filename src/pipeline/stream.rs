//! Bytes that come once and in order: a pipe, a decoder. One thread reads ahead, the worker scans.

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use super::job::Job;
use super::{document, native};
use crate::episode::{InputLog, Intake};
use crate::format::{Dialect, Document, Sniffed};
use crate::framing::reader::{Block, BlockReader};
use crate::matcher::{Engine, Piece, Scanner};
use crate::model::{Notice, NoticeKind};
use crate::source::Opened;
use crate::source::journal::Bytes;

/// Blocks that may wait: the bound on memory.
const AHEAD: usize = 4;
/// How often a worker that waits for bytes looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(50);

/// What the reading thread sends.
enum Message {
    /// The format, first of all, and the head that tells it.
    Format(Sniffed, Vec<u8>),
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
pub fn read(
    engine: &Engine,
    job: &Job,
    open: impl FnOnce() -> std::io::Result<Opened> + Send + 'static,
    block: usize,
    stop: &AtomicBool,
) -> (Option<InputLog>, Vec<Notice>) {
    let (send, receive) = sync_channel(AHEAD);
    let name = job.name.clone();
    thread::spawn(move || feed(open, &name, block, &send));
    let mut job = job.clone();
    let mut intake = job.intake(engine, None);
    let mut notices = Vec::new();
    let mut dialect = Dialect::default();
    let mut document = None;
    while let Some(message) = next(&receive, stop) {
        match message {
            Message::Format(Sniffed::Journal, _) => {}
            Message::Journal(bytes) => match native::open(bytes, &job) {
                Ok(journal) => notices.extend(native::scan(engine, &job, journal, &mut intake, stop)),
                Err(notice) => return (None, vec![notice]),
            },
            Message::Format(sniffed, head) => {
                let Some(found) = take_format(sniffed, &job, &mut notices) else {
                    return (sniffed_nothing(sniffed).then(|| intake.finish()), notices);
                };
                (dialect, document) = found;
                job = job.with_head(&head);
                intake = job.intake(engine, None);
            }
            Message::Block(block) => scan(engine, &job, dialect, &block, &mut intake),
            Message::Whole(text) => document::scan(engine, &job, document, dialect, &text, &mut intake),
            Message::Trouble(why) => notices.push(Notice::once(NoticeKind::Damaged, format!("{}: {why}", job.name))),
        }
    }
    (Some(intake.finish()), notices)
}

/// Empty inputs are read, and hold nothing; binary ones are not.
fn sniffed_nothing(sniffed: Sniffed) -> bool {
    matches!(sniffed, Sniffed::Empty)
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

fn next(receive: &Receiver<Message>, stop: &AtomicBool) -> Option<Message> {
    loop {
        match receive.recv_timeout(LOOK) {
            Ok(message) => return Some(message),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) if stop.load(Ordering::Relaxed) => return None,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

fn scan(engine: &Engine, job: &Job, dialect: Dialect, block: &Block, intake: &mut Intake<'_>) {
    intake.skipped(block.skipped, block.skipped_lines);
    let scanner = Scanner::new(engine, job.context(engine, dialect));
    let own = (block.own.start, block.own.end);
    let piece = Piece { text: &block.text, offset: block.offset, own, counted: own, starts: block.starts.as_deref() };
    intake.take(scanner.scan(&piece));
}

/// Reads the stream; ends when it does, or when nobody listens any more.
fn feed(open: impl FnOnce() -> std::io::Result<Opened>, name: &str, block: usize, send: &SyncSender<Message>) {
    let (head, rest) = match open() {
        Ok(Opened::Stream { head, rest, .. }) => (head, rest),
        Ok(Opened::File { head, file, .. }) => (head, Box::new(file) as Box<dyn Read + Send>),
        Err(e) => {
            let _ = send.send(Message::Trouble(e.to_string()));
            return;
        }
    };
    let sniffed = Dialect::sniff(whole_lines(&head), name);
    if send.send(Message::Format(sniffed, whole_lines(&head).to_vec())).is_err() {
        return;
    }
    match sniffed {
        Sniffed::Document(..) => feed_whole(head, rest, send),
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
fn drain(mut rest: Box<dyn Read + Send>, send: &SyncSender<Message>) {
    if let Err(e) = std::io::copy(&mut rest, &mut std::io::sink()) {
        let _ = send.send(Message::Trouble(e.to_string()));
    }
}

fn feed_whole(mut text: Vec<u8>, rest: Box<dyn Read + Send>, send: &SyncSender<Message>) {
    let trouble = rest.take(document::MAX as u64).read_to_end(&mut text).err().map(|e| e.to_string());
    let cut = (text.len() >= document::MAX).then(document::too_long);
    let _ = send.send(Message::Whole(text));
    for why in trouble.into_iter().chain(cut) {
        let _ = send.send(Message::Trouble(why));
    }
}

fn feed_journal(head: Vec<u8>, rest: Box<dyn Read + Send>, send: &SyncSender<Message>) {
    let (bytes, trouble) = Bytes::hold(head, rest);
    let _ = send.send(Message::Journal(bytes));
    if let Some(why) = trouble {
        let _ = send.send(Message::Trouble(why));
    }
}

fn feed_blocks(head: Vec<u8>, rest: Box<dyn Read + Send>, dialect: Dialect, block: usize, send: &SyncSender<Message>) {
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
