//! Rows of `kubectl top nodes` and `kubectl top pods`: what was used when the table was printed.
//!
//! ```text
//! NAME     CPU(cores)   CPU%        MEMORY(bytes)   MEMORY%
//! cp-01    3998m        99%         15900Mi         101%           a node has shares of what it has
//! cp-02    <unknown>    <unknown>   <unknown>       <unknown>      its kubelet gives no metrics
//! NAMESPACE   POD     NAME   CPU(cores)   MEMORY(bytes)
//! shop        web-0   app    1998m        511Mi                    --containers
//! ```
//!
//! # Source
//!
//! kubectl, `pkg/metricsutil/metrics_printer.go`.

use std::borrow::Cow;

use crate::format::Names;
use crate::model::Record;

use super::columns::Columns;
use super::k8s_cell::NOW;
use super::k8s_event::pod_name;
use super::k8s_pod::UNIT;

/// `node cp-01 cpu=3998m (99%) memory=15900Mi (101%)`, `pod shop/web-0 container=app cpu=1998m memory=511Mi`.
#[must_use]
pub fn row<'r>(columns: &Columns<'_>, row: &'r [u8], names: &Names) -> Option<Record<'r>> {
    let cell = |name| columns.cell(row, name);
    let (name, used) = (cell("NAME"), [cell("CPU(cores)"), cell("MEMORY(bytes)")]);
    let is_amount = |used: &[u8]| used == b"<unknown>" || used.first().is_some_and(u8::is_ascii_digit);
    if name.is_empty() || !used.into_iter().all(is_amount) {
        return None;
    }
    let usage = |cpu: &[u8], memory: &[u8]| [b" cpu=", used[0], cpu, b" memory=", used[1], memory].concat();
    if columns.have(&["MEMORY%"]) || columns.have(&["MEMORY(%)"]) {
        let share = |cell: &[u8]| if cell.is_empty() { Vec::new() } else { [b" (", cell, b")"].concat() };
        let shares = ["CPU%", "CPU(%)", "MEMORY%", "MEMORY(%)"].map(|name| share(cell(name)));
        let text = [b"node ", name, &usage(&shares[..2].concat(), &shares[2..].concat())].concat();
        return Some(Record { host: Some(Cow::Borrowed(name)), ..record(text) });
    }
    let (pod, container) = if columns.have(&["POD"]) { (cell("POD"), name) } else { (name, &b""[..]) };
    let pod = pod_name(cell("NAMESPACE"), pod);
    let of: &[u8] = if container.is_empty() { b"" } else { b" container=" };
    let text = [b"pod ", &*pod, of, container, &usage(b"", b"")].concat();
    let labels = [(names.pod, pod), (names.container, Cow::Borrowed(container))];
    Some(Record { labels: labels.into_iter().filter(|(_, value)| !value.is_empty()).collect(), ..record(text) })
}

fn record<'r>(text: Vec<u8>) -> Record<'r> {
    let text: Cow<'_, [u8]> = Cow::Owned(text);
    let unit = Some(Cow::Borrowed(UNIT));
    Record { time: NOW, unit, message: text.clone(), text, format: "kubectl-top", ..Record::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(header: &str, line: &str, text: Option<&str>) {
        let record = row(&Columns::of(header.as_bytes()), line.as_bytes(), &NAMES);
        let got = record.map(|record| String::from_utf8_lossy(&record.text).into_owned());
        assert_eq!(got.as_deref(), text, "{line}");
    }

    #[test]
    fn nodes_pods_and_containers() {
        let nodes = "NAME   CPU(cores)   CPU%   MEMORY(bytes)   MEMORY%";
        check(
            nodes,
            "n1     3998m        99%    15900Mi         101%",
            Some("node n1 cpu=3998m (99%) memory=15900Mi (101%)"),
        );
        check(
            "NAMESPACE   NAME    CPU(cores)   MEMORY(bytes)",
            "shop        web-0   1998m        511Mi",
            Some("pod shop/web-0 cpu=1998m memory=511Mi"),
        );
        check(
            "POD     NAME   CPU(cores)   MEMORY(bytes)",
            "web-0   app    1m           5Mi",
            Some("pod web-0 container=app cpu=1m memory=5Mi"),
        );
        check(nodes, "error: metrics not available", None);
    }
}
