//! The episodes that a pattern looks at, apart for each thing that it asks about.

use std::collections::BTreeMap;

use super::Finder;
use crate::episode::drafts::Draft;
use crate::model::{Episode, Kind};

impl Finder<'_> {
    pub(super) fn members<'d>(&self, drafts: &'d [Draft]) -> Vec<&'d Draft> {
        let mut members: Vec<&Draft> =
            drafts.iter().filter(|d| self.pattern.of.contains(&d.episode.key.condition.0)).collect();
        members.sort_by(|a, b| (a.episode.seen, &a.episode.id).cmp(&(b.episode.seen, &b.episode.id)));
        members
    }

    /// Members apart for each value of `by`.
    pub(super) fn groups<'d>(&self, drafts: &'d [Draft]) -> BTreeMap<Vec<String>, Vec<&'d Draft>> {
        let mut groups: BTreeMap<Vec<String>, Vec<&Draft>> = BTreeMap::new();
        for draft in self.members(drafts) {
            let key = self.pattern.by.iter().map(|&k| self.value(&draft.episode, k)).collect();
            groups.entry(key).or_default().push(draft);
        }
        groups
    }

    pub(super) fn value(&self, episode: &Episode, kind: u8) -> String {
        if self.library.kinds.name(Kind(kind)) == "host" {
            return episode.key.host.as_deref().or(episode.observers.first().map(|h| &**h)).unwrap_or("").to_owned();
        }
        let mut all = episode.entities();
        all.find(|e| e.kind.0 == kind).map_or(String::new(), |e| e.value.to_string())
    }

    pub(super) fn by_host(&self) -> bool {
        self.pattern.by.iter().any(|&k| self.library.kinds.name(Kind(k)) == "host")
    }
}
