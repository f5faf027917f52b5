//! Which incident is told first.
//!
//! ```text
//! critical  no root     a load balancer has no server left     02:47:22     told second: it began while the other
//! high      known       a path to storage failed               02:47:08     one lasted, and shows no cause of its own
//! critical  known       out of memory, one process killed      22:30:10     told behind a high one: it was a moment
//! high      known       somebody asked a node to stay off      22:41:00     told last: it is what was wanted
//! ```

use std::collections::BTreeMap;

use crate::cascade::constants::SHADOW;
use crate::model::stamp::MINUTE;
use crate::model::{Episode, Incident, Severity, Verdict};

/// Lines of an incident that was a moment and nothing else, at most.
const MOMENT: u64 = 2;

/// The gravest first, of equals the one with more in it; but what has no root of its own comes behind a known incident
/// that it may well be the work of, and what somebody wanted (`is_wanted`) behind all that nobody did.
pub fn put(episodes: &[Episode], found: &mut [Incident], is_wanted: impl Fn(&Incident) -> bool) {
    let mass = |i: &Incident| mass(episodes, i);
    found.sort_by(|a, b| {
        let moment = |i: &Incident| was_a_moment(episodes, i);
        let gravity = |i: &Incident| i.severity as u8 - u8::from(moment(i));
        is_wanted(a)
            .cmp(&is_wanted(b))
            .then(gravity(b).cmp(&gravity(a)))
            .then(moment(a).cmp(&moment(b)))
            .then(mass(b).total_cmp(&mass(a)))
            .then(a.start.cmp(&b.start))
            .then(a.id.cmp(&b.id))
    });
    for at in (0..found.len()).rev() {
        if let Some(behind) = (at + 1..found.len()).find(|&other| shadows(&found[other], &found[at])) {
            found[at..=behind].rotate_left(1);
        }
    }
}

/// How much an incident counts of which no cause was found that explains enough.
const UNKNOWN_MASS: f64 = 0.5;

/// How much there is to an incident: many alike on one host are one that recurs, not as many.
fn mass(episodes: &[Episode], incident: &Incident) -> f64 {
    let mut alike: BTreeMap<_, (f64, f64)> = BTreeMap::new();
    for episode in incident.timeline.iter().map(|&e| &episodes[e]) {
        let (times, weight) = alike.entry((episode.key.condition, &episode.key.host)).or_default();
        *times += 1.0;
        *weight = weight.max(episode.severity.weight());
    }
    let all: f64 = alike.values().map(|(times, weight)| weight * (1.0 + times.ln())).sum();
    all * if incident.verdict == Verdict::Unknown { UNKNOWN_MASS } else { 1.0 }
}

/// Whether nothing came of it: one episode of a line or two. It weighs a level less than what spread or went on.
fn was_a_moment(episodes: &[Episode], incident: &Incident) -> bool {
    incident.severity > Severity::Info
        && matches!(incident.timeline.as_slice(), [only] if episodes[*only].count <= MOMENT)
}

/// Whether an incident began while a known, grave one lasted that had begun not long before.
fn shadows(known: &Incident, other: &Incident) -> bool {
    let (start, end) = (known.start.ns - MINUTE, known.end.ns);
    let during = (start..=end).contains(&other.start.ns) && other.start.ns - start <= SHADOW;
    let is_known = known.verdict == Verdict::Known && known.severity >= Severity::High;
    is_known && other.verdict == Verdict::NoRootInEvidence && during
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Basis, Stamp};

    fn incident(id: &str, verdict: Verdict, severity: Severity, minutes: (i64, i64)) -> Incident {
        let at = |minute: i64| Stamp { ns: minute * MINUTE, basis: Basis::Exact, ..Stamp::default() };
        Incident {
            id: id.into(),
            title: String::new(),
            severity,
            start: at(minutes.0),
            end: at(minutes.1),
            hosts: Vec::new(),
            verdict,
            roots: Vec::new(),
            timeline: Vec::new(),
            chain: Vec::new(),
            links: Vec::new(),
            also_seen: Vec::new(),
            actions: Vec::new(),
            contradictions: Vec::new(),
            gaps: Vec::new(),
        }
    }

    #[track_caller]
    fn check(incidents: &[Incident], want: &[&str]) {
        let mut found = incidents.to_vec();
        put(&[], &mut found, |incident| incident.id == "wanted");
        assert_eq!(found.iter().map(|i| &*i.id).collect::<Vec<_>>(), want);
    }

    #[test]
    fn what_a_known_incident_explains_comes_behind_it() {
        use Severity::{Critical, High, Medium};
        use Verdict::{Known, NoRootInEvidence};
        let known = incident("known", Known, High, (0, 60));
        check(&[known.clone(), incident("while", NoRootInEvidence, Critical, (5, 9))], &["known", "while"]);
        check(&[known.clone(), incident("before", NoRootInEvidence, Critical, (-9, 9))], &["before", "known"]);
        check(&[known.clone(), incident("after", NoRootInEvidence, Critical, (70, 90))], &["after", "known"]);
        check(&[known.clone(), incident("rooted", Known, Critical, (5, 9))], &["rooted", "known"]);
        check(&[incident("wanted", Known, Critical, (0, 60)), known.clone()], &["known", "wanted"]);
        let small = incident("small", Known, Medium, (0, 60));
        check(&[small, incident("while", NoRootInEvidence, Critical, (5, 9))], &["while", "small"]);
    }
}
