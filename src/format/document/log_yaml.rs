//! Google Cloud's log entries as `gcloud logging read` prints them unless it is asked for another form: YAML.
//!
//! ```text
//! ---
//! insertId: abc
//! jsonPayload:
//!   message: text
//! resource:
//!   labels:
//!     pod_name: web-0
//! timestamp: '2025-11-14T02:57:18.123Z'
//! ```
//!
//! Each entry is read as JSON; which key tells what is in `format/store.rs`.

use crate::format::store::{Fact, Stored};
use crate::format::{Document, Names, payload, yaml};
use crate::model::Record;

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "log-yaml", looks_like, read };

/// Keys that every entry has, each at the start of a line.
const KEYS: [&[u8]; 2] = [b"\nlogName: ", b"\nresource:"];
/// With which of its keys an entry may begin: they are sorted.
const STARTS: [&[u8]; 7] =
    [b"errorGroups:", b"httpRequest:", b"insertId: ", b"jsonPayload:", b"labels:", b"logName: ", b"protoPayload:"];

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = without_echo(head);
    let first = head.strip_prefix(b"---").unwrap_or(head).trim_ascii_start();
    STARTS.iter().any(|start| first.starts_with(start))
        && KEYS.iter().all(|key| memchr::memmem::find(head, key).is_some())
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let (mut places, mut sent) = (Places::new(input), false);
    for entry in entries(without_echo(input)) {
        let json = yaml::to_json(entry);
        let stored = Stored::of(&json);
        let told = stored.has(Fact::Time) && (stored.is_line() || stored.has(Fact::Message));
        let Some(mut record) = told.then(|| stored.record(names)).flatten() else { continue };
        payload::apply(&mut record);
        let (offset, line) = places.of(entry);
        sink(offset, line, Record { raw: entry, format: DOCUMENT.name, ..record });
        sent = true;
    }
    sent
}

/// What stands between lines of three dashes.
fn entries(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(input);
    let next = move || {
        let text = rest?;
        let text = text.strip_prefix(b"---\n").unwrap_or(text);
        let end = memchr::memmem::find(text, b"\n---\n");
        rest = end.map(|end| &text[end + 1..]);
        Some(end.map_or(text, |end| &text[..=end]))
    };
    std::iter::from_fn(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn entries_of_both_kinds() {
        let tail = "logName: projects/p/logs/stderr\nresource:\n  labels:\n    pod_name: web-0\nseverity: ERROR\ntimestamp: '2025-11-14T02:57:18Z'\n";
        let input = format!(
            "---\ninsertId: a\njsonPayload:\n  message: x\n{tail}---\ninsertId: b\n{tail}textPayload: 'y: z'\n"
        );
        assert!(looks_like(input.as_bytes(), ""));
        let mut seen = Vec::new();
        read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            assert_eq!((r.time.ns / 1_000_000_000, r.labels.len()), (1_763_089_038, 1));
            seen.push((line, String::from_utf8_lossy(&r.message).into_owned()));
        });
        assert_eq!(seen, [(2, "x".to_owned()), (12, "y: z".to_owned())]);
    }

    #[test]
    fn other_yaml() {
        assert!(!looks_like(b"labels:\n  a: b\nresource: x\n", ""));
        assert!(!looks_like(b"apiVersion: v1\nlogName: x\nresource: y\n", ""));
    }
}
