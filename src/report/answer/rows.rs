//! Rows of time, source and text whose columns stand under each other.

use super::body::body;
use crate::model::{Incident, Quote, Stamp};
use crate::report::screen::{Line, Tone};
use crate::report::view::View;
use crate::report::width::{cut_end, cut_middle, width};

/// Columns of the source, at most.
const SOURCE: usize = 20;

/// The widths that all rows of one incident share.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// How it is shown.
    pub view: &'a View<'a>,
    /// Times of this day are shown without it.
    pub near: Stamp,
    time: usize,
    source: usize,
    with_host: bool,
}

impl<'a> Columns<'a> {
    /// Measures what the incident's rows will hold.
    pub fn of(view: &'a View<'a>, incident: &Incident) -> Self {
        let heads = incident.roots.iter().take(2).map(|r| r.episode);
        let shown: Vec<usize> = heads.chain(incident.chain.iter().copied()).collect();
        Columns::over(view, incident.start, incident.hosts.len() > 1, &shown)
    }

    /// Measures rows of some episodes.
    pub fn over(view: &'a View<'a>, near: Stamp, with_host: bool, episodes: &[usize]) -> Self {
        let mut columns = Columns { view, near, time: 8, source: 6, with_host };
        for &index in episodes {
            columns.time = columns.time.max(width(&view.zone.beside(view.episode(index).began, near)));
            columns.source = columns.source.max(width(&columns.source_of(index)));
        }
        columns
    }

    /// A record, word for word; its middle goes when it is too long.
    pub fn quote(&self, quote: &Quote) -> Line {
        let time = quote.time.map_or_else(|| "no time".to_owned(), |t| self.view.zone.beside(t, self.near));
        let unit = quote.unit.as_deref().unwrap_or_else(|| self.view.file(quote));
        let (line, room) = self.begin(&time, &self.named(quote.host.as_deref(), unit));
        let place = match self.view.verbose {
            0 => String::new(),
            _ => format!("  {}", self.view.shown(&self.view.place(quote))),
        };
        let place = cut_middle(&place, room / 2, self.view.ellipsis());
        let text = cut_middle(
            &self.view.shown(&without_indents(&body(&quote.raw, unit))),
            room - width(&place),
            self.view.ellipsis(),
        );
        line.with(Tone::Plain, text).with(Tone::Quiet, place)
    }

    /// An episode: when it began, where it was seen, its title and count.
    pub fn episode(&self, index: usize) -> Line {
        let episode = self.view.episode(index);
        let (line, room) = self.begin(&self.view.zone.beside(episode.began, self.near), &self.source_of(index));
        let count = format!("  x{}", episode.count);
        let title = cut_end(
            &self.view.shown(&self.view.title(index)),
            room.saturating_sub(width(&count)),
            self.view.ellipsis(),
        );
        line.with(Tone::Plain, title).with(Tone::Quiet, count)
    }

    /// The start of a row, and the columns that are left for its text.
    fn begin(&self, time: &str, source: &str) -> (Line, usize) {
        let source = cut_middle(source, self.source, self.view.ellipsis());
        let pad = " ".repeat(self.source - width(&source));
        let start = format!("  {time:<0$}  ", self.time);
        let line = Line::new(Tone::Quiet, start).with(Tone::Quiet, format!("{source}{pad}  "));
        let room = self.view.width.saturating_sub(line.width());
        (line, room)
    }

    fn source_of(&self, index: usize) -> String {
        let episode = self.view.episode(index);
        self.named(self.view.host(episode), self.view.source(episode))
    }

    fn named(&self, host: Option<&str>, unit: &str) -> String {
        let text = match host.filter(|_| self.with_host) {
            Some(host) => format!("{host} {unit}"),
            None => unit.to_owned(),
        };
        cut_middle(&self.view.shown(&text), SOURCE, self.view.ellipsis())
    }
}

/// A record of several lines without the blanks that they begin with.
fn without_indents(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let first = lines.first().copied().unwrap_or_default();
    let rest = lines.iter().skip(1).map(|line| line.trim_start());
    std::iter::once(first).chain(rest).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::without_indents;

    #[test]
    fn indents_go() {
        assert_eq!(without_indents("{\n    \"a\": [\n  ]\n}"), "{\n\"a\": [\n]\n}");
        assert_eq!(without_indents("  one line"), "  one line");
    }
}
