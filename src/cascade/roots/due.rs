//! Whether an effect that is not in the data would be there, had it happened: then a prediction is broken.
//!
//! ```text
//! a port is taken      ->  dqlite exited, says systemd           nothing of dqlite is in the data: nothing is missing
//!                      ->  a listener failed, says etcd          etcd printed, and not that: missing
//! an address changed   ->  a peer is unreachable, on its peers   no other host with etcd: nothing is missing
//! ```

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::cascade::links::join;
use crate::episode::Chronicle;
use crate::episode::chronicle::holes::Hole;
use crate::episode::intake::track::Minute;
use crate::model::stamp::MINUTE;
use crate::model::{ConditionId, Episode, StreamSet};
use crate::rule::{Join, Library, LinkRule};

/// Streams in which all that runs on a machine is spoken of, and the subsystems that are their own matter: of any other
/// it says nothing that they are alive.
const COMMON: [(&str, &[&str]); 3] =
    [("kernel", &["kernel", "memory", "network"]), ("systemd", &["systemd"]), ("kubelet", &["kubelet"])];

/// What was seen alive.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    library: &'a Library,
    chronicle: &'a Chronicle,
    /// Common streams, with their subsystems.
    common: Vec<(u128, &'static [&'static str])>,
    /// Streams of all that was read.
    supplied: StreamSet,
    subsystems: OnceCell<Subsystems<'a>>,
}

/// The conditions of each subsystem that were printed, by host.
type Subsystems<'a> = HashMap<&'a str, BTreeMap<&'a str, HashSet<ConditionId>>>;

/// An effect that was due: its rule, its cause, and the streams that would show it.
#[derive(Clone, Copy, Debug)]
struct Due<'e> {
    rule: &'e LinkRule,
    cause: &'e Episode,
    streams: StreamSet,
}

impl Due<'_> {
    /// Whether the effect may be seen on a host.
    fn is_on(&self, host: &str) -> bool {
        let own = || join::hosts(self.cause).any(|h| h == host);
        let demands = |join: Join| self.rule.on.contains(&join);
        match () {
            () if demands(Join::Peer) || demands(Join::Guest) => !own(),
            () => demands(Join::Cluster) || own(),
        }
    }

    /// When it was due, nanoseconds UTC.
    fn span(&self) -> (i64, i64) {
        let (least, most) = self.rule.lag;
        (self.cause.began.ns.saturating_add(least), self.cause.began.ns.saturating_add(most))
    }

    /// Whether one of its streams printed something while it was due, and the host went on after that.
    fn was_alive(&self, life: &BTreeMap<i64, Minute>) -> bool {
        let (from, to) = self.span();
        let (from, to) = (from.div_euclid(MINUTE), to.div_euclid(MINUTE) + 1);
        let went_on = life.keys().next_back().is_some_and(|last| *last >= to);
        went_on && life.range(from..=to).any(|(_, minute)| minute.streams.meets(self.streams))
    }
}

impl<'a> Seen<'a> {
    pub(super) fn new(library: &'a Library, chronicle: &'a Chronicle) -> Self {
        let common = COMMON.iter().filter_map(|(name, own)| Some((library.streams.find(name)?.0, *own))).collect();
        let supplied = chronicle.inputs.iter().fold(StreamSet::default(), |all, input| all.with(input.streams));
        Seen { library, chronicle, common, supplied, subsystems: OnceCell::new() }
    }

    /// Whether the effect of a rule would have been printed where it would show, and when it was due.
    pub(super) fn would_show(&self, cause: &Episode, rule: &LinkRule) -> bool {
        let signatures = self.library.signatures_of(ConditionId(rule.to)).iter();
        let streams = StreamSet(signatures.filter(|s| !s.ends).fold(0, |all, s| all | s.from));
        if streams == StreamSet::ANY || !streams.meets(self.supplied) {
            return false;
        }
        let own = self.own(rule, streams);
        let is_told = own != StreamSet::default();
        let due = Due { rule, cause, streams: if is_told { own } else { streams } };
        (is_told || self.speaks_of(&due)) && self.was_alive(&due) && !self.is_hidden(&due)
    }

    /// Those of the streams that speak of the effect's own subsystem.
    fn own(&self, rule: &LinkRule, streams: StreamSet) -> StreamSet {
        let subsystem = self.library.condition(ConditionId(rule.to)).subsystem();
        let foreign = self.common.iter().filter(|(_, own)| !own.contains(&subsystem));
        StreamSet(foreign.fold(streams.0, |left, (stream, _)| left & !stream))
    }

    fn was_alive(&self, due: &Due<'_>) -> bool {
        let hosts = self.chronicle.life.iter().filter_map(|(host, life)| Some((host.as_deref()?, life)));
        hosts.filter(|(host, _)| due.is_on(host)).any(|(_, life)| due.was_alive(life))
    }

    /// Whether records were dropped in which the effect may have been.
    fn is_hidden(&self, due: &Due<'_>) -> bool {
        let (_, until) = due.span();
        let hosts = || self.chronicle.life.keys().flatten().filter(|host| due.is_on(host));
        let hides = |hole: &Hole| hosts().any(|host| hole.hides(due.streams, Some(host), due.cause.began.ns, until));
        self.chronicle.holes.iter().any(hides)
    }

    /// Whether anything else of the effect's subsystem was printed where it would show.
    fn speaks_of(&self, due: &Due<'_>) -> bool {
        let subsystems = self.subsystems.get_or_init(|| self.subsystems_of_hosts());
        let hosts = subsystems.get(self.library.condition(ConditionId(due.rule.to)).subsystem());
        let mut here = hosts.into_iter().flatten().filter(|(host, _)| due.is_on(host));
        here.any(|(_, conditions)| conditions.iter().any(|condition| *condition != due.cause.key.condition))
    }

    fn subsystems_of_hosts(&self) -> Subsystems<'a> {
        let mut all = Subsystems::new();
        for episode in &self.chronicle.episodes {
            let by_host = all.entry(self.library.condition(episode.key.condition).subsystem()).or_default();
            for host in join::hosts(episode) {
                by_host.entry(host).or_default().insert(episode.key.condition);
            }
        }
        all
    }
}
