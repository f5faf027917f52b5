//! Machines that another one speaks of: a load balancer, a peer or a client names who fails it.
//!
//! ```text
//! lb-1, haproxy   Server app/edge-1 is DOWN     edge-1 has logs of its own: what failed there may be why
//! lb-1, haproxy   Server app/srv2 is DOWN       no machine of that name is known: it is only a name
//! ```
//!
//! Only what is about no host by itself gets the machine beside those that logged it.

use std::collections::{BTreeMap, BTreeSet};

use crate::episode::drafts::Draft;
use crate::model::Episode;
use crate::rule::Library;

/// Bytes of a host's name: shorter ones are words as well.
const LEAST: usize = 4;
/// Marks between the parts of what a line names.
const BETWEEN: [char; 8] = ['/', ':', '@', ',', '(', ')', '[', ']'];

/// Adds the machines that are spoken of.
pub fn add(library: &Library, drafts: &mut [Draft]) {
    let known = known(drafts);
    for Draft { episode, .. } in drafts.iter_mut().filter(|d| is_of_nobody(&d.episode)) {
        let named: Vec<Box<str>> = named(library, episode, &known).cloned().collect();
        if named.is_empty() {
            continue;
        }
        episode.observers.extend(named);
        episode.observers.sort_unstable();
        episode.observers.dedup();
    }
}

fn is_of_nobody(episode: &Episode) -> bool {
    episode.key.host.is_none() && !episode.observers.is_empty()
}

/// The machines that logged anything, by their full names, and by short ones that only one of them has.
fn known(drafts: &[Draft]) -> BTreeMap<Box<str>, Box<str>> {
    names(drafts.iter().flat_map(|d| &d.episode.observers).map(|host| &**host).collect())
}

fn names(hosts: BTreeSet<&str>) -> BTreeMap<Box<str>, Box<str>> {
    let mut known: BTreeMap<Box<str>, BTreeSet<&str>> = BTreeMap::new();
    for host in hosts.into_iter().filter(|host| host.len() >= LEAST) {
        for name in [host, short(host)] {
            known.entry(name.into()).or_default().insert(host);
        }
    }
    let only = |(name, of): (Box<str>, BTreeSet<&str>)| match of.len() {
        1 => of.first().map(|host| (name, (*host).into())),
        _ => None,
    };
    known.into_iter().filter_map(only).collect()
}

fn short(host: &str) -> &str {
    host.split_once('.').map_or(host, |(name, _)| name)
}

fn named<'k>(
    library: &Library,
    episode: &Episode,
    known: &'k BTreeMap<Box<str>, Box<str>>,
) -> impl Iterator<Item = &'k Box<str>> {
    let all = episode.entities().filter(|e| library.kinds.names_machines(e.kind));
    all.flat_map(|e| e.value.split(BETWEEN)).filter_map(|part| known.get(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_that_of_one_machine() {
        let hosts: Vec<Box<str>> = ["db-1.east", "db-1.west", "edge-1.east", "lb"].map(Into::into).into();
        let known = names(hosts.iter().map(|host| &**host).collect());
        let of = |name: &str| known.get(name).map(|host| &**host);
        assert_eq!([of("edge-1"), of("edge-1.east")], [Some("edge-1.east"); 2]);
        assert_eq!([of("db-1"), of("lb")], [None; 2]);
        assert_eq!(of("db-1.west"), Some("db-1.west"));
    }
}
