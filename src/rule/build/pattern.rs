//! The patterns of a condition.

use super::{Builder, Source};
use crate::rule::file::{AliveRow, PatternRow};
use crate::rule::library::{Alive, Pattern};

impl Builder<'_> {
    pub(super) fn pattern(&mut self, source: &Source, row: &PatternRow) -> Pattern {
        let during = row.during.as_ref().and_then(|w| Some((self.id(source, &w.condition)?, w.at_least)));
        let alive = row.alive.iter().map(|a| self.alive(source, a)).collect();
        Pattern {
            kind: row.kind,
            of: self.id_list(source, &row.of),
            by: self.kind_list(source, &row.by),
            within: row.within.unwrap_or_default().0,
            at_least: row.at_least,
            distinct: row.distinct.as_ref().and_then(|name| self.kind(source, name)),
            order: row.order,
            unless: self.id_list(source, &row.unless),
            severity: row.gives.as_ref().and_then(|g| g.severity),
            sure: row.gives.as_ref().and_then(|g| g.sure).unwrap_or(0.9),
            during,
            expect: self.id_list(source, &row.expect),
            for_ns: row.for_long.unwrap_or_default().0,
            alive,
            ended: row.ended.clone(),
        }
    }

    fn alive(&mut self, source: &Source, row: &AliveRow) -> Alive {
        let stream = self.stream(source, &row.stream);
        Alive { stream, name: row.stream.get_ref().clone(), within: row.within.0, at_least: row.at_least }
    }
}
