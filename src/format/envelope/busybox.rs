//! busybox syslogd: facility and level stand by name before the tag.
//!
//! ```text
//! Nov 20 15:25:52 vm kern.warn kernel: [   12.345678] eth0: link down
//! stamp           host fac.level
//! Fri Nov 20 15:25:52 2026 kern.warn kernel: [   12.345678] eth0: link down         logread of OpenWrt
//! Nov 20 15:25:52 <kern.crit> vm kernel: text                                       syslogd -vv of FreeBSD
//! 2026-11-20T15:25:52+01:00 vm kern.warn kernel: text                               templates of syslog daemons
//! ```
//!
//! With `-S` host and level are missing: an ordinary short line without a host column.

use crate::format::level;
use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Level, Record};
use crate::text::cursor::{Cursor, number};
use crate::time::{ctime, rfc3339, syslog};

use super::head;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "busybox",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| match line.get(..11) {
        Some([b'A'..=b'W', _, _, b' ', ..]) => true,
        Some([b'1'..=b'2', _, _, _, b'-', .., b'T']) => has_selector(line),
        _ => false,
    },
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (time, rest) = syslog::prefix(raw).or_else(|| ctime::prefix(raw)).or_else(|| rfc3339::prefix(raw))?;
    let mut rest = Cursor::new(rest);
    rest.byte(b' ')?;
    let first = rest.until(b' ')?;
    let (host, level) = match (selector(first), bracketed(first)) {
        (Some(level), _) => (None, level),
        (None, Some(level)) => (Some(rest.until(b' ')?), level),
        (None, None) => (Some(first), selector(rest.until(b' ')?)?),
    };
    let head = head::Head { host, ..head::tag(rest.rest()) };
    Some(Record { level: Some(level), ..head::record(raw, time, head) })
}

/// Whether a facility with a level stands behind the host: a look that costs less than to read the stamp.
fn has_selector(line: &[u8]) -> bool {
    let words = line[..line.len().min(120)].split(|b| *b == b' ');
    words.skip(1).take(2).any(|word| selector(word).is_some())
}

/// `<kern.crit>`, `<0.2>`.
fn bracketed(word: &[u8]) -> Option<Level> {
    let inside = word.strip_prefix(b"<")?.strip_suffix(b">")?;
    let digits = inside.split(|b| *b == b'.').nth(1)?;
    let counted = || number(digits).and_then(|n| u32::try_from(n).ok()).filter(|n| *n < 8).map(Level::from_priority);
    selector(inside).or_else(counted)
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

    #[test]
    fn level_before_the_host_and_behind_other_stamps() {
        for line in [
            "Nov 20 15:25:52 <kern.err> vm kernel: x",
            "Nov 20 15:25:52 <0.3> vm kernel: x",
            "2026-11-20T15:25:52.5+01:00 vm kern.err kernel: x",
        ] {
            let record = Dialect::default().decode(line.as_bytes(), &NAMES);
            assert_eq!((record.format, record.level), ("busybox", Some(Level::Error)), "{line}");
            assert_eq!((record.host.as_deref(), &*record.text), (Some(&b"vm"[..]), &b"x"[..]), "{line}");
        }
        let plain = Dialect::default().decode(b"2026-11-20T15:25:52+01:00 vm kernel: x", &NAMES);
        assert_eq!(plain.format, "short-iso");
    }
}
