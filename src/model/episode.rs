//! One condition about the same entities, from onset to end.

use super::{ConditionId, Entity, Quote, Severity, Stamp};

/// What makes two findings parts of the same episode.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EpisodeKey {
    /// Which condition.
    pub condition: ConditionId,
    /// The host it is about, which need not be the one that logged it.
    pub host: Option<Box<str>>,
    /// The entities its rule is `about`; sorted.
    pub about: Vec<Entity>,
}

/// How an episode came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Lines say so.
    Observed,
    /// A pattern over other episodes, boots or silence says so.
    Derived,
    /// No line says so; its effects do.
    Inferred,
}

/// One condition about the same entities, from onset to end.
#[derive(Clone, Debug)]
pub struct Episode {
    /// Short hash of what it is about: the same on any machine.
    pub id: String,
    /// Condition, host and entities.
    pub key: EpisodeKey,
    /// Other entities its records named, bounded; sorted.
    pub also: Vec<Entity>,
    /// Named values of the first finding (durations, codes), for titles.
    pub values: Vec<(u8, Box<str>)>,
    /// Hosts that logged it; sorted.
    pub observers: Vec<Box<str>>,
    /// Onset: back-dated where the message says so.
    pub began: Stamp,
    /// The onset may lie this much earlier or later, nanoseconds.
    pub onset_sigma_ns: i64,
    /// By then it had begun, nanoseconds UTC: when it was printed, or as long before as its text says. The onset lies
    /// before that where such trouble is printed late.
    pub began_by_ns: i64,
    /// First time it was printed.
    pub seen: Stamp,
    /// Last time it was printed.
    pub last: Stamp,
    /// When a line said that it is over.
    pub ended: Option<Stamp>,
    /// Until when it may act as a cause, nanoseconds UTC.
    pub active_until_ns: i64,
    /// Findings.
    pub count: u64,
    /// Findings in its busiest minute.
    pub peak: u32,
    /// Severity, storms included.
    pub severity: Severity,
    /// How sure the text is.
    pub sure: f64,
    /// How it came to be known.
    pub origin: Origin,
    /// What a start-up or a planned shutdown brings: never a reason for an incident.
    pub expected: bool,
    /// Index of the boot of its host it happened in.
    pub boot: Option<usize>,
    /// The first and last lines that say so.
    pub quotes: Vec<Quote>,
    /// Facts worth a line beside the quotes ("3 hosts within 40 s").
    pub notes: Vec<String>,
}

impl Episode {
    /// What it is about, and what else its records named.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.key.about.iter().chain(&self.also)
    }
}
