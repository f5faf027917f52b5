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
use crate::model::{RawTime, Record};
use crate::text::cursor::number;
use crate::time::ctime;

use super::k8s_cell::NOW;
use super::k8s_describe::{DOCUMENT, Object, Told, value};
use super::k8s_pod::State;

/// What is told of one container.
#[derive(Clone, Debug, Default)]
struct Container<'i> {
    now: Phase<'i>,
    last: Phase<'i>,
    ready: bool,
    restarts: u64,
}

/// A `State:` with what is indented below it.
#[derive(Clone, Copy, Debug, Default)]
struct Phase<'i> {
    line: &'i [u8],
    word: &'i [u8],
    reason: &'i [u8],
    time: Option<RawTime>,
}

/// The records of a pod.
#[must_use]
pub fn states<'i>(object: &Object<'i, '_>, names: &Names) -> Vec<Told<'i>> {
    let containers = containers(object);
    let troubled = containers.iter().map(|c| c.now).find(|now| !now.reason.is_empty());
    let status = object.key("Status").or_else(|| object.key("Reason")).unwrap_or(b"Unknown");
    // Why the whole pod failed says more than how its containers then ended.
    let whole = object.key("Reason").filter(|_| status == b"Failed");
    let latest = containers.iter().filter_map(|c| c.now.time).max_by_key(|time| time.ns);
    let started = || ctime::rfc1123(object.key("Start Time")?);
    let (status, time) = match (whole, troubled) {
        (Some(reason), _) => (reason, latest.unwrap_or(NOW)),
        (None, Some(now)) => (now.reason, now.time.unwrap_or(NOW)),
        (None, None) => (status, latest.or_else(started).unwrap_or(NOW)),
    };
    let record = |status, time| state(object, &containers, status).record(time, DOCUMENT.name, names);
    let ended = containers.iter().map(|c| c.last).filter(|last| !last.reason.is_empty());
    let earlier = ended.filter_map(|last| Some((last.line, record(last.reason, last.time?))));
    let message = object.line_of("Message").filter(|_| whole.is_some());
    let message =
        message.map(|line| (line, Record { text: line.into(), message: line.into(), ..record(status, time) }));
    std::iter::once((object.head(), record(status, time))).chain(message).chain(earlier).collect()
}

fn state<'i>(object: &Object<'i, '_>, containers: &[Container<'i>], status: &'i [u8]) -> State<'i> {
    let ready = containers.iter().filter(|c| c.ready).count();
    let node = object.key("Node").unwrap_or_default().split(|b| *b == b'/').next().unwrap_or_default();
    State {
        namespace: Cow::Borrowed(object.key("Namespace").unwrap_or_default()),
        name: Cow::Borrowed(object.key("Name").unwrap_or_default()),
        status: Cow::Borrowed(status.split(|b| *b == b' ').next().unwrap_or_default()),
        ready: Cow::Owned(format!("{ready}/{}", containers.len()).into_bytes()),
        restarts: containers.iter().map(|c| c.restarts).sum(),
        node: Cow::Borrowed(if node == b"<none>" { b"" } else { node }),
    }
}

fn containers<'i>(object: &Object<'i, '_>) -> Vec<Container<'i>> {
    let mut found: Vec<Container<'i>> = Vec::new();
    let mut in_last = false;
    for line in object.section("Containers") {
        let text = line.trim_ascii_start();
        let depth = line.len() - text.len();
        if depth == 2 {
            found.push(Container::default());
        }
        let Some(container) = found.last_mut() else { continue };
        match depth {
            4 => {
                in_last = text.starts_with(b"Last State:");
                container.field(text);
            }
            6 => container.detail(in_last, text),
            _ => {}
        }
    }
    found
}

impl<'i> Container<'i> {
    fn field(&mut self, text: &'i [u8]) {
        let phase = |word| Phase { line: text, word, ..Phase::default() };
        if let Some(word) = value(text, "State") {
            self.now = phase(word);
        } else if let Some(word) = value(text, "Last State") {
            self.last = phase(word);
        } else if let Some(word) = value(text, "Ready") {
            self.ready = word == b"True";
        } else if let Some(count) = value(text, "Restart Count") {
            self.restarts = number(count).unwrap_or_default();
        }
    }

    fn detail(&mut self, in_last: bool, text: &'i [u8]) {
        let phase = if in_last { &mut self.last } else { &mut self.now };
        if phase.word.is_empty() {
            return;
        }
        if let Some(reason) = value(text, "Reason") {
            phase.reason = reason;
        }
        let stamp = value(text, "Finished").or_else(|| value(text, "Started"));
        phase.time = stamp.and_then(ctime::rfc1123).or(phase.time);
    }
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
    fn why_a_pod_failed() {
        let input = b"Name:  web-0\nNamespace:  shop\nNode:  n1/10.0.0.1\nStatus:  Failed\nReason:  Evicted\nMessage:  The node was low on resource: memory.\nEvents:  <none>\n";
        let mut seen = Vec::new();
        (DOCUMENT.read)(input, "", &NAMES, &mut |_, line, r| {
            seen.push((line, String::from_utf8_lossy(&r.text).into_owned()));
        });
        let state = "pod shop/web-0 status=Evicted ready=0/0 restarts=0 node=n1".to_owned();
        assert_eq!(seen, [(1, state), (6, "Message:  The node was low on resource: memory.".to_owned())]);
    }
}
