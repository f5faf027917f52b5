//! How a boot ended, by what stands in its last minutes.

use std::collections::BTreeMap;

use super::signs::Signs;
use super::{Boot, HostBoots};
use crate::episode::clocks::boots::LINGERS;
use crate::episode::drafts::Draft;
use crate::model::ConditionId;
use crate::model::stamp::MINUTE;

/// A shutdown is announced this long before the last line, at most.
const SHUTDOWN: i64 = 15 * MINUTE;
/// A freeze shows this long before the last line, at most.
const FREEZE: i64 = 20 * MINUTE;

/// Hosts that end within this time without a shutdown lost power together.
const TOGETHER: i64 = 2 * MINUTE;

/// A kernel that panics this long after the last line of a machine, or sooner, is why it ended, whatever machine it is of
/// as far as its log tells.
const PANICKED: i64 = 5 * MINUTE;

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

/// How a boot ended that began, printed its last line and was followed by the next at these moments.
pub(super) fn class(signs: &Signs, drafts: &[&Draft], start: i64, end: i64, next: i64) -> EndedBy {
    let held = |conditions: &[ConditionId], from: i64, to: i64| held(drafts, conditions, from, to);
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

/// How the last boot of the data ended that printed its last line at a moment: nothing tells, unless its kernel panicked.
pub(super) fn at_end(signs: &Signs, drafts: &[&Draft], end: i64) -> EndedBy {
    if held(drafts, &signs.panic, end - LINGERS, i64::MAX) { EndedBy::Panic } else { EndedBy::Running }
}

/// Whether one of these conditions held between two moments.
fn held(drafts: &[&Draft], conditions: &[ConditionId], from: i64, to: i64) -> bool {
    let mut episodes = drafts.iter().map(|draft| &draft.episode);
    episodes.any(|e| conditions.contains(&e.key.condition) && e.last.ns >= from && e.seen.ns <= to)
}

/// Hosts whose boots end at the same time in mid-work lost their power.
pub(super) fn together(all: &mut BTreeMap<Box<str>, HostBoots>, panics: &[i64]) {
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
            let panicked = panics.iter().any(|at| (0..=PANICKED).contains(&(at - boot.end)));
            if !panicked && near.into_iter().any(|(_, other)| other != host) {
                boot.ended_by = EndedBy::PowerLoss;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp::{HOUR, SECOND};

    /// How two machines ended, so many seconds apart, with these panics.
    fn ended(apart: i64, panics: &[i64]) -> EndedBy {
        let boot =
            |end| Boot { key: None, start: 0, end, ended_by: EndedBy::Unclean, last_quote: None, next_quote: None };
        let of = |end| HostBoots { boots: vec![boot(end)] };
        let mut all = BTreeMap::from([("a".into(), of(HOUR)), ("b".into(), of(HOUR + apart * SECOND))]);
        together(&mut all, panics);
        all["a"].boots[0].ended_by
    }

    #[test]
    fn a_panic_is_no_loss_of_power() {
        assert_eq!(ended(40, &[]), EndedBy::PowerLoss);
        assert_eq!(ended(400, &[]), EndedBy::Unclean);
        assert_eq!(ended(40, &[HOUR + 3 * MINUTE]), EndedBy::Unclean, "a kernel that hung for three minutes");
        assert_eq!(ended(40, &[HOUR - MINUTE]), EndedBy::PowerLoss, "one from before");
    }
}
