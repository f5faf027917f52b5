//! What was read: inputs, the bundles they came in, and the trouble with them.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::is_false;

/// One input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Input {
    /// As named, or the path under a named directory; `stdin` for a pipe.
    pub path: String,
    /// Formats that were met, most records first, with commas between.
    pub format: String,
    /// The host, where the path or the content tells.
    pub host: Option<String>,
    /// Bytes after decompression.
    pub bytes: u64,
    /// Lines.
    pub lines: u64,
    /// Records.
    pub records: u64,
    /// Records that no format knew.
    pub unparsed: u64,
    /// Present when `records` and `unparsed` count only a sample.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sampled: bool,
    /// First time.
    pub first: Option<String>,
    /// Last time.
    pub last: Option<String>,
    /// Present when its times count from a boot that nothing dates: 1970-01-01T00:00:00Z stands for the boot.
    #[serde(default, skip_serializing_if = "is_false")]
    pub undated: bool,
    /// How the zone was found; absent when every line carries it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
    /// How the year was found; absent when every line carries it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub year: String,
    /// How the date was found; absent when every line carries it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
}

/// What a collector packed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Bundle {
    /// Its root, as named; `.` when the input is the bundle.
    pub path: String,
    /// Its layout: `sosreport`.
    pub layout: String,
    /// The machine it is of, when it is of one.
    pub host: Option<String>,
    /// Where its zone comes from; absent when nothing tells.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone_from: String,
    /// When it was made, where it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// Files that are read as logs.
    pub logs: u64,
    /// Files that are read as the state when it was made.
    pub states: u64,
    /// Files that are not read: no logs, or copies of others.
    pub passed_over: u64,
    /// What its collector leaves out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lacks: String,
}

/// Trouble with the input that did not stop the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Notice {
    /// What sort.
    pub kind: String,
    /// How often.
    pub count: u64,
    /// One line.
    pub text: String,
    /// Where, or what was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}
