//! `coredumpctl list` and `coredumpctl info`: which programs crashed.
//!
//! ```text
//! TIME                          PID UID GID SIG     COREFILE EXE                 SIZE
//! Fri 2025-11-14 02:57:18 UTC  1234   0   0 SIGSEGV present  /usr/bin/containerd 1.2M
//!
//!            PID: 1234 (containerd)
//!      Timestamp: Fri 2025-11-14 02:57:18 UTC (2h ago)
//!       Hostname: node-3
//!        Message: Process 1234 (containerd) of user 0 dumped core.
//! ```
//!
//! A row is told in the words that systemd-coredump logs: `Process 1234 (containerd) of user 0 dumped core.`
//!
//! # Source
//!
//! systemd, `src/coredump/coredumpctl.c`.

use std::borrow::Cow;

use crate::format::{Document, Names};
use crate::model::{RawTime, Record};
use crate::text::{cursor::number, lines};
use crate::time::ctime;

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "coredumps", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    let line = lines(without_echo(head)).next().unwrap_or_default().trim_ascii_start();
    is_header(line) || (line.starts_with(b"PID: ") && line.ends_with(b")"))
}

fn is_header(line: &[u8]) -> bool {
    line.starts_with(b"TIME ")
        && [&b" PID "[..], b" SIG ", b" EXE"].iter().all(|name| memchr::memmem::find(line, name).is_some())
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let (mut places, mut sent, mut crash) = (Places::new(input), false, Crash::default());
    for line in lines(input) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Some(record) = row(line).or_else(|| crash.line(line.trim_ascii())) else { continue };
        let (offset, number) = places.of(line);
        sink(
            offset,
            number,
            Record { raw: line, format: DOCUMENT.name, ident: Some(Cow::Borrowed(b"systemd-coredump")), ..record },
        );
        sent = true;
    }
    sent
}

/// A row of the list.
fn row(line: &[u8]) -> Option<Record<'_>> {
    let (time, rest) = ctime::full(line)?;
    let words: Vec<&[u8]> = rest.split(|b| *b == b' ').filter(|word| !word.is_empty()).collect();
    let [pid, uid, _, signal, _, program, ..] = words[..] else { return None };
    let name = program.rsplit(|b| *b == b'/').next()?;
    let text = [b"Process ", pid, b" (", name, b") of user ", uid, b" dumped core. signal=", signal].concat();
    number(pid).map(|_| record(time, None, text.into()))
}

fn record<'a>(time: RawTime, host: Option<&'a [u8]>, text: Cow<'a, [u8]>) -> Record<'a> {
    Record { time, host: host.map(Cow::Borrowed), message: text.clone(), text, ..Record::default() }
}

/// What the lines about one crash told so far.
#[derive(Default)]
struct Crash<'a> {
    time: RawTime,
    host: Option<&'a [u8]>,
}

impl<'a> Crash<'a> {
    /// Takes a line; the message gives the record.
    fn line(&mut self, line: &'a [u8]) -> Option<Record<'a>> {
        let (name, value) = line.split_at(memchr::memmem::find(line, b": ")?);
        let value = &value[2..];
        match name {
            b"PID" => *self = Crash::default(),
            b"Timestamp" => self.time = ctime::full(value).map(|(time, _)| time).unwrap_or_default(),
            b"Hostname" => self.host = Some(value),
            b"Message" => return Some(record(self.time, self.host, Cow::Borrowed(value))),
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(input: &str, expected: &[(u64, Option<&str>, &str)]) {
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        let mut seen = Vec::new();
        let text = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            assert_eq!(r.time, RawTime::utc(1_763_089_038_000_000_000), "{input}");
            seen.push((line, r.host.as_deref().map(text), text(&r.message)));
        });
        let seen: Vec<_> = seen.iter().map(|(line, host, text)| (*line, host.as_deref(), &**text)).collect();
        assert_eq!(seen, expected, "{input}");
    }

    #[test]
    fn lists_and_details() {
        check(
            "TIME                         PID UID GID SIG     COREFILE EXE           SIZE\nFri 2025-11-14 02:57:18 UTC 1234   0   0 SIGSEGV present  /usr/bin/etcd 1.2M\n",
            &[(2, None, "Process 1234 (etcd) of user 0 dumped core. signal=SIGSEGV")],
        );
        check(
            "           PID: 1234 (etcd)\n     Timestamp: Fri 2025-11-14 02:57:18 UTC (2h ago)\n      Hostname: n7\n       Message: Process 1234 (etcd) of user 0 dumped core.\n                \n                #0  0x7f n/a\n",
            &[(4, Some("n7"), "Process 1234 (etcd) of user 0 dumped core.")],
        );
        assert!(!looks_like(b"TIME  x\n", "") && !looks_like(b"PID: 7\n", ""));
    }
}
