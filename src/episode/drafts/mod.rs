//! From cells to drafts: the runs of all inputs on one time line, each an episode that is being made.
//!
//! ```text
//! runs of each input --place--> on UTC --gather, adopt--> by key --fold--> longer runs --storm, pause--> cut where
//! one thing ends and another begins --draft--> drafts
//! ```

mod adopt;
mod draft;
mod ends;
mod fold;
mod gather;
mod id;
pub mod pause;
mod place;
pub mod storm;
pub(super) mod twice;

pub use draft::{Draft, quote};
pub(super) use gather::Inputs;
pub use id::{Fnv, id};
