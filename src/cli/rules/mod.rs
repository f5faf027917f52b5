//! `kascade rules`: list, show, check, test, new, import.

mod draft;
mod import;
mod new;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use self::draft::Draft;
use super::args::{Common, RulesCommand};
use super::error::CliError;
use super::{exit, explain, library, output};
use crate::matcher::{Engine, proof};
use crate::rule::build::Source;
use crate::rule::error::Weight;
use crate::rule::title;
use crate::rule::window::Benign;
use crate::rule::{Library, RuleError, baked, build, bundles, lint, load, pattern};
use crate::text::count::counted;

/// Runs one of the commands.
///
/// # Errors
///
/// Wrong usage, broken rules, or an output that cannot be written.
pub fn run(command: &RulesCommand, common: &Common) -> Result<u8, CliError> {
    match command {
        RulesCommand::List { coverage } => list(*coverage, common),
        RulesCommand::Show { id } => explain::print(id, &[], common),
        RulesCommand::Check { paths } => check(named(paths, common), common),
        RulesCommand::Test { paths } => test(named(paths, common), common),
        RulesCommand::New { line, id } => draft_new(line.as_deref(), id, common),
        RulesCommand::Import { files, output_dir } => import_all(files, output_dir.as_deref(), common),
    }
}

/// The rules that a check is about: those of its own paths, else those that `--rules` adds.
fn named<'p>(paths: &'p [PathBuf], common: &'p Common) -> &'p [PathBuf] {
    if paths.is_empty() { &common.rules } else { paths }
}

fn list(coverage: bool, common: &Common) -> Result<u8, CliError> {
    let library = library::library(common)?;
    let text = match common.output.as_deref() {
        Some("patterns") => patterns(&library),
        _ if coverage => covered(&library),
        _ => listed(&library),
    };
    output::write(common, &text)?;
    Ok(0)
}

/// What any grep can search for, a line each; the same text of two signatures once.
fn patterns(library: &Library) -> String {
    let all: BTreeSet<String> = library.signatures.iter().filter_map(|s| pattern::pattern(&s.regex)).collect();
    all.into_iter().map(|pattern| pattern + "\n").collect()
}

fn listed(library: &Library) -> String {
    let longest = library.conditions.iter().map(|condition| condition.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for condition in &library.conditions {
        let (level, role) = (condition.severity.word(), condition.role.word());
        let title = title::bare(&condition.title);
        let _ = writeln!(text, "{:<longest$} {level:<8} {role:<8} {title}", condition.id);
    }
    let sums = [
        of(library.conditions.len(), "condition"),
        of(library.signatures.len(), "signature"),
        of(library.links.len(), "link"),
    ];
    text + &sums.join(", ") + "\n"
}

/// A count with its noun.
fn of(count: usize, noun: &str) -> String {
    counted(count as u64, noun)
}

/// Conditions and signatures of each subsystem.
fn covered(library: &Library) -> String {
    let mut rows: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for condition in &library.conditions {
        rows.entry(condition.subsystem()).or_default().0 += 1;
    }
    for signature in library.signatures.iter().filter(|s| !s.ends) {
        let subsystem = library.condition(signature.condition()).subsystem();
        rows.entry(subsystem).or_default().1 += 1;
    }
    let mut text = format!("{:<16} {:>10} {:>10}\n", "subsystem", "conditions", "signatures");
    for (name, (conditions, signatures)) in &rows {
        let _ = writeln!(text, "{name:<16} {conditions:>10} {signatures:>10}");
    }
    let all = rows.values().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let _ = writeln!(text, "{:<16} {:>10} {:>10}", "all", all.0, all.1);
    text
}

fn check(paths: &[PathBuf], common: &Common) -> Result<u8, CliError> {
    let sources = sources(paths)?;
    let mut found: Vec<RuleError> = sources.iter().flat_map(lint::lint).collect();
    found.extend(layouts(paths)?);
    match with_built_in(&sources, paths) {
        Ok(library) => found.extend(lint::lonely(&library, &sources)),
        Err(errors) => found.extend(errors),
    }
    told(&sources, &found, "checked", common)
}

/// Mistakes in the layouts of bundles that the paths name or hold.
fn layouts(paths: &[PathBuf]) -> Result<Vec<RuleError>, CliError> {
    let files = paths.iter().map(|path| if path.is_dir() { path.join(LAYOUTS) } else { path.clone() });
    let mut found = Vec::new();
    for path in files.filter(|path| path.ends_with(LAYOUTS) && path.is_file()) {
        let text = std::fs::read_to_string(&path)
            .map_err(|e| CliError::usage(format!("{}: {e}", path.display()), "it must be text"))?;
        found.extend(bundles::parse(&path.display().to_string(), &text, &baked::library().streams).err());
    }
    Ok(found.into_iter().flatten().collect())
}

/// The file of a rules directory that holds the layouts of bundles.
const LAYOUTS: &str = "bundles.toml";

fn test(paths: &[PathBuf], common: &Common) -> Result<u8, CliError> {
    let sources = sources(paths)?;
    // A regex that does not parse cannot be run.
    let mistakes: Vec<RuleError> = sources.iter().flat_map(lint::lint).filter(|e| e.weight == Weight::Error).collect();
    if !mistakes.is_empty() {
        return told(&sources, &mistakes, "checked", common);
    }
    let library = with_built_in(&sources, paths).map_err(|e| library::failed("rules", &e))?;
    let engine = Engine::new(library);
    let found: Vec<RuleError> = sources.iter().flat_map(|s| proof::prove(&engine, s)).collect();
    told(&sources, &found, "tested", common)
}

/// The rule files that the paths name; the built-in ones without paths.
fn sources(paths: &[PathBuf]) -> Result<Vec<Source>, CliError> {
    if paths.is_empty() {
        return Ok(baked::sources());
    }
    let mut all = Vec::new();
    for path in paths.iter().filter(|path| !path.ends_with(LAYOUTS)) {
        let found = if path.is_dir() { load::read_dir(path) } else { one_file(path) };
        all.extend(found.map_err(|e| library::failed("rules", &e))?);
    }
    if all.is_empty() && !paths.iter().any(|path| path.ends_with(LAYOUTS)) {
        return Err(CliError::usage("no rule files there", "rules lie in SUBSYSTEM/NAME.toml"));
    }
    Ok(all)
}

fn one_file(path: &Path) -> Result<Vec<Source>, Vec<RuleError>> {
    let root = path.parent().and_then(Path::parent).unwrap_or(Path::new(""));
    let id = load::rule_id(root, path).unwrap_or_else(|| path.display().to_string());
    load::read_file(&id, path).map(|s| vec![s]).map_err(|e| vec![e])
}

/// The library of the built-in rules with these in their places, and the names that the directories add.
fn with_built_in(sources: &[Source], paths: &[PathBuf]) -> Result<Library, Vec<RuleError>> {
    let base = baked::library();
    let mut all = if paths.is_empty() { Vec::new() } else { baked::sources() };
    all.retain(|s| sources.iter().all(|own| own.id != s.id));
    all.extend(sources.iter().cloned());
    let (mut kinds, mut streams) = (base.kinds, base.streams);
    paths.iter().filter(|path| path.is_dir()).try_for_each(|dir| load::vocabulary(dir, &mut kinds, &mut streams))?;
    build::build(all, kinds, streams, &Benign::count(&baked::benign()))
}

fn told(sources: &[Source], found: &[RuleError], done: &str, common: &Common) -> Result<u8, CliError> {
    let colour = output::colour(common);
    for error in found {
        anstream::eprintln!("{}\n", error.render(colour));
    }
    let errors = found.iter().filter(|e| e.weight == Weight::Error).count();
    let warnings = found.len() - errors;
    let signatures: usize = sources.iter().map(|s| s.file.signatures.len()).sum();
    output::write(
        common,
        &format!(
            "{}, {} {done}: {}, {}\n",
            of(sources.len(), "condition"),
            of(signatures, "signature"),
            of(errors, "mistake"),
            of(warnings, "warning")
        ),
    )?;
    Ok(if errors == 0 { 0 } else { exit::USAGE })
}

/// A draft from a line that was given, or the first one of standard input.
fn draft_new(line: Option<&str>, id: &str, common: &Common) -> Result<u8, CliError> {
    let line = match line {
        Some(line) => line.to_owned(),
        None => std::io::read_to_string(std::io::stdin().lock())
            .map_err(|e| CliError::usage(format!("standard input cannot be read: {e}"), "it must be text"))?,
    };
    let line = line.lines().map(str::trim_end).find(|l| !l.trim().is_empty());
    let line = line.ok_or_else(|| CliError::usage("no line", "kascade rules new 'LINE', or pipe one in"))?;
    if !id.split_once('.').is_some_and(|(room, name)| is_name(room) && is_name(name)) {
        return Err(CliError::usage(format!("{id:?} is no id"), "SUBSYSTEM.NAME, such as storage.disk-slow"));
    }
    let engine = Engine::new(library::library(common)?);
    output::write(common, &new::draft(&engine, id, line).toml())?;
    Ok(0)
}

/// A part of an id: lower-case words joined by dashes, so that it is a file name of ours and no path.
fn is_name(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Drafts of other tools' rules, one after the other or each in a file below `dir`.
fn import_all(files: &[PathBuf], dir: Option<&Path>, common: &Common) -> Result<u8, CliError> {
    let library = library::library(common)?;
    let mut drafts = Vec::new();
    for file in files {
        let named = |e: String| CliError::usage(format!("{}: {e}", file.display()), "see kascade rules import --help");
        let text = std::fs::read_to_string(file).map_err(|e| named(e.to_string()))?;
        drafts.extend(import::drafts(&library, &text).map_err(named)?);
    }
    let left_out: usize = drafts.iter().map(|d| d.left_out.len()).sum();
    let signatures: usize = drafts.iter().map(|d| d.signatures.len()).sum();
    match dir {
        Some(dir) => store(&drafts, dir)?,
        None => output::write(common, &drafts.iter().map(Draft::toml).collect::<Vec<_>>().join("\n"))?,
    }
    anstream::eprintln!("{} drafts with {signatures} signatures, {left_out} parts not converted", drafts.len());
    Ok(0)
}

/// Writes each draft to its own file; one that is there already is not replaced.
fn store(drafts: &[Draft], dir: &Path) -> Result<(), CliError> {
    for draft in drafts {
        let path = dir.join(draft.path());
        let failed = |e: std::io::Error| CliError::usage(format!("{}: {e}", path.display()), "");
        std::fs::create_dir_all(path.parent().unwrap_or(dir)).map_err(failed)?;
        let mut file = std::fs::File::create_new(&path).map_err(failed)?;
        std::io::Write::write_all(&mut file, draft.toml().as_bytes()).map_err(failed)?;
    }
    Ok(())
}
