//! `kascade explain`: what a condition is, why an episode was found, why a rule did not fire.

use std::path::PathBuf;

use super::args::Common;
use super::error::CliError;
use super::{library, near, output, run};
use crate::matcher::Engine;
use crate::model::{Analysis, ConditionId, StreamSet, Tuned};
use crate::report::{self, View};
use crate::rule::Library;
use crate::rule::nearest::nearest;

/// A shorter part of a name tells nothing.
const LEAST_PART: usize = 3;
/// Names that hold a word, of which so many are offered.
const MOST_NAMED: usize = 5;

/// Explains a condition, or an episode found in the paths.
///
/// # Errors
///
/// An id that names nothing, and whatever reading the paths brings.
pub fn print(id: &str, paths: &[PathBuf], common: &Common) -> Result<u8, CliError> {
    let engine = Engine::new(library::library(common)?);
    let zone = run::zone(common)?;
    let condition = engine.library.id(id);
    if condition.is_none() && !id.starts_with("f-") {
        return Err(unknown(&engine, id));
    }
    if condition.is_some() && paths.is_empty() {
        let nothing = Analysis::default();
        let text = report::explain::condition(&run::view(&nothing, &engine, common, zone), id).unwrap_or_default();
        output::write(common, &text)?;
        return Ok(0);
    }
    let outcome = run::analyse(&engine, paths, common, zone)?;
    let view = run::view(&outcome.analysis, &engine, common, zone);
    let text = match condition {
        Some(condition) => Some(in_evidence(&view, &engine.library, condition).unwrap_or_else(|why| {
            let block = run::settings(common, zone).block;
            let near = near::told(&view, &engine, &outcome, block, condition);
            let parts = report::explain::parts(&view, condition);
            std::iter::once(why).chain(near).chain(parts).map(|line| line + "\n").collect()
        })),
        None => report::explain::episode(&view, id),
    };
    let text = text.ok_or_else(|| {
        CliError::usage(format!("no episode {id} in what was read"), "`kascade timeline` lists their ids")
    })?;
    output::write(common, &text)?;
    Ok(0)
}

/// Every episode of a condition in the evidence; when there is none, whether a source that could show it was read.
fn in_evidence(view: &View<'_>, library: &Library, id: ConditionId) -> Result<String, String> {
    let found = view.analysis.episodes.iter().filter(|e| e.key.condition == id);
    let told: Vec<String> = found.filter_map(|e| report::explain::episode(view, &e.id)).collect();
    if !told.is_empty() {
        return Ok(told.join("\n"));
    }
    let muted: usize = tuned(view, id).map(|tuned| tuned.episodes).sum();
    if muted > 0 {
        return Ok(format!("{} was found and is muted here: {muted} episodes\n", library.condition(id).id));
    }
    let from = library.signatures_of(id).iter().filter(|s| !s.ends).fold(0, |all, s| all | s.from);
    let read = view.analysis.inputs.iter().fold(0, |all, input| all | input.streams.0);
    let names = library.streams.names(StreamSet(from)).join(", ");
    let why = match (from, from & read) {
        (0, _) => "it has no line of its own: a pattern or its effects would show it".to_owned(),
        (_, 0) => format!("none of the streams that print it was read: {names}"),
        _ => "a stream that prints it was read, and no record of it matches".to_owned(),
    };
    Err(format!("{} was not found: {why}", library.condition(id).id))
}

/// What the mutes of a condition did.
fn tuned<'a>(view: &'a View<'_>, id: ConditionId) -> impl Iterator<Item = Tuned> + 'a {
    let mine =
        report::tuning::applied(view).filter(move |(change, _)| change.condition == id && change.level.is_none());
    mine.map(|(_, tuned)| tuned)
}

fn unknown(engine: &Engine, id: &str) -> CliError {
    let ids = || engine.library.conditions.iter().map(|c| c.id.as_str());
    let holding: Vec<&str> =
        ids().filter(|name| id.len() >= LEAST_PART && name.contains(id)).take(MOST_NAMED).collect();
    let near: Vec<&str> = nearest(id, ids()).map_or(holding, |name| vec![name]);
    let help = match near.as_slice() {
        [] => "`kascade rules list` lists them".to_owned(),
        names => format!("did you mean {}?", names.join(", ")),
    };
    CliError::usage(format!("no condition {id:?}"), help)
}
