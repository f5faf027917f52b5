//! What came right before a first sign, where the logs do not show its cause.
//!
//! ```text
//! 10:25:49  firewalld installed            known, but no rule links it to what followed
//! 10:26:11  Starting firewalld             never printed before, and no rule knows it
//! 10:26:15  a member of etcd out of reach  the first sign
//! ```
//!
//! It is shown for what it is: nearness in time, no link. An engineer looks there next.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::constants::{MOST_BEFORE, RESOLUTION, SHORTLY_BEFORE};
use super::{join, novelty};
use crate::model::{Analysis, Basis, Episode, Incident, Quote, Role, Severity, Strange, Unexplained, Verdict};
use crate::rule::Library;

/// How much a line before an incident tells, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    /// An error that was never printed before, or a known fault of the same host.
    Fault,
    /// A known change of the same host, or a fault elsewhere.
    Change,
    /// Anything that was never printed before.
    New,
}

/// A line before an incident.
struct Near<'a> {
    worth: Worth,
    /// Nanoseconds before the incident's first finding.
    ago: i64,
    quote: &'a Quote,
}

/// The lines that tell most, in order of time; none where the cause is known.
pub(super) fn lines(library: &Library, analysis: &Analysis, index: usize, shapes: &[Unexplained]) -> Vec<Quote> {
    let incident = &analysis.incidents[index];
    if incident.verdict == Verdict::Known {
        return Vec::new();
    }
    let start = novelty::first_finding(analysis, incident);
    let unknown = shapes.iter().filter_map(|shape| of_shape(shape, start));
    let mut near: Vec<Near<'_>> = unknown.chain(unlinked(library, analysis, incident, start)).collect();
    near.sort_by(by_worth);
    let mut told = BTreeSet::new();
    let fresh = near.into_iter().filter(|near| told.insert(&near.quote.raw));
    let mut quotes: Vec<Quote> = fresh.take(MOST_BEFORE).map(|near| near.quote.clone()).collect();
    quotes.sort();
    quotes
}

fn by_worth(a: &Near<'_>, b: &Near<'_>) -> Ordering {
    (a.worth, a.ago, a.quote).cmp(&(b.worth, b.ago, b.quote))
}

fn of_shape(shape: &Unexplained, start: i64) -> Option<Near<'_>> {
    let ago = start - shape.first?.ns;
    let worth = match (shape.error, shape.strange) {
        (true, _) => Worth::Fault,
        (false, Strange::New) => Worth::New,
        (false, _) => return None,
    };
    let is_near = (-RESOLUTION..=SHORTLY_BEFORE).contains(&ago);
    is_near.then_some(Near { worth, ago, quote: shape.evidence.first()? })
}

/// Known episodes right before an incident that are in none.
fn unlinked<'a>(
    library: &'a Library,
    analysis: &'a Analysis,
    incident: &'a Incident,
    start: i64,
) -> impl Iterator<Item = Near<'a>> {
    let linked: BTreeSet<usize> = analysis.incidents.iter().flat_map(|i| i.timeline.iter().copied()).collect();
    let free = (0..).zip(&analysis.episodes).filter(move |(index, _)| !linked.contains(index)).map(|(_, e)| e);
    free.filter_map(move |episode| {
        let ago = start - episode.seen.ns;
        // What is dated by something else is not known to come before anything.
        let is_dated = episode.seen.basis != Basis::Inherited;
        let is_near = (-RESOLUTION..=SHORTLY_BEFORE).contains(&ago) && is_dated && !episode.expected;
        let worth = worth(library.condition(episode.key.condition).role, episode, incident).filter(|_| is_near)?;
        Some(Near { worth, ago, quote: episode.quotes.first()? })
    })
}

fn worth(role: Role, episode: &Episode, incident: &Incident) -> Option<Worth> {
    let here =
        incident.hosts.is_empty() || join::hosts(episode).any(|host| incident.hosts.iter().any(|h| **h == *host));
    let grave = episode.severity >= Severity::Medium;
    match role {
        Role::Cause | Role::Fault if here && grave => Some(Worth::Fault),
        Role::Cause | Role::Fault if here || grave => Some(Worth::Change),
        Role::Trigger if here => Some(Worth::Change),
        _ => None,
    }
}
