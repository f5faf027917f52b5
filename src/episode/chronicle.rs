//! All inputs together: one list of episodes on one time line, and what else happened to the hosts.

use std::collections::{BTreeMap, BTreeSet};

use super::aliases::Aliases;
use super::boots::{self, HostBoots};
use super::cell::{Cell, RawQuote, Run};
use super::clocks::{self, Clockwork};
use super::intake::{CellKey, End, InputLog};
use super::offsets::{self, Offset};
use super::track::{BootKey, Minute};
use super::{derive, expected, hidden, storm};
use crate::format::envelope::journal_hint::ENVELOPE as HINT;
use crate::matcher::Engine;
use crate::model::stamp::{MINUTE, SECOND};
use crate::model::{
    Basis, Clock, ConditionId, Episode, EpisodeKey, InputFacts, Notice, NoticeKind, Origin, Quote, RawTime, Severity,
    Stamp,
};
use crate::rule::{Condition, Join, Lasts, Library, Onset};
use crate::time::moment::{Moment, NamedIn};

/// How far the onset of an episode on a loosely placed boot may be off.
const LOOSE_SIGMA: i64 = 15 * MINUTE;

/// Fewer repeats than this have no rhythm.
const FEW_REPEATS: usize = 3;
/// What comes back less often than this is not one episode, nanoseconds.
const LONGEST_REPEAT: i64 = 12 * 60 * MINUTE;

/// What the user said about times.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Offset of zone-less times east of UTC, nanoseconds.
    pub assume_offset_ns: Option<i64>,
    /// Year of year-less times: that of the last one.
    pub year: Option<i64>,
    /// Nothing before this counts.
    pub since: Option<Moment>,
    /// Nothing after this counts.
    pub until: Option<Moment>,
    /// The zone in which `since` and `until` were named.
    pub named_in: NamedIn,
    /// Only these hosts count; all when empty.
    pub hosts: Vec<String>,
    /// Only this boot of each host counts: 0 is the last one, -1 the one before.
    pub boot: Option<i64>,
    /// Only records of these units count; all when empty.
    pub units: Vec<String>,
}

/// The part of the time line that counts, nanoseconds UTC.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    since: i64,
    until: i64,
}

impl Window {
    /// Whether a moment lies in it.
    #[must_use]
    pub fn holds(self, ns: i64) -> bool {
        (self.since..=self.until).contains(&ns)
    }
}

impl Options {
    /// The part of the time line that counts, given the last record.
    #[must_use]
    pub fn window(&self, last: i64) -> Window {
        let at = |moment: Option<Moment>, other| moment.map_or(other, |m| m.resolve(last, self.named_in));
        Window { since: at(self.since, i64::MIN), until: at(self.until, i64::MAX) }
    }

    fn counts(&self, key: &EpisodeKey, observers: &BTreeSet<Box<str>>) -> bool {
        let mut named = key.host.iter().chain(observers).peekable();
        self.hosts.is_empty() || named.peek().is_none() || named.any(|h| self.hosts.iter().any(|want| **want == **h))
    }
}

/// What happened, in order.
#[derive(Debug, Default)]
pub struct Chronicle {
    /// In order of onset.
    pub episodes: Vec<Episode>,
    /// By host.
    pub hosts: BTreeMap<Box<str>, HostBoots>,
    /// Life of each host by minute, UTC; `None` is input that names no host.
    pub life: BTreeMap<Option<Box<str>>, BTreeMap<i64, Minute>>,
    /// Clocks of hosts against each other, where shared facts tell.
    pub offsets: BTreeMap<Box<str>, Offset>,
    /// Contradictions in the evidence: time and a line.
    pub contradictions: Vec<(Stamp, Option<Box<str>>, String)>,
    /// Patterns that cannot be told for lack of data: the condition and why.
    pub cannot_tell: Vec<(ConditionId, String)>,
    /// First and last time of all.
    pub span: Option<(Stamp, Stamp)>,
    /// Facts of the inputs, times filled in.
    pub inputs: Vec<InputFacts>,
    /// How the times of each input became UTC.
    pub works: Vec<Clockwork>,
    /// Trouble.
    pub notices: Vec<Notice>,
}

/// An episode that is being made, with what patterns need of it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The episode.
    pub episode: Episode,
    /// Findings a minute, UTC.
    pub minutes: BTreeMap<i64, u32>,
    /// Whether its lines are about the boot before.
    pub of_previous_boot: bool,
}

/// Puts the logs of all inputs together.
#[must_use]
pub fn chronicle(engine: &Engine, logs: Vec<InputLog>, options: &Options) -> Chronicle {
    let library = &engine.library;
    let (works, notices) = clocks::clockworks(&logs, options);
    let mut all = Chronicle { notices, ..Chronicle::default() };
    for (log, work) in logs.iter().zip(&works) {
        all.add_life(log, work);
        all.add_facts(log, work);
    }
    let data_end = all.span.map_or(0, |(_, last)| last.ns);
    all.offsets = offsets::offsets(&logs, &works);
    all.notices.extend(offsets::notices(&all.offsets));
    let mut drafts = drafts(library, &logs, &works, data_end, options);
    share_names(&logs, &mut drafts);
    all.hosts = boots::boots(library, &drafts, &logs, &works, &all.life);
    redate(&mut drafts, &all.hosts);
    derive::derive(library, &mut drafts, &mut all, data_end);
    expected::mark(library, &mut drafts, &all.hosts);
    hidden::infer(library, &mut drafts);
    all.episodes = finish(drafts, &all.hosts, options.boot);
    super::silence::contradictions(&logs, &works, &mut all);
    all.works = works;
    all
}

impl Chronicle {
    fn add_life(&mut self, log: &InputLog, work: &Clockwork) {
        for (host, track) in &log.tracks {
            let life = self.life.entry(host.clone()).or_default();
            for ((clock, boot, minute), seen) in &track.minutes {
                let raw = RawTime { clock: *clock, ns: minute.saturating_mul(MINUTE) };
                if work.loose.contains(boot) && *clock == Clock::Boot {
                    continue;
                }
                if let Some(stamp) = work.resolver.stamp(raw, *boot) {
                    life.entry(stamp.ns.div_euclid(MINUTE)).or_default().merge(seen);
                }
            }
        }
    }

    fn add_facts(&mut self, log: &InputLog, work: &Clockwork) {
        let mut facts = log.facts.clone();
        facts.zone.clone_from(&work.zone);
        facts.year.clone_from(&work.year);
        for ((clock, boot), (first, last)) in &log.spans {
            let stamp = |ns| work.resolver.stamp(RawTime { clock: *clock, ns }, *boot);
            if let (Some(first), Some(last)) = (stamp(*first), stamp(*last)) {
                facts.span = Some(facts.span.map_or((first, last), |s| (s.0.min(first), s.1.max(last))));
            }
        }
        if let Some((first, last)) = facts.span {
            self.span = Some(self.span.map_or((first, last), |s| (s.0.min(first), s.1.max(last))));
        }
        self.trouble(log, &facts);
        self.inputs.push(facts);
    }

    fn trouble(&mut self, log: &InputLog, facts: &InputFacts) {
        let mut note = |kind, count: u64, text: String| {
            if count > 0 {
                self.notices.push(Notice {
                    kind,
                    count,
                    text: format!("{}: {text}", facts.path),
                    example: String::new(),
                });
            }
        };
        let wild = format!("{} records begin with a time that cannot be", log.wild);
        note(NoticeKind::WildTime, log.wild, wild);
        let dated = !log.spans.is_empty();
        let none = format!("{} records have no time; they keep the time of the record before", log.timeless);
        note(NoticeKind::NoTime, if dated { log.timeless.saturating_sub(log.wild) } else { 0 }, none);
        let hinted = facts.formats.contains(&HINT.name);
        let partial = "journalctl hinted that this is not the whole journal".to_owned();
        note(NoticeKind::Suppressed, u64::from(hinted), partial);
        note(NoticeKind::TornWrite, log.torn, format!("{} records hold NUL bytes: torn writes", log.torn));
        let long = format!("{} bytes of records longer than 1 MiB were passed over", log.skipped);
        note(NoticeKind::LongRecord, u64::from(log.skipped > 0 || log.long_records > 0), long);
        let falls = log.tracks.values().filter_map(|track| track.falls.worth_telling());
        let back = falls.max().unwrap_or_default();
        let step = format!("its times step back {} times, by up to {} s, within one boot", back.1, back.0 / SECOND);
        note(NoticeKind::ClockStep, back.1, step);
        note(NoticeKind::Sampled, u64::from(facts.sampled), "too large to count every record: sampled".to_owned());
    }
}

/// Gives every episode the other names that any input knows for what it is about.
fn share_names(logs: &[InputLog], drafts: &mut [Draft]) {
    let mut aliases = Aliases::default();
    logs.iter().for_each(|log| aliases.merge(&log.aliases));
    drafts.iter_mut().for_each(|draft| aliases.complete(&mut draft.episode));
}

/// A run on the UTC time line, with how far its times can be trusted.
#[derive(Clone, Debug)]
struct Placed {
    run: Run,
    basis: Basis,
    loose: bool,
}

fn drafts(library: &Library, logs: &[InputLog], works: &[Clockwork], data_end: i64, options: &Options) -> Vec<Draft> {
    let window = options.window(data_end);
    let mut by_key: BTreeMap<EpisodeKey, Gathered> = BTreeMap::new();
    for (log, work) in logs.iter().zip(works) {
        for (key, (cell, observers)) in log.cells.iter().filter(|(key, (_, o))| options.counts(&key.key, o)) {
            let hold = library.condition(key.key.condition).hold;
            let gathered = by_key.entry(key.key.clone()).or_default();
            let collected = log.clock.as_ref().and_then(|clock| clock.taken_ns).unwrap_or(data_end);
            for run in &cell.runs {
                match clip(place(run, key, work, collected), window) {
                    Some(placed) if is_of_now(key.clock, run) => {
                        gathered.undated.push(Placed { basis: Basis::Inherited, ..placed });
                    }
                    Some(placed) => gathered.add(placed, hold),
                    None => {}
                }
            }
            gathered.observers.extend(observers.iter().cloned());
        }
    }
    for (key, gathered) in &mut by_key {
        gathered.place_undated(library.condition(key.condition).hold);
    }
    by_key.retain(|_, gathered| !gathered.cell.runs.is_empty());
    adopt(library, &mut by_key);
    let ends = ends(logs, works);
    let mut drafts = Vec::new();
    for (key, gathered) in by_key {
        let Gathered { cell, observers, basis, loose, .. } = gathered;
        let observers: Vec<Box<str>> = observers.into_iter().collect();
        let condition = library.condition(key.condition);
        let runs = match condition.lasts {
            Lasts::Moment => cell.runs,
            Lasts::UntilEnded if is_latent(library, key.condition) => fold_until_ended(library, &key, cell.runs, &ends),
            Lasts::UntilEnded | Lasts::WhileRepeated => fold_repeats(condition, cell.runs),
        };
        for run in runs.into_iter().flat_map(|run| storm::split(condition, run)) {
            drafts.push(draft(library, &key, run, &observers, basis.unwrap_or_default(), loose, &ends, data_end));
        }
    }
    drafts
}

/// All runs of one key, from all inputs.
#[derive(Debug, Default)]
struct Gathered {
    cell: Cell,
    observers: BTreeSet<Box<str>>,
    /// The weakest of all.
    basis: Option<Basis>,
    loose: bool,
    /// Runs of sources that print no time: a table of the same state that another dump dates.
    undated: Vec<Placed>,
}

impl Gathered {
    fn add(&mut self, placed: Placed, hold: i64) {
        self.cell.merge(Cell { runs: vec![placed.run] }, hold);
        self.basis = self.basis.max(Some(placed.basis));
        self.loose |= placed.loose;
    }

    /// Undated runs belong to the last dated one; without any they stand where their source was collected.
    fn place_undated(&mut self, hold: i64) {
        for placed in std::mem::take(&mut self.undated) {
            match self.cell.runs.last_mut() {
                Some(last) => {
                    last.also.extend(placed.run.also);
                    last.count = last.count.max(placed.run.count);
                }
                None => self.add(placed, hold),
            }
        }
    }
}

/// Runs that come back again and again at about the same distance are one: a crash loop at its longest back-off.
///
/// A storm is not folded into the drizzle before it, and drizzle not at all.
fn fold_repeats(condition: &Condition, runs: Vec<Run>) -> Vec<Run> {
    let mut gaps: Vec<i64> = runs.windows(2).map(|w| w[1].first - w[0].last).collect();
    if gaps.len() < FEW_REPEATS {
        return runs;
    }
    gaps.sort_unstable();
    let usual = (3 * gaps[gaps.len() / 2]).min(LONGEST_REPEAT);
    let mut folded: Vec<Run> = Vec::new();
    for run in runs {
        let alike = |last: &Run| storm::severity(condition, last) == storm::severity(condition, &run);
        let matters = storm::severity(condition, &run) >= Severity::Medium;
        match folded.last_mut().filter(|last| run.first - last.last <= usual && matters && alike(last)) {
            Some(last) => last.merge(run),
            None => folded.push(run),
        }
    }
    folded
}

/// Whether a condition waits for a boot to show its effects.
fn is_latent(library: &Library, id: ConditionId) -> bool {
    library.effects_of(id).any(|rule| rule.on.contains(&Join::NextBoot))
}

/// Runs of a state that lasts until it is mended are one, as long as nothing says that it was mended in between.
fn fold_until_ended(library: &Library, key: &EpisodeKey, runs: Vec<Run>, ends: &[(i64, &End)]) -> Vec<Run> {
    let mended =
        |from: i64, to: i64| ends.iter().any(|(ns, end)| (from..=to).contains(ns) && ends_it(library, key, end));
    let mut folded: Vec<Run> = Vec::new();
    for run in runs {
        match folded.last_mut().filter(|last| !mended(last.last, run.first)) {
            Some(last) => last.merge(run),
            None => folded.push(run),
        }
    }
    folded
}

/// Gives the runs of a key that lacks an entity to a fuller key of the same condition and host that was printed at the
/// same time: what is missing is unknown, not another thing.
fn adopt(library: &Library, by_key: &mut BTreeMap<EpisodeKey, Gathered>) {
    let keys: Vec<EpisodeKey> = by_key.keys().cloned().collect();
    // Keys stand in order, so those of one condition and host are neighbours: ten thousand of them, all equally full, are
    // passed over at once.
    for alike in keys.chunk_by(|a, b| (a.condition, &a.host) == (b.condition, &b.host)) {
        let fullest = alike.iter().map(|key| key.about.len()).max().unwrap_or(0);
        for poor in alike.iter().filter(|key| key.about.len() < fullest) {
            let fuller: Vec<&EpisodeKey> = alike.iter().filter(|rich| is_fuller(rich, poor)).collect();
            adopt_runs(library, by_key, poor, &fuller);
        }
    }
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
    let mut kept = Cell::default();
    for run in gathered.cell.runs.drain(..) {
        let away = |rich: &EpisodeKey| by_key.get(rich).map_or(i64::MAX, |g| distance(&g.cell, &run));
        let near = fuller.iter().filter(|rich| away(rich) <= hold.min(MINUTE));
        match near.min_by_key(|rich| away(rich)).and_then(|rich| by_key.get_mut(*rich)) {
            Some(rich) => {
                rich.add(Placed { run, basis: basis.unwrap_or_default(), loose }, hold);
                rich.observers.extend(observers.iter().cloned());
            }
            None => kept.runs.push(run),
        }
    }
    if !kept.runs.is_empty() {
        by_key.insert(poor.clone(), Gathered { cell: kept, observers, basis, loose, undated: Vec::new() });
    }
}

/// Whether a key of the same condition and host says all that another one says, and more.
fn is_fuller(rich: &EpisodeKey, poor: &EpisodeKey) -> bool {
    rich.about.len() > poor.about.len() && poor.about.iter().all(|e| rich.about.contains(e))
}

/// Nanoseconds between a run and the nearest run of a cell; 0 when they overlap.
fn distance(cell: &Cell, run: &Run) -> i64 {
    let gap = |r: &Run| (r.first - run.last).max(run.first - r.last).max(0);
    cell.runs.iter().map(gap).min().unwrap_or(i64::MAX)
}

/// Moves a run to UTC; a run without any time is put where its source was collected, else at the end of the data.
fn place(run: &Run, key: &CellKey, work: &Clockwork, collected: i64) -> Placed {
    let stamp = |ns| work.resolver.stamp(RawTime { clock: key.clock, ns }, key.boot);
    let Some(first) = stamp(run.first) else { return untimed(run, collected) };
    let to_utc = |ns: i64| stamp(ns).map_or(ns, |s| s.ns);
    let moved = Run {
        first: first.ns,
        last: to_utc(run.last),
        onset: to_utc(run.onset),
        minutes: run.minutes.iter().map(|(m, n)| (to_utc(m.saturating_mul(MINUTE)).div_euclid(MINUTE), *n)).collect(),
        quotes: run.quotes.iter().map(|q| RawQuote { ns: to_utc(q.ns), ..q.clone() }).collect(),
        values: (to_utc(run.values.0), run.values.1, run.values.2.clone()),
        ..run.clone()
    };
    let loose = key.clock == Clock::Boot && work.loose.contains(&key.boot);
    Placed { run: moved, basis: if loose { Basis::Inherited } else { first.basis }, loose }
}

/// The part of a run that counts.
fn clip(mut placed: Placed, window: Window) -> Option<Placed> {
    let run = &mut placed.run;
    if run.last < window.since || run.first > window.until {
        return None;
    }
    if run.first >= window.since && run.last <= window.until {
        return Some(placed);
    }
    run.quotes.retain(|q| (window.since..=window.until).contains(&q.ns));
    run.minutes.retain(|m, _| {
        m.saturating_add(1).saturating_mul(MINUTE) > window.since && m.saturating_mul(MINUTE) <= window.until
    });
    run.count = run.minutes.values().map(|n| u64::from(*n)).sum();
    run.first = run.first.max(window.since);
    run.last = run.last.min(window.until);
    (run.count > 0).then_some(placed)
}

/// Whether a run says how things stood when its source was collected, not when they came to be so.
fn is_of_now(clock: Clock, run: &Run) -> bool {
    clock == Clock::None || (clock == Clock::BeforeCollection && run.first == 0)
}

fn untimed(run: &Run, data_end: i64) -> Placed {
    let at = |q: &RawQuote| RawQuote { ns: data_end, ..q.clone() };
    let moved = Run {
        first: data_end,
        last: data_end,
        onset: data_end,
        minutes: BTreeMap::from([(data_end.div_euclid(MINUTE), u32::try_from(run.count).unwrap_or(u32::MAX))]),
        quotes: run.quotes.iter().map(at).collect(),
        ..run.clone()
    };
    Placed { run: moved, basis: Basis::Inherited, loose: false }
}

/// Ends on the UTC time line.
fn ends<'l>(logs: &'l [InputLog], works: &[Clockwork]) -> Vec<(i64, &'l End)> {
    let all = logs.iter().zip(works).flat_map(|(log, work)| {
        log.ends.iter().filter_map(|end| Some((work.resolver.stamp(end.time, end.boot)?.ns, end)))
    });
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(ns, end)| (*ns, end.condition));
    all
}

#[allow(clippy::too_many_arguments)]
fn draft(
    library: &Library,
    key: &EpisodeKey,
    run: Run,
    observers: &[Box<str>],
    basis: Basis,
    loose: bool,
    ends: &[(i64, &End)],
    data_end: i64,
) -> Draft {
    let condition = library.condition(key.condition);
    let (began, sigma) = onset(library, &run, loose);
    let stamp = |ns| Stamp { ns, basis };
    let ended = ends.iter().find(|(ns, end)| *ns >= run.last && ends_it(library, key, end)).map(|(ns, _)| *ns);
    let active = match condition.lasts {
        Lasts::Moment => run.last,
        Lasts::WhileRepeated => run.last,
        Lasts::UntilEnded => ended.unwrap_or(data_end.max(run.last)),
    };
    let quotes = run.quotes.iter().map(|q| quote(q, basis)).collect();
    let episode = Episode {
        id: id(library, key, run.first),
        key: key.clone(),
        also: run.also.iter().cloned().collect(),
        values: run.values.2.clone(),
        observers: observers.to_vec(),
        began: stamp(began),
        onset_sigma_ns: sigma,
        seen: stamp(run.first),
        last: stamp(run.last),
        ended: ended.filter(|_| condition.lasts == Lasts::UntilEnded).map(stamp),
        active_until_ns: active,
        count: run.count,
        peak: run.minutes.values().copied().max().unwrap_or(0),
        severity: storm::severity(condition, &run),
        sure: run.sure,
        origin: Origin::Observed,
        expected: ended.is_some_and(|e| e - run.first <= condition.heals),
        boot: None,
        quotes,
        notes: Vec::new(),
    };
    let of_previous_boot = run.signatures.iter().any(|id| library.signature(*id).onset == Onset::PreviousBoot);
    Draft { episode, minutes: run.minutes, of_previous_boot }
}

/// A quote on the UTC time line.
#[must_use]
pub fn quote(raw: &RawQuote, basis: Basis) -> Quote {
    Quote {
        time: Some(Stamp { ns: raw.ns, basis }),
        place: raw.place,
        host: raw.host.clone(),
        unit: raw.unit.clone(),
        raw: raw.raw.clone(),
    }
}

/// Dates what a boot prints about the one before it at that one's end.
fn redate(drafts: &mut [Draft], hosts: &BTreeMap<Box<str>, HostBoots>) {
    for draft in drafts.iter_mut().filter(|d| d.of_previous_boot) {
        let episode = &mut draft.episode;
        let boots = episode.key.host.as_ref().or(episode.observers.first()).and_then(|h| hosts.get(h));
        let previous = boots.and_then(|b| b.boots.get(b.index_at(episode.seen.ns + SECOND).checked_sub(1)?));
        if let Some(previous) = previous {
            episode.began.ns = previous.end.min(episode.began.ns);
            episode.onset_sigma_ns = MINUTE;
        }
    }
}

/// Onset and how far it may be off, nanoseconds.
fn onset(library: &Library, run: &Run, loose: bool) -> (i64, i64) {
    let latency = run.signatures.iter().filter_map(|id| match library.signature(*id).onset {
        Onset::Latency(ns) => Some(ns),
        _ => None,
    });
    let latency = latency.max().unwrap_or(0);
    let back = run.first.saturating_sub(run.onset).max(0);
    let began = (run.first - latency).min(run.onset);
    let sigma = (latency / 2).max(back / 10) + if loose { LOOSE_SIGMA } else { 0 };
    (began, sigma)
}

fn ends_it(library: &Library, key: &EpisodeKey, end: &End) -> bool {
    end.condition == key.condition
        && (key.host.is_none() || end.host.is_none() || key.host == end.host)
        && key.about.iter().all(|about| {
            end.entities
                .iter()
                .filter(|e| e.kind == about.kind)
                .all(|e| library.kinds.same(e.kind, &e.value, &about.value))
        })
}

/// Short hash of what an episode is about and when it was first printed: the same on any machine.
#[must_use]
pub fn id(library: &Library, key: &EpisodeKey, first: i64) -> String {
    let mut hash = Fnv::default();
    hash.add(library.condition(key.condition).id.as_bytes());
    hash.add(key.host.as_deref().unwrap_or("").as_bytes());
    for entity in &key.about {
        hash.add(library.kinds.name(entity.kind).as_bytes());
        hash.add(entity.value.as_bytes());
    }
    hash.add(&first.to_le_bytes());
    format!("f-{}", hash.letters())
}

/// FNV-1a, for names: not for secrets.
#[derive(Clone, Copy, Debug)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds a part, apart from its neighbours.
    pub fn add(&mut self, part: &[u8]) {
        for byte in part.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Eight letters and digits.
    #[must_use]
    pub fn letters(self) -> String {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let mixed = self.0 ^ (self.0 >> 29);
        (0..8).map(|i| char::from(ALPHABET[(mixed >> (5 * i) & 31) as usize])).collect()
    }
}

fn finish(drafts: Vec<Draft>, hosts: &BTreeMap<Box<str>, HostBoots>, only: Option<i64>) -> Vec<Episode> {
    let mut episodes: Vec<Episode> = drafts.into_iter().map(|d| d.episode).collect();
    for episode in &mut episodes {
        let host = episode.key.host.as_ref().or(episode.observers.first());
        episode.boot = host.and_then(|h| hosts.get(h)).map(|boots| boots.index_at(episode.seen.ns + SECOND));
    }
    if let Some(back) = only {
        let wanted = |e: &Episode| {
            let boots =
                e.key.host.as_ref().or(e.observers.first()).and_then(|h| hosts.get(h)).map_or(0, |b| b.boots.len());
            e.boot.is_none_or(|b| b as i64 - (boots as i64 - 1) == back)
        };
        episodes.retain(wanted);
    }
    episodes.sort_by(|a, b| (a.began, a.seen, &a.key, &a.id).cmp(&(b.began, b.seen, &b.key, &b.id)));
    episodes
}

/// The key of a boot that no id names.
pub const NO_BOOT: BootKey = 0;
