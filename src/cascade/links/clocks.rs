//! How far the clocks of the hosts of two episodes may be apart.

use super::join;
use crate::cascade::constants::CLOCK_SIGMA;
use crate::episode::Chronicle;
use crate::model::Episode;

/// How far the clocks of two hosts may be apart.
#[derive(Debug)]
pub(super) struct Clocks {
    /// By episode: how far ahead and how far behind the reference the clocks of its hosts may be, nanoseconds.
    spread: Vec<Option<(i64, i64)>>,
    /// The furthest that any two clocks may be apart.
    pub(super) most: i64,
}

impl Clocks {
    pub(super) fn new(chronicle: &Chronicle) -> Self {
        let spread = |episode: &Episode| {
            let known = join::hosts(episode).filter_map(|host| chronicle.offsets.get(host));
            let parts = known.map(|o| (o.uncertainty_ns + o.ns, o.uncertainty_ns - o.ns));
            parts.reduce(|a, b| (a.0.max(b.0), a.1.max(b.1)))
        };
        let spread: Vec<_> = chronicle.episodes.iter().map(spread).collect();
        let all = spread.iter().flatten().copied().reduce(|a, b| (a.0.max(b.0), a.1.max(b.1)));
        Clocks { most: all.map_or(0, |(ahead, behind)| ahead + behind).max(CLOCK_SIGMA), spread }
    }

    /// How far the clocks behind two episodes on other hosts may be apart, nanoseconds: what shared facts tell, and
    /// never less than what clocks differ by anyway.
    pub(super) fn apart(&self, i: usize, j: usize) -> i64 {
        let doubt = self.spread[i].zip(self.spread[j]).map(|(i, j)| (i.0 + j.1).max(i.1 + j.0));
        doubt.unwrap_or(0).max(CLOCK_SIGMA)
    }
}
