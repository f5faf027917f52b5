//! What was typed, as the parser takes it.

use std::ffi::{OsStr, OsString};

use clap::CommandFactory;

use super::args::Args;
use crate::rule::nearest::nearest;

/// `--rules rules` as `--rules=rules`: the value of an option may be called like a command.
///
/// A command that stands behind paths is looked for before anything else, in the place of a value too.
pub fn values_joined(args: Vec<OsString>) -> Vec<OsString> {
    let mut joined: Vec<OsString> = Vec::with_capacity(args.len());
    for arg in args {
        match joined.last_mut() {
            Some(last) if is_long(last) && is_command(&arg) && takes_value(last) => {
                last.push("=");
                last.push(arg);
            }
            _ => joined.push(arg),
        }
    }
    joined
}

/// `--rules`, not `--rules=DIR`.
fn is_long(arg: &OsStr) -> bool {
    arg.to_str().is_some_and(|text| text.len() > 2 && text.starts_with("--") && !text.contains('='))
}

fn is_command(arg: &OsStr) -> bool {
    Args::command().get_subcommands().any(|command| arg == command.get_name())
}

/// The command that a name nearly is: `timline`.
#[must_use]
pub fn nearest_command(name: &str) -> Option<String> {
    let command = Args::command();
    nearest(name, command.get_subcommands().map(clap::Command::get_name)).map(str::to_owned)
}

/// Whether an option cannot do without a value.
fn takes_value(option: &OsStr) -> bool {
    let command = Args::command();
    let long = option.to_str().and_then(|text| text.strip_prefix("--"));
    let needs = |arg: &clap::Arg| {
        arg.get_action().takes_values() && arg.get_num_args().is_none_or(|values| values.min_values() > 0)
    };
    command.get_arguments().any(|arg| arg.get_long() == long && needs(arg))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::Command;

    fn parsed(line: &str) -> Args {
        Args::parse_from(values_joined(line.split(' ').map(OsString::from).collect()))
    }

    #[test]
    fn a_value_may_be_called_like_a_command() {
        let args = parsed("kascade --no-default-rules --rules rules logs");
        assert!(args.command.is_none());
        assert_eq!(args.paths.len(), 1);
        assert_eq!(args.common.rules, [std::path::PathBuf::from("rules")]);
    }

    #[test]
    fn words_that_are_nearly_commands() {
        assert_eq!(nearest_command("timline").as_deref(), Some("timeline"));
        assert_eq!(nearest_command("record").as_deref(), Some("records"));
        assert_eq!(nearest_command("bundle"), None);
    }

    #[test]
    fn an_option_without_value_leaves_the_command() {
        assert!(matches!(parsed("kascade --no-default-rules timeline").command, Some(Command::Timeline { .. })));
        assert!(matches!(parsed("kascade --boot timeline").command, Some(Command::Timeline { .. })));
        assert!(matches!(parsed("kascade logs timeline").command, Some(Command::Timeline { .. })));
    }
}
