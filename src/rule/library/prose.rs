//! What a person reads about a condition, kept packed until it is shown.

#[cfg(test)]
use schemars::JsonSchema;
use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::rule::late::Late;

/// What a person reads about a condition.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Explain {
    /// What it means.
    pub what: String,
    /// Read-only commands that show it.
    #[serde(default)]
    pub check: Vec<String>,
    /// What mends it.
    #[serde(default)]
    pub fix: String,
    /// What to beware of.
    #[serde(default)]
    pub care: String,
    /// Where the texts come from.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// What a person reads about a condition, as JSON.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent, bound(deserialize = "'de: 'static"))]
pub struct Prose(pub(in crate::rule) Late);

impl Prose {
    /// In the stored form.
    ///
    /// # Panics
    ///
    /// Never: prose is plain data.
    #[must_use]
    pub fn of(explain: &Explain) -> Self {
        Prose(serde_json::to_string(explain).expect("prose is plain data").into())
    }

    /// What it says; nothing when it is no prose, which the bake test rules out.
    #[must_use]
    pub fn explain(&self) -> Explain {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

impl Serialize for Prose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.to_string()).map_err(S::Error::custom)?.serialize(serializer)
    }
}
