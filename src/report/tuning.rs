//! What the site's tuning did to a run, for every form of output: nothing is left out without saying so.
//!
//! ```text
//! tuned: 2 mutes hid 3 episodes (41 records, 1 episode severe); 1 level changed for 2 episodes
//! ```

use super::view::View;
use super::when::counted;
use crate::model::Tuned;
use crate::rule::tuning::Change;

/// The entries that did something, with what they did.
pub fn applied<'a>(view: &View<'a>) -> impl Iterator<Item = (&'a Change, Tuned)> {
    let entries = view.library.tuning.changes.iter().zip(view.analysis.tuned.iter().copied());
    entries.filter(|(_, tuned)| tuned.episodes > 0)
}

/// One line of them all; `None` when the tuning did nothing.
#[must_use]
pub fn line(view: &View<'_>) -> Option<String> {
    let parts: Vec<String> = [mutes(view), levels(view)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("tuned: {}", parts.join("; ")))
}

fn mutes(view: &View<'_>) -> Option<String> {
    let (entries, all) = sum(applied(view).filter(|(change, _)| change.level.is_none()));
    let severe = match all.severe {
        0 => String::new(),
        n => format!(", {} severe", counted(n as u64, "episode")),
    };
    let hid = counted(all.episodes as u64, "episode");
    let records = counted(all.findings, "record");
    (entries > 0).then(|| format!("{} hid {hid} ({records}{severe})", counted(entries, "mute")))
}

fn levels(view: &View<'_>) -> Option<String> {
    let (entries, all) = sum(applied(view).filter(|(change, _)| change.level.is_some()));
    (entries > 0)
        .then(|| format!("{} changed for {}", counted(entries, "level"), counted(all.episodes as u64, "episode")))
}

fn sum<'a>(entries: impl Iterator<Item = (&'a Change, Tuned)>) -> (u64, Tuned) {
    entries.fold((0, Tuned::default()), |(n, all), (_, tuned)| (n + 1, all.with(tuned)))
}

/// What an entry changes: `muted`, `severity low`, and where.
#[must_use]
pub fn words(view: &View<'_>, change: &Change) -> String {
    let what = change.level.map_or_else(|| "muted".to_owned(), |level| format!("severity {}", level.word()));
    let only = change.only_words(view.library).map_or_else(String::new, |only| format!(", only {only}"));
    let because = if change.because.is_empty() { String::new() } else { format!(": {}", change.because) };
    view.shown(&format!("{what}{only}{because}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{answer, markdown, sample, timeline};

    #[test]
    fn every_form_says_what_was_hidden() {
        let (analysis, library) = sample::tuned();
        let view = View::new(&analysis, &library);
        let want = "tuned: 1 mute hid 2 episodes (41 records, 1 episode severe); 1 level changed for 1 episode";
        assert_eq!(line(&view).as_deref(), Some(want));
        for text in [answer::render(&view), timeline::render(&view), markdown::render(&view)] {
            assert!(text.contains(want), "{text}");
        }
    }

    #[test]
    fn a_healthy_log_says_it_too() {
        let (mut analysis, library) = sample::tuned();
        analysis = crate::model::Analysis { tuned: analysis.tuned, ..sample::healthy() };
        let view = View::new(&analysis, &library);
        for text in [answer::render(&view), timeline::render(&view), markdown::render(&view)] {
            assert!(text.contains("1 mute hid 2 episodes"), "{text}");
        }
    }

    #[test]
    fn entries_that_did_nothing_are_not_told() {
        let (mut analysis, library) = sample::tuned();
        analysis.tuned.iter_mut().for_each(|tuned| *tuned = Tuned::default());
        assert_eq!(line(&View::new(&analysis, &library)), None);
    }
}
