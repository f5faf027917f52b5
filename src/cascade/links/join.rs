//! M: whether two episodes are about the same thing, as a link demands.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::cascade::constants::{ACROSS_HOSTS, CLUSTER_ONLY, PERHAPS_ACROSS, SAME_ENTITY, SAME_HOST};
use crate::model::{Entity, Episode, Kind, Link};
use crate::rule::entities::Scope;
use crate::rule::{Join, Library};

/// What agreed, and how much that is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Joined<'e> {
    /// M, 0 to 1.
    pub worth: f64,
    what: What<'e>,
}

/// What two episodes have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
enum What<'e> {
    Words(&'static str),
    Entity(&'e Entity),
}

impl Joined<'_> {
    /// In words: "same host", "nfs_server nas-1".
    #[must_use]
    pub fn words(&self, library: &Library) -> Cow<'static, str> {
        match self.what {
            What::Words(words) => Cow::Borrowed(words),
            What::Entity(e) => Cow::Owned(format!("{} {}", library.kinds.name(e.kind), e.value)),
        }
    }
}

/// Three answers: an entity that one side lacks is unknown, not unequal.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Answer<'e> {
    Yes(Joined<'e>),
    Unknown,
    No,
}

const fn yes(worth: f64, words: &'static str) -> Answer<'static> {
    Answer::Yes(Joined { worth, what: What::Words(words) })
}

/// Whether cause `i` and effect `j` agree on all that a link demands.
#[must_use]
pub fn join<'e>(library: &Library, on: &[Join], i: &'e Episode, j: &Episode) -> Option<Joined<'e>> {
    let mut best = Joined { worth: CLUSTER_ONLY, what: What::Words("same cluster") };
    for demand in on {
        match answer(library, *demand, i, j) {
            Answer::Yes(joined) if joined.worth > best.worth => best = joined,
            Answer::Yes(..) | Answer::Unknown => {}
            Answer::No => return None,
        }
    }
    if !matches!(best.what, What::Entity(_)) && is_aside(library, i) {
        return None;
    }
    if best.worth == CLUSTER_ONLY && same_host(i, j) == Some(true) {
        let named = on.iter().any(|d| matches!(d, Join::Entity(_)));
        best = Joined { worth: if named { SAME_HOST } else { ACROSS_HOSTS }, what: What::Words("same host") };
    }
    Some(best)
}

/// Whether an episode is about things that nothing else depends on.
fn is_aside(library: &Library, episode: &Episode) -> bool {
    episode.key.about.iter().any(|e| library.kinds.is_aside(e.kind, &e.value))
}

fn answer<'e>(library: &Library, demand: Join, i: &'e Episode, j: &Episode) -> Answer<'e> {
    match demand {
        Join::Cluster => yes(CLUSTER_ONLY, "same cluster"),
        Join::Host => match same_host(i, j) {
            Some(true) => yes(SAME_HOST, "same host"),
            Some(false) => Answer::No,
            None => Answer::Unknown,
        },
        Join::Boot => match (same_host(i, j), i.boot == j.boot) {
            (Some(true), true) => yes(SAME_HOST, "same boot"),
            (None, _) => Answer::Unknown,
            _ => Answer::No,
        },
        Join::NextBoot => match (same_host(i, j), i.boot < j.boot) {
            (Some(true), true) => yes(SAME_HOST, Link::NEXT_BOOT),
            _ => Answer::No,
        },
        Join::Peer => match same_host(i, j) {
            Some(false) => yes(ACROSS_HOSTS, "another host"),
            Some(true) => yes(CLUSTER_ONLY, "another host"),
            None => yes(PERHAPS_ACROSS, "the cluster"),
        },
        // A guest is not its own hypervisor, unless the cause was inferred from the guests.
        Join::Guest => match same_host(i, j) {
            Some(true) if i.key.host.is_some() => Answer::No,
            _ => yes(ACROSS_HOSTS, "its guests"),
        },
        Join::AllHosts if hosts(j).next().is_none() => yes(ACROSS_HOSTS, "the whole cluster"),
        Join::AllHosts => match covers(i, j) {
            true => yes(SAME_HOST, "all hosts"),
            false => Answer::Unknown,
        },
        Join::Entity(kind) => entity(library, Kind(kind), i, j),
    }
}

/// The hosts an episode is about: its own, else those that logged it.
pub fn hosts(episode: &Episode) -> impl Iterator<Item = &str> {
    let own = episode.key.host.as_slice();
    let named = if own.is_empty() { &episode.observers[..] } else { own };
    named.iter().map(|h| &**h)
}

/// Whether two episodes share a host; `None` when one names none.
#[must_use]
pub fn same_host(i: &Episode, j: &Episode) -> Option<bool> {
    match (&i.key.host, &j.key.host) {
        (Some(a), Some(b)) => Some(a == b),
        (Some(host), None) | (None, Some(host)) => {
            let others = if i.key.host.is_some() { &j.observers } else { &i.observers };
            (!others.is_empty()).then(|| others.binary_search(host).is_ok())
        }
        (None, None) => {
            (!i.observers.is_empty() && !j.observers.is_empty()).then(|| overlap(&i.observers, &j.observers))
        }
    }
}

/// Whether two sorted lists share a name.
fn overlap(mut a: &[Box<str>], mut b: &[Box<str>]) -> bool {
    while let (Some((x, more_a)), Some((y, more_b))) = (a.split_first(), b.split_first()) {
        match x.cmp(y) {
            Ordering::Equal => return true,
            Ordering::Less => a = more_a,
            Ordering::Greater => b = more_b,
        }
    }
    false
}

fn covers(i: &Episode, j: &Episode) -> bool {
    let covered = |host: &str| {
        i.key.host.as_deref() == Some(host) || i.observers.binary_search_by(|other| (**other).cmp(host)).is_ok()
    };
    hosts(j).any(covered)
}

/// The entities of one kind that an episode names.
pub fn values(episode: &Episode, kind: Kind) -> impl Iterator<Item = &Entity> {
    episode.entities().filter(move |e| e.kind == kind)
}

fn entity<'e>(library: &Library, kind: Kind, i: &'e Episode, j: &Episode) -> Answer<'e> {
    if library.kinds.name(kind) == "host" {
        return answer(library, Join::Host, i, j);
    }
    if values(i, kind).next().is_none() || values(j, kind).next().is_none() {
        return Answer::Unknown;
    }
    if library.kinds.scope(kind) == Scope::Host && same_host(i, j) == Some(false) {
        return Answer::No;
    }
    let same = values(i, kind).find(|a| values(j, kind).any(|b| library.kinds.same(kind, &a.value, &b.value)));
    same.map_or(Answer::No, |e| Answer::Yes(Joined { worth: SAME_ENTITY, what: What::Entity(e) }))
}
