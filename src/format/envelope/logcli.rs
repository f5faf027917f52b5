//! What a log store's client or a collector prints as a line of text: the time, what the line is of, the line.
//!
//! ```text
//! 2025-11-14T02:57:18Z {namespace="shop", pod="web-0"} text             logcli
//! 2025-11-14T02:57:18+00:00<tab>kube.shop.web<tab>{"log":"text"}        fluentd, out_file
//! 2025-11-14 02:57:18.123456789 +0000 kube.web: {"log":"text"}          fluentd, stdout
//! time                                stream, or tag
//! 1763089038123<tab>2025-11-14T02:57:18.123Z<tab>text                   Grafana: milliseconds or nanoseconds
//! ```

use std::borrow::Cow;

use crate::format::store::Stored;
use crate::format::{Envelope, Hints, json, logfmt};
use crate::framing::Frame;
use crate::model::{RawTime, Record};
use crate::time::{rfc3339, unix, zone};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "logcli",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| {
        let near = |sign: u8, other: u8| memchr::memchr2(sign, other, &line[..line.len().min(NEAR)]);
        line.first().is_some_and(u8::is_ascii_digit)
            && match line.get(10) {
                Some(b'T' | b' ') => near(b'{', b'\t').is_some(),
                Some(b'0'..=b'9') => matches!(near(b'\t', b' '), Some(13 | 16 | 19)),
                _ => false,
            }
    },
    parse,
};

/// Bytes in which the braces must open.
const NEAR: usize = 160;

fn parse<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    if !matches!(raw.get(10), Some(b'T' | b' ')) {
        return twice(raw);
    }
    let (time, rest) = rfc3339::prefix(raw)?;
    let (time, rest) = zone::beside(time, rest);
    let rest = rest.strip_prefix(b" ").or_else(|| rest.strip_prefix(b"\t"))?;
    let stored = streamed(rest).or_else(|| tagged(rest))?;
    Some(dated(stored.record(hints.names)?, time))
}

/// The time as a number and as a date, and the line, with tabs between.
fn twice(raw: &[u8]) -> Option<Record<'_>> {
    let (number, rest) = raw.split_at(memchr::memchr(b'\t', &raw[..raw.len().min(20)])?);
    let (date, text) = rest[1..].split_at(memchr::memchr(b'\t', &rest[1..rest.len().min(40)])?);
    rfc3339::whole(date)?;
    let text = || Cow::Borrowed(&text[1..]);
    Some(Record { time: unix::any(number)?, text: text(), message: text(), ..Record::default() })
}

/// The store's time holds: a line of a syslog file in it has none or a worse one.
fn dated(record: Record<'_>, time: RawTime) -> Record<'_> {
    Record { time, ..record }
}

/// `{k="v", k="v"} text`.
fn streamed(rest: &[u8]) -> Option<Stored<'_>> {
    let inside = rest.strip_prefix(b"{").filter(|inside| matches!(inside.first(), Some(b'a'..=b'z' | b'_' | b'}')))?;
    let end = memchr::memmem::find(inside, b"\"} ").map(|end| end + 1).or(inside.starts_with(b"} ").then_some(0))?;
    let mut stored = Stored::default();
    for label in inside[..end].split(|b| *b == b',').map(<[u8]>::trim_ascii) {
        for (key, value) in logfmt::pairs(label) {
            stored.add(b"labels", key, || Some(value.text()));
        }
    }
    let text = inside[end + 1..].trim_ascii_start();
    stored.add(b"", b"log", || Some(text.into()));
    Some(stored)
}

/// `TAG: {...}`, or with tabs.
fn tagged(rest: &[u8]) -> Option<Stored<'_>> {
    let end = rest.iter().position(|b| matches!(b, b'\t' | b' '))?;
    let object = &rest[end + 1..];
    let stored = Stored::of(object);
    (json::is_object(object) && stored.is_line()).then_some(stored)
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::RawTime;

    #[track_caller]
    fn check(line: &str, ident: Option<&str>, pod: Option<&str>, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time), ("logcli", RawTime::utc(1_763_089_038_000_000_000)), "{line}");
        assert_eq!(record.ident.as_deref(), ident.map(str::as_bytes), "{line}");
        let label = record.labels.iter().find(|(kind, _)| *kind == NAMES.pod).map(|(_, value)| &**value);
        assert_eq!((label, &*record.message), (pod.map(str::as_bytes), message.as_bytes()), "{line}");
    }

    #[test]
    fn streams_and_tags() {
        check(
            r#"2025-11-14T02:57:18Z {namespace="shop", pod="web-0"} level=error msg="a b""#,
            None,
            Some("shop/web-0"),
            "a b",
        );
        check("2025-11-14T03:57:18+01:00 {} text", None, None, "text");
        check(r#"2025-11-14T02:57:18Z {job="v"} Nov 14 02:57:17 n7 k3s[12]: x"#, Some("k3s"), None, "x");
        check("2025-11-14T02:57:18+00:00\tkube.web\t{\"stream\":\"stderr\",\"log\":\"x\"}", None, None, "x");
        check(r#"2025-11-14 02:57:18.000000000 +0000 kube.web: {"log":"x"}"#, None, None, "x");
    }

    #[test]
    fn other_lines() {
        for line in
            ["2025-11-14T02:57:18Z {a} x", "2025-11-14T02:57:18Z main {\"a\":1}", "2025-11-14 02:57:18 {\"x\"} y"]
        {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "logcli", "{line}");
        }
    }
}
