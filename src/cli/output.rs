//! Where results go: standard output, a file; and the texts that need no input.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use super::args::{Args, ColorChoice, Common, SchemaOf};
use super::error::CliError;
use crate::report::json;
use crate::rule;

/// Bytes of a result that are written at once.
const ROOM: usize = 64 << 10;

/// Writes a result. A reader that went away is no error.
///
/// # Errors
///
/// When the output cannot be written.
pub fn write(common: &Common, text: &str) -> Result<(), CliError> {
    stream(common, |out| out.write_all(text.as_bytes()))
}

/// Writes a result that `tell` makes piece by piece. A reader that went away is no error.
///
/// # Errors
///
/// When the output cannot be written.
pub fn stream(common: &Common, tell: impl Fn(&mut dyn Write) -> io::Result<()>) -> Result<(), CliError> {
    let through = |out: &mut dyn Write| {
        let mut out = BufWriter::with_capacity(ROOM, out);
        tell(&mut out).and_then(|()| out.flush())
    };
    let done = match &common.output_file {
        Some(path) => File::create(path).and_then(|mut file| through(&mut file)),
        None => through(&mut io::stdout().lock()),
    };
    finished(common, done)
}

/// Takes a broken pipe for success.
///
/// # Errors
///
/// Any other trouble.
pub fn finished(common: &Common, done: io::Result<()>) -> Result<(), CliError> {
    let target = common.output_file.as_ref().map_or_else(|| "standard output".to_owned(), |p| p.display().to_string());
    match done {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(CliError::usage(format!("cannot write {target}: {e}"), "")),
        _ => Ok(()),
    }
}

/// Whether to print colours.
#[must_use]
pub fn colour(common: &Common) -> bool {
    let wanted = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    match common.color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if wanted("NO_COLOR") || common.output_file.is_some() => false,
        ColorChoice::Auto if std::env::var("CLICOLOR_FORCE").is_ok_and(|v| v != "0") => true,
        ColorChoice::Auto => io::stdout().is_terminal() && std::env::var("TERM").is_ok_and(|t| t != "dumb"),
    }
}

/// Prints completions.
///
/// # Errors
///
/// Never: a broken pipe is success.
pub fn completions(shell: Shell) -> Result<u8, CliError> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "kascade", &mut text);
    let _ = io::stdout().write_all(&text);
    Ok(0)
}

/// Prints the manual page.
///
/// # Errors
///
/// Never: a broken pipe is success.
pub fn man() -> Result<u8, CliError> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Args::command()).render(&mut text).map_err(|e| CliError::usage(e.to_string(), ""))?;
    let _ = io::stdout().write_all(&text);
    Ok(0)
}

/// Prints the schema of `-o json`, of a rule file or of a tuning.
///
/// # Errors
///
/// When the output cannot be written.
pub fn schema(of: SchemaOf, common: &Common) -> Result<u8, CliError> {
    let text = match of {
        SchemaOf::Report => json::schema(),
        SchemaOf::Rule => rule::schema::text(),
        SchemaOf::Tuning => rule::schema::tuning(),
    };
    write(common, &text)?;
    Ok(0)
}
