//! What may be typed.
//!
//! ```text
//! kascade [OPTIONS] [PATH]...              the answer
//! kascade COMMAND [OPTIONS] [PATH]...      `rules` has commands of its own
//! ```

mod common;
mod rules;
mod words;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub use common::{ColorChoice, Common, Level};
pub use rules::RulesCommand;
pub use words::{BootWord, boot_word};

/// The examples at the top of `--help`, and on a bare terminal.
pub const EXAMPLES: &str = "\
Examples:
  journalctl -b -o short-precise | kascade
  kascade node1/ node2/ node3/ -S '2025-11-14 02:50' -U 03:10
  ssh node7 journalctl -b -1 -o json | kascade report -o md > post-mortem.md";

/// Reads the logs of a broken Linux or Kubernetes machine and says what broke first, what that broke next, and which
/// lines prove it.
#[derive(Debug, Parser)]
#[command(name = "kascade", version, before_help = EXAMPLES, subcommand_precedence_over_arg = true, max_term_width = 100)]
pub struct Args {
    /// Files, directories, or - for standard input; with none, standard input when it is a pipe or a file, else this
    /// machine's journal
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What to do; the answer on one screen when none is named
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of all commands.
    #[command(flatten)]
    pub common: Common,
}

/// Commands besides the default one.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Every episode in order, as a table
    Timeline {
        /// Files, directories, or -
        paths: Vec<PathBuf>,
    },
    /// Draft of a post-mortem
    Report {
        /// Files, directories, or -
        paths: Vec<PathBuf>,
    },
    /// What a condition is; with PATHs, why an episode of it was found and linked, or why not
    Explain {
        /// A condition (storage.nfs-server-unresponsive) or the id of an episode (f-...)
        id: String,
        /// Files, directories, or -
        paths: Vec<PathBuf>,
    },
    /// Every record as it was understood, a JSON object a line
    Records {
        /// Files, directories, or -
        paths: Vec<PathBuf>,
    },
    /// What was recognised, what was not, which zone and year were assumed
    Formats {
        /// Files, directories, or -
        paths: Vec<PathBuf>,
    },
    /// The rule library
    Rules {
        /// What to do with it
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Where rules and tuning come from, what they change, and what is wrong with them
    Config,
    /// Shell completions
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// The manual page
    Man,
    /// JSON Schema of `-o json`, or of a rule file or a tuning for editors
    Schema {
        /// Of what
        #[arg(value_enum, default_value = "report")]
        of: SchemaOf,
    },
}

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// The report, `-o json`.
    Report,
    /// A rule file.
    Rule,
    /// A `tuning.toml`.
    Tuning,
}
