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
    let (time, text) = match memchr(b'\n', raw) {
        None => part(raw)?,
        Some(end) => (part(&raw[..end])?.0, Cow::Owned(joined(raw))),
    };
    let text = without_newline(text);
    Some(Record { time, message: text.clone(), text, ..Record::default() })
}

/// Time and text of one line.
fn part(line: &[u8]) -> Option<(RawTime, Cow<'_, [u8]>)> {
    let (mut text, mut time, mut stream) = (None, RawTime::NONE, false);
    for (key, value) in json::fields(line) {
        match key {
            b"log" => text = value.text(),
            b"stream" => stream = true,
            b"time" => time = value.plain().and_then(rfc3339::whole)?,
            _ => {}
        }
    }
    Some((time, text.filter(|_| stream && time.is_some())?))
}

/// The texts of a run of parts, one after the other; a line that is no part is kept as it stands.
fn joined(raw: &[u8]) -> Vec<u8> {
    let lines = raw.split(|b| *b == b'\n');
    lines.flat_map(|line| part(line).map_or(Cow::Borrowed(line), |(_, text)| text).into_owned()).collect()
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
    }

    #[test]
    fn other_objects() {
        let record = Dialect::default().decode(br#"{"log":"x","level":"info"}"#, &NAMES);
        assert_ne!(record.format, "docker-json");
    }
}
