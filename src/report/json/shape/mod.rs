//! The shape of a report, field by field; its doc comments are the descriptions in the schema.
//!
//! ```text
//! Report ─┬─ Tool, Tuning                                      tool
//!         ├─ Input, Bundle, Notice                             input
//!         ├─ Host ── Boot                                      host
//!         ├─ Incident ─┬─ RootCause ── Trigger, Factors, ...   incident, root
//!         │            ├─ Row ── Quote                         row
//!         │            └─ Link, Action
//!         ├─ Row                                               of the minor ones
//!         └─ Unexplained, Baseline                             unexplained
//! ```

mod host;
mod incident;
mod input;
mod root;
mod row;
mod tool;
mod unexplained;

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use host::{Boot, Host};
pub use incident::{Action, Incident, Link};
pub use input::{Bundle, Input, Notice};
pub use root::{Factors, Missing, RootCause, Trigger};
pub use row::{Quote, Row};
pub use tool::{Rules, Tool, Tuning};
pub use unexplained::{Baseline, Unexplained, Unlisted, Vanished};

/// What broke first, what that broke next, and which lines prove it.
// The long lists have types of their own, so that they may be made while they are written: see `made`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Report"))]
pub struct Report<Incidents = Vec<Incident>, Minor = Vec<Row>> {
    /// `kascade.report/1`.
    pub schema: String,
    /// What made the report.
    pub tool: Tool,
    /// Collected bundles that were recognised; absent without one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bundles: Vec<Bundle>,
    /// What was read, in the order it was read.
    pub inputs: Vec<Input>,
    /// Machines that logged, by name.
    pub hosts: Vec<Host>,
    /// Most severe first.
    pub incidents: Incidents,
    /// Episodes that are part of no incident.
    pub minor: Minor,
    /// Shapes of records that no rule knows.
    pub unexplained: Vec<Unexplained>,
    /// What it has no room for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unexplained_more: Option<Unlisted>,
    /// The comparison with a healthy log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// What the site's `tuning.toml` mutes or takes for more or less severe; absent without one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tuning: Vec<Tuning>,
    /// Non-fatal trouble with the input.
    pub notices: Vec<Notice>,
    /// Present when the run was stopped before the end of the input.
    #[serde(default, skip_serializing_if = "is_false")]
    pub partial: bool,
}

/// What was read, without what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Formats {
    /// `kascade.report/1`.
    pub schema: String,
    /// What made it.
    pub tool: Tool,
    /// Collected bundles that were recognised; absent without one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bundles: Vec<Bundle>,
    /// What was read.
    pub inputs: Vec<Input>,
    /// Non-fatal trouble with the input.
    pub notices: Vec<Notice>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
