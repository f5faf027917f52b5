//! The index of Proxmox VE's tasks: `/var/log/pve/tasks/index`.
//!
//! ```text
//! UPID:pve1:0000A1B2:0012D687:6916A7AE:vzstart:101:root@pam: 6916A7B0 startup for container '101' failed
//!      node pid      pstart   start    type    id  user      ended    how; OK when it went well
//! ```
//!
//! The numbers are hexadecimal, start and end count seconds from 1970. What a task printed: `document/proxmox_task.rs`.
//!
//! # Source
//!
//! pve-common, `src/PVE/Tools.pm`: `upid_encode`; pve-common, `src/PVE/RESTEnvironment.pm`: `log_tasks`.

use std::borrow::Cow;

use crate::format::Envelope;
use crate::framing::Frame;
use crate::model::{Level, RawTime, Record, stamp::SECOND};
use crate::text::cursor::Cursor;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "proxmox-index",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.starts_with(b"UPID:"),
    parse: |raw, _| {
        let mut rest = Cursor::new(raw.strip_prefix(b"UPID:")?);
        let node = rest.until(b':').filter(|node| !node.is_empty())?;
        let pid = hexadecimal(rest.until(b':')?)?;
        (0..5).try_for_each(|_| rest.until(b':').map(drop))?;
        let rest = rest.rest().strip_prefix(b" ")?;
        let (ended, how) = rest.split_at_checked(8)?;
        let ns = i64::from(hexadecimal(ended)?) * SECOND;
        let text = || Cow::Borrowed(raw);
        Some(Record {
            time: RawTime::utc(ns),
            host: Some(Cow::Borrowed(node)),
            pid: Some(pid),
            level: Some(if how == b" OK" { Level::Info } else { Level::Warning }),
            text: text(),
            message: text(),
            ..Record::default()
        })
    },
};

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok().and_then(|digits| u32::from_str_radix(digits, 16).ok())
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Level, RawTime};

    #[test]
    fn tasks() {
        let line = b"UPID:pve1:0000A1B2:0012D687:6916A7AE:vzstart:101:root@pam: 6916A7B0 startup failed";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, record.time), ("proxmox-index", RawTime::utc(0x6916_A7B0 * 1_000_000_000)));
        assert_eq!((record.host.as_deref(), record.level), (Some(&b"pve1"[..]), Some(Level::Warning)));
        for line in ["UPID:pve1", "UPID:pve1:A1:12:69:x:1:root@pam: zz OK", "UPID: x"] {
            assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "", "{line}");
        }
    }
}
