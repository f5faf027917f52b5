//! What would decide: causes that are not in the data, and the source that would show each.

use crate::episode::Chronicle;
use crate::model::{Episode, Missing, StreamSet};
use crate::rule::{Library, title};

/// Missing causes that are listed.
const MOST: usize = 8;

/// Declared causes of an episode that nothing was seen of, most likely first.
#[must_use]
pub fn causes(library: &Library, chronicle: &Chronicle, episode: &Episode) -> Vec<Missing> {
    let present = |condition: u16| chronicle.episodes.iter().any(|e| e.key.condition.0 == condition);
    let mut rules: Vec<_> = library.causes_of(episode.key.condition).filter(|rule| !present(rule.from)).collect();
    let weight = |from: u16, strength: f64| strength * library.conditions[usize::from(from)].prior;
    rules.sort_by(|a, b| weight(b.from, b.strength).total_cmp(&weight(a.from, a.strength)).then(a.from.cmp(&b.from)));
    rules.into_iter().take(MOST).map(|rule| missing(library, chronicle, rule.from, episode)).collect()
}

fn missing(library: &Library, chronicle: &Chronicle, condition: u16, effect: &Episode) -> Missing {
    let cause = &library.conditions[usize::from(condition)];
    let streams = streams(library, condition);
    let supplied = chronicle.inputs.iter().fold(StreamSet::default(), |all, input| all.with(input.streams));
    let names = if streams == StreamSet::ANY { vec!["any"] } else { library.streams.names(streams) };
    let why = match (streams.0 == 0, streams == StreamSet::ANY || streams.meets(supplied)) {
        (true, _) => "it prints no line of its own".to_owned(),
        (_, true) => format!("would explain it; {} was read and shows nothing of it", names.join(", ")),
        (_, false) => format!("would explain it; {} was not supplied", names.join(", ")),
    };
    let command = cause.explain().check.first().cloned().unwrap_or_default();
    let fill = |text: &str| title::fill(text, |name| title::value(library, effect, name));
    let word = |name: &str| title::value(library, effect, name).map(|v| title::shell_word(&v));
    Missing { what: format!("{} ({})", fill(&cause.title), cause.id), why, command: title::fill(&command, word) }
}

fn streams(library: &Library, condition: u16) -> StreamSet {
    let own = library.signatures.iter().filter(|s| s.condition == condition && !s.ends);
    StreamSet(own.fold(0, |all, s| all | s.from))
}
