//! A site's tuning: episodes that it mutes are left out, others get the severity that they have there.
//!
//! It comes after the patterns, which still see what is muted: a scheduler whose attempts are muted is no silent one.

use crate::episode::drafts::Draft;
use crate::model::{ConditionId, Entity, Episode, Notice, NoticeKind, Severity, Tuned};
use crate::rule::Library;
use crate::rule::tuning::Change;

/// Applies the entries of a tuning and counts what each of them did.
#[derive(Debug)]
pub struct Tuner<'a> {
    library: &'a Library,
    /// By entry.
    pub counts: Vec<Tuned>,
}

impl<'a> Tuner<'a> {
    /// For the tuning of a library.
    #[must_use]
    pub fn new(library: &'a Library) -> Self {
        Tuner { library, counts: vec![Tuned::default(); library.tuning.changes.len()] }
    }

    /// What is left of the drafts, at the severities of the site.
    pub fn tune(&mut self, drafts: Vec<Draft>) -> Vec<Draft> {
        if self.counts.is_empty() {
            return drafts;
        }
        drafts.into_iter().filter_map(|mut draft| self.keeps(&mut draft.episode).then_some(draft)).collect()
    }

    /// Whether a condition is muted wherever it is met.
    #[must_use]
    pub fn mutes(&self, condition: ConditionId) -> bool {
        let changes = &self.library.tuning.changes;
        changes.iter().any(|c| c.condition == condition && c.level.is_none() && c.only.is_empty())
    }

    fn keeps(&mut self, episode: &mut Episode) -> bool {
        let library = self.library;
        let mine = || library.tuning.changes.iter().enumerate().filter(|(_, c)| holds(library, c, episode));
        if let Some((at, _)) = mine().find(|(_, c)| c.level.is_none()) {
            self.count(at, episode);
            return false;
        }
        let last = mine().rev().find_map(|(at, c)| Some((at, c.level?)));
        if let Some((at, level)) = last.filter(|(_, level)| *level != episode.severity) {
            self.count(at, episode);
            episode.severity = level;
        }
        true
    }

    fn count(&mut self, entry: usize, episode: &Episode) {
        let severe = usize::from(episode.severity >= Severity::High);
        self.counts[entry] = self.counts[entry].with(Tuned { episodes: 1, findings: episode.count, severe });
    }
}

/// Whether an entry is about an episode.
fn holds(library: &Library, change: &Change, episode: &Episode) -> bool {
    change.condition == episode.key.condition && change.only.iter().all(|entity| is_about(library, episode, entity))
}

fn is_about(library: &Library, episode: &Episode, entity: &Entity) -> bool {
    let hosts = || episode.key.host.iter().chain(&episode.observers);
    let named = || episode.entities().filter(|e| e.kind == entity.kind);
    let is_host = library.kinds.find("host") == Some(entity.kind);
    is_host && hosts().any(|host| *host == entity.value)
        || named().any(|e| library.kinds.same(e.kind, &e.value, &entity.value))
}

/// A notice for every entry that names a condition which the library does not have.
pub fn notices(library: &Library) -> impl Iterator<Item = Notice> + '_ {
    let told = |line: String| Notice::once(NoticeKind::Tuning, format!("{line} (the entry does nothing)"));
    library.tuning.unknown.iter().map(move |mistake| told(mistake.line()))
}
