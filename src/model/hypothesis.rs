//! A candidate root cause, with what speaks for and against it.

use super::{Quote, Stamp};

/// Confidence in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A guess worth a look.
    Low,
    /// More likely than not.
    Medium,
    /// Act on it.
    High,
}

impl Confidence {
    /// The word used in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}

/// The factors of a hypothesis' score, each 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
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

/// A record or source that would decide, and how to get it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// The condition or source.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// A read-only command that would show it; may be empty.
    pub command: String,
    /// Whether any line would say so: of what prints none, nothing can be missed.
    pub printed: bool,
}

/// What set a latent cause off.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// Index of the episode, when one was seen.
    pub episode: Option<usize>,
    /// What happened.
    pub statement: String,
    /// When.
    pub time: Stamp,
    /// The lines that show it.
    pub evidence: Vec<Quote>,
    /// Indices of the episodes by which it led to the root, in order of onset.
    pub via: Vec<usize>,
}

/// A candidate root cause.
#[derive(Clone, Debug)]
pub struct Hypothesis {
    /// Index of the head's episode.
    pub episode: usize,
    /// One sentence.
    pub statement: String,
    /// Product of the factors, 0 to 1.
    pub score: f64,
    /// Its score over that of the nearest rival that it does not explain; infinite without one.
    pub lead: f64,
    /// In words.
    pub confidence: Confidence,
    /// The parts of the score.
    pub factors: Factors,
    /// What set it off, when cause and trigger are apart.
    pub trigger: Option<Trigger>,
    /// Since when a latent cause was armed.
    pub latent_since: Option<Stamp>,
    /// Indices of the episodes that began at the same moment and count as one with it.
    pub alike: Vec<usize>,
    /// Indices of the episodes it explains.
    pub explains: Vec<usize>,
    /// What speaks against it, a line each.
    pub against: Vec<String>,
    /// What would decide.
    pub missing: Vec<Missing>,
    /// Indices of the faults that hang under it as branches; empty for a plain chain.
    pub branches: Vec<usize>,
    /// Unless it is sure: lines of what came right before the first sign although no link says why, the most telling
    /// first.
    pub before: Vec<Quote>,
}
