//! Blocks of whole records: where a record starts, where it ends, where a buffer may be cut.
//!
//! ```text
//! |<------------ block ----------->|<------------ block ----------->|
//! ...record|record|record (long)...|...rest|record|record|record|rec|...
//!          ^ a block owns the records that start in it and reads on to the end of the last one
//! ```
//!
//! Nothing here knows what a record means; [`Frame`] is all that a format tells about its lines.

pub mod bounds;
pub mod export;
pub mod frame;
pub mod margin;
pub mod parts;
pub mod reader;
pub mod wire;

pub use bounds::Bounds;
pub use frame::Frame;
pub use margin::Margin;
pub use reader::BEHIND;

/// Bytes of a record that are looked at; the rest of a longer one is counted and passed over.
pub const MAX_RECORD: usize = 1 << 20;

/// Where the records of `text` start, for a frame in which lines do not tell.
#[must_use]
pub fn starts(text: &[u8], frame: Frame) -> Option<Vec<usize>> {
    match frame {
        Frame::Export => Some(export::entries(text, true).0),
        Frame::Wire => Some(wire::messages(text)),
        _ => None,
    }
}
