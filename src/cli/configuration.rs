//! Where the user's own rules and tuning lie.
//!
//! ```text
//! $XDG_CONFIG_HOME/kascade/                  ~/.config/kascade/ when the variable is not set
//!     rules/SUBSYSTEM/NAME.toml              conditions, added or in place of built-in ones
//!     tuning.toml                            mutes and levels
//! DIR of --rules/
//!     SUBSYSTEM/NAME.toml   tuning.toml      the same, for a team; read after the user's own
//!     streams.toml   entities.toml           names of programs, kinds of entities: added to the built-in ones
//! ```

use std::env;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::args::Common;

/// Name of a file of mutes and levels.
pub const TUNING: &str = "tuning.toml";

/// The places that a run reads rules and tuning from; what comes later counts more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configuration {
    /// The user's own directory, whether it is there or not; `None` when nothing tells it or it is not wanted.
    pub home: Option<PathBuf>,
    /// Directories of rules, all of which must be there.
    pub rules: Vec<PathBuf>,
    /// Tuning files that are there.
    pub tunings: Vec<PathBuf>,
}

impl Configuration {
    /// As the options and the environment say.
    #[must_use]
    pub fn of(common: &Common) -> Self {
        let home = home(env::var_os("XDG_CONFIG_HOME"), env::var_os("HOME")).filter(|_| !common.no_config);
        let own = home.iter().map(|home| home.join("rules")).filter(|dir| dir.is_dir());
        let rules = own.chain(common.rules.iter().cloned()).collect();
        let tunings = home.iter().chain(&common.rules).map(|dir| dir.join(TUNING));
        Configuration { tunings: tunings.filter(|path| is_there(path)).collect(), home, rules }
    }
}

/// What cannot be looked at is taken to be there, so that reading it tells why.
fn is_there(path: &Path) -> bool {
    path.try_exists().unwrap_or_else(|e| e.kind() != ErrorKind::NotADirectory)
}

/// The user's own directory. A relative path in the variable is none, as the XDG base directory specification has it.
fn home(config: Option<OsString>, home: Option<OsString>) -> Option<PathBuf> {
    let absolute = |path: OsString| Some(PathBuf::from(path)).filter(|path| path.is_absolute());
    let config = config.and_then(absolute).or_else(|| Some(home.and_then(absolute)?.join(".config")))?;
    Some(config.join("kascade"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(config: Option<&str>, user: Option<&str>, want: Option<&str>) {
        assert_eq!(home(config.map(OsString::from), user.map(OsString::from)), want.map(PathBuf::from));
    }

    #[test]
    fn the_variable_counts_when_it_is_a_path() {
        check(Some("/etc/mine"), Some("/home/ana"), Some("/etc/mine/kascade"));
        check(None, Some("/home/ana"), Some("/home/ana/.config/kascade"));
        check(Some(""), Some("/home/ana"), Some("/home/ana/.config/kascade"));
        check(Some("mine"), Some("/home/ana"), Some("/home/ana/.config/kascade"));
        check(None, None, None);
    }
}
