//! Confidence in words, from the parts of a score.
//!
//! `docs/accuracy.md` has how often a root of each word is right, measured with each fixture left out in turn.

use super::constants::{HIGH_EXPLAINS, HIGH_LEAD, HIGH_SURE, MEDIUM_EXPLAINS, MEDIUM_LEAD};
use crate::model::{Confidence, Factors};

/// What a word needs; the chosen values are the default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Share that a root of high confidence explains.
    pub high_explains: f64,
    /// Its score over that of the nearest rival.
    pub high_lead: f64,
    /// Share that a root of medium confidence explains.
    pub medium_explains: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds { high_explains: HIGH_EXPLAINS, high_lead: HIGH_LEAD, medium_explains: MEDIUM_EXPLAINS }
    }
}

/// The word for a root of a `known` verdict. `lead` is its score over that of the nearest rival.
#[must_use]
pub fn word(factors: &Factors, lead: f64, inferred: bool, thresholds: &Thresholds) -> Confidence {
    let certain = factors.sure >= HIGH_SURE && !inferred;
    if certain && factors.explains >= thresholds.high_explains && lead >= thresholds.high_lead {
        Confidence::High
    } else if factors.explains >= thresholds.medium_explains && lead >= MEDIUM_LEAD {
        Confidence::Medium
    } else {
        Confidence::Low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(explains: f64, sure: f64, lead: f64, inferred: bool, want: Confidence) {
        let factors = Factors { explains, sure, ..Factors::default() };
        assert_eq!(word(&factors, lead, inferred, &Thresholds::default()), want);
    }

    #[test]
    fn each_part_may_cost_the_word() {
        check(0.9, 0.99, f64::INFINITY, false, Confidence::High);
        check(0.9, 0.99, f64::INFINITY, true, Confidence::Medium);
        check(0.9, 0.5, f64::INFINITY, false, Confidence::Medium);
        check(0.4, 0.99, f64::INFINITY, false, Confidence::Medium);
        check(0.9, 0.99, 1.1, false, Confidence::Medium);
        check(0.9, 0.99, 0.9, false, Confidence::Low);
        check(0.1, 0.99, 9.0, false, Confidence::Low);
    }
}
