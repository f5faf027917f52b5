//! The catalogue of real samples beside the checkout: `kascade records` on each, the named record compared.
//!
//! `../shared/formats/index.json` says for every sample what one of its records holds. The catalogue is no part of the
//! project; where it is not at hand the test says so and passes.

use std::path::{Path, PathBuf};
use std::process::Command;

use kascade::model::{Clock, RawTime};
use kascade::time::{civil, ctime, rfc3339};
use serde_json::Value;

/// What the catalogue expects and is read otherwise: sample, part, why.
const EXCEPTIONS: [(&str, &str, &str); 23] = [
    ("calico-felix", "unit", MODULE),
    ("cilium-logrus", "unit", MODULE),
    ("cilium-slog", "unit", MODULE),
    ("coredns", "unit", MODULE),
    ("corosync-file", "unit", MODULE),
    ("etcd-capnslog", "unit", MODULE),
    ("crictl-pods", "unit", OBJECT),
    ("crictl-ps", "unit", OBJECT),
    ("kubectl-describe-pod", "unit", OBJECT),
    ("kubectl-events-cmd", "unit", OBJECT),
    ("kubectl-events-json", "unit", OBJECT),
    ("kubectl-events-table", "unit", OBJECT),
    ("kubectl-events-yaml", "unit", OBJECT),
    ("kubectl-get-pods", "unit", OBJECT),
    ("kubectl-events-cmd", "host", "an event of a node is about that machine"),
    ("kubectl-describe-pod", "host", "a pod that was scheduled is on the machine of its node"),
    ("kubectl-describe-pod", "message", SUMMED_UP),
    ("kubectl-describe-node", "message", SUMMED_UP),
    ("kubectl-describe-pod", "time", "a container that ended tells when"),
    ("kubectl-describe-node", "time", "its condition tells when it became so"),
    ("kubectl-logs-prefix", "unit", "the container is the unit, the pod an entity"),
    ("dkms-make-log", "", "the second line carries the date, and the module is no unit"),
    ("glog-file-header", "unit", "nothing but a request in the log names the program"),
];

/// A module of a program is no unit: it would hide the stream of the container or service that it runs in.
const MODULE: &str = "a module is no unit";
/// The object of an event or a state is an entity; its unit says that it is an event or a state.
const OBJECT: &str = "the object is an entity";
/// A described object gives the line that `kubectl get` prints.
const SUMMED_UP: &str = "the state is summed up";

const SECOND: i64 = 1_000_000_000;
const QUARTER: i64 = 15 * 60 * SECOND;

fn catalogue() -> Option<(PathBuf, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/formats");
    let index = std::fs::read(root.join("index.json")).ok()?;
    Some((root, serde_json::from_slice(&index).expect("an index")))
}

#[test]
fn every_sample_is_read_as_the_catalogue_says() {
    let Some((root, index)) = catalogue() else {
        println!("skipped: ../shared/formats/index.json is not there");
        return;
    };
    let mut wrong = Vec::new();
    for sample in index["samples"].as_array().expect("samples") {
        let file = sample["file"].as_str().expect("file");
        let rows = records(&root.join(file));
        let found = row(&rows, sample["first"]["line"].as_u64().expect("line"));
        for (part, expected, got) in differences(&sample["first"], found) {
            let excepted =
                EXCEPTIONS.iter().any(|(name, what, _)| file.starts_with(name) && (what.is_empty() || *what == part));
            if !excepted {
                wrong.push(format!("{file} {part}: expected {expected}, found {got}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

fn records(path: &Path) -> Vec<Value> {
    let out = Command::new(env!("CARGO_BIN_EXE_kascade")).arg("records").arg(path).output().expect("kascade runs");
    let lines = out.stdout.split(|b| *b == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).expect("a row")).collect()
}

/// The record of a line; an object of a list starts behind the list's head.
fn row(rows: &[Value], line: u64) -> &Value {
    let number = |row: &Value| row["line"].as_u64().unwrap_or_default();
    rows.iter().find(|row| number(row) == line).or_else(|| rows.first()).unwrap_or(&Value::Null)
}

/// The parts that differ: name, expected, found.
fn differences(expected: &Value, found: &Value) -> Vec<(&'static str, String, String)> {
    let parts = [
        ("time", same_time(expected, found)),
        ("host", expected["host"] == found["host"]),
        ("unit", expected["unit"].is_null() || same_unit(&expected["unit"], &found["unit"])),
        ("pid", expected["pid"] == found["pid"]),
        ("severity", expected["severity"].is_null() || expected["severity"] == found["level"]),
        ("message", same_message(expected, found)),
    ];
    let key = |part: &str| if part == "severity" { "level" } else { part }.to_owned();
    let wrong = parts.into_iter().filter(|(_, same)| !same);
    wrong.map(|(part, _)| (part, expected[part].to_string(), found[key(part)].to_string())).collect()
}

/// Units are printed with or without `.service`, programs with or without their path.
fn same_unit(expected: &Value, found: &Value) -> bool {
    let (expected, found) = (expected.as_str().unwrap_or_default(), found.as_str().unwrap_or_default());
    found.trim_end_matches(".service") == expected.trim_end_matches(".service")
}

/// The catalogue quotes a part of the message.
fn same_message(expected: &Value, found: &Value) -> bool {
    let plain = |value: &Value| value.as_str().unwrap_or_default().replace(['\t', '\n'], " ");
    plain(&found["message"]).contains(&plain(&expected["message"]))
}

fn same_time(expected: &Value, found: &Value) -> bool {
    let kind = expected["time_kind"].as_str().expect("time_kind");
    if matches!(kind, "none" | "relative") {
        return found["basis"] != "exact";
    }
    let printed = expected["time"].as_str().expect("time");
    if kind == "monotonic" {
        return found["uptime"] == *printed;
    }
    let own = found["time"].as_str().and_then(|t| rfc3339::prefix(t.as_bytes())).map(|(time, _)| time.ns);
    let Some(own) = own else { return false };
    match kind {
        "wall" => utc(printed).is_some_and(|ns| same_moment(own, ns, printed)),
        "zone-abbreviation" => zoned(printed).is_some_and(|ns| own == ns),
        "no-zone" => utc(&format!("{}Z", printed.replacen(' ', "T", 1))).is_some_and(|ns| (own - ns) % QUARTER == 0),
        _ => same_day(own, printed),
    }
}

fn utc(printed: &str) -> Option<i64> {
    rfc3339::prefix(printed.as_bytes()).map(|(time, _)| time).filter(|t| t.clock == Clock::Utc).map(|t| t.ns)
}

/// The catalogue was written with microseconds at most places.
fn same_moment(own: i64, expected: i64, printed: &str) -> bool {
    own == expected || (own / 1000 == expected / 1000 && printed.len() >= 26)
}

/// `2026-11-20 16:28:19 CET`.
fn zoned(printed: &str) -> Option<i64> {
    let full = format!("Fri {} {}", &printed[..10], &printed[11..]);
    ctime::full(full.as_bytes()).map(|(RawTime { ns, .. }, _)| ns)
}

/// `11-20T16:28:19.246788`: month, day, minute and second hold in any year and zone.
fn same_day(own: i64, printed: &str) -> bool {
    let year = civil::date(own.div_euclid(86_400 * SECOND)).0;
    let seconds = if printed.len() == 11 { ":00" } else { "" };
    utc(&format!("{year}-{printed}{seconds}Z")).is_some_and(|ns| (own - ns) % QUARTER == 0)
}
