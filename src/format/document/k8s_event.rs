//! A Kubernetes event, from core/v1 or events.k8s.io/v1.
//!
//! ```text
//! Warning BackOff pod/shop/web-0: Back-off restarting failed container
//! type    reason  kind/namespace/name: message
//! ```
//!
//! An event that was counted up gives a record at its first time and one at its last, which stands for all in between.
//! Writers of the newer API leave `firstTimestamp` and `count` empty and set `eventTime` and `series`.

use std::borrow::Cow;

use crate::format::Names;
use crate::format::json::{self, Value};
use crate::model::{Level, RawTime, Record, Repeats};
use crate::text::cursor::number;
use crate::time::rfc3339;

/// The name of the format.
pub const FORMAT: &str = "k8s-events-json";

/// The unit of every event's record.
pub const UNIT: &[u8] = b"k8s-event";

/// The parts of an event, from JSON or from a table.
#[derive(Clone, Debug, Default)]
pub struct Event<'a> {
    /// `Normal` or `Warning`.
    pub kind: Cow<'a, [u8]>,
    /// `BackOff`.
    pub reason: Cow<'a, [u8]>,
    /// `Pod`, in any case; empty when a table does not tell.
    pub object_kind: Cow<'a, [u8]>,
    /// Empty for nodes, and when a table does not tell.
    pub namespace: Cow<'a, [u8]>,
    /// The object's name; empty where it stands elsewhere.
    pub name: Cow<'a, [u8]>,
    /// The message.
    pub message: Cow<'a, [u8]>,
}

impl<'a> Event<'a> {
    /// The record of the event, without time, host and program.
    #[must_use]
    pub fn record(self, names: &Names) -> Record<'a> {
        let mut labels = Vec::new();
        if !self.namespace.is_empty() {
            labels.push((names.namespace, self.namespace.clone()));
        }
        let is_node = self.object_kind.eq_ignore_ascii_case(b"node");
        if self.object_kind.eq_ignore_ascii_case(b"pod") || self.object_kind.eq_ignore_ascii_case(b"pods") {
            labels.push((names.pod, pod_name(&self.namespace, &self.name)));
        }
        let level = match &*self.kind {
            b"Warning" => Some(Level::Warning),
            b"Normal" => Some(Level::Info),
            _ => None,
        };
        Record {
            host: is_node.then(|| self.name.clone()),
            unit: Some(Cow::Borrowed(UNIT)),
            level,
            text: Cow::Owned(self.text(is_node)),
            message: self.message,
            labels,
            ..Record::default()
        }
    }

    fn text(&self, is_node: bool) -> Vec<u8> {
        let object = self.object_kind.to_ascii_lowercase();
        let namespace: &[u8] = if is_node || self.namespace.is_empty() { b"" } else { &self.namespace };
        let after = |part: &[u8], sign: &'static [u8]| if part.is_empty() { b"" } else { sign };
        let before = after(&self.name, b" ");
        let slashes = [after(&object, b"/"), after(namespace, b"/")];
        let head: [&[u8]; 4] = [&self.kind, b" ", &self.reason, before];
        let tail: [&[u8]; 7] = [&object, slashes[0], namespace, slashes[1], &self.name, b": ", &self.message];
        [head.concat(), tail.concat()].concat()
    }
}

/// `namespace/name`, or the bare name.
#[must_use]
pub fn pod_name(namespace: &[u8], name: &[u8]) -> Cow<'static, [u8]> {
    let slash: &[u8] = if namespace.is_empty() { b"" } else { b"/" };
    Cow::Owned([namespace, slash, name].concat())
}

/// The record of an event object, or two when it was counted up; none when the object is no event.
#[must_use]
pub fn records<'a>(object: &'a [u8], names: &Names) -> Vec<Record<'a>> {
    let Some(found) = Found::read(object) else { return Vec::new() };
    let (first, last, count) = (found.first(), found.last(), found.count);
    let record = Record { time: first, ..found.record(names) };
    match last {
        Some(last) if last != first => {
            let repeats = Repeats::of(count.saturating_sub(1), last.ns.saturating_sub(first.ns));
            vec![record.clone(), Record { time: last, repeats, ..record }]
        }
        _ => vec![Record { repeats: Repeats::of(count, 0), ..record }],
    }
}

#[derive(Default)]
struct Found<'a> {
    event: Event<'a>,
    times: [Option<RawTime>; 4],
    count: u64,
    host: Option<Cow<'a, [u8]>>,
    component: Option<Cow<'a, [u8]>>,
    instance: Option<Cow<'a, [u8]>>,
    uid: Option<Cow<'a, [u8]>>,
    container: Option<&'a [u8]>,
}

impl<'a> Found<'a> {
    fn read(object: &'a [u8]) -> Option<Self> {
        let mut found = Found::default();
        for (key, value) in json::fields(object) {
            found.set(key, value);
        }
        (!found.event.reason.is_empty() || !found.event.message.is_empty()).then_some(found)
    }

    fn set(&mut self, key: &[u8], value: Value<'a>) {
        match (key, value) {
            (b"type", _) => self.event.kind = value.text().unwrap_or_default(),
            (b"reason", _) => self.event.reason = value.text().unwrap_or_default(),
            (b"message" | b"note", _) => self.event.message = value.text().unwrap_or_default(),
            (b"firstTimestamp" | b"deprecatedFirstTimestamp", _) => self.times[0] = time(value),
            (b"eventTime", _) => self.times[1] = time(value),
            (b"lastTimestamp" | b"deprecatedLastTimestamp", _) => self.times[3] = self.times[3].or(time(value)),
            (b"count" | b"deprecatedCount", _) => self.count(value),
            (b"reportingComponent" | b"reportingController", _) => {
                self.component = self.component.take().or(told(value))
            }
            (b"reportingInstance", _) => self.instance = told(value),
            (b"metadata", Value::Object(inner)) => {
                self.times[2] = json::get(inner, b"creationTimestamp").and_then(time)
            }
            (b"source" | b"deprecatedSource", Value::Object(inner)) => self.source(inner),
            (b"involvedObject" | b"regarding", Value::Object(inner)) => self.involved(inner),
            (b"series", Value::Object(inner)) => self.series(inner),
            _ => {}
        }
    }

    fn count(&mut self, value: Value<'a>) {
        self.count = self.count.max(value.plain().and_then(number).unwrap_or_default());
    }

    fn source(&mut self, inner: &'a [u8]) {
        self.host = json::get(inner, b"host").and_then(told);
        if let Some(component) = json::get(inner, b"component").and_then(told) {
            self.component = Some(component);
        }
    }

    fn involved(&mut self, inner: &'a [u8]) {
        for (key, value) in json::fields(inner) {
            match key {
                b"kind" => self.event.object_kind = value.text().unwrap_or_default(),
                b"namespace" => self.event.namespace = value.text().unwrap_or_default(),
                b"name" => self.event.name = value.text().unwrap_or_default(),
                b"uid" => self.uid = told(value),
                b"fieldPath" => self.container = value.plain().and_then(container),
                _ => {}
            }
        }
    }

    fn series(&mut self, inner: &'a [u8]) {
        for (key, value) in json::fields(inner) {
            match key {
                b"count" => self.count(value),
                b"lastObservedTime" => self.times[3] = time(value).or(self.times[3]),
                _ => {}
            }
        }
    }

    fn first(&self) -> RawTime {
        self.times.iter().flatten().next().copied().unwrap_or_default()
    }

    fn last(&self) -> Option<RawTime> {
        self.times[3].filter(|_| self.count > 1)
    }

    fn record(self, names: &Names) -> Record<'a> {
        let is_pod = &*self.event.object_kind == b"Pod";
        let by_kubelet = self.component.as_deref() == Some(b"kubelet");
        let mut record = self.event.record(names);
        record.host = self.host.or(record.host).or(self.instance.filter(|_| by_kubelet));
        record.ident = self.component;
        record.labels.extend(self.uid.filter(|_| is_pod).map(|uid| (names.pod_uid, uid)));
        record.labels.extend(self.container.map(|name| (names.container, Cow::Borrowed(name))));
        record.format = FORMAT;
        record
    }
}

fn time(value: Value<'_>) -> Option<RawTime> {
    value.plain().and_then(rfc3339::whole)
}

fn told(value: Value<'_>) -> Option<Cow<'_, [u8]>> {
    value.text().filter(|text| !text.is_empty())
}

/// `spec.containers{name}`.
fn container(path: &[u8]) -> Option<&[u8]> {
    let open = memchr::memchr(b'{', path)?;
    path[open + 1..].strip_suffix(b"}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    const OBJECT: &str = r#"{"kind":"Event","type":"Warning","reason":"BackOff","message":"Back-off \"x\"","count":7,
        "firstTimestamp":"2026-11-20T15:28:19Z","lastTimestamp":"2026-11-20T15:38:19Z","eventTime":null,
        "involvedObject":{"kind":"Pod","namespace":"shop","name":"web-0","uid":"1-2","fieldPath":"spec.containers{app}"},
        "source":{"component":"kubelet","host":"node-1"},"metadata":{"creationTimestamp":"2026-11-20T15:00:00Z"}}"#;

    #[test]
    fn counted_events_have_two_records() {
        let records = records(OBJECT.as_bytes(), &NAMES);
        assert_eq!(records.len(), 2);
        assert_eq!(String::from_utf8_lossy(&records[0].text), "Warning BackOff pod/shop/web-0: Back-off \"x\"");
        assert_eq!(records[1].time.ns - records[0].time.ns, 600_000_000_000);
        assert_eq!(records.iter().map(|r| (r.repeats.times, r.repeats.over_s)).collect::<Vec<_>>(), [(0, 0), (5, 600)]);
        assert_eq!(records[0].host.as_deref(), Some(&b"node-1"[..]));
        let labels: Vec<_> = records[0].labels.iter().map(|(kind, value)| (kind.0, &**value)).collect();
        assert_eq!(labels, [(1, &b"shop"[..]), (0, b"shop/web-0"), (2, b"1-2"), (3, b"app")]);
    }

    #[test]
    fn newer_writers_and_nodes() {
        let object = r#"{"type":"Normal","reason":"Starting","note":"x","firstTimestamp":null,"eventTime":"2026-11-20T15:28:19.5Z",
            "regarding":{"kind":"Node","name":"node-1"},"reportingController":"kube-proxy","source":{},
            "series":{"count":2,"lastObservedTime":"2026-11-20T15:28:20.5Z"}}"#;
        let records = records(object.as_bytes(), &NAMES);
        assert_eq!(String::from_utf8_lossy(&records[0].text), "Normal Starting node/node-1: x");
        assert_eq!(records[0].host.as_deref(), Some(&b"node-1"[..]));
        assert_eq!(records[0].ident.as_deref(), Some(&b"kube-proxy"[..]));
        assert_eq!(records.len(), 2);
    }

    #[test]
    fn other_objects() {
        assert!(records(b"{\"kind\":\"Event\"}", &NAMES).is_empty());
    }
}
