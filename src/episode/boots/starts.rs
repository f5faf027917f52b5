//! The first signs of the boots of a host.

use super::evidence::Evidence;
use super::signs::Signs;
use crate::episode::drafts::Draft;
use crate::episode::intake::cell::RawQuote;
use crate::format::document::k8s_event;
use crate::model::stamp::SECOND;
use crate::model::{Quote, Stamp};

/// Two signs of a boot's start closer than this are one boot.
const SAME_START: i64 = 60 * SECOND;

/// A boot's first sign.
#[derive(Clone)]
pub(super) struct Start {
    pub(super) at: i64,
    pub(super) key: Option<u128>,
    pub(super) quote: Option<RawQuote>,
    /// Whether another machine tells of it.
    pub(super) hearsay: bool,
}

impl Start {
    pub(super) const fn is_near(&self, at: i64) -> bool {
        (at - self.at).abs() < SAME_START
    }
}

/// First signs: boot ids, `Linux version` lines and panics at a boot, those close together being one.
///
/// The earliest id says only that its boot was running by then: what other logs show before may be the same boot. What a
/// cluster's events tell, often by an age and late, counts only where the host's own log does not show its starts.
pub(super) fn starts(signs: &Signs, drafts: &[&Draft], seen: &Evidence, lives_until: i64) -> Vec<Start> {
    let earliest = seen.ids.values().min().copied();
    let changes = seen.ids.iter().filter(|(_, at)| Some(**at) != earliest);
    let by_id = changes.map(|(key, at)| Start { at: *at, key: Some(*key), quote: None, hearsay: false });
    let of_host = drafts.iter().filter(|d| signs.start == Some(d.episode.key.condition));
    let by_line = of_host.flat_map(|d| d.episode.quotes.iter().filter_map(by_quote));
    let by_log = seen.undated.iter().map(|at| Start { at: *at, key: None, quote: None, hearsay: false });
    let mut all: Vec<Start> = by_id.chain(by_line).chain(by_log).collect();
    if let Some(first) = all.iter().filter(|start| !start.hearsay).map(|start| start.at).min() {
        all.retain(|start| !start.hearsay || !(first..lives_until).contains(&start.at));
    }
    all.sort_by_key(|s| (s.at, s.key));
    with_marked(merged(all), &seen.marked)
}

/// With those of which a log says only that they lie between two of its lines, where nothing else tells of one there.
fn with_marked(mut known: Vec<Start>, marked: &[(i64, i64)]) -> Vec<Start> {
    for &(since, at) in marked {
        let is_known = known.iter().any(|start| !start.hearsay && (since + 1..at + SAME_START).contains(&start.at));
        if !is_known {
            known.push(Start { at, key: None, quote: None, hearsay: false });
        }
    }
    known.sort_by_key(|start| start.at);
    known
}

/// The start that a quote of a boot's first line tells.
fn by_quote(q: &Quote) -> Option<Start> {
    let Stamp { ns, ahead_ns, .. } = q.time?;
    let hearsay = q.unit.as_deref().map(str::as_bytes) == Some(k8s_event::UNIT);
    let (host, unit, raw) = (q.host.clone(), q.unit.clone(), q.raw.clone());
    let quote = RawQuote { ns, place: q.place, host, unit, raw, ahead_ns, text: 0 };
    Some(Start { at: ns, key: None, quote: Some(quote), hearsay })
}

/// Those close together are one; in order of time.
fn merged(all: Vec<Start>) -> Vec<Start> {
    let mut merged: Vec<Start> = Vec::new();
    for start in all {
        match merged.last_mut().filter(|last| start.at - last.at < SAME_START) {
            Some(last) => {
                last.key = last.key.or(start.key);
                last.quote = last.quote.take().or(start.quote);
            }
            None => merged.push(start),
        }
    }
    merged
}
