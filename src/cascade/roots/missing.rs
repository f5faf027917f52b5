//! What would decide: causes that are not in the data, and the source that would show each.

use std::borrow::Cow;

use crate::cascade::fitting;
use crate::episode::Chronicle;
use crate::model::{ConditionId, Episode, Missing, StreamSet};
use crate::rule::library::{Condition, Pattern, PatternKind};
use crate::rule::{Join, Library, LinkRule, title};

/// Missing causes that are listed.
const MOST: usize = 8;
/// Streams that are named for one cause.
const MOST_STREAMS: usize = 4;
/// What a cause keeps of its weight when the source that would show it was read.
const UNSEEN: f64 = 0.3;

/// Where the lines of a cause would stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// It prints none.
    Silent,
    /// In streams that were read.
    Read,
    /// In streams that were not supplied.
    Lacking,
}

/// Declared causes of an episode that nothing was seen of, most likely first; `cluster` tells whether one is there.
#[must_use]
pub fn causes(library: &Library, chronicle: &Chronicle, episode: &Episode, cluster: bool) -> Vec<Missing> {
    let present = |condition: u16| chronicle.episodes.iter().any(|e| e.key.condition.0 == condition);
    let supplied = chronicle.inputs.iter().fold(StreamSet::default(), |all, input| all.with(input.streams));
    let weight = |rule: &LinkRule| {
        let unseen = if source(library, rule.from, supplied) == Source::Read { UNSEEN } else { 1.0 };
        rule.strength * library.conditions[usize::from(rule.from)].prior * unseen
    };
    let mut rules: Vec<_> = library.causes_of(episode.key.condition).filter(|rule| !present(rule.from)).collect();
    rules.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.from.cmp(&b.from)));
    let read = Read { supplied, cluster, alone: chronicle.hosts.len() < 2 };
    rules.into_iter().take(MOST).map(|rule| missing(library, read, rule, episode)).collect()
}

fn source(library: &Library, condition: u16, supplied: StreamSet) -> Source {
    match streams(library, condition) {
        StreamSet(0) => Source::Silent,
        streams if streams == StreamSet::ANY || streams.meets(supplied) => Source::Read,
        _ => Source::Lacking,
    }
}

/// What was read.
#[derive(Clone, Copy, Debug)]
struct Read {
    supplied: StreamSet,
    /// Whether a cluster is in it.
    cluster: bool,
    /// Whether one host is all there is.
    alone: bool,
}

/// Whether only several hosts together show a condition.
fn is_of_several(library: &Library, condition: &Condition) -> bool {
    let host = library.kinds.find("host").map(|kind| kind.0);
    let of_hosts = |pattern: &Pattern| match pattern.kind {
        PatternKind::BootEnd => pattern.ended.iter().all(|end| end == "power-loss"),
        _ => pattern.distinct.is_some() && pattern.distinct == host,
    };
    !condition.patterns.is_empty() && condition.patterns.iter().all(of_hosts)
}

/// One of them, given what was read.
fn missing(library: &Library, read: Read, rule: &LinkRule, effect: &Episode) -> Missing {
    let Read { supplied, cluster, alone } = read;
    let cause = &library.conditions[usize::from(rule.from)];
    let names = named(library, streams(library, rule.from));
    let source = source(library, rule.from, supplied);
    let why = match source {
        Source::Silent if alone && is_of_several(library, cause) => {
            "only the logs of another machine would show it".to_owned()
        }
        Source::Silent => "it prints no line of its own".to_owned(),
        Source::Read => format!("would explain it; {names} was read and shows nothing of it"),
        Source::Lacking => format!("would explain it; {names} was not supplied"),
    };
    let command = fitting::fitting(cause.explain().check, cluster).into_iter().next().unwrap_or_default();
    let effect = seen_from(rule, effect);
    let what = format!("{} ({})", title::filled(library, &effect, &cause.title), cause.id);
    let command = title::command(library, &effect, &command);
    Missing { what, why, command, printed: source != Source::Silent }
}

/// What is known of a cause by its effect: not its host, where it is another machine's.
fn seen_from<'e>(rule: &LinkRule, effect: &'e Episode) -> Cow<'e, Episode> {
    if !rule.on.iter().any(|join| matches!(join, Join::Peer | Join::Guest)) {
        return Cow::Borrowed(effect);
    }
    let mut known = effect.clone();
    known.key.host = None;
    known.observers.clear();
    Cow::Owned(known)
}

/// `kernel, qemu`; what any program may print stands in whatever was read.
fn named(library: &Library, streams: StreamSet) -> String {
    if streams == StreamSet::ANY {
        return "all that".to_owned();
    }
    let names = library.streams.names(streams);
    let more = if names.len() > MOST_STREAMS { " or others" } else { "" };
    format!("{}{more}", names[..names.len().min(MOST_STREAMS)].join(", "))
}

fn streams(library: &Library, condition: u16) -> StreamSet {
    let own = library.signatures_of(ConditionId(condition)).iter().filter(|s| !s.ends);
    StreamSet(own.fold(0, |all, s| all | s.from))
}
