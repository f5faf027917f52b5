//! Rows of `kubectl get` about what runs pods and what they need: deployments, claims, jobs, operators, volumes.
//!
//! ```text
//! NAMESPACE   NAME   READY   UP-TO-DATE   AVAILABLE   AGE
//! shop        web    0/3     3            0           5d         deployment shop/web pods ready=0/3
//! NAME      STATUS    VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   AGE
//! data-db   Pending                                      longhorn       5m     claim data-db status=Pending class=longhorn
//! ```
//!
//! # Source
//!
//! kubernetes, `pkg/printers/internalversion/printers.go`: `AddHandlers`; the `additionalPrinterColumns` of Longhorn's
//! and OpenShift's definitions.

use std::borrow::Cow;

use crate::format::Names;
use crate::model::Record;

use super::columns::Columns;
use super::k8s_cell::NOW;
use super::k8s_event::pod_name;
use super::k8s_pod::UNIT;

/// A kind of object: what it is called, the columns that tell its table, and those that are said, with a word for each.
#[derive(Debug, PartialEq, Eq)]
pub struct Object {
    what: &'static str,
    header: &'static [&'static str],
    said: &'static [(&'static str, &'static str)],
    /// The column of the pods that are wanted, where `READY` says only how many there are.
    wanted: &'static str,
}

const fn object(
    what: &'static str,
    header: &'static [&'static str],
    said: &'static [(&'static str, &'static str)],
    wanted: &'static str,
) -> Object {
    Object { what, header, said, wanted }
}

const READY: &[(&str, &str)] = &[("READY", "pods ready")];

/// Narrower headers first.
static OBJECTS: [Object; 10] = [
    object("daemonset", &["DESIRED", "CURRENT", "READY", "NODE SELECTOR"], READY, "DESIRED"),
    object("deployment", &["READY", "UP-TO-DATE", "AVAILABLE"], READY, ""),
    object("replicaset", &["DESIRED", "CURRENT", "READY"], READY, "DESIRED"),
    object("claim", &["STATUS", "VOLUME", "CAPACITY"], &[("STATUS", "status"), ("STORAGECLASS", "class")], ""),
    object("job", &["COMPLETIONS", "DURATION"], &[("STATUS", "status"), ("COMPLETIONS", "completions")], ""),
    object("apiservice", &["SERVICE", "AVAILABLE"], &[("AVAILABLE", "available"), ("SERVICE", "service")], ""),
    object(
        "clusteroperator",
        &["AVAILABLE", "PROGRESSING", "DEGRADED"],
        &[("AVAILABLE", "available"), ("DEGRADED", "degraded"), ("MESSAGE", "message")],
        "",
    ),
    object(
        "volume",
        &["STATE", "ROBUSTNESS"],
        &[("STATE", "state"), ("ROBUSTNESS", "robustness"), ("NODE", "node")],
        "",
    ),
    object("endpoints", &["ENDPOINTS", "AGE"], &[("ENDPOINTS", "addresses")], ""),
    object("statefulset", &["READY", "AGE"], READY, ""),
];

/// The kind of objects that a header announces.
#[must_use]
pub fn of(columns: &Columns<'_>) -> Option<&'static Object> {
    OBJECTS.iter().find(|object| columns.have(&["NAME"]) && columns.have(object.header))
}

impl Object {
    /// The record of a row.
    #[must_use]
    pub fn row<'r>(&self, columns: &Columns<'_>, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
        let cell = |name: &str| columns.cell(row, name);
        let (namespace, (what, name)) = (cell("NAMESPACE"), self.named(cell("NAME")));
        let mut text = [what, b" ", &*pod_name(namespace, name)].concat();
        for (column, word) in self.said {
            let value = self.value(column, columns, row)?;
            if !value.is_empty() {
                text.extend_from_slice(&[b" ", word.as_bytes(), b"=", &*value].concat());
            }
        }
        let labels = if namespace.is_empty() { vec![] } else { vec![(names.namespace, Cow::Borrowed(namespace))] };
        let text: Cow<'_, [u8]> = Cow::Owned(text);
        let unit = Some(Cow::Borrowed(UNIT));
        let record = Record {
            time: NOW,
            unit,
            message: text.clone(),
            text,
            labels,
            format: "k8s-objects-table",
            ..Record::default()
        };
        (!name.is_empty()).then_some(record)
    }

    /// `statefulset.apps/db`: where several kinds are listed, the name says which.
    fn named<'r>(&self, name: &'r [u8]) -> (&'r [u8], &'r [u8]) {
        match memchr::memchr(b'/', name) {
            Some(at) => (name[..at].split(|b| *b == b'.').next().unwrap_or_default(), &name[at + 1..]),
            None => (self.what.as_bytes(), name),
        }
    }

    /// What a column says; pods that are ready of those that are wanted, `1/3`, or it is another table.
    fn value<'r>(&self, column: &str, columns: &Columns<'_>, row: &'r [u8]) -> Option<Cow<'r, [u8]>> {
        let cell = columns.cell(row, column);
        if column != "READY" {
            return Some(Cow::Borrowed(cell));
        }
        let value = match self.wanted {
            "" => Cow::Borrowed(cell),
            wanted => Cow::Owned([cell, b"/", columns.cell(row, wanted)].concat()),
        };
        let sound = value.contains(&b'/') && value.iter().all(|b| b.is_ascii_digit() || *b == b'/');
        sound.then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(header: &str, row: &str, text: &str) {
        let columns = Columns::of(header.as_bytes());
        let record = of(&columns).and_then(|object| object.row(&columns, row.as_bytes(), &NAMES));
        let told = record.map(|record| String::from_utf8_lossy(&record.text).into_owned());
        assert_eq!(told.unwrap_or_default(), text, "{row}");
    }

    #[test]
    fn rows_of_each_kind() {
        check(
            "NAMESPACE   NAME   READY   UP-TO-DATE   AVAILABLE   AGE",
            "shop        web    0/3     3            0           5d",
            "deployment shop/web pods ready=0/3",
        );
        check(
            "NAMESPACE   NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE",
            "shop        agent   3         3         2       3            2           <none>          5d",
            "daemonset shop/agent pods ready=2/3",
        );
        check("NAME                  READY   AGE", "statefulset.apps/db   1/3     5d", "statefulset db pods ready=1/3");
        check(
            "NAME      STATUS    VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   AGE",
            "data-db   Pending                                      longhorn       5m",
            "claim data-db status=Pending class=longhorn",
        );
        check(
            "NAME                     SERVICE                      AVAILABLE                  AGE",
            "v1beta1.metrics.k8s.io   kube-system/metrics-server   False (MissingEndpoints)   120d",
            "apiservice v1beta1.metrics.k8s.io available=False (MissingEndpoints) service=kube-system/metrics-server",
        );
    }

    #[test]
    fn other_tables() {
        check("NAME   READY   SECRET   AGE", "web    True    web-tls   5d", "");
        check("NAME   TYPE   CLUSTER-IP   AGE", "web    a      b            5d", "");
    }
}
