//! A labelled case: logs and what a perfect analyst may say of them.
//!
//! ```text
//! CASE/logs/...          what the program is given
//! CASE/truth.json        { "id", "healthy", "root_cause_in_logs", "root_cause": {"evidence_substrings"}, "chain", ... }
//! CASE/incident.toml     the same in the form of fixtures/incidents; CONTRIBUTING.md has its keys
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// One case.
#[derive(Debug)]
pub struct Case {
    /// Its short name.
    pub id: String,
    /// Its logs.
    pub logs: PathBuf,
    /// Whether there is no incident.
    pub healthy: bool,
    /// Whether the root cause is in the logs.
    pub in_logs: bool,
    /// Substrings of lines that show the root cause; one suffices.
    pub evidence: Vec<String>,
    /// A substring for each step, in order of onset.
    pub chain: Vec<String>,
    /// Substrings of lines that have nothing to do with it.
    pub must_not_blame: Vec<String>,
    /// Substrings of lines that a healthy case may report.
    pub may_report: Vec<String>,
}

/// A case whose truth cannot be read.
#[derive(Debug)]
pub struct Broken {
    /// Its folder.
    pub id: String,
    /// Why.
    pub why: String,
}

/// The cases of a folder, by name; a folder without a truth is none.
pub fn load(dir: &Path) -> Vec<Result<Case, Broken>> {
    let entries = fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
    let mut folders: Vec<PathBuf> = entries.map(|e| e.path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    folders.iter().filter_map(|folder| read(folder)).collect()
}

fn read(folder: &Path) -> Option<Result<Case, Broken>> {
    let id = folder.file_name()?.to_string_lossy().into_owned();
    let logs = folder.join("logs");
    let case = if let Ok(text) = fs::read_to_string(folder.join("truth.json")) {
        serde_json::from_str::<Json>(&text).map(|truth| truth.case(logs)).map_err(|e| e.to_string())
    } else {
        let text = fs::read_to_string(folder.join("incident.toml")).ok()?;
        toml::from_str::<Toml>(&text).map(|truth| truth.case(&id, logs)).map_err(|e| e.to_string())
    };
    Some(case.map_err(|why| Broken { id, why }))
}

/// `truth.json`, as far as it is scored.
#[derive(Debug, Deserialize)]
struct Json {
    id: String,
    #[serde(default)]
    healthy: bool,
    #[serde(default)]
    root_cause_in_logs: bool,
    #[serde(default)]
    root_cause: Option<Evidence>,
    #[serde(default)]
    second_root_cause: Option<Evidence>,
    #[serde(default)]
    may_report: Option<Evidence>,
    #[serde(default)]
    chain: Vec<JsonStep>,
    #[serde(default)]
    must_not_blame: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Evidence {
    #[serde(default)]
    evidence_substrings: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct JsonStep {
    evidence_substring: String,
}

impl Json {
    fn case(self, logs: PathBuf) -> Case {
        let lines = |evidence: Option<Evidence>| evidence.map(|e| e.evidence_substrings).unwrap_or_default();
        Case {
            id: self.id,
            logs,
            healthy: self.healthy,
            in_logs: self.root_cause_in_logs,
            evidence: lines(self.root_cause).into_iter().chain(lines(self.second_root_cause)).collect(),
            chain: self.chain.into_iter().map(|step| step.evidence_substring).collect(),
            must_not_blame: self.must_not_blame,
            may_report: lines(self.may_report),
        }
    }
}

/// `incident.toml`, as far as it is scored.
#[derive(Debug, Deserialize)]
struct Toml {
    verdict: String,
    #[serde(default)]
    root_cause: Option<TomlRoot>,
    #[serde(default, rename = "root")]
    roots: Vec<TomlRoot>,
    #[serde(default)]
    chain: Vec<TomlLine>,
    #[serde(default, rename = "distractor")]
    distractors: Vec<TomlLine>,
}

#[derive(Debug, Deserialize)]
struct TomlRoot {
    evidence: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct TomlLine {
    evidence: String,
}

impl Toml {
    fn case(self, id: &str, logs: PathBuf) -> Case {
        let lines = |all: Vec<TomlLine>| all.into_iter().map(|line| line.evidence).collect();
        Case {
            id: id.to_owned(),
            logs,
            healthy: self.verdict == "healthy",
            in_logs: self.verdict == "known",
            evidence: self.root_cause.into_iter().chain(self.roots).flat_map(|root| root.evidence).collect(),
            chain: lines(self.chain),
            must_not_blame: lines(self.distractors),
            may_report: Vec::new(),
        }
    }
}
