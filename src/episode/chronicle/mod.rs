//! What happened: the episodes on one time line, and what else the inputs tell of the hosts.

mod facts;
pub mod holes;

use std::collections::BTreeMap;

use crate::episode::boots::HostBoots;
use crate::episode::clocks::Clockwork;
use crate::episode::clocks::offsets::Offset;
use crate::episode::intake::track::Minute;
use crate::episode::names::machines::Machines;
use crate::model::{ConditionId, Episode, InputFacts, Notice, Stamp, Tuned};
use holes::Hole;

/// What happened, in order.
#[derive(Debug, Default)]
pub struct Chronicle {
    /// In order of onset.
    pub episodes: Vec<Episode>,
    /// By host.
    pub hosts: BTreeMap<Box<str>, HostBoots>,
    /// Life of each host by minute, UTC; `None` is input that names no host.
    pub life: BTreeMap<Option<Box<str>>, BTreeMap<i64, Minute>>,
    /// Clocks of hosts against each other, where shared facts tell.
    pub offsets: BTreeMap<Box<str>, Offset>,
    /// Contradictions in the evidence: time and a line.
    pub contradictions: Vec<(Stamp, Option<Box<str>>, String)>,
    /// Records that their sources say they dropped.
    pub holes: Vec<Hole>,
    /// Patterns that cannot be told for lack of data: the condition and why.
    pub cannot_tell: Vec<(ConditionId, String)>,
    /// First and last time of all.
    pub span: Option<(Stamp, Stamp)>,
    /// Facts of the inputs, times filled in.
    pub inputs: Vec<InputFacts>,
    /// How the times of each input became UTC.
    pub works: Vec<Clockwork>,
    /// Other names of machines.
    pub machines: Machines,
    /// What each entry of the site's tuning did.
    pub tuned: Vec<Tuned>,
    /// Trouble.
    pub notices: Vec<Notice>,
}

impl Chronicle {
    /// The last minute in which each host printed anything, counted from 1970; `None` is input that names no host.
    pub fn last_minutes(&self) -> impl Iterator<Item = (Option<&str>, i64)> {
        self.life.iter().filter_map(|(host, life)| Some((host.as_deref(), *life.keys().next_back()?)))
    }
}
