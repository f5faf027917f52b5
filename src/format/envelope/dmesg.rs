//! The kernel's ring buffer with its own clock: dmesg, the serial console, netconsole, pstore.
//!
//! ```text
//! [    0.000000] text                    dmesg
//! [    0.000000][    T0] text            with the caller: CONFIG_PRINTK_CALLER
//! [    0.000000] [    T0] text           the same, as dmesg prints it since util-linux 2.39
//! <5>[    0.000000] text                 dmesg -r, pstore
//! kern  :info  : [    0.000000] text     dmesg -x
//! [    0.000000 <    0.000000>] text     dmesg -d
//! ```
//!
//! # Source
//!
//! util-linux, `sys-utils/dmesg.c`; linux, `kernel/printk/printk.c`: `info_print_prefix`.

use std::borrow::Cow;

use crate::format::level;
use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Level, RawTime, Record, stamp::SECOND};
use crate::time::boot;

use super::head;
use super::syslog_wire::priority;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "dmesg",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| matches!(line.first(), Some(b'[' | b'<' | b'a'..=b'z')),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (level, rest) = level(raw);
    let (time, rest) = boot::prefix(rest).filter(|(time, _)| time.ns < LONGEST)?;
    Some(record(time, level, without_caller(rest)))
}

/// No machine runs for thirty years: a larger number is the time since 1970.
const LONGEST: i64 = 1_000_000_000 * SECOND;

/// The level that `-r` or `-x` puts in front, and what follows.
#[must_use]
pub fn level(line: &[u8]) -> (Option<Level>, &[u8]) {
    match line.first() {
        Some(b'<') => priority(line).map_or((None, line), |(level, rest)| (Some(level), rest)),
        Some(b'a'..=b'z') => decoded(line).map_or((None, line), |(level, rest)| (Some(level), rest)),
        _ => (None, line),
    }
}

/// `kern  :info  : `: both words are filled up to six letters.
#[must_use]
pub fn decoded(line: &[u8]) -> Option<(Level, &[u8])> {
    let mut parts = line.get(..20.min(line.len()))?.split(|b| *b == b':');
    let (facility, name) = (parts.next()?, parts.next()?);
    (facility.len() >= 6 && name.len() >= 6).then_some(())?;
    let level = level::syslog(name.trim_ascii()).filter(|_| level::is_facility(facility.trim_ascii()))?;
    let rest = line.get(facility.len() + name.len() + 2..)?;
    Some((level, rest.strip_prefix(b" ")?))
}

/// Steps over the caller and the blank before the text.
#[inline]
#[must_use]
pub fn without_caller(rest: &[u8]) -> &[u8] {
    let text = rest.strip_prefix(b" ").unwrap_or(rest);
    match caller_end(text) {
        Some(end) => text[end..].strip_prefix(b" ").unwrap_or(&text[end..]),
        None => text,
    }
}

/// Where `[    T0]` or `[   C12]` ends: a task or a CPU.
#[inline]
fn caller_end(rest: &[u8]) -> Option<usize> {
    rest.first().filter(|b| **b == b'[')?;
    let end = rest.iter().take(16).position(|b| *b == b']')?;
    let inside = rest[1..end].trim_ascii_start();
    let is_caller = inside.len() > 1 && matches!(inside[0], b'T' | b'C') && inside[1..].iter().all(u8::is_ascii_digit);
    is_caller.then_some(end + 1)
}

/// A line of the console that another writer began: `node-3 login: [ 4242.000001] text`. What stood before is nobody's.
#[must_use]
pub fn torn(line: &[u8]) -> Option<Record<'_>> {
    let near = &line[..line.len().min(TORN)];
    let stamps = memchr::memchr_iter(b'[', near).filter(|at| *at > 0);
    let (time, rest) = stamps.filter_map(|at| boot::prefix(&line[at..])).find(|(_, rest)| rest.starts_with(b" "))?;
    Some(record(time, None, without_caller(rest)))
}

/// Bytes in which the stamp of a torn line stands.
const TORN: usize = 160;

/// Programs that write into the ring buffer themselves, with a tag of their own. The kernel begins lines with the
/// name of a process and its id too, so that others are not known by their shape.
const WRITERS: [&[u8]; 10] = [
    b"systemd",
    b"dracut",
    b"cloud-init",
    b"ignition",
    b"multipathd",
    b"lvm",
    b"iscsi",
    b"mdadm",
    b"udevd",
    b"plymouth",
];

/// A line of the ring buffer; what a program wrote into it carries its own tag.
#[must_use]
pub fn record(time: RawTime, level: Option<Level>, text: &[u8]) -> Record<'_> {
    let by_program = WRITERS.iter().any(|name| text.starts_with(name));
    let tag = by_program.then(|| head::tag(text)).filter(|tag| tag.pid.is_some());
    let text = tag.map_or(text, |tag| tag.text);
    Record {
        time,
        level,
        ident: Some(Cow::Borrowed(tag.and_then(|tag| tag.ident).unwrap_or(b"kernel"))),
        pid: tag.and_then(|tag| tag.pid),
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(text),
        ..Record::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[track_caller]
    fn check(line: &str, ns: i64, level: Option<Level>, ident: &str, text: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time.ns, record.level), ("dmesg", ns, level), "{line}");
        assert_eq!(record.ident.as_deref(), Some(ident.as_bytes()), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.text), text, "{line}");
    }

    #[test]
    fn torn_lines() {
        let console = Dialect::named("dmesg").expect("dmesg");
        let record = console.decode(b"node-3 login: [ 4242.000001] nfs: x", &NAMES);
        assert_eq!((record.format, record.time.ns, &*record.text), ("dmesg", 4_242_000_001_000, &b"nfs: x"[..]));
        for line in ["node-3 login: [4242] x", "node-3 login: ", "a [1.0]x"] {
            assert_eq!(console.decode(line.as_bytes(), &NAMES).format, "", "{line}");
        }
        assert_eq!(Dialect::default().decode(b"node-3 login: [ 4242.000001] nfs: x", &NAMES).format, "");
    }

    #[test]
    fn every_prefix() {
        check("[    1.000000] nvme nvme0: I/O tag 1", 1_000_000_000, None, "kernel", "nvme nvme0: I/O tag 1");
        check("[    1.000000][    T0] x", 1_000_000_000, None, "kernel", "x");
        check("[    1.000000] [    T0] x", 1_000_000_000, None, "kernel", "x");
        check("<6>[    1.000000] [   C12] x", 1_000_000_000, Some(Level::Info), "kernel", "x");
        check("[    1.000000] [drm] x", 1_000_000_000, None, "kernel", "[drm] x");
        check("[    1.000000] [Text] x", 1_000_000_000, None, "kernel", "[Text] x");
        check("[    1.000000]   indented", 1_000_000_000, None, "kernel", "  indented");
        check("<5>[    1.000000] x", 1_000_000_000, Some(Level::Notice), "kernel", "x");
        check("kern  :info  : [    1.000000] x", 1_000_000_000, Some(Level::Info), "kernel", "x");
        check("daemon:warn  : [    1.000000 <    0.100000>] x", 1_000_000_000, Some(Level::Warning), "kernel", "x");
        check("<30>[    1.000000] systemd[1]: Started x.", 1_000_000_000, Some(Level::Info), "systemd", "Started x.");
        check("[    1.000000] dracut-initqueue[7]: x", 1_000_000_000, None, "dracut-initqueue", "x");
        check("[    1.000000] java[7]: segfault at 0", 1_000_000_000, None, "kernel", "java[7]: segfault at 0");
        check("[    1.000000] rcu: \tx\r", 1_000_000_000, None, "kernel", "rcu: \tx");
    }
}
