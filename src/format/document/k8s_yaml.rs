//! `kubectl get ... -o yaml`: a list of objects, one object, or several behind `---`.
//!
//! ```text
//! apiVersion: v1
//! items:
//! - apiVersion: v1
//!   kind: Event
//!   ...
//! kind: List
//! ```
//!
//! Each object is read as JSON; see `k8s_json.rs` for the records that it gives.

use crate::format::{Document, Names, yaml};
use crate::model::Record;

use super::place::Places;
use super::{Sink, k8s_json, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "k8s-yaml", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = without_echo(head);
    let head = head.strip_prefix(b"---").unwrap_or(head).trim_ascii_start();
    let starts = [&b"apiVersion: "[..], b"kind: ", b"items:\n", b"- apiVersion: "].iter().any(|s| head.starts_with(s));
    starts && memchr::memmem::find(head, b"kind: ").is_some()
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let default = typed_list(input);
    let mut sent = memchr::memmem::find(input, b"\nitems: []\n").is_some();
    for object in objects(without_echo(input)) {
        let json = yaml::to_json(object);
        let (offset, line) = places.of(object);
        for record in k8s_json::records(unwrapped(&json), default, names) {
            sink(offset, line, Record { raw: object, ..record });
            sent = true;
        }
    }
    sent
}

/// The kind of the items of a typed list, `Pod` in a `PodList`; empty otherwise.
fn typed_list(input: &[u8]) -> &[u8] {
    let mut lines = input.split(|b| *b == b'\n');
    let kind = lines.find_map(|line| line.strip_prefix(b"kind: "));
    kind.and_then(|kind| kind.trim_ascii().strip_suffix(b"List")).unwrap_or_default()
}

/// An item is a list of one.
fn unwrapped(json: &[u8]) -> &[u8] {
    json.strip_prefix(b"[").and_then(|json| json.strip_suffix(b"]")).unwrap_or(json)
}

/// The parts of the input that start at the left edge with a dash or behind `---`, and what stands before them.
fn objects(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = input;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memmem::find_iter(rest, b"\n-").map(|at| at + 1).find(|at| is_start(&rest[*at..]));
        let (object, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(object)
    })
}

fn is_start(rest: &[u8]) -> bool {
    rest.starts_with(b"- ") || rest.starts_with(b"---\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    fn texts(input: &str) -> Vec<(u64, String)> {
        let mut seen = Vec::new();
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            seen.push((line, String::from_utf8_lossy(&r.text).into_owned()));
        });
        seen
    }

    #[test]
    fn lists_and_single_objects() {
        let node = "kind: Node\nmetadata:\n  name: n1\nstatus:\n  conditions:\n  - status: \"True\"\n    type: Ready\n  nodeInfo:\n    kubeletVersion: v1.31.3\n";
        let text = "node n1 status=Ready version=v1.31.3".to_owned();
        assert_eq!(texts(&format!("---\napiVersion: v1\n{node}")), [(1, text.clone())]);
        let item = node.replace('\n', "\n  ");
        let list = format!("apiVersion: v1\nitems:\n- {}kind: List\n", item.trim_end_matches(' '));
        assert_eq!(texts(&list), [(3, text)]);
    }
}
