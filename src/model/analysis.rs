//! Everything a report needs, in one place.

use super::{Baseline, BundleFacts, Episode, Incident, Link, Notice, PassedOver, Stamp, StreamSet, Tuned, Unexplained};

/// What is known of one input after it was read.
#[derive(Clone, Debug, Default)]
pub struct InputFacts {
    /// As named, or the path under a named directory; `stdin` for a pipe.
    pub path: String,
    /// Names of the formats met, most records first.
    pub formats: Vec<&'static str>,
    /// The host, where the path or the content tells.
    pub host: Option<Box<str>>,
    /// Bytes after decompression.
    pub bytes: u64,
    /// Lines: exact.
    pub lines: u64,
    /// Records: exact unless `sampled`.
    pub records: u64,
    /// Records that no format knew.
    pub unparsed: u64,
    /// Whether `records` and `unparsed` count only a sample.
    pub sampled: bool,
    /// First and last time.
    pub span: Option<(Stamp, Stamp)>,
    /// How the zone was found ("UTC, assumed"), empty when every line carries it.
    pub zone: String,
    /// How the year was found, empty when every line carries it.
    pub year: String,
    /// How the date was found, empty when no line shows a time of day alone.
    pub date: String,
    /// How the start of its last boot was found, empty when no time counts from a boot or nothing tells its start.
    pub boot: &'static str,
    /// The boots that its times count from and that nothing dates, in order.
    pub unplaced: Vec<UnplacedBoot>,
    /// How its records were put in order, empty when they stand in the order of time.
    pub order: &'static str,
    /// Streams met.
    pub streams: StreamSet,
    /// What is known of the input beside its records: state, features and machine of a journal. Mostly empty.
    pub detail: String,
    /// Its place among all inputs, those that could not be read included: what a quote's place refers to.
    pub place: u32,
}

/// A boot that nothing dates: its times stay times since it began.
#[derive(Clone, Debug)]
pub struct UnplacedBoot {
    /// Its id, or a number of ours.
    pub key: u128,
    /// First record.
    pub start: Stamp,
    /// Last record.
    pub end: Stamp,
}

/// One boot of a host.
#[derive(Clone, Debug)]
pub struct BootSpan {
    /// Boot id, or `boot-1` ... where none is known.
    pub id: String,
    /// First record.
    pub start: Stamp,
    /// Last record.
    pub end: Stamp,
    /// `clean`, `panic`, `watchdog`, `power-loss`, `unclean`, `unknown`, or `running` for the last one.
    pub ended_by: &'static str,
}

/// What is known of one host.
#[derive(Clone, Debug)]
pub struct HostFacts {
    /// Its name.
    pub name: Box<str>,
    /// Its clock against the others', seconds; positive is ahead.
    pub clock_offset_s: f64,
    /// How far that may be off, seconds.
    pub clock_uncertainty_s: f64,
    /// In order.
    pub boots: Vec<BootSpan>,
}

/// The result of a run.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// In the order they were read.
    pub inputs: Vec<InputFacts>,
    /// By name.
    pub hosts: Vec<HostFacts>,
    /// Every episode; the others refer to it by index.
    pub episodes: Vec<Episode>,
    /// Every link between two episodes that holds; sorted by effect.
    pub links: Vec<Link>,
    /// Most severe first.
    pub incidents: Vec<Incident>,
    /// Episodes that are part of no incident.
    pub minor: Vec<usize>,
    /// Shapes of records that no rule knows and that came up just before an incident, what matters most first.
    pub unexplained: Vec<Unexplained>,
    /// Such shapes that are not listed for lack of room, and their records.
    pub unexplained_more: (usize, u64),
    /// The comparison with a healthy log.
    pub baseline: Option<Baseline>,
    /// What each entry of the site's tuning did, in the order of the entries.
    pub tuned: Vec<Tuned>,
    /// By kind.
    pub notices: Vec<Notice>,
    /// Bundles that were recognised.
    pub bundles: Vec<BundleFacts>,
    /// Files that were not read, and why, by name.
    pub passed: Vec<PassedOver>,
    /// Whether the run was stopped before the end of the input.
    pub partial: bool,
    /// Records that the options leave; counted where they leave some out and nothing was found.
    pub chosen: Option<u64>,
}
