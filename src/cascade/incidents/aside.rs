//! What went on beside an incident: episodes of its hosts and its time that no link ties to it.

use std::collections::{BTreeSet, HashMap};

use crate::cascade::constants::ALSO_SEEN;
use crate::cascade::links::join;
use crate::model::{Episode, Severity};

/// Episodes that are part of no incident, by host and in order of onset.
#[derive(Debug)]
pub struct Aside<'e> {
    episodes: &'e [Episode],
    by_host: HashMap<&'e str, Vec<usize>>,
}

impl<'e> Aside<'e> {
    /// All but those that are `taken`.
    #[must_use]
    pub fn new(episodes: &'e [Episode], taken: &BTreeSet<usize>) -> Self {
        let mut by_host: HashMap<&str, Vec<usize>> = HashMap::new();
        let free = (0..episodes.len()).filter(|i| episodes[*i].severity >= Severity::Low && !taken.contains(i));
        for index in free {
            join::hosts(&episodes[index]).for_each(|host| by_host.entry(host).or_default().push(index));
        }
        Aside { episodes, by_host }
    }

    /// Episodes of the same hosts at the same time that no link ties to a group.
    #[must_use]
    pub fn also_seen(&self, group: &[usize]) -> Vec<usize> {
        let members = || group.iter().map(|&i| &self.episodes[i]);
        let hosts: BTreeSet<&str> = members().flat_map(join::hosts).collect();
        let worst = members().filter(|e| e.severity >= Severity::Medium).map(|e| e.began.ns);
        let spans = spans(worst.collect());
        let of_hosts = hosts.iter().filter_map(|host| self.by_host.get(host));
        let seen = of_hosts.flat_map(|all| spans.iter().flat_map(|span| self.within(all, *span)));
        seen.copied().collect::<BTreeSet<usize>>().into_iter().collect()
    }

    fn within<'a>(&self, all: &'a [usize], (from, to): (i64, i64)) -> &'a [usize] {
        let began = |i: &usize| self.episodes[*i].began.ns;
        let first = all.partition_point(|i| began(i) < from);
        &all[first..first + all[first..].partition_point(|i| began(i) <= to)]
    }
}

/// The time around moments, as spans that do not touch.
fn spans(mut moments: Vec<i64>) -> Vec<(i64, i64)> {
    moments.sort_unstable();
    let mut spans: Vec<(i64, i64)> = Vec::new();
    for at in moments {
        match spans.last_mut().filter(|span| at - ALSO_SEEN <= span.1) {
            Some(span) => span.1 = at + ALSO_SEEN,
            None => spans.push((at - ALSO_SEEN, at + ALSO_SEEN)),
        }
    }
    spans
}
