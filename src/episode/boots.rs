//! The boots of each host, and how each one ended.
//!
//! ```text
//! boot 0 .................|            |  boot 1 ........
//!        last line of 0 --^            ^-- first line of 1: `Linux version`, or another boot id
//! ```
//!
//! How a boot ended is read from its last minutes and from the first of the next: a shutdown, a panic, a freeze
//! before the silence, several hosts at once. Where the evidence is thin the class says so.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::cell::RawQuote;
use super::chronicle::Draft;
use super::clocks::Clockwork;
use super::intake::InputLog;
use super::track::{Minute, Track};
use super::which_boot::WhichBoot;
use crate::format::document::k8s_event;
use crate::model::stamp::{HOUR, MINUTE, SECOND};
use crate::model::{Clock, ConditionId, Stamp};
use crate::rule::Library;

/// Two signs of a boot's start closer than this are one boot.
const SAME_START: i64 = 60 * SECOND;
/// A shutdown is announced this long before the last line, at most.
const SHUTDOWN: i64 = 15 * MINUTE;
/// A freeze shows this long before the last line, at most.
const FREEZE: i64 = 20 * MINUTE;
/// Of a boot that the data begin with so much must show before its end is judged: a file may be cut anywhere.
const SHOWN: i64 = MINUTE;
/// Hosts that end within this time without a shutdown lost power together.
const TOGETHER: i64 = 2 * MINUTE;

/// Conditions that end a boot: the kernel stops.
pub const PANICS: [&str; 2] = ["kernel.panic", "kernel.panic-no-root"];

/// How a boot ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EndedBy {
    /// A shutdown or reboot that ran its course.
    Clean,
    /// The kernel panicked.
    Panic,
    /// It froze, and something reset it.
    Watchdog,
    /// Several hosts at once, in mid-work.
    PowerLoss,
    /// No shutdown; nothing more is known.
    Unclean,
    /// Its own log shows too little of it to tell.
    Unknown,
    /// The data ends with it.
    Running,
}

impl EndedBy {
    /// The word used in rules and reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            EndedBy::Clean => "clean",
            EndedBy::Panic => "panic",
            EndedBy::Watchdog => "watchdog",
            EndedBy::PowerLoss => "power-loss",
            EndedBy::Unclean => "unclean",
            EndedBy::Unknown => "unknown",
            EndedBy::Running => "running",
        }
    }
}

/// One boot of one host, UTC nanoseconds.
#[derive(Clone, Debug)]
pub struct Boot {
    /// Boot id, where lines carry one.
    pub key: Option<u128>,
    /// First sign.
    pub start: i64,
    /// Last sign.
    pub end: i64,
    /// How it ended.
    pub ended_by: EndedBy,
    /// Its last line.
    pub last_quote: Option<RawQuote>,
    /// The first line of the next one.
    pub next_quote: Option<RawQuote>,
}

/// The boots of one host, in order; never empty.
#[derive(Clone, Debug, Default)]
pub struct HostBoots {
    /// In order.
    pub boots: Vec<Boot>,
}

impl HostBoots {
    /// The boot that runs at a moment: the last one that started by then.
    #[must_use]
    pub fn index_at(&self, ns: i64) -> usize {
        self.boots.partition_point(|b| b.start <= ns).saturating_sub(1)
    }

    /// The place of the boot that a user names.
    #[must_use]
    pub fn named(&self, which: WhichBoot) -> Option<usize> {
        which.among(&self.boots.iter().map(|boot| boot.key).collect::<Vec<_>>())
    }
}

/// Conditions that tell how a boot ended; a library without them tells less.
#[derive(Debug)]
struct Signs {
    start: Option<ConditionId>,
    shutdown: Vec<ConditionId>,
    panic: Vec<ConditionId>,
    freeze: Vec<ConditionId>,
}

impl Signs {
    fn of(library: &Library) -> Self {
        let ids = |names: &[&str]| names.iter().filter_map(|n| library.id(n)).collect();
        Signs {
            start: library.id("boot.start"),
            shutdown: ids(&["boot.shutdown-clean", "boot.shutdown-requested"]),
            panic: ids(&[PANICS[0], PANICS[1], "kernel.machine-check"]),
            freeze: ids(&[
                "kernel.task-hung",
                "kernel.soft-lockup",
                "kernel.hard-lockup",
                "kernel.rcu-stall",
                "storage.nfs-server-unresponsive",
                "systemd.watchdog-timeout",
                "kernel.workqueue-stall",
            ]),
        }
    }

    fn hold(&self, id: ConditionId) -> bool {
        self.start == Some(id) || [&self.shutdown, &self.panic, &self.freeze].iter().any(|ids| ids.contains(&id))
    }
}

/// The boots of every host.
#[must_use]
pub fn boots(
    library: &Library,
    drafts: &[Draft],
    logs: &[InputLog],
    works: &[Clockwork],
    life: &BTreeMap<Option<Box<str>>, BTreeMap<i64, Minute>>,
) -> BTreeMap<Box<str>, HostBoots> {
    let signs = Signs::of(library);
    let evidence = evidence(logs, works);
    let (signed, none) = (signed(&signs, drafts), Vec::new());
    let mut all = BTreeMap::new();
    let names: BTreeSet<&Box<str>> =
        life.keys().flatten().chain(drafts.iter().filter_map(|d| d.episode.key.host.as_ref())).collect();
    for host in names {
        let minutes = life.get(&Some(host.clone()));
        let signed = signed.get(&**host).unwrap_or(&none);
        let boots = cut(&signs, signed, evidence.get(host).unwrap_or(&Evidence::default()), minutes);
        if !boots.boots.is_empty() {
            all.insert(host.clone(), boots);
        }
    }
    together(&mut all);
    all
}

/// What the inputs tell of one host's boots, UTC.
#[derive(Default)]
struct Evidence {
    /// Boot ids: first sign.
    ids: BTreeMap<u128, i64>,
    /// Last lines before a change of boot, and the last lines of inputs.
    last_lines: Vec<RawQuote>,
}

fn evidence(logs: &[InputLog], works: &[Clockwork]) -> BTreeMap<Box<str>, Evidence> {
    let mut all: BTreeMap<Box<str>, Evidence> = BTreeMap::new();
    for (log, work) in logs.iter().zip(works) {
        for (host, track) in log.tracks.iter().filter_map(|(host, track)| Some((host.as_ref()?, track))) {
            all.entry(host.clone()).or_default().add(track, work);
        }
    }
    all.values_mut().for_each(|evidence| evidence.last_lines.sort());
    all
}

impl Evidence {
    fn add(&mut self, track: &Track, work: &Clockwork) {
        for boot in track.boots.iter().filter(|b| b.first.clock != Clock::Boot) {
            if let Some(first) = work.resolver.stamp(boot.first, boot.epoch).map(|s| s.ns) {
                let known = self.ids.entry(boot.key).or_insert(first);
                *known = (*known).min(first);
            }
        }
        let lines = track.boundaries.iter().chain(&track.tail).filter(|(time, _)| time.clock != Clock::Boot);
        self.last_lines.extend(lines.filter_map(|(time, quote)| {
            let stamp = work.resolver.stamp(*time, track.wall.epoch_at(quote.place.offset))?;
            Some(RawQuote { ns: stamp.ns, ahead_ns: stamp.ahead_ns, ..quote.clone() })
        }));
    }
}

/// The drafts that tell of starts and ends of boots, by host.
fn signed<'d>(signs: &Signs, drafts: &'d [Draft]) -> HashMap<&'d str, Vec<&'d Draft>> {
    let mut signed: HashMap<&str, Vec<&Draft>> = HashMap::new();
    for draft in drafts.iter().filter(|d| signs.hold(d.episode.key.condition)) {
        let episode = &draft.episode;
        let own = episode.key.host.as_slice();
        let hosts = if own.is_empty() { &episode.observers[..] } else { own };
        hosts.iter().for_each(|host| signed.entry(host).or_default().push(draft));
    }
    signed
}

fn cut(signs: &Signs, drafts: &[&Draft], seen: &Evidence, minutes: Option<&BTreeMap<i64, Minute>>) -> HostBoots {
    let lives_until = minutes.and_then(|m| m.keys().next_back()).map_or(i64::MIN, |m| m * MINUTE);
    let starts = starts(signs, drafts, seen, lives_until);
    let first = minutes.and_then(|m| m.keys().next()).map(|m| m * MINUTE);
    let mut edges: Vec<Start> = starts;
    let mut earliest = seen.ids.iter().min_by_key(|(key, at)| (**at, **key)).map(|(key, at)| (*key, *at));
    // The id that a marker names is that of the boot which starts there, not of the one before it.
    if let Some((key, edge)) = earliest.and_then(|(key, at)| Some((key, edges.iter_mut().find(|e| e.is_near(at))?))) {
        edge.key.get_or_insert(key);
        earliest = None;
    }
    if let Some(first) = first.filter(|f| edges.first().is_none_or(|e| e.at > f + MINUTE)) {
        edges.insert(0, Start { at: first, key: earliest.map(|(key, _)| key), quote: None, hearsay: false });
    }
    let ends_at = |i: usize| edges.get(i + 1).map_or(i64::MAX, |next| next.at);
    let mut boots = Vec::new();
    for (i, edge) in edges.iter().enumerate() {
        let limit = ends_at(i);
        let last_quote = seen.last_lines.iter().rev().find(|q| q.ns < limit && q.ns >= edge.at).cloned();
        let last_minute =
            minutes.and_then(|m| m.range(..limit.div_euclid(MINUTE)).next_back()).map(|(m, _)| m * MINUTE);
        let end = last_quote.as_ref().map(|q| q.ns).or(last_minute).unwrap_or(edge.at).max(edge.at);
        let next_quote = edges.get(i + 1).and_then(|next| next.quote.clone());
        let ended_by = match edges.get(i + 1) {
            None => EndedBy::Running,
            Some(next) => {
                let thin = next.hearsay || (i == 0 && end - edge.at < SHOWN);
                let class = class(signs, drafts, edge.at, end, limit);
                if thin && class == EndedBy::Unclean { EndedBy::Unknown } else { class }
            }
        };
        boots.push(Boot { key: edge.key, start: edge.at, end, ended_by, last_quote, next_quote });
    }
    HostBoots { boots }
}

/// A boot's first sign.
#[derive(Clone)]
struct Start {
    at: i64,
    key: Option<u128>,
    quote: Option<RawQuote>,
    /// Whether another machine tells of it.
    hearsay: bool,
}

impl Start {
    const fn is_near(&self, at: i64) -> bool {
        (at - self.at).abs() < SAME_START
    }
}

/// First signs: boot ids and `Linux version` lines, those close together being one.
///
/// The earliest id says only that its boot was running by then: what other logs show before may be the same boot. What a
/// cluster's events tell, often by an age and late, counts only where the host's own log does not show its starts.
fn starts(signs: &Signs, drafts: &[&Draft], seen: &Evidence, lives_until: i64) -> Vec<Start> {
    let earliest = seen.ids.values().min().copied();
    let changes = seen.ids.iter().filter(|(_, at)| Some(**at) != earliest);
    let by_id = changes.map(|(key, at)| Start { at: *at, key: Some(*key), quote: None, hearsay: false });
    let of_host = drafts.iter().filter(|d| signs.start == Some(d.episode.key.condition));
    let by_line = of_host.flat_map(|d| {
        d.episode.quotes.iter().filter_map(|q| {
            let Stamp { ns, ahead_ns, .. } = q.time?;
            let hearsay = q.unit.as_deref().map(str::as_bytes) == Some(k8s_event::UNIT);
            let (host, unit, raw) = (q.host.clone(), q.unit.clone(), q.raw.clone());
            let quote = RawQuote { ns, place: q.place, host, unit, raw, ahead_ns };
            Some(Start { at: ns, key: None, quote: Some(quote), hearsay })
        })
    });
    let mut all: Vec<Start> = by_id.chain(by_line).collect();
    if let Some(first) = all.iter().filter(|start| !start.hearsay).map(|start| start.at).min() {
        all.retain(|start| !start.hearsay || !(first..lives_until).contains(&start.at));
    }
    all.sort_by_key(|s| (s.at, s.key));
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

fn class(signs: &Signs, drafts: &[&Draft], start: i64, end: i64, next: i64) -> EndedBy {
    let held = |conditions: &[ConditionId], from: i64, to: i64| {
        drafts.iter().any(|d| {
            let e = &d.episode;
            conditions.contains(&e.key.condition) && e.last.ns >= from && e.seen.ns <= to
        })
    };
    if held(&signs.panic, start, next - 1) {
        EndedBy::Panic
    } else if held(&signs.shutdown, end - SHUTDOWN, next - 1) {
        EndedBy::Clean
    } else if held(&signs.freeze, (end - FREEZE).max(start), end) {
        EndedBy::Watchdog
    } else {
        EndedBy::Unclean
    }
}

/// Hosts whose boots end at the same time in mid-work lost their power.
fn together(all: &mut BTreeMap<Box<str>, HostBoots>) {
    let unclean = |boot: &&Boot| boot.ended_by == EndedBy::Unclean;
    let of_host = |host: &str, boots: &HostBoots| {
        boots.boots.iter().filter(unclean).map(|b| (b.end, host.into())).collect::<Vec<_>>()
    };
    let mut ends: Vec<(i64, Box<str>)> = all.iter().flat_map(|(host, boots)| of_host(host, boots)).collect();
    ends.sort_unstable();
    for (host, boots) in all.iter_mut() {
        for boot in boots.boots.iter_mut().filter(|b| b.ended_by == EndedBy::Unclean) {
            let from = ends.partition_point(|(end, _)| *end < boot.end - TOGETHER);
            let near = ends[from..].iter().take_while(|(end, _)| *end <= boot.end + TOGETHER);
            if near.into_iter().any(|(_, other)| other != host) {
                boot.ended_by = EndedBy::PowerLoss;
            }
        }
    }
}

/// How long after a boot's start its first lines may still be printed.
pub const BOOT_TIME: i64 = HOUR / 6;
