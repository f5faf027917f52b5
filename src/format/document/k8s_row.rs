//! Rows of `kubectl get` and of the events of `kubectl describe` without the header that names their columns.
//!
//! ```text
//! shop   3m45s (x12 over 9m)   Warning   BackOff   pod/web-0   Back-off restarting ...    events, grepped
//! 2025-11-14T02:57:18Z         Normal    Killing   pod/web-0   Stopping container web     its stamps
//! MODIFIED   0s                Normal    Pulled    pod/web-0   Container image ...        --output-watch-events
//!   Warning  FailedMount  2m (x5 over 4m)  kubelet  MountVolume.SetUp failed ...          describe
//! shop   web-0    0/1   CrashLoopBackOff   42 (2m ago)   3d   10.1.2.3   node-7           pods
//! node-7   NotReady   <none>   90d   v1.31.3                                              nodes
//! ```
//!
//! They are read with the tables, see `k8s_table.rs`; a row that `--watch` printed later and wider than its header is
//! read here too.

use std::borrow::Cow;

use crate::format::Names;
use crate::model::{Kind, Record};
use crate::text::{cursor::number, name::is_name};

use super::k8s_cell::{Cells, NOW, Seen, when};
use super::k8s_event::Event;
use super::k8s_node;
use super::k8s_pod::State;

/// How the records of rows are marked.
const NAME: &str = "k8s-row";

/// Whether a line is such a row.
#[must_use]
pub fn is_row(line: &[u8]) -> bool {
    read(line, &Names::from_lookup(|_| Kind(0))).is_some()
}

/// Whether a line is the head of such rows, which says nothing of the object that they are about: `Events:`, the names
/// of the columns and the dashes below them.
#[must_use]
pub fn is_heading(line: &[u8]) -> bool {
    let words = || line.split(|b| b.is_ascii_whitespace()).filter(|word| !word.is_empty());
    let named = words().eq([&b"Type"[..], b"Reason", b"Age", b"From", b"Message"]);
    let dashes = words().count() > 2 && words().all(|word| word.len() > 2 && word.iter().all(|b| *b == b'-'));
    named || dashes || line.trim_ascii_end() == b"Events:"
}

/// The record of a row, whichever of the tables it is of.
#[must_use]
pub fn read<'a>(row: &'a [u8], names: &Names) -> Option<Record<'a>> {
    let cells = Cells(row);
    event(cells, names).or_else(|| told(cells, names)).or_else(|| pod(cells, names)).or_else(|| node(cells))
}

/// Lower-case words between dots: what pods, nodes and namespaces are called.
fn name(cell: &[u8]) -> Option<Cow<'_, [u8]>> {
    is_name(cell, b".-").then_some(Cow::Borrowed(cell))
}

fn event<'a>(mut cells: Cells<'a>, names: &Names) -> Option<Record<'a>> {
    let mut first = cells;
    if matches!(first.word()?, b"ADDED" | b"MODIFIED" | b"DELETED") {
        cells = first;
    }
    let mut later = cells;
    let namespace = match later.seen() {
        Some(_) => Cow::default(),
        None => name(cells.word()?)?,
    };
    let Seen { last, repeats } = cells.seen()?;
    let (kind, reason) = cells.kind()?;
    let object = cells.word()?;
    let slash = memchr::memchr(b'/', object)?;
    let event = Event {
        kind: Cow::Borrowed(kind),
        reason: Cow::Borrowed(reason),
        object_kind: Cow::Borrowed(&object[..slash]),
        namespace,
        name: Cow::Borrowed(&object[slash + 1..]),
        message: cells.rest(),
    };
    Some(Record { time: last, repeats, format: NAME, ..event.record(names) })
}

/// A row of `kubectl describe`, which has the object elsewhere.
fn told<'a>(mut cells: Cells<'a>, names: &Names) -> Option<Record<'a>> {
    let (kind, reason) = cells.kind()?;
    let Seen { last, repeats } = cells.seen()?;
    let from = cells.word()?;
    // Older releases print `kubelet, node-1`.
    let (from, host) = match from.strip_suffix(b",") {
        Some(from) => (from, cells.word()),
        None => (from, None),
    };
    let event =
        Event { kind: Cow::Borrowed(kind), reason: Cow::Borrowed(reason), message: cells.rest(), ..Event::default() };
    let ident = Some(Cow::Borrowed(from));
    let record = event.record(names);
    let host = host.map(Cow::Borrowed).or(record.host);
    Some(Record { time: last, repeats, ident, host, format: NAME, ..record })
}

fn pod<'a>(mut cells: Cells<'a>, names: &Names) -> Option<Record<'a>> {
    let (first, mut second) = (name(cells.word()?)?, cells.word()?);
    let (mut namespace, mut pod) = (Cow::default(), first);
    if let Some(name) = name(second).filter(|_| !is_share(second)) {
        (namespace, pod, second) = (pod, name, cells.word()?);
    }
    let ready = Some(second).filter(|cell| is_share(cell))?;
    let status = cells.word().filter(|status| status[0].is_ascii_uppercase())?;
    let restarts = number(cells.word()?)?;
    cells.aside();
    when(cells.word()?)?;
    let node = cells.word().and_then(|_| name(cells.word()?)).unwrap_or_default();
    let (status, ready) = (Cow::Borrowed(status), Cow::Borrowed(ready));
    Some(State { namespace, name: pod, status, ready, restarts, node }.record(NOW, NAME, names))
}

/// `0/1`
fn is_share(cell: &[u8]) -> bool {
    let mut parts = cell.split(|b| *b == b'/').map(number);
    matches!((parts.next(), parts.next(), parts.next()), (Some(Some(_)), Some(Some(_)), None))
}

fn node(mut cells: Cells<'_>) -> Option<Record<'_>> {
    let node = name(cells.word()?)?;
    let status = cells.word()?;
    let ready = status.split(|b| *b == b',').next()?;
    cells.word()?;
    let sound = matches!(ready, b"Ready" | b"NotReady" | b"Unknown") && when(cells.word()?).is_some();
    let version = cells.word().filter(|version| sound && version.starts_with(b"v"))?;
    Some(k8s_node::state(node, status, version, NOW, NAME))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;
    use crate::model::{RawTime, Repeats};

    #[track_caller]
    fn check(row: &str, time: RawTime, text: &str) {
        let record = read(row.as_bytes(), &NAMES).expect("a row");
        assert_eq!((record.format, record.time), (NAME, time), "{row}");
        assert_eq!(String::from_utf8_lossy(&record.text), text, "{row}");
    }

    const MINUTE: i64 = 60_000_000_000;

    #[test]
    fn events() {
        let text = "Warning BackOff pod/shop/web-0: a  b";
        check("shop   3m   Warning   BackOff   pod/web-0   a  b", RawTime::age(3 * MINUTE), text);
        check("shop   3m (x2 over 9m) Warning BackOff   Pod/web-0   a  b", RawTime::age(3 * MINUTE), text);
        check("shop   <unknown>   Warning   BackOff   pod/web-0   a  b", RawTime::NONE, text);
        let text = "Normal NodeNotReady node/n7: x";
        check("3m   Normal   NodeNotReady   node/n7   x", RawTime::age(3 * MINUTE), text);
        check("MODIFIED   3m   Normal   NodeNotReady   node/n7   x", RawTime::age(3 * MINUTE), text);
        let at = RawTime::utc(1_763_089_038_000_000_000);
        check("2025-11-14T02:57:18Z   Normal   NodeNotReady   node/n7   x", at, text);
        let text = "Warning FailedMount: a b";
        check("  Warning  FailedMount  3m (x5 over 4m)  kubelet  a b", RawTime::age(3 * MINUTE), text);
        let old = b"  Warning  FailedMount  3m  kubelet, n7  a b";
        let record = read(old, &NAMES).expect("a row");
        assert_eq!((record.ident.as_deref(), record.host.as_deref()), (Some(&b"kubelet"[..]), Some(&b"n7"[..])));
        assert_eq!(&*record.text, text.as_bytes());
    }

    #[test]
    fn counted_events() {
        let row = b"  Warning  FailedMount  88s (x350 over 88m)  kubelet  a b";
        let record = read(row, &NAMES).expect("a row");
        assert_eq!(record.repeats, Repeats { times: 349, over_s: 88 * 60 - 88 });
        assert_eq!(Seen::of(b"3m").map(|seen| seen.repeats), Some(Repeats::default()));
        assert_eq!(Seen::of(b"3m (x9)").map(|seen| seen.repeats), Some(Repeats { times: 8, over_s: 0 }));
        assert_eq!(Seen::of(b"0s (x9 over 3m)").map(|seen| seen.repeats), Some(Repeats::default()));
        assert_eq!(Seen::of(b"x"), None);
    }

    #[test]
    fn headings() {
        for line in
            ["Events:", "  Type     Reason  Age   From     Message", "  ----     ------  ----  ----     -------"]
        {
            assert!(is_heading(line.as_bytes()), "{line}");
        }
        for line in ["Type Reason", "--", "-- Reboot --", "Events:  <none>"] {
            assert!(!is_heading(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn pods_and_nodes() {
        let text = "pod shop/web-0 status=Error ready=0/1 restarts=4 node=<none>";
        check("shop   web-0   0/1   Error   4 (2m ago)   3d", NOW, text);
        let text = "pod web-0 status=Running ready=1/1 restarts=0 node=n7";
        check("web-0   1/1   Running   0   3d   10.1.2.3   n7   <none>   <none>", NOW, text);
        let text = "node n7 status=NotReady,SchedulingDisabled version=v1.31.3";
        check("n7   NotReady,SchedulingDisabled   <none>   90d   v1.31.3", NOW, text);
    }

    #[test]
    fn other_rows() {
        for row in
            ["web   0/1   1   0   3d", "web-0   1/1   3d", "a  Warning  x", "data   Bound   pvc-1   1Gi", "3m  x"]
        {
            assert!(!is_row(row.as_bytes()), "{row}");
        }
    }
}
