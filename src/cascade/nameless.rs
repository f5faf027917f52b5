//! Logs that name no host at all: a `dmesg > file`, the log of one pod. They are of one machine, whichever that is.
//!
//! Where some logs name their host and others do not, those that do not may be of any.

use crate::episode::Chronicle;
use crate::rule::Library;

/// The name that the one machine has in between.
const NAMELESS: &str = "";

/// What `ask` says of a chronicle in which nothing names a host, when all of it is of one; of any other as it is.
pub fn as_one<T>(library: &Library, chronicle: &mut Chronicle, ask: impl FnOnce(&Chronicle) -> T) -> T {
    if !is_of_one(library, chronicle) {
        return ask(chronicle);
    }
    chronicle.episodes.iter_mut().for_each(|e| e.observers = vec![NAMELESS.into()]);
    let said = ask(chronicle);
    chronicle.episodes.iter_mut().for_each(|e| e.observers.clear());
    said
}

/// Whether no host is named anywhere, and nothing tells of a cluster.
fn is_of_one(library: &Library, chronicle: &Chronicle) -> bool {
    let of_cluster = library.streams.find("k8s-event").map_or(0, |stream| stream.0);
    let minutes = || chronicle.life.values().flat_map(|life| life.values());
    chronicle.life.keys().all(Option::is_none)
        && minutes().all(|minute| minute.streams.0 & of_cluster == 0)
        && chronicle.episodes.iter().all(|e| e.key.host.is_none() && e.observers.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::baked;

    #[test]
    fn only_what_names_no_host_is_of_one() {
        let library = baked::library();
        let mut chronicle = Chronicle::default();
        chronicle.life.insert(None, [(0, Default::default())].into());
        assert!(is_of_one(&library, &chronicle));
        assert!(as_one(&library, &mut chronicle, |all| all.life.contains_key(&None)));
        chronicle.life.insert(Some("n1".into()), Default::default());
        assert!(!is_of_one(&library, &chronicle));
    }
}
