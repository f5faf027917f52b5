//! What the inputs tell of boots beside findings: boot ids, and the lines before a boot begins.

use std::collections::BTreeMap;

use crate::episode::clocks::Clockwork;
use crate::episode::clocks::crash_records::AT_BOOT;
use crate::episode::intake::InputLog;
use crate::episode::intake::cell::RawQuote;
use crate::episode::intake::segments::BootKey;
use crate::episode::intake::track::Track;
use crate::model::Clock;

/// What the inputs tell of one host's boots, UTC.
#[derive(Default)]
pub(super) struct Evidence {
    /// Boot ids: first sign.
    pub(super) ids: BTreeMap<u128, i64>,
    /// Last lines before a change of boot, and the last lines of inputs.
    pub(super) last_lines: Vec<RawQuote>,
    /// Between which lines a boot began of which a log says no more than that, in order of the second one.
    pub(super) marked: Vec<(i64, i64)>,
    /// Starts of boots that nothing dates and that end in a panic within their first minute: what such a machine leaves is a
    /// piece of its kernel's log.
    pub(super) undated: Vec<i64>,
}

/// By host.
pub(super) fn evidence(logs: &[InputLog], works: &[Clockwork], panics: &[i64]) -> BTreeMap<Box<str>, Evidence> {
    let mut all: BTreeMap<Box<str>, Evidence> = BTreeMap::new();
    for (log, work) in logs.iter().zip(works) {
        for (host, track) in log.tracks.iter().filter_map(|(host, track)| Some((host.as_ref()?, track))) {
            all.entry(host.clone()).or_default().add(track, work);
        }
        if let Some(host) = log.tracks.keys().flatten().next() {
            all.entry(host.clone()).or_default().undated.extend(undated(log, work, panics));
        }
    }
    for evidence in all.values_mut() {
        evidence.last_lines.sort();
        evidence.marked.sort_unstable_by_key(|(since, at)| (*at, *since));
    }
    all
}

/// Starts of the boots of a log that stand behind the last sign of their host and panicked.
fn undated(log: &InputLog, work: &Clockwork, panics: &[i64]) -> Vec<i64> {
    let loose = work.loose.iter().filter(|key| !work.resolver.undated.contains(*key) && is_of_boot(log, **key));
    let starts = loose.filter_map(|key| work.resolver.boots.get(key).copied());
    starts.filter(|start| panics.iter().any(|at| (0..AT_BOOT).contains(&(at - start)))).collect()
}

fn is_of_boot(log: &InputLog, boot: BootKey) -> bool {
    log.spans.contains_key(&(Clock::Boot, boot))
}

impl Evidence {
    fn add(&mut self, track: &Track, work: &Clockwork) {
        for boot in track.boots.iter().filter(|b| b.first.clock != Clock::Boot) {
            if let Some(first) = work.resolver.stamp(boot.first, boot.epoch).map(|s| s.ns) {
                let known = self.ids.entry(boot.key).or_insert(first);
                *known = (*known).min(first);
            }
        }
        let stamp = |(time, epoch)| work.resolver.stamp(time, epoch).map(|stamp| stamp.ns);
        let marked = track.reboots.iter().filter_map(|[before, next]| stamp(*before).zip(stamp(*next)));
        self.marked.extend(marked);
        let lines = track.boundaries.iter().chain(&track.tail).filter(|(time, _)| time.clock != Clock::Boot);
        self.last_lines.extend(lines.filter_map(|(time, quote)| {
            let stamp = work.resolver.stamp(*time, track.wall.epoch_at(quote.place.offset))?;
            Some(RawQuote { ns: stamp.ns, ahead_ns: stamp.ahead_ns, ..quote.clone() })
        }));
    }
}
