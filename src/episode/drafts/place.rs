//! Runs of one input on the UTC time line, cut to the part that counts.

use crate::episode::clocks::Clockwork;
use crate::episode::intake::CellKey;
use crate::episode::intake::cell::minutes::Minutes;
use crate::episode::intake::cell::{RawQuote, Run};
use crate::episode::options::Window;
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
pub fn place(mut run: Run, key: &CellKey, work: &Clockwork, collected: i64) -> Placed {
    let stamp = |ns| work.resolver.stamp(RawTime { clock: key.clock, ns }, key.boot);
    let Some(first) = stamp(run.first) else { return untimed(run, collected) };
    let to_utc = |ns: i64| stamp(ns).map_or(ns, |s| s.ns);
    run.move_to(to_utc);
    run.values.0 = to_utc(run.values.0);
    run.minutes = run.minutes.stamps().map(|(ns, n)| (to_utc(ns), n)).collect();
    run.each_quote(|quote| quote.ahead_ns = first.ahead_ns);
    let loose = key.clock == Clock::Boot && work.loose.contains(&key.boot);
    let sigma_ns = if first.ahead_ns == 0 { 0 } else { work.sigma_ns };
    let basis = if loose && !first.is_undated() { Basis::Inherited } else { first.basis };
    Placed { run, basis, loose, sigma_ns }
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
    run.kinds.retain(inside);
    run.prints.retain(|ns| (window.since..=window.until).contains(&ns));
    run.minutes.retain(|m| {
        m.saturating_add(1).saturating_mul(MINUTE) > window.since && m.saturating_mul(MINUTE) <= window.until
    });
    run.count = run.minutes.sum();
    run.first = run.first.max(window.since);
    run.signatures.iter_mut().for_each(|(_, ns)| *ns = (*ns).max(window.since));
    run.last = run.last.min(window.until);
    (run.count > 0).then_some(placed)
}

/// Whether a run says how things stood when its source was collected, not when they came to be so.
pub fn is_of_now(clock: Clock, run: &Run) -> bool {
    clock == Clock::None || (clock == Clock::BeforeCollection && run.first == 0)
}

fn untimed(mut run: Run, data_end: i64) -> Placed {
    run.move_to(|_| data_end);
    run.minutes = Minutes::from_iter([(data_end, u32::try_from(run.count).unwrap_or(u32::MAX))]);
    Placed { run, basis: Basis::Inherited, loose: false, sigma_ns: 0 }
}
