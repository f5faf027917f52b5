//! Conclusions over episodes in time.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::Severity;

/// What a pattern looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PatternKind {
    /// At least so many findings within a time.
    Count,
    /// At least so many distinct values within a time.
    Distinct,
    /// One after the other.
    Sequence,
    /// All within a time, in any order.
    Together,
    /// Begins and ends again and again.
    Flap,
    /// Far more than before.
    Surge,
    /// Nothing where something must be.
    Absence,
    /// An entity's value differs from the one before on the same host.
    Changed,
    /// A boot ended in one of the ways named.
    BootEnd,
    /// A host is silent.
    Gap,
}

/// The streams that must be alive before silence counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Alive {
    /// Stream.
    pub stream: u128,
    /// Name of the stream, for reports.
    pub name: String,
    /// Within this time, nanoseconds.
    pub within: i64,
    /// At least so many records.
    pub at_least: u64,
}

/// A conclusion over episodes in time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pattern {
    /// What it looks for.
    pub kind: PatternKind,
    /// Over these conditions.
    pub of: Vec<u16>,
    /// Apart for each value of these entities.
    pub by: Vec<u8>,
    /// Within this time, nanoseconds.
    pub within: i64,
    /// How many.
    pub at_least: u64,
    /// Counting distinct values of this entity; `host` counts hosts.
    pub distinct: Option<u8>,
    /// Whether the order of `of` counts.
    pub order: bool,
    /// Not when one of these is there.
    pub unless: Vec<u16>,
    /// Severity it gives, else the condition's.
    pub severity: Option<Severity>,
    /// How sure it is.
    pub sure: f64,
    /// Absence: while this condition holds, at least so many.
    pub during: Option<(u16, u64)>,
    /// Absence: one of these must appear.
    pub expect: Vec<u16>,
    /// Absence: for so long, nanoseconds.
    pub for_ns: i64,
    /// Absence: streams that must be alive.
    pub alive: Vec<Alive>,
    /// Boot end: the classes.
    pub ended: Vec<String>,
}
