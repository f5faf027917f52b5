//! What goes wrong on the command line: what, where, what to do.

use std::fmt;

use super::exit;

/// A mistake that ends the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CliError {
    /// What happened.
    pub what: String,
    /// What to do; may be empty.
    pub help: String,
    /// Exit code.
    pub code: u8,
}

impl CliError {
    /// Wrong usage.
    #[must_use]
    pub fn usage(what: impl Into<String>, help: impl Into<String>) -> Self {
        CliError { what: what.into(), help: help.into(), code: exit::USAGE }
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        if self.help.is_empty() { Ok(()) } else { write!(f, "\n  help: {}", self.help) }
    }
}

impl std::error::Error for CliError {}
