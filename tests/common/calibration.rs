//! Whether high, medium and low mean something: how often a root of each word is right.
//!
//! A claim is the first root of a `known` verdict, of a fixture and of its twins. Without its cause a fixture has no
//! known root, and of distractors alone none is right: there the claims are that should not be made.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kascade::cascade::confidence::{Thresholds, word};
use kascade::model::{Analysis, Confidence, Factors, Origin, Verdict};

use super::truth::Truth;
use super::twin::Twin;
use super::{analyse, condition, incident_dir, truth};

/// A root that was named, and whether rightly.
#[derive(Debug)]
pub struct Claim {
    pub fixture: String,
    pub factors: Factors,
    pub lead: f64,
    pub inferred: bool,
    pub right: bool,
}

impl Claim {
    fn word(&self, thresholds: &Thresholds) -> Confidence {
        word(&self.factors, self.lead, self.inferred, thresholds)
    }
}

/// The claims about a fixture and its twins.
pub fn claims_of_fixture(name: &str) -> Vec<Claim> {
    let truth = truth::of(name);
    let whole = analyse(&incident_dir(name).join("logs"));
    let removed = analyse(&Twin::cause_removed(name, &truth).logs());
    let alone = analyse(&Twin::distractors_alone(name, &truth).logs());
    let known_without = truth.cause_removed.verdicts.iter().any(|v| v == "known");
    let mut claims = claims(name, &whole, |a| names_it(a, &truth));
    claims.extend(self::claims(name, &removed, |_| known_without));
    claims.extend(self::claims(name, &alone, |_| false));
    claims
}

fn claims(name: &str, analysis: &Analysis, right: impl Fn(&Analysis) -> bool) -> Vec<Claim> {
    let first = analysis.incidents.first().filter(|i| i.verdict == Verdict::Known);
    let claim = first.map(|incident| {
        let root = &incident.roots[0];
        let inferred = analysis.episodes[root.episode].origin == Origin::Inferred;
        let right = right(analysis);
        Claim { fixture: name.to_owned(), factors: root.factors, lead: root.lead, inferred, right }
    });
    claim.into_iter().collect()
}

fn names_it(analysis: &Analysis, truth: &Truth) -> bool {
    analysis.incidents.first().is_some_and(|i| condition(analysis, i.roots[0].episode) == truth.root_cause.condition)
}

/// Roots of this share at least are right when they are called high.
const HIGH_RIGHT: f64 = 0.95;
/// ... and when they are called medium.
const MEDIUM_RIGHT: f64 = 0.75;

/// The word of each claim by thresholds that were chosen without its fixture.
pub fn left_out(claims: &[Claim]) -> Vec<(Confidence, bool)> {
    let one = |claim: &Claim| {
        let rest: Vec<&Claim> = claims.iter().filter(|c| c.fixture != claim.fixture).collect();
        (claim.word(&chosen(&rest)), claim.right)
    };
    claims.iter().map(one).collect()
}

/// The thresholds that call most claims high, then most medium, while the words keep what they promise.
fn chosen(claims: &[&Claim]) -> Thresholds {
    let shares = || (4..=19).map(|n| f64::from(n) * 0.05);
    let leads = [1.0, 1.25, 1.5, 2.0, 3.0];
    let high = leads.into_iter().flat_map(|lead| shares().map(move |share| (share, lead)));
    let able = high.filter_map(|(high_explains, high_lead)| {
        let thresholds = Thresholds { high_explains, high_lead, medium_explains: 1.0 };
        kept(claims, &thresholds, Confidence::High, HIGH_RIGHT).map(|n| (n, thresholds))
    });
    let best = able.max_by(|a, b| a.0.cmp(&b.0).then(b.1.high_explains.total_cmp(&a.1.high_explains)));
    let high = best.map_or(Thresholds { high_explains: 1.1, ..Thresholds::default() }, |(_, thresholds)| thresholds);
    let medium = shares().map(|medium_explains| Thresholds { medium_explains, ..high });
    let able = medium.filter(|t| kept(claims, t, Confidence::Medium, MEDIUM_RIGHT).is_some());
    able.min_by(|a, b| a.medium_explains.total_cmp(&b.medium_explains)).unwrap_or(high)
}

/// How many claims get a word, when at least this share of them is right.
fn kept(claims: &[&Claim], thresholds: &Thresholds, word: Confidence, least: f64) -> Option<usize> {
    let named: Vec<&&Claim> = claims.iter().filter(|c| c.word(thresholds) == word).collect();
    let right = named.iter().filter(|c| c.right).count();
    (right as f64 >= least * named.len() as f64).then_some(named.len())
}

/// A table: how often each word was used and how often rightly, with the thresholds in use and with each fixture left
/// out when they are chosen.
pub fn shown(claims: &[Claim], left_out: &[(Confidence, bool)]) -> String {
    let in_use: Vec<(Confidence, bool)> = claims.iter().map(|c| (c.word(&Thresholds::default()), c.right)).collect();
    let (in_use, left_out) = (counted(&in_use), counted(left_out));
    let mut text = "| confidence | roots | right | roots, left out | right, left out |\n".to_owned();
    text.push_str("| --- | --- | --- | --- | --- |\n");
    for word in [Confidence::High, Confidence::Medium, Confidence::Low] {
        let of = |all: &BTreeMap<Confidence, (usize, usize)>| all.get(&word).copied().unwrap_or_default();
        let ((n, right), (m, kept)) = (of(&in_use), of(&left_out));
        let _ = writeln!(text, "| {} | {n} | {right} | {m} | {kept} |", word.word());
    }
    text
}

fn counted(words: &[(Confidence, bool)]) -> BTreeMap<Confidence, (usize, usize)> {
    let mut counts: BTreeMap<Confidence, (usize, usize)> = BTreeMap::new();
    for (word, right) in words {
        let (n, held) = counts.entry(*word).or_default();
        *n += 1;
        *held += usize::from(*right);
    }
    counts
}
