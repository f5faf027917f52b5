//! What a block yields: owned, so that the block can be given back.

use super::edge::Edge;
use super::evidence::Home;
use crate::matcher::mark::Mark;
use crate::matcher::seen::{Names, Seen};
use crate::model::Finding;

/// The result of a block.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// By offset and signature; `place.line` counts from the start of the piece's counted part.
    pub findings: Vec<Finding>,
    /// Lines of traces, by offset.
    pub marks: Vec<Mark>,
    /// By offset.
    pub seen: Vec<Seen>,
    /// Names that `seen` refers to.
    pub names: Names,
    /// Lines beside a change of boot, and the last one.
    pub edges: Vec<Edge>,
    /// Newlines in the piece's counted part.
    pub lines: u64,
    /// Bytes of the piece's counted part.
    pub bytes: u64,
    /// Records met for each format.
    pub formats: Vec<(&'static str, u64)>,
    /// The first and the last moment that lines tell for certain, nanoseconds UTC: these date stamps without a year.
    pub dated: Option<(i64, i64)>,
    /// Nanoseconds east of UTC of the clock of its stamps, as journalctl's header shows it.
    pub header_offset_ns: Option<i64>,
    /// Pods and the node that each runs on, as lists of pods tell.
    pub homes: Vec<Home>,
    /// Records cut at the limit.
    pub long_records: u64,
    /// Long records with more signatures than are tried.
    pub crowded: u64,
    /// Records with runs of NUL bytes.
    pub torn: u64,
    /// Records with escapes of a terminal.
    pub coloured: u64,
    /// Records with bytes that are no UTF-8.
    pub not_utf8: u64,
    /// Records whose message journalctl left out.
    pub left_out: u64,
    /// Records that begin with a time that cannot be.
    pub wild: u64,
    /// Which of [`SHARED`](crate::time::zone::SHARED) its stamps bear, a bit each.
    pub zones: u8,
    /// Whether its shape is known though it may hold no record: a list without items.
    pub is_known: bool,
    /// Whether only a sample of the records was noted.
    pub sampled: bool,
    /// Whether its records are items of a list, which nobody wrote one after the other.
    pub is_list: bool,
}
