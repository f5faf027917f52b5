//! Which stored messages deserve a look: the filter runs over each message once, where the walk meets it.
//!
//! ```text
//! file    | DATA MESSAGE=.. | DATA _PID=7 | ENTRY | DATA MESSAGE=.. | ENTRY | ...
//! filter         |--------|                              |--------|
//! marks     ^ a rule may hold on this message: the entries that name its offset are decoded
//! ```

use crate::matcher::Scanner;
use crate::source::journal::{Entry, Journal};

/// How the value starts that is searched.
const MESSAGE: &[u8] = b"MESSAGE=";

/// The messages of one journal that deserve a look.
#[derive(Debug, Default)]
pub struct Search {
    marks: Marks,
}

impl Search {
    /// Marks the value at `at`, which the walk has just met, when it is a message on which a rule may hold.
    pub fn value(&mut self, scanner: &Scanner<'_>, journal: &mut Journal, at: u64) {
        let message = journal.found().strip_prefix(MESSAGE);
        if message.is_some_and(|message| scanner.may_find(message)) {
            self.marks.set(at);
        }
    }

    /// Whether an entry uses a message that is marked.
    #[must_use]
    pub fn is_marked(&self, entry: &Entry) -> bool {
        entry.any_offset(|at| self.marks.has(at))
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
