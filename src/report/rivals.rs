//! Other roots of an incident that are worth a line beside the first.

use crate::model::{Hypothesis, Incident};

/// A second root is named beside the first when its score is at least this share of it.
const CLOSE: f64 = 0.7;

/// One that explains other things is named when it explains this share of all.
const LEAST: f64 = 0.1;

/// How another root stands to the first one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rival {
    /// It may be the cause instead.
    Instead,
    /// It explains what the first one does not.
    Besides,
}

/// The other roots that come near the first one, or explain the rest; not what set off the first one, nor by what way,
/// which is named with it.
pub fn rivals(incident: &Incident) -> impl Iterator<Item = (Rival, &Hypothesis)> {
    let best = incident.roots.first();
    incident.roots.iter().skip(1).filter_map(move |other| Some((stands(best?, other)?, other)))
}

fn stands(best: &Hypothesis, other: &Hypothesis) -> Option<Rival> {
    if best.trigger.iter().any(|t| t.episode == Some(other.episode) || t.via.contains(&other.episode)) {
        return None;
    }
    let explains_rest = !other.explains.is_empty() && other.explains.iter().all(|e| !best.explains.contains(e));
    match other.score >= CLOSE * best.score {
        _ if explains_rest && other.factors.explains >= LEAST => Some(Rival::Besides),
        true if !explains_rest => Some(Rival::Instead),
        _ => None,
    }
}
