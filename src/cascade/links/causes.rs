//! The episodes of one condition, found by what a link demands: by host, by entity, by both.
//!
//! ```text
//! on = ["host", "pod"], effect about shop/web-1 on node-3
//!   pod shop/web-1 on node-3                 worth 1.0
//!   no pod named   on node-3                 worth 0.9
//!   either         on a host that is not known
//! ```
//!
//! Only what may agree is looked at, and of that what can still be among the most likely causes.

use std::cell::OnceCell;

use foldhash::{HashMap, HashMapExt};

use super::bounds::{Bounds, Tree};
use super::{join, timing};
use crate::cascade::constants::{ACROSS_HOSTS, CLUSTER_ONLY, PERHAPS_ACROSS, SAME_ENTITY, SAME_HOST};
use crate::model::{Episode, Kind};
use crate::rule::entities::Scope;
use crate::rule::{Join, Library};

/// A cause that more hosts saw is looked for on each of them.
const WIDE: usize = 8;

/// Where causes of a group were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place<'e> {
    Anywhere,
    On(&'e str),
    /// On this host or about it, whatever host they are about.
    Touching(&'e str),
    /// On more hosts than it is looked for on each.
    Wide,
    /// On any host, but on one.
    Somewhere,
    /// No host is known.
    Nowhere,
}

/// What causes of a group are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum About<'e> {
    Anything,
    /// A value of a kind; values that may be the same have the same stem.
    Entity(Kind, &'e str),
    /// Nothing of this kind.
    Lacking(Kind),
}

/// Some of the causes, in the order of the episodes, and as trees: by onset those that may still act, by end those that
/// are over. Until when a cause acts depends on whether it is known to be about the same host.
#[derive(Debug, Default)]
struct Group<'e> {
    causes: Vec<usize>,
    lasting: OnceCell<[Tree<'e>; 2]>,
    vague: OnceCell<[Tree<'e>; 2]>,
}

/// One group that may hold the cause of an effect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'c, 'e> {
    /// The causes.
    pub(super) tree: &'c Tree<'e>,
    /// Whether they are taken as over, else as active.
    pub(super) over: bool,
    /// The most that what they have in common with the effect is worth.
    pub(super) worth: f64,
}

/// The episodes of one condition.
#[derive(Debug)]
pub(super) struct Causes<'e> {
    episodes: &'e [Episode],
    groups: HashMap<(About<'e>, Place<'e>), Group<'e>>,
}

impl<'e> Causes<'e> {
    /// Over the episodes of a condition; `kinds` are those that its links demand.
    pub(super) fn new(library: &Library, episodes: &'e [Episode], causes: &[usize], kinds: &[Kind]) -> Self {
        let mut all = Causes { episodes, groups: HashMap::new() };
        for &index in causes {
            let cause = &episodes[index];
            let places = places(cause);
            for about in abouts(library, cause, kinds) {
                places.iter().for_each(|place| all.add(about, *place, index));
            }
            match cause.observers.len() {
                n if n > WIDE => all.add(About::Anything, Place::Wide, index),
                _ => all.touch(cause, index),
            }
        }
        all
    }

    fn touch(&mut self, cause: &'e Episode, index: usize) {
        for host in cause.observers.iter().chain(&cause.key.host) {
            self.add(About::Anything, Place::Touching(host), index);
        }
    }

    fn add(&mut self, about: About<'e>, place: Place<'e>, index: usize) {
        let causes = &mut self.groups.entry((about, place)).or_default().causes;
        if causes.last() != Some(&index) {
            causes.push(index);
        }
    }

    /// The groups in which the causes of an effect are.
    pub(super) fn parts(&self, library: &Library, on: &[Join], effect: &'e Episode) -> Vec<Part<'_, 'e>> {
        let mut parts = Vec::new();
        for (about, place, worth) in wanted(library, on, effect) {
            if let Some(group) = self.groups.get(&(about, place)) {
                let [active, over] = self.trees(group, worth <= CLUSTER_ONLY);
                parts.push(Part { tree: active, over: false, worth });
                parts.push(Part { tree: over, over: true, worth });
            }
        }
        parts
    }

    fn trees<'c>(&self, group: &'c Group<'e>, vague: bool) -> &'c [Tree<'e>; 2] {
        let cell = if vague { &group.vague } else { &group.lasting };
        cell.get_or_init(|| {
            let bounds = |&i: &usize| Bounds::of(i, &self.episodes[i], timing::until(&self.episodes[i], vague));
            let active: Vec<Bounds<'e>> = group.causes.iter().map(bounds).collect();
            let mut over = active.clone();
            over.sort_by_key(|cause| cause.until.1);
            [Tree::new(active), Tree::new(over)]
        })
    }
}

/// Groups by place that a cause is part of.
fn places(cause: &Episode) -> Vec<Place<'_>> {
    let hosts: Vec<&str> = join::hosts(cause).take(WIDE + 1).collect();
    match hosts.len() {
        0 => vec![Place::Anywhere, Place::Nowhere],
        n if n > WIDE => vec![Place::Anywhere, Place::Somewhere, Place::Wide],
        _ => [Place::Anywhere, Place::Somewhere].into_iter().chain(hosts.into_iter().map(Place::On)).collect(),
    }
}

/// Groups by entity that a cause is part of.
fn abouts<'e>(library: &Library, cause: &'e Episode, kinds: &[Kind]) -> Vec<About<'e>> {
    let mut all = vec![About::Anything];
    for &kind in kinds {
        let before = all.len();
        all.extend(join::values(cause, kind).map(|e| About::Entity(kind, library.kinds.stem(kind, &e.value))));
        if all.len() == before {
            all.push(About::Lacking(kind));
        }
    }
    all
}

type Wanted<'e> = (About<'e>, Place<'e>, f64);

/// Groups that hold every cause that may agree with an effect, each with the most that this is worth there.
///
/// A worth that no cause of a group reaches costs time: then nothing in it can be passed over.
fn wanted<'e>(library: &Library, on: &[Join], effect: &'e Episode) -> Vec<Wanted<'e>> {
    let anywhere = |worth| (About::Anything, Place::Anywhere, worth);
    let nameless = join::hosts(effect).next().is_none();
    match on {
        [Join::Cluster] => with_near(effect, ACROSS_HOSTS, anywhere(CLUSTER_ONLY)),
        [Join::Peer] if nameless => vec![anywhere(PERHAPS_ACROSS)],
        [Join::Peer] => {
            vec![(About::Anything, Place::Somewhere, ACROSS_HOSTS), (About::Anything, Place::Nowhere, PERHAPS_ACROSS)]
        }
        [Join::Guest] => vec![anywhere(ACROSS_HOSTS)],
        [Join::AllHosts] if nameless => vec![anywhere(ACROSS_HOSTS)],
        [Join::AllHosts] => {
            let touching = join::hosts(effect).map(|host| (About::Anything, Place::Touching(host), SAME_HOST));
            touching.chain([(About::Anything, Place::Wide, SAME_HOST), anywhere(CLUSTER_ONLY)]).collect()
        }
        _ if is_plain(on) => by_host_and_entity(library, on, effect),
        _ => vec![anywhere(SAME_ENTITY), anywhere(CLUSTER_ONLY)],
    }
}

/// Whether a link demands nothing but hosts, boots and at most one kind of entity.
fn is_plain(on: &[Join]) -> bool {
    let entities = on.iter().filter(|demand| matches!(demand, Join::Entity(_))).count();
    entities <= 1 && entities + on.iter().filter(|demand| is_of_host(demand)).count() == on.len()
}

const fn is_of_host(demand: &Join) -> bool {
    matches!(demand, Join::Host | Join::Boot | Join::NextBoot)
}

/// What is seen on a host of the effect, and then the rest.
fn with_near<'e>(effect: &'e Episode, worth: f64, rest: Wanted<'e>) -> Vec<Wanted<'e>> {
    near(effect).map(|place| (rest.0, place, worth)).chain([rest]).collect()
}

fn near(effect: &Episode) -> impl Iterator<Item = Place<'_>> {
    join::hosts(effect).map(Place::On).chain([Place::Wide])
}

fn by_host_and_entity<'e>(library: &Library, on: &[Join], effect: &'e Episode) -> Vec<Wanted<'e>> {
    let named = join::hosts(effect).next().is_some();
    let rest = if named && on.iter().any(is_of_host) { Place::Nowhere } else { Place::Anywhere };
    let kind = on.iter().find_map(|demand| match demand {
        Join::Entity(kind) => Some(Kind(*kind)),
        _ => None,
    });
    let Some(kind) = kind.filter(|kind| join::values(effect, *kind).next().is_some()) else {
        return with_near(effect, SAME_HOST, (About::Anything, rest, CLUSTER_ONLY));
    };
    let apart = rest == Place::Nowhere || (named && library.kinds.scope(kind) == Scope::Host);
    let mut all = with_near(effect, SAME_HOST, (About::Lacking(kind), rest, CLUSTER_ONLY));
    for entity in join::values(effect, kind) {
        let same = About::Entity(kind, library.kinds.stem(kind, &entity.value));
        match apart {
            true => all.extend(near(effect).chain([Place::Nowhere]).map(|place| (same, place, SAME_ENTITY))),
            false => all.push((same, Place::Anywhere, SAME_ENTITY)),
        }
    }
    all
}
