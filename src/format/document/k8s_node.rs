//! A node: its state, and each of its conditions that tells of trouble, with reason and message.
//!
//! ```text
//! node node-1 status=NotReady version=v1.31.3
//! node node-1 condition Ready=False KubeletNotReady: container runtime network not ready: ...
//! node node-2 status=Ready,SchedulingDisabled version=v1.31.3
//! ```
//!
//! JSON, YAML and `kubectl describe` tell all of it, a table only the first line.
//!
//! # Source
//!
//! kubernetes, `pkg/printers/internalversion/printers.go`: `printNode`; `staging/src/k8s.io/api/core/v1/types.go`:
//! `NodeCondition`.

use std::borrow::Cow;

use crate::format::json::{self, Value};
use crate::model::{RawTime, Record};
use crate::time::rfc3339;

use super::k8s_describe::Told;
use super::k8s_pod::{UNIT, objects};

/// The record of a node's state.
#[must_use]
pub fn state<'a>(
    name: Cow<'a, [u8]>,
    status: &[u8],
    version: &[u8],
    time: RawTime,
    format: &'static str,
) -> Record<'a> {
    let parts: [&[u8]; 6] = [b"node ", &name, b" status=", status, b" version=", version];
    let text: Cow<'_, [u8]> = Cow::Owned(parts.concat());
    Record {
        time,
        host: Some(name),
        unit: Some(Cow::Borrowed(UNIT)),
        message: text.clone(),
        text,
        format,
        ..Record::default()
    }
}

/// What is told of a node.
#[derive(Clone, Debug, Default)]
pub struct Node<'a> {
    /// The line that the text about it starts with; empty where there are no lines.
    pub line: &'a [u8],
    /// The node's name.
    pub name: Cow<'a, [u8]>,
    /// Of its kubelet.
    pub version: &'a [u8],
    /// Whether no pod is to be put on it.
    pub cordoned: bool,
    /// All of its conditions.
    pub conditions: Vec<Condition<'a>>,
    /// The time of its state when no condition tells it.
    pub time: RawTime,
}

impl<'a> Node<'a> {
    /// The record of its state, then one for each condition in trouble.
    #[must_use]
    pub fn records(&self, format: &'static str) -> Vec<Told<'a>> {
        let time = self.ready().map_or(self.time, |ready| ready.since);
        let own = state(self.name.clone(), self.status(), self.version, time, format);
        let troubled = self.conditions.iter().filter(|condition| condition.is_trouble());
        let troubled = troubled.map(|condition| (condition.line, condition.record(&self.name, format)));
        std::iter::once((self.line, own)).chain(troubled).collect()
    }

    fn ready(&self) -> Option<&Condition<'a>> {
        self.conditions.iter().find(|condition| &*condition.kind == b"Ready")
    }

    /// As `kubectl get nodes` prints it: without the condition nothing is known.
    fn status(&self) -> &'static [u8] {
        match (self.ready().map(|ready| &*ready.status == b"True"), self.cordoned) {
            (Some(true), false) => b"Ready",
            (Some(true), true) => b"Ready,SchedulingDisabled",
            (Some(false), false) => b"NotReady",
            (Some(false), true) => b"NotReady,SchedulingDisabled",
            (None, false) => b"Unknown",
            (None, true) => b"Unknown,SchedulingDisabled",
        }
    }
}

/// A condition of a node.
#[derive(Clone, Debug, Default)]
pub struct Condition<'a> {
    /// The line it stands on; empty where there are no lines.
    pub line: &'a [u8],
    /// `DiskPressure`.
    pub kind: Cow<'a, [u8]>,
    /// `True`, `False` or `Unknown`.
    pub status: Cow<'a, [u8]>,
    /// When it became so.
    pub since: RawTime,
    /// `KubeletHasDiskPressure`.
    pub reason: Cow<'a, [u8]>,
    /// `kubelet has disk pressure`.
    pub message: Cow<'a, [u8]>,
}

/// Conditions that are well when they are true; the second is one of k3s and RKE2 (`pkg/etcd/etcd.go: etcdStatusType`).
const GOOD: [&[u8]; 2] = [b"Ready", b"EtcdIsVoter"];

impl<'a> Condition<'a> {
    /// Nearly every condition is well when it is false. That a node is not ready its state says: here it is the reason
    /// that counts.
    fn is_trouble(&self) -> bool {
        let is_ready = &*self.kind == b"Ready";
        let is_told = !self.reason.is_empty() || !self.message.is_empty();
        let is_good = GOOD.contains(&&*self.kind);
        !self.kind.is_empty() && is_good != (&*self.status == b"True") && (is_told || !is_ready)
    }

    /// `node cp-01 condition Ready=Unknown NodeStatusUnknown: Kubelet stopped posting node status.`
    fn record(&self, node: &Cow<'a, [u8]>, format: &'static str) -> Record<'a> {
        let what: [&[u8]; 6] = [b"node ", node, b" condition ", &self.kind, b"=", &self.status];
        let why: [&[u8]; 4] = [b" ", &self.reason, b": ", &self.message];
        Record {
            time: self.since,
            host: Some(node.clone()),
            unit: Some(Cow::Borrowed(UNIT)),
            message: self.message.clone(),
            text: Cow::Owned([what.concat(), why.concat()].concat()),
            format,
            ..Record::default()
        }
    }
}

/// The records of a node object; the time of its state is when it last became ready or not.
#[must_use]
pub fn records(object: &[u8]) -> Vec<Record<'_>> {
    let Some(name) = json::at(object, &[b"metadata", b"name"]).and_then(Value::text) else { return Vec::new() };
    let version = json::at(object, &[b"status", b"nodeInfo", b"kubeletVersion"]).and_then(Value::plain);
    let created = json::at(object, &[b"metadata", b"creationTimestamp"]);
    let time = created.and_then(Value::plain).and_then(rfc3339::whole).unwrap_or_default();
    let node = Node {
        line: object,
        name,
        version: version.unwrap_or_default(),
        cordoned: json::at(object, &[b"spec", b"unschedulable"]) == Some(Value::Word(b"true")),
        conditions: conditions(object, time),
        time,
    };
    node.records("k8s-nodes-json").into_iter().map(|(_, record)| record).collect()
}

fn conditions(object: &[u8], created: RawTime) -> Vec<Condition<'_>> {
    let Some(Value::Object(status)) = json::get(object, b"status") else { return Vec::new() };
    let condition = |inner| {
        let text = |key: &[u8]| json::get(inner, key).and_then(Value::text).unwrap_or_default();
        let since = json::get(inner, b"lastTransitionTime").and_then(Value::plain).and_then(rfc3339::whole);
        Condition {
            line: inner,
            kind: text(b"type"),
            status: text(b"status"),
            since: since.unwrap_or(created),
            reason: text(b"reason"),
            message: text(b"message"),
        }
    };
    objects(status, b"conditions").map(condition).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(object: &str) -> Vec<String> {
        let told = |record: &Record<'_>| String::from_utf8_lossy(&record.text).into_owned();
        records(object.as_bytes()).iter().map(told).collect()
    }

    #[test]
    fn readiness_and_cordon() {
        let object = br#"{"metadata":{"name":"n1"},"spec":{"unschedulable":true},"status":{"nodeInfo":{"kubeletVersion":"v1"},"conditions":[{"type":"MemoryPressure","status":"False"},{"type":"Ready","status":"True","lastTransitionTime":"2026-11-20T15:28:19Z"}]}}"#;
        let record = records(object).swap_remove(0);
        assert_eq!(String::from_utf8_lossy(&record.text), "node n1 status=Ready,SchedulingDisabled version=v1");
        assert_eq!(record.time, RawTime::utc(1_795_188_499_000_000_000));
    }

    #[test]
    fn conditions_in_trouble() {
        let object = r#"{"metadata":{"name":"n1"},"status":{"conditions":[
            {"type":"DiskPressure","status":"True","reason":"KubeletHasDiskPressure","message":"kubelet has disk pressure"},
            {"type":"PIDPressure","status":"False","reason":"KubeletHasSufficientPID","message":"fine"},
            {"type":"Ready","status":"False","reason":"KubeletNotReady","message":"cni plugin not \"initialized\""}]}}"#;
        assert_eq!(
            texts(object),
            [
                "node n1 status=NotReady version=",
                "node n1 condition DiskPressure=True KubeletHasDiskPressure: kubelet has disk pressure",
                "node n1 condition Ready=False KubeletNotReady: cni plugin not \"initialized\"",
            ]
        );
    }

    #[test]
    fn a_voter_of_etcd_is_well() {
        let object = |status: &str| {
            let voter = r#"{"type":"EtcdIsVoter","status":"STATUS","reason":"REASON","message":"of the etcd cluster"}"#;
            let ready = r#"{"type":"Ready","status":"True"}"#;
            let voter = voter.replace("STATUS", status).replace("REASON", "NotAMember");
            format!(r#"{{"metadata":{{"name":"n1"}},"status":{{"conditions":[{voter},{ready}]}}}}"#)
        };
        assert_eq!(texts(&object("True")).len(), 1);
        assert_eq!(texts(&object("False"))[1], "node n1 condition EtcdIsVoter=False NotAMember: of the etcd cluster");
    }

    #[test]
    fn nothing_is_known_without_conditions() {
        let object = r#"{"metadata":{"name":"n1"},"status":{"conditions":[]}}"#;
        assert_eq!(texts(object), ["node n1 status=Unknown version="]);
        assert_eq!(texts(r#"{"metadata":{"name":"n1"}}"#), ["node n1 status=Unknown version="]);
    }
}
