//! A container of a pod, as the status of a pod object or `kubectl describe` tells of it.
//!
//! ```text
//! "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting ..."}},      what is
//! "lastState": {"terminated": {"reason": "OOMKilled", "exitCode": 137, "finishedAt": "..."}}            what was
//! ```
//!
//! # Source
//!
//! kubernetes, `staging/src/k8s.io/api/core/v1/types.go`: `ContainerState`; `pkg/printers/internalversion/printers.go`:
//! `printPod`.

use std::borrow::Cow;

use crate::format::json::{self, Value};
use crate::model::RawTime;
use crate::text::cursor::number;
use crate::time::rfc3339;

use super::k8s_pod::objects;

/// What is told of one container.
#[derive(Clone, Debug, Default)]
pub struct Container<'a> {
    /// Its state.
    pub now: Phase<'a>,
    /// How it ended before; empty when it never did.
    pub last: Phase<'a>,
    /// Whether it serves.
    pub ready: bool,
    /// Whether it is one that goes on beside those that start after it.
    pub started: bool,
    /// How often it was restarted.
    pub restarts: u64,
}

/// A state of a container.
#[derive(Clone, Debug, Default)]
pub struct Phase<'a> {
    /// The line it stands on; empty where there are no lines.
    pub line: &'a [u8],
    /// `OOMKilled`, `CrashLoopBackOff`.
    pub reason: Cow<'a, [u8]>,
    /// Why, in the words of the kubelet or the runtime.
    pub message: Cow<'a, [u8]>,
    /// The exit status; empty unless it ended.
    pub code: Cow<'a, [u8]>,
    /// When it ended, or else started.
    pub time: Option<RawTime>,
}

impl<'a> Container<'a> {
    /// The containers of a list in a pod's status.
    pub fn all(status: &'a [u8], list: &[u8]) -> Vec<Container<'a>> {
        objects(status, list).map(Container::of).collect()
    }

    fn of(object: &'a [u8]) -> Container<'a> {
        let is = |key: &[u8]| json::get(object, key) == Some(Value::Word(b"true"));
        let restarts = json::get(object, b"restartCount").and_then(Value::plain).and_then(number);
        Container {
            now: Phase::of(object, b"state"),
            last: Phase::of(object, b"lastState"),
            ready: is(b"ready"),
            started: is(b"started"),
            restarts: restarts.unwrap_or_default(),
        }
    }

    /// What is to be done before the pod starts is done, or goes on beside it.
    #[must_use]
    pub fn is_past(&self) -> bool {
        &*self.now.code == b"0" || self.started
    }
}

impl<'a> Phase<'a> {
    fn of(container: &'a [u8], key: &[u8]) -> Phase<'a> {
        const KINDS: [&[u8]; 3] = [b"waiting", b"terminated", b"running"];
        let inner = KINDS.iter().find_map(|kind| match json::at(container, &[key, kind]) {
            Some(Value::Object(inner)) => Some(inner),
            _ => None,
        });
        let Some(inner) = inner else { return Phase::default() };
        let text = |key: &[u8]| json::get(inner, key).and_then(Value::text).unwrap_or_default();
        let time = |key: &[u8]| json::get(inner, key).and_then(Value::plain).and_then(rfc3339::whole);
        // What never started has the first second of 1970.
        let time = [time(b"finishedAt"), time(b"startedAt")].into_iter().flatten().find(|time| time.ns > 0);
        let (reason, message, code) = (text(b"reason"), text(b"message"), text(b"exitCode"));
        Phase { line: inner, reason, message, code, time }
    }

    /// Why it is not running.
    #[must_use]
    pub fn why(&self) -> Option<Cow<'a, [u8]>> {
        match (self.reason.is_empty(), self.code.is_empty()) {
            (false, _) => Some(self.reason.clone()),
            (true, false) => Some(Cow::Owned([b"ExitCode:", &*self.code].concat())),
            (true, true) => None,
        }
    }
}
