//! What is known of trouble and made no incident: it goes on failing as much as what is not known.

use std::collections::BTreeMap;

use crate::episode::novelty::Line;
use crate::model::{Analysis, Episode, Role, Severity};
use crate::rule::Library;

/// Who speaks of others: what it knows of is told by them, or by the rules for it.
const MANAGERS: [&str; 4] = ["init", "init.scope", "kernel", "systemd"];

/// When which programs said something that is known as minor trouble: first and last time of each episode.
#[derive(Debug)]
pub struct Known(BTreeMap<Option<Box<str>>, Vec<(i64, i64)>>);

impl Known {
    /// Of the minor findings.
    pub fn of(library: &Library, analysis: &Analysis) -> Self {
        let mut known: BTreeMap<Option<Box<str>>, Vec<(i64, i64)>> = BTreeMap::new();
        let minor = analysis.minor.iter().map(|&index| &analysis.episodes[index]);
        for episode in minor.filter(|episode| is_trouble(library, episode)) {
            for quote in &episode.quotes {
                let unit = quote.unit.as_deref().map(Into::into);
                known.entry(unit).or_default().push((episode.seen.ns, episode.last.ns));
            }
        }
        Known(known)
    }

    /// Whether a line on which a signature holds is part of such trouble.
    pub fn tells(&self, line: &Line) -> bool {
        let own =
            self.0.get(&line.key.unit).filter(|_| !line.key.unit.as_deref().is_some_and(|u| MANAGERS.contains(&u)));
        let at = line.quote.time.map(|time| time.ns);
        own.is_some_and(|own| at.is_none_or(|at| own.iter().any(|(first, last)| (*first..=*last).contains(&at))))
    }
}

/// Whether a minor finding is trouble at all.
pub fn is_trouble(library: &Library, episode: &Episode) -> bool {
    let role = library.condition(episode.key.condition).role;
    let is_sign = matches!(role, Role::Cause | Role::Fault | Role::Step | Role::Symptom);
    is_sign && episode.severity >= Severity::Low && !episode.expected
}
