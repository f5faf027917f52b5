//! Which year, zone and boot the times of each input belong to, from all inputs together.

pub mod boots;
pub mod crash_records;
pub mod days;
pub mod echoes;
mod lacks;
pub mod offsets;
pub mod steps;
mod summer;
mod together;
pub mod unplaced;
mod years;

use std::collections::BTreeMap;

use crate::episode::intake::InputLog;
use crate::episode::intake::hosts::Host;
use crate::episode::intake::segments::BootKey;
use crate::episode::options::Options;
use crate::model::stamp::SECOND;
use crate::model::{BundleClock, Clock, Notice, RawTime, Zone};
use crate::rule::Library;
use crate::time::infer::Resolver;
use crate::time::pairs::Pairs;
use years::Reference;

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
    /// How the start of the last boot that its times count from was found, for the report.
    pub boot: &'static str,
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

    /// Takes local times for those of a zone, and says why.
    pub fn set_zone(&mut self, zone: Zone, why: &str) {
        self.resolver.set_zone(zone);
        self.zone = format!("{}, {why}", zone_name(zone));
    }

    /// Whether a boot has no place at all: neither its start is known nor a sign of its host before it.
    pub(super) fn is_unplaced(&self) -> bool {
        !self.resolver.undated.is_empty()
    }
}

/// Finds the clockwork of every input.
#[must_use]
pub fn clockworks(library: &Library, logs: &[InputLog], options: &Options) -> (Vec<Clockwork>, Vec<Notice>) {
    let zones = Zones::of(logs);
    let mut works: Vec<Clockwork> = logs.iter().map(|log| zone(log, &zones, options)).collect();
    if options.year.is_none() {
        logs.iter().zip(&mut works).for_each(|(log, work)| years::by_name(log, work));
    }
    let reference = Reference::of(logs, &works);
    for (log, work) in logs.iter().zip(&mut works) {
        years::settle(log, work, &reference, options);
        days::begin(log, work, reference.span(log).map(|(_, end)| end));
    }
    together::settle(logs, &mut works);
    summer::settle(logs, &mut works);
    let mut notices = steps::settle(library, logs, &mut works);
    boots::place(library, logs, &mut works);
    collections(logs, &mut works);
    notices.extend(lacks::notices(logs, &works));
    (works, notices)
}

/// What is known of the zones of hosts; containers' clocks are their own and tell nothing of their host's.
#[derive(Default)]
struct Zones {
    pairs: BTreeMap<Host, Pairs>,
    told: BTreeMap<Host, Pairs>,
    offsets: BTreeMap<Host, Pairs>,
    /// All hosts together: machines that are collected together mostly stand in one zone.
    all: Pairs,
}

impl Zones {
    fn of(logs: &[InputLog]) -> Self {
        let mut zones = Zones::default();
        for log in logs.iter().filter(|log| log.container.is_none()) {
            for host in log.tracks.keys() {
                zones.pairs.entry(host.clone()).or_default().merge(&log.pairs);
                zones.told.entry(host.clone()).or_default().merge(&log.told);
                zones.offsets.entry(host.clone()).or_default().merge(&log.offsets);
            }
            zones.all.merge(&log.pairs);
            if log.told.agreement().is_some() {
                zones.all.merge(&log.told);
            }
        }
        zones
    }

    /// What the stamps and messages of its host tell: weaker than what the user says.
    fn told(&self, log: &InputLog) -> Option<((i64, i64), &'static str)> {
        let hosts = || log.tracks.keys().filter(|_| log.container.is_none());
        let apart = hosts().find_map(|host| self.offsets.get(host)?.beside_utc());
        let told = apart.or_else(|| hosts().find_map(|host| self.told.get(host)?.agreement()));
        told.map(|m| (m, "found in stamps and messages that tell it"))
    }

    /// What most other hosts tell.
    fn others(&self, log: &InputLog) -> Option<((i64, i64), &'static str)> {
        self.all.agreement().filter(|_| log.container.is_none()).map(|m| (m, ASSUMED[1]))
    }

    /// Lines with two clocks, those of the input or else of its host.
    fn lines<'z>(&'z self, log: &'z InputLog) -> Option<(&'z Pairs, &'static str)> {
        let told = |pairs: &&Pairs| pairs.majority().is_some();
        let own = Some(&log.pairs).filter(told).map(|pairs| (pairs, "found in lines with two clocks"));
        if own.is_some() || log.container.is_some() {
            return own;
        }
        let of_host = log.tracks.keys().find_map(|host| self.pairs.get(host).filter(told));
        of_host.map(|pairs| (pairs, "found in other logs of the host"))
    }
}

fn zone(log: &InputLog, zones: &Zones, options: &Options) -> Clockwork {
    let mut work = Clockwork::default();
    if !has_clock(log, &[Clock::Local, Clock::LocalNoYear, Clock::TimeOfDay]) {
        return work;
    }
    let given = options.assume_zone.map(|zone| (zone, "given"));
    let found = |found: Option<((i64, i64), &'static str)>| found.map(|((_, offset), why)| (Zone::Fixed(offset), why));
    let lines = zones.lines(log);
    let bundle = log.clock.as_deref().filter(|_| lines.is_none() && given.is_none());
    let by_lines = lines.and_then(|(pairs, why)| Some((pairs.majority()?, why)));
    let weaker = || found(zones.told(log)).or_else(|| found(zones.others(log)));
    let told = found(by_lines).or(given).or_else(weaker);
    match (told, bundle) {
        (_, Some(BundleClock { zone: Some(zone), from, .. })) => work.set_zone(*zone, &format!("from {from}")),
        (told, _) => {
            let (zone, why) = told.unwrap_or((Zone::Fixed(0), ASSUMED[0]));
            work.set_zone(zone, why);
            work.resolver.turn = lines.and_then(|(pairs, _)| pairs.turn());
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
