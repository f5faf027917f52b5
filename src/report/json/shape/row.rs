//! One episode as it stands in a list, and the records that show it.

use std::collections::BTreeMap;

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::is_false;

/// One condition about the same things, from onset to end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Row {
    /// Id of the episode: the same for the same input on any machine.
    pub episode: String,
    /// Id of the condition.
    pub condition: String,
    /// One line.
    pub title: String,
    /// `info`, `low`, `medium`, `high` or `critical`.
    pub severity: String,
    /// `cause`, `fault`, `trigger`, `step`, `symptom`, `context` or `recovery`.
    pub role: String,
    /// Where.
    pub host: Option<String>,
    /// What it is about, by kind; several values of a kind with commas between.
    pub entities: BTreeMap<String, String>,
    /// `observed`, `derived` from other episodes, or `inferred` from its effects.
    pub basis: String,
    /// Onset.
    pub began: String,
    /// First time it was printed.
    pub seen: String,
    /// Last time it was printed.
    pub last: String,
    /// Present when its times count from a boot that nothing dates: 1970-01-01T00:00:00Z stands for the boot.
    #[serde(default, skip_serializing_if = "is_false")]
    pub undated: bool,
    /// When a line said that it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// Findings.
    pub count: u64,
    /// Lines that show it.
    pub evidence: Vec<Quote>,
    /// Facts that no single line shows; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Ids of the episodes of the incident that are linked to it as causes.
    pub caused_by: Vec<String>,
}

/// A record quoted as evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Quote {
    /// Path of the input.
    pub input: String,
    /// Line number, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Where the record stands in an input without lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// When, as far as known; none when it counts from a boot that nothing dates.
    pub time: Option<String>,
    /// The host that stored it.
    pub host: Option<String>,
    /// Unit or program.
    pub unit: Option<String>,
    /// The record's text, sanitised.
    pub raw: String,
}
