//! Confidence in words: what a root rests on, and what of it may be wrong.
//!
//! ```text
//! high     a grave defect with effects, printed in sure words, well ahead of the next rival; a slight one, or a change,
//!          that explains much besides; or a broken component that does, when nothing that could have broken it is left
//!          unseen
//! medium   the same with a doubt: a near rival, words that are less sure, no line of its own; or a broken component
//!          whose own cause is not in the data, when effects of several kinds, and most of the incident, bear it out
//! low      anything less, what seldom leads to any of its effects, and a stop that somebody asked for: it brings to light what was broken before
//! ```
//!
//! What separates right roots from wrong ones is less how much they explain than whether something may stand behind
//! them: `docs/accuracy.md` has how often each word is right, measured with each fixture left out in turn.

use std::collections::BTreeSet;

use super::asked;
use crate::cascade::constants::{
    CHANGE_EXPLAINS, FAINT_LINK, FIRM_LINK, HIGH_EXPLAINS, HIGH_LEAD, HIGH_SURE, MEDIUM_EFFECTS, MEDIUM_EXPLAINS,
    MEDIUM_KEPT, MEDIUM_LEAD, WEAK_EXPLAINS,
};
use crate::model::{Confidence, Episode, Factors, Hypothesis, Link, Origin, Role, Severity};
use crate::rule::Library;

/// What a word needs; the chosen values are the default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Score of a root of high confidence over that of the nearest rival.
    pub high_lead: f64,
    /// Share that a broken component or a change of high confidence explains.
    pub high_explains: f64,
    /// Share that one of medium confidence explains,
    pub medium_explains: f64,
    /// ... so many kinds of effects that bear it out,
    pub medium_effects: usize,
    /// ... and the part of its predictions that held.
    pub medium_kept: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds {
            high_lead: HIGH_LEAD,
            high_explains: HIGH_EXPLAINS,
            medium_explains: MEDIUM_EXPLAINS,
            medium_effects: MEDIUM_EFFECTS,
            medium_kept: MEDIUM_KEPT,
        }
    }
}

/// What a root rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grounds {
    /// The parts of its score.
    pub factors: Factors,
    /// Its score over that of the nearest rival.
    pub lead: f64,
    /// Whether no line says so.
    pub inferred: bool,
    /// What part it plays: a defect or a change needs no cause.
    pub role: Role,
    /// Whether a declared cause of it is not in the data.
    pub has_unseen_cause: bool,
    /// Different conditions that it explains.
    pub effects: usize,
    /// Whether it is of high severity or above.
    pub is_grave: bool,
    /// Whether it is a stop that somebody asked for.
    pub is_stop: bool,
    /// The strength of the strongest link to what it explains.
    pub strength: f64,
}

impl Grounds {
    /// Those of a root.
    #[must_use]
    pub fn of(library: &Library, episodes: &[Episode], links: &[Link], root: &Hypothesis) -> Self {
        let head = &episodes[root.episode];
        let effects: BTreeSet<u16> = root.explains.iter().map(|&e| episodes[e].key.condition.0).collect();
        Grounds {
            factors: root.factors,
            lead: root.lead,
            inferred: head.origin == Origin::Inferred,
            role: library.condition(head.key.condition).role,
            has_unseen_cause: !root.missing.is_empty(),
            effects: effects.len(),
            is_grave: head.severity >= Severity::High,
            is_stop: asked::is_stop(library, head),
            strength: strongest(links, root),
        }
    }

    /// Whether what it explains seldom follows from it: that nothing else is declared for it does not make it likely.
    fn is_far_fetched(&self) -> bool {
        self.effects > 0 && self.strength < FAINT_LINK
    }

    fn is_certain(&self) -> bool {
        self.factors.sure >= HIGH_SURE && !self.inferred
    }
}

/// The strength of the strongest link from a root, or one alike, to what it explains.
fn strongest(links: &[Link], root: &Hypothesis) -> f64 {
    let own = |link: &&Link| link.from == root.episode || root.alike.contains(&link.from);
    let explained = |link: &&Link| root.explains.contains(&link.to);
    links.iter().filter(own).filter(explained).map(|link| link.strength).fold(0.0, f64::max)
}

/// The word for a root of a `known` verdict.
#[must_use]
pub fn word(grounds: &Grounds, thresholds: &Thresholds) -> Confidence {
    let firm = grounds.effects > 0 && grounds.strength >= FIRM_LINK;
    let ahead = grounds.is_certain() && grounds.lead >= thresholds.high_lead && firm;
    let explains = grounds.factors.explains;
    let most = ahead && explains >= thresholds.high_explains;
    match grounds.role {
        // It brings to light what was broken before.
        _ if grounds.is_stop || grounds.is_far_fetched() => Confidence::Low,
        Role::Cause if most || (ahead && grounds.is_grave) => Confidence::High,
        Role::Cause => Confidence::Medium,
        // Changes are many, and most of them harm nobody.
        Role::Trigger if most => Confidence::High,
        Role::Trigger if explains >= CHANGE_EXPLAINS => Confidence::Medium,
        Role::Trigger => Confidence::Low,
        _ if most && !grounds.has_unseen_cause => Confidence::High,
        _ if is_borne_out(grounds, thresholds) => Confidence::Medium,
        _ => Confidence::Low,
    }
}

/// Whether effects speak for a broken component.
fn is_borne_out(grounds: &Grounds, thresholds: &Thresholds) -> bool {
    grounds.lead >= MEDIUM_LEAD
        && grounds.factors.explains >= thresholds.medium_explains
        && grounds.factors.predictions_kept >= thresholds.medium_kept
        && grounds.effects >= thresholds.medium_effects
}

/// Whether a root stands out from everything else in its incident, whatever may stand behind it.
#[must_use]
pub fn stands_out(root: &Hypothesis) -> bool {
    let factors = &root.factors;
    factors.sure >= HIGH_SURE && factors.explains >= HIGH_EXPLAINS && root.lead >= HIGH_LEAD
}

/// Whether a rival is as good, or most of the incident is not explained.
#[must_use]
pub fn is_weak(root: &Hypothesis) -> bool {
    root.factors.explains < WEAK_EXPLAINS || root.lead < 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grounds() -> Grounds {
        let factors = Factors { sure: 0.99, explains: 0.9, predictions_kept: 1.0, ..Factors::default() };
        let (role, lead) = (Role::Fault, f64::INFINITY);
        Grounds {
            factors,
            role,
            lead,
            effects: 3,
            inferred: false,
            has_unseen_cause: false,
            is_grave: true,
            is_stop: false,
            strength: 0.6,
        }
    }

    fn defect() -> Grounds {
        Grounds { role: Role::Cause, ..grounds() }
    }

    fn with(factors: Factors) -> Grounds {
        Grounds { factors, ..grounds() }
    }

    #[track_caller]
    fn check(grounds: Grounds, want: Confidence) {
        assert_eq!(word(&grounds, &Thresholds::default()), want, "{grounds:?}");
    }

    #[test]
    fn a_defect_needs_no_cause() {
        check(defect(), Confidence::High);
        check(Grounds { factors: Factors { explains: 0.25, ..grounds().factors }, ..defect() }, Confidence::High);
        let slight =
            |explains| Grounds { is_grave: false, factors: Factors { explains, ..grounds().factors }, ..defect() };
        check(slight(0.6), Confidence::High);
        check(slight(0.25), Confidence::Medium);
        check(Grounds { inferred: true, ..defect() }, Confidence::Medium);
        check(Grounds { lead: 1.1, ..defect() }, Confidence::Medium);
        check(Grounds { effects: 0, ..defect() }, Confidence::Medium);
        check(Grounds { factors: Factors { sure: 0.5, ..grounds().factors }, ..defect() }, Confidence::Medium);
    }

    #[test]
    fn what_seldom_follows_is_no_proof() {
        check(Grounds { strength: 0.2, ..defect() }, Confidence::Medium);
        check(Grounds { strength: 0.1, ..defect() }, Confidence::Low);
        check(Grounds { strength: 0.0, effects: 0, ..defect() }, Confidence::Medium);
    }

    #[test]
    fn a_change_must_explain_much() {
        let change = |explains| Grounds { role: Role::Trigger, ..with(Factors { explains, ..grounds().factors }) };
        check(change(0.6), Confidence::High);
        check(change(0.4), Confidence::Medium);
        check(change(0.3), Confidence::Low);
        check(Grounds { is_stop: true, ..change(0.9) }, Confidence::Low);
    }

    #[test]
    fn a_broken_component_may_have_been_broken_by_what_nobody_saw() {
        let unseen = |grounds| Grounds { has_unseen_cause: true, ..grounds };
        check(grounds(), Confidence::High);
        check(unseen(grounds()), Confidence::Medium);
        check(unseen(Grounds { effects: 1, ..grounds() }), Confidence::Low);
        check(unseen(Grounds { lead: 0.9, ..grounds() }), Confidence::Low);
    }

    #[test]
    fn effects_bear_it_out() {
        let factors = grounds().factors;
        let unseen = |factors| Grounds { has_unseen_cause: true, ..with(factors) };
        check(unseen(Factors { explains: 0.7, ..factors }), Confidence::Medium);
        check(unseen(Factors { explains: 0.5, ..factors }), Confidence::Low);
        check(unseen(Factors { explains: 0.7, predictions_kept: 0.6, ..factors }), Confidence::Low);
    }
}
