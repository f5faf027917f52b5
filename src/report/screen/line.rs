//! One line of a terminal: pieces with a tone, cut to the width.

use anstyle::{AnsiColor, Style};

use crate::report::view::View;
use crate::report::width::{cut_end, width};

/// What a piece of a line is, for those who see colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    Plain,
    /// A heading.
    Head,
    /// The verdict.
    Alarm,
    /// Where, when, how much.
    Quiet,
}

impl Tone {
    const fn style(self) -> Style {
        match self {
            Tone::Plain => Style::new(),
            Tone::Head => Style::new().bold(),
            Tone::Alarm => AnsiColor::Red.on_default().bold(),
            Tone::Quiet => Style::new().dimmed(),
        }
    }
}

/// One line, its text already sanitised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pieces: Vec<(Tone, String)>,
    pub(super) leads: bool,
    pub(super) goes_on: bool,
    pub(super) cut: bool,
    /// How much is lost with it: of lines that must go the lightest goes first, and the last of those.
    pub(super) weight: u8,
}

impl Default for Line {
    fn default() -> Self {
        Line { pieces: Vec::new(), leads: false, goes_on: false, cut: false, weight: u8::MAX }
    }
}

impl Line {
    /// A line in one tone.
    #[must_use]
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Line { pieces: vec![(tone, text.into())], ..Line::default() }
    }

    /// A plain line.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Line::new(Tone::Plain, text)
    }

    /// The line with one piece more.
    #[must_use]
    pub fn with(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.pieces.push((tone, text.into()));
        self
    }

    /// The line behind a piece more.
    #[must_use]
    pub fn behind(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.pieces.insert(0, (tone, text.into()));
        self
    }

    /// The line as one that only leads to the next, and goes with it.
    #[must_use]
    pub fn leading(mut self) -> Self {
        self.leads = true;
        self
    }

    /// The line as one whose sentence goes on in the next: should that one go, it shows that it was cut.
    #[must_use]
    pub fn going_on(mut self, goes_on: bool) -> Self {
        self.goes_on = goes_on;
        self
    }

    /// The line as one that goes before heavier ones; by itself a line is as heavy as can be.
    #[must_use]
    pub fn weighing(mut self, weight: u8) -> Self {
        self.weight = weight;
        self
    }

    /// Columns used.
    #[must_use]
    pub fn width(&self) -> usize {
        self.pieces.iter().map(|(_, text)| width(text)).sum()
    }

    /// The line at most as wide as the view.
    #[must_use]
    pub fn render(&self, view: &View<'_>) -> String {
        let mut left = view.width;
        let mut out = String::new();
        for (i, (tone, text)) in self.pieces.iter().enumerate() {
            let behind: usize = self.pieces[i + 1..].iter().map(|(_, text)| width(text)).sum();
            let room = if behind < left / 2 { left - behind } else { left };
            let is_end = self.cut && i + 1 == self.pieces.len();
            let text =
                if is_end { cut_always(text, room, view.ellipsis()) } else { cut_end(text, room, view.ellipsis()) };
            left -= width(&text);
            out.push_str(&painted(*tone, &text, view.colour));
        }
        out.trim_end().to_owned()
    }
}

/// A text with the mark of what is cut, which stands in the next line.
fn cut_always(text: &str, max: usize, mark: &str) -> String {
    cut_end(&format!("{text}{mark}"), max, mark)
}

fn painted(tone: Tone, text: &str, colour: bool) -> String {
    let style = tone.style();
    if colour && tone != Tone::Plain { format!("{style}{text}{style:#}") } else { text.to_owned() }
}
