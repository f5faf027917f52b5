//! A state of the world, as the engine knows it.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pattern::Pattern;
use super::prose::{Explain, Prose};
use crate::model::{Kind, Role, Severity};
use crate::rule::text::Text;

/// How long a condition stays true after it was printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Lasts {
    /// Only when it was printed.
    Moment,
    /// From onset to the last time it was printed.
    WhileRepeated,
    /// From onset to a line that ends it, or to the end of the data.
    UntilEnded,
}

/// A storm makes a condition more severe.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Raise {
    /// To what.
    pub to: Severity,
    /// From how many findings on.
    pub at_least: u64,
    /// Within this time, nanoseconds.
    pub within: i64,
    /// Counting distinct values of this entity instead of findings.
    pub distinct: Option<u8>,
    /// Not before it went on for so long, nanoseconds.
    pub lasting: i64,
}

/// A condition without a line of its own, inferred from its effects.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Hidden {
    /// How many different expected effects must be there.
    pub needs: usize,
    /// The effects, the most telling one first: it is quoted first.
    pub expects: Vec<u16>,
}

/// A state of the world.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Condition {
    /// `subsystem.name`.
    pub id: Text,
    /// One line, entity names in braces.
    pub title: Text,
    /// How bad.
    pub severity: Severity,
    /// What part it can play.
    pub role: Role,
    /// Plausibility as a root.
    pub prior: f64,
    /// Chance that it appears with none of its declared causes in the data.
    pub alone: f64,
    /// Entities that make two findings the same episode.
    pub about: Vec<u8>,
    /// How long it stays true.
    pub lasts: Lasts,
    /// Findings closer than this are one episode, nanoseconds.
    pub hold: i64,
    /// An episode that ends within this time is expected, nanoseconds: a state that every healthy machine passes through.
    pub heals: i64,
    /// Start-up noise: for so long after such an episode it is expected.
    pub quiet_after: Vec<(u16, i64)>,
    /// Inferred from its effects.
    pub hidden: Option<Hidden>,
    /// Storms.
    pub raises: Vec<Raise>,
    /// Patterns that recognise it.
    pub patterns: Vec<Pattern>,
    /// Prose, parsed when it is shown.
    pub explain: Prose,
}

impl Condition {
    /// What a person reads about it.
    #[must_use]
    pub fn explain(&self) -> Explain {
        self.explain.explain()
    }

    /// Whether it is about this kind of entity.
    #[must_use]
    pub fn is_about(&self, kind: Kind) -> bool {
        self.about.contains(&kind.0)
    }

    /// The part before the dot.
    #[must_use]
    pub fn subsystem(&self) -> &str {
        self.id.split('.').next().unwrap_or("")
    }
}
