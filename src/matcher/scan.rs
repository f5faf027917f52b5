//! One block: its findings, and what is noted of the records beside them.

use std::cell::RefCell;
use std::ops::Range;

use super::engine::{Candidate, Engine};
use super::mark::Mark;
use super::quoted::quoted;
use super::seen::{Names, Seen};
use super::subjects::Subjects;
use super::told::Told;
use super::verify::Likeness;
use crate::format::Dialect;
use crate::format::dialect::Sealed;
use crate::framing::bounds::{line_end, line_start};
use crate::framing::{Bounds, Frame, MAX_RECORD};
use crate::model::{Clock, Finding, Kind, Place, RawTime, Record, SignatureId, StreamSet};
use crate::text::{ansi, sanitize};
use crate::time::{civil, inner};

/// Up to this offset of an input every record is noted; beyond, one in [`SAMPLE`] bytes.
pub const EXACT: u64 = 16 << 20;
/// Distance of two samples, bytes.
pub const SAMPLE: u64 = 64 << 10;

/// What is known of an input before its records are read.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// Index of the input.
    pub input: u32,
    /// Its host, from the path.
    pub host: Option<&'a str>,
    /// Entities of the path: pod, namespace, container.
    pub labels: &'a [(Kind, String)],
    /// The container, from the path.
    pub container: Option<&'a [u8]>,
    /// Stream of the file.
    pub file: StreamSet,
    /// Format.
    pub dialect: Dialect,
    /// How lines form records.
    pub frame: Frame,
}

/// A block to scan.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'b> {
    /// The bytes; whole records but for giants.
    pub text: &'b [u8],
    /// Offset of `text[0]` in the input.
    pub offset: u64,
    /// Start and end of the records that are this piece's.
    pub own: (usize, usize),
    /// The part whose bytes and lines count as this piece's: no two pieces share a byte, none is left out.
    pub counted: (usize, usize),
    /// Record starts, where lines do not tell them.
    pub starts: Option<&'b [usize]>,
}

/// The result of a block.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// By offset and signature; `place.line` counts from the start of the piece's counted part.
    pub findings: Vec<Finding>,
    /// Lines of traces, by offset.
    pub marks: Vec<Mark>,
    /// By offset.
    pub seen: Vec<Seen>,
    /// Names that `seen` refers to.
    pub names: Names,
    /// Lines beside a change of boot, and the last one.
    pub edges: Vec<Edge>,
    /// Newlines in the piece's counted part.
    pub lines: u64,
    /// Bytes of the piece's counted part.
    pub bytes: u64,
    /// Records met for each format.
    pub formats: Vec<(&'static str, u64)>,
    /// Records cut at the limit.
    pub long_records: u64,
    /// Records with runs of NUL bytes.
    pub torn: u64,
    /// Records that begin with a time that cannot be.
    pub wild: u64,
    /// Whether only a sample of the records was noted.
    pub sampled: bool,
}

/// A line beside a change of boot, kept for the report.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Offset in the input.
    pub offset: u64,
    /// Line, counted from the start of the piece's counted part.
    pub line: u64,
    /// Time as printed.
    pub time: RawTime,
    /// Host.
    pub host: Option<Box<[u8]>>,
    /// Unit or program.
    pub unit: Option<Box<str>>,
    /// Text.
    pub text: Box<str>,
    /// Whether another boot follows; else it is the last line of its piece.
    pub boundary: bool,
}

impl Edge {
    /// That of a record; `None` when it has no time.
    #[must_use]
    pub fn of(record: &Record<'_>, offset: u64, line: u64, boundary: bool) -> Option<Edge> {
        let unit = record.unit.as_deref().or(record.ident.as_deref());
        record.time.is_some().then(|| Edge {
            offset,
            line,
            time: record.time,
            host: record.host.as_deref().map(Into::into),
            unit: unit.map(|u| sanitize::quote(u, 200)),
            text: quoted(record),
            boundary,
        })
    }
}

/// Scans blocks of one input.
#[derive(Debug)]
pub struct Scanner<'e> {
    engine: &'e Engine,
    context: Context<'e>,
    subjects: RefCell<Subjects>,
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
            self.try_all(tried, record, streams, place, &mut scan);
        });
        self.note(piece, &mut scan);
        scan
    }

    /// Where the records begin that a signature holds on, rising: of a piece that is read again no more is wanted.
    #[must_use]
    pub fn places(&self, piece: &Piece<'_>) -> Vec<u64> {
        let mut places = Vec::new();
        self.find(piece, &mut |tried, record, streams, place| {
            if self.any_holds(&tried, record, streams) {
                places.push(place.offset);
            }
        });
        places.sort_unstable();
        places
    }

    fn any_holds(&self, tried: &Tried, record: &Record<'_>, streams: StreamSet) -> bool {
        tried.ids.iter().any(|id| self.engine.holds(*id, record, streams))
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
        self.engine.candidates(&record.text, |candidate, _| tried.add(candidate));
        tried.each_once();
        let place = Place { input: self.context.input, offset, line };
        self.try_all(tried, record, streams, place, scan);
    }

    /// Whether a signature holds on a record that was decoded elsewhere.
    pub fn finds(&self, record: &Record<'_>, offset: u64) -> bool {
        let mut scan = Scan::default();
        self.find_record(record, offset, 0, &mut scan);
        !scan.findings.is_empty()
    }

    /// Whether a message deserves to be looked at: it has a candidate whose literals it holds. Escapes may hide some.
    #[must_use]
    pub fn may_find(&self, message: &[u8]) -> bool {
        let escaped = memchr::memchr(b'\\', message).is_some();
        let mut found = false;
        self.engine.candidates(message, |candidate, _| {
            found |= match candidate {
                Candidate::Signature(id) => escaped || self.engine.compiled(id).has_literals(message),
                Candidate::TraceLine(_) | Candidate::ByteArray => true,
            };
        });
        found
    }

    /// Notes a record that was decoded elsewhere.
    pub fn note_decoded(&self, record: &Record<'_>, offset: u64, scan: &mut Scan) {
        self.note_record(record, self.streams(record), offset, scan);
    }

    fn streams(&self, record: &Record<'_>) -> StreamSet {
        self.engine.streams_of(record, self.context.file, self.context.container)
    }

    /// Hands out the records that have candidates; gives the newlines of the counted part, which are counted on the
    /// way.
    fn find(&self, piece: &Piece<'_>, met: &mut Met<'_>) -> u64 {
        let mut candidates = Vec::new();
        self.engine.candidates(piece.text, |candidate, at| candidates.push((at, candidate)));
        self.joined_parts(piece, &mut candidates);
        self.coloured(piece, &mut candidates);
        candidates.sort_unstable();
        let mut bounds = Bounds::new(piece.text, self.context.frame, piece.starts);
        let mut lines = LineCount::new(piece);
        let mut rest = &candidates[..];
        while let Some(&(at, _)) = rest.first() {
            let record = bounds.around(at);
            let end = record.end.max(at + 1);
            let (mine, later) = rest.split_at(rest.partition_point(|(at, _)| *at < end));
            rest = later;
            if (piece.own.0..piece.own.1).contains(&record.start) {
                let place = Place {
                    input: self.context.input,
                    offset: piece.offset + record.start as u64,
                    line: lines.at(record.start),
                };
                self.find_in(&piece.text[record], mine, place, met);
            }
        }
        lines.at(piece.counted.1)
    }

    /// Hands out one record, given the candidates that lie in it, unless all of them fall.
    fn find_in(&self, raw: &[u8], candidates: &[(usize, Candidate)], place: Place, met: &mut Met<'_>) {
        let mut tried = Tried::default();
        candidates.iter().for_each(|(_, candidate)| tried.add(*candidate));
        tried.each_once();
        let hidden = candidates.iter().any(|(_, candidate)| *candidate == Candidate::ByteArray);
        // Most candidates fall here, before anything is decoded.
        if !hidden && self.falls(&ansi::strip(raw), &mut tried) {
            return;
        }
        let sealed = self.open(raw);
        if !hidden && self.is_of_others(&sealed.record, &mut tried) {
            return;
        }
        let record = sealed.finish();
        if hidden {
            self.engine.candidates(&record.text, |candidate, _| tried.add(candidate));
            tried.each_once();
        }
        let streams = self.streams(&record);
        met(tried, &record, streams, place);
    }

    /// Drops the signatures that cannot hold on a record of these bytes; says whether nothing is left.
    fn falls(&self, raw: &[u8], tried: &mut Tried) -> bool {
        let likeness = Likeness::of(raw);
        tried.ids.retain(|id| self.engine.compiled(*id).may_hold(raw, likeness));
        tried.ids.is_empty() && tried.lines.is_empty()
    }

    /// Drops the signatures of other programs than the envelope names; says whether nothing is left.
    fn is_of_others(&self, record: &Record<'_>, tried: &mut Tried) -> bool {
        let within = self.engine.streams_within(record, self.context.container);
        tried.ids.retain(|id| within.meets(self.engine.library.signature(*id).from()));
        tried.ids.is_empty() && tried.lines.is_empty()
    }

    /// The findings and the line of a trace that a record is.
    fn try_all(&self, tried: Tried, record: &Record<'_>, streams: StreamSet, place: Place, scan: &mut Scan) {
        let known = &mut *self.subjects.borrow_mut();
        let told = Told::new(record, &self.engine.names);
        for id in tried.ids {
            if let Some(subject) = self.engine.verify(id, &told, streams, &self.context, known) {
                let quote = quoted(record);
                let (time, boot, pid) = (record.time, record.boot, record.pid);
                scan.findings.push(Finding { subject, time, boot, pid, place, quote });
            }
        }
        scan.marks.extend(self.engine.mark(&tried.lines, record, &self.context, place.offset));
    }

    /// Lines that the runtime cut in parts: a literal may lie over the seam, so the joined text is filtered again.
    fn joined_parts(&self, piece: &Piece<'_>, candidates: &mut Vec<(usize, Candidate)>) {
        let frame = self.context.frame;
        if !frame.has_parts() {
            return;
        }
        let bounds = Bounds::new(piece.text, frame, None);
        let mut at = 0;
        while let Some(part) = next_part(piece.text, frame, at) {
            let record = bounds.clone().around(part);
            at = record.end.max(part + 3);
            if memchr::memchr(b'\n', &piece.text[record.clone()]).is_some() {
                let joined = self.decode(&piece.text[record.clone()]);
                self.engine.candidates(&joined.text, |candidate, _| candidates.push((record.start, candidate)));
            }
        }
    }

    /// Colours may stand inside a literal, so a coloured record is filtered again without them.
    fn coloured(&self, piece: &Piece<'_>, candidates: &mut Vec<(usize, Candidate)>) {
        let frame = self.context.frame;
        let mut bounds = Bounds::new(piece.text, frame, piece.starts);
        let mut at = 0;
        while let Some(colour) = next_colour(piece.text, frame, at) {
            let record = bounds.around(colour);
            at = record.end.max(colour + 1);
            let raw = &piece.text[record.clone()];
            if frame == Frame::Docker {
                candidates.push((record.start, Candidate::ByteArray));
            }
            self.engine.candidates(&ansi::strip(raw), |candidate, _| candidates.push((record.start, candidate)));
        }
    }

    fn decode<'r>(&self, raw: &'r [u8]) -> Record<'r> {
        self.open(raw).finish()
    }

    fn open<'r>(&self, raw: &'r [u8]) -> Sealed<'r> {
        self.context.dialect.open(&raw[..raw.len().min(MAX_RECORD)], &self.engine.names)
    }

    /// Notes every record up to [`EXACT`], and the ones at multiples of [`SAMPLE`] beyond.
    fn note(&self, piece: &Piece<'_>, scan: &mut Scan) {
        let mut bounds = Bounds::new(piece.text, self.context.frame, piece.starts);
        let exact = usize::try_from(EXACT.saturating_sub(piece.offset)).unwrap_or(usize::MAX);
        let exact_end = exact.clamp(piece.own.0, piece.own.1);
        let mut last: Option<Range<usize>> = None;
        for range in bounds.clone().records(piece.own.0..exact_end) {
            self.note_raw(piece, range.clone(), last.as_ref(), scan);
            last = Some(range).filter(|r| !r.is_empty()).or(last);
        }
        scan.sampled = exact_end < piece.own.1;
        for at in sample_points(piece, exact_end) {
            let range = bounds.around(at);
            let new = last.as_ref() != Some(&range) && (piece.own.0..piece.own.1).contains(&range.start);
            if new && range.start >= exact_end {
                self.note_raw(piece, range.clone(), None, scan);
                last = Some(range);
            }
        }
        if let Some(range) = last {
            // From the end: the last record is near it, and the block is counted already.
            let behind = newlines(&piece.text[range.start.min(piece.counted.1)..piece.counted.1]);
            let edge = self.edge(piece, &range, scan.lines - behind, false);
            scan.edges.extend(edge);
        }
    }

    fn note_raw(&self, piece: &Piece<'_>, range: Range<usize>, before: Option<&Range<usize>>, scan: &mut Scan) {
        let raw = &piece.text[range.clone()];
        if raw.is_empty() {
            return;
        }
        scan.long_records += u64::from(raw.len() >= MAX_RECORD);
        scan.torn += u64::from(memchr::memchr(0, raw).is_some());
        let record = self.decode(raw);
        let streams = self.streams(&record);
        scan.wild += u64::from(!record.time.is_some() && looks_dated(raw));
        if let Some(before) = before.filter(|_| starts_boot(&record) || self.boot_changes(&record, scan)) {
            let line = newlines(&piece.text[piece.counted.0..before.start]);
            scan.edges.extend(self.edge(piece, before, line, true));
        }
        self.note_record(&record, streams, piece.offset + range.start as u64, scan);
    }

    fn boot_changes(&self, record: &Record<'_>, scan: &Scan) -> bool {
        let before = scan.seen.last().and_then(|seen| seen.boot);
        record.boot.is_some() && before.is_some() && record.boot != before
    }

    fn edge(&self, piece: &Piece<'_>, range: &Range<usize>, line: u64, boundary: bool) -> Option<Edge> {
        let record = self.decode(&piece.text[range.clone()]);
        Edge::of(&record, piece.offset + range.start as u64, line, boundary)
    }

    fn note_record(&self, record: &Record<'_>, streams: StreamSet, offset: u64, scan: &mut Scan) {
        if BETWEEN.contains(&record.format) {
            return;
        }
        match scan.formats.iter_mut().find(|(name, _)| *name == record.format) {
            Some((_, count)) => *count += 1,
            None => scan.formats.push((record.format, 1)),
        }
        let seen = Seen {
            offset,
            time: record.time,
            since_boot_ns: record.since_boot_ns,
            inner_utc_ns: record.inner_utc_ns,
            told_utc_ns: told_utc(record),
            boot: record.boot,
            host: record.host.as_deref().map(|h| scan.names.add(h)),
            ident: record.ident.as_deref().filter(|_| record.pid.is_some()).map(|i| scan.names.add(i)),
            pid: record.pid,
            streams,
            level: record.level,
            restarted: spoken_of(record).map(|unit| scan.names.add(unit)),
            is_boot_marker: record.format == BOOT_MARKER,
        };
        scan.seen.push(seen);
    }
}

/// What takes a record with what is to be tried on it.
type Met<'m> = dyn FnMut(Tried, &Record<'_>, StreamSet, Place) + 'm;

/// What is to be tried on a record.
#[derive(Clone, Debug, Default)]
struct Tried {
    ids: Vec<SignatureId>,
    lines: Vec<u8>,
}

impl Tried {
    fn add(&mut self, candidate: Candidate) {
        match candidate {
            Candidate::Signature(id) => self.ids.push(id),
            Candidate::TraceLine(line) => self.lines.push(line),
            Candidate::ByteArray => {}
        }
    }

    /// Each in order and once, however often its literal stands in the record.
    fn each_once(&mut self) {
        self.ids.sort_unstable();
        self.ids.dedup();
        self.lines.sort_unstable();
        self.lines.dedup();
    }
}

/// Where a part of a record stands, at or after `from`.
fn next_part(text: &[u8], frame: Frame, from: usize) -> Option<usize> {
    match frame {
        Frame::Docker => next_long_part(text, frame, from),
        _ => memchr::memmem::find(&text[from.min(text.len())..], b" P ").map(|at| from + at),
    }
}

/// Where a record with colours stands, at or after `from`; the colours of docker's lines are escaped.
fn next_colour(text: &[u8], frame: Frame, from: usize) -> Option<usize> {
    let rest = &text[from.min(text.len())..];
    let at = match frame {
        Frame::Docker => memchr::memmem::find(rest, br"\u001b["),
        _ => memchr::memchr(0x1b, rest),
    };
    at.map(|at| from + at)
}

/// A part is a line of 16 KiB and more, so one look in 8 KiB finds every one without a look at each line.
fn next_long_part(text: &[u8], frame: Frame, from: usize) -> Option<usize> {
    const STRIDE: usize = 8 << 10;
    let mut at = from;
    while at < text.len() {
        let start = line_start(text, at);
        let end = line_end(text, at);
        if frame.goes_on(&text[start..end]) {
            return Some(start.max(from));
        }
        at = (at + STRIDE).max(end + 1);
    }
    None
}

/// Name of the format of lines between records.
const BOOT_MARKER: &str = "journal-marker";
/// Names of the formats of what stands between records: it counts as nothing.
const BETWEEN: [&str; 2] = ["journal-catalog", "section-mark"];

/// Whether a record begins like one with a date or a boot clock: `2025-`, `Feb 32`, `[123.`, `1763088000 `.
fn looks_dated(raw: &[u8]) -> bool {
    let digits = raw.iter().take_while(|b| b.is_ascii_digit()).count();
    let after = raw.get(digits).copied();
    let boot_clock = raw
        .strip_prefix(b"[")
        .is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit) && rest[..rest.len().min(40)].contains(&b'.'));
    let year = digits == 4 && after == Some(b'-');
    let epoch = digits >= 10 && matches!(after, Some(b' ' | b'.'));
    let month = raw.get(..3).and_then(civil::month).is_some()
        && raw.get(3) == Some(&b' ')
        && raw.get(5).is_some_and(u8::is_ascii_digit);
    boot_clock || year || epoch || month
}

/// Whether another boot starts with this record.
#[must_use]
pub fn starts_boot(record: &Record<'_>) -> bool {
    record.format == BOOT_MARKER || record.message.starts_with(b"Linux version ")
}

/// A UTC stamp in the message of a record whose own time lacks zone or year.
fn told_utc(record: &Record<'_>) -> Option<i64> {
    let lacking = matches!(record.time.clock, Clock::Local | Clock::LocalNoYear) && record.inner_utc_ns.is_none();
    lacking.then(|| inner::utc(&record.message)).flatten()
}

/// The service that systemd speaks of, without `.service`.
fn spoken_of<'r>(record: &'r Record<'_>) -> Option<&'r [u8]> {
    if record.ident.as_deref() != Some(b"systemd") {
        return None;
    }
    let end = memchr::memmem::find(&record.message, b".service")?;
    let start = record.message[..end].iter().rposition(|b| !(b.is_ascii_alphanumeric() || b"-_.@:".contains(b)));
    Some(&record.message[start.map_or(0, |s| s + 1)..end])
}

/// Positions of a piece whose offset in the input is divisible by [`SAMPLE`].
fn sample_points(piece: &Piece<'_>, from: usize) -> impl Iterator<Item = usize> {
    let base = piece.offset;
    let first = (base + from as u64).next_multiple_of(SAMPLE);
    let end = base + piece.own.1 as u64;
    (0..).map(move |i| first + i * SAMPLE).take_while(move |&at| at < end).map(move |at| (at - base) as usize)
}

fn newlines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}

/// Line numbers of ascending positions, counted from the start of the counted part.
struct LineCount<'b> {
    text: &'b [u8],
    at: usize,
    line: u64,
}

impl<'b> LineCount<'b> {
    fn new(piece: &Piece<'b>) -> Self {
        LineCount { text: piece.text, at: piece.counted.0, line: 0 }
    }

    fn at(&mut self, position: usize) -> u64 {
        if position > self.at {
            self.line += newlines(&self.text[self.at..position]);
            self.at = position;
        }
        self.line
    }
}
