//! Tables of `kubectl get`: events, pods, nodes; several in one file, behind the commands that were typed.
//!
//! ```text
//! $ kubectl get pods -A -o wide
//! NAMESPACE   NAME    READY   STATUS              RESTARTS      AGE   IP           NODE
//! default     crash   0/1     CrashLoopBackOff    2 (19s ago)   46s   10.88.0.62   k8s-cp-01
//! NAMESPACE   LAST SEEN   TYPE      REASON             OBJECT       MESSAGE
//! default     45s         Warning   FailedScheduling   pod/badcmd   0/1 nodes are available: ...
//! ```
//!
//! Cells are cut where the header's words start: messages hold runs of blanks. Ages have no date, so the records have
//! no time.

use std::borrow::Cow;

use crate::format::{Document, Names};
use crate::model::{RawTime, Record};
use crate::text::cursor::number;

use super::k8s_event::Event;
use super::k8s_pod::State;
use super::place::Places;
use super::{Sink, k8s_node};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "kubectl-table", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    let mut lines = head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end).filter(|line| !line.is_empty());
    lines.find(|line| !is_echo(line)).is_some_and(|line| Table::of(line).is_some())
}

fn is_echo(line: &[u8]) -> bool {
    line.starts_with(b"$ ") || line.starts_with(b"# ")
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let mut table: Option<Table<'_>> = None;
    let mut sent = false;
    for line in input.split(|b| *b == b'\n') {
        let row = line.trim_ascii_end();
        if let Some(found) = Table::of(row) {
            table = Some(found);
            continue;
        }
        if row.is_empty() || is_echo(row) {
            table = None;
            continue;
        }
        let known = table.as_ref().and_then(|table| table.record(row, names));
        let record = known.unwrap_or_else(|| stray(row));
        let (offset, number) = places.of(line);
        sink(offset, number, Record { raw: line, ..record });
        sent = true;
    }
    sent
}

/// A line outside of every table: an error that kubectl printed, say.
fn stray(row: &[u8]) -> Record<'_> {
    Record { text: Cow::Borrowed(row), message: Cow::Borrowed(row), ..Record::default() }
}

/// What the rows of a table are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Events,
    Pods,
    Nodes,
}

/// A header: what it announces, and where its columns start.
#[derive(Clone, Debug)]
struct Table<'i> {
    about: About,
    columns: Vec<(&'i [u8], usize)>,
}

impl<'i> Table<'i> {
    fn of(line: &'i [u8]) -> Option<Self> {
        if !line.first()?.is_ascii_uppercase() || line.iter().any(u8::is_ascii_lowercase) {
            return None;
        }
        let columns = columns(line);
        let has = |name: &[u8]| columns.iter().any(|(column, _)| *column == name);
        let about = match () {
            () if has(b"LAST SEEN") && has(b"REASON") && has(b"MESSAGE") => About::Events,
            () if has(b"READY") && has(b"STATUS") && has(b"RESTARTS") => About::Pods,
            () if has(b"STATUS") && has(b"ROLES") && has(b"VERSION") => About::Nodes,
            () => return None,
        };
        Some(Table { about, columns })
    }

    fn record<'r>(&self, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
        match self.about {
            About::Events => self.event(row, names),
            About::Pods => self.pod(row, names),
            About::Nodes => self.node(row),
        }
    }

    /// The cell under a column; empty when the table has no such column.
    fn cell<'r>(&self, row: &'r [u8], name: &[u8]) -> &'r [u8] {
        let Some(index) = self.columns.iter().position(|(column, _)| *column == name) else { return b"" };
        let start = self.columns[index].1.min(row.len());
        let end = self.columns.get(index + 1).map_or(row.len(), |(_, next)| (*next).min(row.len()));
        row[start..end].trim_ascii()
    }

    fn event<'r>(&self, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
        let object = self.cell(row, b"OBJECT");
        let slash = memchr::memchr(b'/', object);
        let (kind, name) = match slash {
            Some(at) => (&object[..at], &object[at + 1..]),
            None => (self.cell(row, b"KIND"), self.cell(row, b"NAME")),
        };
        let event = Event {
            kind: Cow::Borrowed(self.cell(row, b"TYPE")),
            reason: Cow::Borrowed(self.cell(row, b"REASON")),
            object_kind: Cow::Borrowed(kind),
            namespace: Cow::Borrowed(self.cell(row, b"NAMESPACE")),
            name: Cow::Borrowed(name),
            message: Cow::Borrowed(self.cell(row, b"MESSAGE")),
        };
        let sound = !event.kind.is_empty() && !event.reason.is_empty() && !name.is_empty();
        let ident = self.cell(row, b"SOURCE").split(|b| *b == b',').next().filter(|source| !source.is_empty());
        sound.then(|| Record { ident: ident.map(Cow::Borrowed), format: "k8s-events-table", ..event.record(names) })
    }

    fn pod<'r>(&self, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
        let restarts = self.cell(row, b"RESTARTS").split(|b| *b == b' ').next().and_then(number)?;
        let node = self.cell(row, b"NODE");
        let state = State {
            namespace: Cow::Borrowed(self.cell(row, b"NAMESPACE")),
            name: Cow::Borrowed(self.cell(row, b"NAME")),
            status: Cow::Borrowed(self.cell(row, b"STATUS")),
            ready: Cow::Borrowed(self.cell(row, b"READY")),
            restarts,
            node: Cow::Borrowed(if node == b"<none>" { b"" } else { node }),
        };
        let sound = !state.name.is_empty() && state.ready.contains(&b'/');
        sound.then(|| state.record(RawTime::NONE, "k8s-pods-table", names))
    }

    fn node<'r>(&self, row: &'r [u8]) -> Option<Record<'r>> {
        let (name, status) = (self.cell(row, b"NAME"), self.cell(row, b"STATUS"));
        let sound = !name.is_empty() && !status.is_empty();
        let version = self.cell(row, b"VERSION");
        sound.then(|| k8s_node::state(Cow::Borrowed(name), status, version, RawTime::NONE, "k8s-nodes-table"))
    }
}

/// The names of a header and where they start: two blanks part them, one belongs to the name.
fn columns(line: &[u8]) -> Vec<(&[u8], usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let end = memchr::memmem::find(&line[at..], b"  ").map_or(line.len(), |end| at + end);
        found.push((&line[at..end], at));
        at = end + line[end..].iter().take_while(|b| **b == b' ').count();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(input: &str, expected: &[(&str, &str)]) {
        let mut seen = Vec::new();
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        read(input.as_bytes(), "", &NAMES, &mut |_, _, r| {
            seen.push((r.format.to_owned(), String::from_utf8_lossy(&r.text).into_owned()));
        });
        let seen: Vec<_> = seen.iter().map(|(format, text)| (&**format, &**text)).collect();
        assert_eq!(seen, expected, "{input}");
    }

    #[test]
    fn events_with_and_without_namespace() {
        check(
            "NAMESPACE   LAST SEEN   TYPE      REASON    OBJECT      MESSAGE\nshop        45s         Warning   BackOff   pod/web-0   a  b\n            45s         Normal    Start     Node/n1     x\n",
            &[
                ("k8s-events-table", "Warning BackOff pod/shop/web-0: a  b"),
                ("k8s-events-table", "Normal Start node/n1: x"),
            ],
        );
        check(
            "LAST SEEN          TYPE      REASON    OBJECT      MESSAGE\n12s (x3 over 60s)  Warning   BackOff   Pod/web-0   x",
            &[("k8s-events-table", "Warning BackOff pod/web-0: x")],
        );
    }

    #[test]
    fn pods_and_nodes_in_one_file() {
        check(
            "$ kubectl get pods\nNAME    READY   STATUS   RESTARTS      AGE   IP       NODE\nweb-0   0/1     Error    2 (19s ago)   46s   <none>   <none>\n\n$ kubectl get nodes\nNAME   STATUS     ROLES    AGE   VERSION\nn1     NotReady   <none>   2m    v1.31.3\n",
            &[
                ("k8s-pods-table", "pod web-0 status=Error ready=0/1 restarts=2 node=<none>"),
                ("k8s-nodes-table", "node n1 status=NotReady version=v1.31.3"),
            ],
        );
    }

    #[test]
    fn other_tables() {
        assert!(!looks_like(b"NAME   TYPE   CLUSTER-IP\nx y z", ""));
        assert!(!looks_like(b"READY STATUS RESTARTS", ""));
    }
}
