//! A view of a journal's bytes that moves forward with the walk, and a small one for looks aside.

use super::Bytes;

/// Bytes that are read at a time.
const BLOCK: usize = 256 << 10;
/// Bytes before the walk that stay in view: the values of an entry stand just before it.
const BEHIND: u64 = 32 << 10;
/// Bytes that a look aside reads at least.
const ASIDE: usize = 4 << 10;

/// A part of the file in memory.
#[derive(Debug, Default)]
struct Part {
    start: u64,
    bytes: Vec<u8>,
}

impl Part {
    fn get(&self, at: u64, len: usize) -> Option<&[u8]> {
        let from = usize::try_from(at.checked_sub(self.start)?).ok()?;
        self.bytes.get(from..from.checked_add(len)?)
    }

    fn fill(&mut self, bytes: &Bytes, start: u64, len: usize) -> Option<String> {
        self.start = start;
        bytes.read(start, len, &mut self.bytes).err().map(|e| format!("cannot be read at {start}: {e}"))
    }
}

/// The view.
#[derive(Debug)]
pub struct Window {
    bytes: Bytes,
    front: Part,
    aside: Part,
    /// The first error of the file system.
    pub trouble: Option<String>,
}

impl Window {
    /// Over all bytes.
    #[must_use]
    pub fn new(bytes: Bytes) -> Self {
        Window { bytes, front: Part::default(), aside: Part::default(), trouble: None }
    }

    /// Takes in what was appended since the journal was opened.
    pub fn measure(&mut self) {
        self.bytes.measure();
    }

    /// Bytes of the journal.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.bytes.len()
    }

    /// Whether the journal is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// `len` bytes at `at`, where the walk is; `None` beyond the end.
    pub fn front(&mut self, at: u64, len: usize) -> Option<&[u8]> {
        if let Bytes::Held(held) = &self.bytes {
            return of_held(held, at, len);
        }
        if self.front.get(at, len).is_none() {
            let start = at.saturating_sub(BEHIND);
            let wanted = len.checked_add((at - start) as usize)?.max(BLOCK);
            let trouble = self.front.fill(&self.bytes, start, wanted);
            self.trouble = self.trouble.take().or(trouble);
        }
        self.front.get(at, len)
    }

    /// `len` bytes at any `at`; `None` beyond the end.
    pub fn aside(&mut self, at: u64, len: usize) -> Option<&[u8]> {
        if let Bytes::Held(held) = &self.bytes {
            return of_held(held, at, len);
        }
        if self.front.get(at, len).is_some() {
            return self.front.get(at, len);
        }
        if self.aside.get(at, len).is_none() {
            let trouble = self.aside.fill(&self.bytes, at, len.max(ASIDE));
            self.trouble = self.trouble.take().or(trouble);
        }
        self.aside.get(at, len)
    }
}

fn of_held(held: &[u8], at: u64, len: usize) -> Option<&[u8]> {
    let from = usize::try_from(at).ok()?;
    held.get(from..from.checked_add(len)?)
}
