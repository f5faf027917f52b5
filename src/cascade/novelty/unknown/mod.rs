//! An incident of errors that no rule knows, in a piece of a log: somebody shows it for what goes wrong in it.
//!
//! ```text
//! lines --words--> what each says of trouble --voice--> program by program --gate--> those that fail to the end
//!                                                                   rows, story--> one incident, its verdict unknown
//! ```
//!
//! Nothing is linked and no cause is named: the first word of the program that complains first is shown, and what failed
//! after it. It is looked for only where nothing known made an incident, and only in what is small.

mod gate;
mod known;
mod rows;
#[cfg(test)]
mod sample;
mod story;
mod voice;
mod words;

use crate::cascade::constants::EXCERPT_COMPARED;
use crate::cascade::incidents::is_excerpt;
use crate::episode::Options;
use crate::episode::novelty::Line;
use crate::episode::novelty::shapes::Key;
use crate::model::Analysis;
use crate::rule::Library;
use known::Known;
use story::Failure;
use voice::Piece;

/// The condition that stands for what no rule knows.
pub const CONDITION: &str = "workload.unknown-error";

/// Words of a shape by which it is known again.
const WORDS: usize = 8;

/// Whether every line is worth a look: there is no incident, and the logs are a piece of one, or small and compared with
/// a healthy log. Of some hosts or units alone nothing is told.
#[must_use]
pub fn asks_for_all(analysis: &Analysis, options: &Options) -> bool {
    let all = options.hosts.is_empty() && options.units.is_empty() && options.boot.is_none();
    let records = || analysis.inputs.iter().map(|input| input.records).sum::<u64>();
    let compared = analysis.baseline.is_some() && records() <= EXCERPT_COMPARED;
    analysis.incidents.is_empty() && all && (is_excerpt(&analysis.inputs) || compared)
}

/// Adds the incident when some program fails; `expects` knows the shapes of a healthy log.
pub fn add(
    library: &Library,
    analysis: &mut Analysis,
    lines: Vec<Line>,
    expects: &dyn Fn(&Key) -> bool,
    options: &Options,
) {
    let lines = counted(lines, expects, options);
    let known = Known::of(library, analysis);
    let piece = Piece::new(&lines, &|line| known.tells(line));
    let failures: Vec<Failure<'_, '_>> = piece
        .voices
        .iter()
        .filter_map(|(name, voice)| {
            let failing = gate::failing(&piece, voice).map(|run| (run, false));
            let (run, ended) = failing.or_else(|| gate::ending(&piece, voice).map(|run| (run, true)))?;
            Some(Failure { name: *name, voice, run, ended })
        })
        .collect();
    story::add(library, analysis, &piece, &failures);
}

/// The lines of the time that counts; what a healthy log has too is known.
fn counted(mut lines: Vec<Line>, expects: &dyn Fn(&Key) -> bool, options: &Options) -> Vec<Line> {
    let last = lines.iter().filter_map(|line| line.quote.time).map(|time| time.ns).max();
    if let Some(time) = last.map(|last| options.window(last)) {
        lines.retain(|line| line.quote.time.is_none_or(|at| (time.since..=time.until).contains(&at.ns)));
    }
    for line in &mut lines {
        line.known |= expects(&line.key);
        line.key.template = begins(&line.key.template).into();
    }
    lines
}

/// The first words of a shape: behind them stand names that no mask knows.
fn begins(template: &str) -> &str {
    let end = template.match_indices(' ').nth(WORDS - 1).map_or(template.len(), |(at, _)| at);
    &template[..end]
}
