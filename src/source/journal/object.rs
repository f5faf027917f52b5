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
/// Bytes from one of them to the next, in a compact file,
const COMPACT_ITEM: u64 = 4;
/// and in a regular one.
const REGULAR_ITEM: u64 = 16;
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
        if compact { Layout { payload: 72, item: COMPACT_ITEM } } else { Layout { payload: 64, item: REGULAR_ITEM } }
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
        let word = u64::from_le_bytes(*bytes.first_chunk()?);
        let [kind, flags, ..] = word.to_le_bytes();
        let head = Head { kind, flags, size: u64_at(bytes, 8) };
        let packed = kind == DATA && matches!(flags, 1 | 2 | 4);
        let known = (flags == 0 || packed) && word >> 16 == 0;
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
#[derive(Clone, Debug, Default)]
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
    /// Offsets of its values as they are stored: most entries are passed over without a look at them.
    stored: Vec<u8>,
    /// Whether offsets have four bytes.
    is_compact: bool,
    /// Bytes of the file.
    end: u64,
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
        self.stored.clear();
        self.stored.extend_from_slice(bytes.get(ITEMS as usize..).unwrap_or_default());
        (self.is_compact, self.end) = (layout.item == COMPACT_ITEM, end);
        let dated = (1..NEVER).contains(&self.realtime_us) && self.monotonic_us < NEVER;
        dated && self.seqnum != 0 && self.boot != 0 && self.any_offset(|offset| offset != 0)
    }

    /// Whether one of the offsets is of this kind, sound or not.
    #[inline]
    pub fn any_offset(&self, is: impl Fn(u64) -> bool) -> bool {
        if self.is_compact {
            self.stored.as_chunks().0.iter().any(|item| is(u64::from(u32::from_le_bytes(*item))))
        } else {
            self.stored.as_chunks::<16>().0.iter().any(|item| is(u64_at(item, 0)))
        }
    }

    /// Offsets of its values; `Err` for one that leads nowhere.
    pub fn offsets(&self) -> impl Iterator<Item = Result<u64, u64>> {
        let width = if self.is_compact { COMPACT_ITEM } else { REGULAR_ITEM } as usize;
        let wide = |item: &[u8]| if item.len() < 8 { u64::from(u32_at(item, 0)) } else { u64_at(item, 0) };
        let offsets = self.stored.chunks_exact(width).map(wide).filter(|offset| *offset != 0);
        let sound = |offset: u64| offset.is_multiple_of(8) && offset < self.end && offset != self.at;
        offsets.map(move |offset| if sound(offset) { Ok(offset) } else { Err(offset) })
    }
}
