//! Changes that are habit: a job that ran every night before is hardly why something broke today.
//!
//! ```text
//! 03-19 06:33  Starting dpkg-db-backup.service      three days on which nothing came of it
//! 03-20 06:33  Starting dpkg-db-backup.service
//! 03-21 06:33  Starting dpkg-db-backup.service
//! 03-22 06:33  Starting dpkg-db-backup.service      worth a fraction of what it is worth alone
//! ```
//!
//! Only what is printed word for word, but for figures, is the same again: an upgrade of other packages is another one.

use std::collections::HashMap;

use crate::model::{Episode, Role};
use crate::rule::Library;

/// So many times before make a habit,
const TIMES: usize = 3;
/// ... and it is worth this share.
const WORTH: f64 = 0.3;

/// Condition, host, and the text without figures.
type Shape<'e> = (u16, Option<&'e str>, String);

/// Takes certainty from changes that came often before. Episodes are in order of onset.
pub(in crate::cascade) fn weigh(library: &Library, episodes: &mut [Episode]) {
    let mut times: HashMap<Shape<'_>, usize> = HashMap::new();
    let mut habits = Vec::new();
    for (index, episode) in episodes.iter().enumerate() {
        if library.condition(episode.key.condition).role != Role::Trigger {
            continue;
        }
        let before = times.entry(shape(episode)).or_default();
        if *before >= TIMES {
            habits.push(index);
        }
        *before += 1;
    }
    for index in habits {
        episodes[index].sure *= WORTH;
    }
}

fn shape(episode: &Episode) -> Shape<'_> {
    let text = episode.quotes.first().map_or(String::new(), |quote| without_figures(&quote.raw));
    (episode.key.condition.0, episode.key.host.as_deref(), text)
}

/// What a line says behind its head, each run of digits as one sign.
fn without_figures(line: &str) -> String {
    let said = line.split_once(": ").map_or(line, |(_, said)| said);
    let mut text = String::with_capacity(said.len());
    for c in said.chars() {
        let c = if c.is_ascii_digit() { '0' } else { c };
        if c != '0' || !text.ends_with('0') {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_do_not_count() {
        let job = |day: u32, pid: u32| format!("Mar {day:2} 06:33:44 db-b CRON[{pid}]: (root) CMD (rotate.sh 14)");
        assert_eq!(without_figures(&job(9, 412)), without_figures(&job(22, 90_211)));
        assert_eq!(without_figures(&job(9, 412)), "(root) CMD (rotate.sh 0)");
        assert_ne!(without_figures("x: Upgraded curl"), without_figures("x: Upgraded openssl"));
    }
}
