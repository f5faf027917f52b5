//! Silence as evidence: what must be printed and is not, while its source is provably alive.

use std::collections::{BTreeMap, BTreeSet};

use crate::episode::chronicle::Chronicle;
use crate::episode::chronicle::holes::Hole;
use crate::episode::drafts::Draft;
use crate::episode::intake::track::Minute;
use crate::model::stamp::MINUTE;
use crate::model::{Quote, Stamp, StreamSet};
use crate::rule::library::{Alive, Pattern};

/// Silence that was found.
#[derive(Clone, Debug)]
pub struct Silence {
    /// The host it is about, for patterns that go by host.
    pub host: Option<Box<str>>,
    /// Since when.
    pub from: Stamp,
    /// Until when nothing came.
    pub until: i64,
    /// Lines that show that something was due.
    pub quotes: Vec<Quote>,
    /// What was counted, for the report.
    pub note: String,
}

/// What an absence pattern yields.
#[derive(Debug)]
pub enum Outcome {
    /// Silence that counts.
    Found(Silence),
    /// The source was not alive, so nothing can be said; why.
    CannotTell(String),
}

/// Looks for the silence of one pattern.
#[must_use]
pub fn look(
    pattern: &Pattern,
    drafts: &[Draft],
    all: &Chronicle,
    watched: &[StreamSet],
    by_host: bool,
) -> Vec<Outcome> {
    let Some((condition, at_least)) = pattern.during else { return Vec::new() };
    let mut groups: BTreeMap<Option<Box<str>>, Vec<&Draft>> = BTreeMap::new();
    for draft in drafts.iter().filter(|d| d.episode.key.condition.0 == condition) {
        let host =
            draft.episode.key.host.clone().or_else(|| draft.episode.observers.first().cloned()).filter(|_| by_host);
        groups.entry(host).or_default().push(draft);
    }
    let enough = groups.into_iter().filter(|(_, group)| group.len() as u64 >= at_least);
    enough.filter_map(|(host, group)| silence(pattern, host, &group, drafts, all, watched)).collect()
}

fn silence(
    pattern: &Pattern,
    host: Option<Box<str>>,
    group: &[&Draft],
    drafts: &[Draft],
    all: &Chronicle,
    watched: &[StreamSet],
) -> Option<Outcome> {
    let needed = usize::try_from(pattern.during?.1).ok()?.max(1);
    let mut onsets: Vec<&Draft> = group.to_vec();
    onsets.sort_by_key(|d| d.episode.began.ns);
    let mut known = BTreeSet::new();
    onsets.retain(|d| known.insert(&d.episode.key));
    if onsets.len() < needed {
        return None;
    }
    let from = onsets[needed - 1].episode.began;
    let expected = drafts.iter().filter(|d| pattern.expect.contains(&d.episode.key.condition.0) && on_host(d, &host));
    let next = expected.flat_map(|d| d.minutes.iter().map(|(m, _)| m * MINUTE)).filter(|t| *t + MINUTE > from.ns).min();
    let data_end = all.span.map_or(from.ns, |(_, last)| last.ns);
    let until = next.unwrap_or(data_end);
    if next.is_some() && until - from.ns < pattern.for_ns {
        return None;
    }
    for alive in &pattern.alive {
        if let Err(why) =
            is_alive(alive, from.ns, until.min(from.ns + pattern.for_ns.max(alive.within)), &host, all, watched)
        {
            return Some(Outcome::CannotTell(why));
        }
    }
    if until - from.ns < pattern.for_ns {
        return Some(Outcome::CannotTell(format!("the data ends {} s later", (until - from.ns) / 1_000_000_000)));
    }
    let quotes = onsets.iter().flat_map(|d| d.episode.quotes.first().cloned()).take(4).collect();
    let note = format!("{} waiting, none of the expected records for {} min", onsets.len(), (until - from.ns) / MINUTE);
    Some(Outcome::Found(Silence { host, from, until, quotes, note }))
}

fn on_host(draft: &Draft, host: &Option<Box<str>>) -> bool {
    let Some(host) = host else { return true };
    let episode = &draft.episode;
    episode.key.host.as_ref().is_none_or(|h| h == host)
        && (episode.observers.is_empty() || episode.observers.contains(host) || episode.key.host.is_some())
}

/// Whether a stream printed enough, and still did at the end of the window.
fn is_alive(
    alive: &Alive,
    from: i64,
    until: i64,
    host: &Option<Box<str>>,
    all: &Chronicle,
    watched: &[StreamSet],
) -> Result<(), String> {
    let index = watched.iter().position(|s| s.0 == alive.stream).unwrap_or(0);
    let minutes = from.div_euclid(MINUTE)..=until.div_euclid(MINUTE);
    let lives: Vec<&BTreeMap<i64, Minute>> =
        all.life.iter().filter(|(h, _)| host.is_none() || *h == host).map(|(_, m)| m).collect();
    let count: u64 =
        lives.iter().flat_map(|m| m.range(minutes.clone())).map(|(_, m)| u64::from(m.watched[index])).sum();
    let last = lives.iter().flat_map(|m| m.iter().filter(|(_, m)| m.watched[index] > 0).map(|(t, _)| *t)).max();
    let stopped = last.is_none_or(|l| (l + 1) * MINUTE < until - alive.within);
    let hidden = |hole: &&Hole| hole.hides(StreamSet(alive.stream), host.as_deref(), from, until);
    if let Some(hole) = all.holes.iter().find(hidden) {
        return Err(format!("{} records were dropped at {}", alive.name, clock(hole.to)));
    }
    if count >= alive.at_least && !stopped {
        return Ok(());
    }
    Err(match last {
        None => format!("no {} records were collected", alive.name),
        Some(last) => format!("no {} records after {}", alive.name, clock(last * MINUTE)),
    })
}

/// `06:31`.
fn clock(ns: i64) -> String {
    let minute = ns.div_euclid(MINUTE).rem_euclid(24 * 60);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::SECOND;

    const KUBELET: StreamSet = StreamSet(1);
    const KERNEL: StreamSet = StreamSet(2);

    /// Whether the kubelet counts as alive in the second ten of twenty busy minutes, with a hole of a stream in them.
    fn alive_with(hole: Option<(StreamSet, &str)>) -> Result<(), String> {
        let mut minute = Minute { count: 9, streams: KUBELET, ..Minute::default() };
        minute.watched[0] = 9;
        let life = (0..20).map(|m| (m, minute)).collect();
        let hole = hole.map(|(streams, host)| Hole {
            host: Some(host.into()),
            of: "kubelet.service".into(),
            streams,
            from: 12 * MINUTE,
            to: 12 * MINUTE + 30 * SECOND,
        });
        let host = Some("wk-1".into());
        let all = Chronicle {
            life: BTreeMap::from([(host.clone(), life)]),
            holes: hole.into_iter().collect(),
            ..Chronicle::default()
        };
        let alive = Alive { stream: KUBELET.0, name: "kubelet".to_owned(), within: 5 * MINUTE, at_least: 5 };
        is_alive(&alive, 10 * MINUTE, 20 * MINUTE, &host, &all, &[KUBELET])
    }

    #[test]
    fn nothing_is_concluded_over_a_hole() {
        assert_eq!(alive_with(None), Ok(()));
        assert_eq!(alive_with(Some((KERNEL, "wk-1"))), Ok(()));
        assert_eq!(alive_with(Some((KUBELET, "wk-2"))), Ok(()));
        assert_eq!(alive_with(Some((KUBELET, "wk-1"))), Err("kubelet records were dropped at 00:12".to_owned()));
    }
}
