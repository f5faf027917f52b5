//! From findings to episodes: grouping, clocks, boots, gaps, patterns, absence.
//!
//! ```text
//! scans of one input --intake--> log of the input --+
//!                                                   +--chronicler--> Chronicle: episodes, boots, silences,
//! scans of another   --intake--> log of the input --+                contradictions
//!
//! names --> clocks --> drafts --> boots --> patterns --> tuned       in this order the chronicler asks
//! ```
//!
//! What arrives may be a flood; what leaves is a few thousand episodes at most, in order of their onset. A folder
//! imports from those only that the list in `tests/floors.rs` has below it.

pub mod boots;
pub mod chronicle;
mod chronicler;
pub mod clocks;
pub mod drafts;
pub mod intake;
pub mod names;
pub mod novelty;
pub mod options;
pub mod patterns;
pub mod tuned;

pub use chronicle::Chronicle;
pub use chronicler::chronicle;
pub use intake::{InputLog, Intake};
pub use options::Options;
