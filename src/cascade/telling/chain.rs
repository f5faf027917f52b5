//! The main chain of an incident: what a person is shown between the head and the end.

use std::collections::BTreeSet;

use crate::cascade::constants::{EXPLAINED, MOST_STEPS};
use crate::cascade::roots::rank::{Ranker, Scored};

/// Members of the chain in order of onset: the head, what was climbed over, and the weightiest of what it explains,
/// one of each condition and host.
#[must_use]
pub fn chain(ranker: &Ranker<'_>, head: &Scored, climbed: &[usize]) -> Vec<usize> {
    let mut shown = BTreeSet::from([head.member]);
    shown.extend(climbed);
    let mut known: BTreeSet<(u16, Option<&str>)> = shown.iter().map(|&m| group(ranker, m)).collect();
    let mut rest: Vec<usize> =
        (0..head.reach.len()).filter(|&m| head.reach[m] >= EXPLAINED && !shown.contains(&m)).collect();
    let value = |m: usize| ranker.episode(m).severity.weight() * head.reach[m];
    rest.sort_by(|&a, &b| value(b).total_cmp(&value(a)).then(a.cmp(&b)));
    for first_of_condition in [true, false] {
        for &m in &rest {
            let (condition, _) = group(ranker, m);
            let fresh = if first_of_condition {
                !known.iter().any(|(c, _)| *c == condition)
            } else {
                !known.contains(&group(ranker, m))
            };
            if fresh && shown.len() < MOST_STEPS {
                known.insert(group(ranker, m));
                shown.insert(m);
            }
        }
    }
    shown.into_iter().collect()
}

fn group<'a>(ranker: &Ranker<'a>, member: usize) -> (u16, Option<&'a str>) {
    let key = &ranker.episode(member).key;
    (key.condition.0, key.host.as_deref())
}
