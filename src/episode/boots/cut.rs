//! Cuts the time of one host into boots.

use std::collections::BTreeMap;

use super::ended::{self, class};
use super::evidence::Evidence;
use super::signs::Signs;
use super::starts::{Start, starts};
use super::{Boot, EndedBy, HostBoots};
use crate::episode::drafts::Draft;
use crate::episode::intake::cell::RawQuote;
use crate::episode::intake::track::Minute;
use crate::model::stamp::MINUTE;

/// Of a boot that the data begin with so much must show before its end is judged: a file may be cut anywhere.
const SHOWN: i64 = MINUTE;

/// The boots between the starts of a host, each with its last line and how it ended.
pub(super) fn cut(
    signs: &Signs,
    drafts: &[&Draft],
    seen: &Evidence,
    minutes: Option<&BTreeMap<i64, Minute>>,
) -> HostBoots {
    let edges = edges(signs, drafts, seen, minutes);
    let boot = |i: usize| boot(signs, drafts, seen, minutes, &edges[i..], i == 0);
    HostBoots { boots: (0..edges.len()).map(boot).collect() }
}

/// The starts of a host's boots, with that of the boot which the data begin in.
fn edges(signs: &Signs, drafts: &[&Draft], seen: &Evidence, minutes: Option<&BTreeMap<i64, Minute>>) -> Vec<Start> {
    let lives_until = minutes.and_then(|m| m.keys().next_back()).map_or(i64::MIN, |m| m * MINUTE);
    let first = minutes.and_then(|m| m.keys().next()).map(|m| m * MINUTE);
    let mut edges = starts(signs, drafts, seen, lives_until);
    let mut earliest = seen.ids.iter().min_by_key(|(key, at)| (**at, **key)).map(|(key, at)| (*key, *at));
    // The id that a marker names is that of the boot which starts there, not of the one before it.
    if let Some((key, edge)) = earliest.and_then(|(key, at)| Some((key, edges.iter_mut().find(|e| e.is_near(at))?))) {
        edge.key.get_or_insert(key);
        earliest = None;
    }
    if let Some(first) = first.filter(|f| edges.first().is_none_or(|e| e.at > f + MINUTE)) {
        edges.insert(0, Start { at: first, key: earliest.map(|(key, _)| key), quote: None, hearsay: false });
    }
    edges
}

/// The boot that begins at the first of these edges, and ends before the next.
fn boot(
    signs: &Signs,
    drafts: &[&Draft],
    seen: &Evidence,
    minutes: Option<&BTreeMap<i64, Minute>>,
    edges: &[Start],
    is_first: bool,
) -> Boot {
    let (edge, next) = (&edges[0], edges.get(1));
    let limit = next.map_or(i64::MAX, |next| next.at);
    let last_quote = seen.last_lines.iter().rev().find(|q| q.ns < limit && q.ns >= edge.at).cloned();
    let last_minute = minutes.and_then(|m| m.range(..limit.div_euclid(MINUTE)).next_back()).map(|(m, _)| m * MINUTE);
    let end = last_quote.as_ref().map(|q| q.ns).or(last_minute).unwrap_or(edge.at).max(edge.at);
    let ended_by = next.map_or_else(
        || ended::at_end(signs, drafts, end),
        |next| {
            let thin = next.hearsay || (is_first && end - edge.at < SHOWN) || last_quote.as_ref().is_some_and(is_stop);
            let class = class(signs, drafts, edge.at, end, limit);
            if thin && class == EndedBy::Unclean { EndedBy::Unknown } else { class }
        },
    );
    let next_quote = next.and_then(|next| next.quote.clone());
    Boot { key: edge.key, start: edge.at, end, ended_by, last_quote, next_quote }
}

/// Whether a line says that a service was stopped: the log of that service alone ends so at a shutdown, and does not show
/// the shutdown.
fn is_stop(line: &RawQuote) -> bool {
    line.unit.as_deref() == Some("systemd") && line.raw.contains("Stopped ")
}
