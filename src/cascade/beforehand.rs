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

use super::constants::{MOST_BEFORE, SHORTLY_BEFORE};
use super::{join, novelty};
use crate::model::stamp::SECOND;
use crate::model::{
    Analysis, Basis, Confidence, Episode, Incident, Place, Quote, Role, Severity, Strange, Unexplained, Verdict,
};
use crate::rule::Library;

/// How trouble is spoken of by programs, the kernel first of all, that print no level or a low one; in lower case.
const TROUBLE: [&str; 22] = [
    "abort",
    "bad ",
    "cannot",
    "corrupt",
    "could not",
    "denied",
    "disabl",
    "error",
    "exceed",
    "exception",
    "fail",
    "fault",
    "invalid",
    "lost",
    "non-operational",
    "offline",
    "overflow",
    "refus",
    "reject",
    "reset",
    "timed out",
    "unable",
];

/// How much a line before an incident tells, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    /// An error that was never printed before, or a known fault of the same host.
    Fault,
    /// Some other line that was never printed before and speaks of trouble.
    Trouble,
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

/// Where an incident begins.
struct Start {
    /// Its first finding, nanoseconds UTC.
    ns: i64,
    /// The line of that.
    line: Option<Place>,
}

impl Start {
    /// Nanoseconds from a line to the start, if it came shortly before: by time, or by place within its second.
    fn after(&self, ns: i64, quote: &Quote) -> Option<i64> {
        let ago = self.ns - ns;
        let is_above = || self.line.is_some_and(|l| l.input == quote.place.input && quote.place.offset < l.offset);
        let is_before = (1..=SHORTLY_BEFORE).contains(&ago) || (ago.abs() < SECOND && is_above());
        is_before.then_some(ago)
    }
}

/// The lines that tell most, in order of time. Beside a broken component whose own cause may be unseen only errors
/// count; what needs no cause, or is sure, has none.
pub(super) fn lines(library: &Library, analysis: &Analysis, index: usize, shapes: &[Unexplained]) -> Vec<Quote> {
    let incident = &analysis.incidents[index];
    let is_known = incident.verdict == Verdict::Known;
    if is_known && !is_doubtful(library, analysis, incident) {
        return Vec::new();
    }
    let start = Start { ns: novelty::first_finding(analysis, incident), line: novelty::first_line(analysis, incident) };
    let unknown = shapes.iter().filter_map(|shape| of_shape(shape, &start));
    let mut near: Vec<Near<'_>> = unknown.chain(unlinked(library, analysis, incident, &start)).collect();
    near.retain(|near| !is_known || near.worth <= Worth::Trouble);
    near.sort_by(by_worth);
    let mut told = BTreeSet::new();
    let fresh = near.into_iter().filter(|near| told.insert(&near.quote.raw));
    let mut quotes: Vec<Quote> = fresh.take(MOST_BEFORE).map(|near| near.quote.clone()).collect();
    quotes.sort();
    quotes
}

/// Whether something unseen may have led to a known root: steps count too, which are never called unknown for it.
fn is_doubtful(library: &Library, analysis: &Analysis, incident: &Incident) -> bool {
    incident.roots.first().is_some_and(|root| {
        let role = library.condition(analysis.episodes[root.episode].key.condition).role;
        root.confidence != Confidence::High && !matches!(role, Role::Cause | Role::Trigger)
    })
}

fn by_worth(a: &Near<'_>, b: &Near<'_>) -> Ordering {
    (a.worth, a.ago, a.quote).cmp(&(b.worth, b.ago, b.quote))
}

fn of_shape<'a>(shape: &'a Unexplained, start: &Start) -> Option<Near<'a>> {
    let worth = match (shape.error, shape.strange) {
        (true, _) => Worth::Fault,
        (false, Strange::New) if speaks_of_trouble(&shape.template) => Worth::Trouble,
        (false, Strange::New) => Worth::New,
        (false, _) => return None,
    };
    let quote = shape.evidence.first()?;
    Some(Near { worth, ago: start.after(shape.first?.ns, quote)?, quote })
}

fn speaks_of_trouble(template: &str) -> bool {
    let text = template.to_ascii_lowercase();
    TROUBLE.iter().any(|word| text.contains(word))
}

/// Known episodes right before an incident that are in none.
fn unlinked<'a>(
    library: &'a Library,
    analysis: &'a Analysis,
    incident: &'a Incident,
    start: &'a Start,
) -> impl Iterator<Item = Near<'a>> {
    let linked: BTreeSet<usize> = analysis.incidents.iter().flat_map(|i| i.timeline.iter().copied()).collect();
    let free = (0..).zip(&analysis.episodes).filter(move |(index, _)| !linked.contains(index)).map(|(_, e)| e);
    // What is dated by something else is not known to come before anything.
    let dated = free.filter(|episode| episode.seen.basis != Basis::Inherited && !episode.expected);
    dated.filter_map(move |episode| {
        let quote = episode.quotes.first()?;
        let worth = worth(library.condition(episode.key.condition).role, episode, incident)?;
        Some(Near { worth, ago: start.after(episode.seen.ns, quote)?, quote })
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
