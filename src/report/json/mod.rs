//! The report for programs: `-o json`, schema `kascade.report/1`.
//!
//! Field names are stable: within version 1 they are added to, never renamed or removed. The structs here are the
//! schema; `schema/report.schema.json` is written from them, and a test fails when it is stale. Times are RFC 3339 in
//! UTC. The same input gives the same bytes.
//!
//! ```text
//! { "schema": "kascade.report/1", "tool": {...}, "inputs": [...], "hosts": [...],
//!   "incidents": [{ "verdict": "known", "root_causes": [...], "timeline": [...], "links": [...], ... }],
//!   "minor": [...], "unexplained": [...], "notices": [...] }
//! ```

mod incident;
mod make;
mod shape;

use schemars::schema_for;

use super::timeline;
use super::view::View;
pub use make::report;
pub use shape::*;

/// The report over many lines.
///
/// # Panics
///
/// Never: a report is plain data.
#[must_use]
pub fn pretty(view: &View<'_>) -> String {
    serde_json::to_string_pretty(&report(view)).expect("a report is plain data") + "\n"
}

/// The report on one line.
///
/// # Panics
///
/// Never: a report is plain data.
#[must_use]
pub fn compact(view: &View<'_>) -> String {
    serde_json::to_string(&report(view)).expect("a report is plain data") + "\n"
}

/// Every row of the timeline, one a line: `kascade timeline -o ndjson`.
///
/// # Panics
///
/// Never: a row is plain data.
#[must_use]
pub fn timeline_lines(view: &View<'_>) -> String {
    let line = |row: Row| serde_json::to_string(&row).expect("a row is plain data") + "\n";
    timeline::order(view).into_iter().map(|index| line(make::row(view, index, None))).collect()
}

/// Every row of the timeline in one array: `kascade timeline -o json`.
///
/// # Panics
///
/// Never: a row is plain data.
#[must_use]
pub fn timeline_array(view: &View<'_>) -> String {
    let rows: Vec<Row> = timeline::order(view).into_iter().map(|index| make::row(view, index, None)).collect();
    serde_json::to_string_pretty(&rows).expect("a row is plain data") + "\n"
}

/// What was read, as the report has it: `kascade formats -o json`.
///
/// # Panics
///
/// Never: a report is plain data.
#[must_use]
pub fn formats(view: &View<'_>) -> String {
    let Report { schema, tool, bundles, inputs, notices, .. } = report(view);
    let formats = Formats { schema, tool, bundles, inputs, notices };
    serde_json::to_string_pretty(&formats).expect("a report is plain data") + "\n"
}

/// The JSON Schema of a report.
///
/// # Panics
///
/// Never: a schema is plain data.
#[must_use]
pub fn schema() -> String {
    serde_json::to_string_pretty(&schema_for!(Report)).expect("a schema is plain data") + "\n"
}

#[cfg(test)]
mod tests;
