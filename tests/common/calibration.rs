//! Whether high, medium and low mean something: how often a root of each word is right.
//!
//! A claim is the first root of a `known` verdict, of a fixture and of its twins. Without its cause a fixture has no
//! known root, and of distractors alone none is right: there the claims are that should not be made.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kascade::cascade::roots::confidence::{Grounds, Thresholds, word};
use kascade::model::{Analysis, Confidence, Verdict};

use super::twin::Twin;
use super::{analyse, analyse_without, engine, incident_dir, truth};

/// A root that was named, and whether rightly.
#[derive(Debug)]
pub struct Claim {
    pub fixture: String,
    pub grounds: Grounds,
    pub right: bool,
}

impl Claim {
    fn word(&self, thresholds: &Thresholds) -> Confidence {
        word(&self.grounds, thresholds)
    }
}

/// The claims about a fixture and its twins; `right` tells whether the root of the whole fixture is.
///
/// A root that is named although the truth says that it is not in the logs is wrong, whatever it quotes.
pub fn claims_of_fixture(name: &str, right: impl Fn(&Analysis) -> bool) -> Vec<Claim> {
    let truth = truth::of(name);
    let whole = analyse(&incident_dir(name).join("logs"));
    let removed = analyse(&Twin::cause_removed(name, &truth).logs());
    let alone = analyse(&Twin::distractors_alone(name, &truth).logs());
    let known_without = truth.cause_removed.verdicts.iter().any(|v| v == "known");
    let named = truth.verdict == "known" && right(&whole);
    let claims = [claim(name, &whole, named), claim(name, &removed, known_without), claim(name, &alone, false)];
    claims.into_iter().flatten().collect()
}

/// The claim of an analysis, when it makes one.
pub fn claim(name: &str, analysis: &Analysis, right: bool) -> Option<Claim> {
    let incident = analysis.incidents.first().filter(|i| i.verdict == Verdict::Known)?;
    let grounds = Grounds::of(&engine().library, &analysis.episodes, &analysis.links, &incident.roots[0]);
    Some(Claim { fixture: name.to_owned(), grounds, right })
}

/// What is said of a fixture when the rules of the line that shows its cause are taken out of the library, and whether
/// the first root quotes that line still; `None` when the root is wrong with them.
pub fn without_its_rule(name: &str, right: impl Fn(&Analysis) -> bool) -> Option<(&'static str, bool)> {
    let logs = incident_dir(name).join("logs");
    if !right(&analyse(&logs)) {
        return None;
    }
    let hidden = analyse_without(&logs, &truth::of(name).root_cause.evidence);
    let said = hidden.incidents.first().map_or("no incident", |incident| match incident.verdict {
        Verdict::Known => incident.roots[0].confidence.word(),
        Verdict::Unknown => "unknown",
        Verdict::NoRootInEvidence => "no-root-in-evidence",
    });
    Some((said, right(&hidden)))
}

/// A table: how often each was said of a cause that no rule knows, and how often the root quotes it all the same.
pub fn shown_without(said: &[(&str, bool)]) -> String {
    let mut text = "| said | incidents | the cause is quoted |\n| --- | --- | --- |\n".to_owned();
    for word in ["high", "medium", "low", "unknown", "no-root-in-evidence", "no incident"] {
        let of: Vec<bool> = said.iter().filter(|(w, _)| *w == word).map(|(_, right)| *right).collect();
        let _ = writeln!(text, "| {word} | {} | {} |", of.len(), of.iter().filter(|right| **right).count());
    }
    text
}

/// Roots of this share at least are right when they are called high.
const HIGH_RIGHT: f64 = 0.95;
/// ... and when they are called medium.
const MEDIUM_RIGHT: f64 = 0.9;

/// The word of each claim by thresholds that were chosen without its fixture.
pub fn left_out(claims: &[Claim]) -> Vec<(Confidence, bool)> {
    let one = |claim: &Claim| {
        let rest: Vec<&Claim> = claims.iter().filter(|c| c.fixture != claim.fixture).collect();
        (claim.word(&chosen(&rest)), claim.right)
    };
    claims.iter().map(one).collect()
}

/// The thresholds that call most claims high, then most medium, while the words keep what they promise; of those that
/// are as good the strictest.
fn chosen(claims: &[&Claim]) -> Thresholds {
    let strict = Thresholds { medium_effects: usize::MAX, ..Thresholds::default() };
    let high = best(claims, &highs(strict), Confidence::High, HIGH_RIGHT);
    let none = Thresholds { high_lead: f64::INFINITY, high_explains: 1.1, ..strict };
    best(claims, &mediums(high.unwrap_or(none)), Confidence::Medium, MEDIUM_RIGHT).unwrap_or(none)
}

fn steps(from: u32, to: u32) -> impl DoubleEndedIterator<Item = f64> {
    (from..=to).map(|n| f64::from(n) * 0.05)
}

/// Thresholds of the first word, strictest first.
fn highs(base: Thresholds) -> Vec<Thresholds> {
    let leads = [3.0, 2.0, 1.5, 1.25, 1.0];
    let all = leads.into_iter().flat_map(|lead| steps(4, 19).rev().map(move |share| (lead, share)));
    all.map(|(high_lead, high_explains)| Thresholds { high_lead, high_explains, ..base }).collect()
}

/// Thresholds of the second word, strictest first.
fn mediums(base: Thresholds) -> Vec<Thresholds> {
    let kinds = (0..5).rev().flat_map(|effects| steps(4, 12).rev().map(move |share| (effects, share)));
    let all = kinds.flat_map(|(effects, share)| steps(10, 20).rev().map(move |kept| (effects, share, kept)));
    all.map(|(medium_effects, medium_explains, medium_kept)| Thresholds {
        medium_effects,
        medium_explains,
        medium_kept,
        ..base
    })
    .collect()
}

fn best(claims: &[&Claim], all: &[Thresholds], word: Confidence, least: f64) -> Option<Thresholds> {
    let able = all.iter().filter_map(|t| Some((kept(claims, t, word, least)?, t)));
    // Of equal ones `max_by_key` takes the last: the list is turned so that this is the strictest.
    able.rev().max_by_key(|(n, _)| *n).map(|(_, thresholds)| *thresholds)
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
    let (in_use, left_out) = (counted(&words(claims)), counted(left_out));
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

/// How often each word was right, most confident first; words that were not used are left out.
pub fn shares_right(claims: &[Claim]) -> Vec<f64> {
    shares(&words(claims))
}

/// The same with what is said of causes that no rule knows.
pub fn shares_right_with(claims: &[Claim], said: &[(&str, bool)]) -> Vec<f64> {
    let all = [Confidence::High, Confidence::Medium, Confidence::Low];
    let unknown = said.iter().filter_map(|(said, right)| Some((all.into_iter().find(|c| c.word() == *said)?, *right)));
    shares(&words(claims).into_iter().chain(unknown).collect::<Vec<_>>())
}

fn words(claims: &[Claim]) -> Vec<(Confidence, bool)> {
    claims.iter().map(|c| (c.word(&Thresholds::default()), c.right)).collect()
}

fn shares(words: &[(Confidence, bool)]) -> Vec<f64> {
    counted(words).values().rev().map(|(n, right)| *right as f64 / *n as f64).collect()
}
