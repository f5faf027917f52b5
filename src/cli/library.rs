//! The rules of a run: built in, those of `--rules`, those of the user's configuration.

use std::path::{Path, PathBuf};

use super::args::Common;
use super::error::CliError;
use crate::rule::build::Source;
use crate::rule::error::Weight;
use crate::rule::window::Benign;
use crate::rule::{Library, RuleError, baked, build, lint, load};

/// The library that the options ask for.
///
/// # Errors
///
/// Every mistake in the user's rules, with carets.
pub fn library(common: &Common) -> Result<Library, CliError> {
    let base = baked::library();
    let dirs: Vec<PathBuf> = common.rules.iter().cloned().chain(configured()).collect();
    if dirs.is_empty() && !common.no_default_rules {
        return Ok(base);
    }
    let mut sources = if common.no_default_rules { Vec::new() } else { baked::sources() };
    for dir in &dirs {
        for source in user_rules(dir)? {
            sources.retain(|s| s.id != source.id);
            sources.push(source);
        }
    }
    let built = build::build(sources, base.kinds, base.streams, &Benign::count(baked::BENIGN));
    built.map(|library| library.with_bundles(base.bundles)).map_err(|e| failed(&e))
}

/// `$XDG_CONFIG_HOME/kascade/rules`, when it is there.
fn configured() -> Option<PathBuf> {
    let home = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let config = home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config")));
    config.map(|c| c.join("kascade").join("rules")).filter(|dir| dir.is_dir())
}

fn user_rules(dir: &Path) -> Result<Vec<Source>, CliError> {
    if !dir.is_dir() {
        return Err(CliError::usage(
            format!("{} is no directory", dir.display()),
            "--rules takes a directory of SUBSYSTEM/NAME.toml files",
        ));
    }
    let sources = load::read_dir(dir).map_err(|e| failed(&e))?;
    let mistakes: Vec<RuleError> = sources.iter().flat_map(lint::lint).filter(|e| e.weight == Weight::Error).collect();
    if mistakes.is_empty() { Ok(sources) } else { Err(failed(&mistakes)) }
}

/// All mistakes in one error.
#[must_use]
pub fn failed(errors: &[RuleError]) -> CliError {
    let shown: Vec<String> = errors.iter().map(|e| e.render(false)).collect();
    CliError::usage(format!("{} in the rules\n{}", counted(errors.len()), shown.join("\n\n")), "")
}

fn counted(n: usize) -> String {
    if n == 1 { "a mistake".to_owned() } else { format!("{n} mistakes") }
}
