//! The state of a node.
//!
//! ```text
//! node node-1 status=NotReady version=v1.31.3
//! node node-2 status=Ready,SchedulingDisabled version=v1.31.3
//! ```

use std::borrow::Cow;

use crate::format::json::{self, Value};
use crate::model::{RawTime, Record};
use crate::time::rfc3339;

use super::k8s_pod::UNIT;

/// The record of a node's state, from JSON or from a table.
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

/// The record of a node object; its time is when it last became ready or not.
#[must_use]
pub fn record(object: &[u8]) -> Option<Record<'_>> {
    let name = json::at(object, &[b"metadata", b"name"]).and_then(Value::text)?;
    let version = json::at(object, &[b"status", b"nodeInfo", b"kubeletVersion"]).and_then(Value::plain);
    let ready = ready_condition(object);
    let is_ready = ready.and_then(|condition| json::get(condition, b"status")) == Some(Value::Text(b"True"));
    let cordoned = json::at(object, &[b"spec", b"unschedulable"]) == Some(Value::Word(b"true"));
    let status: &[u8] = match (is_ready, cordoned) {
        (true, false) => b"Ready",
        (true, true) => b"Ready,SchedulingDisabled",
        (false, false) => b"NotReady",
        (false, true) => b"NotReady,SchedulingDisabled",
    };
    let time = ready.and_then(|condition| json::get(condition, b"lastTransitionTime"));
    let time = time.or_else(|| json::at(object, &[b"metadata", b"creationTimestamp"]));
    let time = time.and_then(Value::plain).and_then(rfc3339::whole).unwrap_or_default();
    Some(state(name, status, version.unwrap_or_default(), time, "k8s-nodes-json"))
}

fn ready_condition(object: &[u8]) -> Option<&[u8]> {
    let Some(Value::Object(status)) = json::get(object, b"status") else { return None };
    json::list(status, b"conditions").find_map(|condition| match condition {
        Value::Object(inner) if json::get(inner, b"type") == Some(Value::Text(b"Ready")) => Some(inner),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readiness_and_cordon() {
        let object = br#"{"metadata":{"name":"n1"},"spec":{"unschedulable":true},"status":{"nodeInfo":{"kubeletVersion":"v1"},"conditions":[{"type":"MemoryPressure","status":"False"},{"type":"Ready","status":"True","lastTransitionTime":"2026-11-20T15:28:19Z"}]}}"#;
        let record = record(object).unwrap();
        assert_eq!(String::from_utf8_lossy(&record.text), "node n1 status=Ready,SchedulingDisabled version=v1");
        assert_eq!(record.time, RawTime::utc(1_795_188_499_000_000_000));
    }
}
