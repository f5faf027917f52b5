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
pub mod reader;

pub use bounds::Bounds;
pub use frame::Frame;

/// Bytes of a record that are looked at; the rest of a longer one is counted and passed over.
pub const MAX_RECORD: usize = 1 << 20;
