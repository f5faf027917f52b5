//! What no rule knows, weighed against a verdict: the time before each incident, and when a root must not be named.
//!
//! A known root stays known unless an error of a shape that was never printed before came right before it, on its
//! host, and nothing that is known led to it: then what it was is not in the rules, and the verdict says so.

use std::collections::BTreeSet;

use super::constants::{
    CLOSELY_BEFORE, JOIN_BLAME, MOST_UNEXPLAINED, MOST_WINDOWS, SHORTLY_BEFORE, SHUT_DOWN, START_UP,
};
use super::{beforehand, confidence, join};
use crate::episode::novelty::judge::LOOK_BACK;
use crate::episode::novelty::{Found, Window};
use crate::model::{Analysis, BootSpan, Confidence, Hypothesis, Incident, Place, Role, Strange, Unexplained, Verdict};
use crate::rule::Library;

/// The time before each of the first incidents.
#[must_use]
pub fn windows(analysis: &Analysis) -> Vec<Window> {
    let incidents = analysis.incidents.iter().take(MOST_WINDOWS);
    incidents.map(|incident| window(analysis, incident)).collect()
}

fn window(analysis: &Analysis, incident: &Incident) -> Window {
    let to = first_finding(analysis, incident);
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
        line: first_line(analysis, incident),
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
pub(super) fn first_finding(analysis: &Analysis, incident: &Incident) -> i64 {
    let latent = incident.roots.first().filter(|root| root.latent_since.is_some());
    let set_off = latent.and_then(|root| root.trigger.as_ref()).map(|trigger| trigger.time.ns);
    let printed = incident.chain.iter().map(|&index| analysis.episodes[index].seen.ns).min();
    set_off.or(printed).unwrap_or(incident.start.ns)
}

/// Where the chain was first printed.
pub(super) fn first_line(analysis: &Analysis, incident: &Incident) -> Option<Place> {
    let printed = incident.chain.iter().map(|&index| &analysis.episodes[index]);
    printed.min_by_key(|episode| episode.seen)?.quotes.first().map(|quote| quote.place)
}

/// Lists what is strange before the incidents, and takes back what it puts in doubt.
pub fn weigh(library: &Library, analysis: &mut Analysis, found: Vec<Found>) {
    let mut all: Vec<Unexplained> = Vec::new();
    for (index, found) in found.into_iter().enumerate() {
        if let Some(doubt) = doubt(library, analysis, index, &found) {
            take_back(&mut analysis.incidents[index], doubt);
        }
        if let Some(baseline) = &mut analysis.baseline {
            baseline.usual += found.usual;
        }
        let before = beforehand::lines(library, analysis, index, &found.shapes);
        if let Some(root) = analysis.incidents[index].roots.first_mut() {
            root.before = before;
        }
        let id = &analysis.incidents[index].id;
        all.extend(found.shapes.into_iter().map(|shape| Unexplained { incident: id.clone(), ..shape }));
    }
    all.sort_by_key(|shape| (!shape.error, shape.strange));
    let more = all.split_off(all.len().min(MOST_UNEXPLAINED));
    analysis.unexplained_more = (more.len(), more.iter().map(|shape| shape.count).sum());
    analysis.unexplained = all;
}

/// The error that puts the root of an incident in doubt, or that came before a first sign.
fn doubt<'f>(library: &Library, analysis: &Analysis, index: usize, found: &'f Found) -> Option<&'f Unexplained> {
    let incident = &analysis.incidents[index];
    let root = incident.roots.first().filter(|root| is_open(library, analysis, incident, root))?;
    let head = &analysis.episodes[root.episode];
    let hosts: Vec<&str> = join::hosts(head).collect();
    let here = |shape: &Unexplained| hosts.is_empty() || shape.hosts.iter().any(|h| hosts.contains(&&**h));
    let before = |shape: &Unexplained| shape.first.map(|first| head.seen.ns - first.ns);
    let near = |shape: &Unexplained| before(shape).is_some_and(|ns| (0..=reach(incident, root, shape)).contains(&ns));
    // What a program says of its own trouble in words that no rule knows is the same trouble.
    let own = |shape: &Unexplained| head.quotes.iter().any(|quote| quote.unit == shape.unit);
    let other = |shape: &Unexplained| incident.verdict == Verdict::Known || !own(shape);
    let errors = found.shapes.iter().filter(|shape| shape.error && here(shape) && near(shape) && other(shape));
    errors.min_by_key(|shape| shape.first)
}

/// Whether anything may come before a root. A defect or a change needs no cause; and what something known led to is
/// explained.
fn is_open(library: &Library, analysis: &Analysis, incident: &Incident, root: &Hypothesis) -> bool {
    let role = library.condition(analysis.episodes[root.episode].key.condition).role;
    let led_to = || analysis.links.iter().any(|l| l.to == root.episode && l.blame >= JOIN_BLAME);
    match incident.verdict {
        Verdict::Known => role == Role::Fault && root.latent_since.is_none() && !led_to(),
        Verdict::NoRootInEvidence => true,
        Verdict::Unknown => false,
    }
}

/// How long before the root an error of a shape puts it in doubt, nanoseconds; below 0 never.
fn reach(incident: &Incident, root: &Hypothesis, shape: &Unexplained) -> i64 {
    match shape.strange {
        Strange::New if incident.verdict == Verdict::NoRootInEvidence => SHORTLY_BEFORE,
        _ if incident.verdict == Verdict::NoRootInEvidence => -1,
        Strange::New if confidence::stands_out(root) => CLOSELY_BEFORE,
        Strange::New => SHORTLY_BEFORE,
        Strange::Surge | Strange::Error if confidence::is_weak(root) => CLOSELY_BEFORE,
        Strange::Surge | Strange::Error => -1,
    }
}

fn take_back(incident: &mut Incident, doubt: &Unexplained) {
    incident.verdict = Verdict::Unknown;
    if let Some(root) = incident.roots.first_mut() {
        root.confidence = Confidence::Low;
        root.against.push(format!("an error that no rule knows came right before it: {}", doubt.template));
    }
}
