//! When a root must not be named: what no rule knows came right before it.
//!
//! A known root stays known unless an error of a shape that was never printed before came right before it, on its
//! host, and nothing that is known led to it: then what it was is not in the rules. A first sign, whose cause is not in
//! the logs as far as the rules tell, gives way to any new line that speaks of trouble right before it.

use super::beforehand::{Speaks, Suspect};
use crate::cascade::constants::{CLOSELY_BEFORE, DOUBT_POINTS, JOIN_BLAME, SHORTLY_BEFORE};
use crate::cascade::links::join;
use crate::cascade::roots::confidence;
use crate::episode::novelty::Found;
use crate::model::{Analysis, Episode, Hypothesis, Incident, Role, Strange, Unexplained, Verdict};
use crate::rule::Library;

/// The error that puts the root of an incident in doubt, or that came before a first sign.
pub(super) fn by_error<'f>(
    library: &Library,
    analysis: &Analysis,
    incident: &Incident,
    found: &'f Found,
) -> Option<&'f Unexplained> {
    let root = incident.roots.first().filter(|root| is_open(library, analysis, incident, root))?;
    let head = &analysis.episodes[root.episode];
    let hosts: Vec<&str> = join::hosts(head).collect();
    let here = |shape: &Unexplained| hosts.is_empty() || shape.hosts.iter().any(|h| hosts.contains(&&**h));
    let before = |shape: &Unexplained| shape.first.map(|first| head.seen.ns - first.ns);
    let near = |shape: &Unexplained| before(shape).is_some_and(|ns| (0..=reach(incident, root, shape)).contains(&ns));
    let other = |shape: &Unexplained| incident.verdict == Verdict::Known || !is_own(head, shape);
    let errors = found.shapes.iter().filter(|shape| shape.error && here(shape) && near(shape) && other(shape));
    errors.min_by_key(|shape| shape.first)
}

/// The most telling line before a first sign, when it is new, speaks of trouble and no rule knows it.
pub(super) fn by_suspect<'f>(
    analysis: &Analysis,
    incident: &Incident,
    suspects: &[Suspect<'f>],
) -> Option<&'f Unexplained> {
    let root = incident.roots.first().filter(|_| incident.verdict == Verdict::NoRootInEvidence)?;
    let head = &analysis.episodes[root.episode];
    let first = suspects.first().filter(|suspect| suspect.points() >= DOUBT_POINTS)?;
    let shape = first.fresh.filter(|fresh| fresh.is_sure && first.speaks >= Speaks::Trouble)?;
    (!is_own(head, &shape.shape)).then_some(&shape.shape)
}

/// What a program says of its own trouble in words that no rule knows is the same trouble.
fn is_own(head: &Episode, shape: &Unexplained) -> bool {
    head.quotes.iter().any(|quote| quote.unit.as_deref() == shape.unit.as_deref())
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
