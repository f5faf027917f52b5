//! A candidate for what broke first, with all that speaks for it and against it.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Quote;

/// A candidate root cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct RootCause {
    /// From 1.
    pub rank: usize,
    /// Id of its episode.
    pub episode: String,
    /// Id of its condition.
    pub condition: String,
    /// One line.
    pub title: String,
    /// One sentence.
    pub statement: String,
    /// Where.
    pub host: Option<String>,
    /// Onset.
    pub time: String,
    /// `high`, `medium` or `low`.
    pub confidence: String,
    /// Product of the factors, 0 to 1.
    pub score: f64,
    /// `observed` or `inferred`.
    pub basis: String,
    /// What set it off, when cause and trigger are apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Trigger>,
    /// Since when a latent cause was armed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latent_since: Option<String>,
    /// The parts of the score.
    pub factors: Factors,
    /// Lines that show it and what set it off, then those of `before`; of an `unknown` one those of `before` first.
    pub evidence: Vec<Quote>,
    /// Lines of what came right before the first sign though no rule links it, the most telling first; absent where the
    /// cause is sure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Quote>,
    /// Ids of the episodes that began at the same moment and count as one with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alike: Vec<String>,
    /// Ids of the episodes it explains.
    pub explains: Vec<String>,
    /// Ids of the faults that hang under it; absent for a plain chain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<String>,
    /// What speaks against it.
    pub against: Vec<String>,
    /// What would decide.
    pub missing: Vec<Missing>,
}

/// What set a latent cause off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Trigger {
    /// Id of its episode, when one was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub episode: Option<String>,
    /// Id of its condition, when an episode was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// What happened.
    pub statement: String,
    /// When.
    pub time: String,
    /// Lines that show it.
    pub evidence: Vec<Quote>,
    /// Ids of the episodes by which it led to the root, in order of onset.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<String>,
}

/// The factors of a score, each 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Factors {
    /// Plausibility of the condition as a root.
    pub prior: f64,
    /// Certainty of the text.
    pub sure: f64,
    /// Share of the incident it explains.
    pub explains: f64,
    /// How well other episodes explain it.
    pub explained_by_others: f64,
    /// Predictions that held.
    pub predictions_kept: f64,
}

/// A record or source that would decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub struct Missing {
    /// The condition or source.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// A read-only command that would show it; may be empty.
    pub command: String,
}
