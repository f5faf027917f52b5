//! Runs that are one episode although their gaps are longer than the condition's `hold`.

use super::ends::Ends;
use super::storm;
use crate::episode::intake::cell::Run;
use crate::model::stamp::MINUTE;
use crate::model::{ConditionId, EpisodeKey, Severity};
use crate::rule::{Condition, Join, Lasts, Library};

/// Fewer repeats than this have no rhythm.
const FEW_REPEATS: usize = 3;
/// What comes back less often than this is not one episode, nanoseconds.
const LONGEST_REPEAT: i64 = 12 * 60 * MINUTE;

/// The runs of a key as its condition lasts.
pub fn fold(library: &Library, key: &EpisodeKey, runs: Vec<Run>, ends: &Ends<'_>) -> Vec<Run> {
    let condition = library.condition(key.condition);
    match condition.lasts {
        Lasts::Moment => runs,
        Lasts::UntilEnded if is_latent(library, key.condition) => fold_until_ended(key, runs, ends),
        Lasts::UntilEnded | Lasts::WhileRepeated => fold_repeats(condition, runs),
    }
}

/// Runs that come back again and again at about the same distance are one: a crash loop at its longest back-off.
///
/// A storm is not folded into the drizzle before it, and drizzle not at all.
fn fold_repeats(condition: &Condition, runs: Vec<Run>) -> Vec<Run> {
    let mut gaps: Vec<i64> = runs.windows(2).map(|w| w[1].first - w[0].last).collect();
    if gaps.len() < FEW_REPEATS {
        return runs;
    }
    gaps.sort_unstable();
    let usual = (3 * gaps[gaps.len() / 2]).min(LONGEST_REPEAT);
    let mut folded: Vec<Run> = Vec::new();
    for run in runs {
        let alike = |last: &Run| storm::severity(condition, last) == storm::severity(condition, &run);
        let matters = storm::severity(condition, &run) >= Severity::Medium;
        match folded.last_mut().filter(|last| run.first - last.last <= usual && matters && alike(last)) {
            Some(last) => last.merge(run),
            None => folded.push(run),
        }
    }
    folded
}

/// Whether a condition waits for a boot to show its effects.
fn is_latent(library: &Library, id: ConditionId) -> bool {
    library.effects_of(id).any(|rule| rule.on.contains(&Join::NextBoot))
}

/// Runs of a state that lasts until it is mended are one, as long as nothing says that it was mended in between.
fn fold_until_ended(key: &EpisodeKey, runs: Vec<Run>, ends: &Ends<'_>) -> Vec<Run> {
    let mut folded: Vec<Run> = Vec::new();
    for run in runs {
        match folded.last_mut().filter(|last| !ends.between(key, last.last, run.first)) {
            Some(last) => last.merge(run),
            None => folded.push(run),
        }
    }
    folded
}
