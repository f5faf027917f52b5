//! `kubectl describe`: pods, nodes and other objects, one after the other.
//!
//! ```text
//! Name:               cp-01                                      an object starts
//! Roles:              <none>
//! Conditions:
//!   Type    Status    LastHeartbeatTime                 LastTransitionTime                Reason   Message
//!   ----    ------    -----------------                 ------------------                ------   -------
//!   Ready   Unknown   Fri, 20 Nov 2026 15:36:46 +0000   Fri, 20 Nov 2026 15:37:00 +0000   Status   Kubelet stopped ...
//! Events:
//!   Type     Reason    Age                  From      Message
//!   ----     ------    ----                 ----      -------
//!   Warning  BackOff   12s (x3 over 60s)    kubelet   Back-off restarting failed container
//! ```
//!
//! An object gives the record of its state, as `kubectl get` would sum it up, one for each condition of a node that is
//! in trouble, and one for each event. What pods say of their containers: `k8s_describe_pod.rs`.
//!
//! # Source
//!
//! kubectl, `pkg/describe/describe.go`: `describePod`, `describeNode`, `DescribeEvents`.

use std::borrow::Cow;

use crate::format::{Document, Names};
use crate::model::Record;
use crate::time::ctime;

use super::columns::Columns;
use super::k8s_cell::{NOW, Seen};
use super::k8s_event::Event;
use super::k8s_node::{Condition, Node};
use super::place::Places;
use super::{Sink, k8s_describe_pod, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "kubectl-describe", looks_like, read };

/// Keys one of which follows `Name:` within a few lines.
const SECOND_KEYS: [&[u8]; 2] = [b"Namespace:", b"Roles:"];

fn looks_like(head: &[u8], _: &str) -> bool {
    let mut lines = without_echo(head).split(|b| *b == b'\n').take(4);
    lines.next().is_some_and(|line| line.starts_with(b"Name: "))
        && lines.any(|line| SECOND_KEYS.iter().any(|key| line.starts_with(key)))
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let lines: Vec<&[u8]> = input.split(|b| *b == b'\n').collect();
    let starts: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].starts_with(b"Name: ")).collect();
    let mut sent = false;
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(lines.len());
        let object = Object { lines: &lines[*start..end] };
        for (line, record) in object.records(names) {
            let (offset, number) = places.of(line);
            sink(offset, number, Record { raw: line, ..record });
            sent = true;
        }
    }
    sent
}

/// The lines of one object.
#[derive(Clone, Copy, Debug)]
pub struct Object<'i, 'l> {
    lines: &'l [&'i [u8]],
}

/// A record, and the line it stands on.
pub type Told<'i> = (&'i [u8], Record<'i>);

impl<'i> Object<'i, '_> {
    fn records(&self, names: &Names) -> Vec<Told<'i>> {
        let mut told = match () {
            () if self.key("Roles").is_some() => self.node(),
            () if self.is_pod() => k8s_describe_pod::states(self, names),
            () => vec![(self.lines[0], self.line(self.lines[0]))],
        };
        told.extend(self.events(names));
        told
    }

    /// The value of a key in the first column.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'i [u8]> {
        self.lines.iter().find_map(|line| value(line, name))
    }

    /// The line with a key in the first column.
    #[must_use]
    pub fn line_of(&self, name: &str) -> Option<&'i [u8]> {
        self.lines.iter().copied().find(|line| value(line, name).is_some())
    }

    /// The line the object starts with.
    #[must_use]
    pub fn head(&self) -> &'i [u8] {
        self.lines[0]
    }

    /// The lines below a key that has no value of its own.
    pub fn section(&self, name: &str) -> impl Iterator<Item = &'i [u8]> + use<'i, '_> {
        let start =
            self.lines.iter().position(|line| value(line, name).is_some()).map_or(self.lines.len(), |at| at + 1);
        self.lines[start..].iter().copied().take_while(|line| line.starts_with(b"  ")).map(<[u8]>::trim_ascii_end)
    }

    /// A kind of object that has no record of its own: its name.
    fn line(&self, line: &'i [u8]) -> Record<'i> {
        let text = Cow::Borrowed(line.trim_ascii_end());
        Record { time: NOW, message: text.clone(), text, format: DOCUMENT.name, ..Record::default() }
    }

    fn node(&self) -> Vec<Told<'i>> {
        let version = self.section("System Info").find_map(|line| value(line.trim_ascii_start(), "Kubelet Version"));
        let node = Node {
            line: self.lines[0],
            name: Cow::Borrowed(self.key("Name").unwrap_or_default()),
            version: version.unwrap_or_default(),
            cordoned: self.key("Unschedulable") == Some(b"true"),
            conditions: self.conditions(),
            time: NOW,
        };
        node.records(DOCUMENT.name)
    }

    fn conditions(&self) -> Vec<Condition<'i>> {
        let mut lines = self.section("Conditions");
        let columns = Columns::of(lines.next().unwrap_or_default());
        let rows = lines.filter(|line| !line.trim_ascii_start().starts_with(b"---"));
        rows.map(|line| Condition {
            line,
            kind: Cow::Borrowed(columns.cell(line, "Type")),
            status: Cow::Borrowed(columns.cell(line, "Status")),
            since: ctime::rfc1123(columns.cell(line, "LastTransitionTime")).unwrap_or(NOW),
            reason: Cow::Borrowed(columns.cell(line, "Reason")),
            message: Cow::Borrowed(columns.cell(line, "Message")),
        })
        .collect()
    }

    fn events(&self, names: &Names) -> Vec<Told<'i>> {
        let mut lines = self.section("Events");
        let Some(header) = lines.next() else { return Vec::new() };
        let columns = Columns::of(header);
        if !columns.have(&["Type", "Reason", "Age", "Message"]) {
            return Vec::new();
        }
        let kind: &[u8] = if self.key("Roles").is_some() { b"Node" } else { self.kind() };
        let (name, namespace) = (self.key("Name").unwrap_or_default(), self.key("Namespace").unwrap_or_default());
        let rows = lines.filter(|line| !line.trim_ascii_start().starts_with(b"---"));
        let event = |row: &'i [u8]| Event {
            kind: Cow::Borrowed(columns.cell(row, "Type")),
            reason: Cow::Borrowed(columns.cell(row, "Reason")),
            object_kind: Cow::Borrowed(kind),
            namespace: Cow::Borrowed(namespace),
            name: Cow::Borrowed(name),
            message: Cow::Borrowed(columns.cell(row, "Message")),
        };
        let record = |row| {
            let seen = Seen::of(columns.cell(row, "Age")).unwrap_or_default();
            // Older releases print `kubelet, node-1`.
            let mut from = columns.cell(row, "From").split(|b| *b == b',').map(<[u8]>::trim_ascii);
            let (ident, host) = (from.next().map(Cow::Borrowed), from.next().map(Cow::Borrowed));
            let record = event(row).record(names);
            let host = host.or(record.host);
            Record { time: seen.last, repeats: seen.repeats, ident, host, format: DOCUMENT.name, ..record }
        };
        rows.map(|row| (row, record(row))).collect()
    }

    fn kind(&self) -> &'static [u8] {
        if self.is_pod() { b"Pod" } else { b"Object" }
    }

    /// A pod has containers, but one that was evicted may show none.
    fn is_pod(&self) -> bool {
        let placed = || self.key("Node").is_some() && self.key("Status").is_some();
        placed() || self.section("Containers").next().is_some()
    }
}

/// The value of `Key:   value`.
#[must_use]
pub fn value<'i>(line: &'i [u8], name: &str) -> Option<&'i [u8]> {
    line.strip_prefix(name.as_bytes())?.strip_prefix(b":").map(<[u8]>::trim_ascii)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(input: &str, expected: &[(u64, &str)]) {
        let mut seen = Vec::new();
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            seen.push((line, String::from_utf8_lossy(&r.text).into_owned()));
        });
        let seen: Vec<_> = seen.iter().map(|(line, text)| (*line, &**text)).collect();
        assert_eq!(seen, expected, "{input}");
    }

    #[test]
    fn a_node_its_conditions_and_events() {
        check(
            "$ kubectl describe node n1\nName:  n1\nRoles:  <none>\nConditions:\n  Type          Status   LastTransitionTime               Reason   Message\n  ----          ------   ------------------               ------   -------\n  DiskPressure  True     Fri, 20 Nov 2026 15:28:19 +0000  Full     disk  full\n  Ready         True     Fri, 20 Nov 2026 15:28:19 +0000  Ok       fine\nSystem Info:\n  Kubelet Version:  v1.31.3\nEvents:\n  Type     Reason  Age                From     Message\n  ----     ------  ----               ----     -------\n  Warning  Evict   12s (x3 over 60s)  kubelet  low on  disk\n",
            &[
                (2, "node n1 status=Ready version=v1.31.3"),
                (7, "node n1 condition DiskPressure=True Full: disk  full"),
                (14, "Warning Evict node/n1: low on  disk"),
            ],
        );
    }

    #[test]
    fn events_of_older_releases_name_their_host() {
        let input = "Name:    web-0\nNode:    n1/10.0.2.15\nStatus:  Pending\nEvents:\n\
                     \x20 Type    Reason   Age  From         Message\n  Normal  Changed  3m   kubelet, n1  x\n";
        let mut hosts = Vec::new();
        read(input.as_bytes(), "", &NAMES, &mut |_, _, r| {
            hosts.push((
                r.ident.clone().unwrap_or_default().into_owned(),
                r.host.clone().unwrap_or_default().into_owned(),
            ))
        });
        assert_eq!(hosts.last(), Some(&(b"kubelet".to_vec(), b"n1".to_vec())));
    }

    #[test]
    fn objects_without_events() {
        check("Name:  web\nNamespace:  shop\nReplicas:  1\nEvents:  <none>\n", &[(1, "Name:  web")]);
        assert!(!looks_like(b"Name: x\nAge: 3", ""));
    }
}
