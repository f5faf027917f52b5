//! Objects of Kubernetes one to a line, as watchers and exporters of events print them.
//!
//! ```text
//! {"type":"MODIFIED","object":{"kind":"Event","reason":"BackOff",...}}            kubectl get -w --output-watch-events
//! {"verb":"ADDED","event":{"metadata":{...},"reason":"BackOff",...}}              eventrouter
//! {"metadata":{...},"reason":"BackOff","involvedObject":{...},"message":"..."}    kubernetes-event-exporter
//! ```
//!
//! Lists, and other objects that carry their API's version, are read by `k8s_json.rs`.

use std::borrow::Cow;

use crate::format::json::{self, Value};
use crate::format::{Document, Names};
use crate::model::{Kind, Record, Repeats};

use super::place::Places;
use super::{Sink, k8s_json, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "k8s-watch", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    let first = without_echo(head).split(|b| *b == b'\n').next().unwrap_or_default();
    record(first, &Names::from_lookup(|_| Kind(0))).is_some()
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let mut sent = false;
    for line in input.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let known = record(line, names);
        sent |= known.is_some();
        let (offset, number) = places.of(line);
        sink(offset, number, Record { raw: line, ..known.unwrap_or_else(|| stray(line)) });
    }
    sent
}

/// A line that is no object: an error that kubectl printed, say.
fn stray(line: &[u8]) -> Record<'_> {
    Record { text: Cow::Borrowed(line), message: Cow::Borrowed(line), ..Record::default() }
}

fn record<'a>(line: &'a [u8], names: &Names) -> Option<Record<'a>> {
    let known = STARTS.iter().any(|start| line.starts_with(start)).then(|| object(line)).flatten()?;
    // Each time that it was counted up has a line of its own.
    last(known, names).map(|record| Record { repeats: Repeats::default(), format: DOCUMENT.name, ..record })
}

/// How such lines begin: the keys have their order from the types of the API.
const STARTS: [&[u8]; 4] =
    [b"{\"type\":\"", b"{\"verb\":\"", b"{\"metadata\":{", b"{\"kind\":\"Event\",\"apiVersion\":\"v1\""];

/// The object of a line.
fn object(line: &[u8]) -> Option<&[u8]> {
    for (key, value) in json::fields(line) {
        match (key, value) {
            (b"type" | b"verb" | b"old_event", _) => {}
            (b"object" | b"event", Value::Object(object)) => return Some(object),
            _ => break,
        }
    }
    json::mentions(line, b"\"involvedObject\"").then_some(line)
}

/// What the object says last: an event that was counted up has come again.
fn last<'a>(object: &'a [u8], names: &Names) -> Option<Record<'a>> {
    k8s_json::records(object, b"Event", names).pop()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    const EVENT: &str = r#""metadata":{"name":"a"},"reason":"BackOff","message":"x","count":2,"type":"Warning","firstTimestamp":"2025-11-14T02:57:18Z","lastTimestamp":"2025-11-14T02:58:18Z","involvedObject":{"kind":"Pod","namespace":"shop","name":"web-0"}"#;

    #[track_caller]
    fn check(line: &str, text: &str) {
        let record = record(line.as_bytes(), &NAMES).expect("an event");
        assert_eq!((record.format, record.unit.as_deref()), ("k8s-watch", Some(&b"k8s-event"[..])), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.text), text, "{line}");
        assert_eq!(record.time.ns, 1_763_089_098_000_000_000, "{line}");
    }

    #[test]
    fn watched_routed_and_exported() {
        let text = "Warning BackOff pod/shop/web-0: x";
        check(&format!(r#"{{"type":"MODIFIED","object":{{"kind":"Event",{EVENT}}}}}"#), text);
        check(&format!(r#"{{"verb":"ADDED","event":{{{EVENT}}}}}"#), text);
        check(&format!("{{{EVENT}}}"), text);
        check(&format!(r#"{{"kind":"Event","apiVersion":"v1",{EVENT}}}"#), text);
    }

    #[test]
    fn other_objects() {
        for line in [r#"{"type":"x","msg":"y"}"#, r#"{"metadata":{},"kind":"Secret"}"#, r#"{"verb":"get"}"#] {
            assert!(record(line.as_bytes(), &NAMES).is_none(), "{line}");
        }
    }
}
