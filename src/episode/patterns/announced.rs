//! Work that was announced: who finds nobody while it goes on is no reason for an alarm.
//!
//! ```text
//! 20:52:10  db-1   wall    [maintenance] database from 21:00 to 21:30
//! 21:00:30  db-1           the server is told to stop
//! 21:00:34  app-1          clients cannot reach it  x49      on another host, and over before the data end: expected
//! ```
//!
//! It excuses no defect, nothing critical, and nothing that goes on.

use std::collections::{BTreeMap, BTreeSet};

use super::expected::{SETTLED, data_end};
use crate::episode::boots::HostBoots;
use crate::episode::drafts::Draft;
use crate::model::stamp::HOUR;
use crate::model::{ConditionId, Role, Severity};
use crate::rule::Library;

/// What was announced is over after this long.
const LONGEST: i64 = 2 * HOUR;

/// What says that work is about to begin.
const ANNOUNCED: &str = "boot.maintenance-announced";

/// When work was announced, and when the data end, nanoseconds UTC.
#[derive(Debug)]
pub struct Announced {
    at: Vec<i64>,
    end: i64,
}

impl Announced {
    /// Of these drafts.
    #[must_use]
    pub fn of(library: &Library, drafts: &[Draft], hosts: &BTreeMap<Box<str>, HostBoots>) -> Self {
        let id = library.id(ANNOUNCED);
        let told = drafts.iter().filter(|draft| Some(draft.episode.key.condition) == id);
        Announced { at: told.map(|draft| draft.episode.seen.ns).collect(), end: data_end(hosts) }
    }

    /// Whether there was any.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.at.is_empty()
    }

    /// Whether a draft is an effect of a host that is away (`reach`) which came and went in the time of the work.
    #[must_use]
    pub fn excuse(&self, library: &Library, reach: &BTreeSet<ConditionId>, draft: &Draft) -> bool {
        let episode = &draft.episode;
        let role = library.condition(episode.key.condition).role;
        let effect = matches!(role, Role::Step | Role::Symptom) && reach.contains(&episode.key.condition);
        let is_over = episode.last.ns + SETTLED <= self.end;
        let during = |at: &i64| episode.seen.ns >= *at && episode.last.ns <= at + LONGEST;
        effect && is_over && episode.severity < Severity::Critical && self.at.iter().any(during)
    }
}
