//! The boots of an input that nothing dates: a user names one of them by its number all the same.
//!
//! ```text
//! [    0.000000] Linux version ...    1 or -1
//! [  301.200000] ...
//! [    0.000000] Linux version ...    2 or 0
//! ```

use super::Clockwork;
use crate::episode::intake::InputLog;
use crate::episode::intake::segments::BootKey;
use crate::episode::options::which_boot::WhichBoot;
use crate::model::{Clock, RawTime, UnplacedBoot};

/// Those of an input, in the order of the input.
#[must_use]
pub fn boots(log: &InputLog, work: &Clockwork) -> Vec<UnplacedBoot> {
    let of_boots = log.spans.iter().filter(|((clock, key), _)| is_unplaced(work, *clock, *key));
    let boot = |(&(clock, key), &(first, last)): (&(Clock, BootKey), &(i64, i64))| {
        let stamp = |ns| work.resolver.stamp(RawTime { clock, ns }, key);
        Some(UnplacedBoot { key, start: stamp(first)?, end: stamp(last)? })
    };
    of_boots.filter_map(boot).collect()
}

/// Leaves out what is of other boots than the one that a user names, as far as nothing dates them.
pub fn keep_only(log: &mut InputLog, work: &Clockwork, which: WhichBoot) {
    let named = which.of(&boots(log, work)).map(|boot| boot.key);
    let counts = |clock, key| !is_unplaced(work, clock, key) || named == Some(key);
    log.cells.retain(|cell, _| counts(cell.clock, cell.boot));
    log.ends.retain(|end| counts(end.time.clock, end.boot));
}

fn is_unplaced(work: &Clockwork, clock: Clock, key: BootKey) -> bool {
    clock == Clock::Boot && work.resolver.undated.contains(&key)
}
