//! `rules/entities.toml`, as a person writes it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Where two equal values mean the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Only on one host.
    Host,
    /// Everywhere.
    Cluster,
}

/// How a value is brought into its normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// As it stands.
    Plain,
    /// ASCII lower case, no trailing dot.
    Lower,
    /// As `lower`, `_` as `-`.
    Uid,
    /// As `lower`, `/dev/` stripped.
    Device,
    /// As `device`; a partition equals its disk.
    Disk,
    /// `namespace/name`.
    Pod,
    /// Without port, brackets or prefix length.
    Address,
}

/// One kind, as the file has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindRow {
    /// Where it is unique.
    pub scope: Scope,
    /// Its normal form.
    pub form: Form,
    /// Kinds that may name the same thing.
    #[serde(default)]
    pub alias: Vec<String>,
    /// Whether each value stands for one moment that is the same on every host.
    #[serde(default)]
    pub instant: bool,
    /// Whether a value may hold the name of a machine.
    #[serde(default)]
    pub machine: bool,
    /// Values, each up to a `*`, of things that nothing else depends on.
    #[serde(default)]
    pub aside: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Values {
    pub(super) names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntitiesFile {
    #[serde(default)]
    pub(super) kind: BTreeMap<String, KindRow>,
    #[serde(default)]
    pub(super) values: Values,
}
