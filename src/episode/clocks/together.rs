//! The zone of a host whose lines do not tell it, from when its logs begin and end.
//!
//! ```text
//! ns1, w3, w5   22:00 ........ 05:04 UTC     collected together
//! filer         00:01 ........ 07:03         both ends two hours later: its clock shows UTC+02:00
//! ```
//!
//! One end alone tells nothing: a host that died ends early, one that was rotated begins late.

use std::collections::BTreeMap;

use super::Clockwork;
use crate::episode::intake::InputLog;
use crate::episode::intake::hosts::Host;
use crate::model::stamp::MINUTE;
use crate::model::{Clock, RawTime, Zone};

/// Zones that are looked for are so far apart.
const STEP: i64 = 30 * MINUTE;
/// No zone is further from another one.
const MOST: i64 = 26 * 60 * MINUTE;
/// How far the ends of logs that were collected together may be apart.
const NEAR: i64 = 10 * MINUTE;
/// Logs that are shorter fit by chance.
const LEAST: i64 = 60 * MINUTE;

type Span = (i64, i64);

/// How the zone of such a host was found.
const WHY: &str = "since it begins and ends with the others";

/// Sets the zone of the inputs whose zone was only assumed, where both ends agree on another one.
pub fn settle(logs: &[InputLog], works: &mut [Clockwork]) {
    let is_open = |log: &InputLog, work: &Clockwork| log.container.is_none() && work.zone_is_assumed();
    let open = spans(logs, works, &is_open);
    let sure = spans(logs, works, &|log, work| log.container.is_none() && !is_open(log, work));
    let found: BTreeMap<Host, i64> =
        open.iter().filter_map(|(host, &span)| Some((host.clone(), ahead(host, span, &sure)?))).collect();
    for (log, work) in logs.iter().zip(works).filter(|(log, work)| is_open(log, work)) {
        if let Some(&ahead) = log.tracks.keys().find_map(|host| found.get(host)) {
            work.set_zone(Zone::Fixed(work.resolver.offset_ns + ahead), WHY);
        }
    }
}

/// When the logs of each host begin and end, of the inputs that are `wanted`.
fn spans(
    logs: &[InputLog],
    works: &[Clockwork],
    wanted: &dyn Fn(&InputLog, &Clockwork) -> bool,
) -> BTreeMap<Host, Span> {
    let mut spans: BTreeMap<Host, Span> = BTreeMap::new();
    for (log, work) in logs.iter().zip(works).filter(|(log, work)| wanted(log, work)) {
        let Some(span) = span(log, work) else { continue };
        for host in log.tracks.keys() {
            let of_host = spans.entry(host.clone()).or_insert(span);
            *of_host = (of_host.0.min(span.0), of_host.1.max(span.1));
        }
    }
    spans
}

/// First and last wall time of an input, UTC as far as its zone is known.
fn span(log: &InputLog, work: &Clockwork) -> Option<Span> {
    let wall = log.spans.iter().filter(|((clock, _), _)| clock.is_wall() && *clock != Clock::TimeOfDay);
    let stamp = |clock: Clock, ns: i64, key: u128| work.resolver.stamp(RawTime { clock, ns }, key).map(|s| s.ns);
    let ends = wall
        .filter_map(|((clock, key), (first, last))| Some((stamp(*clock, *first, *key)?, stamp(*clock, *last, *key)?)));
    ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// How far the clock of a host is ahead of those of others, when both ends of its logs say so and neither fits as it is.
fn ahead(host: &Host, span: Span, sure: &BTreeMap<Host, Span>) -> Option<i64> {
    let others = || sure.iter().filter(|(other, _)| *other != host).map(|(_, span)| *span);
    let fits = |a: i64, b: i64| (a - b).abs() <= NEAR;
    if span.1 - span.0 < LEAST || others().any(|other| fits(span.0, other.0) || fits(span.1, other.1)) {
        return None;
    }
    let mut found = others().filter_map(|other| {
        let apart = ((span.0 - other.0) + (span.1 - other.1)) / 2;
        let ahead = (apart + STEP / 2).div_euclid(STEP) * STEP;
        let agrees = fits(span.0 - ahead, other.0) && fits(span.1 - ahead, other.1);
        (agrees && ahead != 0 && ahead.abs() <= MOST).then_some(ahead)
    });
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * MINUTE;

    fn name(host: &str) -> Host {
        Some(host.into())
    }

    #[track_caller]
    fn check(span: Span, want: Option<i64>) {
        let sure = [(name("a"), (22 * HOUR, 29 * HOUR)), (name("b"), (22 * HOUR + MINUTE, 29 * HOUR + 4 * MINUTE))];
        assert_eq!(ahead(&name("c"), span, &sure.into()), want, "{span:?}");
    }

    #[test]
    fn both_ends_tell_a_zone() {
        check((24 * HOUR + MINUTE, 31 * HOUR + 3 * MINUTE), Some(2 * HOUR));
        check((17 * HOUR, 24 * HOUR - MINUTE), Some(-5 * HOUR));
        check((22 * HOUR + 30 * MINUTE, 29 * HOUR + 32 * MINUTE), Some(30 * MINUTE));
    }

    #[test]
    fn one_end_does_not() {
        check((22 * HOUR, 27 * HOUR), None);
        check((24 * HOUR, 29 * HOUR), None);
        check((24 * HOUR, 27 * HOUR), None);
        check((24 * HOUR, 31 * HOUR + 20 * MINUTE), None);
        check((22 * HOUR, 29 * HOUR), None);
    }

    #[test]
    fn a_short_log_tells_nothing() {
        let sure = [(name("a"), (22 * HOUR, 22 * HOUR + 30 * MINUTE))];
        assert_eq!(ahead(&name("c"), (24 * HOUR, 24 * HOUR + 30 * MINUTE), &sure.into()), None);
    }
}
