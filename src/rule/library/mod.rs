//! The library in the form the engine uses: names are indices, durations are nanoseconds.
//!
//! ```text
//! Library -- conditions: what may be the case, with their prose and the patterns that conclude them
//!         -- signatures: how it is printed
//!         -- links:      what leads to what
//! ```

mod condition;
mod link;
mod pattern;
mod prose;
mod signature;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::bundles::Layout;
use super::entities::Kinds;
use super::links::Links;
use super::streams::Streams;
use super::tuning::Tuning;
use crate::model::{ConditionId, Kind, SignatureId};

pub use condition::{Condition, Hidden, Lasts, Raise};
pub use link::{Join, LinkRule};
pub use pattern::{Alive, Pattern, PatternKind};
pub use prose::{Explain, Prose};
pub use signature::{Onset, Signature};

/// Every rule, ready for use.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Library {
    /// Entity kinds.
    pub kinds: Kinds,
    /// Streams.
    pub streams: Streams,
    /// Sorted by id; [`ConditionId`] is the index.
    pub conditions: Vec<Condition>,
    /// Grouped by condition; [`SignatureId`] is the index.
    pub signatures: Vec<Signature>,
    /// Sorted by cause and effect.
    pub links: Links,
    /// Hex digest of the rule files.
    pub digest: String,
    /// Layouts of bundles, narrow ones first.
    #[serde(default)]
    pub bundles: Vec<Layout>,
    /// What the site changes.
    #[serde(skip)]
    pub tuning: Tuning,
}

impl Library {
    /// Puts the parts together; `conditions` must be sorted by id.
    #[must_use]
    pub fn new(
        kinds: Kinds,
        streams: Streams,
        conditions: Vec<Condition>,
        signatures: Vec<Signature>,
        links: Vec<LinkRule>,
        digest: String,
    ) -> Self {
        let mut library = Library {
            kinds,
            streams,
            conditions,
            signatures,
            links: links.into(),
            digest,
            bundles: Vec::new(),
            tuning: Tuning::default(),
        };
        library.index();
        library
    }

    /// The library with layouts of bundles.
    #[must_use]
    pub fn with_bundles(self, bundles: Vec<Layout>) -> Self {
        Library { bundles, ..self }
    }

    /// The library as a site tunes it.
    #[must_use]
    pub fn with_tuning(self, tuning: Tuning) -> Self {
        Library { tuning, ..self }
    }

    /// The library as if it did not know some conditions, which keep their places: for measuring what is said of a cause
    /// that no rule knows.
    #[must_use]
    pub fn without(mut self, unknown: &BTreeSet<ConditionId>) -> Self {
        let is_known = |condition: u16| !unknown.contains(&ConditionId(condition));
        self.signatures.retain(|signature| is_known(signature.condition));
        let links = self.links.iter().filter(|link| is_known(link.from) && is_known(link.to));
        self.links = links.cloned().collect::<Vec<_>>().into();
        for id in unknown {
            let condition = &mut self.conditions[usize::from(id.0)];
            condition.patterns.clear();
            condition.hidden = None;
        }
        self
    }

    /// Rebuilds the look-ups, and the patterns that are literals: these are not stored.
    pub fn index(&mut self) {
        self.streams.index();
        for signature in self.signatures.iter_mut().filter(|s| s.regex.is_left_out()) {
            signature.regex = signature.literals[0].clone().into();
        }
    }

    /// The condition of an id.
    #[must_use]
    pub fn id(&self, name: &str) -> Option<ConditionId> {
        let place = self.conditions.binary_search_by(|c| (*c.id).cmp(name)).ok()?;
        u16::try_from(place).ok().map(ConditionId)
    }

    /// A condition.
    ///
    /// # Panics
    ///
    /// When the index is not one of this library's.
    #[must_use]
    pub fn condition(&self, id: ConditionId) -> &Condition {
        &self.conditions[usize::from(id.0)]
    }

    /// A signature.
    ///
    /// # Panics
    ///
    /// When the index is not one of this library's.
    #[must_use]
    pub fn signature(&self, id: SignatureId) -> &Signature {
        &self.signatures[usize::from(id.0)]
    }

    /// The signatures of a condition, those that end it too.
    #[must_use]
    pub fn signatures_of(&self, id: ConditionId) -> &[Signature] {
        let first = self.signatures.partition_point(|s| s.condition < id.0);
        let own = self.signatures[first..].partition_point(|s| s.condition == id.0);
        &self.signatures[first..first + own]
    }

    /// Links whose effect is this condition, with their causes.
    pub fn causes_of(&self, id: ConditionId) -> impl Iterator<Item = &LinkRule> {
        self.links.iter().filter(move |l| l.to == id.0)
    }

    /// Links whose cause is this condition, with their effects.
    pub fn effects_of(&self, id: ConditionId) -> impl Iterator<Item = &LinkRule> {
        self.links.iter().filter(move |l| l.from == id.0)
    }

    /// The kind of a name.
    ///
    /// # Panics
    ///
    /// When `rules/entities.toml` lacks the name: the code relies on a few.
    #[must_use]
    pub fn kind(&self, name: &str) -> Kind {
        self.kinds.find(name).unwrap_or_else(|| panic!("rules/entities.toml has no kind {name}"))
    }
}
