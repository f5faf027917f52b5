//! M: whether two episodes are about the same thing, as a link demands.

use super::constants::{ACROSS_HOSTS, CLUSTER_ONLY, SAME_ENTITY, SAME_HOST};
use crate::model::{Entity, Episode, Kind};
use crate::rule::entities::Scope;
use crate::rule::{Join, Library};

/// What agreed, and how much that is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Joined {
    /// M, 0 to 1.
    pub worth: f64,
    /// In words: "same host", "nfs_server nas-1".
    pub what: String,
}

/// Three answers: an entity that one side lacks is unknown, not unequal.
#[derive(Clone, Debug, PartialEq)]
enum Answer {
    Yes(f64, String),
    Unknown,
    No,
}

/// Whether cause `i` and effect `j` agree on all that a link demands.
#[must_use]
pub fn join(library: &Library, on: &[Join], i: &Episode, j: &Episode) -> Option<Joined> {
    let mut best = Joined { worth: CLUSTER_ONLY, what: "same cluster".to_owned() };
    for demand in on {
        match answer(library, *demand, i, j) {
            Answer::Yes(worth, what) if worth > best.worth => best = Joined { worth, what },
            Answer::Yes(..) | Answer::Unknown => {}
            Answer::No => return None,
        }
    }
    if best.worth == CLUSTER_ONLY && same_host(i, j) == Some(true) {
        let named = on.iter().any(|d| matches!(d, Join::Entity(_)));
        best = Joined { worth: if named { SAME_HOST } else { ACROSS_HOSTS }, what: "same host".to_owned() };
    }
    Some(best)
}

fn answer(library: &Library, demand: Join, i: &Episode, j: &Episode) -> Answer {
    let host = same_host(i, j);
    let yes = |worth: f64, what: &str| Answer::Yes(worth, what.to_owned());
    match demand {
        Join::Cluster => yes(CLUSTER_ONLY, "same cluster"),
        Join::Host => match host {
            Some(true) => yes(SAME_HOST, "same host"),
            Some(false) => Answer::No,
            None => Answer::Unknown,
        },
        Join::Boot => match (host, i.boot == j.boot) {
            (Some(true), true) => yes(SAME_HOST, "same boot"),
            (None, _) => Answer::Unknown,
            _ => Answer::No,
        },
        Join::NextBoot => match (host, i.boot < j.boot) {
            (Some(true), true) => yes(SAME_HOST, "next boot"),
            _ => Answer::No,
        },
        Join::Peer => yes(if host == Some(false) { ACROSS_HOSTS } else { CLUSTER_ONLY }, "another host"),
        Join::Guest => match host {
            Some(true) if is_host_bound(library, i, j) => Answer::No,
            _ => yes(ACROSS_HOSTS, "its guests"),
        },
        Join::AllHosts if hosts(j).is_empty() => yes(ACROSS_HOSTS, "the whole cluster"),
        Join::AllHosts => match covers(i, j) {
            true => yes(SAME_HOST, "all hosts"),
            false => Answer::Unknown,
        },
        Join::Entity(kind) => entity(library, Kind(kind), i, j),
    }
}

/// A guest is not its own hypervisor, unless the cause was inferred from the guests.
fn is_host_bound(_: &Library, i: &Episode, _: &Episode) -> bool {
    i.key.host.is_some()
}

/// The hosts an episode is about: its own, else those that logged it.
#[must_use]
pub fn hosts(episode: &Episode) -> Vec<&str> {
    match &episode.key.host {
        Some(host) => vec![host],
        None => episode.observers.iter().map(|h| &**h).collect(),
    }
}

/// Whether two episodes share a host; `None` when one names none.
#[must_use]
pub fn same_host(i: &Episode, j: &Episode) -> Option<bool> {
    let (a, b) = (hosts(i), hosts(j));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    Some(a.iter().any(|h| b.contains(h)))
}

fn covers(i: &Episode, j: &Episode) -> bool {
    let all: Vec<&str> = i.observers.iter().map(|h| &**h).chain(i.key.host.as_deref()).collect();
    hosts(j).iter().any(|h| all.contains(h))
}

fn values(episode: &Episode, kind: Kind) -> impl Iterator<Item = &Entity> {
    episode.key.about.iter().chain(&episode.also).filter(move |e| e.kind == kind)
}

fn entity(library: &Library, kind: Kind, i: &Episode, j: &Episode) -> Answer {
    let name = library.kinds.name(kind);
    if name == "host" {
        return answer(library, Join::Host, i, j);
    }
    if values(i, kind).next().is_none() || values(j, kind).next().is_none() {
        return Answer::Unknown;
    }
    if library.kinds.scope(kind) == Scope::Host && same_host(i, j) == Some(false) {
        return Answer::No;
    }
    let same = values(i, kind).find(|a| values(j, kind).any(|b| library.kinds.same(kind, &a.value, &b.value)));
    same.map_or(Answer::No, |e| Answer::Yes(SAME_ENTITY, format!("{name} {}", e.value)))
}
