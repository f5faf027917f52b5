//! kascade reads the logs of a broken Linux or Kubernetes machine and says what broke first, what that broke next,
//! and which lines prove it.
//!
//! The rooms of the house stand on floors; a room imports from lower floors only (`tests/floors.rs` keeps it so).
//! ARCHITECTURE.md draws the flow of the data through them.

pub mod model;

pub mod text;

pub mod source;
pub mod time;

pub mod framing;
pub mod rule;

pub mod bundle;
pub mod format;

pub mod matcher;

pub mod episode;

pub mod cascade;

pub mod report;

pub mod pipeline;

pub mod cli;
