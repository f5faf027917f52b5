//! The links between conditions.

use super::{Builder, Source};
use crate::rule::file::{LinkRow, Name};
use crate::rule::library::{Join, LinkRule};

impl Builder<'_> {
    pub(super) fn link(&mut self, index: u16, forward: bool, source: &Source, row: &LinkRow) {
        let Some(other) = self.id(source, &row.condition) else { return };
        let (from, to) = if forward { (index, other) } else { (other, index) };
        let on = row.on.iter().filter_map(|name| self.join(source, name)).collect();
        let lag = (row.lag.0.0, row.lag.1.0);
        let rule = LinkRule { from, to, strength: row.strength, lag, on, because: row.because.clone().into() };
        self.links.push((rule, usize::from(index), row.condition.span()));
    }

    fn join(&mut self, source: &Source, name: &Name) -> Option<Join> {
        match name.get_ref().as_str() {
            "host" => Some(Join::Host),
            "boot" => Some(Join::Boot),
            "next-boot" => Some(Join::NextBoot),
            "peer" => Some(Join::Peer),
            "guest" => Some(Join::Guest),
            "all-hosts" => Some(Join::AllHosts),
            "cluster" => Some(Join::Cluster),
            _ => self.kind(source, name).map(Join::Entity),
        }
    }

    /// Orders the links and refuses one that stands twice.
    pub(super) fn sort_links(&mut self, sources: &[Source]) {
        self.links.sort_by_key(|(rule, owner, _)| (rule.from, rule.to, *owner));
        for pair in self.links.windows(2) {
            let ((a, _, _), (b, owner, place)) = (&pair[0], &pair[1]);
            if (a.from, a.to) == (b.from, b.to) {
                let what = format!(
                    "the link {} -> {} stands twice",
                    sources[usize::from(b.from)].id,
                    sources[usize::from(b.to)].id
                );
                self.errors.push(sources[*owner].error(place.clone(), what, "keep one of the two"));
            }
        }
    }
}
