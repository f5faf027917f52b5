//! The report of an archive, and what it must say.

use std::path::Path;

use serde_json::Value;

use super::TempDir;
use super::program::{CONDITION, conditions, run};

/// Its report.
pub fn json(path: &Path) -> Value {
    run([Path::new("-o"), Path::new("json"), path]).ends(0).json()
}

/// The report of an archive in which the fault is found, written to a file of that name.
#[track_caller]
pub fn found(name: &str, bytes: &[u8]) -> Value {
    let dir = TempDir::new("archive");
    let report = json(&dir.write(name, bytes));
    assert!(conditions(&report).contains(&CONDITION), "{name}: {report:#}");
    report
}

/// The same, with a notice of this kind that holds this text.
#[track_caller]
pub fn told(name: &str, bytes: &[u8], kind: &str, text: &str) {
    let report = found(name, bytes);
    let all = report["notices"].as_array().expect("an array");
    let is = |n: &Value| n["kind"] == kind && n["text"].as_str().is_some_and(|t| t.contains(text));
    assert!(all.iter().any(is), "no {kind} with {text:?}: {all:#?}");
}

/// The names of the inputs, without their folders.
pub fn names(report: &Value) -> Vec<&str> {
    let inputs = report["inputs"].as_array().expect("an array");
    inputs.iter().map(|i| i["path"].as_str().expect("a name")).map(|n| n.rsplit('/').next().unwrap_or(n)).collect()
}
