//! Conditions that have no line of their own, inferred from their effects.
//!
//! Hypervisor starvation seen from the guests is the typical case: nothing in a guest says that its host was
//! overcommitted, but two guests that stall in the same minute without a reason of their own do.

use std::collections::{BTreeMap, BTreeSet};

use crate::episode::drafts::{Draft, id};
use crate::episode::intake::cell::minutes::Minutes;
use crate::model::stamp::{HOUR, MINUTE};
use crate::model::{ConditionId, Episode, EpisodeKey, Origin, Quote, Severity, Stamp};
use crate::rule::{Hidden, Library, LinkRule};

/// Effects further apart than this have no hidden cause in common.
const WINDOW: i64 = 10 * MINUTE;
/// What began up to this long before and goes on counts with the others.
const LONGEST: i64 = HOUR;
/// An inference is never surer than this.
const MOST_SURE: f64 = 0.8;
/// Quotes an inferred episode takes from its effects.
const QUOTES: usize = 6;

/// The hidden conditions that the episodes call for. One that was found may call for another, so they are looked for in
/// turn.
pub fn infer(library: &Library, drafts: &mut Vec<Draft>) -> Vec<Draft> {
    let known = drafts.len();
    for (index, condition) in (0u16..).zip(&library.conditions) {
        if let Some(hidden) = &condition.hidden {
            let found = of_condition(library, ConditionId(index), hidden, drafts);
            drafts.extend(found);
        }
    }
    drafts.split_off(known)
}

fn of_condition(library: &Library, id: ConditionId, hidden: &Hidden, drafts: &[Draft]) -> Vec<Draft> {
    let mut effects: Vec<&Draft> =
        drafts.iter().filter(|d| hidden.expects.contains(&d.episode.key.condition.0) && !d.episode.expected).collect();
    effects.sort_by(|a, b| (a.episode.began, &a.episode.id).cmp(&(b.episode.began, &b.episode.id)));
    let mut found = Vec::new();
    let (mut free, mut at) = (0, 0);
    while let Some(first) = effects.get(at) {
        let (start, end) = (first.episode.began.ns, first.episode.began.ns + WINDOW);
        let until = effects.partition_point(|d| d.episode.began.ns <= end);
        let window = still_on(&effects[free..at], start).chain(effects[at..until].iter().copied());
        let window: Vec<&Draft> = window.collect();
        if calls_for_it(library, id, hidden, &window, drafts) {
            found.push(inferred(library, id, hidden, &window));
            let over = window.iter().map(|d| d.episode.last.ns).max().unwrap_or(end) + WINDOW;
            at = effects.partition_point(|d| d.episode.began.ns <= over);
            free = at;
        } else {
            at += 1;
        }
    }
    found
}

/// Those that began not long before `at` and go on.
fn still_on<'d>(before: &[&'d Draft], at: i64) -> impl Iterator<Item = &'d Draft> {
    let recent = &before[before.partition_point(|d| d.episode.began.ns < at - LONGEST)..];
    recent.iter().copied().filter(move |d| d.episode.last.ns >= at)
}

/// Enough different effects, on two hosts, and no observed episode of the condition itself nearby.
///
/// On a single host the effects must lack any other cause in the data: a host's own disk explains its own stalls.
fn calls_for_it(library: &Library, id: ConditionId, hidden: &Hidden, window: &[&Draft], drafts: &[Draft]) -> bool {
    let kinds: BTreeSet<u16> = window.iter().map(|d| d.episode.key.condition.0).collect();
    let mut by_host: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
    for draft in window {
        let host = draft.episode.key.host.as_deref().or(draft.episode.observers.first().map(|h| &**h));
        by_host.entry(host.unwrap_or("")).or_default().insert(draft.episode.key.condition.0);
    }
    let first = window[0].episode.began.ns;
    let observed =
        drafts.iter().any(|d| d.episode.key.condition == id && (d.episode.began.ns - first).abs() <= 2 * WINDOW);
    let shaken = by_host.values().filter(|signs| signs.len() >= hidden.needs).count();
    kinds.len() >= hidden.needs && !observed && shaken >= 2 && !has_rival(library, id, window, drafts)
}

/// Whether every effect has another observed cause on its own host.
fn has_rival(library: &Library, id: ConditionId, window: &[&Draft], drafts: &[Draft]) -> bool {
    let inside: BTreeSet<u16> = window.iter().map(|d| d.episode.key.condition.0).collect();
    let explained = |effect: &Draft| {
        let causes: Vec<&LinkRule> = library
            .causes_of(effect.episode.key.condition)
            .filter(|l| l.from != id.0 && !inside.contains(&l.from))
            .collect();
        drafts.iter().any(|d| {
            causes.iter().any(|l| l.from == d.episode.key.condition.0 && l.strength >= 0.4)
                && library.condition(d.episode.key.condition).role.may_head()
                && d.episode.key.host == effect.episode.key.host
                && (d.episode.began.ns - effect.episode.began.ns).abs() <= WINDOW
        })
    };
    window.iter().all(|d| explained(d))
}

fn inferred(library: &Library, condition: ConditionId, hidden: &Hidden, window: &[&Draft]) -> Draft {
    let (began, sure) = onset_and_chance(library, condition, window);
    let episodes = || window.iter().map(|d| &d.episode);
    let observers: BTreeSet<Box<str>> =
        episodes().flat_map(|e| e.key.host.iter().chain(&e.observers)).cloned().collect();
    let stamp = Stamp { ns: began, ..window[0].episode.began };
    let last = episodes().map(|e| e.last).max().unwrap_or(stamp);
    let key = EpisodeKey { condition, host: None, about: Vec::new() };
    let episode = Episode {
        id: id(library, &key, began),
        key,
        also: Vec::new(),
        values: Vec::new(),
        notes: vec![format!("inferred from {} signs on {} hosts", window.len(), observers.len())],
        observers: observers.into_iter().collect(),
        began: stamp,
        onset_sigma_ns: MINUTE,
        began_by_ns: began,
        seen: stamp,
        last,
        ended: None,
        active_until_ns: last.ns,
        count: window.len() as u64,
        peak: 1,
        severity: library.condition(condition).severity.min(Severity::Critical),
        sure,
        origin: Origin::Inferred,
        expected: false,
        boot: None,
        quotes: telling(hidden, window),
    };
    Draft { minutes: Minutes::default(), episode, of_previous_boot: false }
}

/// What is quoted of the effects: the most telling kind first, as the rule lists them, and each kind before a second of
/// any.
fn telling(hidden: &Hidden, window: &[&Draft]) -> Vec<Quote> {
    let mut of_kind: BTreeMap<u16, usize> = BTreeMap::new();
    let mut ranked: Vec<((usize, usize), &Quote)> = Vec::new();
    for draft in window {
        let condition = draft.episode.key.condition.0;
        let Some(quote) = draft.episode.quotes.first() else { continue };
        let nth = of_kind.entry(condition).or_default();
        let place = hidden.expects.iter().position(|expected| *expected == condition).unwrap_or(usize::MAX);
        ranked.push(((*nth, place), quote));
        *nth += 1;
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().take(QUOTES).map(|(_, quote)| quote.clone()).collect()
}

/// When it must have begun for its earliest effect to follow in time, and the chance that one of its effects is its work.
fn onset_and_chance(library: &Library, condition: ConditionId, window: &[&Draft]) -> (i64, f64) {
    let links: BTreeMap<u16, &LinkRule> = library.effects_of(condition).map(|l| (l.to, l)).collect();
    let link = |d: &Draft| links.get(&d.episode.key.condition.0);
    let onset = |d: &Draft| d.episode.began.ns - link(d).map_or(0, |l| l.lag.0.max(0));
    let missed = |d: &Draft| {
        let alone = library.condition(d.episode.key.condition).alone;
        link(d).map_or(1.0, |l| 1.0 - l.strength / (l.strength + alone))
    };
    let began = window.iter().map(|d| onset(d)).min().unwrap_or(0);
    (began, (1.0 - window.iter().map(|d| missed(d)).product::<f64>()).min(MOST_SURE))
}
