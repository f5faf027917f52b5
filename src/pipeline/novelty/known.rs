//! What the first reading of an input leaves for the second one.

use std::ops::Range;

use crate::episode::intake::holds::Holds;
use crate::episode::intake::index::TimeIndex;
use crate::model::Stamp;
use crate::pipeline::kept::Kept;
use crate::pipeline::short::Short;

/// What is known of an input from its first reading.
#[derive(Debug)]
pub struct Known {
    /// Its place among the inputs.
    pub place: usize,
    /// Where which time lies.
    pub index: TimeIndex,
    /// First and last time.
    pub span: Option<(Stamp, Stamp)>,
    /// Bytes of it, decompressed.
    pub len: u64,
    /// What was kept of an input that cannot be read again, or not without pains.
    pub kept: Option<Kept>,
    /// What helps to read a small file again.
    pub short: Option<Short>,
    /// Offset of the first document behind lines: it is not read again.
    pub opens: Option<u64>,
    /// Where the records begin that a signature holds on.
    pub holds: Holds,
}

impl Known {
    /// Where the records begin that a signature holds on, of a part that was there the first time.
    pub(super) fn holds(&self, part: Range<u64>) -> Option<&[u64]> {
        self.holds.within(part.clone()).filter(|_| part.end <= self.len)
    }

    /// What helps to read the whole of a small file again, when `head` is still all of it.
    pub(super) fn short(&self, head: &[u8], len: u64, parts: &[Range<u64>]) -> Option<&Short> {
        let is_all = head.len() as u64 == len && self.len == len && parts.len() == 1 && parts[0] == (0..len);
        self.short.as_ref().filter(|_| is_all)
    }
}
