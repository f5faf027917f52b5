//! The state of a pod, as `kubectl get pods` would sum it up, and the state in which its containers ended before.
//!
//! ```text
//! pod shop/web-0 status=CrashLoopBackOff ready=0/1 restarts=7 node=node-1
//! pod shop/web-0 status=OOMKilled ready=0/1 restarts=7 node=node-1
//! ```
//!
//! What the status quotes beside that: `k8s_pod_said.rs`.
//!
//! # Source
//!
//! kubernetes, `pkg/printers/internalversion/printers.go`: `printPod`.

use std::borrow::Cow;

use crate::format::Names;
use crate::format::json::{self, Value};
use crate::model::{RawTime, Record};
use crate::time::rfc3339;

use super::k8s_container::{Container, Phase};
use super::k8s_describe::Told;
use super::k8s_event::pod_name;
use super::k8s_pod_said;

/// The unit of every record about the state of an object.
pub const UNIT: &[u8] = b"k8s-state";
/// How a status begins that tells of a container which runs before the others.
const INIT: &[u8] = b"Init:";

/// What a line about a pod says, from JSON or from a table.
#[derive(Clone, Debug, Default)]
pub struct State<'a> {
    /// Empty when a table does not tell.
    pub namespace: Cow<'a, [u8]>,
    /// The pod's name.
    pub name: Cow<'a, [u8]>,
    /// `CrashLoopBackOff`.
    pub status: Cow<'a, [u8]>,
    /// `0/1`.
    pub ready: Cow<'a, [u8]>,
    /// How often its containers were restarted.
    pub restarts: u64,
    /// Empty when it was not scheduled, or when a table does not tell.
    pub node: Cow<'a, [u8]>,
}

impl<'a> State<'a> {
    /// The record of the state.
    #[must_use]
    pub fn record(self, time: RawTime, format: &'static str, names: &Names) -> Record<'a> {
        let pod = pod_name(&self.namespace, &self.name);
        let node: &[u8] = if self.node.is_empty() { b"<none>" } else { &self.node };
        let restarts = self.restarts.to_string();
        let parts: [&[u8]; 10] = [
            b"pod ",
            &pod,
            b" status=",
            &self.status,
            b" ready=",
            &self.ready,
            b" restarts=",
            restarts.as_bytes(),
            b" node=",
            node,
        ];
        let text: Cow<'_, [u8]> = Cow::Owned(parts.concat());
        let mut labels = vec![(names.pod, pod)];
        if !self.namespace.is_empty() {
            labels.push((names.namespace, self.namespace));
        }
        Record {
            time,
            host: Some(self.node).filter(|node| !node.is_empty()),
            unit: Some(Cow::Borrowed(UNIT)),
            message: text.clone(),
            text,
            labels,
            format,
            ..Record::default()
        }
    }
}

/// What is told of a pod, by its object or by `kubectl describe`.
#[derive(Clone, Debug, Default)]
pub struct Pod<'a> {
    /// The line that the text about it starts with; empty where there are no lines.
    pub line: &'a [u8],
    /// The namespace.
    pub namespace: Cow<'a, [u8]>,
    /// The pod's name.
    pub name: Cow<'a, [u8]>,
    /// Empty when it was not scheduled.
    pub node: Cow<'a, [u8]>,
    /// `Running`.
    pub phase: Cow<'a, [u8]>,
    /// `Evicted`: why the pod as a whole is in its phase.
    pub reason: Cow<'a, [u8]>,
    /// The same in words, and the line it stands on.
    pub message: (&'a [u8], Cow<'a, [u8]>),
    /// Why no node takes it, and since when.
    pub unscheduled: Vec<(Cow<'a, [u8]>, Option<RawTime>)>,
    /// Those that run before the others.
    pub init: Vec<Container<'a>>,
    /// The others that have a status.
    pub containers: Vec<Container<'a>>,
    /// How many there should be.
    pub wanted: usize,
    /// The time of its state.
    pub time: RawTime,
}

impl<'a> Pod<'a> {
    /// The record of its state, one of the state in which each container ended before, and what the status quotes.
    #[must_use]
    pub fn records(&self, format: &'static str, names: &Names) -> Vec<Told<'a>> {
        let state = |status, time| self.state(status).record(time, format, names);
        let own = (self.line, state(self.status(), self.time));
        let earlier = self.phases().filter_map(|(prefix, _, last)| {
            let status = Cow::Owned([prefix, &*last.why()?].concat());
            Some((last.line, state(status, last.time?)))
        });
        let said = k8s_pod_said::records(self, format, names);
        std::iter::once(own).chain(earlier).chain(said).collect()
    }

    /// Of each container how a status begins that tells of it, what is and what was.
    pub(super) fn phases(&self) -> impl Iterator<Item = (&'static [u8], &Phase<'a>, &Phase<'a>)> {
        let init = self.init.iter().map(|c| (INIT, &c.now, &c.last));
        init.chain(self.containers.iter().map(|c| (&b""[..], &c.now, &c.last)))
    }

    fn state(&self, status: Cow<'a, [u8]>) -> State<'a> {
        let ready = self.containers.iter().filter(|container| container.ready).count();
        State {
            namespace: self.namespace.clone(),
            name: self.name.clone(),
            status,
            ready: Cow::Owned(format!("{ready}/{}", self.containers.len().max(self.wanted)).into_bytes()),
            restarts: self.containers.iter().map(|container| container.restarts).sum(),
            node: self.node.clone(),
        }
    }

    /// What the STATUS column shows: the first init container in trouble, else the first container, else the phase. Why
    /// the whole pod failed says more than how its containers then ended.
    fn status(&self) -> Cow<'a, [u8]> {
        if &*self.phase == b"Terminating" {
            return self.phase.clone();
        }
        let whole = Some(&self.reason).filter(|reason| !reason.is_empty());
        let failed = whole.filter(|_| self.has_failed()).cloned();
        let found = failed.or_else(|| self.init_status()).or_else(|| self.container_status());
        found.unwrap_or_else(|| whole.unwrap_or(&self.phase).clone())
    }

    /// Whether it is the pod that failed, not one of its containers.
    pub(super) fn has_failed(&self) -> bool {
        &*self.phase == b"Failed" && !self.reason.is_empty()
    }

    fn container_status(&self) -> Option<Cow<'a, [u8]>> {
        let running = self.containers.iter().any(|container| container.ready && container.now.why().is_none());
        let found = self.containers.iter().find_map(|container| container.now.why())?;
        let is_done = &*found == b"Completed" && running;
        Some(if is_done { Cow::Borrowed(b"Running") } else { found })
    }

    fn init_status(&self) -> Option<Cow<'a, [u8]>> {
        let (index, container) = self.init.iter().enumerate().find(|(_, container)| !container.is_past())?;
        let why = container.now.why().filter(|reason| &**reason != b"PodInitializing");
        Some(Cow::Owned(match why {
            Some(why) => [INIT, &*why].concat(),
            None => format!("Init:{index}/{}", self.init.len()).into_bytes(),
        }))
    }
}

/// The records of a pod object; none when it has no name.
#[must_use]
pub fn records<'a>(object: &'a [u8], names: &Names) -> Vec<Record<'a>> {
    let Some(pod) = pod(object) else { return Vec::new() };
    pod.records("k8s-pods-json", names).into_iter().map(|(_, record)| record).collect()
}

fn pod(object: &[u8]) -> Option<Pod<'_>> {
    let text = |path: &[&[u8]]| json::at(object, path).and_then(Value::text).filter(|text| !text.is_empty());
    let status = match json::get(object, b"status") {
        Some(Value::Object(status)) => status,
        _ => b"{}",
    };
    let deleted = json::at(object, &[b"metadata", b"deletionTimestamp"]).is_some_and(|v| v != Value::Null);
    let phase = if deleted { Some(Cow::Borrowed(&b"Terminating"[..])) } else { text(&[b"status", b"phase"]) };
    Some(Pod {
        line: object,
        namespace: text(&[b"metadata", b"namespace"]).unwrap_or_default(),
        name: text(&[b"metadata", b"name"])?,
        node: text(&[b"spec", b"nodeName"]).unwrap_or_default(),
        phase: phase.unwrap_or(Cow::Borrowed(b"Unknown")),
        reason: text(&[b"status", b"reason"]).unwrap_or_default(),
        message: (object, text(&[b"status", b"message"]).unwrap_or_default()),
        unscheduled: unscheduled(status).collect(),
        init: Container::all(status, b"initContainerStatuses"),
        containers: Container::all(status, b"containerStatuses"),
        wanted: containers(object),
        time: time(object, status),
    })
}

fn containers(object: &[u8]) -> usize {
    match json::get(object, b"spec") {
        Some(Value::Object(spec)) => json::list(spec, b"containers").count(),
        _ => 0,
    }
}

/// Why no node takes the pod, and since when.
fn unscheduled(status: &[u8]) -> impl Iterator<Item = (Cow<'_, [u8]>, Option<RawTime>)> {
    objects(status, b"conditions").filter_map(|condition| {
        let is = |key: &[u8], value: &[u8]| json::get(condition, key).and_then(Value::plain) == Some(value);
        let message = json::get(condition, b"message").and_then(Value::text).filter(|text| !text.is_empty())?;
        let since = json::get(condition, b"lastTransitionTime").and_then(Value::plain).and_then(rfc3339::whole);
        (is(b"type", b"PodScheduled") && is(b"status", b"False")).then_some((message, since))
    })
}

fn time(object: &[u8], status: &[u8]) -> RawTime {
    let created = json::at(object, &[b"metadata", b"creationTimestamp"]).and_then(Value::plain);
    let all = created.and_then(rfc3339::whole).into_iter().chain(latest(status));
    all.max_by_key(|time| time.ns).unwrap_or_default()
}

/// The objects of a list.
pub(super) fn objects<'a>(object: &'a [u8], key: &[u8]) -> impl Iterator<Item = &'a [u8]> {
    json::list(object, key).filter_map(|item| match item {
        Value::Object(inner) => Some(inner),
        _ => None,
    })
}

/// The latest time that the status mentions.
fn latest(status: &[u8]) -> Option<RawTime> {
    const KEYS: [&[u8]; 3] = [b"\"lastTransitionTime\"", b"\"startedAt\"", b"\"finishedAt\""];
    let times = KEYS.iter().flat_map(|key| {
        memchr::memmem::find_iter(status, key).filter_map(|at| {
            let value = status[at + key.len()..].trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
            rfc3339::prefix(value.strip_prefix(b"\"")?).map(|(time, _)| time)
        })
    });
    times.max_by_key(|time| time.ns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(status: &str, text: &str) {
        let object = format!(
            r#"{{"kind":"Pod","metadata":{{"name":"web-0","namespace":"shop","creationTimestamp":"2026-11-20T15:00:00Z"}},"spec":{{"nodeName":"n1","containers":[{{}}]}},"status":{status}}}"#
        );
        let record = records(object.as_bytes(), &NAMES).swap_remove(0);
        assert_eq!(String::from_utf8_lossy(&record.text), text, "{status}");
        assert_eq!(record.host.as_deref(), Some(&b"n1"[..]), "{status}");
    }

    #[test]
    fn what_the_status_column_shows() {
        check(r#"{"phase":"Pending"}"#, "pod shop/web-0 status=Pending ready=0/1 restarts=0 node=n1");
        check(
            r#"{"phase":"Running","containerStatuses":[{"ready":false,"restartCount":7,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}"#,
            "pod shop/web-0 status=CrashLoopBackOff ready=0/1 restarts=7 node=n1",
        );
        check(
            r#"{"phase":"Pending","initContainerStatuses":[{"state":{"terminated":{"exitCode":1,"reason":"Error"}}}]}"#,
            "pod shop/web-0 status=Init:Error ready=0/1 restarts=0 node=n1",
        );
        check(r#"{"phase":"Failed","reason":"Evicted"}"#, "pod shop/web-0 status=Evicted ready=0/1 restarts=0 node=n1");
        check(
            r#"{"phase":"Running","containerStatuses":[{"ready":true,"restartCount":0,"state":{"running":{"startedAt":"2026-11-20T15:28:19Z"}}}]}"#,
            "pod shop/web-0 status=Running ready=1/1 restarts=0 node=n1",
        );
    }

    #[test]
    fn how_containers_ended_before() {
        let status = r#"{"phase":"Running","containerStatuses":[{"ready":false,"restartCount":7,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled","finishedAt":"2026-11-20T15:28:19Z"}}}]}"#;
        let object = format!(r#"{{"metadata":{{"name":"web-0","namespace":"shop"}},"status":{status}}}"#);
        let records = records(object.as_bytes(), &NAMES);
        let text = "pod shop/web-0 status=OOMKilled ready=0/1 restarts=7 node=<none>";
        assert_eq!(String::from_utf8_lossy(&records[1].text), text);
        assert_eq!((records.len(), records[1].time), (2, RawTime::utc(1_795_188_499_000_000_000)));
    }

    #[test]
    fn time_is_the_latest_inside() {
        let object = br#"{"metadata":{"name":"a","creationTimestamp":"2026-11-20T15:00:00Z"},"status":{"conditions":[{"lastTransitionTime": "2026-11-20T15:28:19Z"}]}}"#;
        let record = records(object, &NAMES).swap_remove(0);
        assert_eq!(record.time, RawTime::utc(1_795_188_499_000_000_000));
        assert_eq!(record.host, None);
    }
}
