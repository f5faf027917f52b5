//! What no rule knows, and what a healthy log says of it.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Quote;

/// Records of one shape that no rule knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Unexplained {
    /// The shape, changing parts masked.
    pub template: String,
    /// How many records.
    pub count: u64,
    /// The first of them.
    pub first: Option<String>,
    /// By name.
    pub hosts: Vec<String>,
    /// Examples.
    pub evidence: Vec<Quote>,
    /// Who prints it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Why it is listed: `new`, `surge`, or `error` where too little came before to tell what is usual.
    #[serde(default)]
    pub why: String,
    /// Whether it is printed as an error.
    #[serde(default)]
    pub error: bool,
    /// Id of the incident it came before; empty where there is no incident.
    #[serde(default)]
    pub incident: String,
}

/// Shapes that `unexplained` has no room for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Unlisted {
    /// How many shapes.
    pub shapes: usize,
    /// Their records.
    pub records: u64,
}

/// The comparison with a healthy log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Baseline {
    /// Its path.
    pub input: String,
    /// Records in it; of a large one a sample.
    pub records: u64,
    /// Episodes that are no evidence since it shows them as often.
    pub set_aside: usize,
    /// How many of them are of high severity or above.
    pub set_aside_severe: usize,
    /// Shapes of records that would be unexplained without it.
    pub usual_shapes: usize,
    /// What it has all the time and the incident's logs lack.
    pub vanished: Vec<Vanished>,
}

/// Something that is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Vanished {
    /// A stream, all that a program prints, or one shape of its records.
    pub what: String,
    /// Records an hour in the baseline; 0 where they are not counted.
    pub per_hour: f64,
}
