//! What `kubectl describe pod` says of a pod and its containers.
//!
//! ```text
//! Name:         web-0
//! Namespace:    shop
//! Node:         node-1/10.77.0.2
//! Status:       Running
//! Containers:
//!   web:                                                  a container
//!     State:          Waiting
//!       Reason:       CrashLoopBackOff
//!     Last State:     Terminated
//!       Reason:       OOMKilled
//!       Finished:     Fri, 20 Nov 2026 15:35:11 +0000
//!     Ready:          False
//!     Restart Count:  2
//! ```
//!
//! A pod that failed as a whole has `Reason:` and `Message:` behind `Status: Failed`, and perhaps no containers.
//!
//! The pod gives the line of `kubectl get pods` for now, and one for each container that ended before, as it was then.

use std::borrow::Cow;

use crate::format::Names;
use crate::model::RawTime;
use crate::text::cursor::number;
use crate::time::ctime;

use super::k8s_cell::NOW;
use super::k8s_container::{Container, Phase};
use super::k8s_describe::{DOCUMENT, Object, Told, value};
use super::k8s_pod::Pod;

/// The records of a pod.
#[must_use]
pub fn states<'i>(object: &Object<'i, '_>, names: &Names) -> Vec<Told<'i>> {
    let key = |name| object.key(name).unwrap_or_default();
    let text = |line: &'i [u8], end| Cow::Borrowed(line.split(|b| *b == end).next().unwrap_or_default());
    let (init, containers) = (containers(object, "Init Containers"), containers(object, "Containers"));
    let node = key("Node");
    let pod = Pod {
        line: object.head(),
        namespace: Cow::Borrowed(key("Namespace")),
        name: Cow::Borrowed(key("Name")),
        node: text(if node == b"<none>" { b"" } else { node }, b'/'),
        // `Terminating (lasts 5m)`
        phase: text(object.key("Status").or_else(|| object.key("Reason")).unwrap_or(b"Unknown"), b' '),
        reason: Cow::Borrowed(key("Reason")),
        message: (object.line_of("Message").unwrap_or_default(), Cow::Borrowed(key("Message"))),
        unscheduled: Vec::new(),
        wanted: containers.len(),
        time: time(object, init.iter().chain(&containers)),
        init,
        containers,
    };
    pod.records(DOCUMENT.name, names)
}

/// What waits does so now; else the state is as old as the last change.
fn time<'i, 'c>(object: &Object<'i, '_>, containers: impl Iterator<Item = &'c Container<'i>>) -> RawTime
where
    'i: 'c,
{
    let phases: Vec<&Phase<'i>> = containers.map(|container| &container.now).collect();
    let latest = phases.iter().filter_map(|now| now.time).max_by_key(|time| time.ns);
    // When a pod failed as a whole it does not tell.
    if object.key("Status") == Some(b"Failed") && object.key("Reason").is_some() {
        return latest.unwrap_or(NOW);
    }
    if let Some(troubled) = phases.iter().find(|now| now.why().is_some()) {
        return troubled.time.unwrap_or(NOW);
    }
    latest.or_else(|| ctime::rfc1123(object.key("Start Time")?)).unwrap_or(NOW)
}

fn containers<'i>(object: &Object<'i, '_>, section: &str) -> Vec<Container<'i>> {
    let mut found: Vec<Container<'i>> = Vec::new();
    let mut within = Within::Neither;
    for line in object.section(section) {
        let text = line.trim_ascii_start();
        let depth = line.len() - text.len();
        if depth == 2 {
            found.push(Container::default());
        }
        let Some(container) = found.last_mut() else { continue };
        match (depth, within) {
            (4, _) => within = field(container, text),
            (6, Within::State) => detail(&mut container.now, text),
            (6, Within::LastState) => detail(&mut container.last, text),
            _ => {}
        }
    }
    found
}

/// The field that lines are indented below.
#[derive(Clone, Copy, Debug)]
enum Within {
    Neither,
    State,
    LastState,
}

fn field<'i>(container: &mut Container<'i>, text: &'i [u8]) -> Within {
    if value(text, "State").is_some() {
        container.now.line = text;
        return Within::State;
    }
    if value(text, "Last State").is_some() {
        container.last.line = text;
        return Within::LastState;
    }
    if let Some(word) = value(text, "Ready") {
        container.ready = word == b"True";
        // Of those that run before the others, only one that goes on beside them is ready.
        container.started = container.ready;
    } else if let Some(count) = value(text, "Restart Count") {
        container.restarts = number(count).unwrap_or_default();
    }
    Within::Neither
}

fn detail<'i>(phase: &mut Phase<'i>, text: &'i [u8]) {
    let fields = [("Reason", &mut phase.reason), ("Message", &mut phase.message), ("Exit Code", &mut phase.code)];
    for (name, cell) in fields {
        if let Some(value) = value(text, name) {
            *cell = Cow::Borrowed(value);
        }
    }
    let stamp = value(text, "Finished").or_else(|| value(text, "Started"));
    phase.time = stamp.and_then(ctime::rfc1123).filter(|time| time.ns > 0).or(phase.time);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn what_was_and_what_is() {
        let input = b"Name:  web-0\nNamespace:  shop\nNode:  n1/10.0.0.1\nStatus:  Running\nContainers:\n  web:\n    Image:  x\n    State:  Waiting\n      Reason:  CrashLoopBackOff\n    Last State:  Terminated\n      Reason:  OOMKilled\n      Started:  Fri, 20 Nov 2026 15:28:10 +0000\n      Finished:  Fri, 20 Nov 2026 15:28:19 +0000\n    Ready:  False\n    Restart Count:  2\n  side:\n    State:  Running\n      Started:  Fri, 20 Nov 2026 15:28:10 +0000\n    Ready:  True\n";
        let mut seen = Vec::new();
        (DOCUMENT.read)(input, "", &NAMES, &mut |_, line, r| {
            seen.push((line, String::from_utf8_lossy(&r.text).into_owned(), r.time));
        });
        let text = |status: &str| format!("pod shop/web-0 status={status} ready=1/2 restarts=2 node=n1");
        assert_eq!(seen[0], (1, text("CrashLoopBackOff"), NOW));
        assert_eq!(seen[1], (10, text("OOMKilled"), RawTime::utc(1_795_188_499_000_000_000)));
        assert_eq!(seen.len(), 2);
    }

    #[test]
    fn what_runs_before_the_others_and_what_the_runtime_said() {
        let input = b"Name:  web-0\nNamespace:  shop\nNode:  n1/10.0.0.1\nStatus:  Pending\nInit Containers:\n  prepare:\n    State:  Waiting\n      Reason:  CrashLoopBackOff\n    Last State:  Terminated\n      Reason:  StartError\n      Message:  exec: \"/run.sh\": permission denied: unknown\n      Exit Code:  128\n      Started:  Thu, 01 Jan 1970 00:00:00 +0000\n      Finished:  Fri, 20 Nov 2026 15:28:19 +0000\n    Ready:  False\n    Restart Count:  2\nContainers:\n  web:\n    State:  Waiting\n      Reason:  PodInitializing\n    Ready:  False\n";
        let mut seen = Vec::new();
        (DOCUMENT.read)(input, "", &NAMES, &mut |_, line, r| {
            seen.push((line, String::from_utf8_lossy(&r.text).into_owned()));
        });
        let text = |status: &str| format!("pod shop/web-0 status=Init:{status} ready=0/1 restarts=0 node=n1");
        let said = "Warning Failed pod/shop/web-0: Error: exec: \"/run.sh\": permission denied: unknown".to_owned();
        assert_eq!(seen, [(1, text("CrashLoopBackOff")), (9, text("StartError")), (9, said)]);
    }

    #[test]
    fn why_a_pod_failed() {
        let input = b"Name:  web-0\nNamespace:  shop\nNode:  n1/10.0.0.1\nStatus:  Failed\nReason:  Evicted\nMessage:  The node was low on resource: memory.\nEvents:  <none>\n";
        let mut seen = Vec::new();
        (DOCUMENT.read)(input, "", &NAMES, &mut |_, line, r| {
            seen.push((line, String::from_utf8_lossy(&r.text).into_owned()));
        });
        let state = "pod shop/web-0 status=Evicted ready=0/0 restarts=0 node=n1".to_owned();
        assert_eq!(
            seen,
            [(1, state), (6, "Warning Evicted pod/shop/web-0: The node was low on resource: memory.".to_owned())]
        );
    }
}
