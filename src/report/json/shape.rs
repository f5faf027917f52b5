//! The shape of a report, field by field; its doc comments are the descriptions in the schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What broke first, what that broke next, and which lines prove it.
// The long lists have types of their own, so that they may be made while they are written: see `made`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Report")]
pub struct Report<Incidents = Vec<Incident>, Minor = Vec<Row>> {
    /// `kascade.report/1`.
    pub schema: String,
    /// What made the report.
    pub tool: Tool,
    /// Collected bundles that were recognised; absent without one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bundles: Vec<Bundle>,
    /// What was read, in the order it was read.
    pub inputs: Vec<Input>,
    /// Machines that logged, by name.
    pub hosts: Vec<Host>,
    /// Most severe first.
    pub incidents: Incidents,
    /// Episodes that are part of no incident.
    pub minor: Minor,
    /// Shapes of records that no rule knows.
    pub unexplained: Vec<Unexplained>,
    /// What it has no room for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unexplained_more: Option<Unlisted>,
    /// The comparison with a healthy log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// What the site's `tuning.toml` mutes or takes for more or less severe; absent without one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tuning: Vec<Tuning>,
    /// Non-fatal trouble with the input.
    pub notices: Vec<Notice>,
    /// Present when the run was stopped before the end of the input.
    #[serde(default, skip_serializing_if = "is_false")]
    pub partial: bool,
}

/// What was read, without what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Formats {
    /// `kascade.report/1`.
    pub schema: String,
    /// What made it.
    pub tool: Tool,
    /// Collected bundles that were recognised; absent without one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bundles: Vec<Bundle>,
    /// What was read.
    pub inputs: Vec<Input>,
    /// Non-fatal trouble with the input.
    pub notices: Vec<Notice>,
}

/// One entry of the site's tuning, and what it did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tuning {
    /// Id of the condition.
    pub condition: String,
    /// The severity that it has here; absent when it is muted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Only about these entities; all when empty.
    pub only: BTreeMap<String, String>,
    /// Why, in the words of the site.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
    /// Episodes that are left out, or have another severity.
    pub episodes: usize,
    /// Records in them.
    pub records: u64,
    /// Those of the episodes that would be high or critical.
    pub severe: usize,
}

/// Name and version of the program and its rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `kascade`.
    pub name: String,
    /// Version of the program.
    pub version: String,
    /// The rules that were used.
    pub rules: Rules,
}

/// The rules that were used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rules {
    /// Conditions.
    pub count: usize,
    /// Hex digest of the rule files.
    pub digest: String,
}

/// One input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Input {
    /// As named, or the path under a named directory; `stdin` for a pipe.
    pub path: String,
    /// Formats that were met, most records first, with commas between.
    pub format: String,
    /// The host, where the path or the content tells.
    pub host: Option<String>,
    /// Bytes after decompression.
    pub bytes: u64,
    /// Lines.
    pub lines: u64,
    /// Records.
    pub records: u64,
    /// Records that no format knew.
    pub unparsed: u64,
    /// Present when `records` and `unparsed` count only a sample.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sampled: bool,
    /// First time.
    pub first: Option<String>,
    /// Last time.
    pub last: Option<String>,
    /// Present when its times count from a boot that nothing dates: 1970-01-01T00:00:00Z stands for the boot.
    #[serde(default, skip_serializing_if = "is_false")]
    pub undated: bool,
    /// How the zone was found; absent when every line carries it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
    /// How the year was found; absent when every line carries it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub year: String,
    /// How the date was found; absent when every line carries it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
}

/// What a collector packed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bundle {
    /// Its root, as named; `.` when the input is the bundle.
    pub path: String,
    /// Its layout: `sosreport`.
    pub layout: String,
    /// The machine it is of, when it is of one.
    pub host: Option<String>,
    /// Where its zone comes from; absent when nothing tells.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone_from: String,
    /// When it was made, where it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// Files that are read as logs.
    pub logs: u64,
    /// Files that are read as the state when it was made.
    pub states: u64,
    /// Files that are not read: no logs, or copies of others.
    pub passed_over: u64,
    /// What its collector leaves out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lacks: String,
}

/// One machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Host {
    /// Its name.
    pub name: String,
    /// Its clock against the others', seconds; positive is ahead.
    pub clock_offset_s: f64,
    /// How far that may be off, seconds.
    pub clock_uncertainty_s: f64,
    /// In order.
    pub boots: Vec<Boot>,
}

/// One boot of a machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Boot {
    /// Boot id, or `boot-1` ... where none is known.
    pub id: String,
    /// First record.
    pub start: String,
    /// Last record.
    pub end: String,
    /// `clean`, `panic`, `watchdog`, `power-loss`, `unclean`, `unknown` or `running`.
    pub ended_by: String,
}

/// Episodes joined by links, with a verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Incident")]
pub struct Incident<Timeline = Vec<Row>, Links = Vec<Link>> {
    /// The same for the same episodes.
    pub id: String,
    /// One line.
    pub title: String,
    /// `info`, `low`, `medium`, `high` or `critical`.
    pub severity: String,
    /// Onset of the head.
    pub start: String,
    /// Last sign.
    pub end: String,
    /// Present when its times count from a boot that nothing dates: 1970-01-01T00:00:00Z stands for the boot.
    #[serde(default, skip_serializing_if = "is_false")]
    pub undated: bool,
    /// By name.
    pub hosts: Vec<String>,
    /// `known`, `no-root-in-evidence` or `unknown`.
    pub verdict: String,
    /// Best first.
    pub root_causes: Vec<RootCause>,
    /// In order of onset.
    pub timeline: Timeline,
    /// Ids of the episodes of the main chain, from the head on.
    pub chain: Vec<String>,
    /// Links between its episodes.
    pub links: Links,
    /// Ids of unlinked episodes of the same hosts and time.
    pub also_seen: Vec<String>,
    /// What to do, head first.
    pub actions: Vec<Action>,
    /// Contradictions in the evidence.
    pub contradictions: Vec<String>,
    /// What could not be seen and would matter.
    pub gaps: Vec<String>,
}

/// A candidate root cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RootCause {
    /// From 1.
    pub rank: usize,
    /// Id of its episode.
    pub episode: String,
    /// Id of its condition.
    pub condition: String,
    /// One line.
    pub title: String,
    /// One sentence.
    pub statement: String,
    /// Where.
    pub host: Option<String>,
    /// Onset.
    pub time: String,
    /// `high`, `medium` or `low`.
    pub confidence: String,
    /// Product of the factors, 0 to 1.
    pub score: f64,
    /// `observed` or `inferred`.
    pub basis: String,
    /// What set it off, when cause and trigger are apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Trigger>,
    /// Since when a latent cause was armed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latent_since: Option<String>,
    /// The parts of the score.
    pub factors: Factors,
    /// Lines that show it, then those of `before`; of an `unknown` one those of `before` first.
    pub evidence: Vec<Quote>,
    /// Lines of what came right before the first sign though no rule links it, the most telling first; absent where the
    /// cause is sure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Quote>,
    /// Ids of the episodes it explains.
    pub explains: Vec<String>,
    /// Ids of the faults that hang under it; absent for a plain chain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<String>,
    /// What speaks against it.
    pub against: Vec<String>,
    /// What would decide.
    pub missing: Vec<Missing>,
}

/// What set a latent cause off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trigger {
    /// Id of its episode, when one was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub episode: Option<String>,
    /// Id of its condition, when an episode was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// What happened.
    pub statement: String,
    /// When.
    pub time: String,
    /// Lines that show it.
    pub evidence: Vec<Quote>,
    /// Ids of the episodes by which it led to the root, in order of onset.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<String>,
}

/// The factors of a score, each 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Factors {
    /// Plausibility of the condition as a root.
    pub prior: f64,
    /// Certainty of the text.
    pub sure: f64,
    /// Share of the incident it explains.
    pub explains: f64,
    /// How well other episodes explain it.
    pub explained_by_others: f64,
    /// Predictions that held.
    pub predictions_kept: f64,
}

/// A record or source that would decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Missing {
    /// The condition or source.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// A read-only command that would show it; may be empty.
    pub command: String,
}

/// One condition about the same things, from onset to end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// Id of the episode: the same for the same input on any machine.
    pub episode: String,
    /// Id of the condition.
    pub condition: String,
    /// One line.
    pub title: String,
    /// `info`, `low`, `medium`, `high` or `critical`.
    pub severity: String,
    /// `cause`, `fault`, `trigger`, `step`, `symptom`, `context` or `recovery`.
    pub role: String,
    /// Where.
    pub host: Option<String>,
    /// What it is about, by kind; several values of a kind with commas between.
    pub entities: BTreeMap<String, String>,
    /// `observed`, `derived` from other episodes, or `inferred` from its effects.
    pub basis: String,
    /// Onset.
    pub began: String,
    /// First time it was printed.
    pub seen: String,
    /// Last time it was printed.
    pub last: String,
    /// Present when its times count from a boot that nothing dates: 1970-01-01T00:00:00Z stands for the boot.
    #[serde(default, skip_serializing_if = "is_false")]
    pub undated: bool,
    /// When a line said that it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// Findings.
    pub count: u64,
    /// Lines that show it.
    pub evidence: Vec<Quote>,
    /// Facts that no single line shows; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Ids of the episodes of the incident that are linked to it as causes.
    pub caused_by: Vec<String>,
}

/// Cause to effect between two episodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// Id of the cause.
    pub from: String,
    /// Id of the effect.
    pub to: String,
    /// Why.
    pub because: String,
    /// What agreed.
    pub joined: String,
    /// Effect's onset minus cause's, seconds; from the boot for a link that fires at the next boot.
    pub lag_s: f64,
    /// Chance that the effect follows.
    pub strength: f64,
    /// How likely the cause is why the effect appeared.
    pub blame: f64,
}

/// What to do about one condition of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Action {
    /// Id of the condition.
    pub condition: String,
    /// Read-only commands.
    pub check: Vec<String>,
    /// What mends it.
    pub fix: String,
    /// What to beware of.
    pub care: String,
}

/// Records of one shape that no rule knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unexplained {
    /// The shape, changing parts masked.
    pub template: String,
    /// How many records.
    pub count: u64,
    /// The first of them.
    pub first: Option<String>,
    /// By name.
    pub hosts: Vec<String>,
    /// Examples.
    pub evidence: Vec<Quote>,
    /// Who prints it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Why it is listed: `new`, `surge`, or `error` where too little came before to tell what is usual.
    #[serde(default)]
    pub why: String,
    /// Whether it is printed as an error.
    #[serde(default)]
    pub error: bool,
    /// Id of the incident it came before.
    #[serde(default)]
    pub incident: String,
}

/// Shapes that `unexplained` has no room for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unlisted {
    /// How many shapes.
    pub shapes: usize,
    /// Their records.
    pub records: u64,
}

/// The comparison with a healthy log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Baseline {
    /// Its path.
    pub input: String,
    /// Records in it; of a large one a sample.
    pub records: u64,
    /// Episodes that are no evidence since it shows them as often.
    pub set_aside: usize,
    /// How many of them are of high severity or above.
    pub set_aside_severe: usize,
    /// Shapes of records that would be unexplained without it.
    pub usual_shapes: usize,
    /// What it has all the time and the incident's logs lack.
    pub vanished: Vec<Vanished>,
}

/// Something that is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Vanished {
    /// A stream, all that a program prints, or one shape of its records.
    pub what: String,
    /// Records an hour in the baseline; 0 where they are not counted.
    pub per_hour: f64,
}

/// Trouble with the input that did not stop the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// What sort.
    pub kind: String,
    /// How often.
    pub count: u64,
    /// One line.
    pub text: String,
    /// Where, or what was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// A record quoted as evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// Path of the input.
    pub input: String,
    /// Line number, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Where the record stands in an input without lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// When, as far as known; none when it counts from a boot that nothing dates.
    pub time: Option<String>,
    /// The host that stored it.
    pub host: Option<String>,
    /// Unit or program.
    pub unit: Option<String>,
    /// The record's text, sanitised.
    pub raw: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
