//! What made a host boot: the end or the request that a latent cause waited for.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use super::join;
use crate::episode::Chronicle;
use crate::model::Episode;
use crate::model::stamp::MINUTE;
use crate::rule::Library;

/// Conditions that tell of the end of a boot, the most telling first.
const ENDS: [&str; 6] = [
    "boot.simultaneous-reboot",
    "boot.power-loss",
    "boot.watchdog-reset",
    "boot.shutdown-requested",
    "boot.unclean",
    "boot.shutdown-clean",
];

/// The episodes that ended boots, by host.
#[derive(Debug)]
pub(super) struct Starts<'c> {
    chronicle: &'c Chronicle,
    /// Place in the list above and place of the episode.
    ends: HashMap<&'c str, Vec<(usize, usize)>>,
}

impl<'c> Starts<'c> {
    pub(super) fn new(library: &Library, chronicle: &'c Chronicle) -> Self {
        let ids = ENDS.map(|name| library.id(name));
        let mut ends: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
        for (index, episode) in chronicle.episodes.iter().enumerate() {
            let rank = ids.iter().position(|id| *id == Some(episode.key.condition));
            let hosts = rank.into_iter().flat_map(|rank| join::hosts(episode).map(move |host| (host, rank)));
            hosts.for_each(|(host, rank)| ends.entry(host).or_default().push((rank, index)));
        }
        Starts { chronicle, ends }
    }

    /// Start of the boot that an episode happened in, nanoseconds UTC.
    pub(super) fn of(&self, episode: &Episode) -> Option<i64> {
        let host = join::hosts(episode).next()?;
        let boots = &self.chronicle.hosts.get(host)?.boots;
        episode.boot.and_then(|i| boots.get(i)).map(|b| b.start)
    }

    /// The episode that made a host boot at `at`: the nearest end or request before it.
    pub(super) fn trigger(&self, effect: &Episode, at: i64) -> Option<usize> {
        let of_host: BTreeSet<&(usize, usize)> =
            join::hosts(effect).filter_map(|host| self.ends.get(host)).flatten().collect();
        let episode = |index: usize| &self.chronicle.episodes[index];
        let before = |e: &Episode| e.seen.ns <= at + MINUTE && e.boot < effect.boot.or(Some(usize::MAX));
        let near = of_host.into_iter().filter(|(_, index)| before(episode(*index)));
        near.map(|&(rank, index)| (episode(index).boot, Reverse(rank), index)).max().map(|(.., index)| index)
    }
}
