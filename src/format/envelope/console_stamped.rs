//! A serial console that something logged with a stamp of its own: conserver, `ts`, minicom, a hypervisor.
//!
//! ```text
//! [2025-11-14T02:57:18+0000] [  742.345678] nfs: server nas1 not responding, still trying
//! 2025-11-14 02:57:18 [  742.345678] text
//! Nov 14 02:57:18 [  742.345678] text
//! Fri Nov 14 02:57:18 2025 [  742.345678] text
//! when it was read    the kernel's own clock
//! ```

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{RawTime, Record};
use crate::time::{boot, ctime, rfc3339, syslog, zone};

use super::dmesg;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "console-stamped",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| {
        let near = line.get(14..line.len().min(48)).unwrap_or_default();
        let open = memchr::memchr(b'[', near).and_then(|at| near.get(at + 1));
        open.is_some_and(|b| *b == b' ' || b.is_ascii_digit())
    },
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (time, rest) = stamp(raw.strip_prefix(b"[").unwrap_or(raw))?;
    let rest = if raw[0] == b'[' { rest.strip_prefix(b"]")? } else { rest };
    let rest = rest.strip_prefix(b":").unwrap_or(rest).trim_ascii_start();
    let (since_boot, text) = boot::prefix(rest)?;
    let record = dmesg::record(time, None, dmesg::without_caller(text));
    Some(Record { since_boot_ns: Some(since_boot.ns), ..record })
}

fn stamp(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let iso = || rfc3339::prefix(text).map(|(time, rest)| zone::beside(time, rest));
    iso().or_else(|| syslog::prefix(text)).or_else(|| ctime::prefix(text))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Clock;

    #[track_caller]
    fn check(line: &str, clock: Clock) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time.clock), ("console-stamped", clock), "{line}");
        assert_eq!((record.since_boot_ns, &*record.text), (Some(742_500_000_000), &b"nfs: x"[..]), "{line}");
        assert_eq!(record.ident.as_deref(), Some(&b"kernel"[..]), "{line}");
    }

    #[test]
    fn both_clocks() {
        check("[2025-11-14T02:57:18+0000] [  742.500000] nfs: x", Clock::Utc);
        check("2025-11-14 02:57:18 [  742.500000] nfs: x", Clock::Local);
        check("Nov 14 02:57:18 [  742.500000][  T12] nfs: x", Clock::LocalNoYear);
        check("[Fri Nov 14 02:57:18 2025] [  742.500000] nfs: x", Clock::Local);
    }

    #[test]
    fn other_brackets() {
        for line in ["2025-11-14 02:57:18 [12] x", "Nov 14 02:57:18 n kernel: [  742.500000] x", "[  742.5] [ 1.5] x"] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "console-stamped", "{line}");
        }
    }
}
