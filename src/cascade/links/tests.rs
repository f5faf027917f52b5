//! What is looked up is what trying every cause finds.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::model::stamp::SECOND;
use crate::model::{Basis, ConditionId, Entity, Episode, EpisodeKey, Origin, Severity, Stamp};
use crate::rule::baked;

static LIBRARY: LazyLock<Library> = LazyLock::new(baked::library);

/// One of few hosts or none, seen by one of few hosts or none, about one of few pods, began and lasts so many
/// seconds, how sure in tenths.
type Drawn = (usize, usize, usize, i64, i64, u8);

fn drawn() -> impl Strategy<Value = Drawn> {
    (0..4usize, 0..4usize, 0..4usize, 0..4000i64, prop_oneof![Just(0), 0..3000i64], 5..10u8)
}

fn name(prefix: &str, n: usize) -> Option<Box<str>> {
    (n > 0).then(|| format!("{prefix}{n}").into())
}

pub(super) fn episode(library: &Library, condition: u16, drawn: Drawn) -> Episode {
    let (host, observer, pod, began, lasts, sure) = drawn;
    let (host, observer) = (name("h", host), name("h", observer));
    let pod = name(if pod == 3 { "shop/w" } else { "w" }, pod.min(2));
    let stamp = |s: i64| Stamp { ns: s * SECOND, basis: Basis::Exact, ..Stamp::default() };
    Episode {
        id: String::new(),
        key: EpisodeKey { condition: ConditionId(condition), host, about: Vec::new() },
        also: pod.map(|value| Entity { kind: library.kind("pod"), value }).into_iter().collect(),
        values: Vec::new(),
        observers: observer.into_iter().collect(),
        began: stamp(began),
        onset_sigma_ns: (lasts % 7) * SECOND,
        began_by_ns: (began + lasts % 300) * SECOND,
        seen: stamp(began),
        last: stamp(began + lasts / 2),
        ended: (lasts % 2 == 1).then(|| stamp(began + lasts)),
        active_until_ns: (began + lasts) * SECOND,
        count: 1,
        peak: 1,
        severity: Severity::High,
        sure: f64::from(sure) / 10.0,
        origin: Origin::Observed,
        expected: false,
        boot: Some((began / 1000) as usize),
        quotes: Vec::new(),
        notes: Vec::new(),
    }
}

fn demands(library: &Library) -> Vec<Vec<Join>> {
    let pod = Join::Entity(library.kind("pod").0);
    vec![
        vec![Join::Host],
        vec![Join::Host, Join::Boot],
        vec![Join::Cluster],
        vec![Join::Peer],
        vec![Join::Guest],
        vec![Join::AllHosts],
        vec![pod],
        vec![Join::Host, pod],
        vec![Join::AllHosts, pod],
    ]
}

proptest! {
    /// Looking causes up finds the same ones, in the same order, as trying each.
    #[test]
    fn what_is_looked_up_is_what_trying_all_finds(
        mut causes in prop::collection::vec(drawn(), 1..120),
        effect in drawn(),
        which in 0..9usize,
        lag in (0..60i64, 0..600i64),
    ) {
        let library = &*LIBRARY;
        causes.sort_by_key(|drawn| drawn.3);
        let mut episodes: Vec<Episode> = causes.iter().map(|d| episode(library, 0, *d)).collect();
        episodes.push(episode(library, 1, effect));
        let chronicle = Chronicle { episodes, ..Chronicle::default() };
        let linker = Linker {
            library,
            chronicle: &chronicle,
            clocks: Clocks::new(&chronicle),
            starts: Starts::new(library, &chronicle),
        };
        let on = demands(library).swap_remove(which);
        let lag = (lag.0 * SECOND, (lag.0 + lag.1) * SECOND);
        let rule = LinkRule { from: 0, to: 1, strength: 0.9, lag, on, because: "".into() };
        let all: Vec<usize> = (0..causes.len()).collect();
        let found = Causes::new(library, &chronicle.episodes, &all, &kinds(&[&rule]));
        let pair = Pairing { linker: &linker, rule: &rule, effect: causes.len(), start: Start::Onset };
        prop_assert_eq!(pair.best(&found), pair.best_of(&all));
    }
}
