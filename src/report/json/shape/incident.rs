//! Episodes that belong together: the incident, the links inside it, and what to do.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{RootCause, Row, is_false};

/// Episodes joined by links, with a verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[cfg_attr(test, schemars(rename = "Incident"))]
pub struct Incident<Timeline = Vec<Row>, Links = Vec<Link>> {
    /// The same for the same episodes.
    pub id: String,
    /// One line.
    pub title: String,
    /// `info`, `low`, `medium`, `high` or `critical`.
    pub severity: String,
    /// Onset of the head; where that was latent, the time when it was set off.
    pub start: String,
    /// Last sign.
    pub end: String,
    /// Present when its times count from a boot that nothing dates: 1970-01-01T00:00:00Z stands for the boot.
    #[serde(default, skip_serializing_if = "is_false")]
    pub undated: bool,
    /// By name.
    pub hosts: Vec<String>,
    /// `known`, `no-root-in-evidence` or `unknown`.
    pub verdict: String,
    /// Best first.
    pub root_causes: Vec<RootCause>,
    /// In order of onset.
    pub timeline: Timeline,
    /// Ids of the episodes of the main chain, from the head on.
    pub chain: Vec<String>,
    /// Links between its episodes.
    pub links: Links,
    /// Ids of unlinked episodes of the same hosts and time.
    pub also_seen: Vec<String>,
    /// What to do, head first.
    pub actions: Vec<Action>,
    /// Contradictions in the evidence.
    pub contradictions: Vec<String>,
    /// What could not be seen and would matter.
    pub gaps: Vec<String>,
}

/// Cause to effect between two episodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Link {
    /// Id of the cause.
    pub from: String,
    /// Id of the effect.
    pub to: String,
    /// Why.
    pub because: String,
    /// What agreed.
    pub joined: String,
    /// Effect's onset minus cause's, seconds; from the boot for a link that fires at the next boot.
    pub lag_s: f64,
    /// Chance that the effect follows.
    pub strength: f64,
    /// How likely the cause is why the effect appeared.
    pub blame: f64,
}

/// What to do about one condition of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Action {
    /// Id of the condition.
    pub condition: String,
    /// Read-only commands.
    pub check: Vec<String>,
    /// What mends it.
    pub fix: String,
    /// What to beware of.
    pub care: String,
}
