//! One block: its findings, and what is noted of the records beside them.
//!
//! ```text
//! block --candidates--> locate: the record around each   --what holds--> findings, marks
//!       --first MiBs, samples-> note: who spoke and when --------------> seen, edges
//! ```

mod edge;
mod evidence;
mod first;
mod lines;
mod locate;
mod note;
mod piece;
mod result;
mod table;
mod unseen;

use std::cell::RefCell;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::FixedState;

use self::locate::Tried;
use super::capture::Says;
use super::engine::Engine;
use super::mark::{Mark, Part};
use super::quoted::quoted;
use super::subjects::Subjects;
use super::told::Told;
use crate::format::dialect::Sealed;
use crate::format::unit;
use crate::framing::MAX_RECORD;
use crate::model::{Finding, First, Place, Quote, Record, StreamSet};
use crate::text::{ansi, stack};

pub use edge::Edge;
pub use locate::{MOST as MOST_TRIED, Trial};
pub use note::{EXACT, SAMPLE, starts_boot};
pub use piece::{Context, Piece};
pub use result::Scan;

/// Scans blocks of one input.
#[derive(Debug)]
pub struct Scanner<'e> {
    engine: &'e Engine,
    context: Context<'e>,
    subjects: RefCell<Subjects>,
}

/// What all findings of one record have in common.
#[derive(Clone)]
struct Shared {
    quote: Arc<str>,
    continues: bool,
    first: Option<Arc<First>>,
    text: u64,
    counts: bool,
}

impl<'e> Scanner<'e> {
    /// For the blocks of one input.
    #[must_use]
    pub fn new(engine: &'e Engine, context: Context<'e>) -> Self {
        Scanner::with(engine, context, Subjects::default())
    }

    /// The same, with what another scanner of the input remembers.
    #[must_use]
    pub fn with(engine: &'e Engine, context: Context<'e>, subjects: Subjects) -> Self {
        Scanner { engine, context, subjects: RefCell::new(subjects) }
    }

    /// What it remembers, for the next scanner of the input.
    #[must_use]
    pub fn into_subjects(self) -> Subjects {
        self.subjects.into_inner()
    }

    /// Finds and notes what is in a piece.
    #[must_use]
    pub fn scan(&self, piece: &Piece<'_>) -> Scan {
        let counted = &piece.text[piece.counted.0..piece.counted.1];
        let mut scan = Scan { bytes: counted.len() as u64, ..Scan::default() };
        scan.lines = self.find(piece, &mut |tried, record, streams, place| {
            self.try_all(tried, record, streams, place, Some(piece), &mut scan);
        });
        self.rows_at_start(piece, &mut scan);
        self.note(piece, &mut scan);
        scan
    }

    /// Where the records begin that a signature holds on, rising: of a piece that is read again no more is wanted.
    #[must_use]
    pub fn places(&self, piece: &Piece<'_>) -> Vec<u64> {
        let mut places = Vec::new();
        self.find(piece, &mut |tried, record, streams, place| {
            if self.any_holds(tried, record, streams) {
                places.push(place.offset);
            }
        });
        places.sort_unstable();
        places
    }

    fn any_holds(&self, tried: &Tried, record: &Record<'_>, streams: StreamSet) -> bool {
        tried.trials.iter().any(|trial| self.engine.holds(trial, record, streams))
    }

    /// A record that was decoded from a document: there is no block to filter but its text.
    pub fn scan_record(&self, record: &Record<'_>, offset: u64, line: u64, scan: &mut Scan) {
        self.find_record(record, offset, line, scan);
        self.note_decoded(record, offset, scan);
    }

    /// The findings of a record that was decoded elsewhere.
    pub fn find_record(&self, record: &Record<'_>, offset: u64, line: u64, scan: &mut Scan) {
        let streams = self.streams(record);
        let mut tried = Tried::default();
        self.look_for(&record.text, &mut tried);
        let place = Place { input: self.context.input, offset, line };
        self.try_all(&tried, record, streams, place, None, scan);
        self.row(record, offset, scan);
    }

    /// Whether a signature holds on a record that was decoded elsewhere.
    pub fn finds(&self, record: &Record<'_>, offset: u64) -> bool {
        let mut scan = Scan::default();
        self.find_record(record, offset, 0, &mut scan);
        !scan.findings.is_empty()
    }

    /// Whether a message, colours and all, deserves to be looked at: it has the window of a signature that may hold.
    #[must_use]
    pub fn may_find(&self, message: &[u8]) -> bool {
        let message = ansi::strip(message);
        let mut tried = Tried::default();
        self.look_for(&message, &mut tried);
        !tried.is_empty() && (!self.falls(&message, false, &mut tried) || tried.crowded)
    }

    /// Notes a record that was decoded elsewhere.
    pub fn note_decoded(&self, record: &Record<'_>, offset: u64, scan: &mut Scan) {
        self.note_record(record, self.streams(record), offset, scan);
    }

    fn streams(&self, record: &Record<'_>) -> StreamSet {
        self.engine.streams_of(record, self.context.file, self.context.container)
    }

    /// The findings and the line of a trace that a record is.
    fn try_all(
        &self,
        tried: &Tried,
        record: &Record<'_>,
        streams: StreamSet,
        place: Place,
        piece: Option<&Piece<'_>>,
        scan: &mut Scan,
    ) {
        scan.crowded += u64::from(tried.crowded);
        let known = &mut *self.subjects.borrow_mut();
        let told = Told::new(record, &self.engine.names);
        let mut shared = None;
        let before = scan.findings.len();
        for trial in &tried.trials {
            if let Some(Says { subject, values, back_ns }) =
                self.engine.verify(trial, &told, streams, &self.context, known)
            {
                let Shared { quote, continues, first, text, counts } =
                    shared.get_or_insert_with(|| self.shared(record, place.offset, piece)).clone();
                let (time, boot, pid, repeats) = (record.time, record.boot, record.pid, record.repeats);
                let event = place.offset;
                let finding = Finding {
                    subject,
                    values,
                    back_ns,
                    time,
                    boot,
                    pid,
                    repeats,
                    place,
                    event,
                    quote,
                    text,
                    counts,
                    continues,
                    first,
                };
                scan.findings.push(finding);
            }
        }
        self.engine.share(&mut scan.findings[before..], known);
        let mut mark = self.engine.mark(&tried.lines, record, &self.context, place.offset);
        if let (Some(Mark { part: Part::About, tasks: Some(tasks), .. }), Some(piece)) = (&mut mark, piece)
            && let Some(rows) = self.rows_behind(piece, place.offset)
        {
            tasks.join(*rows);
        }
        scan.marks.extend(mark);
    }

    /// What all findings of one record have in common; looked for when the first of them is there.
    fn shared(&self, record: &Record<'_>, offset: u64, piece: Option<&Piece<'_>>) -> Shared {
        let continues = stack::is_part(&record.message);
        let traced = !self.context.frame.is_listed() && (continues || stack::is_head(&record.message));
        let first = piece.filter(|_| traced).and_then(|piece| self.first(piece, record, offset));
        let counts = unit::is_any(self.context.units, record);
        Shared { quote: quoted(record), continues, first, text: self.text(record), counts }
    }

    /// By what the record is known in another input.
    fn text(&self, record: &Record<'_>) -> u64 {
        let text = record.text.trim_ascii();
        let hash = || FixedState::default().hash_one(&text[..text.len().min(Quote::MAX)]);
        if self.context.is_beside { hash() } else { 0 }
    }

    fn decode<'r>(&self, raw: &'r [u8]) -> Record<'r> {
        self.open(raw).finish()
    }

    fn open<'r>(&self, raw: &'r [u8]) -> Sealed<'r> {
        self.context.dialect.open(&raw[..raw.len().min(MAX_RECORD)], &self.engine.names)
    }
}
