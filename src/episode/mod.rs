//! From findings to episodes: grouping, clocks, boots, gaps, patterns, absence.
//!
//! ```text
//! scans of one input --intake--> log of the input --+
//!                                                   +--chronicle--> episodes, boots, silences, contradictions
//! scans of another   --intake--> log of the input --+
//! ```
//!
//! What arrives may be a flood; what leaves is a few thousand episodes at most, in order of their onset.

pub mod absence;
pub mod aliases;
mod announced;
pub mod boot_clocks;
pub mod boot_echoes;
pub mod boot_ends;
pub mod boot_stamps;
pub mod boots;
pub mod cell;
pub mod cells;
pub mod chronicle;
pub mod clocks;
pub mod crash_records;
mod daemons;
pub mod days;
pub mod derive;
pub mod evidence;
pub mod expected;
pub mod hidden;
pub mod holds;
pub mod holes;
pub mod hosts;
pub mod intake;
mod lacks;
pub mod life;
pub mod machines;
pub mod minutes;
pub mod novelty;
pub mod offsets;
pub mod pause;
pub mod pod_hosts;
pub mod reorder;
pub mod segments;
pub mod silence;
pub mod steps;
pub mod storm;
mod together;
pub mod trace;
pub mod track;
pub mod tuned;
pub mod unit;
pub mod wall;
pub mod which_boot;
mod years;

pub use chronicle::{Chronicle, Options, chronicle};
pub use intake::{InputLog, Intake};
