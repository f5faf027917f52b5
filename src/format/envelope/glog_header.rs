//! The four lines before the first one of a glog or klog file: the only place of its year and its machine.
//!
//! ```text
//! Log file created at: 2026/11/20 15:36:54        local time
//! Running on machine: cp-01
//! Binary: Built with gc go1.23.4 for linux/amd64
//! Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg
//! ```
//!
//! # Source
//!
//! k8s.io/klog/v2, `klog.go`: `syncBuffer.rotateFile`.

use std::borrow::Cow;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Clock, RawTime, Record};
use crate::time::rfc3339;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "glog-header",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| matches!(line.first(), Some(b'L' | b'R' | b'B')),
    parse,
};

const CREATED: &[u8] = b"Log file created at: ";
const MACHINE: &[u8] = b"Running on machine: ";
const OTHERS: [&[u8]; 2] = [b"Binary: Built with ", b"Log line format: ["];

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let time = raw.strip_prefix(CREATED).map(created);
    let host = raw.strip_prefix(MACHINE).map(<[u8]>::trim_ascii).filter(|host| !host.is_empty());
    let known = time.is_some() || host.is_some() || OTHERS.iter().any(|start| raw.starts_with(start));
    let text = Cow::Borrowed(raw);
    known.then(|| Record {
        time: time.unwrap_or_default(),
        host: host.map(Cow::Borrowed),
        message: text.clone(),
        text,
        ..Record::default()
    })
}

/// `2026/11/20 15:36:54`.
fn created(date: &[u8]) -> RawTime {
    rfc3339::local(date).map_or(RawTime::NONE, |(ns, _)| RawTime { clock: Clock::Local, ns })
}

/// The machine that the head of a file names.
#[must_use]
pub fn machine(head: &[u8]) -> Option<&[u8]> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mut lines = head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    lines.next().filter(|line| line.starts_with(CREATED))?;
    lines.next()?.strip_prefix(MACHINE).filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{Dialect, names::tests::NAMES};

    #[test]
    fn time_and_machine() {
        let record = Dialect::default().decode(b"Log file created at: 2026/11/20 15:28:19", &NAMES);
        assert_eq!((record.format, record.time.clock), ("glog-header", Clock::Local));
        assert_eq!(record.time.ns, 1_795_188_499_000_000_000);
        let head = b"Log file created at: 2026/11/20 15:28:19\r\nRunning on machine: cp-01\r\n";
        assert_eq!(machine(head), Some(&b"cp-01"[..]));
        assert_eq!(machine(b"Running on machine: cp-01\n"), None);
    }
}
