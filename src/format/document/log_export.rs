//! Answers of log stores that are one JSON value: lists of lines, at whatever depth.
//!
//! ```text
//! {"events":[{"timestamp":1763089038123,"message":"text","logStreamName":"node-7"}]}      CloudWatch
//! {"hits":{"hits":[{"_source":{"@timestamp":"...","message":"text"}}]}}                   Elastic
//! {"data":{"result":[{"stream":{"pod":"web-0"},"values":[["1763089038123456789","text"]]}]}}   Loki
//! [{"Message":"text","TimeCreated":"\/Date(1763089038123)\/","ProviderName":"..."}]       Windows, from PowerShell
//! [{"textPayload":"text","timestamp":"...","resource":{...}}]                             Google Cloud
//! {"results":[[{"field":"@timestamp","value":"..."},{"field":"@message","value":"text"}]]}     CloudWatch Insights
//! {"tables":[{"columns":[{"name":"TimeGenerated"}, ...],"rows":[["...","text"]]}]}        Azure
//! ```
//!
//! Also objects one after the other that a tool has laid out anew. Which key tells what is in `format/store.rs`.

use std::borrow::Cow;

use crate::format::json::{self, Value};
use crate::format::objects::{objects, without_comma};
use crate::format::payload::json_object;
use crate::format::store::{Fact, Stored};
use crate::format::{Document, Names, payload};
use crate::model::Record;

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "log-export", looks_like, read };

/// Keys one of which such an answer has.
const KEYS: [&[u8]; 17] = [
    b"\"textPayload\"",
    b"\"jsonPayload\"",
    b"\"logStreamName\"",
    b"\"ingestionTime\"",
    b"\"_source\"",
    b"\"resultType\"",
    b"\"@timestamp\"",
    b"\"short_message\"",
    b"\"LogEntry\"",
    b"\"line\"",
    b"\"TimeCreated\"",
    b"\"log\"",
    b"\"timestamp\"",
    b"\"TimeGenerated\"",
    b"\"msg\"",
    b"\"field\"",
    b"\"columns\"",
];
/// How answers begin that stand on one line.
const STARTS: [&[u8]; 8] = [
    b"{\"tables\":[",
    b"{\"results\":[",
    b"{\"took\"",
    b"{\"events\":[",
    b"{\"status\":\"success\"",
    b"{\"data\":[",
    b"{\"hits\":",
    b"{\"logs\":[",
];
/// How deep lists lie in each other.
const DEPTH: usize = 6;

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = without_echo(head);
    let laid_out = matches!(head, [b'{', b'\n' | b'\r', ..]) || list(head).is_some_and(json::is_object);
    (laid_out || STARTS.iter().any(|start| head.starts_with(start))) && KEYS.iter().any(|key| json::mentions(head, key))
}

/// What follows the bracket of a list.
fn list(text: &[u8]) -> Option<&[u8]> {
    text.strip_prefix(b"[").map(<[u8]>::trim_ascii_start)
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let mut reader = Reader { places: Places::new(input), names, sink, sent: false };
    let start = without_echo(input);
    for object in objects(list(start).unwrap_or(start), without_comma) {
        reader.object(object.text, DEPTH);
    }
    reader.sent
}

struct Reader<'r, 'i> {
    places: Places<'i>,
    names: &'r Names,
    sink: Sink<'r>,
    sent: bool,
}

impl Reader<'_, '_> {
    /// A line, or what holds lists of them.
    fn object(&mut self, object: &[u8], depth: usize) {
        if let (Some(Value::Object(labels)), Some(Value::List(values))) =
            (json::get(object, b"stream"), json::get(object, b"values"))
        {
            return self.stream(labels, values);
        }
        if let (Some(Value::List(columns)), Some(Value::List(rows))) =
            (json::get(object, b"columns"), json::get(object, b"rows"))
        {
            return self.table(columns, rows);
        }
        let stored = Stored::of(object);
        if stored.has(Fact::Time) && (stored.is_line() || stored.has(Fact::Message)) {
            return self.send(object, stored);
        }
        if depth == DEPTH && self.own(object) {
            return;
        }
        json::fields(object).filter(|_| depth > 0).for_each(|(_, value)| self.value(value, depth - 1));
    }

    /// A program's own line that a tool has laid out anew.
    fn own(&mut self, object: &[u8]) -> bool {
        let Some(inner) = (json_object::PAYLOAD.parse)(object).filter(|inner| inner.time.is_some()) else {
            return false;
        };
        let text = inner.message.clone();
        let (time, level, message) = (inner.time, inner.level, inner.message);
        let (offset, line) = self.places.of(object);
        (self.sink)(
            offset,
            line,
            Record { time, level, text, message, raw: object, format: DOCUMENT.name, ..Record::default() },
        );
        self.sent = true;
        true
    }

    fn value(&mut self, value: Value<'_>, depth: usize) {
        match value {
            Value::Object(object) => self.object(object, depth),
            Value::List(list) if depth > 0 && self.pairs(list) => {}
            Value::List(list) if depth > 0 => json::items(list).for_each(|item| self.value(item, depth - 1)),
            _ => {}
        }
    }

    /// Loki's: labels, and pairs of a time and a line.
    fn stream(&mut self, labels: &[u8], values: &[u8]) {
        for value in json::items(values) {
            let Value::List(pair) = value else { continue };
            let mut stored = Stored::default();
            stored.open(labels, b"labels", 1);
            for (key, item) in [&b"ts"[..], b"log"].into_iter().zip(json::items(pair)) {
                stored.add(b"", key, || item.text());
            }
            self.send(pair, stored);
        }
    }

    /// Names and values of one line, each pair an object; says whether it is such a list.
    fn pairs(&mut self, list: &[u8]) -> bool {
        let mut stored = Stored::default();
        for item in json::items(list) {
            let Value::Object(pair) = item else { return false };
            let (Some(name), Some(value)) = (json::get(pair, b"field"), json::get(pair, b"value")) else {
                return false;
            };
            stored.add(b"", &name.text().unwrap_or_default(), || value.text());
        }
        let is_line = stored.has(Fact::Time) && (stored.is_line() || stored.has(Fact::Message));
        if is_line {
            self.send(list, stored);
        }
        is_line
    }

    /// The names of columns, and rows of cells.
    fn table(&mut self, columns: &[u8], rows: &[u8]) {
        let name = |column: Value<'_>| match column {
            Value::Object(column) => json::get(column, b"name").and_then(Value::text).map(Cow::into_owned),
            _ => None,
        };
        let names: Vec<Vec<u8>> = json::items(columns).map(|column| name(column).unwrap_or_default()).collect();
        for row in json::items(rows) {
            let Value::List(row) = row else { continue };
            let mut stored = Stored::default();
            for (name, cell) in names.iter().zip(json::items(row)) {
                stored.add(b"", name, || cell.text().filter(|cell| !cell.is_empty()));
            }
            if stored.has(Fact::Time) {
                self.send(row, stored);
            }
        }
    }

    fn send(&mut self, raw: &[u8], stored: Stored<'_>) {
        let Some(mut record) = stored.record(self.names) else { return };
        payload::apply(&mut record);
        let (offset, line) = self.places.of(raw);
        (self.sink)(offset, line, Record { raw, format: DOCUMENT.name, ..record });
        self.sent = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(input: &str, expected: &[(u64, &str)]) {
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        let mut seen = Vec::new();
        let sent = read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            assert_eq!(r.time.ns / 1_000_000_000, 1_763_089_038, "{input}");
            seen.push((line, String::from_utf8_lossy(&r.message).into_owned()));
        });
        let seen: Vec<_> = seen.iter().map(|(line, text)| (*line, &**text)).collect();
        assert_eq!((sent, &*seen), (true, expected), "{input}");
    }

    #[test]
    fn answers() {
        check(
            r#"{"status":"success","data":{"resultType":"streams","result":[{"stream":{"pod":"a"},"values":[["1763089038123456789","level=error msg=\"a b\""],["1763089038223456789","y"]]}]}}"#,
            &[(1, "a b"), (1, "y")],
        );
        check(
            "{\n  \"events\": [\n    {\"timestamp\": 1763089038123, \"message\": \"x\", \"ingestionTime\": 5}\n  ]\n}\n",
            &[(3, "x")],
        );
        check(
            r#"{"took":5,"hits":{"total":{"value":1},"hits":[{"_id":"1","_source":{"@timestamp":"2025-11-14T02:57:18Z","message":"x"}}]}}"#,
            &[(1, "x")],
        );
        check(
            "[\n  {\"textPayload\": \"x\", \"timestamp\": \"2025-11-14T02:57:18Z\"},\n  {\"jsonPayload\": {\"MESSAGE\": \"y\"}, \"timestamp\": \"2025-11-14T02:57:18Z\"}\n]",
            &[(2, "x"), (3, "y")],
        );
        check(
            "{\n \"log\": \"x\",\n \"date\": 1763089038.5\n}\n{\n \"log\": \"y\",\n \"date\": 1763089038.5\n}\n",
            &[(1, "x"), (5, "y")],
        );
    }

    #[test]
    fn pairs_and_tables() {
        check(
            r#"{"results":[[{"field":"@timestamp","value":"2025-11-14 02:57:18.000"},{"field":"@message","value":"x"},{"field":"@ptr","value":"Q"}]],"status":"Complete"}"#,
            &[(1, "x")],
        );
        check(
            r#"{"tables":[{"name":"PrimaryResult","columns":[{"name":"TimeGenerated","type":"datetime"},{"name":"Computer","type":"string"},{"name":"SyslogMessage","type":"string"}],"rows":[["2025-11-14T02:57:18Z","n1","x"],["2025-11-14T02:57:18Z","","y"]]}]}"#,
            &[(1, "x"), (1, "y")],
        );
    }

    #[test]
    fn lines_of_programs_laid_out_anew() {
        let line = "{\n  \"level\": \"error\",\n  \"ts\": \"2025-11-14T02:57:18Z\",\n  \"msg\": \"x\"\n}\n";
        check(&line.repeat(2), &[(1, "x"), (6, "x")]);
        let azure =
            r#"[{"TimeGenerated":"2025-11-14T02:57:18.1Z","Computer":"n1","PodName":"web-1","LogMessage":"x"}]"#;
        check(azure, &[(1, "x")]);
    }

    #[test]
    fn other_values() {
        for text in ["[1]", "{\n \"a\": 1\n}", "[{\"a\":1}]", "{\"log\":\"x\",\"time\":\"y\"}", "[   1.0] x"] {
            assert!(!looks_like(text.as_bytes(), ""), "{text}");
        }
        assert!(!read(b"[{\"line\": 1}]", "", &NAMES, &mut |_, _, _| {}));
    }
}
