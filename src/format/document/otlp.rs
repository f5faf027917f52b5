//! OpenTelemetry's log records as JSON: the collector's file exporter writes an object to a line.
//!
//! ```text
//! {"resourceLogs":[{"resource":{"attributes":[{"key":"k8s.pod.name","value":{"stringValue":"web-0"}}]},
//!   "scopeLogs":[{"logRecords":[{"timeUnixNano":"1763089038123456789","severityNumber":17,
//!     "body":{"stringValue":"text"},"attributes":[...]}]}]}]}
//! ```
//!
//! A body may be a map: the fields of a journal's entry. Which attribute tells what is in `format/store.rs`.
//!
//! # Source
//!
//! opentelemetry-proto, `opentelemetry/proto/logs/v1/logs.proto`.

use crate::format::json::{self, Value};
use crate::format::objects::{objects, without_comma};
use crate::format::store::Stored;
use crate::format::{Document, Names, payload};
use crate::model::{Level, Record};
use crate::text::cursor::number;

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "otlp-json", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = without_echo(head);
    json::is_object(head) && head[1..].trim_ascii_start().starts_with(b"\"resourceLogs\"")
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let (mut places, mut sent) = (Places::new(input), false);
    for object in objects(without_echo(input), without_comma) {
        for resource in within(object.text, b"resourceLogs") {
            let origin = json::get(resource, b"resource").and_then(object_of).unwrap_or(b"{}");
            let scopes = within(resource, b"scopeLogs").chain(within(resource, b"instrumentationLibraryLogs"));
            for raw in scopes.flat_map(|scope| within(scope, b"logRecords")) {
                let Some(record) = record(origin, raw, names) else { continue };
                let (offset, line) = places.of(raw);
                sink(offset, line, Record { raw, format: DOCUMENT.name, ..record });
                sent = true;
            }
        }
    }
    sent
}

/// The objects of a list.
fn within<'a>(object: &'a [u8], key: &[u8]) -> impl Iterator<Item = &'a [u8]> {
    json::list(object, key).filter_map(object_of)
}

const fn object_of(value: Value<'_>) -> Option<&[u8]> {
    match value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// A record of a resource.
fn record<'a>(origin: &'a [u8], raw: &'a [u8], names: &Names) -> Option<Record<'a>> {
    let mut stored = Stored::default();
    let body = json::get(raw, b"body").and_then(object_of).unwrap_or(b"{}");
    let fields = json::get(body, b"kvlistValue").and_then(object_of).unwrap_or(b"{}");
    for pair in within(origin, b"attributes").chain(within(raw, b"attributes")).chain(within(fields, b"values")) {
        let key = json::get(pair, b"key").and_then(Value::plain).unwrap_or_default();
        stored.add(b"", key, || json::get(pair, b"value").and_then(object_of).and_then(scalar)?.text());
    }
    let time = || plain(raw, b"timeUnixNano").or_else(|| plain(raw, b"observedTimeUnixNano")).map(Into::into);
    stored.add(b"", b"@timestamp", time);
    stored.add(b"", b"severitytext", || json::get(raw, b"severityText")?.text().filter(|text| !text.is_empty()));
    stored.add(b"", b"log", || scalar(body)?.text());
    let mut record = stored.record(names)?;
    record.level = record.level.or_else(|| severity(number(plain(raw, b"severityNumber")?)?));
    payload::apply(&mut record);
    Some(record)
}

/// The value of one kind: `{"stringValue":"a"}`, `{"intValue":"7"}`.
fn scalar(value: &[u8]) -> Option<Value<'_>> {
    json::fields(value).map(|(_, value)| value).find(|value| !matches!(value, Value::Object(_) | Value::List(_)))
}

/// A number that is not zero: zero is unknown.
fn plain<'a>(object: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    json::get(object, key).and_then(Value::plain).filter(|digits| *digits != b"0")
}

/// Four numbers are one level, from the finest up.
const fn severity(number: u64) -> Option<Level> {
    Some(match number {
        1..9 => Level::Debug,
        9..13 => Level::Info,
        13..17 => Level::Warning,
        17..21 => Level::Error,
        21..25 => Level::Critical,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    /// Line, seconds, host, program, level and message of each record.
    type Seen = (u64, i64, Option<String>, Option<String>, Option<Level>, String);

    fn seen(input: &str) -> Vec<Seen> {
        let mut seen = Vec::new();
        let text = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            let (host, ident) = (r.host.as_deref().map(text), r.ident.as_deref().map(text));
            seen.push((line, r.time.ns / 1_000_000_000, host, ident, r.level, text(&r.message)));
        });
        seen
    }

    #[test]
    fn bodies_of_text_and_of_fields() {
        let origin = r#""resource":{"attributes":[{"key":"host.name","value":{"stringValue":"n7"}}]}"#;
        let text = r#"{"timeUnixNano":"0","observedTimeUnixNano":"1763089038223456789","severityNumber":17,"body":{"stringValue":"x"}}"#;
        let fields = r#"{"timeUnixNano":"1763089039000000000","body":{"kvlistValue":{"values":[{"key":"MESSAGE","value":{"stringValue":"y"}},{"key":"SYSLOG_IDENTIFIER","value":{"stringValue":"systemd"}}]}}}"#;
        let input = format!(
            "{{\"resourceLogs\":[{{{origin},\"scopeLogs\":[{{\"logRecords\":[{text}]}}]}}]}}\n{{\"resourceLogs\":[{{{origin},\"scopeLogs\":[{{\"logRecords\":[{fields}]}}]}}]}}\n"
        );
        let host = || Some("n7".to_owned());
        let expected = [
            (1, 1_763_089_038, host(), None, Some(Level::Error), "x".to_owned()),
            (2, 1_763_089_039, host(), Some("systemd".to_owned()), None, "y".to_owned()),
        ];
        assert_eq!(seen(&input), expected);
    }

    #[test]
    fn other_objects() {
        assert!(!looks_like(b"{\"resourceMetrics\":[]}", "") && !looks_like(b"[1]", ""));
        assert!(seen("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{}, 7, {\"body\":{}}").is_empty());
    }
}
