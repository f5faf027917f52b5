//! Runs of a key that lacks an entity go to a fuller key of the same condition: what is missing is unknown, not another
//! thing.

use std::collections::{BTreeMap, HashMap};

use super::gather::Gathered;
use super::place::Placed;
use crate::episode::intake::cell::{Cell, Run};
use crate::model::stamp::MINUTE;
use crate::model::{Entity, EpisodeKey};
use crate::rule::Library;

/// Gives the runs of such a key to a fuller one of the same host that was printed at the same time.
pub fn adopt(library: &Library, by_key: &mut BTreeMap<EpisodeKey, Gathered>) {
    let keys: Vec<EpisodeKey> = by_key.keys().cloned().collect();
    // Keys stand in order, so those of one condition and host are neighbours: ten thousand of them, all equally full, are
    // passed over at once.
    for alike in keys.chunk_by(|a, b| (a.condition, &a.host) == (b.condition, &b.host)) {
        let fullest = alike.iter().map(|key| key.about.len()).max().unwrap_or(0);
        let mut poor = alike.iter().filter(|key| key.about.len() < fullest).peekable();
        let naming = if poor.peek().is_some() { naming(alike) } else { HashMap::new() };
        for poor in poor {
            let named = poor.about.first().and_then(|entity| naming.get(entity));
            let some = named.map_or_else(|| alike.iter().collect(), Vec::clone);
            let fuller: Vec<&EpisodeKey> = some.into_iter().filter(|rich| is_fuller(rich, poor)).collect();
            adopt_runs(library, by_key, poor, &fuller);
        }
    }
}

/// The keys that name an entity, in order.
fn naming(keys: &[EpisodeKey]) -> HashMap<&Entity, Vec<&EpisodeKey>> {
    let mut naming: HashMap<&Entity, Vec<&EpisodeKey>> = HashMap::new();
    let named = keys.iter().flat_map(|key| key.about.iter().map(move |entity| (entity, key)));
    named.for_each(|(entity, key)| naming.entry(entity).or_default().push(key));
    naming
}

/// Gives each run of a key to the nearest fuller one; what is near to none stays.
fn adopt_runs(
    library: &Library,
    by_key: &mut BTreeMap<EpisodeKey, Gathered>,
    poor: &EpisodeKey,
    fuller: &[&EpisodeKey],
) {
    let Some(mut gathered) = by_key.remove(poor) else { return };
    let hold = library.condition(poor.condition).hold;
    let (observers, basis, loose) = (gathered.observers.clone(), gathered.basis, gathered.loose);
    let sigma_ns = gathered.sigma_ns;
    let mut kept = Cell::default();
    for run in gathered.cell.runs.drain(..) {
        let away = |rich: &EpisodeKey| by_key.get(rich).map_or(i64::MAX, |g| distance(&g.cell, &run));
        let near = fuller.iter().filter(|rich| away(rich) <= hold.min(MINUTE));
        match near.min_by_key(|rich| away(rich)).and_then(|rich| by_key.get_mut(*rich)) {
            Some(rich) => {
                rich.add(Placed { run, basis: basis.unwrap_or_default(), loose, sigma_ns }, hold);
                rich.observers.extend(observers.iter().cloned());
            }
            None => kept.runs.push(run),
        }
    }
    if !kept.runs.is_empty() {
        by_key.insert(poor.clone(), Gathered { cell: kept, observers, basis, loose, sigma_ns, ..Gathered::default() });
    }
}

/// Whether a key of the same condition and host says all that another one says, and more.
fn is_fuller(rich: &EpisodeKey, poor: &EpisodeKey) -> bool {
    rich.about.len() > poor.about.len() && poor.about.iter().all(|e| rich.about.contains(e))
}

/// Nanoseconds between a run and the nearest run of a cell, whose runs stand in order; 0 when they overlap.
fn distance(cell: &Cell, run: &Run) -> i64 {
    let gap = |r: &Run| (r.first - run.last).max(run.first - r.last).max(0);
    let next = cell.runs.partition_point(|r| r.last < run.first);
    let near = &cell.runs[next.saturating_sub(1)..cell.runs.len().min(next + 1)];
    near.iter().map(gap).min().unwrap_or(i64::MAX)
}
