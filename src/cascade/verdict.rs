//! Everything a report needs, from the chronicle of what happened.

use std::collections::BTreeSet;

use crate::cascade::constants::{CLIMB, CLOCK_SIGMA};
use crate::cascade::incidents::slight::Slight;
use crate::cascade::incidents::{self, excused, habit, order};
use crate::cascade::links::{self, nameless};
use crate::cascade::method::Method;
use crate::cascade::roots::asked::{self, Asked};
use crate::cascade::roots::judge::Judge;
use crate::cascade::telling::beside;
use crate::cascade::{fitting, renewed};
use crate::episode::Chronicle;
use crate::episode::boots::HostBoots;
use crate::model::{Analysis, BootSpan, Episode, HostFacts, Incident, Link, Role, Stamp};
use crate::rule::Library;

/// Quotes that a context episode lends.
const MOST_LENT: usize = 2;

/// Everything a report needs, from a chronicle.
#[must_use]
pub fn analyse(library: &Library, chronicle: Chronicle) -> Analysis {
    analyse_by(Method::default(), library, chronicle)
}

/// The same by a method that may lack a part: for measuring what the part is worth.
#[must_use]
pub fn analyse_by(method: Method, library: &Library, mut chronicle: Chronicle) -> Analysis {
    if method.back_dating {
        renewed::date_back(library, &mut chronicle.episodes);
    } else {
        as_printed(&mut chronicle.episodes);
    }
    chronicle.episodes.sort_by(|a, b| (a.began, &a.key, &a.id).cmp(&(b.began, &b.key, &b.id)));
    habit::weigh(library, &mut chronicle.episodes);
    let links = if method.links {
        nameless::as_one(library, &mut chronicle, |all| links::links(library, all))
    } else {
        Vec::new()
    };
    excused::take_back(library, &mut chronicle.episodes, &links);
    lend_quotes(library, &mut chronicle.episodes, &links);
    let slight = Slight::of(library, &chronicle, &links);
    let incidents = judged(method, library, &chronicle, &links, &slight);
    let seen: BTreeSet<usize> = incidents.iter().flat_map(|i| i.timeline.iter().chain(&i.also_seen)).copied().collect();
    let minor: Vec<usize> = (0..chronicle.episodes.len()).filter(|i| !seen.contains(i)).collect();
    slight.soften(&mut chronicle.episodes, &minor);
    Analysis {
        hosts: hosts(&chronicle),
        inputs: chronicle.inputs,
        notices: chronicle.notices,
        episodes: chronicle.episodes,
        links,
        incidents,
        minor,
        unexplained: Vec::new(),
        unexplained_more: (0, 0),
        baseline: None,
        tuned: chronicle.tuned,
        bundles: Vec::new(),
        passed: Vec::new(),
        partial: false,
        chosen: None,
    }
}

/// The incidents that pass the gate, each with its verdict, in the order they are told.
fn judged(method: Method, library: &Library, chronicle: &Chronicle, links: &[Link], slight: &Slight) -> Vec<Incident> {
    let groups = incidents::cut(library, chronicle, links, slight);
    let taken: BTreeSet<usize> = groups.iter().flatten().copied().collect();
    let aside = incidents::Aside::new(&chronicle.episodes, &taken);
    let cluster = !groups.is_empty() && fitting::has_cluster(library, &chronicle.inputs, &chronicle.episodes);
    let judge = |group: Vec<usize>| {
        let also_seen = aside.also_seen(&group);
        Judge::new(method, library, chronicle, links, group, cluster).incident(also_seen)
    };
    let mut found: Vec<Incident> = groups.into_iter().map(judge).collect();
    let head = |incident: &Incident| &chronicle.episodes[incident.roots[0].episode];
    let is_wanted = |i: &Incident| asked::stays_away(library, chronicle, head(i)) == Some(Asked::PowerOff);
    order::put(&chronicle.episodes, &mut found, is_wanted);
    found.iter_mut().for_each(|incident| beside::add(library, chronicle, links, incident));
    found
}

/// Every onset at the first line that was printed.
fn as_printed(episodes: &mut [Episode]) {
    for episode in episodes.iter_mut() {
        episode.began = episode.seen;
        episode.onset_sigma_ns = 0;
        episode.began_by_ns = episode.seen.ns;
    }
}

/// Lines of one event lend themselves: what a context episode quotes is evidence for what it leads to.
fn lend_quotes(library: &Library, episodes: &mut [Episode], links: &[Link]) {
    for link in links.iter().filter(|l| l.blame >= CLIMB) {
        if library.condition(episodes[link.from].key.condition).role == Role::Context {
            let lent: Vec<_> = episodes[link.from].quotes.iter().take(MOST_LENT).cloned().collect();
            let quotes = &mut episodes[link.to].quotes;
            quotes.extend(lent);
            quotes.sort();
            quotes.dedup();
        }
    }
}

fn hosts(chronicle: &Chronicle) -> Vec<HostFacts> {
    let offset = |name: &str| chronicle.offsets.get(name).map_or((0, CLOCK_SIGMA), |o| (o.ns, o.uncertainty_ns));
    let facts = |name: &str, boots: &HostBoots| HostFacts {
        name: name.into(),
        clock_offset_s: offset(name).0 as f64 / 1e9,
        clock_uncertainty_s: offset(name).1 as f64 / 1e9,
        boots: boot_spans(boots),
    };
    chronicle.hosts.iter().map(|(name, boots)| facts(name, boots)).collect()
}

fn boot_spans(boots: &HostBoots) -> Vec<BootSpan> {
    let stamp = |ns| Stamp { ns, ..Stamp::default() };
    let numbered = boots.boots.iter().enumerate();
    numbered
        .map(|(i, boot)| BootSpan {
            id: boot.key.map_or_else(|| format!("boot-{i}"), |key| format!("{key:032x}")),
            start: stamp(boot.start),
            end: stamp(boot.end),
            ended_by: boot.ended_by.word(),
        })
        .collect()
}
