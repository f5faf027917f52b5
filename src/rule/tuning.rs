//! `tuning.toml`: conditions that a site mutes, or takes for more or less severe than the library does.
//!
//! ```toml
//! [[mute]]
//! condition = "kubelet.crash-loop"
//! only      = { pod = "canary/always-fails" }     # where it holds; everywhere when left out
//! because   = "fails on purpose every night"      # for people
//!
//! [[level]]
//! condition = "network.link-down"
//! to        = "low"
//! ```
//!
//! A tuning outlives the rules that it was written for: an id that the library no longer has is told, and does nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Library;
use super::build::{did_you_mean, shape_error};
use super::error::{RuleError, Weight};
use super::file::Name;
use super::load::unreadable;
use super::nearest::nearest;
use crate::model::{ConditionId, Entity, Severity};

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

/// One entry of a tuning, names made indices.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Of what.
    pub condition: ConditionId,
    /// The severity here; a mute has none.
    pub level: Option<Severity>,
    /// Only about these entities, in normal form; everywhere when empty.
    pub only: Vec<Entity>,
    /// Why; may be empty.
    pub because: String,
    /// `path:line` of the condition's name.
    pub place: String,
}

impl Change {
    /// `host edge-7, pod canary/probe`; `None` when it holds everywhere.
    #[must_use]
    pub fn only_words(&self, library: &Library) -> Option<String> {
        let words: Vec<String> =
            self.only.iter().map(|e| format!("{} {}", library.kinds.name(e.kind), e.value)).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

/// What a site changes, in the order in which it was read.
#[derive(Clone, Debug, Default)]
pub struct Tuning {
    /// What is applied. Of several levels for one episode the last one counts; a mute counts wherever it stands.
    pub changes: Vec<Change>,
    /// Entries whose condition the library does not have: they do nothing.
    pub unknown: Vec<RuleError>,
}

impl Tuning {
    /// Reads another file.
    ///
    /// # Errors
    ///
    /// When it cannot be read, and every mistake in it but unknown conditions, which are kept in `unknown`.
    pub fn read(&mut self, library: &Library, path: &Path) -> Result<(), Vec<RuleError>> {
        let text = fs::read_to_string(path).map_err(|e| vec![unreadable(path, &e.to_string())])?;
        self.add(library, &path.display().to_string(), &text)
    }

    /// Adds the text of a file.
    ///
    /// # Errors
    ///
    /// As [`Tuning::read`].
    pub fn add(&mut self, library: &Library, path: &str, text: &str) -> Result<(), Vec<RuleError>> {
        let file: TuningFile = toml::from_str(text).map_err(|e| vec![shape_error(path, text, &e)])?;
        let mut reader = Reader { library, path, text, errors: Vec::new(), tuning: Tuning::default() };
        file.mutes.into_iter().for_each(|m| reader.entry(&m.condition, None, &m.only, m.because));
        file.levels.into_iter().for_each(|l| reader.entry(&l.condition, Some(l.to), &l.only, l.because));
        let Reader { errors, tuning, .. } = reader;
        if !errors.is_empty() {
            return Err(errors);
        }
        self.changes.extend(tuning.changes);
        self.unknown.extend(tuning.unknown);
        Ok(())
    }
}

/// Checks the entries of one file.
struct Reader<'a> {
    library: &'a Library,
    path: &'a str,
    text: &'a str,
    errors: Vec<RuleError>,
    tuning: Tuning,
}

impl Reader<'_> {
    fn entry(&mut self, id: &Name, level: Option<Severity>, only: &BTreeMap<Name, String>, because: String) {
        let only: Vec<Entity> = only.iter().filter_map(|(kind, value)| self.entity(kind, value)).collect();
        let Some(condition) = self.condition(id) else { return };
        let place = self.mistake(id, "", "").at();
        let change = Change { condition, level, only, because, place };
        let alike = |c: &&Change| {
            (c.condition, c.level.is_some(), &c.only) == (change.condition, change.level.is_some(), &change.only)
        };
        match self.tuning.changes.iter().find(alike).map(|first| first.place.clone()) {
            Some(first) => {
                let word = if change.level.is_some() { "level" } else { "mute" };
                let what = format!("a second {word} of the same");
                self.errors.push(self.mistake(id, &what, &format!("the first stands at {first}")));
            }
            None => self.tuning.changes.push(change),
        }
    }

    /// The condition of an id. What is not of the form of an id was never one and is a mistake; any other may have been
    /// in the library once.
    fn condition(&mut self, id: &Name) -> Option<ConditionId> {
        let name = id.get_ref();
        let found = self.library.id(name);
        if found.is_none() {
            let near = nearest(name, self.library.conditions.iter().map(|c| c.id.as_str()));
            let mistake = self.mistake(id, &format!("no condition {name:?}"), &did_you_mean(near));
            match is_id(name) {
                true => self.tuning.unknown.push(RuleError { weight: Weight::Warning, ..mistake }),
                false => self.errors.push(mistake),
            }
        }
        found
    }

    fn entity(&mut self, kind: &Name, value: &str) -> Option<Entity> {
        let kinds = &self.library.kinds;
        let name = kind.get_ref();
        let found = kinds.find(name).map(|k| Entity { kind: k, value: kinds.normal(k, value).into() });
        if found.is_none() {
            let near = nearest(name, kinds.rows.iter().map(|(n, _)| n.as_str()));
            self.errors.push(self.mistake(kind, &format!("no entity kind {name:?}"), &did_you_mean(near)));
        }
        found
    }

    fn mistake(&self, at: &Name, what: &str, help: &str) -> RuleError {
        RuleError {
            path: self.path.to_owned(),
            text: self.text.into(),
            place: Some(at.span()),
            what: what.to_owned(),
            help: help.to_owned(),
            weight: Weight::Error,
        }
    }
}

/// `subsystem.name`.
fn is_id(name: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    name.split_once('.').is_some_and(|(subsystem, name)| word(subsystem) && word(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::baked;

    fn read(text: &str) -> Result<Tuning, Vec<RuleError>> {
        let mut tuning = Tuning::default();
        tuning.add(&baked::library(), "tuning.toml", text).map(|()| tuning)
    }

    #[track_caller]
    fn refused(text: &str, line: &str) {
        let errors = read(text).expect_err(text);
        assert_eq!(errors.iter().map(RuleError::line).collect::<Vec<_>>(), [line], "{text}");
    }

    #[test]
    fn names_become_indices() {
        let text = "
[[mute]]
condition = 'kernel.warning'
only = { host = 'Edge-7.', device = '/dev/SDA' }
because = 'a test bed'

[[level]]
condition = 'kernel.task-hung'
to = 'low'
";
        let (library, tuning) = (baked::library(), read(text).expect("no mistake"));
        let [mute, level] = &tuning.changes[..] else { panic!("{tuning:?}") };
        assert_eq!((Some(mute.condition), mute.level), (library.id("kernel.warning"), None));
        let only: Vec<(&str, &str)> = mute.only.iter().map(|e| (library.kinds.name(e.kind), &*e.value)).collect();
        assert_eq!(only, [("device", "sda"), ("host", "edge-7")]);
        assert_eq!((level.level, level.place.as_str()), (Some(Severity::Low), "tuning.toml:8"));
        assert!(read("").expect("nothing is no mistake").changes.is_empty());
    }

    #[test]
    fn an_id_of_another_library_does_nothing() {
        let tuning = read("[[mute]]\ncondition = 'kernel.task-hong'\n").expect("no mistake");
        assert!(tuning.changes.is_empty());
        let told: Vec<String> = tuning.unknown.iter().map(RuleError::line).collect();
        assert_eq!(told, ["tuning.toml:2: no condition \"kernel.task-hong\"; did you mean \"kernel.task-hung\"?"]);
    }

    #[test]
    fn mistakes_are_refused() {
        refused("[[mute]]\ncondition = 'NFS away'\n", "tuning.toml:2: no condition \"NFS away\"");
        refused(
            "[[mute]]\ncondition = 'kernel.task-hung'\nonly = { hots = 'a' }\n",
            "tuning.toml:3: no entity kind \"hots\"; did you mean \"host\"?",
        );
        let twice = "[[mute]]\ncondition = 'kernel.task-hung'\n".repeat(2);
        refused(&twice, "tuning.toml:4: a second mute of the same; the first stands at tuning.toml:2");
        for wrong in ["[[mute]]\n", "[[mutes]]\n", "[[level]]\ncondition = 'kernel.task-hung'\nto = 'loud'\n", "mute ="]
        {
            assert_eq!(read(wrong).expect_err(wrong).len(), 1);
        }
    }
}
