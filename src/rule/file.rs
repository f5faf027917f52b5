//! The shape of a rule file, as a person writes it.
//!
//! Names are still text here, with the place where they stand, so that a mistake can be shown.

use std::collections::BTreeMap;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::library::{Explain, Lasts, PatternKind};
#[cfg(test)]
use super::schema::names::{GroupName, JoinName, KindName, StreamName};
use super::span::Span;
use crate::model::{Role, Severity};

/// A name with its place in the file.
pub type Name = Spanned<String>;

/// One `rules/SUBSYSTEM/NAME.toml`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConditionFile {
    /// One line, entity names in braces.
    #[cfg_attr(test, schemars(with = "String"))]
    pub title: Name,
    /// How bad.
    pub severity: Severity,
    /// What part it can play.
    pub role: Role,
    /// Plausibility as a root; by role when absent.
    pub prior: Option<f64>,
    /// Chance that it appears with none of its declared causes in the data.
    pub alone: Option<f64>,
    /// Entities that make two findings the same episode.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<KindName>"))]
    pub about: Vec<Name>,
    /// How long it stays true.
    pub lasts: Lasts,
    /// Findings closer than this are one episode.
    pub hold: Span,
    /// An episode that ends within this time is expected.
    #[serde(default)]
    pub heals: Span,
    /// Start-up noise.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, Span>"))]
    pub quiet_after: BTreeMap<Name, Span>,
    /// Inferred from its effects.
    pub hidden: Option<HiddenRow>,
    /// Prose.
    pub explain: Explain,
    /// How it is printed.
    #[serde(default, rename = "signature")]
    pub signatures: Vec<SignatureRow>,
    /// How its end is printed.
    #[serde(default)]
    pub ends: Vec<SignatureRow>,
    /// Effects.
    #[serde(default)]
    pub leads_to: Vec<LinkRow>,
    /// Causes.
    #[serde(default)]
    pub caused_by: Vec<LinkRow>,
    /// Patterns.
    #[serde(default, rename = "pattern")]
    pub patterns: Vec<PatternRow>,
    /// Storms.
    #[serde(default, rename = "raise")]
    pub raises: Vec<RaiseRow>,
}

/// `[[signature]]` and `[[ends]]`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignatureRow {
    /// Streams.
    #[cfg_attr(test, schemars(with = "Vec<StreamName>"))]
    pub from: Vec<Name>,
    /// Substrings of every match.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub literals: Vec<Name>,
    /// The pattern.
    #[cfg_attr(test, schemars(with = "String"))]
    pub regex: Name,
    /// How often the text means what the rule says; 1 for an end.
    #[serde(default = "certain")]
    pub sure: f64,
    /// When the state began.
    pub onset: Option<OnsetRow>,
    /// Texts it must match.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub matches: Vec<Name>,
    /// Near misses it must not match.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub rejects: Vec<Name>,
}

fn certain() -> f64 {
    1.0
}

/// `onset = { ... }`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OnsetRow {
    /// Up to this long before.
    pub latency: Option<Span>,
    /// As long before as this named value says.
    #[cfg_attr(test, schemars(with = "Option<GroupName>"))]
    pub back: Option<Name>,
    /// `previous-boot`.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub dated: Option<Name>,
}

/// `[[leads_to]]` and `[[caused_by]]`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkRow {
    /// The other end.
    #[cfg_attr(test, schemars(with = "String"))]
    pub condition: Name,
    /// Chance that the effect follows.
    pub strength: f64,
    /// Earliest and latest onset of the effect after the cause's.
    pub lag: (Span, Span),
    /// What must agree.
    #[cfg_attr(test, schemars(with = "Vec<JoinName>"))]
    pub on: Vec<Name>,
    /// Why.
    pub because: String,
}

/// `[[raise]]`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RaiseRow {
    /// To what.
    pub to: Severity,
    /// From how many on.
    pub at_least: u64,
    /// Within this time.
    pub within: Span,
    /// Counting distinct values of this entity.
    #[cfg_attr(test, schemars(with = "Option<KindName>"))]
    pub distinct: Option<Name>,
    /// Not before it went on for so long: a restart prints as many lines, and then no more.
    #[serde(default)]
    pub lasting: Span,
}

/// `hidden = { ... }`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HiddenRow {
    /// How many different effects must be there.
    pub needs: usize,
    /// The effects, the most telling one first: it is quoted first.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub expects: Vec<Name>,
}

/// `[[pattern]]`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PatternRow {
    /// What it looks for.
    pub kind: PatternKind,
    /// Over these conditions.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub of: Vec<Name>,
    /// Apart for each value of these.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<KindName>"))]
    pub by: Vec<Name>,
    /// Within this time.
    pub within: Option<Span>,
    /// How many.
    #[serde(default = "one")]
    pub at_least: u64,
    /// Counting distinct values of this.
    #[cfg_attr(test, schemars(with = "Option<KindName>"))]
    pub distinct: Option<Name>,
    /// Whether the order counts.
    #[serde(default)]
    pub order: bool,
    /// Not when one of these is there.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub unless: Vec<Name>,
    /// What it gives.
    pub gives: Option<GivesRow>,
    /// Absence: while this holds.
    #[serde(rename = "while")]
    pub during: Option<WhileRow>,
    /// Absence: one of these must appear.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub expect: Vec<Name>,
    /// Absence: for so long.
    #[serde(rename = "for")]
    pub for_long: Option<Span>,
    /// Absence: streams that must be alive.
    #[serde(default)]
    pub alive: Vec<AliveRow>,
    /// Boot end: the classes.
    #[serde(default)]
    pub ended: Vec<String>,
}

fn one() -> u64 {
    1
}

/// `gives = { ... }`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GivesRow {
    /// Severity.
    pub severity: Option<Severity>,
    /// How sure.
    pub sure: Option<f64>,
}

/// `while = { ... }`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WhileRow {
    /// This condition holds.
    #[cfg_attr(test, schemars(with = "String"))]
    pub condition: Name,
    /// For at least so many.
    #[serde(default = "one")]
    pub at_least: u64,
}

/// One of `alive = [...]`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AliveRow {
    /// Stream.
    #[cfg_attr(test, schemars(with = "StreamName"))]
    pub stream: Name,
    /// Within this time.
    pub within: Span,
    /// At least so many records.
    #[serde(default = "one")]
    pub at_least: u64,
}
