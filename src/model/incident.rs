//! Episodes joined by links, and what is said of them.

use super::{Hypothesis, Quote, Severity, Stamp};

/// What the evidence carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The head of the chain is a trigger, a cause or a fault.
    Known,
    /// The head is a step or a symptom: its cause is not in what was read.
    NoRootInEvidence,
    /// The best head explains too little.
    Unknown,
}

impl Verdict {
    /// The word used in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Known => "known",
            Verdict::NoRootInEvidence => "no-root-in-evidence",
            Verdict::Unknown => "unknown",
        }
    }
}

/// What to do about one condition of the chain.
#[derive(Clone, Debug)]
pub struct Action {
    /// Index of the episode it is about.
    pub episode: usize,
    /// Read-only commands, entities filled in.
    pub check: Vec<String>,
    /// What mends it.
    pub fix: String,
    /// What to beware of.
    pub care: String,
}

/// Why a shape of records is worth a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Strange {
    /// The time before does not have it.
    #[default]
    New,
    /// It was printed far more often than in the time before.
    Surge,
    /// It is printed as an error, and too little came before to tell whether that is usual.
    Error,
}

impl Strange {
    /// The word used in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Strange::New => "new",
            Strange::Surge => "surge",
            Strange::Error => "error",
        }
    }
}

/// Records of one shape that no rule knows, printed in the half hour before an incident.
#[derive(Clone, Debug, Default)]
pub struct Unexplained {
    /// The shape, changing parts masked.
    pub template: String,
    /// Who prints it.
    pub unit: Option<Box<str>>,
    /// How many records in that half hour, to the minute.
    pub count: u64,
    /// The first of them.
    pub first: Option<Stamp>,
    /// Hosts; sorted.
    pub hosts: Vec<Box<str>>,
    /// Examples.
    pub evidence: Vec<Quote>,
    /// Why it is listed.
    pub strange: Strange,
    /// Whether it is printed as an error.
    pub error: bool,
    /// Id of the incident it came before.
    pub incident: String,
}

/// Episodes joined by links, with a verdict.
#[derive(Clone, Debug)]
pub struct Incident {
    /// Short hash of its episodes.
    pub id: String,
    /// One line.
    pub title: String,
    /// That of its worst episode.
    pub severity: Severity,
    /// Onset of the head; where that was latent, the time when it was set off.
    pub start: Stamp,
    /// Last sign.
    pub end: Stamp,
    /// Hosts; sorted.
    pub hosts: Vec<Box<str>>,
    /// What the evidence carries.
    pub verdict: Verdict,
    /// Candidate roots, best first; never empty.
    pub roots: Vec<Hypothesis>,
    /// Episodes in order of onset (indices into [`super::Analysis::episodes`]).
    pub timeline: Vec<usize>,
    /// The main chain from the head on: a short subset of `timeline` in order.
    pub chain: Vec<usize>,
    /// Indices into [`super::Analysis::links`], in order: by effect.
    pub links: Vec<usize>,
    /// Unlinked episodes of the same hosts and time.
    pub also_seen: Vec<usize>,
    /// What to do, head first.
    pub actions: Vec<Action>,
    /// Contradictions in the evidence, a line each.
    pub contradictions: Vec<String>,
    /// What could not be seen and would matter, a line each.
    pub gaps: Vec<String>,
}
