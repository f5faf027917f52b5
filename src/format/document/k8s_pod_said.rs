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
use crate::model::{RawTime, Record};

use super::k8s_container::Phase;
use super::k8s_describe::Told;
use super::k8s_event::Event;
use super::k8s_pod::Pod;

/// The records of what is said in the status of a pod.
pub(super) fn records<'a>(pod: &Pod<'a>, format: &'static str, names: &Names) -> Vec<Told<'a>> {
    let record = |said: Said<'a>| {
        let event = Event {
            kind: Cow::Borrowed(b"Warning"),
            reason: said.reason,
            object_kind: Cow::Borrowed(b"Pod"),
            namespace: pod.namespace.clone(),
            name: pod.name.clone(),
            message: said.message,
        };
        let time = said.time.unwrap_or(pod.time);
        let host = Some(pod.node.clone()).filter(|node| !node.is_empty());
        (said.line, Record { time, format, host, ..event.record(names) })
    };
    let of_containers = pod.phases().flat_map(|(_, now, last)| [now, last]).filter_map(of_phase);
    whole(pod).into_iter().chain(of_containers).chain(unscheduled(pod)).map(record).collect()
}

/// An event in the making.
struct Said<'a> {
    line: &'a [u8],
    reason: Cow<'a, [u8]>,
    message: Cow<'a, [u8]>,
    time: Option<RawTime>,
}

/// Why the pod failed as a whole.
fn whole<'a>(pod: &Pod<'a>) -> Option<Said<'a>> {
    let (line, message) = pod.message.clone();
    let said = Said { line, reason: pod.reason.clone(), message, time: None };
    Some(said).filter(|said| pod.has_failed() && !said.message.is_empty())
}

/// The message of a state, as the kubelet's event words it.
fn of_phase<'a>(phase: &Phase<'a>) -> Option<Said<'a>> {
    let message = Some(phase.message.clone()).filter(|message| !message.is_empty())?;
    let is_pause = phase.reason.ends_with(b"BackOff");
    let (reason, message): (&[u8], _) = match is_pause {
        true => (b"BackOff", message),
        false => (b"Failed", Cow::Owned([b"Error: ", &*message].concat())),
    };
    Some(Said { line: phase.line, reason: Cow::Borrowed(reason), message, time: phase.time })
}

/// Why no node takes the pod.
fn unscheduled<'a>(pod: &Pod<'a>) -> impl Iterator<Item = Said<'a>> {
    let said = |(message, time)| {
        let reason = Cow::Borrowed(&b"FailedScheduling"[..]);
        Said { line: pod.line, reason, message, time }
    };
    pod.unscheduled.clone().into_iter().map(said)
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
                "1795188499 pod shop/web-0 status=StartError ready=0/1 restarts=0 node=n1",
                "1795188499 Warning BackOff pod/shop/web-0: back-off 5m0s restarting failed container=web",
                "1795188499 Warning Failed pod/shop/web-0: Error: exec: \"/run.sh\": permission denied: unknown",
            ]
        );
    }

    #[test]
    fn why_the_pod_failed() {
        let status = r#"{"phase":"Failed","reason":"Evicted","message":"The node was low on resource: memory.","startTime":"2026-11-20T15:28:19Z"}"#;
        assert_eq!(said_in(status), ["0 Warning Evicted pod/shop/web-0: The node was low on resource: memory."]);
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
