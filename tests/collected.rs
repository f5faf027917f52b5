//! Tables print ages, or no time at all: when they were collected, other evidence tells.

mod common;

use common::TempDir;
use common::program::{pipe, run};
use serde_json::Value;

const EVENTS: &str = "LAST SEEN   TYPE      REASON    OBJECT         MESSAGE\n5m          Warning   BackOff   pod/cart-7d9f  Back-off restarting failed container\n";
const PODS: &str = "NAME        READY   STATUS   RESTARTS\ncart-7d9f   0/1     Error    2\n";

fn rows(out: &str) -> Vec<(Option<String>, Option<String>)> {
    let text = |row: &Value, key: &str| row[key].as_str().map(str::to_owned);
    let rows = out.lines().map(|line| serde_json::from_str::<Value>(line).expect("a row"));
    rows.map(|row| (text(&row, "time"), text(&row, "basis"))).collect()
}

#[track_caller]
fn check(out: &str, time: Option<&str>) {
    let last = rows(out).pop().expect("a record");
    assert_eq!(last, (time.map(str::to_owned), time.map(|_| "collected".to_owned())));
}

#[test]
fn a_date_line_tells() {
    let session = format!("$ date\nTue Mar  3 09:20:00 UTC 2026\n$ kubectl get events\n{EVENTS}");
    check(&pipe(["records"], session.as_bytes()).out, Some("2026-03-03T09:15:00Z"));
}

#[test]
fn the_name_of_the_file_tells() {
    let dir = TempDir::new("collected");
    let path = dir.write("pods-20260303-092000.txt", PODS);
    check(&run(["records", &path.display().to_string()]).out, Some("2026-03-03T09:20:00Z"));
}

#[test]
fn the_last_sign_of_the_other_evidence_tells() {
    let dir = TempDir::new("collected");
    dir.write("journal.txt", "2026-03-03T09:20:00+00:00 wrk-2 kubelet[911]: x\n");
    dir.write("k8s-events.txt", EVENTS);
    check(&run(["records", &dir.path().display().to_string()]).out, Some("2026-03-03T09:15:00Z"));
}

#[test]
fn nothing_tells() {
    check(&pipe(["records"], EVENTS.as_bytes()).out, None);
}
