//! When a boot panicked whose crash record a later boot found: between the two, the host logged nothing.
//!
//! ```text
//! journal    05:22:15 containerd[3548]: ...            the last line before
//! pstore                                               [2.430000] Kernel panic - not syncing: VFS: Unable to mount root fs
//! journal    07:12:02 kernel: Linux version 6.12.43    another boot, at which
//!            07:12:07 systemd-pstore[401]: PStore ...  the record is found
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::Clockwork;
use crate::episode::intake::InputLog;
use crate::episode::intake::hosts::Host;
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{Clock, RawTime};
use crate::rule::Library;

/// A kernel that panics within this time of its start does so when it boots.
pub(in crate::episode) const AT_BOOT: i64 = MINUTE;
/// A boot that no wall clock is known of is placed this long after the host's last sign.
pub(super) const AFTER_LAST: i64 = 30 * SECOND;
/// What a boot prints that finds the record of the one before.
const FOUND: &str = "boot.crash-record-found";

/// What the dated logs of all hosts tell of crash records, UTC.
#[derive(Debug, Default)]
pub(super) struct CrashRecords {
    found: BTreeMap<Host, i64>,
    /// Last lines before a change of boot.
    last_lines: BTreeMap<Host, BTreeSet<i64>>,
}

impl CrashRecords {
    /// Of all logs.
    pub(super) fn of(library: &Library, logs: &[InputLog], works: &[Clockwork]) -> Self {
        let mut records = CrashRecords::default();
        for (log, work) in logs.iter().zip(works) {
            let utc = |time, epoch| work.resolver.stamp(time, epoch).map(|stamp| stamp.ns);
            let told =
                log.cells.iter().filter(|(key, _)| Some(key.key.condition) == library.id(FOUND) && key.clock.is_wall());
            for (key, (cell, _)) in told {
                let last = cell.runs.iter().filter_map(|run| utc(RawTime { clock: key.clock, ns: run.last }, key.boot));
                let found = records.found.entry(key.key.host.clone()).or_insert(i64::MIN);
                *found = last.fold(*found, i64::max);
            }
            for (host, track) in &log.tracks {
                let dated = track.boundaries.iter().filter(|(time, _)| time.clock != Clock::Boot);
                let lines = dated.filter_map(|(time, quote)| utc(*time, track.wall.epoch_at(quote.place.offset)));
                records.last_lines.entry(host.clone()).or_default().extend(lines);
            }
        }
        records
    }

    /// Second 0 of a boot that panicked at `panic` and whose log spans this time, both nanoseconds since it: the one that
    /// was up ends with the host's last line, one that never came up begins behind it.
    pub(super) fn start(&self, host: &Host, panic: i64, span: (i64, i64)) -> Option<i64> {
        let found = *self.found.get(host)?;
        let end = *self.last_lines.get(host)?.range(..found).next_back()?;
        Some(if panic < AT_BOOT { end + AFTER_LAST - span.0 } else { end - span.1 })
    }
}
