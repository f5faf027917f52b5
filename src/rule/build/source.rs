//! One rule file that was read, and what is said when it has not the right shape.

use std::ops::Range;

use crate::rule::error::{RuleError, Weight};
use crate::rule::file::ConditionFile;
use crate::rule::nearest::nearest;

/// A rule file that was read and has the right shape.
#[derive(Clone, Debug)]
pub struct Source {
    /// `subsystem.name`, from the path.
    pub id: String,
    /// Path as named.
    pub path: String,
    /// Text.
    pub text: String,
    /// What it says.
    pub file: ConditionFile,
}

impl Source {
    /// Reads one file's text.
    ///
    /// # Errors
    ///
    /// When it is no TOML or not of the shape of a rule, with the nearest valid key for an unknown one.
    pub fn parse(id: &str, path: &str, text: &str) -> Result<Self, RuleError> {
        match toml::from_str::<ConditionFile>(text) {
            Ok(file) => Ok(Source { id: id.to_owned(), path: path.to_owned(), text: text.to_owned(), file }),
            Err(e) => Err(shape_error(path, text, &e)),
        }
    }

    /// A mistake at a place of this file.
    #[must_use]
    pub fn error(&self, place: Range<usize>, what: impl Into<String>, help: impl Into<String>) -> RuleError {
        RuleError {
            path: self.path.clone(),
            text: self.text.as_str().into(),
            place: Some(place),
            what: what.into(),
            help: help.into(),
            weight: Weight::Error,
        }
    }
}

/// A text that is no TOML, or not of the shape that it should have, with the nearest valid key for an unknown one.
pub(in crate::rule) fn shape_error(path: &str, text: &str, e: &toml::de::Error) -> RuleError {
    let what = e.message().trim().to_owned();
    RuleError {
        path: path.to_owned(),
        text: text.into(),
        place: e.span(),
        help: unknown_key_help(&what),
        what,
        weight: Weight::Error,
    }
}

/// serde says "unknown field `severty`, expected one of `title`, ...": name the nearest.
fn unknown_key_help(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let Some(wrong) = quoted.next().filter(|_| message.starts_with("unknown")) else { return String::new() };
    let valid: Vec<&str> = quoted.collect();
    nearest(wrong, valid.iter().copied()).map_or_else(String::new, |name| format!("did you mean `{name}`?"))
}
