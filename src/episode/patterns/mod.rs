//! What no line states: conditions made of others or of silence, and what a start, a restart or announced work brings.

pub mod absence;
mod announced;
pub mod derive;
pub mod expected;
pub mod hidden;
mod restarted;
pub mod silence;
