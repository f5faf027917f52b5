//! Objects of Kubernetes one to a line, as watchers and exporters of events print them.
//!
//! ```text
//! {"type":"MODIFIED","object":{"kind":"Event","reason":"BackOff",...}}            kubectl get -w --output-watch-events
//! {"verb":"ADDED","event":{"metadata":{...},"reason":"BackOff",...}}              eventrouter
//! {"metadata":{...},"reason":"BackOff","involvedObject":{...},"message":"..."}    kubernetes-event-exporter
//! ```
//!
//! Lists, and objects that carry their API's version, are documents: see `document/k8s_json.rs`.

use crate::format::document::k8s_json;
use crate::format::json::{self, Value};
use crate::format::{Envelope, Names};
use crate::framing::Frame;
use crate::model::Record;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "k8s-watch",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| STARTS.iter().any(|start| line.starts_with(start)),
    parse: |raw, hints| object(raw).and_then(|object| last(object, hints.names)),
};

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
    use crate::format::{Dialect, names::tests::NAMES};

    const EVENT: &str = r#""metadata":{"name":"a"},"reason":"BackOff","message":"x","count":2,"type":"Warning","firstTimestamp":"2025-11-14T02:57:18Z","lastTimestamp":"2025-11-14T02:58:18Z","involvedObject":{"kind":"Pod","namespace":"shop","name":"web-0"}"#;

    #[track_caller]
    fn check(line: &str, text: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
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
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "k8s-watch", "{line}");
        }
    }
}
