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

mod file;
mod reader;

use std::fs;
use std::path::Path;

use super::Library;
use super::build::shape_error;
use super::error::RuleError;
use super::load::unreadable;
use crate::model::{ConditionId, Entity, Severity};
pub use file::{LevelRow, MuteRow, TuningFile};
use reader::Reader;

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
    /// Whether both say the same sort of thing of the same.
    fn is_like(&self, other: &Change) -> bool {
        let of = |change: &Change| (change.condition, change.level.is_some());
        of(self) == of(other) && self.only == other.only
    }

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
