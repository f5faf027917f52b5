//! The machines that logged, with their clocks and boots.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Host {
    /// Its name.
    pub name: String,
    /// Its clock against the others', seconds; positive is ahead.
    pub clock_offset_s: f64,
    /// How far that may be off, seconds.
    pub clock_uncertainty_s: f64,
    /// In order.
    pub boots: Vec<Boot>,
}

/// One boot of a machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Boot {
    /// Boot id, or `boot-1` ... where none is known.
    pub id: String,
    /// First record.
    pub start: String,
    /// Last record.
    pub end: String,
    /// `clean`, `panic`, `watchdog`, `power-loss`, `unclean`, `unknown` or `running`.
    pub ended_by: String,
}
