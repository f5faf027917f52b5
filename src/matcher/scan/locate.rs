//! From candidates to the records that hold them; most fall on the way, before or after the envelope is read.

use std::borrow::Cow;

use super::lines::LineCount;
use super::{Piece, Scanner};
use crate::framing::Bounds;
use crate::matcher::engine::Candidate;
use crate::matcher::template::Spans;
use crate::matcher::verify::{Glance, Likeness};
use crate::model::{Place, Record, SignatureId, StreamSet};
use crate::text::part;

/// Bytes of text for each candidate there is room for at once: more of them are few, and then the room grows.
const SPARSE: usize = 512;

/// Bytes of a long record.
const LONG: usize = 64 << 10;
/// Signatures that are tried on a long record: each reads all of it in up to five views, so that a line of 1 MiB with a
/// text of every signature took four seconds.
pub const MOST: usize = 64;

/// What takes a record with what is to be tried on it.
pub(super) type Met<'m> = dyn FnMut(&Tried, &Record<'_>, StreamSet, Place) + 'm;

/// Tells where a record stands: the lines up to one that falls are counted with those up to the next.
type Located<'p> = dyn FnMut() -> Place + 'p;

/// What is to be tried on a record.
#[derive(Clone, Debug, Default)]
pub(super) struct Tried {
    pub(super) trials: Vec<Trial>,
    pub(super) lines: Vec<u8>,
    /// Whether the text must be decoded before it is searched.
    hidden: bool,
    /// Whether it is a long record with more signatures than are tried.
    pub(super) crowded: bool,
}

/// A signature that may hold.
#[derive(Clone, Debug)]
pub struct Trial {
    /// It.
    pub id: SignatureId,
    /// Where in the message it is known to match.
    pub at: Option<Spans>,
}

impl Tried {
    /// Forgets what was tried before.
    fn clear(&mut self) {
        self.trials.clear();
        self.lines.clear();
        (self.hidden, self.crowded) = (false, false);
    }

    /// Takes the candidates of a record of so many bytes, which stand in their order: of a long one no more signatures
    /// than [`MOST`].
    pub(super) fn fill(&mut self, candidates: &[(usize, Candidate)], bytes: usize) {
        let is_long = bytes > LONG;
        for (_, candidate) in candidates {
            self.add(*candidate, is_long);
        }
        self.each_once();
    }

    fn add(&mut self, candidate: Candidate, is_long: bool) {
        match candidate {
            Candidate::Signature(id) if is_long && self.trials.iter().any(|trial| trial.id == id) => {}
            Candidate::Signature(_) if is_long && self.trials.len() >= MOST => self.crowded = true,
            Candidate::Signature(id) => self.trials.push(Trial { id, at: None }),
            Candidate::TraceLine(line) => self.lines.push(line),
            Candidate::ByteArray => self.hidden = true,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.trials.is_empty() && self.lines.is_empty()
    }

    /// Each in order and once, however often its literal stands in the record.
    fn each_once(&mut self) {
        self.trials.sort_unstable_by_key(|trial| trial.id);
        self.trials.dedup_by_key(|trial| trial.id);
        self.lines.sort_unstable();
        self.lines.dedup();
    }

    /// Counts the matches that were found in the bytes of a record from the start of its message; those that do not lie
    /// in it are not known.
    fn settle(&mut self, raw: &[u8], record: &Record<'_>) {
        let message = match record.message {
            Cow::Borrowed(message) => part::place(raw, message),
            Cow::Owned(_) => None,
        };
        for trial in &mut self.trials {
            trial.at = trial.at.take().zip(message.clone()).and_then(|(spans, message)| spans.within(message));
        }
    }
}

impl Scanner<'_> {
    /// Hands out the records that have candidates; gives the newlines of the counted part, which are counted on the
    /// way.
    pub(super) fn find(&self, piece: &Piece<'_>, met: &mut Met<'_>) -> u64 {
        let mut candidates = Vec::with_capacity(piece.text.len() / SPARSE);
        self.engine.candidates(piece.text, |candidate, at| candidates.push((at, candidate)));
        self.joined_parts(piece, &mut candidates);
        let coloured = self.coloured(piece, &mut candidates) | self.worn(piece, &mut candidates);
        let mut bounds = Bounds::new(piece.text, self.context.frame, piece.starts);
        // Records may lie inside each other: then the start of its record stands for a candidate.
        let has_parts = self.context.frame.has_parts();
        if has_parts {
            candidates.iter_mut().for_each(|(at, _)| *at = bounds.around(*at).start);
        }
        candidates.sort_unstable();
        let mut lines = LineCount::new(piece);
        let mut tried = Tried::default();
        let mut rest = &candidates[..];
        while let Some(&(at, _)) = rest.first() {
            let record = bounds.around(at);
            let end = if has_parts { at + 1 } else { record.end.max(at + 1) };
            let (mine, later) = rest.split_at(rest.iter().position(|(at, _)| *at >= end).unwrap_or(rest.len()));
            rest = later;
            if (piece.own.0..piece.own.1).contains(&record.start) {
                let (start, input) = (record.start, self.context.input);
                let mut place = || Place { input, offset: piece.offset + start as u64, line: lines.at(start) };
                tried.clear();
                tried.fill(mine, record.len());
                self.find_in(&piece.text[record], coloured, &mut tried, &mut place, met);
            }
        }
        lines.at(piece.counted.1)
    }

    /// Hands out one record, unless nothing is left of what is to be tried on it.
    fn find_in(&self, raw: &[u8], coloured: bool, tried: &mut Tried, place: &mut Located<'_>, met: &mut Met<'_>) {
        // Most candidates fall here, before anything is decoded.
        if !tried.hidden && self.falls(raw, coloured, tried) && !tried.crowded {
            return;
        }
        let sealed = self.open(raw);
        let outer = self.engine.outer_streams(&sealed.record, self.context.container);
        if !tried.hidden && self.is_of_others(outer, tried) && !tried.crowded {
            return;
        }
        let record = sealed.finish();
        tried.settle(raw, &record);
        if tried.hidden {
            self.look_for(&record.text, tried);
        }
        let streams = self.engine.streams_in(outer, &record, self.context.file, self.context.container);
        met(tried, &record, streams, place());
    }

    /// Adds the candidates of a text that stands alone.
    pub(super) fn look_for(&self, text: &[u8], tried: &mut Tried) {
        let mut candidates = Vec::new();
        self.engine.candidates(text, |candidate, at| candidates.push((at, candidate)));
        candidates.sort_unstable();
        tried.fill(&candidates, text.len());
    }

    /// Drops the signatures that cannot hold on a record of these bytes; says whether nothing is left.
    pub(super) fn falls(&self, raw: &[u8], coloured: bool, tried: &mut Tried) -> bool {
        let text = match coloured {
            true => self.plain(raw),
            false => self.context.dialect.text_alone(raw).unwrap_or(Cow::Borrowed(raw)),
        };
        let start = match &text {
            Cow::Borrowed(text) => part::place(raw, text).map(|place| place.start),
            Cow::Owned(_) => None,
        };
        let likeness = Likeness::of(&text);
        tried.trials.retain_mut(|trial| match self.engine.glance(trial.id, &text, likeness) {
            Glance::Never => false,
            Glance::Perhaps => true,
            Glance::At(spans) => {
                trial.at = start.map(|start| spans.behind(start));
                true
            }
        });
        tried.is_empty()
    }

    /// Drops the signatures of other programs than the envelope names; says whether nothing is left.
    fn is_of_others(&self, outer: StreamSet, tried: &mut Tried) -> bool {
        let within = self.engine.library.streams.within(outer);
        tried.trials.retain(|trial| within.meets(self.engine.library.signature(trial.id).from()));
        tried.is_empty()
    }
}
