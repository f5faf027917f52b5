//! `crictl ps -o json` and `crictl pods -o json`: what the runtime knows of containers and sandboxes.
//!
//! ```text
//! {"containers": [{"id": "9db3...", "metadata": {"name": "web", "attempt": 3}, "image": {"image": "shop/web:2"},
//!   "state": "CONTAINER_EXITED", "createdAt": "1763089038000000000", "labels": {"io.kubernetes.pod.name": "web-0"}}]}
//! {"items": [{"id": "7cb1...", "metadata": {"name": "web-0", "namespace": "shop", "attempt": 1},
//!   "state": "SANDBOX_NOTREADY", "createdAt": "1763089038000000000"}]}
//! ```
//!
//! The records are those of the tables, see `crictl_table.rs`: of the time when the list was made.
//!
//! # Source
//!
//! cri-tools, `cmd/crictl/sandbox.go` and `container.go`: `outputProtobufObjAsJSON`.

use std::borrow::Cow;

use crate::format::json::{self, Value};
use crate::format::objects::objects;
use crate::format::{Document, Names};
use crate::model::Record;

use super::crictl_table::{Container, Sandbox};
use super::place::Places;
use super::{Sink, k8s_pod, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "crictl-json", looks_like, read };

/// The key of a list, and how states in it begin.
const LISTS: [(&[u8], &[u8]); 2] = [(b"containers", b"\"CONTAINER_"), (b"items", b"\"SANDBOX_")];

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = without_echo(head);
    let first = json::fields(head).next().map(|(key, _)| key);
    let starts = |key: &[u8]| json::is_object(head) && first.is_none_or(|first| first == key);
    LISTS
        .iter()
        .any(|(key, state)| starts(key) && json::mentions(head, state) && json::mentions(head, b"\"createdAt\""))
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let (mut places, mut sent) = (Places::new(input), false);
    for list in objects(without_echo(input), without_echo) {
        for item in LISTS.iter().flat_map(|(key, _)| k8s_pod::objects(list.text, key)) {
            let Some(record) = record(item, names) else { continue };
            let (offset, line) = places.of(item);
            sink(offset, line, Record { raw: item, ..record });
            sent = true;
        }
    }
    sent
}

fn record<'a>(item: &'a [u8], names: &Names) -> Option<Record<'a>> {
    let text = |path: &[&[u8]]| json::at(item, path).and_then(Value::text).unwrap_or_default();
    let (state, name, attempt) = (text(&[b"state"]), text(&[b"metadata", b"name"]), text(&[b"metadata", b"attempt"]));
    // What is 0 is left out.
    let attempt = if attempt.is_empty() { Cow::Borrowed(&b"0"[..]) } else { attempt };
    if let Some(state) = state.strip_prefix(b"SANDBOX_") {
        let state = if state == b"NOTREADY" { Cow::Borrowed(&b"NotReady"[..]) } else { capitalised(state) };
        return Sandbox { namespace: text(&[b"metadata", b"namespace"]), name, state, attempt, id: text(&[b"id"]) }
            .record(names);
    }
    let container = Container {
        name,
        state: capitalised(state.strip_prefix(b"CONTAINER_")?),
        attempt,
        namespace: text(&[b"labels", b"io.kubernetes.pod.namespace"]),
        pod: text(&[b"labels", b"io.kubernetes.pod.name"]),
        image: text(&[b"image", b"image"]),
        id: text(&[b"id"]),
    };
    container.record(names)
}

/// `EXITED` is `Exited` in the table.
fn capitalised<'a>(word: &[u8]) -> Cow<'a, [u8]> {
    let mut word = word.to_ascii_lowercase();
    word.iter_mut().take(1).for_each(u8::make_ascii_uppercase);
    Cow::Owned(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(input: &str, expected: &[&str]) {
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        let mut seen = Vec::new();
        read(input.as_bytes(), "", &NAMES, &mut |_, _, r| {
            seen.push(format!("{} {}", r.labels.len(), String::from_utf8_lossy(&r.text)));
        });
        assert_eq!(seen, expected, "{input}");
    }

    #[test]
    fn containers_and_sandboxes() {
        check(
            "$ crictl ps -a -o json\n{\n \"containers\": [\n {\"id\":\"9db3\",\"podSandboxId\":\"7cb1\",\"metadata\":{\"name\":\"web\",\"attempt\":3},\"image\":{\"image\":\"shop/web:2\"},\"state\":\"CONTAINER_EXITED\",\"createdAt\":\"1763089038000000000\",\"labels\":{\"io.kubernetes.pod.name\":\"web-0\",\"io.kubernetes.pod.namespace\":\"shop\"}}]}",
            &["3 container web state=Exited attempt=3 pod=shop/web-0 image=shop/web:2 id=9db3"],
        );
        check(
            r#"{"items":[{"id":"7cb1","metadata":{"name":"web-0","uid":"u","namespace":"shop","attempt":1},"state":"SANDBOX_NOTREADY","createdAt":"1763089038000000000"},{"id":"7cb2","metadata":{"name":"web-0","namespace":"shop"},"state":"SANDBOX_READY"}]}"#,
            &[
                "2 sandbox shop/web-0 state=NotReady attempt=1 id=7cb1",
                "2 sandbox shop/web-0 state=Ready attempt=0 id=7cb2",
            ],
        );
    }

    #[test]
    fn other_lists() {
        assert!(!looks_like(br#"{"items":[{"kind":"Pod","metadata":{"name":"a"}}]}"#, ""));
        assert!(!looks_like(br#"{"status":{"state":"CONTAINER_EXITED","createdAt":"x"}}"#, ""));
    }
}
