//! Notes the shapes of records that no signature holds on, in the order of one input.

use crate::episode::clocks::Clockwork;
use crate::episode::intake::index;
use crate::episode::intake::segments::{BootKey, Segments};
use crate::episode::novelty::{Shapes, Sight, Trail, Window};
use crate::format::dialect::Sealed;
use crate::framing::{Bounds, MAX_RECORD};
use crate::matcher::{Context, Engine, Piece};
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{Finding, Place, RawTime, Record};
use crate::text::stack;
use crate::time::follow::Follower;

/// A trace is printed within this long, nanoseconds.
const TRACE: i64 = SECOND;

/// A record that a signature holds on.
#[derive(Debug, Default)]
struct Known {
    host: Option<Box<str>>,
    unit: Option<Box<[u8]>>,
    time: RawTime,
}

/// The name of a host as it is printed, and as it is known.
#[derive(Debug, Default)]
struct Named {
    printed: Option<Box<[u8]>>,
    host: Option<Box<str>>,
}

impl Named {
    fn is(&self, printed: Option<&[u8]>) -> bool {
        printed.is_some() && self.printed.as_deref() == printed
    }
}

/// When somebody listens: before some incidents, asked by the minute of the input's own clock.
#[derive(Clone, Copy, Debug)]
pub struct Ears<'w> {
    windows: &'w [&'w Window],
    work: &'w Clockwork,
    /// The minute that was asked for last, and what was told.
    last: Option<(RawTime, BootKey, bool)>,
}

impl<'w> Ears<'w> {
    /// Of the windows that an input reaches into.
    #[must_use]
    pub const fn new(windows: &'w [&'w Window], work: &'w Clockwork) -> Self {
        Ears { windows, work, last: None }
    }

    fn hear(&mut self, time: RawTime, boot: BootKey) -> bool {
        let minute = RawTime { ns: time.ns.div_euclid(MINUTE) * MINUTE, ..time };
        match self.last {
            Some((last, of, heard)) if last == minute && of == boot => heard,
            _ => {
                let at = self.work.resolver.stamp(minute, boot).map(|stamp| stamp.ns);
                let heard = at.is_none_or(|ns| self.windows.iter().any(|w| w.listens(ns, ns + MINUTE)));
                self.last = Some((minute, boot, heard));
                heard
            }
        }
    }
}

/// The watch over one input.
#[derive(Debug)]
pub struct Watch<'e> {
    engine: &'e Engine,
    years: Follower,
    segments: Segments,
    /// The last time and its boot, for records without a time of their own.
    last: (RawTime, BootKey),
    /// The last record that a signature holds on.
    known: Known,
    named: Named,
    /// What was noted.
    pub shapes: Shapes,
    /// Lines before the next piece, when they are counted.
    pub lines: Option<u64>,
    /// Who listens; everybody, when nobody is named.
    ears: Option<Ears<'e>>,
}

impl<'e> Watch<'e> {
    /// From the start of an input.
    #[must_use]
    pub fn new(engine: &'e Engine, input: u32, path: &str) -> Self {
        Watch {
            engine,
            years: Follower::default(),
            segments: Segments::new(input, path),
            last: (RawTime::NONE, 0),
            known: Known::default(),
            named: Named::default(),
            shapes: Shapes::default(),
            lines: Some(0),
            ears: None,
        }
    }

    /// That keeps every record, when that is wanted.
    #[must_use]
    pub fn trailing(mut self, wanted: bool) -> Self {
        self.shapes.trail = wanted.then(Trail::default);
        self
    }

    /// For these ears alone.
    #[must_use]
    pub fn listened(self, ears: Option<Ears<'e>>) -> Self {
        Watch { ears, ..self }
    }

    /// Whether records of this time count for anything.
    pub fn hears(&mut self, time: RawTime, boot: BootKey) -> bool {
        self.ears.as_mut().is_none_or(|ears| ears.hear(time, boot))
    }

    /// Goes on behind a record in the middle of the input; lines are not counted from there.
    pub fn resume(&mut self, behind: Option<index::Entry>) {
        self.lines = None;
        if let Some(entry) = behind {
            self.years.resume(entry.time);
            self.segments.resume(entry.boot, entry.time);
            self.last = (entry.time, entry.boot);
        }
    }

    /// Lines that are passed over.
    pub fn skip_lines(&mut self, lines: u64) {
        self.lines = self.lines.map(|n| n + lines);
    }

    /// The next record stands in this line, counted from 1.
    pub const fn at_line(&mut self, line: u64) {
        self.lines = Some(line.saturating_sub(1));
    }

    /// Takes the next piece; `known` are the offsets of the records that a signature holds on, rising.
    pub fn piece(&mut self, context: &Context<'_>, piece: &Piece<'_>, known: &[u64]) {
        let bounds = Bounds::new(piece.text, context.frame, piece.starts);
        let mut counted = piece.counted.0;
        for range in bounds.records(piece.own.0..piece.own.1) {
            self.skip_lines(newlines(&piece.text[counted..range.start]));
            counted = range.start;
            let raw = &piece.text[range.start..range.end.min(range.start + MAX_RECORD)];
            let offset = piece.offset + range.start as u64;
            if !raw.is_empty() {
                let sealed = context.dialect.open(raw, &self.engine.names);
                self.sealed(context, sealed, offset, known.binary_search(&offset).is_ok());
            }
        }
        self.skip_lines(newlines(&piece.text[counted..piece.counted.1]));
    }

    /// Takes the next record. Its envelope is enough when it has the time, and a signature holds on the record or nobody
    /// listens.
    fn sealed(&mut self, context: &Context<'_>, sealed: Sealed<'_>, offset: u64, known: bool) {
        if !sealed.record.time.is_some() {
            return self.record(context, &sealed.finish(), offset, known);
        }
        let Some(spot) = self.spot(context, &sealed.record) else { return };
        let enough = (known && self.shapes.trail.is_none()) || !self.hears(self.last.0, self.last.1);
        let record = if enough { sealed.record } else { sealed.finish() };
        self.look(context, &record, spot, offset, known);
    }

    /// Takes the next record; of one that a signature holds on only its time.
    pub fn record(&mut self, context: &Context<'_>, record: &Record<'_>, offset: u64, known: bool) {
        if let Some(spot) = self.spot(context, record) {
            self.look(context, record, spot, offset, known);
        }
    }

    /// Where and when a record was printed, as its envelope tells; `None` for a line between records.
    fn spot(&mut self, context: &Context<'_>, record: &Record<'_>) -> Option<Spot> {
        match record.format {
            "journal-marker" => {
                self.segments.mark(record.boot);
                return None;
            }
            "journal-catalog" | "section-mark" => return None,
            _ => {}
        }
        let host = self.host(record, context);
        let own = self.years.follow(record.time);
        if own.is_some() {
            self.last = (own, self.segments.key(&host, own, record.boot));
        }
        Some(Spot { host, own })
    }

    fn look(&mut self, context: &Context<'_>, record: &Record<'_>, spot: Spot, offset: u64, known: bool) {
        let Spot { host, own } = spot;
        let unit = record.ident.as_deref().or(record.unit.as_deref()).or(context.container);
        let place = Place { input: context.input, offset, line: self.lines.map_or(0, |n| n + 1) };
        if self.shapes.trail.is_some() && (known || !goes_on(record)) {
            let known = known || (own.is_some() && self.is_trace(host.as_deref(), unit, own));
            let sight = Sight { record, host: host.as_deref(), unit, time: self.last.0, boot: self.last.1, place };
            self.shapes.trail.iter_mut().for_each(|trail| trail.note(&sight, own.is_some(), known));
        }
        if known {
            self.known = Known { host, unit: unit.map(Into::into), time: own };
            return;
        }
        let (time, boot) = self.last;
        if !own.is_some() || goes_on(record) || !self.hears(time, boot) || self.is_trace(host.as_deref(), unit, own) {
            return;
        }
        self.shapes.take(&Sight { record, host: host.as_deref(), unit, time, boot, place });
    }
}

/// Where and when a record was printed.
struct Spot {
    host: Option<Box<str>>,
    /// Its own time, New Years counted.
    own: RawTime,
}

impl Watch<'_> {
    /// The host of a record; neighbours have the same one.
    fn host(&mut self, record: &Record<'_>, context: &Context<'_>) -> Option<Box<str>> {
        if !self.named.is(record.host.as_deref()) {
            let host = self.engine.host_of(record, context);
            self.named = Named { printed: record.host.as_deref().map(Into::into), host };
        }
        self.named.host.clone()
    }

    /// Whether a record goes on with what a known one of the same program began: the call trace below a kernel's
    /// complaint.
    fn is_trace(&self, host: Option<&str>, unit: Option<&[u8]>, time: RawTime) -> bool {
        let Known { host: of, unit: by, time: at } = &self.known;
        let near = time.clock == at.clock && (0..TRACE).contains(&(time.ns - at.ns));
        near && of.as_deref() == host && by.as_deref() == unit
    }
}

/// Whether a record is a later line of something, and so no shape of its own.
fn goes_on(record: &Record<'_>) -> bool {
    stack::is_part(&record.message) || (record.format == "postgres" && stack::is_detail(&record.text))
}

/// Where the records of findings begin, rising.
#[must_use]
pub fn offsets(findings: &[Finding]) -> Vec<u64> {
    let mut offsets: Vec<u64> = findings.iter().map(|f| f.place.offset).collect();
    offsets.sort_unstable();
    offsets
}

fn newlines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}
