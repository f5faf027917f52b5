//! How far the clocks of hosts are apart, from facts that several hosts note at the same moment.
//!
//! ```text
//! cp-1  10:00:03.2  raft.node: 1a2b elected leader 3c4d at term 17
//! cp-2  10:01:05.1  raft.node: 3c4d elected leader 3c4d at term 17      cp-2 is 61.9 s ahead of cp-1
//! ```
//!
//! Which entities stand for one moment is declared in `rules/entities.toml` (`instant`). An offset widens what an order
//! may be off by; it never moves a time.

use std::collections::{BTreeMap, BTreeSet};

use super::Clockwork;
use crate::episode::intake::InputLog;
use crate::model::stamp::SECOND;
use crate::model::{Entity, Notice, NoticeKind};

/// Two hosts note the same fact within this time, nanoseconds.
const DELAY: i64 = SECOND;
/// One shared fact alone is trusted this far, nanoseconds.
const ALONE: i64 = 5 * SECOND;
/// Facts that differ by more than this were not the same moment, nanoseconds.
const MOST_SPREAD: i64 = 10 * SECOND;
/// An offset beyond this is worth a notice, nanoseconds.
const NOTABLE: i64 = 5 * SECOND;

/// The clock of one host against the reference host's; positive is ahead. Nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offset {
    /// How far ahead.
    pub ns: i64,
    /// How far that may be off.
    pub uncertainty_ns: i64,
}

/// By host: when it noted each fact, UTC nanoseconds on its own clock.
type Noted = BTreeMap<Box<str>, BTreeMap<Entity, i64>>;

/// The offsets of all hosts that share facts with another one.
#[must_use]
pub fn offsets(logs: &[InputLog], works: &[Clockwork]) -> BTreeMap<Box<str>, Offset> {
    let noted = noted(logs, works);
    let mut known: BTreeMap<Box<str>, Offset> = BTreeMap::new();
    let mut left: BTreeSet<&str> = noted.keys().map(|host| &**host).collect();
    while let Some(reference) = left.iter().copied().max_by_key(|h| (noted[*h].len(), std::cmp::Reverse(*h))) {
        left.remove(reference);
        let group = reach(&noted, reference, &mut left);
        if group.len() > 1 {
            known.extend(group);
        }
    }
    known
}

/// Every host that a chain of shared facts joins to the reference, with its offset.
fn reach(noted: &Noted, reference: &str, left: &mut BTreeSet<&str>) -> BTreeMap<Box<str>, Offset> {
    let mut group = BTreeMap::from([(reference.into(), Offset::default())]);
    let mut todo: Vec<Box<str>> = vec![reference.into()];
    while let Some(from) = todo.pop() {
        let base = group[&from];
        for host in left.clone() {
            if let Some(step) = between(&noted[&from], &noted[host]) {
                let uncertainty_ns = base.uncertainty_ns + step.uncertainty_ns;
                group.insert(host.into(), Offset { ns: base.ns + step.ns, uncertainty_ns });
                left.remove(host);
                todo.push(host.into());
            }
        }
    }
    group
}

/// How far the second clock is ahead of the first, when both noted a fact.
fn between(a: &BTreeMap<Entity, i64>, b: &BTreeMap<Entity, i64>) -> Option<Offset> {
    let mut steps: Vec<i64> = a.iter().filter_map(|(fact, at)| Some(b.get(fact)? - at)).collect();
    steps.sort_unstable();
    let (first, last) = (*steps.first()?, *steps.last()?);
    let trust = if steps.len() == 1 { ALONE } else { DELAY + (last - first) / 2 };
    (last - first <= MOST_SPREAD).then_some(Offset { ns: steps[steps.len() / 2], uncertainty_ns: trust })
}

fn noted(logs: &[InputLog], works: &[Clockwork]) -> Noted {
    let mut noted = Noted::new();
    for (log, work) in logs.iter().zip(works) {
        for ((host, fact), (time, boot)) in &log.instants {
            if let Some(stamp) = work.resolver.stamp(*time, *boot) {
                let at = noted.entry(host.clone()).or_default().entry(fact.clone()).or_insert(stamp.ns);
                *at = (*at).min(stamp.ns);
            }
        }
    }
    noted
}

/// How far the order of things on two hosts may be off for their clocks, nanoseconds; `None` where nothing tells.
#[must_use]
pub fn doubt(offsets: &BTreeMap<Box<str>, Offset>, a: &str, b: &str) -> Option<i64> {
    let (a, b) = (offsets.get(a)?, offsets.get(b)?);
    Some((a.ns - b.ns).abs() + a.uncertainty_ns + b.uncertainty_ns)
}

/// A notice for every host whose clock is far off.
pub fn notices(offsets: &BTreeMap<Box<str>, Offset>) -> impl Iterator<Item = Notice> + '_ {
    offsets.iter().filter(|(_, offset)| offset.ns.abs() > NOTABLE).map(|(host, offset)| Notice {
        kind: NoticeKind::ClockOffset,
        count: 1,
        text: format!(
            "clock of {host} is {} s {} the other hosts' (± {} s), from events that they share",
            offset.ns.abs() / SECOND,
            if offset.ns > 0 { "ahead of" } else { "behind" },
            (offset.uncertainty_ns + SECOND - 1) / SECOND,
        ),
        example: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    fn facts(times: &[(&str, i64)]) -> BTreeMap<Entity, i64> {
        times.iter().map(|(fact, s)| (Entity { kind: Kind(0), value: (*fact).into() }, s * SECOND)).collect()
    }

    #[test]
    fn the_middle_of_what_shared_facts_say() {
        let a = facts(&[("16", 0), ("17", 100), ("18", 200)]);
        let b = facts(&[("16", 62), ("17", 162), ("18", 263), ("19", 900)]);
        let offset = between(&a, &b).expect("three shared facts");
        assert_eq!(offset, Offset { ns: 62 * SECOND, uncertainty_ns: DELAY + SECOND / 2 });
    }

    #[test]
    fn facts_that_disagree_or_are_not_shared_tell_nothing() {
        assert_eq!(between(&facts(&[("1", 0), ("2", 50)]), &facts(&[("1", 60), ("2", 50)])), None);
        assert_eq!(between(&facts(&[("1", 0)]), &facts(&[("2", 0)])), None);
    }

    #[test]
    fn one_fact_alone_is_trusted_less() {
        let offset = between(&facts(&[("1", 0)]), &facts(&[("1", -7)])).expect("one shared fact");
        assert_eq!(offset, Offset { ns: -7 * SECOND, uncertainty_ns: ALONE });
    }
}
