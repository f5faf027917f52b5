//! The library in the form the engine uses: names are indices, durations are nanoseconds.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Read as _;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use schemars::JsonSchema;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::bundles::Layout;
use super::entities::Kinds;
use super::links::Links;
use super::streams::Streams;
use super::text::Text;
use super::tuning::Tuning;
use crate::model::{ConditionId, Kind, Role, Severity, SignatureId, StreamSet};

/// How long a condition stays true after it was printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Lasts {
    /// Only when it was printed.
    Moment,
    /// From onset to the last time it was printed.
    WhileRepeated,
    /// From onset to a line that ends it, or to the end of the data.
    UntilEnded,
}

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
    #[serde(deserialize_with = "pattern")]
    pub regex: Text,
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

/// a share that it writes in hundredths,
fn share<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let share = f64::deserialize(deserializer)?;
    Ok(if share > 1.0 { share / 100.0 } else { share })
}

/// and a pattern that is the first literal: [`Library::index`] puts it back.
fn pattern<'de: 'static, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_else(|| "".into()))
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

/// What must agree between cause and effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Join {
    /// The same host.
    Host,
    /// The same boot of the same host.
    Boot,
    /// A later boot of the same host.
    NextBoot,
    /// Another host that talks to it.
    Peer,
    /// A virtual machine of the host.
    Guest,
    /// Any host, the cause being about all of them.
    AllHosts,
    /// Anywhere.
    Cluster,
    /// An entity of this kind.
    Entity(u8),
}

/// A declared link from cause to effect.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct LinkRule {
    /// The cause.
    pub from: u16,
    /// The effect.
    pub to: u16,
    /// Chance that the effect follows.
    pub strength: f64,
    /// Earliest and latest onset of the effect after the cause's, nanoseconds.
    pub lag: (i64, i64),
    /// All must agree.
    pub on: Vec<Join>,
    /// Why.
    pub because: Text,
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
    /// The effects.
    pub expects: Vec<u16>,
}

/// What a pattern looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PatternKind {
    /// At least so many findings within a time.
    Count,
    /// At least so many distinct values within a time.
    Distinct,
    /// One after the other.
    Sequence,
    /// All within a time, in any order.
    Together,
    /// Begins and ends again and again.
    Flap,
    /// Far more than before.
    Surge,
    /// Nothing where something must be.
    Absence,
    /// An entity's value differs from the one before on the same host.
    Changed,
    /// A boot ended in one of the ways named.
    BootEnd,
    /// A host is silent.
    Gap,
}

/// The streams that must be alive before silence counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Alive {
    /// Stream.
    pub stream: u128,
    /// Name of the stream, for reports.
    pub name: String,
    /// Within this time, nanoseconds.
    pub within: i64,
    /// At least so many records.
    pub at_least: u64,
}

/// A conclusion over episodes in time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pattern {
    /// What it looks for.
    pub kind: PatternKind,
    /// Over these conditions.
    pub of: Vec<u16>,
    /// Apart for each value of these entities.
    pub by: Vec<u8>,
    /// Within this time, nanoseconds.
    pub within: i64,
    /// How many.
    pub at_least: u64,
    /// Counting distinct values of this entity; `host` counts hosts.
    pub distinct: Option<u8>,
    /// Whether the order of `of` counts.
    pub order: bool,
    /// Not when one of these is there.
    pub unless: Vec<u16>,
    /// Severity it gives, else the condition's.
    pub severity: Option<Severity>,
    /// How sure it is.
    pub sure: f64,
    /// Absence: while this condition holds, at least so many.
    pub during: Option<(u16, u64)>,
    /// Absence: one of these must appear.
    pub expect: Vec<u16>,
    /// Absence: for so long, nanoseconds.
    pub for_ns: i64,
    /// Absence: streams that must be alive.
    pub alive: Vec<Alive>,
    /// Boot end: the classes.
    pub ended: Vec<String>,
}

/// What a person reads about a condition.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
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

/// What a person reads about a condition: JSON, deflated. As text all of it would be a thirtieth of the program.
#[derive(Clone, Debug)]
pub struct Prose(Cow<'static, [u8]>);

impl Prose {
    /// In the stored form.
    ///
    /// # Panics
    ///
    /// Never: prose is plain data.
    #[must_use]
    pub fn of(explain: &Explain) -> Self {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
        serde_json::to_writer(&mut packed, explain).expect("prose is plain data");
        Prose(packed.finish().expect("in memory").into())
    }

    fn json(&self) -> String {
        let mut json = String::new();
        // What is no prose is none: the bake test reads every one.
        let read = DeflateDecoder::new(&*self.0).read_to_string(&mut json);
        read.map_or_else(|_| "{}".to_owned(), |_| json)
    }
}

impl<'de: 'static> Deserialize<'de> for Prose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'static [u8]>::deserialize(deserializer).map(|packed| Prose(packed.into()))
    }
}

impl Serialize for Prose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.json()).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl Condition {
    /// What a person reads about it.
    #[must_use]
    pub fn explain(&self) -> Explain {
        serde_json::from_str(&self.explain.json()).unwrap_or_default()
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
        for signature in self.signatures.iter_mut().filter(|s| s.regex.is_empty()) {
            signature.regex.clone_from(&signature.literals[0]);
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
