//! The header of a journal file.
//!
//! ```text
//!   0 signature   8 compatible  12 incompatible  16 state     24 file id  40 machine id  72 seqnum id
//!  88 header size 96 arena size 136 tail object  152 entries 160 tail seqnum 168 head seqnum
//! 184 head realtime 192 tail realtime
//! ```

use super::hash::Hash;
use super::{MAGIC, id_at, u32_at, u64_at};

/// Bytes of the oldest header.
pub const MIN: u64 = 208;
/// Bytes that no header exceeds: 272 in systemd 254 and later.
const MAX: u64 = 1024;

/// Values are hashed under the id of the file.
const KEYED: u32 = 4;
/// Offsets of 4 instead of 8 bytes, and a larger DATA header.
const COMPACT: u32 = 16;
/// Features that cannot be ignored, with their names.
const FEATURES: [(u32, &str); 5] = [(1, "xz"), (2, "lz4"), (8, "zstd"), (KEYED, "keyed hash"), (COMPACT, "compact")];

/// Whether a journal was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Closed.
    Offline,
    /// Open for writing when it was copied, or when the machine went down.
    Online,
    /// Closed and rotated.
    Archived,
    /// No state that is known.
    Unknown(u8),
}

impl State {
    fn of(byte: u8) -> State {
        match byte {
            0 => State::Offline,
            1 => State::Online,
            2 => State::Archived,
            other => State::Unknown(other),
        }
    }

    /// The word that `kascade formats` prints.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            State::Offline => "closed",
            State::Online => "online: not closed when it was copied",
            State::Archived => "archived",
            State::Unknown(_) => "in an unknown state",
        }
    }
}

/// What the header tells.
#[derive(Clone, Debug)]
pub struct Header {
    /// Whether the first bytes are those of a journal.
    pub signed: bool,
    /// Features, as bits.
    pub incompatible: u32,
    /// Whether it was closed.
    pub state: State,
    /// Id of the file.
    pub file_id: u128,
    /// Id of the machine.
    pub machine_id: u128,
    /// Id of the count of entries, shared by the files of one journal directory.
    pub seqnum_id: u128,
    /// Where objects start.
    pub size: u64,
    /// Bytes after the header.
    pub arena: u64,
    /// Where the last object stands.
    pub tail_object: u64,
    /// Entries.
    pub entries: u64,
    /// Number of the first entry.
    pub head_seqnum: u64,
    /// Number of the last entry.
    pub tail_seqnum: u64,
}

impl Header {
    /// Reads a header; `None` when it is cut.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Header> {
        let bytes = bytes.get(..MIN as usize)?;
        Some(Header {
            signed: bytes.starts_with(MAGIC),
            incompatible: u32_at(bytes, 12),
            state: State::of(bytes[16]),
            file_id: id_at(bytes, 24),
            machine_id: id_at(bytes, 40),
            seqnum_id: id_at(bytes, 72),
            size: u64_at(bytes, 88),
            arena: u64_at(bytes, 96),
            tail_object: u64_at(bytes, 136),
            entries: u64_at(bytes, 152),
            tail_seqnum: u64_at(bytes, 160),
            head_seqnum: u64_at(bytes, 168),
        })
    }

    /// Whether the sizes are those of a journal's header.
    #[must_use]
    pub fn is_plausible(&self) -> bool {
        (MIN..=MAX).contains(&self.size) && self.size.is_multiple_of(8) && self.tail_object.is_multiple_of(8)
    }

    /// Where the walk starts: after the header, or after the shortest one when its size cannot be.
    #[must_use]
    pub fn first_object(&self) -> u64 {
        if self.is_plausible() { self.size } else { MIN }
    }

    /// Whether offsets have four bytes.
    #[must_use]
    pub const fn is_compact(&self) -> bool {
        self.incompatible & COMPACT != 0
    }

    /// How values are hashed.
    #[must_use]
    pub fn hash(&self) -> Hash {
        if self.incompatible & KEYED == 0 { Hash::Plain } else { Hash::keyed(self.file_id) }
    }

    /// Bits of features that nobody knows yet; `None` when there are none.
    #[must_use]
    pub fn unknown_features(&self) -> Option<u32> {
        let known = FEATURES.iter().fold(0, |bits, (bit, _)| bits | bit);
        Some(self.incompatible & !known).filter(|bits| *bits != 0)
    }

    /// The features by name: `zstd`, `keyed hash`, `compact`.
    pub fn features(&self) -> impl Iterator<Item = &'static str> {
        let bits = self.incompatible;
        FEATURES.iter().filter(move |(bit, _)| bits & bit != 0).map(|(_, name)| *name)
    }
}
