//! The options of all commands.

use std::path::PathBuf;

use clap::ValueEnum;

use super::words::{BootWord, boot_word, moment_word, zone_word};
use crate::episode::options::which_boot::WhichBoot;
use crate::model::{Severity, Zone};
use crate::time::moment::Moment;

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
    /// Zone of times that are printed without one: UTC, +HH:MM or Area/City
    #[arg(long, value_name = "ZONE", global = true, allow_hyphen_values = true, value_parser = zone_word)]
    pub assume_tz: Option<Zone>,
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
    /// Only the verdict, and what could not be read
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Why each link was drawn; twice for what was read
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub verbose: u8,
    /// Bytes of a block; for tests
    #[arg(long, hide = true, global = true, value_parser = clap::value_parser!(u32).range(256..))]
    pub block: Option<u32>,
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
