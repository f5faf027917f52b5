//! What made the report: the program, its rules, and what the site changed in them.

use std::collections::BTreeMap;

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Name and version of the program and its rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Tool {
    /// `kascade`.
    pub name: String,
    /// Version of the program.
    pub version: String,
    /// The rules that were used.
    pub rules: Rules,
}

/// The rules that were used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Rules {
    /// Conditions.
    pub count: usize,
    /// Hex digest of the rule files.
    pub digest: String,
}

/// One entry of the site's tuning, and what it did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Tuning {
    /// Id of the condition.
    pub condition: String,
    /// The severity that it has here; absent when it is muted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Only about these entities; all when empty.
    pub only: BTreeMap<String, String>,
    /// Why, in the words of the site.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
    /// Episodes that are left out, or have another severity.
    pub episodes: usize,
    /// Records in them.
    pub records: u64,
    /// Those of the episodes that would be high or critical.
    pub severe: usize,
}
