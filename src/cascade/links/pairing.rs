//! One rule and one effect: which causes link, and how likely each brought the effect about.

use std::sync::Arc;

use super::bounds::{self, Bounds};
use super::causes::{Causes, Part};
use super::join::{self, Joined};
use super::timing::{self, Most};
use super::{Linker, healed};
use crate::cascade::constants::{
    ACROSS_HOSTS, CLUSTER_ONLY, LEAST_BLAME, MOST_CAUSES, PROMPT, PROMPT_ALONE, RESOLUTION, STARTS_LEAD,
};
use crate::model::{Episode, Link, Role, Severity};
use crate::rule::{Join, Lasts, LinkRule};

/// What the lag of a link counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// The onset of the cause.
    Onset,
    /// The start of the effect's boot, nanoseconds UTC.
    At(i64),
    /// The start of a boot that is not known.
    Unknown,
}

/// One rule and one effect, for any cause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pairing<'c> {
    pub(super) linker: &'c Linker<'c>,
    pub(super) rule: &'c LinkRule,
    pub(super) effect: usize,
    pub(super) start: Start,
}

impl<'c> Pairing<'c> {
    fn episode(&self, index: usize) -> &'c Episode {
        &self.linker.chronicle.episodes[index]
    }

    /// The causes of most blame, by trying each.
    pub(super) fn best_of(&self, causes: &[usize]) -> Vec<usize> {
        let mut found: Vec<(f64, usize)> = causes.iter().filter_map(|&i| Some((self.blame(i)?, i))).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.into_iter().take(MOST_CAUSES).map(|(_, cause)| cause).collect()
    }

    /// The same, by looking them up.
    pub(super) fn best(&self, causes: &Causes<'c>) -> Vec<usize> {
        let parts = causes.parts(self.linker.library, &self.rule.on, self.episode(self.effect));
        let trees: Vec<_> = parts.iter().map(|part| part.tree).collect();
        let best = bounds::best(&trees, |part, bounds| self.most(&parts[part], bounds), |cause| self.blame(cause));
        best.into_iter().map(|(cause, _)| cause).collect()
    }

    /// The blame of a cause, when it is a link at all.
    fn blame(&self, cause: usize) -> Option<f64> {
        let joined = self.joined(cause)?;
        let (i, j) = (self.episode(cause), self.episode(self.effect));
        let clocks =
            if join::same_host(i, j) == Some(false) { self.linker.clocks.apart(cause, self.effect) } else { 0 };
        let fit = timing::fit(i, j, self.rule.lag, self.from(), clocks, joined.worth <= CLUSTER_ONLY);
        let prompt = joined.worth >= ACROSS_HOSTS && self.needs_cause() && is_prompt(i, j);
        let healed =
            if self.start == Start::Onset { healed::share(self.linker.library, i, j, self.rule.lag.1) } else { 1.0 };
        let blame = self.weighed(fit * healed, joined.worth, i.sure, prompt);
        (blame >= LEAST_BLAME).then_some(blame)
    }

    fn joined(&self, cause: usize) -> Option<Joined<'c>> {
        let i = self.episode(cause);
        let too_late = match self.start {
            Start::Onset => false,
            Start::At(start) => i.ended.is_some_and(|e| e.ns < start) || self.is_of_older_boot(i),
            Start::Unknown => true,
        };
        let possible = cause != self.effect && !too_late && !self.was_of_a_start(i);
        possible.then(|| join::join(self.linker.library, &self.rule.on, i, self.episode(self.effect))).flatten()
    }

    /// Whether a cause came and went with a start or a restart, a while before the effect: nothing grave, and no defect but
    /// a slight one.
    fn was_of_a_start(&self, i: &Episode) -> bool {
        let condition = self.linker.library.condition(i.key.condition);
        let is_open = condition.lasts == Lasts::UntilEnded && i.ended.is_none();
        let passes = match condition.role {
            Role::Step | Role::Symptom => i.severity <= Severity::Medium,
            Role::Cause | Role::Fault => i.severity <= Severity::Low,
            Role::Trigger | Role::Context | Role::Recovery => false,
        };
        i.expected && passes && !is_open && self.episode(self.effect).began.ns > i.last.ns + STARTS_LEAD
    }

    /// Whether a boot lies between a momentary effect, such as the end of a boot, and what it should bring to the next.
    fn is_of_older_boot(&self, i: &Episode) -> bool {
        let condition = self.linker.library.condition(i.key.condition);
        let passes = condition.lasts == Lasts::Moment && matches!(condition.role, Role::Step | Role::Symptom);
        passes && i.boot.zip(self.episode(self.effect).boot).is_some_and(|(i, j)| i + 1 < j)
    }

    const fn from(&self) -> Option<i64> {
        match self.start {
            Start::At(start) => Some(start),
            Start::Onset | Start::Unknown => None,
        }
    }

    /// Whether the rule is about a change and what needs a cause. A defect needs none.
    fn needs_cause(&self) -> bool {
        let role = |condition: u16| self.linker.library.conditions[usize::from(condition)].role;
        let needs = matches!(role(self.rule.to), Role::Step | Role::Symptom | Role::Trigger);
        self.start == Start::Onset && needs && role(self.rule.from) == Role::Trigger
    }

    /// `a(i→j)`: how likely i is why j appeared.
    fn weighed(&self, fit: f64, worth: f64, sure: f64, prompt: bool) -> f64 {
        let j = self.episode(self.effect);
        let alone = self.linker.library.condition(j.key.condition).alone * if prompt { PROMPT_ALONE } else { 1.0 };
        self.rule.strength / (self.rule.strength + alone) * fit * worth * sure * j.sure
    }

    /// The most blame that any cause of a node gets.
    fn most(&self, part: &Part<'_, '_>, node: &Bounds<'_>) -> f64 {
        if self.is_ruled_out(node) {
            return 0.0;
        }
        let j = self.episode(self.effect);
        let (began, until) = self.from().map_or((node.began, node.until), |start| ((start, start), (start, start)));
        let sigmas = (node.sigma, timing::own_sigma(j), self.linker.clocks.most);
        let most = Most { began, until, j: (j.began.ns, j.began_by_ns), sigmas };
        let fit = if part.over { most.over(self.rule.lag) } else { most.active(self.rule.lag) };
        let near = node.until.1 >= j.began.ns - PROMPT && node.began.0 <= j.began.ns + RESOLUTION;
        let prompt = part.worth >= ACROSS_HOSTS && near && self.needs_cause();
        self.weighed(fit, part.worth, node.sure, prompt)
    }

    /// Whether boots or hosts speak against every cause of a node.
    fn is_ruled_out(&self, node: &Bounds<'_>) -> bool {
        let j = self.episode(self.effect);
        let of_one_host = || node.host.is_some() && join::hosts(j).eq(node.host);
        let demanded = |demand: &Join| match demand {
            Join::NextBoot => node.boots.0 >= j.boot || self.from().is_none_or(|start| node.ended < start),
            Join::Boot => of_one_host() && !(node.boots.0..=node.boots.1).contains(&j.boot),
            Join::Guest => of_one_host(),
            _ => false,
        };
        self.rule.on.iter().any(demanded)
    }

    /// The link from a cause, when it is one.
    pub(super) fn link(&self, cause: usize, because: &Arc<str>) -> Option<Link> {
        let (joined, blame) = (self.joined(cause)?, self.blame(cause)?);
        let (i, j) = (self.episode(cause), self.episode(self.effect));
        Some(Link {
            from: cause,
            to: self.effect,
            because: Arc::clone(because),
            joined: joined.words(self.linker.library),
            lag_ns: j.began.ns - self.from().unwrap_or(i.began.ns),
            strength: self.rule.strength,
            blame,
            fired_by: self.from().and_then(|at| self.linker.starts.trigger(j, at)),
        })
    }
}

/// Whether an effect follows a change of the same host or thing at once.
fn is_prompt(i: &Episode, j: &Episode) -> bool {
    let after = j.began.ns - i.last.ns.min(j.began.ns.max(i.began.ns));
    (-RESOLUTION..=PROMPT).contains(&after)
}
