//! The commands of `kascade rules`.

use std::path::PathBuf;

use clap::Subcommand;

/// Commands of `kascade rules`.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Every condition, a line each
    List {
        /// Conditions and signatures of each subsystem
        #[arg(long)]
        coverage: bool,
    },
    /// One condition in full
    Show {
        /// Its id
        id: String,
    },
    /// Look for mistakes in rule files
    Check {
        /// Rule directories (SUBSYSTEM/NAME.toml) or files; the built-in rules when none is named
        paths: Vec<PathBuf>,
    },
    /// Run the examples of rule files, in every envelope that can carry them
    Test {
        /// Rule directories or files; the built-in rules when none is named
        paths: Vec<PathBuf>,
    },
    /// Draft a rule from a log line
    New {
        /// The line, with its header; the first line of standard input when it is not given
        line: Option<String>,
        /// Id of the condition
        #[arg(long, value_name = "SUBSYSTEM.NAME", default_value = "new.condition")]
        id: String,
    },
    /// Draft rules from those of CRE, node-problem-detector or Sigma; drafts never run before they are finished
    Import {
        /// Files in YAML or JSON
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Write each draft to SUBSYSTEM/NAME.toml below this directory instead of standard output
        #[arg(long, value_name = "DIR")]
        output_dir: Option<PathBuf>,
    },
}
