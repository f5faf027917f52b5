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
    let plausible = |rule: &LinkRule, is_read: bool| {
        let unseen = if is_read { UNSEEN } else { 1.0 };
        rule.strength * library.conditions[usize::from(rule.from)].prior * unseen
    };
    let weight = |rule: &LinkRule| plausible(rule, streams(library, rule.from).meets(supplied));
    let looked_for = |rule: &LinkRule| plausible(rule, source(library, rule.from, supplied) == Source::Read);
    let mut rules: Vec<_> = library.causes_of(episode.key.condition).filter(|rule| !present(rule.from)).collect();
    rules.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.from.cmp(&b.from)));
    rules.truncate(MOST);
    // Of these, what would mostly stand in a log that was not supplied is the likelier.
    rules.sort_by(|a, b| looked_for(b).total_cmp(&looked_for(a)));
    let read = Read { supplied, cluster, alone: chronicle.hosts.len() < 2 };
    rules.into_iter().map(|rule| missing(library, read, rule, episode)).collect()
}

fn source(library: &Library, condition: u16, supplied: StreamSet) -> Source {
    match normal(library, condition) {
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
    let normal = normal(library, rule.from);
    let source = source(library, rule.from, supplied);
    let why = match source {
        Source::Silent if alone && is_of_several(library, cause) => {
            "only the logs of another machine would show it".to_owned()
        }
        Source::Silent => "it prints no line of its own".to_owned(),
        Source::Read if normal == StreamSet::ANY => "would explain it; nothing that was read shows it".to_owned(),
        Source::Read => {
            let names = named(library, StreamSet(normal.0 & supplied.0), ["was read and shows", "were read and show"]);
            format!("would explain it; {names} nothing of it")
        }
        Source::Lacking => {
            format!("would explain it; {}", named(library, normal, ["was not supplied", "were not supplied"]))
        }
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

/// `kernel was not supplied`, `apt, dpkg were not supplied`: what is said of one stream, and of several.
fn named(library: &Library, streams: StreamSet, [of_one, of_several]: [&str; 2]) -> String {
    let names = library.streams.names(streams);
    let more = if names.len() > MOST_STREAMS { " or others" } else { "" };
    let said = if names.len() == 1 { of_one } else { of_several };
    format!("{}{more} {said}", names[..names.len().min(MOST_STREAMS)].join(", "))
}

/// Every stream that may print a condition.
fn streams(library: &Library, condition: u16) -> StreamSet {
    let own = library.signatures_of(ConditionId(condition)).iter().filter(|s| !s.ends);
    StreamSet(own.fold(0, |all, s| all | s.from))
}

/// The streams that mostly print a condition: those of more than half as many of its signatures as the first of them.
///
/// What a signature may find anywhere, or one program says of another in passing, does not tell that the log was read in
/// which the condition would stand. Only where most signatures are of that kind, any log will do.
fn normal(library: &Library, condition: u16) -> StreamSet {
    let own = library.signatures_of(ConditionId(condition)).iter().filter(|s| !s.ends);
    let (broad, narrow): (Vec<u128>, Vec<u128>) =
        own.map(|s| s.from).partition(|&from| StreamSet(from) == StreamSet::ANY);
    if broad.len() > narrow.len() {
        return StreamSet::ANY;
    }
    let count = |bit: u32| narrow.iter().filter(|&&from| from & (1 << bit) != 0).count();
    let counts: Vec<usize> = (0..u128::BITS).map(count).collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    let often = (0..u128::BITS).zip(counts).filter(|(_, count)| 2 * count > most);
    StreamSet(often.fold(0, |all, (bit, _)| all | 1 << bit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::baked;

    #[test]
    fn a_source_is_read_where_the_condition_is_mostly_printed() {
        let library = baked::library();
        let said = |condition: &str, supplied: &[&str]| {
            let id = library.id(condition).expect("a condition").0;
            let set = |name: &&str| library.streams.find(name).expect("a stream");
            let supplied = supplied.iter().map(set).fold(StreamSet::default(), StreamSet::with);
            source(&library, id, supplied)
        };
        let built = "package.dkms-build-failed";
        assert_eq!(said(built, &["systemd", "kernel", "kubelet"]), Source::Lacking, "its unit says so in passing");
        assert_eq!((said(built, &["apt"]), said(built, &["dkms"])), (Source::Read, Source::Read));
        assert_eq!((said("kernel.oops", &["kernel"]), said("kernel.oops", &["etcd"])), (Source::Read, Source::Lacking));
    }
}
