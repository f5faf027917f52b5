//! Logs that name no host: a `dmesg > file`, the log of one pod, a container's log beside the journal of its machine.
//!
//! Where no log names a host, or all that do name the same one, they are of one machine. Where several are named, those
//! that name none may be of any.

use std::collections::BTreeSet;

use crate::episode::Chronicle;
use crate::rule::Library;

/// The name that a machine has in between that none names.
const NAMELESS: &str = "";

/// What `ask` says of a chronicle when all that names no host is of the one machine there is; of any other as it is.
pub fn as_one<T>(library: &Library, chronicle: &mut Chronicle, ask: impl FnOnce(&Chronicle) -> T) -> T {
    let Some(name) = the_one(library, chronicle) else { return ask(chronicle) };
    let is_nameless = |index: &usize| {
        let episode = &chronicle.episodes[*index];
        episode.key.host.is_none() && episode.observers.is_empty()
    };
    let nameless: Vec<usize> = (0..chronicle.episodes.len()).filter(is_nameless).collect();
    nameless.iter().for_each(|&i| chronicle.episodes[i].observers.push(name.clone()));
    let said = ask(chronicle);
    nameless.iter().for_each(|&i| chronicle.episodes[i].observers.clear());
    said
}

/// The name of the only machine, when nothing without a host tells of a cluster.
fn the_one(library: &Library, chronicle: &Chronicle) -> Option<Box<str>> {
    let of_cluster = library.streams.find("k8s-event").map_or(0, |stream| stream.0);
    let mut minutes = chronicle.life.get(&None).into_iter().flat_map(|life| life.values());
    let named = chronicle.episodes.iter().flat_map(|e| e.key.host.iter().chain(&e.observers));
    let names: BTreeSet<&Box<str>> = chronicle.life.keys().flatten().chain(named).collect();
    let is_one = names.len() <= 1 && minutes.all(|minute| minute.streams.0 & of_cluster == 0);
    is_one.then(|| names.first().map_or_else(|| NAMELESS.into(), |name| (*name).clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::baked;

    #[test]
    fn what_names_no_host_is_of_the_only_one() {
        let library = baked::library();
        let mut chronicle = Chronicle::default();
        chronicle.life.insert(None, [(0, Default::default())].into());
        assert_eq!(the_one(&library, &chronicle).as_deref(), Some(NAMELESS));
        assert!(as_one(&library, &mut chronicle, |all| all.life.contains_key(&None)));
        chronicle.life.insert(Some("n1".into()), Default::default());
        assert_eq!(the_one(&library, &chronicle).as_deref(), Some("n1"));
        chronicle.life.insert(Some("n2".into()), Default::default());
        assert_eq!(the_one(&library, &chronicle), None);
    }
}
