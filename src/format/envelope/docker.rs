//! Docker's `json-file` driver: `/var/lib/docker/containers/ID/ID-json.log`.
//!
//! ```text
//! {"log":"text\n","stream":"stdout","attrs":{},"time":"2026-11-20T15:28:42.533866448Z"}
//! ```
//!
//! A line of more than 16 KiB is cut into records whose `log` does not end in `\n`: they are one record here, at the
//! time of the first.

use std::borrow::Cow;

use memchr::memchr;

use crate::format::json;
use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{RawTime, Record};
use crate::text::ansi;
use crate::time::rfc3339;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "docker-json",
    frame: Frame::Docker,
    nests: true,
    looks_like: |line| line.starts_with(b"{\"") && json::mentions(line, b"\"log\""),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let first = Part::of(&raw[..memchr(b'\n', raw).unwrap_or(raw.len())])?;
    let time = first.time;
    let text = if memchr(b'\n', raw).is_some() { Cow::Owned(joined(raw, first.is_stderr)) } else { first.text };
    let text = without_newline(text);
    Some(Record { time, message: text.clone(), text, ..Record::default() })
}

/// What one line tells.
struct Part<'a> {
    time: RawTime,
    text: Cow<'a, [u8]>,
    is_stderr: bool,
}

impl<'a> Part<'a> {
    fn of(line: &'a [u8]) -> Option<Self> {
        let (mut text, mut time, mut is_stderr) = (None, RawTime::NONE, None);
        for (key, value) in json::fields(line) {
            match key {
                b"log" => text = value.text(),
                b"stream" => is_stderr = Some(value.plain() == Some(b"stderr")),
                b"time" => time = value.plain().and_then(rfc3339::whole)?,
                _ => {}
            }
        }
        Some(Part { time, text: text.filter(|_| time.is_some())?, is_stderr: is_stderr? })
    }
}

/// The texts of a run of parts, one after the other; what the other stream wrote between them is no part of it.
fn joined(raw: &[u8], is_stderr: bool) -> Vec<u8> {
    let parts = raw.split(|b| *b == b'\n').filter_map(Part::of).filter(|part| part.is_stderr == is_stderr);
    parts.flat_map(|part| part.text.into_owned()).collect()
}

/// The line without its end, and without the colours that its escapes stood for.
fn without_newline(text: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let end = |text: &[u8]| {
        let line = text.strip_suffix(b"\n").unwrap_or(text);
        line.strip_suffix(b"\r").unwrap_or(line).len()
    };
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[..end(text)]),
        Cow::Owned(text) => {
            let mut text = ansi::strip(&text).into_owned();
            text.truncate(end(&text));
            Cow::Owned(text)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::RawTime;

    #[track_caller]
    fn check(log: &str, text: &str) {
        let line = format!(r#"{{"log":"{log}","stream":"stderr","time":"2026-11-20T15:28:19.000000001Z"}}"#);
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time), ("docker-json", RawTime::utc(1_795_188_499_000_000_001)), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.text), text, "{line}");
    }

    #[test]
    fn escapes_and_line_ends() {
        check(r"plain\n", "plain");
        check(r"no newline", "no newline");
        check(r#"tab\t\"q\" \u001b[31mred\u001b[0m\r\n"#, "tab\t\"q\" red");
        check(r"\n", "");
    }

    #[test]
    fn parts_are_joined() {
        let line =
            |log: &str| format!(r#"{{"log":"{log}","stream":"stderr","time":"2026-11-20T15:28:19.000000001Z"}}"#);
        let raw = format!("{}\n{}", line(r#"a \"b"#), line(r#"\" c\n"#));
        let record = Dialect::default().decode(raw.as_bytes(), &NAMES);
        assert_eq!((record.format, &*record.text), ("docker-json", &b"a \"b\" c"[..]));
        let turns = format!("{}\n{}\n{}", line("a "), line(r"x\n").replace("stderr", "stdout"), line(r"b\n"));
        assert_eq!(Dialect::default().decode(turns.as_bytes(), &NAMES).text, &b"a b"[..]);
    }

    #[test]
    fn other_objects() {
        let record = Dialect::default().decode(br#"{"log":"x","level":"info"}"#, &NAMES);
        assert_ne!(record.format, "docker-json");
    }
}
