//! The thread that reads ahead: it opens a stream, tells its format and cuts it into blocks.
//!
//! ```text
//! Format, Block, Block, ...            lines
//! Format, Whole                        a document
//! Format, Journal                      a journal, held in memory
//! Member, Format, Block, Member, ...   the members of an archive
//! ```

use std::io::{Error, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::thread;
use std::time::Duration;

use super::document;
use super::job::Job;
use super::stream::AtWork;
use crate::format::opening::{self, Openings};
use crate::format::{Dialect, Sniffed};
use crate::framing::reader::{Block, BlockReader};
use crate::model::Notice;
use crate::source::Opened;
use crate::source::foreign::{self, Foreign};
use crate::source::journal::Bytes;
use crate::source::open::Rest;

/// Bytes of binary data that are read to see whether its compression is sound: a block of bzip2.
const CHECKED: u64 = 1 << 20;
/// Messages that may wait: the bound on memory.
const AHEAD: usize = 2;
/// How often a worker that waits for bytes looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(50);
/// So often it looks before it leaves a reading thread alone that does not end.
const PATIENCE: u32 = 10;

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

/// A thread that reads ahead.
#[derive(Debug)]
pub struct Ahead {
    receive: Receiver<Message>,
    ended: Arc<AtomicBool>,
}

/// Where it sends what it read.
#[derive(Debug)]
pub struct Sink {
    send: SyncSender<Message>,
    /// Set when no more is wanted.
    pub ended: Arc<AtomicBool>,
}

impl Ahead {
    /// Starts it.
    pub fn start(feed: impl FnOnce(&Sink) + Send + 'static) -> Self {
        let (send, receive) = sync_channel(AHEAD);
        let ended = Arc::new(AtomicBool::new(false));
        let sink = Sink { send, ended: Arc::clone(&ended) };
        thread::spawn(move || feed(&sink));
        Ahead { receive, ended }
    }

    /// The next message; until it comes, blocks are scanned. `None` when no more come.
    ///
    /// In a run that is to stop, what is on its way is still taken.
    pub fn next(&self, at_work: AtWork<'_, '_>) -> Option<Message> {
        let mut silent = 0;
        while silent < PATIENCE {
            if at_work.stop.load(Ordering::Relaxed) {
                self.ended.store(true, Ordering::Relaxed);
                silent += 1;
            }
            match self.receive.try_recv() {
                Ok(message) => return Some(message),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) if at_work.crew.next_block() => continue,
                Err(TryRecvError::Empty) => {}
            }
            match self.receive.recv_timeout(LOOK) {
                Ok(message) => return Some(message),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        None
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

impl Sink {
    /// Sends; says whether somebody listens.
    pub fn send(&self, message: Message) -> bool {
        self.send.send(message).is_ok()
    }

    fn is_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }
}

/// Reads the stream; ends when it does, or when nobody listens any more.
pub fn feed(open: impl FnOnce(&Arc<AtomicBool>) -> std::io::Result<Opened>, job: &Job, block: usize, sink: &Sink) {
    match open(&sink.ended) {
        Ok(Opened::Stream { head, rest, .. }) => feed_opened(head, rest, job, block, sink),
        Ok(Opened::File { head, file, len }) => {
            let rest = Rest::of(file, len, &head);
            feed_opened(head, Box::new(rest), job, block, sink);
        }
        Err(e) => drop(sink.send(Message::Trouble(e.to_string()))),
    }
}

/// Reads what is opened already, its first bytes in `head`.
pub fn feed_opened(head: Vec<u8>, rest: Box<dyn Read + '_>, job: &Job, block: usize, sink: &Sink) {
    if let Some(foreign) = foreign::detect(&head) {
        sink.send(Message::Foreign(foreign));
        return;
    }
    let sniffed = Dialect::sniff(whole_lines(&head), &job.name);
    if !sink.send(Message::Format(sniffed, whole_lines(&head).to_vec())) {
        return;
    }
    match sniffed {
        Sniffed::Document(..) => feed_whole(head, rest, sink),
        Sniffed::Lines(d) if document::order_of(job, d, &head).is_some() => feed_whole(head, rest, sink),
        Sniffed::Lines(d) | Sniffed::Export(d) | Sniffed::Unknown(d) => feed_blocks(head, rest, d, block, sink),
        Sniffed::Journal => feed_journal(head, rest, sink),
        Sniffed::Empty => drain(rest, sink),
        // A damaged block of a compressed log unpacks to rubbish before its checksum tells.
        Sniffed::Binary => drain(Box::new(rest.take(CHECKED)), sink),
        Sniffed::SealingKey => {}
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
fn drain(mut rest: Box<dyn Read + '_>, sink: &Sink) {
    if let Err(e) = std::io::copy(&mut rest, &mut std::io::sink()) {
        sink.send(Message::Trouble(format!("ends early: {e}")));
    }
}

fn feed_whole(mut text: Vec<u8>, rest: Box<dyn Read + '_>, sink: &Sink) {
    let trouble = rest.take(document::MAX as u64).read_to_end(&mut text).err().map(|e| format!("ends early: {e}"));
    let cut = (text.len() >= document::MAX).then(document::too_long);
    sink.send(Message::Whole(text));
    for why in trouble.into_iter().chain(cut) {
        sink.send(Message::Trouble(why));
    }
}

fn feed_journal(head: Vec<u8>, rest: Box<dyn Read + '_>, sink: &Sink) {
    let (bytes, trouble) = Bytes::hold(head, rest);
    sink.send(Message::Journal(bytes));
    if let Some(why) = trouble {
        sink.send(Message::Trouble(why));
    }
}

fn feed_blocks(head: Vec<u8>, rest: Box<dyn Read + '_>, dialect: Dialect, block: usize, sink: &Sink) {
    let mut reader = BlockReader::new(head, rest, dialect.frame(), block);
    let mut cutter = Cutter::new(dialect);
    let mut is_last = false;
    while !is_last {
        // A pipe that is not read on gives what came so far.
        is_last = sink.is_ended();
        let (message, opens) = match reader.next_block() {
            Ok(Some(mut block)) => {
                let opens = cutter.cut(&mut reader, &mut block);
                // All of it may have been taken back.
                let holds_any = !block.text.is_empty() || block.skipped > 0;
                (holds_any.then_some(Message::Block(block)), opens)
            }
            Ok(None) => return,
            Err(e) => (Some(trouble(&e)), false),
        };
        is_last |= message.is_some_and(|message| !sink.send(message));
        if opens && !is_last {
            return feed_document(reader, sink);
        }
    }
}

/// What stands behind lines and begins with a document.
fn feed_document<R: Read>(reader: BlockReader<R>, sink: &Sink) {
    let (block, why) = reader.into_document(document::MAX);
    let cut = (block.text.len() >= document::MAX).then(|| Message::Trouble(document::too_long()));
    sink.send(Message::Block(block));
    for message in why.as_ref().map(trouble).into_iter().chain(cut) {
        sink.send(message);
    }
}

fn trouble(why: &Error) -> Message {
    Message::Trouble(format!("ends early: {why}"))
}

/// Ends lines where a document opens.
#[derive(Debug)]
pub struct Cutter {
    openings: Openings,
    /// Offset of what turned out to be none; the start of an input was looked at before.
    passed: u64,
}

impl Cutter {
    /// Behind the lines of a dialect.
    #[must_use]
    pub const fn new(dialect: Dialect) -> Self {
        Cutter { openings: Openings::new(dialect), passed: 0 }
    }

    /// Ends a block before what may open a document; says whether one does.
    pub fn cut<R: Read>(&mut self, reader: &mut BlockReader<R>, block: &mut Block) -> bool {
        let mut from = 0;
        while let Some(at) = self.openings.next(&block.text, from, block.starts.as_deref()) {
            let offset = block.offset + at as u64;
            if offset > self.passed {
                self.passed = offset;
                return self.openings.holds(reader.take_back(block, at, opening::AHEAD));
            }
            from = memchr::memchr(b'\n', &block.text[at..]).map_or(block.text.len(), |end| at + end + 1);
        }
        false
    }
}
