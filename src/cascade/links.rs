//! Every declared link that holds between two episodes, with its blame.

use std::collections::BTreeMap;

use super::constants::{
    ACROSS_HOSTS, AGAIN, AGAIN_BLAME, AT_ONCE, CLOCK_SIGMA, CLUSTER_ONLY, ELSEWHERE, ELSEWHERE_BLAME, LEAST_BLAME,
    MOST_CAUSES, PROMPT, PROMPT_ALONE, RESOLUTION,
};
use super::join::{self, Joined};
use super::timing;
use crate::episode::{Chronicle, offsets};
use crate::model::{Episode, EpisodeKey, Link, Origin, Role, Severity};
use crate::rule::entities::Scope;
use crate::rule::{Join, Lasts, Library, LinkRule};

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
            let mut found: Vec<Link> =
                causes.iter().filter_map(|&cause| link(library, rule, chronicle, cause, effect)).collect();
            found.sort_by(|a, b| b.blame.total_cmp(&a.blame).then(a.from.cmp(&b.from)));
            found.truncate(MOST_CAUSES);
            all.extend(found);
        }
    }
    all.extend(again(library, &chronicle.episodes));
    all.extend(elsewhere(library, &chronicle.episodes));
    all.sort_by_key(|l| (l.to, l.from));
    all
}

/// The same condition about the same things, back within a day, or a defect that nothing mended in between: one trouble
/// with pauses, not many. The first of a series stands for all of it.
fn again(library: &Library, episodes: &[Episode]) -> Vec<Link> {
    let mut series: BTreeMap<&EpisodeKey, Series> = BTreeMap::new();
    let mut links = Vec::new();
    for (to, episode) in episodes.iter().enumerate() {
        let condition = library.condition(episode.key.condition);
        if condition.lasts == Lasts::Moment || episode.origin != Origin::Observed || episode.expected {
            continue;
        }
        let new = Series { first: to, last: i64::MIN, until: Some(i64::MIN) };
        let known = series.get(&episode.key).copied().unwrap_or(new);
        let pause = episode.began.ns.saturating_sub(known.last).max(0);
        let mended = known.until.is_some_and(|at| at < episode.began.ns);
        let goes_on = known.first != to && (pause <= AGAIN || !mended);
        let first = if goes_on { known.first } else { to };
        let lasts = condition.lasts == Lasts::UntilEnded && condition.role == Role::Cause;
        let until = if lasts { episode.ended.map(|end| end.ns) } else { Some(episode.last.ns) };
        series.insert(&episode.key, Series { first, last: episode.last.ns.max(known.last), until });
        if goes_on {
            links.push(same_again(episodes, first, to, if mended { pause } else { 0 }));
        }
    }
    links
}

/// The same trouble so far, times in nanoseconds UTC.
#[derive(Clone, Copy)]
struct Series {
    /// Its first episode.
    first: usize,
    /// Its last sign.
    last: i64,
    /// When it was over; `None` for a defect that nothing mended.
    until: Option<i64>,
}

fn same_again(episodes: &[Episode], from: usize, to: usize, pause: i64) -> Link {
    Link {
        from,
        to,
        because: "the same again".to_owned(),
        joined: "same condition and things".to_owned(),
        lag_ns: episodes[to].began.ns - episodes[from].began.ns,
        strength: AGAIN_BLAME,
        blame: AGAIN_BLAME * (-(pause as f64) / AGAIN as f64).exp(),
        fired_by: None,
    }
}

/// The same change on the next host, or the same shared thing seen from another host, at about the same time.
fn elsewhere(library: &Library, episodes: &[Episode]) -> Vec<Link> {
    let mut by_condition: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
    for (index, episode) in episodes.iter().enumerate().filter(|(_, e)| e.key.host.is_some() && !e.expected) {
        by_condition.entry(episode.key.condition.0).or_default().push(index);
    }
    let mut links = Vec::new();
    for group in by_condition.into_values() {
        for pair in group.windows(2) {
            links.extend(same_elsewhere(library, episodes, pair[0], pair[1]));
        }
    }
    links
}

fn same_elsewhere(library: &Library, episodes: &[Episode], from: usize, to: usize) -> Option<Link> {
    let (i, j) = (&episodes[from], &episodes[to]);
    let shared = i.key.about.iter().find(|e| {
        library.kinds.scope(e.kind) == Scope::Cluster && library.kinds.name(e.kind) != "host" && j.key.about.contains(e)
    });
    let pause = j.began.ns - i.began.ns;
    let (joined, because) = match (shared, library.condition(i.key.condition).role) {
        (Some(e), role) => (format!("{} {}", library.kinds.name(e.kind), e.value), seen_again(role)),
        (None, Role::Trigger) => ("the same change".to_owned(), seen_again(Role::Trigger)),
        (None, role) if is_at_once(i, j, role) => ("at the same moment".to_owned(), "what hits several hosts at once"),
        _ => return None,
    };
    if i.key.host == j.key.host || pause > ELSEWHERE {
        return None;
    }
    Some(Link {
        from,
        to,
        because: because.to_owned(),
        joined,
        lag_ns: pause,
        strength: ELSEWHERE_BLAME,
        blame: ELSEWHERE_BLAME * i.sure * j.sure,
        fired_by: None,
    })
}

fn seen_again(role: Role) -> &'static str {
    match role {
        Role::Trigger => "the same change on the next host",
        _ => "the same seen from another host",
    }
}

/// Whether two hosts are hit by one thing: something grave that is no defect of theirs begins on both at once.
fn is_at_once(i: &Episode, j: &Episode, role: Role) -> bool {
    let grave = i.severity.min(j.severity) >= Severity::High;
    grave && matches!(role, Role::Fault | Role::Step | Role::Symptom) && j.began.ns - i.began.ns <= AT_ONCE
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
    let vague = joined.worth <= CLUSTER_ONLY;
    let fit = timing::fit(i, j, rule.lag, start, clocks_apart(chronicle, i, j), vague);
    let prompt = start.is_none() && joined.worth >= ACROSS_HOSTS && is_prompt(library, i, j);
    let blame = blame(library, rule, i, j, &joined, fit, prompt);
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

/// How far the clocks behind two episodes may be apart, nanoseconds: nothing on one host, else what shared facts tell,
/// and never less than what clocks differ by anyway.
fn clocks_apart(chronicle: &Chronicle, i: &Episode, j: &Episode) -> i64 {
    if join::same_host(i, j) != Some(false) {
        return 0;
    }
    let pairs = join::hosts(i).into_iter().flat_map(|a| join::hosts(j).into_iter().map(move |b| (a, b)));
    let doubts = pairs.filter_map(|(a, b)| offsets::doubt(&chronicle.offsets, a, b));
    doubts.max().unwrap_or(0).max(CLOCK_SIGMA)
}

/// Whether what needs a cause follows a change of the same host or thing at once. A defect needs none.
fn is_prompt(library: &Library, i: &Episode, j: &Episode) -> bool {
    let role = |e: &Episode| library.condition(e.key.condition).role;
    let after = j.began.ns - i.last.ns.min(j.began.ns.max(i.began.ns));
    let needs = matches!(role(j), Role::Step | Role::Symptom | Role::Trigger);
    role(i) == Role::Trigger && needs && (-RESOLUTION..=PROMPT).contains(&after)
}

/// `a(i→j)`: how likely i is why j appeared.
fn blame(library: &Library, rule: &LinkRule, i: &Episode, j: &Episode, joined: &Joined, fit: f64, prompt: bool) -> f64 {
    let alone = library.condition(j.key.condition).alone * if prompt { PROMPT_ALONE } else { 1.0 };
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
        "boot.simultaneous-reboot",
        "boot.power-loss",
        "boot.watchdog-reset",
        "boot.shutdown-requested",
        "boot.unclean",
        "boot.shutdown-clean",
    ];
    let of_host = |e: &Episode| join::same_host(e, effect) == Some(true);
    let near = |e: &Episode| e.seen.ns <= at + crate::model::stamp::MINUTE;
    let rank = |e: &Episode| ENDS.iter().position(|name| library.id(name) == Some(e.key.condition));
    let candidates = chronicle
        .episodes
        .iter()
        .enumerate()
        .filter(|(_, e)| of_host(e) && near(e) && e.boot < effect.boot.or(Some(usize::MAX)));
    let latest = candidates.filter_map(|(i, e)| Some((e.boot, std::cmp::Reverse(rank(e)?), i))).max();
    latest.map(|(_, _, i)| i)
}
