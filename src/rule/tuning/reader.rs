//! Checks the entries of a file: names become indices, mistakes are collected.

use std::collections::BTreeMap;

use super::{Change, Tuning};
use crate::model::{ConditionId, Entity, Severity};
use crate::rule::Library;
use crate::rule::build::did_you_mean;
use crate::rule::error::{RuleError, Weight};
use crate::rule::file::Name;
use crate::rule::nearest::nearest;

/// Checks the entries of one file.
pub(super) struct Reader<'a> {
    pub(super) library: &'a Library,
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    pub(super) errors: Vec<RuleError>,
    pub(super) tuning: Tuning,
}

impl Reader<'_> {
    pub(super) fn entry(&mut self, id: &Name, level: Option<Severity>, only: &BTreeMap<Name, String>, because: String) {
        let only: Vec<Entity> = only.iter().filter_map(|(kind, value)| self.entity(kind, value)).collect();
        let Some(condition) = self.condition(id) else { return };
        let place = self.mistake(id, "", "").at();
        let change = Change { condition, level, only, because, place };
        match self.tuning.changes.iter().find(|first| first.is_like(&change)).map(|first| first.place.clone()) {
            Some(first) => self.twice(id, &change, &first),
            None => self.tuning.changes.push(change),
        }
    }

    fn twice(&mut self, id: &Name, change: &Change, first: &str) {
        let word = if change.level.is_some() { "level" } else { "mute" };
        let what = format!("a second {word} of the same");
        self.errors.push(self.mistake(id, &what, &format!("the first stands at {first}")));
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
