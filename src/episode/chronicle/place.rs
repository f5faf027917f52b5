//! Runs of one input on the UTC time line, cut to the part that counts.

use std::collections::BTreeMap;

use super::options::Window;
use crate::episode::cell::{RawQuote, Run};
use crate::episode::clocks::Clockwork;
use crate::episode::intake::CellKey;
use crate::model::stamp::MINUTE;
use crate::model::{Basis, Clock, RawTime};

/// A run on the UTC time line, with how far its times can be trusted.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The run.
    pub run: Run,
    /// The weakest step that its times needed.
    pub basis: Basis,
    /// Whether the place of its boot is only known as "after the last sign of the host".
    pub loose: bool,
    /// How far a step of the clock that was taken back may be off, nanoseconds.
    pub sigma_ns: i64,
}

/// Moves a run to UTC; a run without any time is put where its source was collected, else at the end of the data.
pub fn place(run: &Run, key: &CellKey, work: &Clockwork, collected: i64) -> Placed {
    let stamp = |ns| work.resolver.stamp(RawTime { clock: key.clock, ns }, key.boot);
    let Some(first) = stamp(run.first) else { return untimed(run, collected) };
    let to_utc = |ns: i64| stamp(ns).map_or(ns, |s| s.ns);
    let moved = Run {
        first: first.ns,
        last: to_utc(run.last),
        onset: to_utc(run.onset),
        signatures: run.signatures.iter().map(|(id, ns)| (*id, to_utc(*ns))).collect(),
        minutes: run.minutes.iter().map(|(m, n)| (to_utc(m.saturating_mul(MINUTE)).div_euclid(MINUTE), *n)).collect(),
        quotes: run
            .quotes
            .iter()
            .map(|q| RawQuote { ns: to_utc(q.ns), ahead_ns: first.ahead_ns, ..q.clone() })
            .collect(),
        kinds: run.kinds.map(|q| Some(RawQuote { ns: to_utc(q.ns), ahead_ns: first.ahead_ns, ..q.clone() })),
        values: (to_utc(run.values.0), run.values.1, run.values.2.clone()),
        ..run.clone()
    };
    let loose = key.clock == Clock::Boot && work.loose.contains(&key.boot);
    let sigma_ns = if first.ahead_ns == 0 { 0 } else { work.sigma_ns };
    let basis = if loose && !first.is_undated() { Basis::Inherited } else { first.basis };
    Placed { run: moved, basis, loose, sigma_ns }
}

/// The part of a run that counts.
pub fn clip(mut placed: Placed, window: Window) -> Option<Placed> {
    let run = &mut placed.run;
    if run.last < window.since || run.first > window.until {
        return None;
    }
    if run.first >= window.since && run.last <= window.until {
        return Some(placed);
    }
    let inside = |q: &RawQuote| (window.since..=window.until).contains(&q.ns);
    run.quotes.retain(inside);
    run.kinds = run.kinds.map(|q| inside(q).then(|| q.clone()));
    run.minutes.retain(|m, _| {
        m.saturating_add(1).saturating_mul(MINUTE) > window.since && m.saturating_mul(MINUTE) <= window.until
    });
    run.count = run.minutes.values().map(|n| u64::from(*n)).sum();
    run.first = run.first.max(window.since);
    run.signatures.iter_mut().for_each(|(_, ns)| *ns = (*ns).max(window.since));
    run.last = run.last.min(window.until);
    (run.count > 0).then_some(placed)
}

/// Whether a run says how things stood when its source was collected, not when they came to be so.
pub fn is_of_now(clock: Clock, run: &Run) -> bool {
    clock == Clock::None || (clock == Clock::BeforeCollection && run.first == 0)
}

fn untimed(run: &Run, data_end: i64) -> Placed {
    let at = |q: &RawQuote| RawQuote { ns: data_end, ..q.clone() };
    let moved = Run {
        first: data_end,
        last: data_end,
        onset: data_end,
        signatures: run.signatures.iter().map(|(id, _)| (*id, data_end)).collect(),
        minutes: BTreeMap::from([(data_end.div_euclid(MINUTE), u32::try_from(run.count).unwrap_or(u32::MAX))]),
        quotes: run.quotes.iter().map(at).collect(),
        kinds: run.kinds.map(|q| Some(at(q))),
        ..run.clone()
    };
    Placed { run: moved, basis: Basis::Inherited, loose: false, sigma_ns: 0 }
}
