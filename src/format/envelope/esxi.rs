//! Logs of ESXi: vmkernel.log, vobd.log, hostd.log.
//!
//! ```text
//! 2025-11-14T02:57:18.123Z In(182) vmkernel: cpu3:2097545)NMP: text                release 8: level and facility
//! 2025-11-14T02:57:18.123Z cpu3:2097545)NMP: text                                  vmkernel.log of older ones
//! 2025-11-14T02:57:18.123Z info hostd[2099] [Originator@6876 sub=Vimsvc] text      hostd, vpxa, rhttpproxy
//! ```
//!
//! The times are UTC.

use std::borrow::Cow;

use crate::format::{Envelope, Hints, level};
use crate::framing::Frame;
use crate::model::{Clock, Level, RawTime, Record};
use crate::text::cursor::number;
use crate::time::rfc3339;

use super::head::{self, Head};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "esxi",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.get(10) == Some(&b'T') && line.get(23..25) == Some(b"Z "),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (time, rest) = rfc3339::prefix(raw).filter(|(time, _)| time.clock == Clock::Utc)?;
    let rest = rest.strip_prefix(b" ")?;
    let found = numbered(rest).or_else(|| kernel(rest)).or_else(|| named(rest)).or_else(|| of_machine(rest));
    let (level, head) = found?;
    Some(record(time, level, head))
}

fn record(time: RawTime, level: Option<Level>, head: Head<'_>) -> Record<'_> {
    Record {
        time,
        ident: head.ident.map(Cow::Borrowed),
        pid: head.pid,
        level,
        text: Cow::Borrowed(head.text),
        message: Cow::Borrowed(head.text),
        ..Record::default()
    }
}

/// `In(182) vmkernel: text`: syslog's priority behind two letters of its level.
fn numbered(rest: &[u8]) -> Option<(Option<Level>, Head<'_>)> {
    let (priority, rest) = rest.get(2..)?.strip_prefix(b"(")?.split_at_checked(3)?;
    let priority = number(priority).and_then(|n| u32::try_from(n).ok())?;
    let head = head::tag(rest.strip_prefix(b") ")?);
    head.ident.is_some().then_some((Some(Level::from_priority(priority)), head))
}

/// `In(05) vcpu-0 - text`, `vcpu-0| I125: text` of releases before 8: a virtual machine's own log.
fn of_machine(rest: &[u8]) -> Option<(Option<Level>, Head<'_>)> {
    let level = level::letter(*rest.first()?);
    let thread = rest.get(2..)?.strip_prefix(b"(").and_then(|rest| rest.get(2..)?.strip_prefix(b") "))?;
    let end = memchr::memmem::find(&thread[..thread.len().min(60)], b" - ")?;
    let text = &thread[end + 3..];
    Some((level, Head { host: None, ident: Some(b"vmx"), pid: None, level: None, text }))
}

/// `cpu3:2097545)text`.
fn kernel(rest: &[u8]) -> Option<(Option<Level>, Head<'_>)> {
    let world = rest.strip_prefix(b"cpu")?;
    let end = memchr::memchr(b')', &world[..world.len().min(24)])?;
    let sound = world[..end].iter().all(|b| b.is_ascii_digit() || *b == b':');
    let level = match &world[end + 1..] {
        text if text.starts_with(b"WARNING: ") => Some(Level::Warning),
        text if text.starts_with(b"ALERT: ") => Some(Level::Alert),
        _ => None,
    };
    sound.then_some((level, Head { host: None, ident: Some(b"vmkernel"), pid: None, level: None, text: rest }))
}

/// `info hostd[2099] [Originator@6876 sub=Vimsvc] text`.
fn named(rest: &[u8]) -> Option<(Option<Level>, Head<'_>)> {
    let end = memchr::memchr(b' ', &rest[..rest.len().min(12)])?;
    let level = level::word(&rest[..end])?;
    let open = memchr::memmem::find(&rest[..rest.len().min(80)], b"] [Originator@")?;
    let (ident, pid) = rest.get(end + 1..open).and_then(|tag| tag.split_at_checked(memchr::memchr(b'[', tag)?))?;
    let pid = number(&pid[1..]).and_then(|pid| u32::try_from(pid).ok());
    Some((Some(level), Head { host: None, ident: Some(ident), pid, level: None, text: &rest[open + 2..] }))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[track_caller]
    fn check(line: &str, ident: &str, pid: Option<u32>, level: Option<Level>, text: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.pid, record.level), ("esxi", pid, level), "{line}");
        assert_eq!((record.ident.as_deref(), &*record.text), (Some(ident.as_bytes()), text.as_bytes()), "{line}");
    }

    #[test]
    fn every_release() {
        let text = "cpu3:2097545)NMP: x";
        check(
            "2025-11-14T02:57:18.123Z In(182) vmkernel: cpu3:2097545)NMP: x",
            "vmkernel",
            None,
            Some(Level::Info),
            text,
        );
        check("2025-11-14T02:57:18.123Z Er(179) vobd[2097]:  [a] x", "vobd", Some(2097), Some(Level::Error), " [a] x");
        check("2025-11-14T02:57:18.123Z cpu3:2097545)NMP: x", "vmkernel", None, None, text);
        let hostd = "2025-11-14T02:57:18.123Z error hostd[2099] [Originator@6876 sub=V] x";
        check(hostd, "hostd", Some(2099), Some(Level::Error), "[Originator@6876 sub=V] x");
    }

    #[test]
    fn other_lines() {
        for line in [
            "2025-11-14T02:57:18.123Z INFO x",
            "2025-11-14T02:57:18.123Z a(1) b: c",
            "2025-11-14T02:57:18.123Z cpu usage) x",
        ] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "esxi", "{line}");
        }
    }
}
