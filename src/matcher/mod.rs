//! From blocks to findings: filter, locate, decode, verify.
//!
//! ```text
//! block --filter--> candidate --locate--> record bytes --decode--> record --verify--> finding
//!        12-byte windows,      only around candidates   format room   regex, streams, entities
//!        every 5th position
//! ```
//!
//! Nothing that borrows from a block leaves this room.

mod array;
pub mod capture;
pub mod engine;
pub mod filter;
pub mod literals;
pub mod mark;
pub mod proof;
pub mod quoted;
pub mod scan;
pub mod seen;
pub mod share;
mod subjects;
pub mod tasks;
pub mod template;
pub mod told;
pub mod verify;

pub use engine::Engine;
pub use scan::{Context, Edge, Piece, Scan, Scanner, Trial, starts_boot};
pub use seen::{Names, Seen};
pub use subjects::Subjects;
