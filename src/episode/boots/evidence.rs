//! What the inputs tell of boots beside findings: boot ids, and the lines before a boot begins.

use std::collections::BTreeMap;

use crate::episode::cell::RawQuote;
use crate::episode::clocks::Clockwork;
use crate::episode::intake::InputLog;
use crate::episode::track::Track;
use crate::model::Clock;
use crate::model::stamp::MINUTE;

/// What the inputs tell of one host's boots, UTC.
#[derive(Default)]
pub(super) struct Evidence {
    /// Boot ids: first sign.
    pub(super) ids: BTreeMap<u128, i64>,
    /// Last lines before a change of boot, and the last lines of inputs.
    pub(super) last_lines: Vec<RawQuote>,
    /// Starts of boots that nothing dates, of which a log shows the first minute and the host shows no more: a machine that
    /// panics when it boots leaves a piece of its kernel's log.
    pub(super) undated: Vec<i64>,
}

/// A log that begins within this time of its boot shows how the boot began.
const FIRST: i64 = MINUTE;

/// By host.
pub(super) fn evidence(logs: &[InputLog], works: &[Clockwork]) -> BTreeMap<Box<str>, Evidence> {
    let mut all: BTreeMap<Box<str>, Evidence> = BTreeMap::new();
    for (log, work) in logs.iter().zip(works) {
        for (host, track) in log.tracks.iter().filter_map(|(host, track)| Some((host.as_ref()?, track))) {
            all.entry(host.clone()).or_default().add(track, work);
        }
        if let Some(host) = log.tracks.keys().flatten().next() {
            all.entry(host.clone()).or_default().undated.extend(undated(log, work));
        }
    }
    all.values_mut().for_each(|evidence| evidence.last_lines.sort());
    all
}

/// Starts of the boots of a log that stand behind the last sign of their host.
fn undated(log: &InputLog, work: &Clockwork) -> impl Iterator<Item = i64> {
    let begun = work.loose.iter().filter(|key| log.spans.get(&(Clock::Boot, **key)).is_some_and(|span| span.0 < FIRST));
    begun.filter(|key| !work.resolver.undated.contains(*key)).filter_map(|key| work.resolver.boots.get(key).copied())
}

impl Evidence {
    fn add(&mut self, track: &Track, work: &Clockwork) {
        for boot in track.boots.iter().filter(|b| b.first.clock != Clock::Boot) {
            if let Some(first) = work.resolver.stamp(boot.first, boot.epoch).map(|s| s.ns) {
                let known = self.ids.entry(boot.key).or_insert(first);
                *known = (*known).min(first);
            }
        }
        let lines = track.boundaries.iter().chain(&track.tail).filter(|(time, _)| time.clock != Clock::Boot);
        self.last_lines.extend(lines.filter_map(|(time, quote)| {
            let stamp = work.resolver.stamp(*time, track.wall.epoch_at(quote.place.offset))?;
            Some(RawQuote { ns: stamp.ns, ahead_ns: stamp.ahead_ns, ..quote.clone() })
        }));
    }
}
