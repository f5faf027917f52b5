//! Which stored messages deserve a look: the filter runs over the raw bytes of the file, many values at a time.
//!
//! ```text
//! file     | DATA MESSAGE=..  | DATA _PID=7 | ENTRY | DATA MESSAGE=.. | ...
//! filter   |--------------------------- one pass --------------------|
//! places        ^ a window of a rule lies here: this message is looked at, and its offset is marked
//! ```
//!
//! A message that is compressed, or coloured, hides its words from this pass: it is looked at by itself.

use std::collections::VecDeque;

use memchr::memchr;

use crate::matcher::{Engine, Scanner};
use crate::rule::window::WINDOW;
use crate::source::journal::{Entry, Journal};
use crate::text::ansi;

/// How the value starts that is searched.
const MESSAGE: &[u8] = b"MESSAGE=";
const ESC: u8 = 0x1b;
/// Bytes after the last place that is certain: a window may begin there and not end.
const OPEN_END: u64 = WINDOW as u64;

/// The search through the values of one journal, in the order of the file.
#[derive(Debug)]
pub struct Search<'e> {
    engine: &'e Engine,
    marks: Marks,
    /// Places in the file where a window of a rule lies, rising,
    places: VecDeque<u64>,
    /// up to this offset.
    looked_to: u64,
}

impl<'e> Search<'e> {
    /// With nothing marked.
    #[must_use]
    pub fn new(engine: &'e Engine) -> Self {
        Search { engine, marks: Marks::default(), places: VecDeque::new(), looked_to: 0 }
    }

    /// Marks the value at `at`, which the walk has just met, when it is a message with a candidate.
    pub fn value(&mut self, scanner: &Scanner<'_>, journal: &mut Journal, at: u64) {
        if !journal.found().starts_with(MESSAGE) {
            return;
        }
        let shows = journal.plain().is_none_or(|(from, len)| self.shows(journal, from, from + len as u64));
        let message = &journal.found()[MESSAGE.len()..];
        if (shows || memchr(ESC, message).is_some()) && scanner.may_find(&ansi::strip(message)) {
            self.marks.set(at);
        }
    }

    /// Whether an entry uses a message that is marked.
    #[must_use]
    pub fn is_marked(&self, entry: &Entry) -> bool {
        entry.items.iter().any(|at| self.marks.has(*at))
    }

    /// Whether a window lies between two offsets, the first of them never falling.
    fn shows(&mut self, journal: &mut Journal, from: u64, to: u64) -> bool {
        if self.looked_to < to {
            self.look(journal, from.max(self.looked_to), to);
        }
        while self.places.front().is_some_and(|place| *place < from) {
            self.places.pop_front();
        }
        self.places.front().is_some_and(|place| *place < to)
    }

    /// Looks through all bytes in view, at least those up to `to`.
    fn look(&mut self, journal: &mut Journal, from: u64, to: u64) {
        let end = journal.len();
        let least = (to + OPEN_END).min(end).saturating_sub(from);
        let view = journal.view(from, least as usize);
        let seen_to = from + view.len() as u64;
        let mut places = Vec::new();
        self.engine.candidates(view, |_, at| places.push(from + at as u64));
        places.sort_unstable();
        self.looked_to = if seen_to < end { seen_to.saturating_sub(OPEN_END).max(to) } else { end };
        self.places.extend(places.into_iter().filter(|place| *place < self.looked_to));
    }
}

/// Offsets that are marked: a bit for each place where an object may start.
#[derive(Debug, Default)]
struct Marks(Vec<u64>);

impl Marks {
    fn set(&mut self, at: u64) {
        let (word, bit) = place(at);
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= bit;
    }

    fn has(&self, at: u64) -> bool {
        let (word, bit) = place(at);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

fn place(at: u64) -> (usize, u64) {
    ((at / 8 / 64) as usize, 1 << (at / 8 % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        let mut marks = Marks::default();
        [272, 280, 1 << 20].into_iter().for_each(|at| marks.set(at));
        assert!(marks.has(272) && marks.has(280) && marks.has(1 << 20));
        assert!(!marks.has(264) && !marks.has(288) && !marks.has(1 << 40));
    }
}
