//! A `tuning.toml`, as a person writes it.

use std::collections::BTreeMap;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::Severity;
use crate::rule::file::Name;

/// A `tuning.toml`, as a person writes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TuningFile {
    /// What is not to be reported.
    #[serde(default, rename = "mute")]
    pub mutes: Vec<MuteRow>,
    /// What is more or less severe here.
    #[serde(default, rename = "level")]
    pub levels: Vec<LevelRow>,
}

/// `[[mute]]`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MuteRow {
    /// Id of a condition.
    #[cfg_attr(test, schemars(with = "String"))]
    pub condition: Name,
    /// Only about these entities; all of them must agree.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, String>"))]
    pub only: BTreeMap<Name, String>,
    /// Why, for people.
    #[serde(default)]
    pub because: String,
}

/// `[[level]]`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LevelRow {
    /// Id of a condition.
    #[cfg_attr(test, schemars(with = "String"))]
    pub condition: Name,
    /// How severe it is here, however often it comes.
    pub to: Severity,
    /// Only about these entities; all of them must agree.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, String>"))]
    pub only: BTreeMap<Name, String>,
    /// Why, for people.
    #[serde(default)]
    pub because: String,
}
