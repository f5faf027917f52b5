//! Holes in the logs: records that their own source says it dropped. What is not there proves nothing.
//!
//! ```text
//! 04:44:30 systemd-journald[412]: Suppressed 21877 messages from containerd.service
//! 04:44:31 kernel: net_ratelimit: 118 callbacks suppressed
//! ```

use crate::episode::drafts::Draft;
use crate::model::stamp::SECOND;
use crate::model::{Episode, StreamSet};
use crate::rule::Library;
use crate::rule::streams::Origin;
use crate::time::show;

/// The condition that such lines are signs of.
const DROPPED: &str = "systemd.journal-suppressed";
/// How long before the notice records were dropped already: journald's interval, and the longest of those named here.
const INTERVAL: i64 = 30 * SECOND;

/// A stretch in which records of one source were dropped, UTC nanoseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// On which host.
    pub host: Option<Box<str>>,
    /// Of whom: a unit, or `the kernel`; empty when nothing tells.
    pub of: Box<str>,
    /// Of which streams.
    pub streams: StreamSet,
    /// From when.
    pub from: i64,
    /// Until when.
    pub to: i64,
}

impl Hole {
    /// Whether records of a stream may be missing on a host (on any, when none is named) in a stretch of time.
    #[must_use]
    pub fn hides(&self, streams: StreamSet, host: Option<&str>, from: i64, to: i64) -> bool {
        let there = host.is_none() || self.host.is_none() || self.host.as_deref() == host;
        there && self.streams.meets(streams) && self.from <= to && from <= self.to
    }

    /// The hole in words.
    #[must_use]
    pub fn told(&self) -> String {
        let of = if self.of.is_empty() { String::new() } else { format!(" of {}", self.of) };
        let host = self.host.as_deref().map(|host| format!(" on {host}")).unwrap_or_default();
        let (from, to) = (show::clock(self.from), show::clock(self.to));
        format!("records{of}{host} were dropped between {from} and {to}: what is not there proves nothing")
    }
}

/// The holes that the episodes tell of, in order.
#[must_use]
pub fn holes(library: &Library, drafts: &[Draft]) -> Vec<Hole> {
    let Some(dropped) = library.id(DROPPED) else { return Vec::new() };
    let of_condition = drafts.iter().map(|draft| &draft.episode).filter(|e| e.key.condition == dropped);
    let mut holes: Vec<Hole> = of_condition.map(|episode| hole(library, episode)).collect();
    holes.sort_by(|a, b| (a.from, &a.host, &a.of).cmp(&(b.from, &b.host, &b.of)));
    holes
}

fn hole(library: &Library, episode: &Episode) -> Hole {
    let unit = library.kind("unit");
    let unit = episode.key.about.iter().find(|entity| entity.kind == unit).map(|entity| &*entity.value);
    let writer = episode.quotes.first().and_then(|quote| quote.unit.as_deref()).unwrap_or_default();
    let (of, streams) = match unit {
        Some(unit) => {
            let origin = Origin { unit: Some(unit.as_bytes()), enveloped: true, ..Origin::default() };
            (unit, library.streams.of(&origin))
        }
        // rsyslog names the process only.
        None if writer.contains("syslog") => ("", StreamSet::ANY),
        None => ("the kernel", library.streams.find("kernel").unwrap_or_default()),
    };
    Hole {
        host: episode.key.host.clone().or_else(|| episode.observers.first().cloned()),
        of: of.into(),
        streams,
        from: episode.seen.ns - INTERVAL,
        to: episode.last.ns,
    }
}
