//! The host of a pod's own log, where its collection does not name one.
//!
//! ```text
//! w-2, kubelet  "Error syncing pod" pod="shop/web-1"        the kubelet of w-2 runs the pod shop/web-1,
//! (no host)     web-1 app 2026-03-14T03:31:33Z panic: ...   so what the pod printed was printed on w-2
//! n1, a list of pods  pod shop/web-2 ... node=n1            the same, told by a list
//! ```
//!
//! `stern` and `kubectl logs` know the pod and not the node. A pod that two nodes speak of moved, and tells nothing.

use std::collections::BTreeSet;

use crate::episode::drafts::Draft;
use crate::episode::intake::InputLog;
use crate::episode::intake::homes::Homes;
use crate::model::{Entity, Episode, Kind, StreamSet};
use crate::rule::Library;

/// Programs that speak of the pods of their own node only.
const AGENTS: [&str; 4] = ["kubelet", "containerd", "crio", "docker"];
/// Hosts that one episode is given.
const MOST: usize = 8;

/// Gives episodes that no host printed the hosts of their pods.
pub fn fill(library: &Library, logs: &[InputLog], drafts: &mut [Draft]) {
    let Some(kind) = library.kinds.find("pod") else { return };
    let mut known = known(library, kind, drafts);
    logs.iter().for_each(|log| known.merge(&log.homes));
    for Draft { episode, .. } in drafts.iter_mut().filter(|d| is_homeless(&d.episode)) {
        let hosts: BTreeSet<Box<str>> =
            pods(episode, kind).filter_map(|pod| known.get(&pod.value)).take(MOST).collect();
        episode.observers = hosts.into_iter().collect();
    }
}

fn is_homeless(episode: &Episode) -> bool {
    episode.key.host.is_none() && episode.observers.is_empty()
}

/// What the agents of nodes tell.
fn known(library: &Library, kind: Kind, drafts: &[Draft]) -> Homes {
    let named = AGENTS.iter().filter_map(|name| library.streams.find(name));
    let agents = named.fold(StreamSet::default(), StreamSet::with);
    let by_agent = |d: &&Draft| streams(library, &d.episode).meets(agents);
    let mut known = Homes::default();
    for Draft { episode, .. } in drafts.iter().filter(by_agent) {
        let [host] = episode.observers.as_slice() else { continue };
        pods(episode, kind).for_each(|pod| known.learn(&pod.value, host));
    }
    known
}

fn streams(library: &Library, episode: &Episode) -> StreamSet {
    let own = library.signatures_of(episode.key.condition).iter().filter(|s| !s.ends);
    let all = own.map(|s| StreamSet(s.from)).filter(|from| *from != StreamSet::ANY);
    all.fold(StreamSet::default(), StreamSet::with)
}

fn pods(episode: &Episode, kind: Kind) -> impl Iterator<Item = &Entity> {
    episode.entities().filter(move |e| e.kind == kind)
}
