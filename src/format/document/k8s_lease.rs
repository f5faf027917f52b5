//! Leases: who holds one, and when it was renewed for the last time.
//!
//! ```text
//! lease kube-node-lease/w3 holder=w3 duration=40s transitions=2      at the time of the last renewal
//! ```
//!
//! The lease of a node bears the node's name; others are those of controllers that elect a leader.

use std::borrow::Cow;

use crate::format::json::{self, Value};
use crate::model::Record;
use crate::time::rfc3339;

use super::k8s_pod::UNIT;

/// Namespace of the leases of nodes.
const NODES: &[u8] = b"kube-node-lease";

/// The record of a lease object.
#[must_use]
pub fn record(object: &[u8]) -> Option<Record<'_>> {
    let name = json::at(object, &[b"metadata", b"name"]).and_then(Value::text)?;
    let namespace = json::at(object, &[b"metadata", b"namespace"]).and_then(Value::text).unwrap_or_default();
    let spec = |key: &[u8]| json::at(object, &[b"spec", key]).and_then(Value::plain);
    let holder = spec(b"holderIdentity").unwrap_or(b"nobody");
    let mut text = [b"lease ", &*namespace, b"/", &*name, b" holder=", holder].concat();
    for (key, label, unit) in
        [(&b"leaseDurationSeconds"[..], " duration=", "s"), (b"leaseTransitions", " transitions=", "")]
    {
        if let Some(value) = spec(key) {
            text.extend([label.as_bytes(), value, unit.as_bytes()].concat());
        }
    }
    let time = spec(b"renewTime").or_else(|| spec(b"acquireTime")).and_then(rfc3339::whole).unwrap_or_default();
    let text: Cow<'_, [u8]> = Cow::Owned(text);
    Some(Record {
        time,
        host: (*namespace == *NODES).then_some(name),
        unit: Some(Cow::Borrowed(UNIT)),
        message: text.clone(),
        text,
        format: "k8s-leases-json",
        ..Record::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RawTime;

    #[track_caller]
    fn check(object: &str, text: &str, host: Option<&[u8]>) {
        let record = record(object.as_bytes()).expect(object);
        assert_eq!((String::from_utf8_lossy(&record.text), record.host.as_deref()), (text.into(), host), "{object}");
    }

    #[test]
    fn of_nodes_and_of_leaders() {
        let node = r#"{"metadata":{"name":"w3","namespace":"kube-node-lease"},"spec":{"holderIdentity":"w3","leaseDurationSeconds":40,"renewTime":"2026-11-20T15:28:19.5Z"}}"#;
        check(node, "lease kube-node-lease/w3 holder=w3 duration=40s", Some(b"w3"));
        assert_eq!(record(node.as_bytes()).expect("a lease").time, RawTime::utc(1_795_188_499_500_000_000));
        let free = r#"{"metadata":{"name":"scheduler","namespace":"kube-system"},"spec":{"leaseTransitions":7}}"#;
        check(free, "lease kube-system/scheduler holder=nobody transitions=7", None);
    }
}
