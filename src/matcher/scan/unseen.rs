//! What the raw filter cannot see: literals over the seam of two parts, with colours inside, or of a worn text.

use std::borrow::Cow;

use super::{Piece, Scanner};
use crate::framing::bounds::{line_end, line_start};
use crate::framing::{Bounds, Frame};
use crate::matcher::engine::Candidate;
use crate::text::ansi;

impl Scanner<'_> {
    /// Lines that the runtime cut in parts: a literal may lie over the seam, so the joined text is filtered again.
    pub(super) fn joined_parts(&self, piece: &Piece<'_>, candidates: &mut Vec<(usize, Candidate)>) {
        let frame = self.context.frame;
        if !frame.has_parts() {
            return;
        }
        let mut bounds = Bounds::new(piece.text, frame, None);
        let mut at = 0;
        while let Some(part) = next_part(piece.text, frame, at) {
            let record = bounds.around(part);
            // Only so far: records of the other stream may lie between its parts.
            at = line_end(piece.text, part) + 1;
            let is_first = line_start(piece.text, part) == record.start;
            if is_first && memchr::memchr(b'\n', &piece.text[record.clone()]).is_some() {
                let joined = self.decode(&piece.text[record.clone()]);
                self.engine.candidates(&joined.text, |candidate, _| candidates.push((record.start, candidate)));
            }
        }
    }

    /// Colours may stand inside a literal, so a coloured record is filtered again without them. Says whether a record
    /// may be coloured.
    pub(super) fn coloured(&self, piece: &Piece<'_>, candidates: &mut Vec<(usize, Candidate)>) -> bool {
        let frame = self.context.frame;
        let mut bounds = Bounds::new(piece.text, frame, piece.starts);
        let (mut at, mut any) = (0, frame == Frame::Docker);
        while let Some(colour) = next_colour(piece.text, frame, at) {
            let record = bounds.around(colour);
            let end = if frame.has_parts() { line_end(piece.text, colour) } else { record.end };
            (at, any) = (end.max(colour + 1), true);
            let raw = &piece.text[record.clone()];
            if frame == Frame::Docker {
                candidates.push((record.start, Candidate::ByteArray));
            }
            self.engine.candidates(&ansi::strip(raw), |candidate, _| candidates.push((record.start, candidate)));
        }
        any
    }
}

impl Scanner<'_> {
    /// A worn text holds literals only as it was before, so each of its records is filtered again. Says whether it is
    /// one.
    pub(super) fn worn(&self, piece: &Piece<'_>, candidates: &mut Vec<(usize, Candidate)>) -> bool {
        if !self.context.dialect.is_worn() {
            return false;
        }
        let mut bounds = Bounds::new(piece.text, self.context.frame, piece.starts);
        let mut at = 0;
        while at < piece.text.len() {
            let record = bounds.around(at);
            at = record.end.max(at + 1);
            let text = self.plain(&piece.text[record.clone()]);
            self.engine.candidates(&text, |candidate, _| candidates.push((record.start, candidate)));
        }
        true
    }

    /// A record without colours, and as it was before it was worn.
    pub(super) fn plain<'a>(&self, raw: &'a [u8]) -> Cow<'a, [u8]> {
        self.context.dialect.undone(ansi::strip(raw))
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
        if frame.part(&text[start..end]).is_some_and(|part| part.goes_on) {
            return Some(start.max(from));
        }
        at = (at + STRIDE).max(end + 1);
    }
    None
}
