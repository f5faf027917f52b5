//! T: how well the times of two episodes fit a declared lag.

use super::constants::{DECAY, HABIT, LATE, RESOLUTION, UNDATED_SIGMA};
use crate::model::{Basis, Episode, Origin};

/// How well effect `j` fits a lag after cause `i`, 0 to 1.
///
/// A lasting cause may act at any instant of its active span, the less likely the longer it lasts already. When
/// nothing but the cluster is in common (`vague`), it counts as lasting only as long as it was printed. `from` replaces the cause's onset for links
/// whose lag counts from elsewhere (the boot).
#[must_use]
pub fn fit(i: &Episode, j: &Episode, lag: (i64, i64), from: Option<i64>, clocks: i64, vague: bool) -> f64 {
    let began = from.unwrap_or(i.began.ns);
    let until = from.unwrap_or_else(|| until(i, vague));
    let most = j.began.ns.saturating_sub(began);
    let least = j.began.ns.saturating_sub(until);
    if most < lag.0 {
        let early = (lag.0 - most) as f64 / sigma(i, j, clocks);
        (-0.5 * early * early).exp()
    } else if least > lag.1 {
        faded(least, lag)
    } else {
        worn(most, lag)
    }
}

/// Until when a cause may act, nanoseconds UTC.
#[must_use]
pub fn until(i: &Episode, vague: bool) -> i64 {
    if vague { i.last.ns } else { i.active_until_ns }.max(i.began.ns)
}

/// Standard deviation of the difference of two onsets, nanoseconds. `clocks` is how far the clocks of their hosts may
/// be apart.
#[must_use]
pub fn sigma(i: &Episode, j: &Episode, clocks: i64) -> f64 {
    joined([own_sigma(i), own_sigma(j), clocks, RESOLUTION])
}

fn joined(parts: [i64; 4]) -> f64 {
    parts.iter().map(|&s| s as f64 * s as f64).sum::<f64>().sqrt()
}

/// What [`fit`] gives no cause more than, of many with onsets between `began` and ends between `until`, to an effect
/// with onset `j`. `sigmas` are the largest of the causes, the effect's own, and that of the clocks.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// Onsets, earliest and latest.
    pub began: (i64, i64),
    /// Ends, earliest and latest.
    pub until: (i64, i64),
    /// Onset of the effect.
    pub j: i64,
    /// Standard deviations.
    pub sigmas: (i64, i64, i64),
}

/// Rounding may make a bound this much too small.
const SLACK: f64 = 1e-9;

impl Most {
    /// Of those that may still act.
    #[must_use]
    pub fn active(&self, lag: (i64, i64)) -> f64 {
        let (latest, earliest) = (self.j.saturating_sub(self.began.0), self.j.saturating_sub(self.began.1));
        let slack = if self.began.0 == self.began.1 { 1.0 } else { 1.0 + SLACK };
        if self.j.saturating_sub(self.until.1) > lag.1 {
            0.0
        } else if latest < lag.0 {
            let early = (lag.0 - latest) as f64 / joined([self.sigmas.0, self.sigmas.1, self.sigmas.2, RESOLUTION]);
            (-0.5 * early * early).exp() * slack
        } else if earliest <= lag.1 {
            1.0
        } else {
            worn(earliest, lag) * slack
        }
    }

    /// Of those that are over.
    #[must_use]
    pub fn over(&self, lag: (i64, i64)) -> f64 {
        let last = self.until.1.min(self.j.saturating_sub(lag.1).saturating_sub(1));
        let slack = if self.until.0 == self.until.1 { 1.0 } else { 1.0 + SLACK };
        if last < self.until.0 { 0.0 } else { faded(self.j.saturating_sub(last), lag) * slack }
    }
}

/// T of what lasts for so long.
fn worn(since: i64, lag: (i64, i64)) -> f64 {
    let late = (since - lag.1).max(0) as f64 / lag.1.max(HABIT) as f64;
    1.0 - (1.0 - LATE) * (1.0 - (-late).exp())
}

/// T of what ended so long ago.
fn faded(ago: i64, lag: (i64, i64)) -> f64 {
    (-((ago - lag.1) as f64) / lag.1.max(DECAY) as f64).exp()
}

/// How far the onset of an episode may be off, nanoseconds.
#[must_use]
pub fn own_sigma(episode: &Episode) -> i64 {
    let vague = matches!(episode.began.basis, Basis::Inherited | Basis::SinceBoot);
    let undated = vague && episode.origin == Origin::Observed;
    if undated { episode.onset_sigma_ns.max(UNDATED_SIGMA) } else { episode.onset_sigma_ns }
}
