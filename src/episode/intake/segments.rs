//! Which boot a record belongs to, as one input tells it.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use crate::model::stamp::SECOND;
use crate::model::{Clock, RawTime};

/// Identifies a boot: its id, or a number of our own where lines carry none.
pub type BootKey = u128;

/// A fall of the boot clock by more than this is another boot,
const BOOT_FALL: i64 = 10 * SECOND;
/// and so is any fall of a second or more to a time before this.
const BOOT_START: i64 = SECOND / 10;
/// Keys of boots without an id start here,
const OWN_KEYS: BootKey = 1 << 96;
/// and here those of boots that left a record of their crash.
const CRASH_KEYS: BootKey = 1 << 97;

/// The boot that a part of a crash record is of, as its name tells: the parts of one crash share it.
///
/// ```text
/// dmesg-efi-170000000001001       seconds since 1970, part (2 digits), count (3 digits)
/// dmesg-erst-7301444403199967233  seconds of the boot's first record in the upper half, then counted up
/// ```
fn crash_record(path: &str) -> Option<BootKey> {
    let (folder, file) = path.rsplit_once(['/', ':']).unwrap_or(("", path));
    let (parts, rest) = STORES.iter().find_map(|(store, parts)| Some((parts, file.strip_prefix(store)?)))?;
    let id: u64 = rest[..rest.bytes().take_while(u8::is_ascii_digit).count()].parse().ok()?;
    // The same on every run: the hasher has fixed keys.
    let crash = foldhash::fast::FixedState::default().hash_one((folder, id / parts));
    Some(CRASH_KEYS + (BootKey::from(crash) << 32))
}

/// How stores of crash records call their parts, and what an id is divided by to leave what those of one crash share.
const STORES: [(&str, u64); 3] = [("dmesg-efi-", 100_000), ("dmesg-efi_pstore-", 100_000), ("dmesg-erst-", 1 << 32)];

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
    pub fn new(input: u32, path: &str) -> Self {
        let key = crash_record(path).unwrap_or_else(|| OWN_KEYS + (BootKey::from(input) << 32));
        Segments { start: (key, None), ..Segments::default() }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_one_crash_are_of_one_boot() {
        let of = |name: &str| crash_record(&format!("n1/var/lib/systemd/pstore/{name}"));
        let same = |one: &str, other: &str| of(one).is_some() && of(one) == of(other);
        assert!(same("dmesg-efi-170000000001001", "dmesg-efi-170000000002001.enc.z"));
        assert!(same("dmesg-efi_pstore-170000000001001", "dmesg-efi_pstore-170000000013001"));
        assert!(same("dmesg-erst-7301444403199967233", "dmesg-erst-7301444403199967234"));
        assert!(!same("dmesg-efi-170000000001001", "dmesg-efi-170000000101001"), "another second");
        assert_ne!(of("dmesg-efi-170000000001001"), crash_record("n2/dmesg-efi-170000000001001"), "another host");
        assert_eq!((of("dmesg-ramoops-0"), of("dmesg.txt")), (None, None), "each is a crash of its own");
    }
}
