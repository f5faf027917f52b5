//! Lines of a terminal: pieces with a tone, cut to the width, in sections that shrink until the screen is not too
//! long.
//!
//! ```text
//! ROOT CAUSE (high confidence, explains 90 %)   NFS server nas-1 stopped answering  <- heading, `least` lines of it stay
//!   02:57:18  kernel  nfs: server nas-1 not responding, still trying               <- detail, goes first
//! ```

use anstyle::{AnsiColor, Style};

use super::view::View;
use super::width::{cut_end, width};

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pieces: Vec<(Tone, String)>,
    leads: bool,
    goes_on: bool,
    cut: bool,
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

/// Lines that belong together.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The lines, most important first.
    pub lines: Vec<Line>,
    /// So many of them stay when the screen is too long.
    pub least: usize,
    /// Sections of a lower rank lose lines first.
    pub rank: u8,
    /// Whether a blank line stands before it.
    pub apart: bool,
    /// The last line in place of those that went; without it they go unmentioned.
    pub more: Option<String>,
}

impl Section {
    /// A section of its own paragraph.
    #[must_use]
    pub fn new(rank: u8, least: usize, lines: Vec<Line>) -> Self {
        Section { lines, least, rank, apart: true, more: None }
    }

    /// The section with a line that says what went, should something go.
    #[must_use]
    pub fn or_more(self, more: impl Into<String>) -> Self {
        Section { more: Some(more.into()), ..self }
    }

    /// Keeps so many lines at most; none of them leads nowhere.
    fn truncate(&mut self, keep: usize) {
        if keep >= self.lines.len() {
            return;
        }
        let more = self.more.clone().filter(|_| keep > 1);
        self.lines.truncate(keep - usize::from(more.is_some()));
        while self.lines.last().is_some_and(|line| line.leads) {
            self.lines.pop();
        }
        if let Some(last) = self.lines.last_mut() {
            last.cut |= last.goes_on;
        }
        self.lines.extend(more.map(Line::plain));
    }

    fn height(&self) -> usize {
        if self.lines.is_empty() { 0 } else { self.lines.len() + usize::from(self.apart) }
    }
}

/// Draws the sections in at most `max` lines.
///
/// Details go first, section by section from the lowest rank up, then the blank lines, then whole sections.
#[must_use]
pub fn draw(view: &View<'_>, mut sections: Vec<Section>, max: usize) -> String {
    shrink(&mut sections, max);
    let mut out = String::new();
    for section in sections.iter().filter(|s| !s.lines.is_empty()) {
        if section.apart && !out.is_empty() {
            out.push('\n');
        }
        section.lines.iter().for_each(|line| {
            out.push_str(&line.render(view));
            out.push('\n');
        });
    }
    out
}

fn shrink(sections: &mut [Section], max: usize) {
    let mut order: Vec<usize> = (0..sections.len()).collect();
    order.sort_by_key(|&i| (sections[i].rank, usize::MAX - i));
    let over = |sections: &[Section]| sections.iter().map(Section::height).sum::<usize>().saturating_sub(max);
    for &i in &order {
        let excess = over(sections);
        let keep = sections[i].lines.len().saturating_sub(excess).max(sections[i].least);
        sections[i].truncate(keep);
    }
    for &i in &order {
        sections[i].apart &= over(sections) == 0;
    }
    for &i in &order {
        let excess = over(sections);
        let keep = sections[i].lines.len().saturating_sub(excess);
        sections[i].truncate(keep);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn section(rank: u8, least: usize, lines: usize) -> Section {
        Section::new(rank, least, (0..lines).map(|i| Line::plain(format!("{rank}.{i}"))).collect())
    }

    #[test]
    fn low_ranks_go_first() {
        let (analysis, library) = (sample::nfs(), sample::library());
        let view = View::new(&analysis, &library);
        let three = || vec![section(9, 1, 2), section(1, 1, 3), section(5, 1, 2)];
        assert_eq!(draw(&view, three(), 7), "9.0\n9.1\n\n1.0\n\n5.0\n");
        assert_eq!(draw(&view, three(), 3), "9.0\n1.0\n5.0\n");
        assert_eq!(draw(&view, three(), 2), "9.0\n5.0\n");
        assert_eq!(draw(&view, three(), 0), "");
    }

    #[test]
    fn nothing_leads_nowhere() {
        let (analysis, library) = (sample::nfs(), sample::library());
        let view = View::new(&analysis, &library);
        let chain = || {
            let lines = ["head", "why", "step", "why", "step"];
            let lines = lines.map(|l| if l == "why" { Line::plain(l).leading() } else { Line::plain(l) });
            vec![Section { apart: false, ..Section::new(1, 1, lines.into()) }]
        };
        assert_eq!(draw(&view, chain(), 4), "head\nwhy\nstep\n");
        let told = || chain().into_iter().map(|s| s.or_more("more")).collect();
        assert_eq!(draw(&view, told(), 4), "head\nwhy\nstep\nmore\n");
        assert_eq!(draw(&view, told(), 3), "head\nmore\n");
    }

    #[test]
    fn a_sentence_that_is_cut_shows_it() {
        let (analysis, library) = (sample::nfs(), sample::library());
        let view = View { width: 12, ..View::new(&analysis, &library) };
        let told = || vec![Section::new(1, 1, vec![Line::plain("care: bring").going_on(true), Line::plain("it back")])];
        assert_eq!(draw(&view, told(), 3), "care: bring\nit back\n");
        assert_eq!(draw(&view, told(), 2), "care: bring…\n");
        let narrow = View { width: 11, ..view };
        assert_eq!(draw(&narrow, told(), 2), "care: brin…\n");
    }

    #[test]
    fn lines_are_cut_and_painted() {
        let (analysis, library) = (sample::nfs(), sample::library());
        let view = View { width: 10, ..View::new(&analysis, &library) };
        let line = Line::new(Tone::Head, "a long heading").with(Tone::Plain, " x4");
        assert_eq!(line.render(&view), "a long… x4");
        let painted = View { colour: true, ..view };
        assert_eq!(line.render(&painted), "\x1b[1ma long…\x1b[0m x4");
    }
}
