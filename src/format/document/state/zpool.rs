//! Pools of ZFS: `zpool status` and `zpool list`.
//!
//! ```text
//!   pool: tank
//!  state: DEGRADED
//! status: One or more devices are faulted in response to persistent errors.
//! config:
//!         NAME        STATE     READ WRITE CKSUM
//!         tank        DEGRADED     0     0     0
//!           mirror-0  DEGRADED     0     0     0
//!             sdb     FAULTED     12   300     0  too many errors
//! errors: 3 data errors, use '-v' for a list
//!
//! NAME   SIZE  ALLOC   FREE  CKPOINT  EXPANDSZ   FRAG    CAP  DEDUP    HEALTH  ALTROOT
//! tank   928G   412G   516G        -         -    12%    44%  1.00x  DEGRADED  -
//! ```
//!
//! # Source
//!
//! openzfs, `cmd/zpool/zpool_main.c`.

use super::super::columns::Columns;
use super::{Line, Report, Shape, cut, pair, words};

/// `zpool status`.
pub const STATUS: Shape = Shape { name: "zpool-status", begins, report: |_| Box::new(Pool::default()) };

/// `zpool list`.
pub const LIST: Shape = Shape { name: "zpool-list", begins: is_list, report: |_| Box::new(List::default()) };

fn begins(text: &[u8]) -> bool {
    let (first, rest) = cut(text);
    let key = |line| pair(line).map(|(key, _)| key);
    key(first) == Some(b"pool") && key(cut(rest).0) == Some(b"state")
}

fn is_list(text: &[u8]) -> bool {
    text.starts_with(b"NAME ") && Columns::of_words(cut(text).0).have(&["SIZE", "ALLOC", "CAP", "HEALTH"])
}

/// The keys that begin a line of a report.
const KEYS: [&[u8]; 12] = [
    b"pool",
    b"state",
    b"status",
    b"action",
    b"see",
    b"scan",
    b"remove",
    b"checkpoint",
    b"config",
    b"errors",
    b"comment",
    b"expand",
];

/// The pool whose lines are read.
#[derive(Debug, Default)]
struct Pool {
    name: Vec<u8>,
    rows: bool,
    /// The errors were told: only their list may follow.
    ends: bool,
}

impl Report for Pool {
    fn line(&mut self, line: &[u8]) -> Line {
        match pair(line).filter(|(key, _)| KEYS.contains(key)) {
            Some((b"pool", name)) => *self = Pool { name: name.to_vec(), ..Pool::default() },
            Some((b"state", state)) => return Line::Fact([b"zpool status: ", &*self.name, b" state=", state].concat()),
            Some((b"errors", errors)) => {
                (self.rows, self.ends) = (false, true);
                if errors != b"No known data errors" {
                    return Line::Fact([b"zpool status: ", &*self.name, b" errors: ", errors].concat());
                }
            }
            Some(_) => {}
            None if self.rows && !line.is_empty() => return self.row(line),
            None if !self.ends && words(line).eq([&b"NAME"[..], b"STATE", b"READ", b"WRITE", b"CKSUM"]) => {
                self.rows = true;
            }
            None if line.is_empty() || line.starts_with(b"\t") || line.starts_with(b"  ") => {}
            None => return Line::Other,
        }
        Line::Known
    }
}

impl Pool {
    /// A device that is not as it should be.
    fn row(&self, line: &[u8]) -> Line {
        let row: Vec<&[u8]> = words(line).collect();
        let [device, state, read, write, sums, note @ ..] = &row[..] else { return Line::Known };
        let clean = [read, write, sums].iter().all(|count| **count == b"0");
        if (clean && matches!(*state, b"ONLINE" | b"AVAIL" | b"INUSE")) || *device == &*self.name {
            return Line::Known;
        }
        let head = [b"zpool status: ", &*self.name, b" device ", device, b" state=", state].concat();
        let counts = [b" read=", *read, b" write=", write, b" cksum=", sums].concat();
        let counts = if clean { Vec::new() } else { counts };
        let note = note.iter().flat_map(|word| [b" ", *word]).collect::<Vec<_>>().concat();
        Line::Fact([head, counts, note].concat())
    }
}

/// A table of pools.
#[derive(Debug, Default)]
struct List(Vec<u8>);

impl Report for List {
    fn line(&mut self, line: &[u8]) -> Line {
        if is_list(line) {
            self.0 = line.to_vec();
            return Line::Known;
        }
        let names = words(&self.0);
        let health = names.zip(words(line)).find(|(name, _)| *name == b"HEALTH").map(|(_, health)| health);
        match (health.filter(|health| health.iter().all(u8::is_ascii_uppercase)), words(line).next()) {
            (Some(health), Some(pool)) => Line::Fact([b"zpool status: ", pool, b" state=", health].concat()),
            (_, None) => Line::Known,
            _ => Line::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn pools_and_their_devices() {
        check(
            "  pool: tank\n state: DEGRADED\nstatus: One or more devices are faulted in response to persistent errors.\n\tSufficient replicas exist.\naction: Replace it: now\n  scan: scrub repaired 0B in 01:02:03 with 0 errors on Sun Nov  8 01:26:04 2026\nconfig:\n\n\tNAME        STATE     READ WRITE CKSUM\n\ttank        DEGRADED     0     0     0\n\t  mirror-0  DEGRADED     0     0     0\n\t    sda     ONLINE       0     0     0\n\t    sdb     FAULTED     12   300     0  too many errors\n\nerrors: Permanent errors have been detected in the following files:\n\n        /tank/a\n\n  pool: rpool\n state: ONLINE\nconfig:\n\n\tNAME   STATE     READ WRITE CKSUM\n\trpool  ONLINE       0     0     0\n\t  sdc  ONLINE       0     0     7\n\nerrors: No known data errors\nwords\n",
            &[
                "zpool status: tank state=DEGRADED",
                "zpool status: tank device mirror-0 state=DEGRADED",
                "zpool status: tank device sdb state=FAULTED read=12 write=300 cksum=0 too many errors",
                "zpool status: tank errors: Permanent errors have been detected in the following files:",
                "zpool status: rpool state=ONLINE",
                "zpool status: rpool device sdc state=ONLINE read=0 write=0 cksum=7",
                "words",
            ],
        );
    }

    #[test]
    fn lists_of_pools() {
        check(
            "NAME   SIZE  ALLOC   FREE  CKPOINT  EXPANDSZ   FRAG    CAP  DEDUP    HEALTH  ALTROOT\ntank   928G   412G   516G        -         -    12%    44%  1.00x  DEGRADED  -\n",
            &["zpool status: tank state=DEGRADED"],
        );
    }
}
