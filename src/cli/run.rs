//! Commands that read logs and print a report.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::FixedOffset;

use super::args::{Common, EXAMPLES};
use super::error::CliError;
use super::progress::Progress;
use super::{boots, chosen, exit, interrupt, library, output};
use crate::episode::Options;
use crate::matcher::Engine;
use crate::model::stamp::SECOND;
use crate::model::{Analysis, Notice, NoticeKind, Verdict};
use crate::pipeline::{self, Outcome, Settings};
use crate::report::{self, OutputZone, View};
use crate::time::moment::{self, NamedIn};

/// Columns when there is no terminal to ask.
const WIDTH: usize = 100;
/// Threads when nobody says how many.
const MOST_THREADS: usize = 16;

/// Reads, judges and prints one form of one command.
///
/// # Errors
///
/// Wrong usage, broken rules, nothing readable, or an output that cannot be written.
pub fn report(command: &str, paths: &[PathBuf], common: &Common) -> Result<u8, CliError> {
    let form = report::find(command, common.output.as_deref()).ok_or_else(|| unknown_form(command, common))?;
    let zone = zone(common)?;
    let engine = Engine::new(library::library(common)?);
    let outcome = analyse(&engine, paths, common, zone)?;
    let view = view(&outcome.analysis, &engine, common, zone);
    output::stream(common, |out| form.write(&view, out))?;
    eprint!("{}", report::notices::render(&view));
    let code = code(&outcome, common);
    // The process ends: its memory goes back at once, not piece by piece.
    std::mem::forget((outcome, engine));
    Ok(code)
}

/// Reads and judges what the arguments name.
///
/// # Errors
///
/// No input, nothing readable in it, or not the boot that was asked for.
pub fn analyse(engine: &Engine, paths: &[PathBuf], common: &Common, zone: OutputZone) -> Result<Outcome, CliError> {
    let paths = inputs(paths)?;
    let settings = settings(common, zone);
    let progress = Progress::start(&settings.read, common.quiet);
    let mut outcome = pipeline::run(engine, &paths, &settings, interrupt::flag());
    drop(progress);
    readable(&outcome)?;
    boots::known(&outcome, common, zone)?;
    chosen::known(&outcome, &settings.options, zone)?;
    chosen::count(engine, &mut outcome, &settings)?;
    comparable(&outcome)?;
    Ok(outcome)
}

/// An error when a baseline was named that tells nothing.
fn comparable(outcome: &Outcome) -> Result<(), CliError> {
    match &outcome.analysis.baseline {
        Some(baseline) if baseline.records == 0 => Err(CliError {
            what: format!("the baseline {} holds no record with a time", baseline.name),
            help: "`kascade formats PATH` shows what it was taken for".to_owned(),
            code: exit::UNREADABLE,
        }),
        _ => Ok(()),
    }
}

/// The inputs: those named, else standard input unless it is a terminal or nothing; on a terminal, the machine's own
/// journal.
///
/// # Errors
///
/// With the three examples of a first run, when there is nothing to read; when what is named is no path, and nearly a
/// command.
pub fn inputs(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    if let Some(first) = paths.first() {
        return mistyped(first).map_or_else(|| Ok(paths.to_vec()), Err);
    }
    let at_terminal = io::stdin().is_terminal();
    if let Some(journal) = at_terminal.then(|| own_journal(&OWN_JOURNALS.map(Path::new))).flatten() {
        return Ok(vec![journal]);
    }
    if at_terminal || stdin_is_null() {
        let sought = if at_terminal { ", and no journal in /var/log/journal or /run/log/journal" } else { "" };
        return Err(CliError::usage(
            format!("no input{sought}"),
            format!("name a file or a directory, or pipe a log in\n\n{EXAMPLES}"),
        ));
    }
    Ok(vec![PathBuf::from("-")])
}

/// The error of a word that is no path, and nearly a command.
fn mistyped(path: &Path) -> Option<CliError> {
    let word = path.to_str().filter(|word| word.bytes().all(|b| b.is_ascii_lowercase()) && !path.exists())?;
    let command = super::typed::nearest_command(word)?;
    Some(CliError::usage(
        format!("no file and no command {word:?}"),
        format!("did you mean `kascade {command}`? A file of this name is `./{word}`"),
    ))
}

/// Where a machine keeps its journal: on disk, else in memory.
const OWN_JOURNALS: [&str; 2] = ["/var/log/journal", "/run/log/journal"];

/// The first of the directories that holds anything.
fn own_journal(directories: &[&Path]) -> Option<PathBuf> {
    let holds = |dir: &Path| dir.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    directories.iter().find(|dir| holds(dir)).map(|dir| dir.to_path_buf())
}

/// Whether standard input is `/dev/null` or another character device, as for cron and `ssh host kascade`.
fn stdin_is_null() -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::metadata("/dev/stdin").is_ok_and(|meta| meta.file_type().is_char_device())
}

/// How to run, from the options.
#[must_use]
pub fn settings(common: &Common, zone: OutputZone) -> Settings {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Settings {
        threads: common.jobs.map_or(processors.min(MOST_THREADS), usize::from),
        block: common.block.map_or(pipeline::BLOCK, |b| b as usize),
        options: Options {
            assume_zone: common.assume_tz,
            year: common.year,
            since: common.since,
            until: common.until,
            named_in: named_in(zone),
            hosts: common.host.iter().map(|h| h.to_ascii_lowercase()).collect(),
            boot: common.which_boot(),
            units: common.unit.clone(),
        },
        baseline: common.baseline.clone(),
        read: Arc::default(),
        ..Settings::default()
    }
}

/// The zone of the output.
///
/// # Errors
///
/// When there is no such zone.
pub fn zone(common: &Common) -> Result<OutputZone, CliError> {
    if let Some(offset) = moment::offset(&common.tz) {
        let seconds = i32::try_from(offset / SECOND).ok().filter(|s| *s != 0);
        return Ok(seconds.and_then(FixedOffset::east_opt).map_or(OutputZone::Utc, OutputZone::Fixed));
    }
    let named = common.tz.parse().map(OutputZone::Named);
    named.map_err(|_| CliError::usage(format!("no zone {:?}", common.tz), "UTC, +01:00 or Europe/Berlin"))
}

/// The zone of the output is also the one in which the user names times.
fn named_in(zone: OutputZone) -> NamedIn {
    match zone {
        OutputZone::Utc => NamedIn::default(),
        OutputZone::Fixed(offset) => NamedIn::Fixed(i64::from(offset.local_minus_utc()) * SECOND),
        OutputZone::Named(zone) => NamedIn::Zone(zone),
    }
}

/// How to show an analysis.
#[must_use]
pub fn view<'a>(analysis: &'a Analysis, engine: &'a Engine, common: &Common, zone: OutputZone) -> View<'a> {
    let mut view = View::new(analysis, &engine.library);
    view.zone = zone;
    view.width = WIDTH;
    view.colour = output::colour(common);
    view.verbose = common.verbose;
    view.quiet = common.quiet;
    view
}

fn unknown_form(command: &str, common: &Common) -> CliError {
    let forms: Vec<&str> = report::FORMS.iter().filter(|f| f.command == command).map(|f| f.name).collect();
    let wanted = common.output.as_deref().unwrap_or("");
    CliError::usage(format!("no output form {wanted:?} here"), format!("one of {}", forms.join(", ")))
}

/// An error when nothing could be read, or nothing in it was of a known shape and nothing matched.
pub fn readable(outcome: &Outcome) -> Result<(), CliError> {
    let analysis = &outcome.analysis;
    let bytes: u64 = analysis.inputs.iter().map(|i| i.bytes).sum();
    let nothing_opened = outcome.opened == 0 && outcome.named > 0;
    let nothing_known = bytes > 0 && !outcome.recognised && analysis.episodes.is_empty();
    // What was opened may have nothing that can be unpacked; a log that is merely empty is no error.
    let is_lost = |n: &Notice| matches!(n.kind, NoticeKind::Damaged | NoticeKind::Unreadable);
    let nothing_left = analysis.inputs.iter().all(|i| i.records == 0) && analysis.notices.iter().any(is_lost);
    if !nothing_opened && !nothing_known && !nothing_left {
        return Ok(());
    }
    let tried: Vec<String> =
        analysis.notices.iter().take(5).map(|n| crate::text::sanitize::terminal(&n.text).into_owned()).collect();
    let what =
        if nothing_opened || nothing_left { "nothing could be read" } else { "no record of a known shape was found" };
    Err(CliError {
        what: format!("{what}\n  {}", tried.join("\n  ")),
        help: "`kascade formats PATH` shows what each input was taken for".to_owned(),
        code: exit::UNREADABLE,
    })
}

fn code(outcome: &Outcome, common: &Common) -> u8 {
    let analysis = &outcome.analysis;
    if analysis.partial {
        return exit::INTERRUPTED;
    }
    let Some(level) = common.fail_on else { return 0 };
    let reached = analysis.incidents.iter().any(|i| i.severity >= level.severity());
    let thin = analysis.incidents.iter().any(|i| i.verdict == Verdict::Unknown)
        || analysis.episodes.is_empty() && !outcome.recognised
        || analysis.chosen == Some(0);
    match (reached, thin) {
        (true, _) => exit::REACHED,
        (false, true) => exit::THIN,
        (false, false) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_directory_that_holds_something() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let absent = here.join("no-such-directory");
        assert_eq!(own_journal(&[&absent, here]), Some(here.to_path_buf()));
        assert_eq!(own_journal(&[&absent]), None);
    }
}
