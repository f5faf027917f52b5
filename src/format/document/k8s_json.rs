//! `kubectl get ... -o json`: a list of objects, or one object.
//!
//! ```text
//! { "apiVersion": "v1", "items": [ { "kind": "Event", ... }, { "kind": "Pod", ... } ], "kind": "List" }
//! ```
//!
//! Events, pods and nodes become records; other kinds are passed over. In a typed list (`PodList`) the items carry no
//! kind of their own. The API server's audit log has objects of the same head, but a line each: a payload reads it.

use crate::format::json::{self, Value};
use crate::format::objects::{objects, without_comma};
use crate::format::{Document, Names};
use crate::model::Record;

use super::place::Places;
use super::{Sink, k8s_event, k8s_lease, k8s_node, k8s_pod, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "k8s-json", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = without_echo(head);
    let is_typed = json::is_object(head) && json::fields(head).any(|(key, _)| matches!(key, b"apiVersion" | b"items"));
    let is_request = json::mentions(head, b"\"audit.k8s.io/v");
    is_typed && !is_request && (json::mentions(head, b"\"items\"") || json::mentions(head, b"\"metadata\""))
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let mut reader = Reader { places: Places::new(input), names, sink, sent: false };
    for object in objects(without_echo(input), without_echo) {
        reader.top(object.text);
    }
    reader.sent
}

struct Reader<'r, 'i> {
    places: Places<'i>,
    names: &'r Names,
    sink: Sink<'r>,
    sent: bool,
}

impl Reader<'_, '_> {
    /// A list, or an object that stands alone. A list that is cut still yields the items before the cut.
    fn top(&mut self, object: &[u8]) {
        let kind = kind(object);
        match first_item(object) {
            // A list of nothing is read as a whole.
            Some(rest) if rest.starts_with(b"]") => self.sent = true,
            Some(rest) => self.items(rest, kind.strip_suffix(b"List").unwrap_or_default()),
            None => self.object(object, kind),
        }
    }

    fn items(&mut self, list: &[u8], default_kind: &[u8]) {
        for object in objects(list, without_comma).take_while(|object| object.is_whole) {
            self.object(object.text, default_kind);
        }
    }

    fn object(&mut self, object: &[u8], kind: &[u8]) {
        let place = self.places.of(object);
        for record in records(object, kind, self.names) {
            (self.sink)(place.0, place.1, Record { raw: object, ..record });
            self.sent = true;
        }
    }
}

/// The records of one object; `default_kind` is for objects that carry no kind of their own.
#[must_use]
pub fn records<'a>(object: &'a [u8], default_kind: &[u8], names: &Names) -> Vec<Record<'a>> {
    let own = kind(object);
    match if own.is_empty() { default_kind } else { own } {
        b"Event" => k8s_event::records(object, names),
        b"Pod" => k8s_pod::records(object, names),
        b"Node" => k8s_node::records(object),
        b"Lease" => k8s_lease::record(object).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn kind(object: &[u8]) -> &[u8] {
    json::get(object, b"kind").and_then(Value::plain).unwrap_or_default()
}

/// What follows the bracket of `"items": [`; looked for as a field first, as text when the object is cut.
fn first_item(object: &[u8]) -> Option<&[u8]> {
    let rest = match json::get(object, b"items") {
        Some(Value::List(list)) => &list[1..],
        Some(_) => return None,
        None => cut_list(object)?,
    };
    Some(rest.trim_ascii_start())
}

fn cut_list(object: &[u8]) -> Option<&[u8]> {
    let mut fields = json::fields(object);
    fields.by_ref().for_each(drop);
    if fields.after().is_some() {
        return None;
    }
    let at = memchr::memmem::find(object, b"\"items\"")?;
    object[at + 7..].trim_ascii_start().strip_prefix(b":")?.trim_ascii_start().strip_prefix(b"[")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    fn texts(input: &str) -> Vec<(u64, String)> {
        let mut seen = Vec::new();
        read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            seen.push((line, String::from_utf8_lossy(&r.text).into_owned()));
        });
        seen
    }

    const NODE: &str = r#"{"metadata":{"name":"n1"},"status":{"nodeInfo":{"kubeletVersion":"v1.31.3"},"conditions":[{"type":"Ready","status":"False"}]}}"#;

    #[test]
    fn lists_typed_lists_and_single_objects() {
        let text = "node n1 status=NotReady version=v1.31.3".to_owned();
        let typed = format!(r#"{{"kind":"NodeList","apiVersion":"v1","items":[{NODE}]}}"#);
        assert_eq!(texts(&typed), [(1, text.clone())]);
        let single = format!("$ kubectl get node n1 -o json\n{}", NODE.replacen('{', r#"{"kind":"Node","#, 1));
        assert_eq!(texts(&single), [(2, text.clone())]);
        let untyped = format!(r#"{{"items":[{}],"kind":"List"}}"#, NODE.replacen('{', r#"{"kind":"Node","#, 1));
        assert_eq!(texts(&untyped), [(1, text)]);
    }

    #[test]
    fn a_cut_list_yields_what_is_whole() {
        let node = NODE.replacen('{', r#"{"kind":"Node","#, 1);
        let cut = format!(r#"{{"apiVersion":"v1","items":[{node},{{"kind":"No"#);
        assert_eq!(texts(&cut).len(), 1);
        let empty = "{\n \"apiVersion\": \"v1\",\n \"items\": [],\n \"kind\": \"EventList\",\n \"metadata\": {}\n}\n";
        assert!(read(empty.as_bytes(), "", &NAMES, &mut |_, _, _| panic!("a record of nothing")));
        assert!(!read(br#"{"apiVersion":"v1","kind":"Secret"}"#, "", &NAMES, &mut |_, _, _| {}));
    }
}
