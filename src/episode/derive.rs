//! Conditions that no line states: patterns over episodes, boots and silence.

use std::collections::{BTreeMap, BTreeSet};

use super::absence::{self, Outcome};
use super::boots::{Boot, EndedBy};
use super::chronicle::{Chronicle, Draft, id};
use super::minutes::Minutes;
use super::storm::busiest;
use super::{boot_ends, intake, silence};
use crate::model::stamp::MINUTE;
use crate::model::{Basis, ConditionId, Entity, Episode, EpisodeKey, Kind, Origin, Quote, Stamp};
use crate::rule::library::{Pattern, PatternKind};
use crate::rule::{Lasts, Library};

/// Quotes a derived episode takes from those it is derived from.
const QUOTES: usize = 6;

/// Adds the episodes of every pattern of the library.
///
/// Patterns see observed episodes first; a second round lets a pattern rest on another one's result.
pub fn derive(library: &Library, drafts: &mut Vec<Draft>, all: &mut Chronicle, data_end: i64) {
    for _ in 0..2 {
        for (index, condition) in (0u16..).zip(&library.conditions) {
            for pattern in &condition.patterns {
                let found = Finder { library, condition: ConditionId(index), pattern, data_end }.find(drafts, all);
                add_new(drafts, found);
            }
        }
    }
}

fn add_new(drafts: &mut Vec<Draft>, found: Vec<Draft>) {
    for draft in found {
        let overlaps = |d: &Draft| {
            d.episode.key == draft.episode.key
                && d.episode.began.ns <= draft.episode.last.ns
                && draft.episode.began.ns <= d.episode.last.ns
        };
        if !drafts.iter().any(overlaps) {
            drafts.push(draft);
        }
    }
}

/// One pattern at work.
struct Finder<'l> {
    library: &'l Library,
    condition: ConditionId,
    pattern: &'l Pattern,
    data_end: i64,
}

/// What a derived episode is made of.
struct Made {
    host: Option<Box<str>>,
    about: Vec<Entity>,
    also: Vec<Entity>,
    observers: Vec<Box<str>>,
    began: Stamp,
    seen: Stamp,
    last: Stamp,
    /// It may have happened as late as this, nanoseconds UTC; 0 where its lines tell.
    until: i64,
    quotes: Vec<Quote>,
    note: String,
}

impl Finder<'_> {
    fn find(&self, drafts: &[Draft], all: &mut Chronicle) -> Vec<Draft> {
        let made = match self.pattern.kind {
            PatternKind::Count | PatternKind::Surge => self.counts(drafts),
            PatternKind::Distinct => self.distinct(drafts),
            PatternKind::Sequence | PatternKind::Together => self.together(drafts),
            PatternKind::Flap => self.flaps(drafts),
            PatternKind::Changed => self.changes(drafts),
            PatternKind::BootEnd => self.boot_ends(drafts, all),
            PatternKind::Gap => self.gaps(all),
            PatternKind::Absence => self.absences(drafts, all),
        };
        made.into_iter().filter(|m| !self.ruled_out(m, drafts)).map(|m| self.draft(m)).collect()
    }

    /// Whether an `unless` condition holds at the same time on the same host.
    fn ruled_out(&self, made: &Made, drafts: &[Draft]) -> bool {
        let near = |d: &Draft| (d.episode.seen.ns - made.seen.ns).abs() <= self.pattern.within.max(15 * MINUTE);
        let same = |d: &Draft| made.host.is_none() || d.episode.key.host.is_none() || d.episode.key.host == made.host;
        drafts.iter().any(|d| self.pattern.unless.contains(&d.episode.key.condition.0) && near(d) && same(d))
    }

    fn draft(&self, made: Made) -> Draft {
        let condition = self.library.condition(self.condition);
        let is_about_host = condition.about.iter().any(|&k| self.library.kinds.name(Kind(k)) == "host");
        let key =
            EpisodeKey { condition: self.condition, host: made.host.filter(|_| is_about_host), about: made.about };
        let active = match condition.lasts {
            Lasts::UntilEnded => self.data_end.max(made.last.ns),
            Lasts::Moment | Lasts::WhileRepeated => made.last.ns.max(made.until),
        };
        let episode = Episode {
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
        };
        Draft {
            minutes: Minutes::from_iter([(episode.seen.ns.div_euclid(MINUTE), 1)]),
            episode,
            of_previous_boot: false,
        }
    }

    fn members<'d>(&self, drafts: &'d [Draft]) -> Vec<&'d Draft> {
        let mut members: Vec<&Draft> =
            drafts.iter().filter(|d| self.pattern.of.contains(&d.episode.key.condition.0)).collect();
        members.sort_by(|a, b| (a.episode.seen, &a.episode.id).cmp(&(b.episode.seen, &b.episode.id)));
        members
    }

    /// Members apart for each value of `by`.
    fn groups<'d>(&self, drafts: &'d [Draft]) -> BTreeMap<Vec<String>, Vec<&'d Draft>> {
        let mut groups: BTreeMap<Vec<String>, Vec<&Draft>> = BTreeMap::new();
        for draft in self.members(drafts) {
            let key = self.pattern.by.iter().map(|&k| self.value(&draft.episode, k)).collect();
            groups.entry(key).or_default().push(draft);
        }
        groups
    }

    fn value(&self, episode: &Episode, kind: u8) -> String {
        if self.library.kinds.name(Kind(kind)) == "host" {
            return episode.key.host.as_deref().or(episode.observers.first().map(|h| &**h)).unwrap_or("").to_owned();
        }
        let mut all = episode.key.about.iter().chain(&episode.also);
        all.find(|e| e.kind.0 == kind).map_or(String::new(), |e| e.value.to_string())
    }

    fn counts(&self, drafts: &[Draft]) -> Vec<Made> {
        let groups = self.groups(drafts);
        groups
            .into_values()
            .filter_map(|group| {
                let minutes: Minutes = group.iter().flat_map(|d| d.minutes.iter()).collect();
                let most = busiest(&minutes, self.pattern.within);
                (most >= self.pattern.at_least)
                    .then(|| self.made(&group, format!("{most} within {} min", (self.pattern.within / MINUTE).max(1))))
            })
            .collect()
    }

    /// Windows of members with enough distinct values; each member counts in one window.
    fn distinct(&self, drafts: &[Draft]) -> Vec<Made> {
        let Some(kind) = self.pattern.distinct else { return Vec::new() };
        let mut made = Vec::new();
        for group in self.groups(drafts).into_values() {
            let mut rest = &group[..];
            while let Some(first) = rest.first() {
                let end = first.episode.seen.ns + self.pattern.within;
                let window = &rest[..rest.partition_point(|d| d.episode.seen.ns <= end)];
                let values: BTreeSet<String> =
                    window.iter().map(|d| self.value(&d.episode, kind)).filter(|v| !v.is_empty()).collect();
                if values.len() as u64 >= self.pattern.at_least {
                    let span = window.last().map_or(0, |d| d.episode.seen.ns - first.episode.seen.ns) / 1_000_000_000;
                    let names: Vec<String> = values.iter().take(8).cloned().collect();
                    made.push(self.made(window, format!("{} within {span} s: {}", values.len(), names.join(", "))));
                    rest = &rest[window.len()..];
                } else {
                    rest = &rest[1..];
                }
            }
        }
        made
    }

    /// One of each condition within the window; in the order named when the order counts.
    fn together(&self, drafts: &[Draft]) -> Vec<Made> {
        let ordered = self.pattern.order || self.pattern.kind == PatternKind::Sequence;
        let needed = usize::try_from(self.pattern.at_least).unwrap_or(0).clamp(2, self.pattern.of.len().max(2));
        let mut made = Vec::new();
        for group in self.groups(drafts).into_values() {
            for (i, first) in group.iter().enumerate() {
                let window =
                    group[i..].iter().take_while(|d| d.episode.seen.ns - first.episode.seen.ns <= self.pattern.within);
                let mut chosen: Vec<&Draft> = Vec::new();
                for draft in window {
                    let fresh = chosen.iter().all(|c| c.episode.key.condition != draft.episode.key.condition);
                    if fresh && (!ordered || self.pattern.of.get(chosen.len()) == Some(&draft.episode.key.condition.0))
                    {
                        chosen.push(draft);
                    }
                }
                if chosen.len() >= if ordered { self.pattern.of.len() } else { needed } {
                    made.push(self.made(&chosen, format!("{} signs together", chosen.len())));
                    break;
                }
            }
        }
        made
    }

    fn flaps(&self, drafts: &[Draft]) -> Vec<Made> {
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

    /// An entity whose value is another than the time before on the same host.
    fn changes(&self, drafts: &[Draft]) -> Vec<Made> {
        let Some(kind) = self.pattern.distinct else { return Vec::new() };
        let mut last: BTreeMap<(String, Vec<String>), String> = BTreeMap::new();
        let mut made = Vec::new();
        for draft in self.members(drafts) {
            let host = draft.episode.key.host.as_deref().unwrap_or("").to_owned();
            let by = self.pattern.by.iter().map(|&k| self.value(&draft.episode, k)).collect();
            let value = self.value(&draft.episode, kind);
            if value.is_empty() {
                continue;
            }
            if let Some(before) = last.insert((host, by), value.clone()).filter(|b| *b != value) {
                made.push(self.made(&[draft], format!("{before} -> {value}")));
            }
        }
        made
    }

    fn made(&self, group: &[&Draft], note: String) -> Made {
        let first = group.iter().min_by_key(|d| d.episode.began).map_or(Stamp::default(), |d| d.episode.began);
        let seen = group.iter().map(|d| d.episode.seen).min().unwrap_or_default();
        let hosts: BTreeSet<Box<str>> =
            group.iter().flat_map(|d| d.episode.key.host.iter().chain(&d.episode.observers)).cloned().collect();
        let about_kinds = &self.library.condition(self.condition).about;
        let entities: BTreeSet<Entity> =
            group.iter().flat_map(|d| d.episode.key.about.iter().chain(&d.episode.also)).cloned().collect();
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

    fn by_host(&self) -> bool {
        self.pattern.by.iter().any(|&k| self.library.kinds.name(Kind(k)) == "host")
    }

    fn boot_ends(&self, drafts: &[Draft], all: &Chronicle) -> Vec<Made> {
        let wanted = |boot: &&Boot| self.pattern.ended.iter().any(|word| word == boot.ended_by.word());
        let of_host = |host: &str, boots: &super::boots::HostBoots| {
            let next = |i: usize| boots.boots.get(i + 1).map_or(0, |b| b.start);
            let ended = boots.boots.iter().enumerate().filter(|(_, b)| wanted(b));
            ended.map(|(i, boot)| boot_end(host, boot, next(i), drafts)).collect::<Vec<_>>()
        };
        all.hosts.iter().flat_map(|(host, boots)| of_host(host, boots)).collect()
    }

    fn gaps(&self, all: &Chronicle) -> Vec<Made> {
        let gaps = silence::gaps(all, self.pattern.for_ns.max(MINUTE));
        gaps.into_iter()
            .map(|gap| Made {
                host: Some(gap.host.clone()),
                about: Vec::new(),
                also: Vec::new(),
                observers: vec![gap.host],
                began: stamp(gap.from),
                seen: stamp(gap.from),
                last: stamp(gap.to),
                until: 0,
                quotes: Vec::new(),
                note: format!("nothing for {} min", (gap.to - gap.from) / MINUTE),
            })
            .collect()
    }

    fn absences(&self, drafts: &[Draft], all: &mut Chronicle) -> Vec<Made> {
        let watched = intake::watched(self.library);
        let mut made = Vec::new();
        for outcome in absence::look(self.pattern, drafts, all, &watched, self.by_host()) {
            match outcome {
                Outcome::Found(silence) => made.push(Made {
                    observers: silence.host.iter().cloned().collect(),
                    host: silence.host,
                    about: Vec::new(),
                    also: Vec::new(),
                    began: silence.from,
                    seen: silence.from,
                    last: stamp(silence.until),
                    until: 0,
                    quotes: silence.quotes,
                    note: silence.note,
                }),
                Outcome::CannotTell(why) => {
                    if !all.cannot_tell.iter().any(|(id, _)| *id == self.condition) {
                        all.cannot_tell.push((self.condition, why));
                    }
                }
            }
        }
        made
    }
}

fn stamp(ns: i64) -> Stamp {
    Stamp { ns, basis: Basis::Inherited, ahead_ns: 0 }
}

fn boot_end(host: &str, boot: &Boot, next_start: i64, drafts: &[Draft]) -> Made {
    Made {
        host: Some(host.into()),
        about: Vec::new(),
        also: Vec::new(),
        observers: vec![host.into()],
        began: stamp(boot.end),
        seen: stamp(boot.end),
        last: stamp(boot.end.max(next_start.min(boot.end + MINUTE))),
        // A quiet machine prints a line an hour, so that it may have run on for long after its last one.
        until: if boot.ended_by == EndedBy::Clean { 0 } else { next_start },
        quotes: boot_ends::quotes(host, boot, next_start, drafts),
        note: format!("ended: {}", boot.ended_by.word()),
    }
}
