//! Container log files written through the CRI: `/var/log/pods/**/*.log`.
//!
//! ```text
//! 2025-11-14T03:02:41.1Z stderr F plugin type="cilium-cni" failed (add)
//! time, any offset       stream F: whole line, P: the next line continues it; other tags behind colons: `F:tag`
//! ```
//!
//! Docker's `json-file` driver writes another shape; see `docker.rs`. Pod and container stand in the path only; see
//! `source/origin.rs`.
//!
//! # Source
//!
//! containerd, `internal/cri/io/logger.go`: a line is cut into `P` parts at `max_container_log_line_size` bytes,
//! 16384 by default.

use std::borrow::Cow;

use memchr::memchr;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{RawTime, Record};
use crate::text::cursor::Cursor;
use crate::time::rfc3339;

/// See the head of this file.
pub const ENVELOPE: Envelope =
    Envelope { name: "cri", frame: Frame::Cri, nests: true, looks_like: |line| line.get(10) == Some(&b'T'), parse };

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (time, first) = header(raw)?;
    let text = match memchr(b'\n', first) {
        None => Cow::Borrowed(first),
        Some(_) => Cow::Owned(joined(raw)),
    };
    Some(Record { time, message: text.clone(), text, ..Record::default() })
}

/// Splits a line into its time and its text.
#[inline]
fn header(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let (time, rest) = rfc3339::prefix(line)?;
    let mut rest = Cursor::new(rest);
    rest.tag(b" std")?;
    rest.tag(b"out ").or_else(|| rest.tag(b"err "))?;
    rest.byte(b'F').or_else(|| rest.byte(b'P'))?;
    match rest.rest() {
        [b' ', text @ ..] => Some((time, text)),
        [] => Some((time, &[])),
        // More tags may follow the flag.
        [b':', ..] => rest.until(b' ').map(|_| (time, rest.rest())),
        _ => None,
    }
}

/// The texts of a run of parts, one after the other; what the other stream wrote between them is no part of it.
fn joined(raw: &[u8]) -> Vec<u8> {
    let own = is_stderr(raw);
    let lines = raw.split(|b| *b == b'\n').filter(|line| is_stderr(line) == own);
    lines.flat_map(|line| header(line).map_or(line, |(_, text)| text)).copied().collect()
}

fn is_stderr(line: &[u8]) -> bool {
    let blank = memchr(b' ', &line[..line.len().min(48)]).unwrap_or(0);
    line[blank..].starts_with(b" stderr ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{Dialect, names::tests::NAMES};

    #[track_caller]
    fn check(raw: &str, ns: i64, text: &str) {
        let record = Dialect::default().decode(raw.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time), ("cri", RawTime::utc(ns)), "{raw}");
        assert_eq!(String::from_utf8_lossy(&record.text), text, "{raw}");
    }

    const AT: i64 = 1_763_089_361_100_000_000;

    #[test]
    fn whole_partial_and_empty_lines() {
        check("2025-11-14T03:02:41.1Z stderr F bind: in use", AT, "bind: in use");
        check("2025-11-14T03:02:41.1Z stdout P {\"level\":", AT, "{\"level\":");
        check("2025-11-14T04:02:41.1+01:00 stdout F ", AT, "");
        check("2025-11-14T04:02:41.1+01:00 stdout F", AT, "");
        check("2025-11-14T03:02:41.1Z stdout F:tag:more bind: in use", AT, "bind: in use");
    }

    #[test]
    fn parts_are_joined() {
        check("2025-11-14T03:02:41.1Z stdout P ab\n2025-11-14T03:02:41.2Z stdout F cd", AT, "abcd");
        check("2025-11-14T03:02:41.1Z stdout P:tag ab\n2025-11-14T03:02:41.2Z stdout F:tag cd", AT, "abcd");
        let turns = "2025-11-14T03:02:41.1Z stdout P ab\n2025-11-14T03:02:41.1Z stderr P xy\n2025-11-14T03:02:41.2Z stdout F cd";
        check(turns, AT, "abcd");
    }

    #[test]
    fn other_lines() {
        for line in ["2025-11-14T03:02:41.1Z stdin F x", "2025-11-14T03:02:41.1Z stdout X x"] {
            assert!(header(line.as_bytes()).is_none(), "{line}");
        }
    }
}
