//! `kascade config`: where configuration is looked for, what is in effect, and what is wrong with it.
//!
//! ```text
//! configuration  /home/ana/.config/kascade
//! rules          built in: 214 conditions
//!                /home/ana/.config/kascade/rules: 2 conditions, 1 in place of a built-in one
//! tuning         /home/ana/.config/kascade/tuning.toml: 1 mute, 1 level
//! mute           kubelet.crash-loop, only pod canary/always-fails: fails on purpose
//! level          network.link-down: high -> low
//! ```

use std::path::Path;

use super::args::Common;
use super::configuration::{Configuration, TUNING};
use super::error::CliError;
use super::{exit, library, output};
use crate::rule::tuning::{Change, Tuning};
use crate::rule::{Library, RuleError, baked};
use crate::text::count::counted;
use crate::text::sanitize;

/// Columns before a text.
const LABEL: usize = 15;

/// Prints the configuration.
///
/// # Errors
///
/// Every mistake that a run would refuse. An entry of the tuning whose
/// condition there is not, which a run only notes, is shown and ends in exit code 2.
pub fn print(common: &Common) -> Result<u8, CliError> {
    let configuration = Configuration::of(common);
    let library = library::library(common)?;
    let lines = [
        labelled("configuration", vec![directory(&configuration, common)]),
        labelled("rules", rules(&configuration, common)?),
        labelled("tuning", tunings(&configuration, &library)),
        entries("mute", &library, |c| c.level.is_none()),
        entries("level", &library, |c| c.level.is_some()),
    ];
    output::write(common, &lines.concat())?;
    Ok(unknown(&library.tuning.unknown, common))
}

fn labelled(label: &str, texts: Vec<String>) -> String {
    let labels = std::iter::once(label).chain(std::iter::repeat(""));
    labels.zip(texts).map(|(label, text)| format!("{label:<LABEL$}{text}\n")).collect()
}

fn directory(configuration: &Configuration, common: &Common) -> String {
    match &configuration.home {
        Some(home) if home.is_dir() => home.display().to_string(),
        Some(home) => format!("{}: not there", home.display()),
        None if common.no_config => "left out: --no-config".to_owned(),
        None => "none: neither XDG_CONFIG_HOME nor HOME names a directory".to_owned(),
    }
}

/// Each source of rules with what it holds.
fn rules(configuration: &Configuration, common: &Common) -> Result<Vec<String>, CliError> {
    let built_in = baked::library();
    let mut lines = vec![match common.no_default_rules {
        true => "built in: left out".to_owned(),
        false => format!("built in: {}", counted(built_in.conditions.len() as u64, "condition")),
    }];
    for dir in &configuration.rules {
        let own = library::user_rules(dir)?;
        let replaced = own.iter().filter(|source| built_in.id(&source.id).is_some()).count();
        let instead = if replaced > 0 { format!(", {replaced} in place of built-in ones") } else { String::new() };
        lines.push(format!("{}: {}{instead}", dir.display(), counted(own.len() as u64, "condition")));
    }
    Ok(lines)
}

/// Each tuning file with what it holds; where one could lie when there is none.
fn tunings(configuration: &Configuration, library: &Library) -> Vec<String> {
    let found: Vec<String> = configuration.tunings.iter().map(|path| tuning(path, &library.tuning)).collect();
    match &configuration.home {
        Some(home) if found.is_empty() => vec![format!("{}: not there", home.join(TUNING).display())],
        _ if found.is_empty() => vec!["none".to_owned()],
        _ => found,
    }
}

fn tuning(path: &Path, tuning: &Tuning) -> String {
    let path = path.display().to_string();
    let own = |place: &str| place.rsplit_once(':').is_some_and(|(file, _)| file == path);
    let of = |is_level: bool| tuning.changes.iter().filter(|c| own(&c.place) && c.level.is_some() == is_level).count();
    format!("{path}: mutes {}, levels {}", of(false), of(true))
}

fn entries(label: &str, library: &Library, wanted: impl Fn(&Change) -> bool) -> String {
    let changes = library.tuning.changes.iter().filter(|c| wanted(c));
    labelled(label, changes.map(|change| entry(library, change)).collect())
}

/// `network.link-down: high -> low, only host edge-7: why`.
fn entry(library: &Library, change: &Change) -> String {
    let condition = library.condition(change.condition);
    let level = change.level.map(|level| format!(": {} -> {}", condition.severity.word(), level.word()));
    let only = change.only_words(library).map(|only| format!(", only {only}"));
    let because = (!change.because.is_empty()).then(|| format!(": {}", change.because));
    let text: String = [Some(condition.id.to_string()), level, only, because].into_iter().flatten().collect();
    sanitize::terminal(&text).into_owned()
}

/// Shows what the library does not have.
fn unknown(mistakes: &[RuleError], common: &Common) -> u8 {
    for mistake in mistakes {
        anstream::eprintln!("{}\n", mistake.render(output::colour(common)));
    }
    if mistakes.is_empty() { 0 } else { exit::USAGE }
}
