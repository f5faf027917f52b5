//! What ends a container at each start is as old as its loop, though its log holds only the last tries.
//!
//! ```text
//! 10:00:03  kubelet   back-off 5m0s restarting failed container     the loop is there when the logs begin
//! 10:04:54  its log   listen tcp :8080: address already in use      the only try that is left: it failed before like this
//! ```
//!
//! Of several defects of one container the first one counts: another that comes later was not there before.

use std::collections::{BTreeSet, HashMap};

use crate::model::stamp::SECOND;
use crate::model::{ConditionId, Entity, Episode, Kind, Role, Stamp};
use crate::rule::{Join, Lasts, Library};

/// What is said of a container that ends at each start.
const LOOP: &str = "kubelet.crash-loop";
/// A loop that is seen so long before its defect was there before it.
const BEFORE: i64 = 5 * SECOND;

/// Dates each first defect of a looping container back to where its loop began, and leaves the order as it is.
pub fn date_back(library: &Library, episodes: &mut [Episode]) {
    let Some(id) = library.id(LOOP) else { return };
    let loops: Vec<usize> = (0..episodes.len()).filter(|&i| episodes[i].key.condition == id).collect();
    if loops.is_empty() {
        return;
    }
    let pod = library.kind("pod");
    let first = first_defects(library, episodes, id, pod);
    for at in loops {
        let (began, last) = (episodes[at].began, episodes[at].last.ns);
        if let Some(&index) = of(&episodes[at], pod).and_then(|pod| first.get(pod)) {
            back_to(&mut episodes[index], began, last);
        }
    }
}

/// Dates a defect back to where a loop began that it was seen in.
fn back_to(defect: &mut Episode, began: Stamp, last: i64) {
    if defect.seen.ns <= last && defect.began.ns > began.ns + BEFORE {
        defect.onset_sigma_ns = defect.onset_sigma_ns.max((defect.seen.ns - began.ns) / 2);
        defect.began = began;
    }
}

/// The first defect of each pod that makes its containers loop.
fn first_defects(library: &Library, episodes: &[Episode], looping: ConditionId, pod: Kind) -> HashMap<Entity, usize> {
    let causes = library.causes_of(looping).filter(|rule| rule.on.contains(&Join::Entity(pod.0)));
    let ends_it: BTreeSet<u16> = causes.map(|rule| rule.from).collect();
    let mut first = HashMap::new();
    for (index, episode) in episodes.iter().enumerate().filter(|(_, e)| ends_it.contains(&e.key.condition.0)) {
        if let Some(pod) = of(episode, pod).filter(|_| is_defect(library, episode)) {
            first.entry(pod.clone()).or_insert(index);
        }
    }
    first
}

/// The one pod that an episode is about or that printed it.
fn of(episode: &Episode, pod: Kind) -> Option<&Entity> {
    let mut all = episode.entities().filter(|e| e.kind == pod);
    let only = all.next()?;
    all.all(|other| other == only).then_some(only)
}

fn is_defect(library: &Library, episode: &Episode) -> bool {
    let condition = library.condition(episode.key.condition);
    condition.lasts != Lasts::Moment && matches!(condition.role, Role::Cause | Role::Fault)
}
