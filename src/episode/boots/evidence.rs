//! What the inputs tell of boots beside findings: boot ids, and the lines before a boot begins.

use std::collections::BTreeMap;

use crate::episode::cell::RawQuote;
use crate::episode::clocks::Clockwork;
use crate::episode::intake::InputLog;
use crate::episode::track::Track;
use crate::model::Clock;

/// What the inputs tell of one host's boots, UTC.
#[derive(Default)]
pub(super) struct Evidence {
    /// Boot ids: first sign.
    pub(super) ids: BTreeMap<u128, i64>,
    /// Last lines before a change of boot, and the last lines of inputs.
    pub(super) last_lines: Vec<RawQuote>,
}

/// By host.
pub(super) fn evidence(logs: &[InputLog], works: &[Clockwork]) -> BTreeMap<Box<str>, Evidence> {
    let mut all: BTreeMap<Box<str>, Evidence> = BTreeMap::new();
    for (log, work) in logs.iter().zip(works) {
        for (host, track) in log.tracks.iter().filter_map(|(host, track)| Some((host.as_ref()?, track))) {
            all.entry(host.clone()).or_default().add(track, work);
        }
    }
    all.values_mut().for_each(|evidence| evidence.last_lines.sort());
    all
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
