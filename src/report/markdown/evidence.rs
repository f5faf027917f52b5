//! Numbered lines that prove what the draft says.

use std::collections::BTreeMap;

use crate::model::{Incident, Quote};
use crate::report::view::View;
use crate::text::sanitize::{markdown_cell, markdown_fence};

/// Quotes of one episode.
const EACH: usize = 3;
/// Quotes of a draft.
const ALL: usize = 60;

/// The quotes of an incident in the order of its story.
pub struct Evidence<'a> {
    quotes: Vec<&'a Quote>,
    of_episode: BTreeMap<usize, Vec<usize>>,
}

impl<'a> Evidence<'a> {
    /// Collects them: roots first, then the timeline.
    pub fn of(view: &View<'a>, incident: &Incident) -> Self {
        let mut all = Evidence { quotes: Vec::new(), of_episode: BTreeMap::new() };
        let roots = incident.roots.iter().map(|r| r.episode);
        for index in roots.chain(incident.timeline.iter().copied()) {
            all.add(index, &view.episode(index).quotes);
        }
        all
    }

    fn add(&mut self, index: usize, quotes: &'a [Quote]) {
        if self.of_episode.contains_key(&index) {
            return;
        }
        let room = EACH.min(ALL.saturating_sub(self.quotes.len()));
        let numbers = quotes.iter().take(room).map(|quote| {
            self.quotes.push(quote);
            self.quotes.len()
        });
        let numbers = numbers.collect();
        self.of_episode.insert(index, numbers);
    }

    /// ` [3] [4]`: which quotes show an episode.
    pub fn marks(&self, index: usize) -> String {
        let numbers = self.of_episode.get(&index).map_or(&[][..], Vec::as_slice);
        numbers.iter().map(|number| format!(" [{number}]")).collect()
    }

    /// Every quote with its place, folded away.
    pub fn render(&self, view: &View<'_>) -> String {
        let mut out = format!("<details>\n<summary>{} quoted lines</summary>\n\n", self.quotes.len());
        for (number, quote) in (1..).zip(&self.quotes) {
            let time = quote.time.map_or_else(|| "no time".to_owned(), |t| view.zone.full(t));
            let place = markdown_cell(&view.place(quote));
            out.push_str(&format!("**[{number}]** {place}, {time}\n\n{}\n", markdown_fence(&quote.raw)));
        }
        out.push_str("</details>\n");
        out
    }
}
