//! What a pattern found, and the episode that it becomes.

use std::collections::BTreeSet;

use super::Finder;
use crate::episode::drafts::{Draft, id};
use crate::episode::intake::cell::minutes::Minutes;
use crate::model::{Entity, Episode, EpisodeKey, Kind, Origin, Quote, Stamp};
use crate::rule::Lasts;

/// Quotes a derived episode takes from those it is derived from.
const QUOTES: usize = 6;

/// What a derived episode is made of.
pub(super) struct Made {
    pub(super) host: Option<Box<str>>,
    pub(super) about: Vec<Entity>,
    pub(super) also: Vec<Entity>,
    pub(super) observers: Vec<Box<str>>,
    pub(super) began: Stamp,
    pub(super) seen: Stamp,
    pub(super) last: Stamp,
    /// It may have happened as late as this, nanoseconds UTC; 0 where its lines tell.
    pub(super) until: i64,
    pub(super) quotes: Vec<Quote>,
    pub(super) note: String,
}

impl Finder<'_> {
    pub(super) fn draft(&self, made: Made) -> Draft {
        let episode = self.episode(made);
        Draft { minutes: Minutes::from_iter([(episode.seen.ns, 1)]), episode, of_previous_boot: false }
    }

    fn episode(&self, made: Made) -> Episode {
        let condition = self.library.condition(self.condition);
        let is_about_host = condition.about.iter().any(|&k| self.library.kinds.name(Kind(k)) == "host");
        let key =
            EpisodeKey { condition: self.condition, host: made.host.filter(|_| is_about_host), about: made.about };
        let active = match condition.lasts {
            Lasts::UntilEnded => self.data_end.max(made.last.ns),
            Lasts::Moment | Lasts::WhileRepeated => made.last.ns.max(made.until),
        };
        Episode {
            id: id(self.library, &key, made.seen.ns),
            key,
            also: made.also,
            values: Vec::new(),
            observers: made.observers,
            began: made.began,
            began_by_ns: made.began.ns,
            onset_sigma_ns: (made.seen.ns - made.began.ns).abs() / 2,
            seen: made.seen,
            last: made.last,
            ended: None,
            active_until_ns: active,
            count: 1,
            peak: 1,
            severity: self.pattern.severity.unwrap_or(condition.severity),
            sure: self.pattern.sure,
            origin: Origin::Derived,
            expected: false,
            boot: None,
            quotes: made.quotes,
            notes: vec![made.note],
        }
    }

    pub(super) fn made(&self, group: &[&Draft], note: String) -> Made {
        let first = group.iter().min_by_key(|d| d.episode.began).map_or(Stamp::default(), |d| d.episode.began);
        let seen = group.iter().map(|d| d.episode.seen).min().unwrap_or_default();
        let hosts: BTreeSet<Box<str>> =
            group.iter().flat_map(|d| d.episode.key.host.iter().chain(&d.episode.observers)).cloned().collect();
        let about_kinds = &self.library.condition(self.condition).about;
        let entities: BTreeSet<Entity> = group.iter().flat_map(|d| d.episode.entities()).cloned().collect();
        let (about, also): (Vec<Entity>, Vec<Entity>) =
            entities.into_iter().partition(|e| about_kinds.contains(&e.kind.0));
        Made {
            host: (hosts.len() == 1 || self.by_host())
                .then(|| group[0].episode.key.host.clone().or_else(|| hosts.first().cloned()))
                .flatten(),
            about,
            also,
            observers: hosts.into_iter().collect(),
            began: first,
            seen,
            last: group.iter().map(|d| d.episode.last).max().unwrap_or(seen),
            until: 0,
            quotes: group.iter().filter_map(|d| d.episode.quotes.first().cloned()).take(QUOTES).collect(),
            note,
        }
    }
}
