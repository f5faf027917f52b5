//! What came right before the first sign of an incident, where the logs do not show its cause for sure.
//!
//! ```text
//! 10:25:49  firewalld installed            known, but no rule links it to what followed
//! 10:26:11  Starting firewalld             never printed before, and no rule knows it
//! 10:26:15  a member of etcd out of reach  the first sign
//! ```
//!
//! It is shown for what it is: nearness in time, no link. An engineer looks there next. `suspect` has the points that
//! put the lines in order, `words` what a line speaks of.

mod suspect;
mod words;

use std::collections::BTreeSet;

use crate::cascade::constants::{LEAST_POINTS, MOST_BEFORE};
use crate::cascade::links::join;
use crate::cascade::novelty;
use crate::episode::novelty::Fresh;
use crate::episode::novelty::window::LOOK_BACK;
use crate::model::stamp::SECOND;
use crate::model::{
    Analysis, Basis, ConditionId, Confidence, Episode, Hypothesis, Incident, Place, Quote, Role, Severity, Verdict,
};
use crate::rule::Library;
pub(super) use suspect::{Suspect, points};
pub(super) use words::{Speaks, speaks};

/// Where an incident begins.
#[derive(Clone, Copy)]
struct Start {
    /// Its first sign, nanoseconds UTC.
    ns: i64,
    /// The line of that.
    line: Option<Place>,
}

impl Start {
    /// Nanoseconds from a line to the start, if it came before: by time, or by place within its second.
    fn after(self, ns: i64, quote: &Quote) -> Option<i64> {
        let ago = self.ns - ns;
        let is_above = || self.line.is_some_and(|l| l.input == quote.place.input && quote.place.offset < l.offset);
        let is_before = (1..=LOOK_BACK).contains(&ago) || (ago.abs() < SECOND && is_above());
        is_before.then_some(ago)
    }
}

/// The lines before an incident that are worth a look, the most telling first: those that no rule knows, and those that
/// no rule links.
pub(super) fn suspects<'a>(
    library: &'a Library,
    analysis: &'a Analysis,
    incident: &'a Incident,
    fresh: &'a [Fresh],
) -> Vec<Suspect<'a>> {
    let (ns, line) = novelty::first_sign(library, analysis, incident);
    let start = Start { ns, line };
    let unknown = fresh.iter().filter_map(|fresh| of_shape(fresh, incident, start));
    let all = unknown.chain(unlinked(library, analysis, incident, start));
    suspect::ranked(all.filter(|suspect| suspect.points() >= LEAST_POINTS).collect(), MOST_BEFORE)
}

/// Those that are shown; beside a root of high confidence only what its own program said in the same breath: why.
pub(super) fn shown(analysis: &Analysis, incident: &Incident, suspects: &[Suspect<'_>]) -> Vec<Quote> {
    let is_sure = |root: &&Hypothesis| incident.verdict == Verdict::Known && root.confidence == Confidence::High;
    let sure = incident.roots.first().filter(is_sure);
    let own = |root: &Hypothesis| analysis.episodes[root.episode].quotes.first();
    let counts = |suspect: &&Suspect<'_>| sure.is_none_or(|root| own(root).is_some_and(|q| suspect.is_said_with(q)));
    suspects.iter().filter(counts).map(|suspect| suspect.quote.clone()).collect()
}

fn of_shape<'a>(fresh: &'a Fresh, incident: &Incident, start: Start) -> Option<Suspect<'a>> {
    let shape = &fresh.shape;
    let quote = shape.evidence.first()?;
    Some(Suspect {
        speaks: words::speaks(&shape.template, shape.error),
        ago: start.after(shape.first?.ns, quote)?,
        is_here: is_here(incident, shape.hosts.iter().map(|host| &**host)),
        at_turn: fresh.at_turn,
        unsure_count: if fresh.is_sure { 0 } else { shape.count },
        quote,
        fresh: Some(fresh),
    })
}

fn is_here<'h>(incident: &Incident, mut hosts: impl Iterator<Item = &'h str>) -> bool {
    incident.hosts.is_empty() || hosts.any(|host| incident.hosts.iter().any(|h| **h == *host))
}

/// Known episodes before an incident that are in none. A fault that was printed before the half hour is habit.
fn unlinked<'a>(
    library: &'a Library,
    analysis: &'a Analysis,
    incident: &'a Incident,
    start: Start,
) -> impl Iterator<Item = Suspect<'a>> {
    let linked: BTreeSet<usize> = analysis.incidents.iter().flat_map(|i| i.timeline.iter().copied()).collect();
    // A line that proves the incident is no line beside it, whatever else it says.
    let quotes = incident.timeline.iter().flat_map(|&index| &analysis.episodes[index].quotes);
    let told: BTreeSet<Place> = quotes.map(|quote| quote.place).collect();
    let free = (0..).zip(&analysis.episodes).filter(move |(index, _)| !linked.contains(index)).map(|(_, e)| e);
    // What is dated by something else is not known to come before anything.
    let dated = free.filter(|episode| episode.seen.basis != Basis::Inherited && !episode.expected);
    let early = analysis.episodes.iter().filter(move |episode| episode.seen.ns < start.ns - LOOK_BACK);
    let habits: BTreeSet<ConditionId> = early.map(|episode| episode.key.condition).collect();
    let role = |episode: &Episode| library.condition(episode.key.condition).role;
    let is_told = move |episode: &&'a Episode| episode.quotes.first().is_some_and(|quote| told.contains(&quote.place));
    let dated = dated.filter(move |episode| !is_told(episode));
    let news = dated.filter(move |e| role(e) == Role::Trigger || !habits.contains(&e.key.condition));
    news.filter_map(move |episode| {
        let quote = episode.quotes.first()?;
        let is_here = is_here(incident, join::hosts(episode));
        let speaks = known(role(episode), episode, is_here)?;
        let ago = start.after(episode.seen.ns, quote)?;
        Some(Suspect { speaks, ago, is_here, at_turn: false, unsure_count: 0, quote, fresh: None })
    })
}

/// What a known episode speaks of: a change counts as trouble, since it is one of those that bring trouble.
fn known(role: Role, episode: &Episode, is_here: bool) -> Option<Speaks> {
    let grave = episode.severity >= Severity::Medium;
    match role {
        Role::Cause | Role::Fault if grave && is_here => Some(Speaks::Fault),
        Role::Cause | Role::Fault if is_here || grave => Some(Speaks::Trouble),
        Role::Trigger if is_here => Some(Speaks::Trouble),
        _ => None,
    }
}
