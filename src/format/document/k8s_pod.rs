//! The state of a pod, as `kubectl get pods` would sum it up.
//!
//! ```text
//! pod shop/web-0 status=CrashLoopBackOff ready=0/1 restarts=7 node=node-1
//! ```
//!
//! # Source
//!
//! kubernetes, `pkg/printers/internalversion/printers.go`: `printPod`.

use std::borrow::Cow;

use crate::format::Names;
use crate::format::json::{self, Value};
use crate::model::{RawTime, Record};
use crate::text::cursor::number;
use crate::time::rfc3339;

use super::k8s_event::pod_name;
use super::k8s_pod_said;

/// The unit of every record about the state of an object.
pub const UNIT: &[u8] = b"k8s-state";

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

/// The record of a pod object, then what its status says; none when it has no name.
#[must_use]
pub fn records<'a>(object: &'a [u8], names: &Names) -> Vec<Record<'a>> {
    let status = match json::get(object, b"status") {
        Some(Value::Object(status)) => status,
        _ => b"{}",
    };
    let Some(state) = state(object, status, names) else { return Vec::new() };
    let said = k8s_pod_said::records(object, status, &state, names);
    std::iter::once(state).chain(said).collect()
}

fn state<'a>(object: &'a [u8], status: &'a [u8], names: &Names) -> Option<Record<'a>> {
    let text = |path: &[&[u8]]| json::at(object, path).and_then(Value::text).unwrap_or_default();
    let name = text(&[b"metadata", b"name"]);
    let deleted = json::at(object, &[b"metadata", b"deletionTimestamp"]).is_some_and(|v| v != Value::Null);
    let (running, total, restarts) = counts(status);
    let summary = if deleted { Cow::Borrowed(&b"Terminating"[..]) } else { summary(status) };
    let state = State {
        namespace: text(&[b"metadata", b"namespace"]),
        status: summary,
        ready: Cow::Owned(format!("{running}/{}", total.max(containers(object))).into_bytes()),
        restarts,
        node: text(&[b"spec", b"nodeName"]),
        name,
    };
    let created = json::at(object, &[b"metadata", b"creationTimestamp"]).and_then(Value::plain);
    let time = created.and_then(rfc3339::whole).into_iter().chain(latest(status)).max_by_key(|t| t.ns);
    (!state.name.is_empty()).then(|| state.record(time.unwrap_or_default(), "k8s-pods-json", names))
}

fn containers(object: &[u8]) -> usize {
    match json::get(object, b"spec") {
        Some(Value::Object(spec)) => json::list(spec, b"containers").count(),
        _ => 0,
    }
}

/// Ready containers, containers with a status, restarts.
fn counts(status: &[u8]) -> (usize, usize, u64) {
    objects(status, b"containerStatuses").fold((0, 0, 0), |(ready, all, restarts), container| {
        let is_ready = json::get(container, b"ready") == Some(Value::Word(b"true"));
        let own = json::get(container, b"restartCount").and_then(Value::plain).and_then(number).unwrap_or_default();
        (ready + usize::from(is_ready), all + 1, restarts + own)
    })
}

/// The objects of a list.
pub(super) fn objects<'a>(object: &'a [u8], key: &[u8]) -> impl Iterator<Item = &'a [u8]> {
    json::list(object, key).filter_map(|item| match item {
        Value::Object(inner) => Some(inner),
        _ => None,
    })
}

/// What the STATUS column shows: the first init container in trouble, else the first container, else the phase.
fn summary(status: &[u8]) -> Cow<'_, [u8]> {
    let word = |key: &[u8]| json::get(status, key).and_then(Value::text).filter(|word| !word.is_empty());
    let phase = word(b"reason").or_else(|| word(b"phase")).unwrap_or(Cow::Borrowed(b"Unknown"));
    if let Some(init) = init_summary(status) {
        return init;
    }
    let mut running = false;
    let mut found = None;
    for container in objects(status, b"containerStatuses") {
        let reason = reason(container);
        running |= reason.is_none() && json::get(container, b"ready") == Some(Value::Word(b"true"));
        found = found.or(reason);
    }
    match found {
        Some(reason) if &*reason == b"Completed" && running => Cow::Borrowed(b"Running"),
        Some(reason) => reason,
        None => phase,
    }
}

fn init_summary(status: &[u8]) -> Option<Cow<'_, [u8]>> {
    let all: Vec<&[u8]> = objects(status, b"initContainerStatuses").collect();
    for (index, container) in all.iter().enumerate() {
        let exited = json::at(container, &[b"state", b"terminated", b"exitCode"]) == Some(Value::Word(b"0"));
        let sidecar = json::get(container, b"started") == Some(Value::Word(b"true"));
        if exited || sidecar {
            continue;
        }
        let reason = reason(container).filter(|reason| &**reason != b"PodInitializing");
        return Some(match reason {
            Some(reason) => Cow::Owned([b"Init:", &*reason].concat()),
            None => Cow::Owned(format!("Init:{index}/{}", all.len()).into_bytes()),
        });
    }
    None
}

/// Why a container is not running.
fn reason(container: &[u8]) -> Option<Cow<'_, [u8]>> {
    let text = |path: &[&[u8]]| json::at(container, path).and_then(Value::text).filter(|word| !word.is_empty());
    let told = text(&[b"state", b"waiting", b"reason"]).or_else(|| text(&[b"state", b"terminated", b"reason"]));
    told.or_else(|| {
        let code = text(&[b"state", b"terminated", b"exitCode"])?;
        Some(Cow::Owned([b"ExitCode:", &*code].concat()))
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
    fn time_is_the_latest_inside() {
        let object = br#"{"metadata":{"name":"a","creationTimestamp":"2026-11-20T15:00:00Z"},"status":{"conditions":[{"lastTransitionTime": "2026-11-20T15:28:19Z"}]}}"#;
        let record = records(object, &NAMES).swap_remove(0);
        assert_eq!(record.time, RawTime::utc(1_795_188_499_000_000_000));
        assert_eq!(record.host, None);
    }
}
