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
    let active = if vague { i.last.ns } else { i.active_until_ns };
    let until = from.unwrap_or(active.max(began));
    let most = j.began.ns.saturating_sub(began);
    let least = j.began.ns.saturating_sub(until);
    if most < lag.0 {
        let early = (lag.0 - most) as f64 / sigma(i, j, clocks);
        (-0.5 * early * early).exp()
    } else if least > lag.1 {
        (-((least - lag.1) as f64) / lag.1.max(DECAY) as f64).exp()
    } else {
        let late = (most - lag.1).max(0) as f64 / lag.1.max(HABIT) as f64;
        1.0 - (1.0 - LATE) * (1.0 - (-late).exp())
    }
}

/// Standard deviation of the difference of two onsets, nanoseconds. `clocks` is how far the clocks of their hosts may
/// be apart.
#[must_use]
pub fn sigma(i: &Episode, j: &Episode, clocks: i64) -> f64 {
    let parts = [own_sigma(i), own_sigma(j), clocks, RESOLUTION];
    parts.iter().map(|&s| s as f64 * s as f64).sum::<f64>().sqrt()
}

fn own_sigma(episode: &Episode) -> i64 {
    let undated = episode.began.basis == Basis::Inherited && episode.origin == Origin::Observed;
    if undated { episode.onset_sigma_ns.max(UNDATED_SIGMA) } else { episode.onset_sigma_ns }
}
