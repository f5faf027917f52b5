//! Links that no rule declares: the same trouble later, and the same seen from elsewhere.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cascade::constants::{AGAIN, AGAIN_BLAME, AT_ONCE, ELSEWHERE, ELSEWHERE_BLAME, FLEET};
use crate::episode::drafts::pause;
use crate::model::{Entity, Episode, EpisodeKey, Link, Origin, Role, Severity};
use crate::rule::entities::Scope;
use crate::rule::{Lasts, Library};

/// What stopped for a pause that is long for it (`episode/pause.rs`) is the same again with this share.
const APART: f64 = 0.3;

/// The same condition about the same things, back within a day, or a defect that nothing mended in between: one trouble
/// with pauses, not many. The first of a series stands for all of it.
pub(super) fn again(library: &Library, episodes: &[Episode]) -> Vec<Link> {
    let because: Arc<str> = "the same again".into();
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
        let is_more = is_background(library, &episodes[known.first], episode);
        let goes_on = known.first != to && (pause <= AGAIN || !mended) && !is_more;
        let first = if goes_on { known.first } else { to };
        let lasts = condition.lasts == Lasts::UntilEnded && condition.role == Role::Cause;
        let until = if lasts { episode.ended.map(|end| end.ns) } else { Some(episode.last.ns) };
        series.insert(&episode.key, Series { first, last: episode.last.ns.max(known.last), until });
        if goes_on {
            let share = if pause::is_between(condition, &episodes[known.first], pause) { APART } else { 1.0 };
            links.push(same_again(episodes, first, to, if mended { pause } else { 0 }, share, &because));
        }
    }
    links
}

/// Whether an effect was slight until it became trouble: a call that fails now and then is no sign of the storm.
fn is_background(library: &Library, before: &Episode, after: &Episode) -> bool {
    let is_effect = matches!(library.condition(before.key.condition).role, Role::Step | Role::Symptom);
    is_effect && before.severity < Severity::Medium && before.severity < after.severity
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

fn same_again(episodes: &[Episode], from: usize, to: usize, pause: i64, share: f64, because: &Arc<str>) -> Link {
    Link {
        from,
        to,
        because: Arc::clone(because),
        joined: Cow::Borrowed("same condition and things"),
        lag_ns: episodes[to].began.ns - episodes[from].began.ns,
        strength: AGAIN_BLAME,
        blame: share * AGAIN_BLAME * (-(pause as f64) / AGAIN as f64).exp(),
        fired_by: None,
    }
}

/// The same change on the next host, or the same shared thing seen from another host, at about the same time.
pub(super) fn elsewhere(library: &Library, episodes: &[Episode]) -> Vec<Link> {
    let mut alike: BTreeMap<(u16, Vec<&Entity>), Vec<usize>> = BTreeMap::new();
    for (index, episode) in episodes.iter().enumerate().filter(|(_, e)| e.key.host.is_some()) {
        // What a start-up brings is a change all the same, and may be one of several hosts.
        let is_change = is_change(library, episode);
        if episode.expected && !is_change {
            continue;
        }
        let about = if is_change { things(library, episode) } else { Vec::new() };
        alike.entry((episode.key.condition.0, about)).or_default().push(index);
    }
    let next = |(key, group): (&(u16, Vec<&Entity>), &Vec<usize>)| {
        let pairs = group.windows(2).map(|pair| (pair[0], pair[1]));
        let is_one = !key.1.is_empty();
        pairs.filter_map(|(i, j)| same_elsewhere(library, episodes, (i, j), is_one)).collect::<Vec<_>>()
    };
    alike.iter().flat_map(next).chain(nowhere(library, episodes)).collect()
}

/// Whether somebody or something did it, once.
fn is_change(library: &Library, episode: &Episode) -> bool {
    let condition = library.condition(episode.key.condition);
    condition.role == Role::Trigger || (condition.role == Role::Cause && condition.lasts == Lasts::Moment)
}

/// What an episode is about besides its host.
fn things<'e>(library: &Library, episode: &'e Episode) -> Vec<&'e Entity> {
    episode.key.about.iter().filter(|e| library.kinds.name(e.kind) != "host").collect()
}

/// What names no host, an event or a client's line, and is about what a host tells of at the same time.
fn nowhere(library: &Library, episodes: &[Episode]) -> Vec<Link> {
    let mut told: BTreeMap<(u16, Vec<&Entity>), usize> = BTreeMap::new();
    let mut links = Vec::new();
    for (index, episode) in episodes.iter().enumerate().filter(|(_, e)| !e.expected) {
        let key = (episode.key.condition.0, things(library, episode));
        let lasts = |i: &Episode| episode.began.ns.saturating_sub(i.active_until_ns.max(i.last.ns)) <= ELSEWHERE;
        match (&episode.key.host, told.get(&key).filter(|&&from| lasts(&episodes[from]))) {
            (Some(_), None) => drop(told.insert(key, index)),
            (None, Some(&from)) => links.push(seen(episodes, (from, index), "the same trouble".into(), NOWHERE)),
            _ => {}
        }
    }
    links
}

/// `is_one` says that both are the same change of the same thing: tools that go over a fleet take hours on purpose.
fn same_elsewhere(library: &Library, episodes: &[Episode], (from, to): (usize, usize), is_one: bool) -> Option<Link> {
    let (i, j) = (&episodes[from], &episodes[to]);
    let shared = i.key.about.iter().find(|e| {
        library.kinds.scope(e.kind) == Scope::Cluster && library.kinds.name(e.kind) != "host" && j.key.about.contains(e)
    });
    let pause = j.began.ns - i.began.ns;
    let named = |e: &Entity| Cow::Owned(format!("{} {}", library.kinds.name(e.kind), e.value));
    let (joined, because) = match (shared, library.condition(i.key.condition).role) {
        (Some(e), role) => (named(e), seen_again(role)),
        (None, role) if is_one || role == Role::Trigger => {
            (Cow::Borrowed("the same change"), seen_again(Role::Trigger))
        }
        (None, role) if is_at_once(i, j, role) => {
            (Cow::Borrowed("at the same moment"), "what hits several hosts at once")
        }
        _ => return None,
    };
    let within = if is_one { FLEET } else { ELSEWHERE };
    (i.key.host != j.key.host && pause <= within).then(|| seen(episodes, (from, to), joined, because))
}

fn seen(episodes: &[Episode], (from, to): (usize, usize), joined: Cow<'static, str>, because: &str) -> Link {
    let (i, j) = (&episodes[from], &episodes[to]);
    Link {
        from,
        to,
        because: because.into(),
        joined,
        lag_ns: j.began.ns - i.began.ns,
        strength: ELSEWHERE_BLAME,
        blame: ELSEWHERE_BLAME * i.sure * j.sure,
        fired_by: None,
    }
}

/// Why what names no host is the same.
const NOWHERE: &str = "the same, told by what names no host";

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
