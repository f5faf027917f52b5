//! A `tuning.toml`, as a person writes it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::Severity;
use crate::rule::file::Name;

/// A `tuning.toml`, as a person writes it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MuteRow {
    /// Id of a condition.
    #[schemars(with = "String")]
    pub condition: Name,
    /// Only about these entities; all of them must agree.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub only: BTreeMap<Name, String>,
    /// Why, for people.
    #[serde(default)]
    pub because: String,
}

/// `[[level]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelRow {
    /// Id of a condition.
    #[schemars(with = "String")]
    pub condition: Name,
    /// How severe it is here, however often it comes.
    pub to: Severity,
    /// Only about these entities; all of them must agree.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub only: BTreeMap<Name, String>,
    /// Why, for people.
    #[serde(default)]
    pub because: String,
}
