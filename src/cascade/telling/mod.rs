//! An incident as it is told: title, timeline, the steps between head and end, and what to do first.

pub(super) mod beside;
pub mod chain;
mod told;
