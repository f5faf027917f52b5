//! Bytes that come once and in order: a pipe, a decoder. One thread reads ahead, the workers scan.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::crew::Crew;
use super::feed::{self, Ahead, Message};
use super::flow::Flow;
use super::fold::{Fold, Keeper};
use super::job::Job;
use super::kept::Kept;
use super::piped::Piped;
use super::scanners::Scanners;
use super::spared::Spared;
use super::workers::Read1;
use super::{document, native};
use crate::episode::Intake;
use crate::format::{Dialect, Document, Sniffed};
use crate::framing::reader::Block;
use crate::matcher::Engine;
use crate::model::{Notice, NoticeKind};
use crate::source::Opened;
use crate::source::foreign::Foreign;
use crate::source::journal::Bytes;

/// Reads a stream, and scans it together with the rest of the crew; `open` runs on the reading thread, since it waits
/// for the first bytes.
///
/// `kept` says how it is kept for the second reading: what is strange in it is not known before its end.
pub fn read(
    at_work: AtWork<'_, '_>,
    job: &Job,
    open: impl FnOnce(&Arc<AtomicBool>) -> std::io::Result<Opened> + Send + 'static,
    block: usize,
    kept: HowKept,
) {
    let of = job.clone();
    let ahead = Ahead::start(move |sink| feed::feed(open, &of, block, sink));
    let mut listener = Listener::new(at_work, job).keeping(kept);
    while let Some(message) = ahead.next(at_work) {
        listener.take(message);
    }
    listener.finish();
}

/// Bytes that are kept of what is read as one piece.
const PIECE: usize = 14 << 20;

/// How a stream is kept for the second reading.
#[derive(Clone, Copy, Debug)]
pub enum HowKept {
    /// It is read again.
    Not,
    /// It comes only once.
    InPart,
    /// All of it, while there is memory to spare.
    WithRoom {
        /// Whether to decode it again takes longer than to pack it.
        packed: bool,
    },
}

/// Who reads.
#[derive(Clone, Copy, Debug)]
pub struct AtWork<'w, 'e> {
    /// The rules.
    pub engine: &'e Engine,
    /// The workers, this one among them.
    pub crew: &'w Crew<'e>,
    /// Set when the run is to stop.
    pub stop: &'w AtomicBool,
}

/// Takes what the reading thread sends of one input.
#[derive(Debug)]
pub struct Listener<'w, 'e> {
    at_work: AtWork<'w, 'e>,
    job: Job,
    /// Of what is not scanned in blocks.
    intake: Option<Intake<'e>>,
    /// The blocks, when the first of them came.
    flow: Option<Arc<Flow<'e>>>,
    /// What was noticed.
    pub notices: Vec<Notice>,
    format: Option<(Dialect, Option<Document>)>,
    /// Whether the input holds nothing that can be scanned.
    unreadable: bool,
    kept: HowKept,
    /// What was read as one piece and comes only once.
    piece: Option<Vec<u8>>,
}

impl<'w, 'e> Listener<'w, 'e> {
    /// For one input.
    #[must_use]
    pub fn new(at_work: AtWork<'w, 'e>, job: &Job) -> Self {
        Listener {
            at_work,
            job: job.clone(),
            intake: None,
            flow: None,
            notices: Vec::new(),
            format: None,
            unreadable: false,
            kept: HowKept::Not,
            piece: None,
        }
    }

    /// With a keeper for the second reading.
    #[must_use]
    pub fn keeping(self, kept: HowKept) -> Self {
        Listener { kept, ..self }
    }

    /// Takes the next message, in order.
    pub fn take(&mut self, message: Message) {
        match message {
            Message::Member(_) | Message::Limits(_) => {}
            Message::Format(Sniffed::Journal, _) => {}
            Message::Journal(bytes) => self.journal(bytes),
            Message::Format(sniffed, head) => self.format(sniffed, &head),
            Message::Foreign(foreign) => {
                self.notices.push(unsupported(&self.job, foreign));
                self.unreadable = true;
            }
            Message::Block(block) => self.block(block),
            Message::Whole(text) => {
                let (dialect, document) = self.format.unwrap_or_default();
                let mut intake = self.intake();
                document::scan(self.at_work.engine, &self.job, document, dialect, &text, &mut intake);
                self.intake = Some(intake);
                self.piece = Some(text).filter(|text| text.len() <= PIECE && matches!(self.kept, HowKept::InPart));
            }
            Message::Trouble(why) => {
                self.notices.push(Notice::once(NoticeKind::Damaged, format!("{}: {why}", self.job.name)));
            }
        }
    }

    fn intake(&mut self) -> Intake<'e> {
        self.intake.take().unwrap_or_else(|| self.job.intake(self.at_work.engine))
    }

    fn block(&mut self, block: Block) {
        let flow = match self.flow.take() {
            Some(flow) => flow,
            None => self.share(),
        };
        self.at_work.crew.push(&flow, block);
        self.flow = Some(flow);
    }

    /// Lets the crew scan the blocks.
    fn share(&self) -> Arc<Flow<'e>> {
        let AtWork { engine, crew, .. } = self.at_work;
        let (dialect, _) = self.format.unwrap_or_default();
        let kept = Kept::new(self.job.clone(), dialect);
        let keeper = match self.kept {
            HowKept::Not => Keeper::Nobody,
            HowKept::InPart => Keeper::OfPipe(Piped::new(&engine.library, kept)),
            HowKept::WithRoom { packed } => Keeper::OfLog(Spared::new(crew.room(), packed, kept)),
        };
        let fold = Fold::new(self.job.intake(engine), keeper);
        let flow = Arc::new(Flow::new(Scanners::new(engine, self.job.clone(), dialect), fold));
        crew.share_stream(&flow);
        flow
    }

    fn format(&mut self, sniffed: Sniffed, head: &[u8]) {
        self.format = take_format(sniffed, &self.job, &mut self.notices);
        // Empty inputs are read, and hold nothing; binary ones are not.
        self.unreadable = self.format.is_none() && !matches!(sniffed, Sniffed::Empty);
        self.job = self.job.clone().with_head(head);
    }

    fn journal(&mut self, bytes: Bytes) {
        match native::open(bytes, &self.job) {
            Ok(journal) => {
                let AtWork { engine, stop, .. } = self.at_work;
                let mut intake = self.intake();
                self.notices.extend(native::scan(engine, &self.job, journal, &mut intake, stop));
                self.intake = Some(intake);
            }
            Err(notice) => {
                self.notices.push(notice);
                self.unreadable = true;
            }
        }
    }

    /// Nothing more comes: hands over the log, unless there was nothing to scan, and what was noticed.
    pub fn finish(mut self) {
        let crew = self.at_work.crew;
        match self.flow.take() {
            Some(flow) => crew.end(&flow, self.notices),
            None => {
                let log = (!self.unreadable).then(|| self.intake().finish());
                // What comes only once must not be asked for again.
                let kept = matches!(self.kept, HowKept::InPart)
                    .then(|| Kept { piece: self.piece.take(), ..Kept::new(self.job.clone(), Dialect::default()) });
                crew.finish(self.job.index as usize, Read1 { kept, ..Read1::of(log, self.notices) });
            }
        }
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
