//! The objects of a journal file: their heads, and whether they make sense.
//!
//! ```text
//! type flags ...... size (8) | body, size without padding; the next object stands 8-byte aligned behind it
//! ENTRY body: seqnum realtime monotonic boot(16) hash | offsets of values, 16 bytes each, 4 in compact files
//! DATA  body: hash, links and counts (48, compact 56) | NAME=value, perhaps compressed
//! ```

use super::{id_at, u32_at, u64_at};

/// Bytes of every object's head.
pub const HEAD: usize = 16;
/// Type of a value.
pub const DATA: u8 = 1;
/// Type of an entry.
pub const ENTRY: u8 = 3;
/// Where an entry's offsets start.
const ITEMS: u64 = 64;
/// Values of an entry that are read: journald takes no more than that.
const MAX_ITEMS: usize = 1024;
/// Microseconds that no clock of a journal reaches.
const NEVER: u64 = 1 << 55;

/// How wide the offsets of a file are, and what follows from it.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Where a value starts in its object.
    pub payload: u64,
    /// Bytes from one offset of an entry to the next.
    item: u64,
}

impl Layout {
    /// That of a compact file, or of a regular one.
    #[must_use]
    pub const fn new(compact: bool) -> Self {
        if compact { Layout { payload: 72, item: 4 } } else { Layout { payload: 64, item: 16 } }
    }

    fn offset(self, item: &[u8]) -> u64 {
        if self.item == 4 { u64::from(u32_at(item, 0)) } else { u64_at(item, 0) }
    }
}

/// The head of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Type.
    pub kind: u8,
    /// How a value is compressed.
    pub flags: u8,
    /// Bytes, head included, padding not.
    pub size: u64,
}

impl Head {
    /// Reads a head that makes sense by itself: a known type, no unknown bits, a size that such an object can have.
    #[must_use]
    pub fn read(bytes: &[u8], layout: Layout) -> Option<Head> {
        let head = Head { kind: *bytes.first()?, flags: *bytes.get(1)?, size: u64_at(bytes, 8) };
        let packed = head.kind == DATA && matches!(head.flags, 1 | 2 | 4);
        let known = (head.flags == 0 || packed) && bytes.get(2..8)?.iter().all(|b| *b == 0);
        (known && head.has_a_size(layout)).then_some(head)
    }

    fn has_a_size(self, layout: Layout) -> bool {
        let list = |start: u64, item: u64| self.size >= start + item && (self.size - start).is_multiple_of(item);
        match self.kind {
            DATA => self.size > layout.payload,
            2 => self.size > 40,
            ENTRY => list(ITEMS, layout.item),
            4 | 5 => list(16, 16),
            6 => list(24, layout.item.min(8)),
            7 => self.size == 64,
            _ => false,
        }
    }

    /// Where the object after this one at `at` starts.
    #[must_use]
    pub fn next(self, at: u64) -> u64 {
        at.saturating_add(self.size).next_multiple_of(8)
    }
}

/// An entry: when, in which boot, and where its values stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Offset in the file.
    pub at: u64,
    /// Its number among the entries of its [`Header::seqnum_id`](super::Header::seqnum_id).
    pub seqnum: u64,
    /// When it was stored, microseconds since 1970.
    pub realtime_us: u64,
    /// When it was stored, microseconds since boot.
    pub monotonic_us: u64,
    /// Boot id.
    pub boot: u128,
    /// Offsets of its values.
    pub items: Vec<u64>,
    /// Offsets that point nowhere.
    pub broken: u64,
}

impl Entry {
    /// Bytes of an entry of `size` bytes that are looked at.
    #[must_use]
    pub fn wanted(size: u64, layout: Layout) -> usize {
        size.min(ITEMS + layout.item * MAX_ITEMS as u64) as usize
    }

    /// Takes the entry at `at`, whose values stand in the first `end` bytes of the file; `false` when it is none.
    pub fn take(&mut self, at: u64, bytes: &[u8], layout: Layout, end: u64) -> bool {
        self.at = at;
        self.seqnum = u64_at(bytes, 16);
        self.realtime_us = u64_at(bytes, 24);
        self.monotonic_us = u64_at(bytes, 32);
        self.boot = id_at(bytes, 40);
        self.items.clear();
        self.broken = 0;
        let items = bytes.get(ITEMS as usize..).unwrap_or_default();
        for item in items.chunks_exact(layout.item as usize) {
            match layout.offset(item) {
                0 => {}
                offset if offset.is_multiple_of(8) && offset < end && offset != at => self.items.push(offset),
                _ => self.broken += 1,
            }
        }
        let dated = (1..NEVER).contains(&self.realtime_us) && self.monotonic_us < NEVER;
        dated && self.seqnum != 0 && self.boot != 0 && !self.items.is_empty()
    }
}
