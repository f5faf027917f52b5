//! The rules of a run: built in, the user's own, those of `--rules`; tuned as the site wants it.

use std::path::Path;

use super::args::Common;
use super::configuration::Configuration;
use super::error::CliError;
use crate::rule::build::Source;
use crate::rule::error::Weight;
use crate::rule::tuning::Tuning;
use crate::rule::window::Benign;
use crate::rule::{Library, RuleError, baked, build, lint, load};

/// The library that options and configuration ask for.
///
/// # Errors
///
/// Every mistake in the user's rules and tuning, with carets.
pub fn library(common: &Common) -> Result<Library, CliError> {
    let configuration = Configuration::of(common);
    let library = untuned(&configuration, common)?;
    let mut tuning = Tuning::default();
    for path in &configuration.tunings {
        tuning.read(&library, path).map_err(|e| failed("tuning", &e))?;
    }
    Ok(library.with_tuning(tuning))
}

/// All rules; of two with one id the later one counts.
fn untuned(configuration: &Configuration, common: &Common) -> Result<Library, CliError> {
    let base = baked::library();
    if configuration.rules.is_empty() && !common.no_default_rules {
        return Ok(base);
    }
    let mut sources = if common.no_default_rules { Vec::new() } else { baked::sources() };
    let (mut kinds, mut streams, mut bundles) = (base.kinds, base.streams, base.bundles);
    for dir in &configuration.rules {
        load::vocabulary(dir, &mut kinds, &mut streams).map_err(|e| failed("rules", &e))?;
        load::layouts(dir, &streams, &mut bundles).map_err(|e| failed("rules", &e))?;
        for source in user_rules(dir)? {
            sources.retain(|s| s.id != source.id);
            sources.push(source);
        }
    }
    let built = build::build(sources, kinds, streams, &Benign::count(&baked::benign()));
    built.map(|library| library.with_bundles(bundles)).map_err(|e| failed("rules", &e))
}

/// The rules of one directory.
///
/// # Errors
///
/// When it is none, and every mistake in its rules.
pub fn user_rules(dir: &Path) -> Result<Vec<Source>, CliError> {
    if !dir.is_dir() {
        return Err(CliError::usage(
            format!("{} is no directory", dir.display()),
            "--rules takes a directory of SUBSYSTEM/NAME.toml files",
        ));
    }
    let sources = load::read_dir(dir).map_err(|e| failed("rules", &e))?;
    let mistakes: Vec<RuleError> = sources.iter().flat_map(lint::lint).filter(|e| e.weight == Weight::Error).collect();
    if mistakes.is_empty() { Ok(sources) } else { Err(failed("rules", &mistakes)) }
}

/// All mistakes of the rules, or of the tuning, in one error.
#[must_use]
pub fn failed(of: &str, errors: &[RuleError]) -> CliError {
    let shown: Vec<String> = errors.iter().map(|e| e.render(false)).collect();
    CliError::usage(format!("{} in the {of}\n{}", counted(errors.len()), shown.join("\n\n")), "")
}

fn counted(n: usize) -> String {
    if n == 1 { "a mistake".to_owned() } else { format!("{n} mistakes") }
}
