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
        let named: BTreeSet<Box<str>> = named(library, episode, &known).cloned().collect();
        episode.observers.extend(named);
        episode.observers.sort_unstable();
        episode.observers.dedup();
    }
}

fn is_of_nobody(episode: &Episode) -> bool {
    episode.key.host.is_none() && !episode.observers.is_empty()
}

/// The machines that logged anything, by their full and short names.
fn known(drafts: &[Draft]) -> BTreeMap<Box<str>, Box<str>> {
    let hosts: BTreeSet<&Box<str>> = drafts.iter().flat_map(|d| &d.episode.observers).collect();
    let long = hosts.into_iter().filter(|host| host.len() >= LEAST);
    long.flat_map(|host| [host.clone(), short(host).into()].map(|name| (name, host.clone()))).collect()
}

fn short(host: &str) -> &str {
    host.split_once('.').map_or(host, |(name, _)| name)
}

fn named<'k>(
    library: &Library,
    episode: &Episode,
    known: &'k BTreeMap<Box<str>, Box<str>>,
) -> impl Iterator<Item = &'k Box<str>> {
    let all = episode.key.about.iter().chain(&episode.also).filter(|e| library.kinds.names_machines(e.kind));
    all.flat_map(|e| e.value.split(BETWEEN)).filter_map(|part| known.get(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_machines() {
        assert_eq!(short("edge-1.example.org"), "edge-1");
        assert_eq!(short("edge-1"), "edge-1");
        let parts: Vec<&str> = "app/edge-1:8080".split(BETWEEN).collect();
        assert_eq!(parts, ["app", "edge-1", "8080"]);
    }
}
