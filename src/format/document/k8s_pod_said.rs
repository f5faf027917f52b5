//! Why a pod or its containers do not run, in the words of the scheduler, the kubelet or the runtime, as the status of
//! the pod quotes them: in the shape of the events that say the same, which are gone after an hour.
//!
//! ```text
//! containerStatuses[].state.waiting.message            back-off 5m0s restarting failed container=web pod=...
//! containerStatuses[].lastState.terminated.message     failed to create containerd task: ... permission denied: unknown
//! conditions[PodScheduled=False].message               0/3 nodes are available: 3 Insufficient memory.
//! ```
//!
//! # Source
//!
//! kubernetes, `staging/src/k8s.io/api/core/v1/types.go`: `ContainerState`, `PodCondition`.

use std::borrow::Cow;

use crate::format::Names;
use crate::format::json::{self, Value};
use crate::model::{RawTime, Record};
use crate::time::rfc3339;

use super::k8s_event::Event;
use super::k8s_pod::objects;

/// The lists of a status that tell of containers.
const CONTAINERS: [&[u8]; 2] = [b"initContainerStatuses", b"containerStatuses"];
/// States of a container that have a message, and the earlier state when it had ended.
const STATES: [[&[u8]; 2]; 3] = [[b"state", b"waiting"], [b"state", b"terminated"], [b"lastState", b"terminated"]];

/// The records of what is said in the status of a pod, whose own record is `state`.
pub(super) fn records<'a>(object: &'a [u8], status: &'a [u8], state: &Record<'a>, names: &Names) -> Vec<Record<'a>> {
    let record = |(reason, message, time): Said<'a>| {
        let of_pod = |key| json::at(object, &[b"metadata", key]).and_then(Value::text).unwrap_or_default();
        let event = Event {
            kind: Cow::Borrowed(b"Warning"),
            reason: Cow::Borrowed(reason),
            object_kind: Cow::Borrowed(b"Pod"),
            namespace: of_pod(b"namespace"),
            name: of_pod(b"name"),
            message,
        };
        let time = time.filter(|time| time.ns > 0).unwrap_or(state.time);
        Record { time, format: state.format, host: state.host.clone(), ..event.record(names) }
    };
    containers(status).chain(unscheduled(status)).map(record).collect()
}

/// Reason of the event, message, and time where the status tells it.
type Said<'a> = (&'static [u8], Cow<'a, [u8]>, Option<RawTime>);

fn containers(status: &[u8]) -> impl Iterator<Item = Said<'_>> {
    let all = CONTAINERS.iter().flat_map(|list| objects(status, list));
    all.flat_map(|container| STATES.iter().filter_map(|path| said(json::at(container, path)?)))
}

/// The message of a state, as the kubelet's event words it.
fn said(state: Value<'_>) -> Option<Said<'_>> {
    let Value::Object(state) = state else { return None };
    let text = |key: &[u8]| json::get(state, key).and_then(Value::text).filter(|text| !text.is_empty());
    let message = text(b"message")?;
    let finished = json::get(state, b"finishedAt").and_then(Value::plain).and_then(rfc3339::whole);
    if text(b"reason").is_some_and(|reason| reason.ends_with(b"BackOff")) {
        return Some((b"BackOff", message, finished));
    }
    Some((b"Failed", Cow::Owned([b"Error: ", &*message].concat()), finished))
}

/// Why no node takes the pod.
fn unscheduled(status: &[u8]) -> impl Iterator<Item = Said<'_>> {
    objects(status, b"conditions").filter_map(|condition| {
        let is = |key: &[u8], value: &[u8]| json::get(condition, key).and_then(Value::plain) == Some(value);
        let message = json::get(condition, b"message").and_then(Value::text).filter(|text| !text.is_empty())?;
        let since = json::get(condition, b"lastTransitionTime").and_then(Value::plain).and_then(rfc3339::whole);
        let is_refused = is(b"type", b"PodScheduled") && is(b"status", b"False");
        is_refused.then_some((&b"FailedScheduling"[..], message, since))
    })
}

#[cfg(test)]
mod tests {
    use super::super::k8s_pod;
    use super::*;
    use crate::format::names::tests::NAMES;

    fn said_in(status: &str) -> Vec<String> {
        let object = format!(
            r#"{{"kind":"Pod","metadata":{{"name":"web-0","namespace":"shop"}},"spec":{{"nodeName":"n1"}},"status":{status}}}"#
        );
        let records = k8s_pod::records(object.as_bytes(), &NAMES);
        let told = |r: &Record<'_>| format!("{} {}", r.time.ns / 1_000_000_000, String::from_utf8_lossy(&r.text));
        records.iter().skip(1).map(told).collect()
    }

    #[test]
    fn what_containers_say() {
        let status = r#"{"containerStatuses":[{"state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 5m0s restarting failed container=web"}},
            "lastState":{"terminated":{"reason":"StartError","exitCode":128,"message":"exec: \"/run.sh\": permission denied: unknown","startedAt":"1970-01-01T00:00:00Z","finishedAt":"2026-11-20T15:28:19Z"}}}]}"#;
        assert_eq!(
            said_in(status),
            [
                "1795188499 Warning BackOff pod/shop/web-0: back-off 5m0s restarting failed container=web",
                "1795188499 Warning Failed pod/shop/web-0: Error: exec: \"/run.sh\": permission denied: unknown",
            ]
        );
    }

    #[test]
    fn what_the_scheduler_says() {
        let status = r#"{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","lastTransitionTime":"2026-11-20T15:28:19Z","message":"0/3 nodes are available: 3 Insufficient memory."},{"type":"Ready","status":"False","message":"x"}]}"#;
        let want =
            "1795188499 Warning FailedScheduling pod/shop/web-0: 0/3 nodes are available: 3 Insufficient memory.";
        assert_eq!(said_in(status), [want]);
    }

    #[test]
    fn a_pod_that_runs_says_nothing() {
        let status = r#"{"phase":"Running","conditions":[{"type":"PodScheduled","status":"True"}],"containerStatuses":[{"ready":true,"state":{"running":{}},"lastState":{"terminated":{"exitCode":0,"reason":"Completed"}}}]}"#;
        assert!(said_in(status).is_empty());
    }
}
