//! What is kept of one input.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::aliases::Aliases;
use super::cells::{Observed, Patience};
use super::holds::Holds;
use super::homes::Homes;
use super::index::TimeIndex;
use super::segments::BootKey;
use super::track::Track;
use crate::model::{BundleClock, Clock, ConditionId, Entity, EpisodeKey, InputFacts, RawTime};
use crate::time::pairs::Pairs;

/// What makes findings of one input part of the same cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// Condition, host and entities.
    pub key: EpisodeKey,
    /// The clock of its times.
    pub clock: Clock,
    /// The boot, for times since boot; the epoch of a wall clock.
    pub boot: BootKey,
}

/// A line that ended something.
#[derive(Clone, Debug)]
pub struct End {
    /// When.
    pub time: RawTime,
    /// In which boot, for times since boot; in which epoch of a wall clock.
    pub boot: BootKey,
    /// What it ended.
    pub condition: ConditionId,
    /// On which host.
    pub host: Option<Box<str>>,
    /// About what.
    pub entities: Vec<Entity>,
}

/// Everything kept of one input.
#[derive(Debug, Default)]
pub struct InputLog {
    /// Findings, folded.
    pub cells: BTreeMap<CellKey, Observed>,
    /// How far apart the findings of a run may be.
    pub patience: Patience,
    /// Ends.
    pub ends: Vec<End>,
    /// By host; apart from the map, whose nodes have room for eleven.
    pub tracks: BTreeMap<Option<Box<str>>, Box<Track>>,
    /// Whether the host of its path is a guess that none of its records bears out.
    pub is_guess: bool,
    /// Whether its shape is known though it may hold no record.
    pub is_known: bool,
    /// Names of the same things.
    pub aliases: Aliases,
    /// First time that a host noted a fact which all hosts note at the same moment, with the boot of its clock.
    pub instants: BTreeMap<(Box<str>, Entity), (RawTime, BootKey)>,
    /// Lines with two clocks.
    pub pairs: Pairs,
    /// Lines whose message names a moment in UTC: weaker, used where no line has two clocks.
    pub told: Pairs,
    /// Lines that print the offset of their own time; they are among those above.
    pub offsets: Pairs,
    /// The first and the last moment that lines tell for certain, nanoseconds UTC: these date stamps without a year.
    pub dated: Option<(i64, i64)>,
    /// Which of [`SHARED`](crate::time::zone::SHARED) its stamps bear, a bit each.
    pub zones: u8,
    /// Whether a stamp without its year is of 29 February.
    pub of_leap_year: bool,
    /// Pods and the node that each runs on, as lists of pods tell; none for pods of several.
    pub homes: Homes,
    /// First and last time on each clock.
    pub spans: BTreeMap<(Clock, BootKey), (i64, i64)>,
    /// Facts for the report; its times are filled in later.
    pub facts: InputFacts,
    /// Records without a time of their own.
    pub timeless: u64,
    /// Records that begin with a time that cannot be.
    pub wild: u64,
    /// Records with NUL bytes.
    pub torn: u64,
    /// Records with escapes of a terminal.
    pub coloured: u64,
    /// Records with bytes that are no UTF-8.
    pub not_utf8: u64,
    /// Records whose message journalctl left out.
    pub left_out: u64,
    /// Records longer than the limit.
    pub long_records: u64,
    /// Long records with more signatures than were tried.
    pub crowded: u64,
    /// Bytes of giant records that were passed over.
    pub skipped: u64,
    /// Time of the file, for a year that nothing else tells.
    pub modified_ns: Option<i64>,
    /// When it was collected, as its name or a line of it tells.
    pub collected: Option<RawTime>,
    /// The pod and container whose own log it is, as its path tells; its clock is its own.
    pub container: Option<String>,
    /// The clocks of the bundle it lies in.
    pub clock: Option<Arc<BundleClock>>,
    /// Where in the input which time lies.
    pub index: TimeIndex,
    /// Where the records begin that a signature holds on.
    pub holds: Holds,
}
