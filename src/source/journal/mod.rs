//! Native journal files: what systemd-journald itself writes below `/var/log/journal`.
//!
//! ```text
//! header | hash tables | DATA MESSAGE=x | DATA _PID=7 | ENTRY -> x, 7 | DATA MESSAGE=y | ENTRY -> y, 7 | ...
//! 208..  | passed over | each value once, 8-byte aligned              | time, boot and offsets of values
//! ```
//!
//! A file is walked object by object, as it was written: values stand before the entries that use them. So nothing is
//! followed but one step from an entry to its values; no chain or hash table of the file is needed, a loop in them
//! harms nobody, and where objects make no sense the walk looks for the next one that does.
//!
//! What fields mean is the business of `format`.
//!
//! # Source
//!
//! systemd, `src/libsystemd/sd-journal/journal-def.h`; "Journal File Format" on systemd.io.

pub mod bytes;
pub mod copies;
pub mod damage;
pub mod hash;
pub mod header;
pub mod holes;
pub mod object;
pub mod unpack;
pub mod walk;
pub mod window;

pub use bytes::Bytes;
pub use damage::Damage;
pub use header::{Header, State};
pub use object::Entry;
pub use walk::{Found, Journal};

/// First bytes of a journal.
pub const MAGIC: &[u8; 8] = b"LPKSHHRH";
/// First bytes of a key that seals a journal: a secret, of which nothing is ever shown.
pub const KEY_MAGIC: &[u8; 8] = b"KSHHRHLP";
/// Bytes of the magic that must be left for a damaged header to count as a journal's.
const ENOUGH_MAGIC: usize = 6;

/// Whether an input that starts with `head` is a journal, perhaps one whose first bytes are damaged.
#[must_use]
pub fn is_journal(head: &[u8]) -> bool {
    if head.starts_with(MAGIC) {
        return true;
    }
    let alike = head.iter().zip(MAGIC).filter(|(a, b)| a == b).count();
    alike >= ENOUGH_MAGIC && Header::read(head).is_some_and(|header| header.is_plausible())
}

/// Whether an input that starts with `head` is a sealing key.
#[must_use]
pub fn is_sealing_key(head: &[u8]) -> bool {
    head.starts_with(KEY_MAGIC)
}

/// Eight bytes of `bytes` at `at` as a number; 0 where there are none.
fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
}

/// Four bytes of `bytes` at `at` as a number; 0 where there are none.
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

/// Sixteen bytes of `bytes` at `at` as an id, the way its hexadecimal form is written; 0 where there are none.
fn id_at(bytes: &[u8], at: usize) -> u128 {
    bytes.get(at..at + 16).and_then(|b| b.try_into().ok()).map_or(0, u128::from_be_bytes)
}
