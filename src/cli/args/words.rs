//! Words that options take: boots, moments, zones.

use crate::episode::options::which_boot::WhichBoot;
use crate::model::Zone;
use crate::time::moment::{self, Moment};

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

pub(super) fn moment_word(text: &str) -> Result<Moment, String> {
    Moment::parse(text)
        .ok_or_else(|| "a time like '2025-11-14 02:50', 02:50, yesterday, -2h, '2 hours ago' or @1763088000".to_owned())
}

pub(super) fn zone_word(text: &str) -> Result<Zone, String> {
    let place = || text.parse().ok().map(Zone::Named);
    let zone = moment::offset(text).map(Zone::Fixed).or_else(place);
    zone.ok_or_else(|| "a zone like UTC, +01:00, -0530 or Europe/Berlin".to_owned())
}
