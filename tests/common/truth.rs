//! `incident.toml`: what a perfect analyst with only these logs may claim.

use std::fs;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The truth of a fixture.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Truth {
    pub title: String,
    pub verdict: String,
    pub root_cause: Root,
    pub trigger: Option<Root>,
    /// Roots of further incidents in the same logs.
    #[serde(default, rename = "root")]
    pub roots: Vec<Root>,
    #[serde(default)]
    pub chain: Vec<Step>,
    #[serde(default, rename = "distractor")]
    pub distractors: Vec<Distractor>,
    #[serde(default, rename = "branch")]
    pub branches: Vec<Branch>,
    #[serde(default, rename = "contradiction")]
    pub contradictions: Vec<Contradiction>,
    pub cannot_tell: Option<CannotTell>,
    pub cause_removed: CauseRemoved,
    pub incident_lines: Lines,
}

/// A root cause or a trigger; any one line of evidence suffices.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Root {
    pub condition: String,
    pub statement: String,
    pub host: String,
    pub basis: Option<String>,
    pub time: String,
    pub evidence: Vec<String>,
}

/// A step of the chain, in order of onset.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub step: String,
    pub condition: String,
    pub host: String,
    pub time: String,
    pub evidence: String,
}

/// Something loud that has nothing to do with it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distractor {
    pub what: String,
    pub evidence: String,
}

/// One of several faults under one parent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    pub condition: String,
    pub host: String,
    pub evidence: String,
}

/// Two lines that do not go together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    pub what: String,
    pub evidence: Vec<String>,
}

/// What these logs can neither show nor rule out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CannotTell {
    pub condition: String,
    pub why: String,
}

/// The first twin: the logs without the cause.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CauseRemoved {
    #[serde(default)]
    pub drop_files: Vec<String>,
    #[serde(default)]
    pub drop_lines: Vec<String>,
    pub verdicts: Vec<String>,
    pub missing: Vec<String>,
}

/// What belongs to the incident: globs of files and regexes of lines.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lines {
    #[serde(default)]
    pub drop_files: Vec<String>,
    #[serde(default)]
    pub drop_lines: Vec<String>,
}

/// The truth of a fixture in which nothing is wrong: it is loud for reasons that are no incident.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Health {
    pub title: String,
    pub verdict: String,
    #[serde(rename = "distractor")]
    pub distractors: Vec<Distractor>,
}

/// Reads the truth of a fixture with an incident.
pub fn of(name: &str) -> Truth {
    read(name)
}

/// Reads the truth of a healthy fixture.
pub fn of_healthy(name: &str) -> Health {
    read(name)
}

/// Whether a fixture is one in which nothing is wrong.
pub fn is_healthy(name: &str) -> bool {
    read::<toml::Table>(name)["verdict"].as_str() == Some("healthy")
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    let path = super::incident_dir(name).join("incident.toml");
    let text = fs::read_to_string(&path).expect("a fixture has its truth");
    toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

impl Step {
    /// When it began, nanoseconds UTC.
    pub fn ns(&self) -> i64 {
        let time = chrono::DateTime::parse_from_rfc3339(&self.time).expect("a time of RFC 3339");
        time.timestamp_nanos_opt().expect("a time of our century")
    }
}
