//! Mistakes in rule files, shown with place, reason and next step.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Whether a mistake stops the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The rule cannot be used.
    Error,
    /// The rule works, and could be better.
    Warning,
}

/// A mistake in a rule file.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", self.line())]
pub struct RuleError {
    /// Path of the file, as named.
    pub path: String,
    /// The file's text; empty when the mistake is not in a text.
    pub text: Box<str>,
    /// Where in the text, in bytes.
    pub place: Option<Range<usize>>,
    /// What is wrong, lower case, no full stop.
    pub what: String,
    /// What to do; may be empty.
    pub help: String,
    /// Whether it stops the run.
    pub weight: Weight,
}

impl RuleError {
    /// `path:line: what`, one line.
    #[must_use]
    pub fn line(&self) -> String {
        let help = if self.help.is_empty() { String::new() } else { format!("; {}", self.help) };
        format!("{}: {}{help}", self.at(), self.what)
    }

    /// `path:line`.
    #[must_use]
    pub fn at(&self) -> String {
        let place = self.place.as_ref().map(|p| format!(":{}", line_of(&self.text, p.start))).unwrap_or_default();
        format!("{}{place}", self.path)
    }

    /// The mistake with its line, a caret and the help.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let Some(place) = self.place.clone().filter(|p| p.end <= self.text.len()) else { return self.line() };
        let level = if self.weight == Weight::Error { Level::ERROR } else { Level::WARNING };
        let snippet = Snippet::source(&*self.text)
            .path(&self.path)
            .annotation(AnnotationKind::Primary.span(place).label(self.help.as_str()));
        let report = [level.primary_title(self.what.as_str()).element(snippet)];
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&report).to_string()
    }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|&b| b == b'\n').count()
}
