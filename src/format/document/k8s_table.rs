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
//! Ages have no date: the records have the clock [`Clock::BeforeCollection`](crate::model::Clock). What a state table
//! shows was so at the collection. For the tables of crictl see `crictl_table.rs`, for `kubectl top` `k8s_top.rs`.

use std::borrow::Cow;

use crate::format::{Document, Names};
use crate::model::{Record, Repeats};
use crate::text::cursor::number;
use crate::time::date;

use super::columns::Columns;
use super::k8s_cell::{self, NOW, Seen};
use super::k8s_event::Event;
use super::k8s_header::About;
use super::k8s_pod::State;
use super::place::Places;
use super::{Sink, crictl_table, is_echo, k8s_node, k8s_row, k8s_top, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "kubectl-table", looks_like, read };

/// A header stands first, or two rows; above them at most commands that were typed, and a date that one printed.
fn looks_like(head: &[u8], _: &str) -> bool {
    let lines = without_echo(head).split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    let mut lines = lines.filter(|line| !line.is_empty() && !k8s_row::is_heading(line));
    let Some(first) = lines.next() else { return false };
    Table::of(first).is_some() || (k8s_row::is_row(first) && lines.next().is_none_or(k8s_row::is_row))
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
        if row.is_empty() || is_echo(row) || date::whole(row).is_some() || k8s_row::is_heading(row) {
            table = None;
            continue;
        }
        let known = table.as_ref().and_then(|table| table.row(row, names));
        let record = known.or_else(|| k8s_row::read(row, names)).unwrap_or_else(|| stray(row));
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

/// Columns that tell when an event was seen last, `LAST SEEN` of kubectl before what users call it.
const SEEN: [&str; 6] = ["LAST SEEN", "LAST TIMESTAMP", "TIME", "TIMESTAMP", "LAST", "CREATED"];

/// `web-0.1876f3ab2c9d4e51`: old releases print the name of the event for that of its object.
fn without_hash(name: &[u8]) -> &[u8] {
    let hash = |hash: &[u8]| hash.len() > 11 && hash.iter().all(u8::is_ascii_hexdigit);
    memchr::memrchr(b'.', name).filter(|dot| hash(&name[dot + 1..])).map_or(name, |dot| &name[..dot])
}

/// A header: what it announces, and where its columns start.
#[derive(Clone, Debug)]
struct Table<'i> {
    about: About,
    columns: Columns<'i>,
}

impl<'i> Table<'i> {
    fn of(line: &'i [u8]) -> Option<Self> {
        if !line.first()?.is_ascii_uppercase() || memchr::memmem::find(line, b"  ").is_none() {
            return None;
        }
        let columns = Columns::of(line);
        let about = About::of(&columns)?;
        // A user names the columns of events as he likes; other headers are all capitals.
        let named = matches!(about, About::Events | About::Usage) || !line.iter().any(u8::is_ascii_lowercase);
        named.then_some(Table { about, columns })
    }

    /// A row whose cells do not stand under the header is read without it, if it can be.
    fn row<'r>(&self, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
        let wide = if self.columns.fit(row) { None } else { k8s_row::read(row, names) };
        wide.or_else(|| self.record(row, names))
    }

    fn record<'r>(&self, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
        match self.about {
            About::Events => self.event(row, names),
            About::Pods => self.pod(row, names),
            About::Nodes => self.node(row),
            About::Sandboxes => crictl_table::sandbox(&self.columns, row, names),
            About::Containers => crictl_table::container(&self.columns, row, names),
            About::Docker => crictl_table::docker(&self.columns, row, names),
            About::Usage => k8s_top::row(&self.columns, row, names),
            About::Object(object) => object.row(&self.columns, row, names),
        }
    }

    fn cell<'r>(&self, row: &'r [u8], name: &str) -> &'r [u8] {
        self.columns.cell(row, name)
    }

    fn event<'r>(&self, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
        let object = self.cell(row, "OBJECT");
        let slash = memchr::memchr(b'/', object);
        let (kind, name) = match slash {
            Some(at) => (&object[..at], &object[at + 1..]),
            None if !object.is_empty() => (self.cell(row, "KIND"), object),
            None => (self.cell(row, "KIND"), without_hash(self.cell(row, "NAME"))),
        };
        let event = Event {
            kind: Cow::Borrowed(self.cell(row, "TYPE")),
            reason: Cow::Borrowed(self.cell(row, "REASON")),
            object_kind: Cow::Borrowed(kind),
            namespace: Cow::Borrowed(self.cell(row, "NAMESPACE")),
            name: Cow::Borrowed(name),
            message: Cow::Borrowed(self.cell(row, "MESSAGE")),
        };
        let sound = matches!(&*event.kind, b"Normal" | b"Warning") && !event.reason.is_empty() && !name.is_empty();
        let mut source = self.cell(row, "SOURCE").split(|b| *b == b',').map(<[u8]>::trim_ascii);
        let (ident, host) = (source.next().filter(|source| !source.is_empty()), source.next());
        let (seen, record) = (self.seen(row), event.record(names));
        sound.then(|| Record {
            time: seen.last,
            repeats: seen.repeats,
            ident: ident.map(Cow::Borrowed),
            host: host.map(Cow::Borrowed).or(record.host),
            format: "k8s-events-table",
            ..record
        })
    }

    /// When an event was seen last, under whichever name, and how often: `-o wide` has columns for that.
    fn seen(&self, row: &[u8]) -> Seen {
        let mut cells = SEEN.iter().map(|name| self.cell(row, name)).filter(|cell| !cell.is_empty());
        let seen = cells.find_map(Seen::of).unwrap_or_default();
        let first = k8s_cell::when(self.cell(row, "FIRST SEEN")).filter(|first| first.clock == seen.last.clock);
        let span = first.map_or(0, |first| seen.last.ns.saturating_sub(first.ns));
        match number(self.cell(row, "COUNT")) {
            Some(count) if seen.repeats == Repeats::default() => Seen { repeats: Repeats::of(count, span), ..seen },
            _ => seen,
        }
    }

    fn pod<'r>(&self, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
        let restarts = self.cell(row, "RESTARTS").split(|b| *b == b' ').next().and_then(number)?;
        let node = self.cell(row, "NODE");
        let state = State {
            namespace: Cow::Borrowed(self.cell(row, "NAMESPACE")),
            name: Cow::Borrowed(bare(self.cell(row, "NAME"))),
            status: Cow::Borrowed(self.cell(row, "STATUS")),
            ready: Cow::Borrowed(self.cell(row, "READY")),
            restarts,
            node: Cow::Borrowed(if node == b"<none>" { b"" } else { node }),
        };
        let sound = !state.name.is_empty() && state.ready.contains(&b'/');
        sound.then(|| state.record(NOW, "k8s-pods-table", names))
    }

    fn node<'r>(&self, row: &'r [u8]) -> Option<Record<'r>> {
        let (name, status) = (bare(self.cell(row, "NAME")), self.cell(row, "STATUS"));
        let sound = !name.is_empty() && !status.is_empty();
        let version = self.cell(row, "VERSION");
        sound.then(|| k8s_node::state(Cow::Borrowed(name), status, version, NOW, "k8s-nodes-table"))
    }
}

/// `pod/web-0`, `node/n7`: where several kinds are listed, the name says which.
fn bare(name: &[u8]) -> &[u8] {
    name.strip_prefix(b"pod/").or_else(|| name.strip_prefix(b"node/")).unwrap_or(name)
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
