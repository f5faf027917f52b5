//! What is no reason for an alarm: effects with a slight reason, and trouble that went by.
//!
//! ```text
//! 20:30:17 .. 20:30:43   API server cannot be reached       its static pod was replaced
//! 20:53:59               the host logs on, without it       nothing to wake anybody for
//! ```
//!
//! A cause, a fault or a change is judged by what it is, however short; this is about steps and symptoms.

use std::collections::{BTreeSet, HashMap};

use crate::cascade::constants::{BRIEF, BRIEF_AFTER_CHANGE, ENOUGH, JOIN_BLAME, STAYS_AWAY, TRIFLE};
use crate::cascade::links::join;
use crate::episode::Chronicle;
use crate::model::stamp::MINUTE;
use crate::model::{ConditionId, Episode, Link, Role, Severity};
use crate::rule::{Lasts, Library};

/// Episodes that are no reason for an alarm, by why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slight {
    /// Symptoms, however many, that a slight defect explains and nothing grave does: pods that wait for an image whose
    /// name was mistyped.
    pub trifles: BTreeSet<usize>,
    /// Effects that lasted a moment, went by themselves and stayed away.
    pub brief: BTreeSet<usize>,
    /// What its host went on without.
    pub over: BTreeSet<usize>,
}

impl Slight {
    /// Finds them.
    #[must_use]
    pub fn of(library: &Library, chronicle: &Chronicle, links: &[Link]) -> Self {
        let trifles = trifles(library, &chronicle.episodes, links);
        let over = over(chronicle);
        let brief = brief(library, chronicle, links);
        Slight { trifles, brief: brief.intersection(&over).copied().collect(), over }
    }

    /// What of `minor` was expected or is slight is not grave: it is part of no incident.
    pub fn soften(&self, episodes: &mut [Episode], minor: &[usize]) {
        for index in minor {
            let episode = &mut episodes[*index];
            if episode.expected || self.brief.contains(index) || self.trifles.contains(index) {
                episode.severity = episode.severity.min(Severity::Medium);
            }
        }
    }
}

fn trifles(library: &Library, episodes: &[Episode], links: &[Link]) -> BTreeSet<usize> {
    let role = |i: usize| library.condition(episodes[i].key.condition).role;
    let of_defect = |l: &&Link| matches!(role(l.from), Role::Cause | Role::Fault) && role(l.to) == Role::Symptom;
    let (mut slight, mut grave) = (BTreeSet::new(), BTreeSet::new());
    for link in links.iter().filter(of_defect).filter(|l| l.blame >= JOIN_BLAME) {
        if episodes[link.from].severity > Severity::Low {
            grave.insert(link.to);
        } else if link.strength >= TRIFLE {
            slight.insert(link.to);
        }
    }
    slight.difference(&grave).copied().collect()
}

fn brief(library: &Library, chronicle: &Chronicle, links: &[Link]) -> BTreeSet<usize> {
    let changed = by_change(library, chronicle, links);
    let episodes = chronicle.episodes.iter().enumerate();
    let short = episodes.filter(|(index, episode)| {
        let most = if changed.contains(index) { BRIEF_AFTER_CHANGE } else { BRIEF };
        length(library, episode).is_some_and(|length| length <= most)
    });
    short.map(|(index, _)| index).collect()
}

fn over(chronicle: &Chronicle) -> BTreeSet<usize> {
    let times = Times::new(chronicle);
    let episodes = chronicle.episodes.iter().enumerate();
    episodes.filter(|(_, episode)| times.is_gone(episode)).map(|(index, _)| index).collect()
}

/// What a change is enough to bring about.
fn by_change(library: &Library, chronicle: &Chronicle, links: &[Link]) -> BTreeSet<usize> {
    let role = |index: usize| library.condition(chronicle.episodes[index].key.condition).role;
    let brings = |link: &&Link| link.strength >= ENOUGH && role(link.from) == Role::Trigger;
    links.iter().filter(brings).map(|link| link.to).collect()
}

/// How long an effect lasted, nanoseconds; `None` for what is no effect, or is not known to be over.
fn length(library: &Library, episode: &Episode) -> Option<i64> {
    let condition = library.condition(episode.key.condition);
    let over = match condition.lasts {
        Lasts::Moment => None,
        // What was said once may be a state that nothing repeats.
        Lasts::WhileRepeated => (episode.count > 1).then_some(episode.last.ns),
        Lasts::UntilEnded => episode.ended.map(|ended| ended.ns),
    };
    over.filter(|_| matches!(condition.role, Role::Step | Role::Symptom)).map(|over| over - episode.began.ns)
}

/// When hosts spoke last, and when each condition was met on them.
struct Times<'c> {
    last: HashMap<Option<&'c str>, i64>,
    end: i64,
    met: HashMap<(ConditionId, Option<&'c str>), Vec<i64>>,
}

impl<'c> Times<'c> {
    fn new(chronicle: &'c Chronicle) -> Self {
        let last: HashMap<_, _> = chronicle.last_minutes().map(|(host, minute)| (host, minute * MINUTE)).collect();
        let mut met: HashMap<_, Vec<i64>> = HashMap::new();
        for episode in &chronicle.episodes {
            met.entry((episode.key.condition, host(episode))).or_default().push(episode.seen.ns);
        }
        Times { end: last.values().copied().max().unwrap_or(0), last, met }
    }

    /// Whether the host of an episode went on for long enough without it.
    fn is_gone(&self, episode: &Episode) -> bool {
        let name = host(episode);
        let end = name.map_or(self.end, |_| self.last.get(&name).copied().unwrap_or(0));
        let again = |at: &i64| (1..=STAYS_AWAY).contains(&(at - episode.last.ns));
        let met = &self.met[&(episode.key.condition, name)];
        end - episode.last.ns >= STAYS_AWAY && !met.iter().any(again)
    }
}

fn host(episode: &Episode) -> Option<&str> {
    join::hosts(episode).next()
}
