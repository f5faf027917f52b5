//! T: how well the times of two episodes fit a declared lag.

use crate::cascade::constants::{DECAY, HABIT, LATE, RESOLUTION, UNDATED_SIGMA};
use crate::model::{Basis, Episode, Origin};

/// How well effect `j` fits a lag after cause `i`, 0 to 1.
///
/// A lasting cause may act at any instant of its active span, the less likely the longer it lasts already. When
/// nothing but the cluster is in common (`vague`), it counts as lasting only as long as it was printed. `from` replaces
/// the cause's onset for links whose lag counts from elsewhere (the boot). Of two of which one counts from a boot that
/// nothing dates, neither is known to be the first.
#[must_use]
pub fn fit(i: &Episode, j: &Episode, lag: (i64, i64), from: Option<i64>, clocks: i64, vague: bool) -> f64 {
    if i.began.is_undated() != j.began.is_undated() {
        return 0.0;
    }
    let began = from.unwrap_or(i.began.ns);
    let until = from.unwrap_or_else(|| until(i, vague));
    let most = j.began.ns.saturating_sub(began);
    let least = j.began.ns.saturating_sub(until);
    let early = Early { effect: (j.began.ns, j.began_by_ns), sigmas: (own_sigma(i), own_sigma(j), clocks) };
    let early = early.of(began, lag.0);
    if early > 0.0 {
        (-0.5 * early * early).exp()
    } else if least > lag.1 {
        faded(least, lag)
    } else {
        worn(most, lag)
    }
}

/// How much too early an effect is for its cause.
#[derive(Clone, Copy, Debug)]
struct Early {
    /// When the effect began at the earliest and at the latest, nanoseconds UTC.
    effect: (i64, i64),
    /// Standard deviations of the onsets of cause and effect, and of the clocks, nanoseconds.
    sigmas: (i64, i64, i64),
}

impl Early {
    /// In standard deviations; 0 where the lag can be met.
    ///
    /// What is dated back by what its text usually takes began at any moment up to when it was printed, so that a cause
    /// from in between is not early. A lag below zero counts from the onset alone: it says already that the effect may be
    /// dated before its cause.
    fn of(self, began: i64, least: i64) -> f64 {
        let (cause, effect, clocks) = self.sigmas;
        let early = |onset: i64, least: i64, sigma: i64| {
            let lacks = least.saturating_sub(onset.saturating_sub(began)).max(0);
            lacks as f64 / joined([cause, sigma, clocks, RESOLUTION])
        };
        early(self.effect.0, least, effect).min(early(self.effect.1, least.max(0), 0))
    }
}

/// Until when a cause may act, nanoseconds UTC.
#[must_use]
pub fn until(i: &Episode, vague: bool) -> i64 {
    if vague { i.last.ns } else { i.active_until_ns }.max(i.began.ns)
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
    /// Onset of the effect, earliest and latest.
    pub j: (i64, i64),
    /// Standard deviations.
    pub sigmas: (i64, i64, i64),
}

/// Rounding may make a bound this much too small.
const SLACK: f64 = 1e-9;

impl Most {
    /// Of those that may still act.
    #[must_use]
    pub fn active(&self, lag: (i64, i64)) -> f64 {
        let earliest = self.j.0.saturating_sub(self.began.1);
        let early = Early { effect: self.j, sigmas: self.sigmas }.of(self.began.0, lag.0);
        let slack = if self.began.0 == self.began.1 { 1.0 } else { 1.0 + SLACK };
        if self.j.0.saturating_sub(self.until.1) > lag.1 {
            0.0
        } else if early > 0.0 {
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
        let last = self.until.1.min(self.j.0.saturating_sub(lag.1).saturating_sub(1));
        let slack = if self.until.0 == self.until.1 { 1.0 } else { 1.0 + SLACK };
        if last < self.until.0 { 0.0 } else { faded(self.j.0.saturating_sub(last), lag) * slack }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::SECOND;

    /// How early an effect is that is printed at 180 s, and by its text began up to three minutes before.
    fn early(cause: i64, least: i64) -> f64 {
        let sigmas = (0, 90 * SECOND, 0);
        Early { effect: (0, 180 * SECOND), sigmas }.of(cause * SECOND, least * SECOND)
    }

    #[test]
    fn a_cause_from_before_the_line_is_not_early() {
        assert_eq!([early(-30, 0), early(0, 0), early(111, 0), early(180, 0)], [0.0; 4]);
        assert!(early(190, 0) > 2.0, "it came after the line");
    }

    #[test]
    fn a_lag_counts_from_when_the_effect_may_have_begun() {
        assert_eq!(early(100, 60), 0.0);
        assert!(early(170, 60) > 1.0, "ten seconds before the line are no minute");
    }

    #[test]
    fn a_lag_below_zero_does_not_add_to_that() {
        assert_eq!(early(60, -60), 0.0);
        assert!(early(200, -60) > 1.0, "after the line, and more than a minute after the onset");
    }
}
