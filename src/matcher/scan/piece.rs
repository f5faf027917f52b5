//! What is scanned: a block of an input, and what is known of the input beforehand.

use std::borrow::Cow;

use crate::format::Dialect;
use crate::format::unit::UnitName;
use crate::framing::{BEHIND, Frame};
use crate::model::{Kind, StreamSet};

/// What is known of an input before its records are read.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// Index of the input.
    pub input: u32,
    /// Its host, from the path.
    pub host: Option<&'a str>,
    /// Entities of the path: pod, namespace, container.
    pub labels: &'a [(Kind, String)],
    /// The container, from the path.
    pub container: Option<&'a [u8]>,
    /// Stream of the file.
    pub file: StreamSet,
    /// Format.
    pub dialect: Dialect,
    /// How lines form records.
    pub frame: Frame,
    /// Whether other inputs may hold the same records.
    pub is_beside: bool,
    /// Units whose findings count; all when empty.
    pub units: &'a [UnitName],
}

/// A block to scan.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'b> {
    /// The bytes; whole records but for giants.
    pub text: &'b [u8],
    /// Offset of `text[0]` in the input.
    pub offset: u64,
    /// What stands before `text` in the input, where `text` does not begin with as much of it.
    pub before: &'b [u8],
    /// Start and end of the records that are this piece's.
    pub own: (usize, usize),
    /// The part whose bytes and lines count as this piece's: no two pieces share a byte, none is left out.
    pub counted: (usize, usize),
    /// Record starts, where lines do not tell them.
    pub starts: Option<&'b [usize]>,
}

impl<'b> Piece<'b> {
    /// The bytes before a place in the text, at most [`BEHIND`], and where they begin in the input.
    #[must_use]
    pub fn behind(&self, at: usize) -> (Cow<'b, [u8]>, u64) {
        let start = at.saturating_sub(BEHIND);
        let own = &self.text[start..at];
        let missing = (BEHIND - own.len()).min(self.before.len());
        if missing == 0 {
            return (Cow::Borrowed(own), self.offset + start as u64);
        }
        let before = &self.before[self.before.len() - missing..];
        (Cow::Owned([before, own].concat()), self.offset - missing as u64)
    }
}
