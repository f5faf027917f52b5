//! What may be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::episode::which_boot::WhichBoot;
use crate::model::Severity;
use crate::time::moment::{self, Moment};

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

/// Options of all commands.
#[derive(Clone, Debug, clap::Args)]
pub struct Common {
    /// Only what is not older: '2025-11-14 02:50', 02:50, yesterday, -2h, '2 hours ago', @EPOCH; now is the last record
    #[arg(short = 'S', long, value_name = "TIME", global = true, allow_hyphen_values = true, value_parser = moment_word)]
    pub since: Option<Moment>,
    /// Only what is not newer
    #[arg(short = 'U', long, value_name = "TIME", global = true, allow_hyphen_values = true, value_parser = moment_word)]
    pub until: Option<Moment>,
    /// Only this boot of each host: 0 the last one, -1 the one before, 1 the first; or the boot with this id, ID-1 the
    /// one before it
    #[arg(short, long, value_name = "BOOT", num_args = 0..=1, default_missing_value = "0", require_equals = true, global = true, allow_hyphen_values = true, value_parser = boot_word)]
    pub boot: Option<BootWord>,
    /// Only this host; may be given several times
    #[arg(long, value_name = "NAME", global = true)]
    pub host: Vec<String>,
    /// Only records of this unit or program (kubelet, k3s.service, 'snap.*'); may be given several times
    #[arg(short, long, value_name = "NAME", global = true)]
    pub unit: Vec<String>,
    /// Zone of the output and of the times named here: UTC, +HH:MM or Area/City
    #[arg(long, value_name = "ZONE", global = true, default_value = "UTC")]
    pub tz: String,
    /// Zone of times that are printed without one: UTC or +HH:MM
    #[arg(long, value_name = "ZONE", global = true, allow_hyphen_values = true, value_parser = offset_word)]
    pub assume_tz: Option<i64>,
    /// Year of times that are printed without one
    #[arg(long, value_name = "YEAR", global = true, value_parser = clap::value_parser!(i64).range(1970..2262))]
    pub year: Option<i64>,
    /// Form of the output (text, json, ndjson, md)
    #[arg(short = 'o', long = "output", value_name = "FORMAT", global = true)]
    pub output: Option<String>,
    /// Write the result to this file instead of standard output
    #[arg(long, value_name = "FILE", global = true)]
    pub output_file: Option<PathBuf>,
    /// Add the rules and the tuning.toml of this directory; may be given several times
    #[arg(long, value_name = "DIR", global = true)]
    pub rules: Vec<PathBuf>,
    /// Leave the built-in rules out
    #[arg(long, global = true)]
    pub no_default_rules: bool,
    /// Leave the user's own rules and tuning out ($XDG_CONFIG_HOME/kascade, else ~/.config/kascade)
    #[arg(long, global = true)]
    pub no_config: bool,
    /// A healthy log, or an earlier boot: what it shows as often is no evidence, what it has and the others lack is shown
    #[arg(long, value_name = "PATH", global = true)]
    pub baseline: Option<PathBuf>,
    /// Exit with 1 when an incident is at least this severe
    #[arg(long, value_name = "LEVEL", global = true)]
    pub fail_on: Option<Level>,
    /// Threads; as many as there are processors, at most 16, when not given
    #[arg(short = 'j', long, value_name = "N", global = true, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Colours
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub color: ColorChoice,
    /// Only the verdict
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Why each link was drawn; twice for what was read
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub verbose: u8,
    /// Bytes of a block; for tests
    #[arg(long, hide = true, global = true, value_parser = clap::value_parser!(u32).range(256..))]
    pub block: Option<u32>,
}

/// What `--boot` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BootWord {
    /// As if it was not given.
    All,
    /// One of each host, or one.
    One(WhichBoot),
}

/// Reads the word behind `--boot`.
///
/// # Errors
///
/// With the words that there are.
pub fn boot_word(text: &str) -> Result<BootWord, String> {
    if text == "all" {
        return Ok(BootWord::All);
    }
    let which = WhichBoot::parse(text).map(BootWord::One);
    which.ok_or_else(|| "0 for the last boot, -1 for the one before, 1 for the first, an id, ID-1, or all".to_owned())
}

impl Common {
    /// The boot that alone counts.
    #[must_use]
    pub fn which_boot(&self) -> Option<WhichBoot> {
        match self.boot? {
            BootWord::All => None,
            BootWord::One(which) => Some(which),
        }
    }
}

fn moment_word(text: &str) -> Result<Moment, String> {
    Moment::parse(text)
        .ok_or_else(|| "a time like '2025-11-14 02:50', 02:50, yesterday, -2h, '2 hours ago' or @1763088000".to_owned())
}

fn offset_word(text: &str) -> Result<i64, String> {
    moment::offset(text).ok_or_else(|| "a zone like UTC, +01:00 or -0530".to_owned())
}

/// A severity on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// Worth a look some day.
    Low,
    /// Degraded.
    Medium,
    /// A component is broken.
    High,
    /// A node, the cluster or data is down.
    Critical,
}

impl Level {
    /// As the analysis has it.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Level::Low => Severity::Low,
            Level::Medium => Severity::Medium,
            Level::High => Severity::High,
            Level::Critical => Severity::Critical,
        }
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
