//! Gaps in the log of a host, and processes that were replaced without a word.

use std::collections::BTreeMap;

use crate::episode::chronicle::Chronicle;
use crate::episode::clocks::Clockwork;
use crate::episode::intake::InputLog;
use crate::episode::intake::track::Minute;
use crate::episode::intake::track::daemons::{PidChange, Sign};
use crate::model::Stamp;
use crate::model::stamp::MINUTE;

/// Minutes of life that are needed before silence is out of the ordinary.
const KNOWN: usize = 30;
/// A gap is this many times longer than the longest usual one.
const OUT_OF_ORDINARY: i64 = 5;

/// A stretch without records on a host that is not silent otherwise, UTC nanoseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The host.
    pub host: Box<str>,
    /// End of the last minute with a record.
    pub from: i64,
    /// Start of the next one.
    pub to: i64,
}

/// Gaps of at least `shortest` nanoseconds on every host whose usual rate is known.
#[must_use]
pub fn gaps(all: &Chronicle, shortest: i64) -> Vec<Gap> {
    let known = all.life.iter().filter_map(|(host, life)| Some((host.as_ref()?, life)));
    known.filter(|(_, life)| life.len() >= KNOWN).flat_map(|(host, life)| of_host(host, life, shortest)).collect()
}

fn of_host(host: &str, life: &BTreeMap<i64, Minute>, shortest: i64) -> Vec<Gap> {
    let minutes: Vec<i64> = life.keys().copied().collect();
    let mut steps: Vec<i64> = minutes.windows(2).map(|w| w[1] - w[0]).collect();
    steps.sort_unstable();
    let usual = steps[steps.len() * 95 / 100];
    let limit = (usual * OUT_OF_ORDINARY * MINUTE).max(shortest);
    let gap = |w: &[i64]| Gap { host: host.into(), from: (w[0] + 1) * MINUTE, to: w[1] * MINUTE };
    minutes.windows(2).filter(|w| (w[1] - w[0]) * MINUTE > limit).map(gap).collect()
}

/// Notes every long-lived process that was replaced without a restart in the log.
pub fn contradictions(logs: &[InputLog], works: &[Clockwork], all: &mut Chronicle) {
    for (log, work) in logs.iter().zip(works) {
        for (host, track) in &log.tracks {
            let silent = track.daemons.changes.iter().filter(|c| !c.announced);
            let stamp = |sign: Sign| work.resolver.stamp(sign.time, track.wall.epoch_at(sign.place.offset));
            for change in silent {
                let Some(after) = stamp(change.after) else { continue };
                let before = stamp(change.before).unwrap_or(after);
                if !rebooted(all, host, before, after) {
                    all.contradictions.push((after, host.clone(), line(change)));
                }
            }
        }
    }
    all.contradictions.sort();
}

fn rebooted(all: &Chronicle, host: &Option<Box<str>>, before: Stamp, after: Stamp) -> bool {
    let boots = host.as_ref().and_then(|h| all.hosts.get(h));
    boots.is_some_and(|b| b.index_at(before.ns) != b.index_at(after.ns))
}

fn line(change: &PidChange) -> String {
    format!("{} changed pid {} -> {} without a restart line", change.program, change.before.pid, change.after.pid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_stand_out_from_the_usual() {
        let minutes = (0..60).chain(100..130).map(|m| (m, Minute::default())).collect();
        let gap = Gap { host: "n".into(), from: 60 * MINUTE, to: 100 * MINUTE };
        assert_eq!(of_host("n", &minutes, MINUTE), [gap]);
        let sparse = (0..60).map(|m| (m * 10, Minute::default())).collect();
        assert!(of_host("n", &sparse, MINUTE).is_empty());
    }
}
