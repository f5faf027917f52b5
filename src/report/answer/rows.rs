//! Rows of time, source and text whose columns stand under each other.

use super::body::body;
use super::steps::{self, Step};
use crate::model::{Incident, Quote, Stamp};
use crate::report::screen::{Line, Tone};
use crate::report::view::View;
use crate::report::width::{cut_end, cut_middle, split, width};

/// Columns of the source, at most.
const SOURCE: usize = 24;

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
        let shown: Vec<usize> = heads.chain(steps::of(view, incident).iter().map(|step| step.first)).collect();
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

    /// A record, word for word, on one row; its middle goes when it is too long.
    pub fn quote(&self, quote: &Quote) -> Line {
        let (line, room) = self.begin_quote(quote);
        self.end_quote(line, quote, &self.words(quote), room)
    }

    /// A record on two rows when one is too short: what is proven is read to its end.
    pub fn proof(&self, quote: &Quote) -> Vec<Line> {
        let (line, room) = self.begin_quote(quote);
        let words = self.words(quote);
        let (first, rest) = split(&words, room);
        if rest.is_empty() {
            return vec![self.end_quote(line, quote, first, room)];
        }
        let below = Line::plain(" ".repeat(line.width()));
        let below = self.end_quote(below, quote, rest, room);
        vec![line.with(Tone::Plain, first).going_on(true), below]
    }

    fn begin_quote(&self, quote: &Quote) -> (Line, usize) {
        let time = quote.time.map_or_else(|| "no time".to_owned(), |t| self.view.zone.beside(t, self.near));
        self.begin("  ", &time, &self.named(quote.host.as_deref(), &self.view.unit(quote)))
    }

    fn words(&self, quote: &Quote) -> String {
        self.view.shown(&without_indents(&body(&quote.raw, &self.view.unit(quote))).replace('\t', " "))
    }

    /// The words of a quote, and its place when that is asked for.
    fn end_quote(&self, line: Line, quote: &Quote, words: &str, room: usize) -> Line {
        let mark = self.view.ellipsis();
        let place = match self.view.verbose {
            0 => String::new(),
            _ => cut_middle(&format!("  {}", self.view.shown(&self.view.place(quote))), room / 2, mark),
        };
        let words = cut_middle(words, room - width(&place), mark);
        line.with(Tone::Plain, words).with(Tone::Quiet, place)
    }

    /// An episode: when it began, where it was seen, its title and count.
    pub fn episode(&self, index: usize) -> Line {
        self.step(&Step { first: index, all: vec![index], branch: false })
    }

    /// A step: when it began, where it was first seen, its title, and how often and how widely.
    pub fn step(&self, step: &Step) -> Line {
        let time = self.view.zone.beside(self.view.episode(step.first).began, self.near);
        let (line, room) = self.begin(if step.branch { "* " } else { "  " }, &time, &self.source_of(step.first));
        let extent = format!("  {}", step.extent(self.view));
        let title = self.view.shown(&self.view.title_of_all(&step.all));
        let title = cut_end(&title, room.saturating_sub(width(&extent)), self.view.ellipsis());
        line.with(Tone::Plain, title).with(Tone::Quiet, extent).weighing(step.weight(self.view))
    }

    /// The start of a row, and the columns that are left for its text.
    fn begin(&self, mark: &str, time: &str, source: &str) -> (Line, usize) {
        let source = cut_middle(source, self.source, self.view.ellipsis());
        let pad = " ".repeat(self.source - width(&source));
        let start = format!("{mark}{time:<0$}  ", self.time);
        let line = Line::new(Tone::Quiet, start).with(Tone::Quiet, format!("{source}{pad}  "));
        let room = self.view.width.saturating_sub(line.width());
        (line, room)
    }

    fn source_of(&self, index: usize) -> String {
        let episode = self.view.episode(index);
        self.named(self.view.host(episode), &self.view.source(episode))
    }

    /// Host and unit; of two long names each keeps half of the room.
    fn named(&self, host: Option<&str>, unit: &str) -> String {
        let (unit, mark) = (self.view.shown(unit.trim_end_matches(".service")), self.view.ellipsis());
        let Some(host) = host.filter(|_| self.with_host) else { return cut_middle(&unit, SOURCE, mark) };
        let host = self.view.shown(host);
        let unit = unit.strip_prefix(&format!("{host}/")).unwrap_or(&unit);
        let room = SOURCE.saturating_sub(width(unit) + 1).max(SOURCE / 2);
        let host = cut_middle(&host, room, mark);
        let unit = cut_middle(unit, SOURCE - width(&host) - 1, mark);
        format!("{host} {unit}")
    }
}

/// A record without the blanks that its lines begin with.
fn without_indents(text: &str) -> String {
    text.split('\n').map(str::trim_start).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::without_indents;

    #[test]
    fn indents_go() {
        assert_eq!(without_indents("{\n    \"a\": [\n  ]\n}"), "{\n\"a\": [\n]\n}");
        assert_eq!(without_indents("  one line"), "one line");
    }
}
