//! The answer: one screen that says what broke first, what that broke next, and which lines prove it.
//!
//! ```text
//! node-3   2024-03-02 02:47:30 .. 03:06:40 UTC    1 host · boot 9c1e4d7a (froze, was reset)
//!
//! ROOT CAUSE (high confidence, explains 90 %)   NFS server filer-2 stopped answering     verdict.rs
//!   02:50:30  kernel  nfs: server filer-2 not responding, still trying
//!
//! WHAT FOLLOWED                                                                 chain.rs
//!   └ +3 m 32 s  same host: writers wait on the hard mount in D state
//!   02:51:02  kernel  task promtail blocked  x1
//!
//! NOT SEEN        CoreDNS log: the lookup step rests on order alone             advice.rs
//! DO FIRST        rpcinfo -t filer-2 nfs
//!
//! read 412 318 lines · 1 204 unparsed · details: kascade timeline               foot.rs
//! ```

mod advice;
mod body;
mod chain;
mod foot;
mod head;
mod nothing;
mod rows;
mod steps;
mod unexplained;
mod verdict;

pub use chain::WEAK;
pub use foot::baseline;
pub use verdict::factor_words;

use super::formats;
use super::screen::{Line, Section, Tone, draw};
use super::view::View;
use super::width::{fold, fold_command};

/// Lines of the answer, unless the user asks for more.
pub const LINES: usize = 30;

/// The answer, at most [`LINES`] lines unless the view is verbose.
#[must_use]
pub fn render(view: &View<'_>) -> String {
    if view.analysis.incidents.is_empty() {
        return draw(view, nothing::sections(view), LINES);
    }
    if view.quiet {
        let view = View { width: usize::MAX, ..*view };
        return draw(&view, vec![verdict::headings(&view)], LINES);
    }
    let max = if view.verbose > 0 { usize::MAX } else { LINES };
    let answer = draw(view, sections(view), max);
    if view.verbose > 1 { format!("{answer}\n{}", formats::render(view)) } else { answer }
}

/// Everything about the first incident, a line or two for each other one.
fn sections(view: &View<'_>) -> Vec<Section> {
    let incident = &view.analysis.incidents[0];
    let columns = rows::Columns::of(view, incident);
    let mut all = vec![head::section(view, incident)];
    all.extend(verdict::sections(&columns, incident));
    all.extend(verdict::rival(&columns, incident));
    all.push(chain::section(&columns, incident));
    all.extend(advice::sections(view, incident));
    all.push(verdict::others(view));
    all.push(foot::section(view));
    all
}

/// Columns before a text with a label.
const LABEL: usize = 16;

/// Lines behind a label, the later ones below the first.
///
/// ```text
/// NOT SEEN        CoreDNS log: the lookup step rests on order alone
///                 no log of the file server
/// ```
fn labelled(label: &str, lines: Vec<Line>) -> Vec<Line> {
    let first = format!("{label:<LABEL$}");
    let marks = std::iter::once(first).chain(std::iter::repeat(" ".repeat(LABEL)));
    marks.zip(lines).map(|(mark, line)| line.behind(Tone::Head, mark)).collect()
}

/// Text on as many lines as it needs, its label before the first. The end of a sentence, a warning above all, is worth
/// as much as its start.
fn folded(view: &View<'_>, label: &str, text: &str) -> Vec<Line> {
    let texts = fold(text, view.width.saturating_sub(LABEL + label.len()));
    let count = texts.len();
    let lines = below(label, texts);
    lines.enumerate().map(|(at, line)| line.going_on(at + 1 < count)).collect()
}

/// A command on as many lines as it needs, behind `indent` columns and a label: half a command is none, so its lines
/// stay or go together.
fn commanded(view: &View<'_>, indent: usize, label: &str, command: &str) -> Vec<Line> {
    let texts = fold_command(&view.shown(command), view.width.saturating_sub(indent + label.len()));
    let count = texts.len();
    let lines = below(label, texts);
    lines.enumerate().map(|(at, line)| if at + 1 < count { line.leading() } else { line }).collect()
}

/// Lines behind a label that stands before the first.
fn below(label: &str, texts: Vec<String>) -> impl Iterator<Item = Line> {
    let marks = std::iter::once(label.to_owned()).chain(std::iter::repeat(" ".repeat(label.len())));
    marks.zip(texts).map(|(mark, text)| Line::plain(format!("{mark}{text}")))
}

#[cfg(test)]
mod tests;
