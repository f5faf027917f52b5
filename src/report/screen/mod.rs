//! Lines of a terminal, in sections that shrink until the screen is not too long.
//!
//! ```text
//! ROOT CAUSE (high confidence, explains 90 %)   NFS server nas-1 stopped answering  <- heading, `least` lines of it stay
//!   02:57:18  kernel  nfs: server nas-1 not responding, still trying               <- detail, goes first
//! ```

mod line;

use super::view::View;
pub use line::{Line, Tone};

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
    shrunk: bool,
}

impl Section {
    /// A section of its own paragraph.
    #[must_use]
    pub fn new(rank: u8, least: usize, lines: Vec<Line>) -> Self {
        Section { lines, least, rank, apart: true, more: None, shrunk: false }
    }

    /// The section without a blank line before it.
    #[must_use]
    pub fn close(self) -> Self {
        Section { apart: false, ..self }
    }

    /// The section with a line that says what went, should something go.
    #[must_use]
    pub fn or_more(self, more: impl Into<String>) -> Self {
        Section { more: Some(more.into()), ..self }
    }

    /// Keeps so many lines at most; none of them leads nowhere.
    pub fn truncate(&mut self, keep: usize) {
        if keep >= self.rows() {
            return;
        }
        self.more = self.more.take().filter(|_| keep > 1);
        self.shrunk = true;
        while self.rows() > keep {
            self.drop_lightest();
        }
    }

    /// Drops the lightest line, the last of those; with it go the lines that only lead to it, and the one whose sentence
    /// it ends shows that it was cut.
    fn drop_lightest(&mut self) {
        let lightest = (0..self.lines.len()).rev().min_by_key(|&at| self.lines[at].weight);
        let Some(at) = lightest else { return };
        self.lines.remove(at);
        let before = self.lines[..at].iter().rposition(|line| !line.leads).map_or(0, |line| line + 1);
        self.lines.drain(before..at);
        if let Some(line) = before.checked_sub(1).map(|line| &mut self.lines[line]) {
            line.cut |= line.goes_on;
        }
    }

    /// What stands in place of the lines that went.
    fn rest(&self) -> Option<Line> {
        self.more.as_ref().filter(|_| self.shrunk).map(Line::plain)
    }

    fn rows(&self) -> usize {
        self.lines.len() + usize::from(self.rest().is_some())
    }

    fn height(&self) -> usize {
        if self.rows() == 0 { 0 } else { self.rows() + usize::from(self.apart) }
    }
}

/// Draws the sections in at most `max` lines.
///
/// Details go first, section by section from the lowest rank up, then the blank lines, then whole sections.
#[must_use]
pub fn draw(view: &View<'_>, mut sections: Vec<Section>, max: usize) -> String {
    shrink(&mut sections, max);
    let mut out = String::new();
    for section in sections.iter().filter(|s| s.rows() > 0) {
        if section.apart && !out.is_empty() {
            out.push('\n');
        }
        section.lines.iter().chain(&section.rest()).for_each(|line| {
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
        let keep = sections[i].rows().saturating_sub(excess).max(sections[i].least);
        sections[i].truncate(keep);
    }
    for &i in &order {
        sections[i].apart &= over(sections) == 0;
    }
    for &i in &order {
        let excess = over(sections);
        let keep = sections[i].rows().saturating_sub(excess);
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
            vec![Section::new(1, 1, lines.into()).close()]
        };
        assert_eq!(draw(&view, chain(), 4), "head\nwhy\nstep\n");
        let told = || chain().into_iter().map(|s| s.or_more("more")).collect();
        assert_eq!(draw(&view, told(), 4), "head\nwhy\nstep\nmore\n");
        assert_eq!(draw(&view, told(), 3), "head\nmore\n");
    }

    #[test]
    fn the_lightest_line_goes_first() {
        let (analysis, library) = (sample::nfs(), sample::library());
        let view = View::new(&analysis, &library);
        let lines = [("head", u8::MAX), ("a", 2), ("b", 1), ("c", 2), ("d", 1)];
        let lines = lines.map(|(text, weight)| Line::plain(text).weighing(weight));
        let told = || vec![Section::new(1, 1, lines.to_vec()).close().or_more("more")];
        assert_eq!(draw(&view, told(), 5), "head\na\nb\nc\nd\n");
        assert_eq!(draw(&view, told(), 4), "head\na\nc\nmore\n");
        assert_eq!(draw(&view, told(), 3), "head\na\nmore\n");
        assert_eq!(draw(&view, told(), 1), "head\n");
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
