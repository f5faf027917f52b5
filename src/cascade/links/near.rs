//! Links that the library declares and the evidence does not carry: the nearest of each rule, and what it lacks.
//!
//! ```text
//! network.link-down  f-k3q7m2aa on w-2, 3 h before: the lag must be 0 s .. 10 m
//! ```

use std::collections::BTreeSet;

use super::join;
use crate::model::{Analysis, Episode};
use crate::rule::{Library, LinkRule};

/// Causes further away were never meant, nanoseconds.
const NEAR: i64 = 24 * 60 * crate::model::stamp::MINUTE;

/// Why a declared link was not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacks {
    /// The two are not about the same thing.
    Join,
    /// The effect came too early or too late.
    Lag,
    /// All holds, but other reasons are so much more likely that it counts for nothing.
    Blame,
}

/// A cause that is in the evidence and was not linked.
#[derive(Clone, Copy, Debug)]
pub struct Near<'l> {
    /// The cause.
    pub episode: usize,
    /// The rule that could have held.
    pub rule: &'l LinkRule,
    /// What it lacks.
    pub lacks: Lacks,
}

/// For each declared cause of an episode that is there and not linked to it, the nearest one in time.
#[must_use]
pub fn causes<'l>(library: &'l Library, analysis: &Analysis, effect: usize) -> Vec<Near<'l>> {
    let linked: BTreeSet<u16> =
        analysis.links.iter().filter(|l| l.to == effect).map(|l| analysis.episodes[l.from].key.condition.0).collect();
    let to = &analysis.episodes[effect];
    let rules = library.causes_of(to.key.condition).filter(|rule| !linked.contains(&rule.from));
    rules.filter_map(|rule| nearest(library, analysis, rule, effect)).collect()
}

fn nearest<'l>(library: &'l Library, analysis: &Analysis, rule: &'l LinkRule, effect: usize) -> Option<Near<'l>> {
    let to = &analysis.episodes[effect];
    let away = |e: &Episode| (to.began.ns - e.began.ns).abs();
    let all = analysis.episodes.iter().enumerate().filter(|(i, e)| e.key.condition.0 == rule.from && *i != effect);
    let (episode, from) = all.filter(|(_, e)| away(e) <= NEAR).min_by_key(|(i, e)| (away(e), *i))?;
    Some(Near { episode, rule, lacks: lacks(library, rule, from, to) })
}

fn lacks(library: &Library, rule: &LinkRule, from: &Episode, to: &Episode) -> Lacks {
    let lag = to.began.ns - from.began.ns;
    let at_most = to.began_by_ns - from.began.ns;
    let since_active = to.began.ns - from.active_until_ns.max(from.began.ns);
    match () {
        () if join::join(library, &rule.on, from, to).is_none() => Lacks::Join,
        () if (lag < rule.lag.0 && at_most < rule.lag.0.max(0)) || since_active > rule.lag.1 => Lacks::Lag,
        () => Lacks::Blame,
    }
}
