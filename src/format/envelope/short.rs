//! One line per record: syslog files and journalctl's short modes differ in the stamp alone.
//!
//! ```text
//! Nov 14 02:57:18 node-3 k3s[1224]: text                    short, short-precise, /var/log/syslog
//! 2026-11-20T16:28:19.246788+01:00 node-a kernel: text      short-iso, short-iso-precise, rsyslog's file format
//! 2026-11-20 16:28:19 CET node-a kernel: text               templates of syslog daemons
//! Fri 2026-11-20 16:28:19 CET node-a kernel: text           short-full, with-unit
//! 1795188499.246788 node-a kernel: text                     short-unix
//! [  102.677397 <    0.225752 >] node-a kernel: text        short-monotonic, short-delta
//! stamp                          head: see head.rs
//!                                              second line of a message, indented to its column
//! ```
//!
//! # Source
//!
//! systemd, `src/shared/logs-show.c`: `output_short`.

use crate::format::{Envelope, Hints, dialect, level};
use crate::framing::Frame;
use crate::model::{RawTime, Record};
use crate::time::{boot, ctime, rfc3339, syslog, unix, zone};

use super::head::{self, Head};
use super::restamped;

/// `Nov 14 02:57:18`, with or without a fraction.
pub const SHORT: Envelope = Envelope {
    name: "short",
    frame: Frame::Indented,
    nests: true,
    looks_like: |line| matches!(line.get(..4), Some([b'A'..=b'S', _, _, b' '])),
    parse: |raw, hints| {
        let (time, rest) = syslog::prefix(raw)?;
        Some(head::record(raw, time, head::parse_or_text(rest, hints)?))
    },
};

/// `2026-11-20T16:28:19+01:00`, and with a blank for the `T`.
pub const ISO: Envelope = Envelope {
    name: "short-iso",
    frame: Frame::Indented,
    nests: true,
    looks_like: |line| match line.get(10) {
        Some(b'T') => true,
        // A comma before the milliseconds is Python's: fail2ban has a tag too.
        Some(b' ') => line[0].is_ascii_digit() && line.get(19) != Some(&b',') && has_tag(line),
        _ => false,
    },
    parse: |raw, hints| {
        let (time, rest) = rfc3339::prefix(raw)?;
        let stamp = zone::beside(time, rest);
        if raw[10] == b' ' { spaced(raw, stamp, hints) } else { stamped(raw, stamp, hints) }
    },
};

/// `Fri 2026-11-20 16:28:19 CET`.
pub const FULL: Envelope = Envelope {
    name: "short-full",
    frame: Frame::Indented,
    nests: true,
    looks_like: |line| line.get(3) == Some(&b' ') && line.get(4).is_some_and(u8::is_ascii_digit),
    parse: |raw, hints| stamped(raw, ctime::full(raw)?, hints),
};

/// `1795188499.246788`.
pub const UNIX: Envelope = Envelope {
    name: "short-unix",
    frame: Frame::Indented,
    nests: true,
    looks_like: |line| line.first().is_some_and(u8::is_ascii_digit),
    parse: |raw, hints| stamped(raw, unix::prefix(raw)?, hints),
};

/// `[  102.677397]`: the stamp of dmesg, so the head must carry a process id or the kernel's name.
pub const MONOTONIC: Envelope = Envelope {
    name: "short-monotonic",
    frame: Frame::Indented,
    nests: true,
    looks_like: |line| line.first() == Some(&b'['),
    parse: |raw, hints| {
        let (time, rest) = boot::prefix(raw)?;
        let head = head::parse(rest, hints)?;
        let told = head.host.is_some() && (head.pid.is_some() || head.ident == Some(b"kernel"));
        (told || own(head, hints)).then(|| head::record(raw, time, head))
    },
};

/// A stamp that other shapes start with too: unless the input is known, the head must carry an identifier.
fn stamped<'a>(raw: &'a [u8], stamp: (RawTime, &'a [u8]), hints: Hints<'_>) -> Option<Record<'a>> {
    if restamped::begins_stamp(stamp.1.get(1..).unwrap_or_default()) {
        return None;
    }
    let head = head::parse(stamp.1, hints).filter(|head| !head.host.is_some_and(is_level))?;
    if head.pid.is_none() && head.ident.is_some_and(|ident| ident.len() < 12 && names_level(ident)) {
        return None;
    }
    let told = head.ident.is_some() && (head.host.is_some() || hints.no_host_column);
    (told || own(head, hints) || kernel_line(head)).then(|| head::record(raw, stamp.0, head))
}

/// Bytes in which the tag of a line ends.
const TAG_WITHIN: usize = 110;

/// Whether something like `app[7]:` or `kernel:` stands near the start: a look that costs less than to read the stamp.
fn has_tag(line: &[u8]) -> bool {
    let near = &line[..line.len().min(TAG_WITHIN)];
    memchr::memchr_iter(b':', near)
        .skip(2)
        .take(3)
        .any(|at| near[..at].ends_with(b"]") || near[..at].ends_with(b"kernel"))
}

/// A stamp that most programs begin their own lines with: the head must carry a host and a process id or the kernel's
/// name, in an input that is known to be of this format any identifier.
fn spaced<'a>(raw: &'a [u8], stamp: (RawTime, &'a [u8]), hints: Hints<'_>) -> Option<Record<'a>> {
    let head = head::parse(stamp.1, hints)?;
    let is_name = |host: &[u8]| level::word(host).is_none() && !host.iter().all(u8::is_ascii_digit);
    let named = head.host.map_or(hints.no_host_column, is_name);
    let told = kernel_line(head) || (hints.own && head.ident.is_some_and(|ident| level::word(ident).is_none()));
    (named && told).then(|| head::record(raw, stamp.0, head))
}

/// The level of a program's own log where a host would stand: `2026-11-20T16:28:19+0000 SUBDEBUG Upgraded: x` of dnf.
fn is_level(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_uppercase) && (level::word(word).is_some() || word.ends_with(b"DEBUG"))
}

/// The level of a program's own log where its name would stand: `2026-11-20T16:28:19Z error: x`, `[error]: x`.
fn names_level(ident: &[u8]) -> bool {
    let bare = ident.strip_prefix(b"[").and_then(|ident| ident.strip_suffix(b"]"));
    level::word(bare.unwrap_or(ident)).is_some()
}

fn own(head: Head<'_>, hints: Hints<'_>) -> bool {
    hints.own && (head.host.is_some() || head.ident.is_some())
}

fn kernel_line(head: Head<'_>) -> bool {
    head.ident == Some(b"kernel") || head.pid.is_some()
}

/// Whether the lines were printed without a host column: most heads start with the identifier.
#[must_use]
pub fn lacks_host(text: &[u8]) -> bool {
    let (all, without) = dialect::lines(text).fold((0, 0), |(all, without), line| {
        let Some(rest) = after_stamp(&line).and_then(|rest| rest.strip_prefix(b" ")) else { return (all, without) };
        let end = rest.iter().position(|b| *b == b' ').unwrap_or(rest.len());
        (all + 1, without + usize::from(rest[..end].ends_with(b":")))
    });
    without * 2 > all
}

fn after_stamp(line: &[u8]) -> Option<&[u8]> {
    let iso = || rfc3339::prefix(line).map(|(time, rest)| zone::beside(time, rest));
    let stamp = syslog::prefix(line).or_else(iso).or_else(|| ctime::full(line));
    stamp.or_else(|| unix::prefix(line)).map(|(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Clock;

    #[track_caller]
    fn check(format: &str, line: &str, time: (Clock, i64), host: &str, ident: &str, text: &str) {
        let record = Dialect::named(format).expect(format).decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time.clock, record.time.ns), (format, time.0, time.1), "{line}");
        assert_eq!(record.host.as_deref(), Some(host.as_bytes()), "{line}");
        assert_eq!(record.ident.as_deref(), Some(ident.as_bytes()), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.text), text, "{line}");
    }

    const AT: i64 = 1_795_188_499_000_000_000;

    #[test]
    fn every_stamp() {
        check("short-iso", "2026-11-20T16:28:19+0100 node-a k[1]: x", (Clock::Utc, AT), "node-a", "k", "x");
        check("short-iso", "2026-11-20T16:28:19+01:00 node-a kernel: x", (Clock::Utc, AT), "node-a", "kernel", "x");
        check(
            "short-iso",
            "2026-11-20 16:28:19,5 CET node-a k[1]: x",
            (Clock::Utc, AT + 500_000_000),
            "node-a",
            "k",
            "x",
        );
        check(
            "short-iso",
            "2026-11-20 16:28:19 +01:00 node-a kernel: [T12] x",
            (Clock::Utc, AT),
            "node-a",
            "kernel",
            "x",
        );
        check(
            "short-iso",
            "2026-11-20T16:28:19+01:00 node-a [   77.250000] x",
            (Clock::Utc, AT),
            "node-a",
            "kernel",
            "x",
        );
        check("short-full", "Fri 2026-11-20 16:28:19 CET a kernel: x", (Clock::Utc, AT), "a", "kernel", "x");
        check("short-unix", "1795188499.000000 a kernel: x", (Clock::Utc, AT), "a", "kernel", "x");
        check("short-monotonic", "[    1.000000] a audit: x", (Clock::Boot, 1_000_000_000), "a", "audit", "x");
        let delta = "[    1.000000 <    0.225752 >] a b[1]: x";
        check("short-monotonic", delta, (Clock::Boot, 1_000_000_000), "a", "b", "x");
    }

    #[test]
    fn a_level_is_no_host() {
        let record = Dialect::default().decode(b"2026-11-20T16:28:19+0000 SUBDEBUG Upgraded: x-1.noarch", &NAMES);
        assert_eq!((record.format, &*record.message), ("dated", &b"SUBDEBUG Upgraded: x-1.noarch"[..]));
        let error = Dialect::default().decode(b"2026-11-20T16:28:19+0000 ERROR rpm: x", &NAMES);
        assert_eq!((error.format, error.host), ("dated", None));
    }

    #[test]
    fn programs_that_begin_with_a_date_are_no_syslog() {
        for line in [
            "2026-11-20 16:28:19,123 root ERROR: x",
            "2026-11-20 16:28:19 INFO worker[3]: x",
            "2026-11-20 16:28:19 1234 worker[3]: x",
        ] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "short-iso", "{line}");
        }
        let record = Dialect::default().decode(b"2026-11-20 16:28:19 node-a k[1]: x", &NAMES);
        assert_eq!((record.format, record.host.as_deref()), ("short-iso", Some(&b"node-a"[..])));
    }

    #[test]
    fn a_stamp_without_a_head_is_a_time() {
        let record = Dialect::default().decode(b"Nov 14 2025 02:57:18: %LINK-3-UPDOWN: x", &NAMES);
        assert_eq!(
            (record.format, record.time.clock, &*record.text),
            ("short", Clock::Local, &b"%LINK-3-UPDOWN: x"[..])
        );
    }

    #[test]
    fn continued_lines_lose_their_indentation() {
        let line = "Nov 20 16:28:19 node-a app[7]: first\n                               second\n                                 third";
        let record = Dialect::named("short").unwrap().decode(line.as_bytes(), &NAMES);
        assert_eq!(String::from_utf8_lossy(&record.text), "first\nsecond\n  third");
    }

    #[test]
    fn kernel_lines_carry_two_clocks() {
        let record = Dialect::named("short").unwrap().decode(b"Nov 14 02:59:00 n kernel: [ 42.000001] nfs: x", &NAMES);
        assert_eq!((record.since_boot_ns, &*record.text), (Some(42_000_001_000), &b"nfs: x"[..]));
    }

    #[test]
    fn units_in_the_place_of_identifiers() {
        let line = b"Fri 2026-11-20 16:28:19 CET node-a init.scope[1]: Created slice x.slice.";
        let record = Dialect::named("short-full").unwrap().decode(line, &NAMES);
        assert_eq!(record.unit.as_deref(), Some(&b"init.scope"[..]));
    }

    #[test]
    fn files_without_a_host_column() {
        assert!(!lacks_host(b"Nov 14 02:59:00 n kernel: x\nNov 14 02:59:01 n kernel: y"));
        assert!(lacks_host(b"Nov 14 02:59:00 kernel: x\nNov 14 02:59:01 kernel: y"));
        assert!(!lacks_host(b""));
    }
}
