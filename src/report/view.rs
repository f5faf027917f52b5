//! What every report form is given: the analysis, the rules it was made with, and how the user wants to see it.

use std::borrow::Cow;
use std::path::Path;

use crate::model::{Analysis, Episode, Hypothesis, Link, Origin, Quote};
use crate::rule::{Condition, Library, title};
use crate::source::origin;
use crate::text::sanitize;

pub use super::when::OutputZone;

/// Columns of a line when nobody knows better.
pub const WIDTH: usize = 100;

/// An analysis and how it is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What is shown.
    pub analysis: &'a Analysis,
    /// The rules it was made with.
    pub library: &'a Library,
    /// The zone of all times but those in JSON.
    pub zone: OutputZone,
    /// Columns of a line.
    pub width: usize,
    /// Whether lines and ellipses may be drawn with characters beyond ASCII.
    pub unicode: bool,
    /// Whether colours may be used; they never carry a meaning of their own.
    pub colour: bool,
    /// 1: why each link holds; 2: how the inputs were understood.
    pub verbose: u8,
    /// Only the verdict lines, and of the notices those of what was not read.
    pub quiet: bool,
}

impl<'a> View<'a> {
    /// UTC, 100 columns, Unicode, no colours.
    #[must_use]
    pub const fn new(analysis: &'a Analysis, library: &'a Library) -> Self {
        View {
            analysis,
            library,
            zone: OutputZone::Utc,
            width: WIDTH,
            unicode: true,
            colour: false,
            verbose: 0,
            quiet: false,
        }
    }

    /// An episode by its index.
    ///
    /// # Panics
    ///
    /// When the index is not one of this analysis'.
    #[must_use]
    pub fn episode(&self, index: usize) -> &'a Episode {
        &self.analysis.episodes[index]
    }

    /// The condition of an episode.
    #[must_use]
    pub fn condition(&self, episode: &Episode) -> &'a Condition {
        self.library.condition(episode.key.condition)
    }

    /// The title of an episode, entities filled in; not sanitised.
    #[must_use]
    pub fn title(&self, index: usize) -> String {
        title::of(self.library, self.episode(index))
    }

    /// The title of several episodes of one condition; not sanitised.
    #[must_use]
    pub fn title_of_all(&self, indices: &[usize]) -> String {
        let episodes: Vec<&Episode> = indices.iter().map(|&index| self.episode(index)).collect();
        title::of_all(self.library, &episodes)
    }

    /// Where an episode was seen: the unit, or how it is known when no line says so.
    #[must_use]
    pub fn source(&self, episode: &'a Episode) -> Cow<'a, str> {
        let unit = episode.quotes.iter().find_map(|q| q.unit.as_deref()).map(Cow::Borrowed);
        let file = || episode.quotes.first().map(|quote| self.file(quote));
        match episode.origin {
            Origin::Inferred => "(inferred)".into(),
            Origin::Derived => unit.unwrap_or("(derived)".into()),
            Origin::Observed => unit.or_else(file).unwrap_or("(log)".into()),
        }
    }

    /// The unit of a quote, or the file where no line names one.
    #[must_use]
    pub fn unit(&self, quote: &'a Quote) -> Cow<'a, str> {
        quote.unit.as_deref().map_or_else(|| self.file(quote), Cow::Borrowed)
    }

    /// The host an episode is about, else the only one that logged it.
    #[must_use]
    pub fn host(&self, episode: &'a Episode) -> Option<&'a str> {
        let only = || if let [host] = episode.observers.as_slice() { Some(&**host) } else { None };
        episode.key.host.as_deref().or_else(only)
    }

    /// The name of the input a quote stands in.
    #[must_use]
    pub fn path(&self, quote: &Quote) -> &'a str {
        let inputs = &self.analysis.inputs;
        let input = inputs.binary_search_by_key(&quote.place.input, |input| input.place).ok().map(|at| &inputs[at]);
        input.map_or("?", |input| input.path.as_str())
    }

    /// The container whose log that is, else the end of the name: the file and the directory it is in.
    #[must_use]
    pub fn file(&self, quote: &Quote) -> Cow<'a, str> {
        let path = self.path(quote);
        let end = || path.rmatch_indices('/').nth(1).map_or(path, |(at, _)| &path[at + 1..]);
        origin::of(Path::new(path), None).container.map_or_else(|| end().into(), Cow::Owned)
    }

    /// `path:line` of a quote, as a compiler would say it; the byte where the input has no lines.
    #[must_use]
    pub fn place(&self, quote: &Quote) -> String {
        match quote.place.line {
            0 => format!("{}@{}", self.path(quote), quote.place.offset),
            line => format!("{}:{line}", self.path(quote)),
        }
    }

    /// The strongest link from one of `causes` to an episode.
    #[must_use]
    pub fn link_to(&self, causes: &[usize], to: usize) -> Option<&'a Link> {
        let held = self.analysis.links.iter().filter(|l| l.to == to && causes.contains(&l.from));
        held.max_by(|a, b| a.blame.total_cmp(&b.blame).then(b.from.cmp(&a.from)))
    }

    /// What the lines of [`Hypothesis::before`] precede: a change is a root, but the first sign of harm comes after it.
    #[must_use]
    pub fn preceded(&self, root: &Hypothesis) -> &'static str {
        let seen = self.episode(root.episode).seen;
        let is_later = |quote: &Quote| quote.time.is_some_and(|time| time.ns > seen.ns);
        if root.before.iter().any(is_later) { "what followed" } else { "it" }
    }

    /// The mark for something left out.
    #[must_use]
    pub const fn ellipsis(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    /// The dot between two facts of a line.
    #[must_use]
    pub const fn dot(&self) -> &'static str {
        if self.unicode { " · " } else { " - " }
    }

    /// Text for a line of a terminal; what is not ASCII becomes `?` where the terminal shows no more.
    #[must_use]
    pub fn shown(&self, text: &str) -> String {
        let text = sanitize::terminal(text);
        if self.unicode { text.into_owned() } else { ascii(&text) }
    }
}

fn ascii(text: &str) -> String {
    let plain = |c: char| match c {
        '…' => "...".to_owned(),
        '–' | '—' | '−' => "-".to_owned(),
        '‘' | '’' => "'".to_owned(),
        '“' | '”' => "\"".to_owned(),
        c if c.is_ascii() => c.to_string(),
        _ => "?".to_owned(),
    };
    text.chars().map(plain).collect()
}
