//! What no rule knows, weighed against a verdict: the time before each incident, and what is shown of it.
//!
//! ```text
//! 06:31:10  a change              the head
//! 06:31:31  never printed before  |  the time before the first sign: the half hour up to 06:31:40
//! 06:31:40  a program fails       the first sign
//! ```

mod beforehand;
mod doubt;
mod unknown;

use std::collections::BTreeSet;

use crate::cascade::constants::{LEAST_ALONE, MOST_BEFORE, MOST_UNEXPLAINED, MOST_WINDOWS, SHUT_DOWN, START_UP};
use crate::cascade::incidents::is_excerpt;
use crate::cascade::roots::set_off;
use crate::episode::Options;
use crate::episode::novelty::window::LOOK_BACK;
use crate::episode::novelty::{Found, Window};
use crate::model::{
    Analysis, BootSpan, Confidence, Episode, Incident, Place, Quote, Role, Severity, Unexplained, Verdict,
};
use crate::rule::Library;
pub use unknown::{add as unknown, asks_for_all};

/// The time before each of the first incidents; without any, the last half hour, when somebody asks;
/// or all of a piece of a log.
#[must_use]
pub fn windows(library: &Library, analysis: &Analysis, options: &Options) -> Vec<Window> {
    if analysis.incidents.is_empty() {
        return at_the_end(analysis, options).into_iter().collect();
    }
    let incidents = analysis.incidents.iter().take(MOST_WINDOWS);
    incidents.map(|incident| window(library, analysis, incident)).collect()
}

/// Of some hosts or units alone nothing is told: all records are looked at.
fn at_the_end(analysis: &Analysis, options: &Options) -> Option<Window> {
    let spans = || analysis.inputs.iter().filter_map(|input| input.span);
    let last = spans().map(|(_, last)| last.ns).max()?;
    let all = options.hosts.is_empty() && options.units.is_empty() && options.boot.is_none();
    let counted = options.window(last);
    let to = last.min(counted.until).saturating_add(1);
    let first = spans().map(|(first, _)| first.ns).min().filter(|_| is_excerpt(&analysis.inputs));
    let from = first.unwrap_or(to.saturating_sub(LOOK_BACK)).max(counted.since);
    let turns = analysis.hosts.iter().flat_map(|host| host.boots.iter().take(2)).flat_map(turns).collect();
    all.then_some(Window { from, to, turns, ..Window::default() })
}

fn window(library: &Library, analysis: &Analysis, incident: &Incident) -> Window {
    let (to, line) = first_sign(library, analysis, incident);
    let from = to - LOOK_BACK;
    let hosts: BTreeSet<&str> = incident.hosts.iter().map(|h| &**h).collect();
    let others = analysis.incidents.iter().filter(|other| {
        other.id != incident.id && (other.hosts.is_empty() || other.hosts.iter().any(|h| hosts.contains(&**h)))
    });
    let mine = analysis.hosts.iter().filter(|host| hosts.contains(&*host.name));
    let turns = mine.flat_map(|host| host.boots.iter().take(2)).flat_map(turns);
    Window {
        from,
        to,
        line,
        hosts: incident.hosts.clone(),
        aside: others.map(|other| (first_finding(analysis, other), other.end.ns)).collect(),
        turns: turns.filter(|(_, end)| *end >= from).collect(),
    }
}

/// The first minutes of a boot and the last ones before a clean shutdown. The log may begin in the middle of the first
/// boot, so that the second one's start is the first that is seen.
fn turns(boot: &BootSpan) -> impl Iterator<Item = (i64, i64)> + use<> {
    let (start, end) = (boot.start.ns, boot.end.ns);
    let stop = (boot.ended_by == "clean").then_some((end - SHUT_DOWN, end + SHUT_DOWN));
    std::iter::once((start, start + START_UP)).chain(stop)
}

/// When the chain was first printed; a latent cause counts from what set it off.
fn first_finding(analysis: &Analysis, incident: &Incident) -> i64 {
    let printed = incident.chain.iter().map(|&index| analysis.episodes[index].seen.ns).min();
    set_off(&incident.roots).map(|time| time.ns).or(printed).unwrap_or(incident.start.ns)
}

/// When and where the chain first shows trouble. A change at its head is none: what came between it and the first
/// trouble tells what it did.
fn first_sign(library: &Library, analysis: &Analysis, incident: &Incident) -> (i64, Option<Place>) {
    let chain = || incident.chain.iter().map(|&index| &analysis.episodes[index]);
    let trouble = chain().filter(|episode| is_trouble(library, episode)).min_by_key(|episode| episode.seen);
    let first = trouble.or_else(|| chain().min_by_key(|episode| episode.seen));
    let line = first.and_then(|episode| episode.quotes.first()).map(|quote| quote.place);
    let printed = first.map(|episode| episode.seen.ns);
    (set_off(&incident.roots).map(|time| time.ns).or(printed).unwrap_or(incident.start.ns), line)
}

fn is_trouble(library: &Library, episode: &Episode) -> bool {
    let role = library.condition(episode.key.condition).role;
    let broken = matches!(role, Role::Cause | Role::Fault) || episode.severity >= Severity::Medium;
    broken && role != Role::Trigger && !episode.expected
}

/// Lists what is strange before the incidents, and takes back what it puts in doubt.
pub fn weigh(library: &Library, analysis: &mut Analysis, found: Vec<Found>) {
    let mut all: Vec<Unexplained> = Vec::new();
    if analysis.incidents.is_empty() {
        let shapes = found.into_iter().flat_map(|found| found.shapes);
        let least = if is_excerpt(&analysis.inputs) { 1 } else { LEAST_ALONE };
        return list(analysis, shapes.filter(|shape| shape.error && shape.count >= least).collect());
    }
    for (index, found) in found.into_iter().enumerate() {
        let (before, doubt) = before(library, analysis, index, &found);
        take_back(&mut analysis.incidents[index], before, doubt);
        if let Some(baseline) = &mut analysis.baseline {
            baseline.usual += found.usual;
        }
        let id = &analysis.incidents[index].id;
        all.extend(found.shapes.into_iter().map(|shape| Unexplained { incident: id.clone(), ..shape }));
    }
    list(analysis, all);
}

fn list(analysis: &mut Analysis, mut all: Vec<Unexplained>) {
    all.sort_by_key(|shape| (!shape.error, shape.strange));
    let more = all.split_off(all.len().min(MOST_UNEXPLAINED));
    analysis.unexplained_more = (more.len(), more.iter().map(|shape| shape.count).sum());
    analysis.unexplained = all;
}

/// What is shown before an incident, and the text that puts its root in doubt, which is shown first then.
fn before(library: &Library, analysis: &Analysis, index: usize, found: &Found) -> (Vec<Quote>, Option<String>) {
    let incident = &analysis.incidents[index];
    let suspects = beforehand::suspects(library, analysis, incident, &found.fresh);
    let error = doubt::by_error(library, analysis, incident, found);
    let Some(doubt) = error.or_else(|| doubt::by_suspect(analysis, incident, &suspects)) else {
        return (beforehand::shown(analysis, incident, &suspects), None);
    };
    let quotes = doubt.evidence.first().into_iter().chain(suspects.iter().map(|suspect| suspect.quote));
    let mut texts = BTreeSet::new();
    let shown = quotes.filter(|quote| texts.insert(&quote.raw)).take(MOST_BEFORE).cloned().collect();
    (shown, Some(doubt.template.clone()))
}

fn take_back(incident: &mut Incident, before: Vec<Quote>, doubt: Option<String>) {
    let Some(root) = incident.roots.first_mut() else { return };
    root.before = before;
    if let Some(doubt) = doubt {
        incident.verdict = Verdict::Unknown;
        root.confidence = Confidence::Low;
        root.against.push(format!("what no rule knows came right before it: {doubt}"));
    }
}
