//! The first line of the stack trace that a record goes on with, found by looking back from it.
//!
//! ```text
//! ERROR [main] com.quill.Ledger - cannot save        first: a complaint right above what was thrown
//! java.io.IOException: No space left on device       named
//! \tat com.quill.Ledger.open(Ledger.java:41)         frame
//! Caused by: java.io.IOException: ...                part
//! ```
//!
//! Lines that others write may stand between. Never more than [`BEHIND`](crate::framing::BEHIND) bytes are looked at, so
//! that blocks of any size see the same, and never more than [`CAUSES`] causes and [`OTHERS`] lines of others: of a log
//! that is nothing but causes each would look at all before it.

use std::ops::Range;
use std::sync::Arc;

use super::piece::Piece;
use super::{Scanner, quoted};
use crate::framing::bounds::first_start;
use crate::framing::{Bounds, starts as record_starts};
use crate::model::stamp::SECOND;
use crate::model::{First, Level, Record};
use crate::text::stack;

/// A writer that is silent for longer begins another event.
const SILENCE: i64 = SECOND;

/// So many causes a trace names at most: of a longer one the first line is not looked for further up.
const CAUSES: usize = 8;
/// So many lines of others stand in a trace at most.
const OTHERS: usize = 32;

impl Scanner<'_> {
    /// The first line of the trace that a record at an offset goes on with or begins; `None` when it is one itself.
    pub(super) fn first(&self, piece: &Piece<'_>, record: &Record<'_>, offset: u64) -> Option<Arc<First>> {
        let at = usize::try_from(offset.checked_sub(piece.offset)?).ok()?;
        let (text, start) = piece.behind(at);
        let mut walk = Walk::from(record);
        let (mut first, mut causes, mut others) = (None, 0, 0);
        for range in self.records_of(&text, start).into_iter().rev() {
            let earlier = self.decode(&text[range.clone()]);
            match walk.step(record, &earlier) {
                Step::Over => break,
                Step::Aside if others == OTHERS => break,
                Step::Aside => others += 1,
                Step::First if causes == CAUSES => break,
                Step::First => {
                    causes += usize::from(stack::is_named(&earlier.message));
                    first = Some((start + range.start as u64, earlier));
                }
            }
        }
        // A head that names nothing tells less than the line that does.
        let telling = |first: &Record<'_>| if stack::is_bare(&first.message) { quoted(record) } else { quoted(first) };
        first.map(|(offset, first)| Arc::new(First { offset, time: first.time, quote: telling(&first) }))
    }

    /// The records of a text that may begin in the middle of one.
    pub(super) fn records_of(&self, text: &[u8], start: u64) -> Vec<Range<usize>> {
        let frame = self.context.frame;
        let starts = record_starts(text, frame);
        let from = if start == 0 || text.is_empty() { 0 } else { first_start(text, 1, frame) };
        Bounds::new(text, frame, starts.as_deref()).records(from..text.len()).collect()
    }
}

/// What an earlier record is to the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// It is the first line, unless one before it is.
    First,
    /// It is somebody else's, or empty.
    Aside,
    /// It is none of it.
    Over,
}

/// What the line after the one that is looked at was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Walk {
    /// A frame: what was thrown is named above.
    Frame,
    /// A line that names what was thrown, below none of its frames: the last line of Python, or the first of Java.
    Named,
    /// A head: a complaint may stand above, or a trace with which it goes on.
    Head,
    /// Another part.
    Part,
    /// The complaint above it all.
    Done,
}

impl Walk {
    fn from(record: &Record<'_>) -> Self {
        match &*record.message {
            message if stack::is_head(message) => Walk::Head,
            message if stack::is_frame(message) => Walk::Frame,
            message if stack::names_class(message) => Walk::Named,
            _ => Walk::Part,
        }
    }

    /// Takes the record before.
    fn step(&mut self, last: &Record<'_>, earlier: &Record<'_>) -> Step {
        let message = &*earlier.message;
        if !is_of_writer(last, earlier) || message.trim_ascii().is_empty() {
            return Step::Aside;
        }
        if *self == Walk::Done || is_apart(last, earlier) {
            return Step::Over;
        }
        let (is_head, is_part) = (stack::is_head(message), stack::is_part(message));
        let after = *self;
        *self = match Walk::from(earlier) {
            Walk::Named if after == Walk::Frame => Walk::Head,
            walk => walk,
        };
        match after {
            Walk::Head if !is_head && !stack::joins(message) => self.above(earlier),
            Walk::Head if is_head => Step::Over,
            Walk::Named if message.starts_with(b"\tat ") => Step::Over,
            _ if is_head || is_part => Step::First,
            _ => self.above(earlier),
        }
    }

    /// A line above a trace is its first when it complains.
    fn above(&mut self, earlier: &Record<'_>) -> Step {
        *self = Walk::Done;
        let complains = earlier.level.is_some_and(|level| level <= Level::Warning);
        if complains && !stack::is_part(&earlier.message) { Step::First } else { Step::Over }
    }
}

/// Whether one program wrote both. Where no envelope names it, the program's own header may: only its first line has one.
fn is_of_writer(last: &Record<'_>, earlier: &Record<'_>) -> bool {
    let bare = last.host.is_none();
    let (same_pid, same_ident) = (last.pid == earlier.pid, last.ident == earlier.ident);
    last.host == earlier.host && last.unit == earlier.unit && (bare || same_pid && (same_ident || last.pid.is_some()))
}

fn is_apart(last: &Record<'_>, earlier: &Record<'_>) -> bool {
    let comparable = last.time.clock == earlier.time.clock && last.time.is_some();
    comparable && (last.time.ns - earlier.time.ns).abs() > SILENCE
}
