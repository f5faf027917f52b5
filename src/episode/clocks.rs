//! Which year, zone and boot the times of each input belong to, from all inputs together.

use std::collections::BTreeMap;

use super::chronicle::Options;
use super::intake::InputLog;
use super::track::BootKey;
use super::years::{self, Reference};
use super::{boot_clocks, days, lacks, steps, together};
use crate::model::stamp::SECOND;
use crate::model::{BundleClock, Clock, Notice, RawTime, Zone};
use crate::rule::Library;
use crate::time::infer::{Pairs, Resolver};

/// How one input's times become UTC.
#[derive(Clone, Debug, Default)]
pub struct Clockwork {
    /// The arithmetic.
    pub resolver: Resolver,
    /// Boots whose place is only known as "after the last sign of the host".
    pub loose: Vec<BootKey>,
    /// How the zone was found, for the report.
    pub zone: String,
    /// How the year was found, for the report.
    pub year: String,
    /// How the date of times of day was found, for the report.
    pub date: String,
    /// How far a step of the clock that was taken back may be off, nanoseconds.
    pub sigma_ns: i64,
    /// Whether the input shows such a step.
    pub stepped: bool,
}

/// How a zone is named that nothing in the logs of a host tells.
pub(super) const ASSUMED: [&str; 2] = ["assumed", "that of the other hosts"];

impl Clockwork {
    /// Whether local times were taken for those of a zone that nothing of their host tells.
    #[must_use]
    pub fn zone_is_assumed(&self) -> bool {
        ASSUMED.iter().any(|why| self.zone.ends_with(why))
    }

    /// Takes local times for those of a zone so far east of UTC, and says why.
    pub fn set_offset(&mut self, offset_ns: i64, why: &str) {
        self.resolver.offset_ns = offset_ns;
        self.zone = format!("{}, {why}", offset_name(offset_ns));
    }

    /// Whether a boot has no place at all: neither its start is known nor a sign of its host before it.
    pub(super) fn is_unplaced(&self) -> bool {
        !self.resolver.undated.is_empty()
    }
}

/// A machine's name; logs that name none share a place.
pub(super) type Host = Option<Box<str>>;

/// Finds the clockwork of every input.
#[must_use]
pub fn clockworks(library: &Library, logs: &[InputLog], options: &Options) -> (Vec<Clockwork>, Vec<Notice>) {
    let zones = Zones::of(logs);
    let mut works: Vec<Clockwork> = logs.iter().map(|log| zone(log, &zones, options)).collect();
    let reference = Reference::of(logs, &works);
    for (log, work) in logs.iter().zip(&mut works) {
        years::settle(log, work, &reference, options);
        days::begin(log, work, reference.span(log).map(|(_, end)| end));
    }
    together::settle(logs, &mut works);
    let mut notices = steps::settle(library, logs, &mut works);
    boot_clocks::place(library, logs, &mut works);
    collections(logs, &mut works);
    notices.extend(lacks::notices(logs, &works));
    (works, notices)
}

/// What is known of the zones of hosts; containers' clocks are their own and tell nothing of their host's.
struct Zones {
    pairs: BTreeMap<Host, Pairs>,
    told: BTreeMap<Host, Pairs>,
    /// All hosts together: machines that are collected together mostly stand in one zone.
    all: Pairs,
}

impl Zones {
    fn of(logs: &[InputLog]) -> Self {
        let mut zones = Zones { pairs: BTreeMap::new(), told: BTreeMap::new(), all: Pairs::default() };
        for log in logs.iter().filter(|log| !log.of_container) {
            for host in log.tracks.keys() {
                zones.pairs.entry(host.clone()).or_default().merge(&log.pairs);
                zones.told.entry(host.clone()).or_default().merge(&log.told);
            }
            zones.all.merge(&log.pairs);
            if log.told.agreement().is_some() {
                zones.all.merge(&log.told);
            }
        }
        zones
    }

    /// Years, offset, and how they were found.
    fn find(&self, log: &InputLog) -> Option<((i64, i64), &'static str)> {
        let lines = self.lines(log);
        if lines.is_some() || log.of_container {
            return lines;
        }
        let told = log.tracks.keys().find_map(|host| self.told.get(host)?.agreement());
        told.map(|m| (m, "found in stamps and messages that tell it"))
    }

    /// What most other hosts tell.
    fn others(&self, log: &InputLog) -> Option<((i64, i64), &'static str)> {
        self.all.agreement().filter(|_| !log.of_container).map(|m| (m, ASSUMED[1]))
    }

    /// What lines with two clocks tell, those of the input or else of its host.
    fn lines(&self, log: &InputLog) -> Option<((i64, i64), &'static str)> {
        let own = log.pairs.majority().map(|m| (m, "found in lines with two clocks"));
        if own.is_some() || log.of_container {
            return own;
        }
        let of_host = log.tracks.keys().find_map(|host| self.pairs.get(host)?.majority());
        of_host.map(|m| (m, "found in other logs of the host"))
    }
}

fn zone(log: &InputLog, zones: &Zones, options: &Options) -> Clockwork {
    let mut work = Clockwork::default();
    if !has_clock(log, &[Clock::Local, Clock::LocalNoYear, Clock::TimeOfDay]) {
        return work;
    }
    let given = options.assume_offset_ns.map(|offset| (offset, "given"));
    let found = |found: Option<((i64, i64), &'static str)>| found.map(|((_, offset), why)| (offset, why));
    let bundle = log.clock.as_deref().filter(|_| zones.lines(log).is_none() && given.is_none());
    let told = found(zones.find(log)).or(given).or_else(|| found(zones.others(log)));
    match (told, bundle) {
        (_, Some(BundleClock { zone: Some(zone), from, .. })) => {
            work.resolver.set_zone(*zone);
            work.zone = format!("{}, from {from}", zone_name(*zone));
        }
        (told, _) => {
            let (offset, why) = told.unwrap_or((0, ASSUMED[0]));
            work.set_offset(offset, why);
        }
    }
    let own_year = log.pairs.majority().or_else(|| log.told.agreement());
    // 0 is told by stamps that print their year: of others in the same log it tells nothing.
    let own_year = own_year.filter(|(years, _)| *years != 0 && has_clock(log, &[Clock::LocalNoYear]));
    if let Some((years, _)) = own_year {
        work.resolver.years = years;
        work.resolver.year_known = true;
        "found in lines with two clocks".clone_into(&mut work.year);
    } else {
        years::told(log, &mut work);
    }
    work
}

pub(super) fn has_clock(log: &InputLog, clocks: &[Clock]) -> bool {
    log.spans.keys().any(|(clock, _)| clocks.contains(clock))
}

fn zone_name(zone: Zone) -> String {
    match zone {
        Zone::Fixed(offset_ns) => offset_name(offset_ns),
        Zone::Named(tz) => tz.name().to_owned(),
    }
}

/// `UTC`, `UTC+01:00`.
fn offset_name(offset_ns: i64) -> String {
    let minutes = offset_ns / (60 * SECOND);
    match minutes {
        0 => "UTC".to_owned(),
        _ => format!("UTC{}{:02}:{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60),
    }
}

/// When the inputs were collected whose records print ages: as they tell, else not before the last sign of all others.
fn collections(logs: &[InputLog], works: &mut [Clockwork]) {
    let last = logs.iter().zip(&*works).filter_map(|(log, work)| last_sign(log, work)).max();
    for (log, work) in logs.iter().zip(works).filter(|(log, _)| has_clock(log, &[Clock::BeforeCollection])) {
        let own = log.collected.and_then(|time| work.resolver.stamp(time, 0)).map(|stamp| stamp.ns);
        work.resolver.collected = own.or(last);
    }
}

/// The last moment that an input tells with a date.
fn last_sign(log: &InputLog, work: &Clockwork) -> Option<i64> {
    let ends = log.spans.iter().filter(|((clock, _), _)| *clock != Clock::BeforeCollection);
    let dated = ends.filter(|((clock, key), _)| *clock != Clock::Boot || !work.loose.contains(key));
    let stamp = |clock, ns, key| work.resolver.stamp(RawTime { clock, ns }, key);
    dated.filter_map(|((clock, key), (_, last))| stamp(*clock, *last, *key)).map(|stamp| stamp.ns).max()
}
