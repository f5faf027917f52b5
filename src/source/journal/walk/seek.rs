//! The way on behind damage: to the next place where an object may start, with another one behind it.
//!
//! ```text
//! ENTRY ok | DATA, its size damaged ...... | DATA ok | ENTRY ok
//!            from here, eight by eight bytes ^ here
//! ```

use super::Journal;
use crate::source::journal::object::{ENTRY, HEAD, Head};
use crate::source::journal::{Entry, u64_at};

/// Bytes that are looked through at a time for the next object that makes sense.
const LOOK: usize = 64 << 10;

impl Journal {
    /// Goes on at the next object that makes sense; `true` when an entry whose size was damaged lies in between.
    pub(super) fn skip_damage(&mut self, at: u64, entry: &mut Entry) -> bool {
        self.at = self.seek(at + 8);
        if self.at < self.len() || !self.is_unwritten() {
            self.damage.stretch(at..self.at);
        }
        let size = self.at - at;
        let is_entry = self.window.front(at, HEAD).is_some_and(|head| head.starts_with(&[ENTRY, 0, 0, 0, 0, 0, 0, 0]));
        is_entry && self.at < self.len() && self.take_entry(at, size, entry)
    }

    /// The first offset from `at` on where an object makes sense and another one or nothing follows; else the end.
    fn seek(&mut self, mut at: u64) -> u64 {
        while at < self.len() {
            let here = LOOK.min((self.len() - at) as usize);
            let Some(bytes) = self.window.front(at, here) else { break };
            match bytes.chunks_exact(8).position(may_start_object) {
                None => at += (here as u64).next_multiple_of(8),
                Some(eights) => {
                    at += 8 * eights as u64;
                    if self.head(at).is_some_and(|head| self.is_followed(at, head)) {
                        return at;
                    }
                    at += 8;
                }
            }
        }
        self.len()
    }

    fn is_followed(&mut self, at: u64, head: Head) -> bool {
        let next = head.next(at);
        let layout = self.layout;
        let last = at == self.header.tail_object || next >= self.len();
        last || self.window.aside(next, HEAD).is_some_and(|b| *b == [0; HEAD] || Head::read(b, layout).is_some())
    }
}

/// Whether the first eight bytes of an object may be these: a type, flags, and zeros.
fn may_start_object(eight: &[u8]) -> bool {
    let word = u64_at(eight, 0);
    matches!(word & 0xff, 1..=7) && matches!(word >> 8, 0 | 1 | 2 | 4)
}
