//! Links that a single line is enough for: what it says in general words is what it says in particular ones.
//!
//! ```text
//! 07:34:25  ERROR Servlet.service() threw exception [.. index [a] blocked by: [.. flood-stage watermark ..]]
//!           an application fails with exceptions  <-  the indices are read-only
//! ```

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::cascade::constants::{AT_ONCE, SAME_LINE_BLAME};
use crate::model::{Episode, Link, Place, Role, Severity};
use crate::rule::Library;

/// From what is graver to what is slight, where both are quoted with the same line and no rule links them.
pub(super) fn told(library: &Library, episodes: &[Episode], declared: &[Link]) -> Vec<Link> {
    let mut lines: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    for (index, episode) in episodes.iter().enumerate().filter(|(_, e)| is_trouble(library, e)) {
        episode.quotes.iter().for_each(|quote| lines.entry(quote.place).or_default().push(index));
    }
    let mut pairs: BTreeSet<(usize, usize)> = lines.values().flat_map(|told| pairs(episodes, told)).collect();
    for link in declared {
        pairs.remove(&(link.from, link.to));
        pairs.remove(&(link.to, link.from));
    }
    let because: Arc<str> = "the same line tells of both".into();
    pairs.into_iter().map(|pair| link(episodes, pair, &because)).collect()
}

fn is_trouble(library: &Library, episode: &Episode) -> bool {
    let role = library.condition(episode.key.condition).role;
    matches!(role, Role::Cause | Role::Fault | Role::Step | Role::Symptom) && !episode.expected
}

/// Each grave one with each slight one that did not begin before it: of two of nearly the same weight either may be the
/// particular one.
fn pairs<'e>(episodes: &'e [Episode], told: &'e [usize]) -> impl Iterator<Item = (usize, usize)> + 'e {
    let grave = |i: &&usize| episodes[**i].severity >= Severity::High;
    told.iter().filter(grave).flat_map(move |&from| {
        let since = episodes[from].began.ns.saturating_sub(AT_ONCE);
        let slight = move |to: &&usize| episodes[**to].severity <= Severity::Low && episodes[**to].began.ns >= since;
        told.iter().filter(slight).map(move |&to| (from, to))
    })
}

fn link(episodes: &[Episode], (from, to): (usize, usize), because: &Arc<str>) -> Link {
    Link {
        from,
        to,
        because: Arc::clone(because),
        joined: Cow::Borrowed("same line"),
        lag_ns: episodes[to].began.ns - episodes[from].began.ns,
        strength: SAME_LINE_BLAME,
        blame: SAME_LINE_BLAME,
        fired_by: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::episode;
    use super::*;
    use crate::model::Quote;
    use crate::rule::baked;

    /// The same host, begun at a second, quoted with some lines.
    fn told_of(library: &Library, condition: &str, severity: Severity, second: i64, lines: &[u64]) -> Episode {
        let id = library.id(condition).expect("a built-in condition");
        let quote = |line: &u64| Quote {
            time: None,
            place: Place { input: 0, offset: 0, line: *line },
            host: None,
            unit: None,
            raw: "".into(),
        };
        let quotes = lines.iter().map(quote).collect();
        Episode { severity, quotes, ..episode(library, id.0, (1, 0, 0, second, 60, 9)) }
    }

    fn found(slight: (Severity, i64, u64), declared: &[Link]) -> Vec<(usize, usize)> {
        let library = baked::library();
        let grave = told_of(&library, "app.elasticsearch-blocked", Severity::High, 1000, &[4, 7]);
        let slight = told_of(&library, "app.unhandled-exception", slight.0, slight.1, &[slight.2]);
        told(&library, &[grave, slight], declared).iter().map(|l| (l.from, l.to)).collect()
    }

    #[test]
    fn one_line_links_what_is_grave_to_what_is_slight() {
        assert_eq!(found((Severity::Low, 1010, 7), &[]), [(0, 1)]);
        assert_eq!(found((Severity::Low, 1010, 8), &[]), [], "another line");
        assert_eq!(found((Severity::Medium, 1010, 7), &[]), [], "which is the particular one?");
        assert_eq!(found((Severity::Low, 400, 7), &[]), [], "it went on before");
    }

    #[test]
    fn what_a_rule_says_goes_first() {
        let library = baked::library();
        let pair = ["app.elasticsearch-blocked", "app.unhandled-exception"];
        let pair = pair.map(|condition| told_of(&library, condition, Severity::High, 1000, &[7]));
        let declared = link(&pair, (1, 0), &"".into());
        assert_eq!(found((Severity::Low, 1010, 7), &[declared]), []);
    }
}
