//! `crictl inspect` and `docker inspect`: what became of a container.
//!
//! ```text
//! {"status": {"id": "3f8b...", "metadata": {"name": "web", "attempt": 5}, "state": "CONTAINER_EXITED",
//!   "finishedAt": "2025-11-14T02:57:18Z", "exitCode": 137, "reason": "OOMKilled", "labels": {...}}, "info": {...}}
//! [{"Id": "3f8b...", "State": {"Status": "exited", "OOMKilled": true, "ExitCode": 137, "FinishedAt": "..."}, "Name": "/web"}]
//! -> container web state=Exited reason=OOMKilled exit=137 id=3f8b...
//! ```
//!
//! A record stands at the moment when the container ended, or else when it was started.
//!
//! # Source
//!
//! cri-tools, `cmd/crictl/container.go`; moby, `api/types/container.go`.

use std::borrow::Cow;

use crate::format::json::{self, Value};
use crate::format::objects::{objects, without_comma};
use crate::format::{Document, Names};
use crate::model::{RawTime, Record};
use crate::time::rfc3339;

use super::k8s_event::pod_name;
use super::k8s_pod::UNIT;
use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "container-inspect", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = start(head);
    let shaped = |keys: &[&[u8]]| keys.iter().all(|key| json::mentions(head, key));
    json::is_object(head)
        && (shaped(&[b"\"CONTAINER_", b"\"finishedAt\""]) || shaped(&[b"\"OOMKilled\"", b"\"FinishedAt\""]))
}

/// Behind the command and the bracket of a list.
fn start(input: &[u8]) -> &[u8] {
    let input = without_echo(input);
    input.strip_prefix(b"[").unwrap_or(input).trim_ascii_start()
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let (mut places, mut sent) = (Places::new(input), false);
    for object in objects(start(input), without_comma) {
        let Some(record) = of_cri(object.text, names).or_else(|| of_docker(object.text, names)) else { continue };
        let (offset, line) = places.of(object.text);
        sink(offset, line, Record { raw: object.text, format: DOCUMENT.name, ..record });
        sent = true;
    }
    sent
}

/// The words of an object.
struct Object<'a>(&'a [u8]);

impl<'a> Object<'a> {
    fn at(&self, path: &[&[u8]]) -> Option<Cow<'a, [u8]>> {
        json::at(self.0, path).and_then(Value::text).filter(|text| !text.is_empty())
    }

    /// The first of two moments that is told; the year 1 stands for none.
    fn moment(&self, paths: [&[&[u8]]; 2]) -> RawTime {
        let mut told = paths.into_iter().filter_map(|path| rfc3339::whole(&self.at(path)?));
        told.find(|time| time.ns > 0).unwrap_or_default()
    }
}

fn of_cri<'a>(text: &'a [u8], names: &Names) -> Option<Record<'a>> {
    let object = Object(text);
    let state = object.at(&[b"status", b"state"])?;
    let state = state.strip_prefix(b"CONTAINER_")?.to_ascii_lowercase();
    let label = |name: &[u8]| object.at(&[b"status", b"labels", name]);
    let (namespace, pod) = (label(b"io.kubernetes.pod.namespace"), label(b"io.kubernetes.pod.name"));
    let labels = [
        (names.pod, pod.map(|pod| pod_name(namespace.as_deref().unwrap_or_default(), &pod))),
        (names.namespace, namespace),
        (names.pod_uid, label(b"io.kubernetes.pod.uid")),
    ];
    let found = Found {
        name: object.at(&[b"status", b"metadata", b"name"])?,
        state,
        reason: object.at(&[b"status", b"reason"]).unwrap_or_default(),
        exit: object.at(&[b"status", b"exitCode"]).unwrap_or_default(),
        id: object.at(&[b"status", b"id"])?,
    };
    let time = object.moment([&[b"status", b"finishedAt"], &[b"status", b"startedAt"]]);
    let mut record = found.record(time, names);
    record.labels.extend(labels.into_iter().filter_map(|(kind, value)| Some((kind, value?))));
    Some(record)
}

fn of_docker<'a>(text: &'a [u8], names: &Names) -> Option<Record<'a>> {
    let object = Object(text);
    let name = object.at(&[b"Name"])?;
    let killed = object.at(&[b"State", b"OOMKilled"]).is_some_and(|word| &*word == b"true");
    let found = Found {
        name: name.strip_prefix(b"/").map_or(name.clone(), |name| Cow::Owned(name.to_vec())),
        state: object.at(&[b"State", b"Status"])?.into_owned(),
        reason: if killed { Cow::Borrowed(b"OOMKilled") } else { object.at(&[b"State", b"Error"]).unwrap_or_default() },
        exit: object.at(&[b"State", b"ExitCode"]).unwrap_or_default(),
        id: object.at(&[b"Id"])?,
    };
    let time = object.moment([&[b"State", b"FinishedAt"], &[b"State", b"StartedAt"]]);
    Some(found.record(time, names))
}

/// What is said of a container.
struct Found<'a> {
    name: Cow<'a, [u8]>,
    state: Vec<u8>,
    reason: Cow<'a, [u8]>,
    exit: Cow<'a, [u8]>,
    id: Cow<'a, [u8]>,
}

impl<'a> Found<'a> {
    fn record(mut self, time: RawTime, names: &Names) -> Record<'a> {
        if let Some(first) = self.state.first_mut() {
            first.make_ascii_uppercase();
        }
        let head = [b"container ", &*self.name, b" state=", &self.state].concat();
        let tail = [b" reason=", &*self.reason, b" exit=", &self.exit, b" id=", &self.id].concat();
        let text: Cow<'_, [u8]> = Cow::Owned([head, tail].concat());
        Record {
            time,
            unit: Some(Cow::Borrowed(UNIT)),
            message: text.clone(),
            text,
            labels: vec![(names.container, self.name), (names.container_id, self.id)],
            ..Record::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(input: &str, labels: usize, expected: &str) {
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        let mut seen = Vec::new();
        read(input.as_bytes(), "", &NAMES, &mut |_, _, r| {
            assert_eq!((r.time.ns, r.labels.len()), (1_763_089_038_000_000_000, labels), "{input}");
            seen.push(String::from_utf8_lossy(&r.message).into_owned());
        });
        assert_eq!(seen, [expected]);
    }

    #[test]
    fn containers_that_ended() {
        check(
            r#"{"status":{"id":"3f","metadata":{"attempt":5,"name":"web"},"state":"CONTAINER_EXITED","startedAt":"2025-11-14T02:57:11Z","finishedAt":"2025-11-14T02:57:18Z","exitCode":137,"reason":"OOMKilled","labels":{"io.kubernetes.pod.name":"web-0","io.kubernetes.pod.namespace":"shop"}}}"#,
            4,
            "container web state=Exited reason=OOMKilled exit=137 id=3f",
        );
        check(
            r#"[{"Id":"3f","State":{"Status":"exited","OOMKilled":false,"ExitCode":1,"Error":"x","StartedAt":"2025-11-14T02:57:11Z","FinishedAt":"2025-11-14T02:57:18Z"},"Name":"/web"}]"#,
            2,
            "container web state=Exited reason=x exit=1 id=3f",
        );
    }

    #[test]
    fn one_that_runs_and_other_objects() {
        check(
            r#"{"status":{"id":"3f","metadata":{"name":"web"},"state":"CONTAINER_RUNNING","startedAt":"2025-11-14T02:57:18Z","finishedAt":"0001-01-01T00:00:00Z","exitCode":0}}"#,
            2,
            "container web state=Running reason= exit=0 id=3f",
        );
        assert!(!looks_like(br#"{"status":{"state":"x"}}"#, "") && !looks_like(b"[1]", ""));
    }
}
