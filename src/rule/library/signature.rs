//! How a record looks that shows a condition.

use serde::{Deserialize, Deserializer, Serialize};

use crate::model::{ConditionId, StreamSet};
use crate::rule::late::Late;
use crate::rule::text::Text;

/// When a state began, measured from the line that prints it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Onset {
    /// When it was printed.
    #[default]
    Printed,
    /// Up to this long before, nanoseconds.
    Latency(i64),
    /// Exactly as long before as the named value says.
    Back(String),
    /// Before the boot that prints it.
    PreviousBoot,
}

/// How one kind of record that matters looks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Signature {
    /// The condition it is a sign of.
    pub condition: u16,
    /// Whether it ends the condition's episode.
    pub ends: bool,
    /// Streams it may come from.
    #[serde(deserialize_with = "streams")]
    pub from: u128,
    /// Substrings of every match.
    pub literals: Vec<Text>,
    /// The pattern, verbatim.
    pub regex: Late,
    /// How often the text means what the rule says.
    #[serde(deserialize_with = "share")]
    pub sure: f64,
    /// When the state began.
    #[serde(deserialize_with = "onset")]
    pub onset: Onset,
    /// The literal that feeds the shared filter: index and offset of its window.
    pub window: (u8, u16),
}

/// The build script leaves out what most signatures have: any stream,
fn streams<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(u128::MAX))
}

/// an onset when it is printed,
fn onset<'de: 'static, D: Deserializer<'de>>(deserializer: D) -> Result<Onset, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or(Onset::Printed))
}

/// and a share that it writes in hundredths.
fn share<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let share = f64::deserialize(deserializer)?;
    Ok(if share > 1.0 { share / 100.0 } else { share })
}

impl Signature {
    /// The condition it is a sign of.
    #[must_use]
    pub const fn condition(&self) -> ConditionId {
        ConditionId(self.condition)
    }

    /// Streams it may come from.
    #[must_use]
    pub const fn from(&self) -> StreamSet {
        StreamSet(self.from)
    }
}
