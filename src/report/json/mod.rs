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
mod made;
mod make;
mod shape;

use std::io::{self, Write};

use serde::Serializer as _;

use super::timeline;
use super::view::View;
use crate::rule::baked;
pub use made::Made;
pub use make::report;
pub use shape::*;

/// Writes the report over many lines.
///
/// # Errors
///
/// Those of `out`.
pub fn pretty(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &make::written(view))?;
    out.write_all(b"\n")
}

/// Writes the report on one line.
///
/// # Errors
///
/// Those of `out`.
pub fn compact(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &make::written(view))?;
    out.write_all(b"\n")
}

/// Writes every row of the timeline, one a line: `kascade timeline -o ndjson`.
///
/// # Errors
///
/// Those of `out`.
pub fn timeline_lines(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    rows(view).try_for_each(|row| {
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")
    })
}

/// Writes every row of the timeline in one array: `kascade timeline -o json`.
///
/// # Errors
///
/// Those of `out`.
pub fn timeline_array(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::Serializer::pretty(&mut *out).collect_seq(rows(view))?;
    out.write_all(b"\n")
}

/// Each made when it is written.
fn rows<'v>(view: &'v View<'_>) -> impl Iterator<Item = Row> + 'v {
    timeline::order(view).into_iter().map(move |index| make::row(view, index, None))
}

/// Writes what was read, as the report has it: `kascade formats -o json`.
///
/// # Errors
///
/// Those of `out`.
pub fn formats(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Report { schema, tool, bundles, inputs, notices, .. } = make::frame(view);
    serde_json::to_writer_pretty(&mut *out, &Formats { schema, tool, bundles, inputs, notices })?;
    out.write_all(b"\n")
}

/// The JSON Schema of a report: that of [`Report`], which a test writes to `schema/`.
#[must_use]
pub fn schema() -> String {
    baked::schema("report")
}

#[cfg(test)]
mod tests;
