//! What an incident is told with beside its members: the boots that its latent causes waited for, and what recovered.
//!
//! ```text
//! 02-19  a driver was not built               member, latent
//! 03-06  a reboot was requested               it waited for this: no link leads to it, and it is told all the same
//! 03-06  the kernel found no root             member
//! 03-06  the scheduler has its lease again    recovered
//! ```

use std::collections::BTreeSet;

use crate::cascade::constants::JOIN_BLAME;
use crate::episode::Chronicle;
use crate::model::{Incident, Link, Role};
use crate::rule::Library;

/// Recoveries that are told with one incident.
const MOST: usize = 12;

/// Adds them to the timeline of an incident, each where its time is.
pub(in crate::cascade) fn add(library: &Library, chronicle: &Chronicle, links: &[Link], incident: &mut Incident) {
    let known: BTreeSet<usize> = incident.timeline.iter().chain(&incident.also_seen).copied().collect();
    let latent = incident.links.iter().map(|&k| &links[k]).filter(|link| link.blame >= JOIN_BLAME);
    let boots = latent.filter_map(|link| link.fired_by);
    let recovered = recovered(library, chronicle, incident);
    let beside: BTreeSet<usize> = boots.chain(recovered).filter(|index| !known.contains(index)).collect();
    for index in beside {
        let began = |i: usize| chronicle.episodes[i].began;
        let later = incident.timeline.iter().position(|&i| began(i) > began(index));
        incident.timeline.insert(later.unwrap_or(incident.timeline.len()), index);
    }
}

/// The first recovery of each kind on each host of an incident, in its time.
fn recovered<'c>(
    library: &'c Library,
    chronicle: &'c Chronicle,
    incident: &'c Incident,
) -> impl Iterator<Item = usize> + 'c {
    let mut kinds = BTreeSet::new();
    let during = incident.start.ns..=incident.end.ns;
    let all = chronicle.episodes.iter().enumerate().filter(move |(_, e)| {
        let is_recovery = library.condition(e.key.condition).role == Role::Recovery;
        is_recovery && during.contains(&e.began.ns) && e.key.host.as_ref().is_some_and(|h| incident.hosts.contains(h))
    });
    all.filter(move |(_, e)| kinds.insert((e.key.condition, &e.key.host))).map(|(index, _)| index).take(MOST)
}
