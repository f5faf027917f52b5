//! Rule files from a directory.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::string::FromUtf8Error;

use walkdir::{DirEntry, WalkDir};

use super::build::{self, Source};
use super::bundles::{self, Layout};
use super::entities::Kinds;
use super::error::{RuleError, Weight};
use super::library::Library;
use super::lint;
use super::streams::Streams;
use super::window::Benign;

/// Builds the library of a `rules` directory with its `streams.toml`, `entities.toml`, `bundles.toml` and `benign.txt`.
///
/// # Errors
///
/// Every mistake found; warnings are left out.
pub fn library(dir: &Path) -> Result<Library, Vec<RuleError>> {
    let text =
        |name: &str| fs::read_to_string(dir.join(name)).map_err(|e| vec![unreadable(&dir.join(name), &e.to_string())]);
    let kinds = Kinds::parse(&text("entities.toml")?)
        .map_err(|e| vec![unreadable(&dir.join("entities.toml"), &e.to_string())])?;
    let streams =
        Streams::parse(&text("streams.toml")?).map_err(|e| vec![unreadable(&dir.join("streams.toml"), &e)])?;
    let path = dir.join("bundles.toml");
    let bundles = bundles::parse(&path.display().to_string(), &text("bundles.toml")?, &streams)?;
    let benign = Benign::count(&text("benign.txt")?);
    let sources = read_dir(dir)?;
    let mistakes: Vec<RuleError> = sources.iter().flat_map(lint::lint).filter(|e| e.weight == Weight::Error).collect();
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    Ok(build::build(sources, kinds, streams, &benign)?.with_bundles(bundles))
}

/// Adds what `dir` says of streams and kinds of entities, if it has a `streams.toml` or an `entities.toml`.
///
/// # Errors
///
/// When one cannot be read or has not the shape of the built-in one.
pub fn vocabulary(dir: &Path, kinds: &mut Kinds, streams: &mut Streams) -> Result<(), Vec<RuleError>> {
    add(&dir.join("entities.toml"), |text| kinds.extend(text))?;
    add(&dir.join("streams.toml"), |text| streams.extend(text))
}

/// Puts the layouts of `dir` before those of `bundles`, if it has a `bundles.toml`; of two with one id its own counts.
///
/// # Errors
///
/// When it cannot be read, and every mistake in it.
pub fn layouts(dir: &Path, streams: &Streams, bundles: &mut Vec<Layout>) -> Result<(), Vec<RuleError>> {
    let path = dir.join("bundles.toml");
    let text = match fs::read_to_string(&path) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
        text => text.map_err(|e| vec![unreadable(&path, &e.to_string())])?,
    };
    let own = bundles::parse(&path.display().to_string(), &text, streams)?;
    bundles.retain(|layout| own.iter().all(|other| other.id != layout.id));
    bundles.splice(0..0, own);
    Ok(())
}

fn add(path: &Path, extend: impl FnOnce(&str) -> Result<(), String>) -> Result<(), Vec<RuleError>> {
    let text = match fs::read_to_string(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
        text => text.map_err(|e| e.to_string()),
    };
    text.and_then(|text| extend(&text)).map_err(|why| vec![unreadable(path, &why)])
}

/// Reads every `SUBSYSTEM/NAME.toml` below `dir`, sorted by path. The files beside the subsystems are not rules.
///
/// # Errors
///
/// Every file that cannot be read or has not the shape of a rule.
pub fn read_dir(dir: &Path) -> Result<Vec<Source>, Vec<RuleError>> {
    let mut sources = Vec::new();
    let mut errors = Vec::new();
    for entry in WalkDir::new(dir).min_depth(1).sort_by_file_name() {
        match entry {
            Ok(entry) => {
                let read = rule_id(dir, entry.path()).map(|id| read_file(&id, entry.path()));
                match read {
                    Some(Ok(source)) => sources.push(source),
                    Some(Err(e)) => errors.push(e),
                    None => errors.extend(misplaced(&entry)),
                }
            }
            Err(e) => errors.push(unreadable(dir, &e.to_string())),
        }
    }
    if errors.is_empty() { Ok(sources) } else { Err(errors) }
}

/// Files at the top that are no rules: the vocabulary of a library, and what a site mutes.
const BESIDE: [&str; 4] = ["bundles.toml", "entities.toml", "streams.toml", "tuning.toml"];

/// The error of a rule that lies too high or too low to be read.
fn misplaced(entry: &DirEntry) -> Option<RuleError> {
    let name = entry.file_name().to_str()?;
    let is_rule = entry.file_type().is_file() && name.ends_with(".toml");
    let is_beside = entry.depth() == 1 && BESIDE.contains(&name);
    (is_rule && !is_beside).then(|| RuleError {
        path: entry.path().display().to_string(),
        text: Box::default(),
        place: None,
        what: "is not read: a rule lies one folder below the library".to_owned(),
        help: format!("move it to SUBSYSTEM/{name}, such as app/{name}"),
        weight: Weight::Error,
    })
}

/// Reads one rule file.
///
/// # Errors
///
/// When it cannot be read, or has not the shape of a rule.
pub fn read_file(id: &str, path: &Path) -> Result<Source, RuleError> {
    let bytes = fs::read(path).map_err(|e| unreadable(path, &e.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|e| not_text(path, &e))?;
    Source::parse(id, &path.display().to_string(), &text)
}

/// A file that is not UTF-8, with the place of the first byte that is not; what it holds is shown as far as it is text.
fn not_text(path: &Path, error: &FromUtf8Error) -> RuleError {
    let at = error.utf8_error().valid_up_to();
    RuleError {
        text: String::from_utf8_lossy(error.as_bytes()).into(),
        place: Some(at..at + '\u{fffd}'.len_utf8()),
        what: "is not UTF-8".to_owned(),
        ..unreadable(path, "")
    }
}

/// A file that cannot be read.
pub(super) fn unreadable(path: &Path, why: &str) -> RuleError {
    RuleError {
        path: path.display().to_string(),
        text: Box::default(),
        place: None,
        what: format!("cannot be read: {why}"),
        help: String::new(),
        weight: Weight::Error,
    }
}

/// `storage/nfs-server-unresponsive.toml` is `storage.nfs-server-unresponsive`; anything else is no rule.
#[must_use]
pub fn rule_id(dir: &Path, path: &Path) -> Option<String> {
    let inner = path.strip_prefix(dir).ok()?;
    let parts: Vec<&str> = inner.iter().filter_map(|p| p.to_str()).collect();
    match parts.as_slice() {
        [subsystem, file] => file.strip_suffix(".toml").map(|name| format!("{subsystem}.{name}")),
        _ => None,
    }
}
