//! Every declared link that holds between two episodes, with its blame.

use std::collections::BTreeMap;

use super::constants::{LEAST_BLAME, MOST_CAUSES};
use super::join::{self, Joined};
use super::timing;
use crate::episode::Chronicle;
use crate::model::{Episode, Link};
use crate::rule::{Join, Library, LinkRule};

/// All links, by effect and cause.
#[must_use]
pub fn links(library: &Library, chronicle: &Chronicle) -> Vec<Link> {
    let mut by_condition: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
    for (index, episode) in chronicle.episodes.iter().enumerate() {
        by_condition.entry(episode.key.condition.0).or_default().push(index);
    }
    let none = Vec::new();
    let mut all = Vec::new();
    for rule in &library.links {
        let causes = by_condition.get(&rule.from).unwrap_or(&none);
        for &effect in by_condition.get(&rule.to).unwrap_or(&none) {
            let mut found: Vec<Link> = causes.iter().filter_map(|&cause| link(library, rule, chronicle, cause, effect)).collect();
            found.sort_by(|a, b| b.blame.total_cmp(&a.blame).then(a.from.cmp(&b.from)));
            found.truncate(MOST_CAUSES);
            all.extend(found);
        }
    }
    all.sort_by_key(|l| (l.to, l.from));
    all
}

fn link(library: &Library, rule: &LinkRule, chronicle: &Chronicle, from: usize, to: usize) -> Option<Link> {
    let (i, j) = (&chronicle.episodes[from], &chronicle.episodes[to]);
    if from == to {
        return None;
    }
    let next_boot = rule.on.contains(&Join::NextBoot);
    let start = if next_boot { Some(boot_start(chronicle, j)?) } else { None };
    if start.is_some_and(|s| i.ended.is_some_and(|e| e.ns < s)) {
        return None;
    }
    let joined = join::join(library, &rule.on, i, j)?;
    let same_host = join::same_host(i, j) != Some(false);
    let fit = timing::fit(i, j, rule.lag, start, same_host);
    let blame = blame(library, rule, i, j, &joined, fit);
    (blame >= LEAST_BLAME).then(|| Link {
        from,
        to,
        because: rule.because.clone(),
        joined: joined.what,
        lag_ns: j.began.ns - start.unwrap_or(i.began.ns),
        strength: rule.strength,
        blame,
        fired_by: start.and_then(|at| trigger(library, chronicle, j, at)),
    })
}

/// `a(i→j)`: how likely i is why j appeared.
fn blame(library: &Library, rule: &LinkRule, i: &Episode, j: &Episode, joined: &Joined, fit: f64) -> f64 {
    let alone = library.condition(j.key.condition).alone;
    rule.strength / (rule.strength + alone) * fit * joined.worth * i.sure * j.sure
}

/// Start of the boot that an episode happened in.
fn boot_start(chronicle: &Chronicle, episode: &Episode) -> Option<i64> {
    let host = join::hosts(episode).into_iter().next()?;
    let boots = &chronicle.hosts.get(host)?.boots;
    episode.boot.and_then(|i| boots.get(i)).map(|b| b.start)
}

/// The episode that made a host boot at `at`: the nearest end or request before it.
fn trigger(library: &Library, chronicle: &Chronicle, effect: &Episode, at: i64) -> Option<usize> {
    const ENDS: [&str; 6] = [
        "boot.simultaneous-reboot", "boot.power-loss", "boot.watchdog-reset", "boot.shutdown-requested", "boot.unclean", "boot.shutdown-clean",
    ];
    let of_host = |e: &Episode| join::same_host(e, effect) == Some(true);
    let near = |e: &Episode| e.seen.ns <= at + crate::model::stamp::MINUTE;
    let rank = |e: &Episode| ENDS.iter().position(|name| library.id(name) == Some(e.key.condition));
    let candidates = chronicle.episodes.iter().enumerate().filter(|(_, e)| of_host(e) && near(e) && e.boot < effect.boot.or(Some(usize::MAX)));
    let latest = candidates.filter_map(|(i, e)| Some((e.boot, std::cmp::Reverse(rank(e)?), i))).max();
    latest.map(|(_, _, i)| i)
}
