//! Moments, quotes, episodes, links and roots, with what is the same in all of them left out.

use super::library;
use crate::model::{
    Basis, ConditionId, Confidence, Entity, Episode, EpisodeKey, Factors, Hypothesis, Link, Missing, Origin, Place,
    Quote, Stamp,
};
use crate::rule::Library;

/// A moment on 2 March 2024, or on the day that is given with it.
pub(super) fn at(time: &str) -> Stamp {
    let text = if time.len() == 8 { format!("2024-03-02T{time}Z") } else { format!("{time}Z") };
    let time: chrono::DateTime<chrono::Utc> = text.parse().expect("time");
    Stamp { ns: time.timestamp_nanos_opt().expect("in range"), basis: Basis::Exact, ahead_ns: 0 }
}

/// A line of `kern.log` (0) or `k3s.log` (1) of node-3.
pub(super) fn quote(time: &str, input: u32, line: u64, unit: &str, raw: &str) -> Quote {
    let place = Place { input, offset: line.wrapping_mul(100), line };
    Quote { time: Some(at(time)), place, host: Some("node-3".into()), unit: Some(unit.into()), raw: raw.into() }
}

/// An episode of node-3 with its first line; `named` are entities as `kind=value`.
pub(super) fn episode(id: &str, condition: &str, named: &[&str], count: u64, first: Quote) -> Episode {
    let library = library();
    let condition = library.id(condition).expect(condition);
    let time = first.time.expect("a sample quote has a time");
    Episode {
        id: id.to_owned(),
        key: EpisodeKey { condition, host: Some("node-3".into()), about: entities(&library, condition, named, true) },
        also: entities(&library, condition, named, false),
        values: Vec::new(),
        observers: vec!["node-3".into()],
        began: time,
        onset_sigma_ns: 0,
        began_by_ns: time.ns,
        seen: time,
        last: time,
        ended: None,
        active_until_ns: time.ns,
        count,
        peak: 1,
        severity: library.condition(condition).severity,
        sure: 0.9,
        origin: Origin::Observed,
        expected: false,
        boot: Some(0),
        quotes: vec![first],
        notes: Vec::new(),
    }
}

fn entities(library: &Library, condition: ConditionId, named: &[&str], about: bool) -> Vec<Entity> {
    let pairs = named.iter().filter_map(|n| n.split_once('=')).map(|(k, v)| (library.kind(k), v));
    let wanted = pairs.filter(|(kind, _)| library.condition(condition).is_about(*kind) == about);
    wanted.map(|(kind, value)| Entity { kind, value: value.into() }).collect()
}

/// A link by the places of its ends in the story.
pub(super) fn link(from: usize, to: usize, joined: &str, because: &str, lag_s: i64, blame: f64) -> Link {
    let lag_ns = lag_s * 1_000_000_000;
    Link {
        from,
        to,
        because: because.into(),
        joined: joined.to_owned().into(),
        lag_ns,
        strength: 0.7,
        blame,
        fired_by: None,
    }
}

/// A candidate for the root of the story.
pub(super) fn root(episode: usize, score: f64, confidence: Confidence) -> Hypothesis {
    Hypothesis {
        alike: Vec::new(),
        episode,
        statement: "filer-2.lab.example stopped answering node-3, whose mount is hard".into(),
        score,
        lead: f64::INFINITY,
        confidence,
        factors: Factors { prior: 0.6, sure: 0.98, explains: 0.9, explained_by_others: 0.0, predictions_kept: 1.0 },
        trigger: None,
        latent_since: None,
        explains: vec![1, 2, 3, 5],
        against: Vec::new(),
        missing: vec![Missing {
            what: "CoreDNS log".into(),
            why: "the lookup step rests on order alone".into(),
            command: "kubectl -n kube-system logs deploy/coredns".into(),
            printed: true,
        }],
        branches: Vec::new(),
        before: Vec::new(),
    }
}
