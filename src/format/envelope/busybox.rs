//! busybox syslogd: facility and level stand by name before the tag.
//!
//! ```text
//! Nov 20 15:25:52 vm kern.warn kernel: [   12.345678] eth0: link down
//! stamp           host fac.level
//! Fri Nov 20 15:25:52 2026 kern.warn kernel: [   12.345678] eth0: link down         logread of OpenWrt
//! ```
//!
//! With `-S` host and level are missing: an ordinary short line without a host column.

use crate::format::level;
use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Level, Record};
use crate::text::cursor::Cursor;
use crate::time::{ctime, syslog};

use super::head;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "busybox",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| matches!(line.get(..4), Some([b'A'..=b'W', _, _, b' '])),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (time, rest) = syslog::prefix(raw).or_else(|| ctime::prefix(raw))?;
    let mut rest = Cursor::new(rest);
    rest.byte(b' ')?;
    let first = rest.until(b' ')?;
    let (host, level) = match selector(first) {
        Some(level) => (None, level),
        None => (Some(first), selector(rest.until(b' ')?)?),
    };
    let head = head::Head { host, ..head::tag(rest.rest()) };
    Some(Record { level: Some(level), ..head::record(raw, time, head) })
}

/// `kern.warn`.
fn selector(word: &[u8]) -> Option<Level> {
    let dot = word.iter().position(|b| *b == b'.')?;
    level::syslog(&word[dot + 1..]).filter(|_| level::is_facility(&word[..dot]))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn level_by_name() {
        let record = Dialect::default().decode(b"Nov 20 15:25:52 vm kern.warn kernel: [   12.5] eth0: down", &NAMES);
        assert_eq!((record.format, record.level), ("busybox", Some(Level::Warning)));
        assert_eq!((record.since_boot_ns, &*record.text), (Some(12_500_000_000), &b"eth0: down"[..]));
        assert_eq!(Dialect::default().decode(b"Nov 20 15:25:52 vm a.b kernel: x", &NAMES).format, "short");
    }
}
