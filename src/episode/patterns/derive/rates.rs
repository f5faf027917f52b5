//! Patterns of how often: many findings, or many onsets, within a time.

use super::{Finder, Made};
use crate::episode::drafts::Draft;
use crate::episode::drafts::storm::busiest;
use crate::episode::intake::cell::minutes::Minutes;
use crate::model::stamp::MINUTE;

impl Finder<'_> {
    pub(super) fn counts(&self, drafts: &[Draft]) -> Vec<Made> {
        let groups = self.groups(drafts);
        groups
            .into_values()
            .filter_map(|group| {
                let minutes: Minutes = group.iter().flat_map(|d| d.minutes.stamps()).collect();
                let most = busiest(&minutes, self.pattern.within);
                (most >= self.pattern.at_least)
                    .then(|| self.made(&group, format!("{most} within {} min", (self.pattern.within / MINUTE).max(1))))
            })
            .collect()
    }

    pub(super) fn flaps(&self, drafts: &[Draft]) -> Vec<Made> {
        let groups = self.groups(drafts);
        groups
            .into_values()
            .filter_map(|group| {
                let onsets: Minutes = group.iter().map(|d| (d.episode.seen.ns.div_euclid(MINUTE), 1)).collect();
                let most = busiest(&onsets, self.pattern.within);
                (most >= self.pattern.at_least.max(2)).then(|| self.made(&group, format!("began {most} times")))
            })
            .collect()
    }
}
