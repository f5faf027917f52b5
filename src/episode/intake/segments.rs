//! Which boot a record belongs to, as one input tells it.

use std::collections::BTreeMap;

use crate::model::stamp::SECOND;
use crate::model::{Clock, RawTime};

/// Identifies a boot: its id, or a number of our own where lines carry none.
pub type BootKey = u128;

/// A fall of the boot clock by more than this is another boot,
const BOOT_FALL: i64 = 10 * SECOND;
/// and so is any fall of a second or more to a time before this.
const BOOT_START: i64 = SECOND / 10;
/// Keys of boots without an id start here.
const OWN_KEYS: BootKey = 1 << 96;

/// Follows the boots of one input in its order.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    /// Where a host stands that was not met yet: the first boot of the input, or the one that reading went on in.
    start: (BootKey, Option<i64>),
    by_host: BTreeMap<Option<Box<str>>, (BootKey, i64)>,
    /// Boot id of the last `-- Boot` line.
    marker: Option<u128>,
}

impl Segments {
    /// From the start of an input.
    #[must_use]
    pub fn new(input: u32) -> Self {
        Segments { start: (OWN_KEYS + (BootKey::from(input) << 32), None), ..Segments::default() }
    }

    /// From the middle of an input, behind a record of this boot and time.
    pub fn resume(&mut self, boot: BootKey, time: RawTime) {
        self.by_host.clear();
        if time.clock == Clock::Boot {
            self.start = (boot, Some(time.ns));
        } else {
            self.marker = (boot != 0).then_some(boot);
        }
    }

    /// A `-- Boot` line was met.
    pub fn mark(&mut self, boot: Option<u128>) {
        self.marker = boot;
    }

    /// The key of a record's boot: its id, the last `-- Boot` line's, or the segment of a boot clock between two
    /// falls; 0 when nothing tells.
    pub fn key(&mut self, host: &Option<Box<str>>, time: RawTime, id: Option<u128>) -> BootKey {
        if let Some(id) = id.or(self.marker) {
            return id;
        }
        if time.clock != Clock::Boot {
            return 0;
        }
        let start = (self.start.0, self.start.1.unwrap_or(time.ns));
        let (key, last) = self.by_host.entry(host.clone()).or_insert(start);
        let fall = last.saturating_sub(time.ns);
        if fall > BOOT_FALL || (fall >= SECOND && time.ns < BOOT_START) {
            *key += 1;
        }
        *last = time.ns;
        *key
    }
}
