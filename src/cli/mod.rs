//! The command line: arguments in, exit code out.
//!
//! The result goes to stdout, everything else to stderr. A broken pipe is success.

pub mod args;
pub mod boots;
pub mod chosen;
pub mod config;
pub mod configuration;
pub mod error;
pub mod explain;
pub mod interrupt;
pub mod library;
mod near;
pub mod output;
pub mod progress;
pub mod records;
pub mod rules;
pub mod run;
mod typed;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command, RulesCommand};
use error::CliError;

/// Exit codes, as the manual has them.
pub mod exit {
    /// `--fail-on` was given and reached.
    pub const REACHED: u8 = 1;
    /// Wrong usage, or a broken rule.
    pub const USAGE: u8 = 2;
    /// Nothing could be read or recognised.
    pub const UNREADABLE: u8 = 3;
    /// `--fail-on` was given and the evidence is too thin to say.
    pub const THIN: u8 = 4;
    /// Interrupted, after the partial answer was printed.
    pub const INTERRUPTED: u8 = 130;
}

/// Runs the program with this process' arguments.
#[must_use]
pub fn main() -> ExitCode {
    run_with(std::env::args_os().collect())
}

/// Runs the program with the given arguments, the program's name first.
#[must_use]
pub fn run_with(args: Vec<OsString>) -> ExitCode {
    let args = match Args::try_parse_from(typed::values_joined(boots_joined(args))) {
        Ok(args) => args,
        Err(e) => {
            let code = if e.use_stderr() { exit::USAGE } else { 0 };
            let _ = e.print();
            return ExitCode::from(code);
        }
    };
    match dispatch(&args) {
        Ok(code) => ExitCode::from(code),
        Err(e) => {
            anstream::eprintln!("{e}");
            ExitCode::from(e.code)
        }
    }
}

/// `-b -1`, `-b-1` and `-b ID` as journalctl takes them: the word for a boot may stand apart, as long as no path is named
/// like it, or joined.
fn boots_joined(args: Vec<OsString>) -> Vec<OsString> {
    let mut joined: Vec<OsString> = Vec::with_capacity(args.len());
    for arg in args {
        let of_boot = joined.last().is_some_and(|last| last == "-b" || last == "--boot");
        match joined.last_mut() {
            Some(last) if of_boot && arg.to_str().is_some_and(names_boot) && !Path::new(&arg).exists() => {
                last.push("=");
                last.push(arg);
            }
            _ => joined.push(apart(&arg).unwrap_or(arg)),
        }
    }
    joined
}

fn names_boot(text: &str) -> bool {
    args::boot_word(text).is_ok()
}

/// `-b-1` as `-b=-1`.
fn apart(arg: &OsString) -> Option<OsString> {
    let word = arg.to_str()?.strip_prefix("-b").filter(|word| names_boot(word))?;
    Some(format!("-b={word}").into())
}

/// The forms of a command that prints none of the reports.
const fn forms(command: &Command) -> Option<&'static [&'static str]> {
    Some(match command {
        Command::Records { .. } => &["ndjson"],
        Command::Schema { .. } => &["json"],
        Command::Rules { command: RulesCommand::List { .. } } => &["text", "patterns"],
        Command::Explain { .. } | Command::Rules { .. } | Command::Config => &["text"],
        Command::Man | Command::Completions { .. } => &[],
        Command::Timeline { .. } | Command::Report { .. } | Command::Formats { .. } => return None,
    })
}

/// An error when a form is asked for that such a command does not have.
fn known_form(args: &Args) -> Result<(), CliError> {
    let forms = args.command.as_ref().and_then(forms);
    match (args.common.output.as_deref(), forms) {
        (Some(form), Some([])) => Err(CliError::usage(format!("no output form {form:?} here"), "leave -o out")),
        (Some(form), Some(forms)) if !forms.contains(&form) => {
            Err(CliError::usage(format!("no output form {form:?} here"), format!("one of {}", forms.join(", "))))
        }
        _ => Ok(()),
    }
}

fn dispatch(args: &Args) -> Result<u8, CliError> {
    known_form(args)?;
    // `kascade node1/ timeline` means what `kascade timeline node1/` means.
    let all = |after: &[PathBuf]| [&args.paths[..], after].concat();
    match &args.command {
        None => run::report("why", &args.paths, &args.common),
        Some(Command::Timeline { paths }) => run::report("timeline", &all(paths), &args.common),
        Some(Command::Report { paths }) => run::report("report", &all(paths), &args.common),
        Some(Command::Formats { paths }) => run::report("formats", &all(paths), &args.common),
        Some(Command::Records { paths }) => records::print(&all(paths), &args.common),
        Some(Command::Explain { id, paths }) => explain::print(id, &all(paths), &args.common),
        Some(Command::Rules { command }) => rules::run(command, &args.common),
        Some(Command::Config) => config::print(&args.common),
        Some(Command::Completions { shell }) => output::completions(*shell),
        Some(Command::Man) => output::man(),
        Some(Command::Schema { of }) => output::schema(*of, &args.common),
    }
}
