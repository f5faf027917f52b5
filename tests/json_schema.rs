//! The report in JSON keeps to its schema, and what it refers to by id is in it.

mod common;

use std::collections::HashSet;
use std::path::Path;

use common::program::{CONDITION, FAULT, pipe, run};
use common::root;
use serde_json::Value;

/// What each shown or written thing must have, by the schema of version 1.
const REQUIRED: [(&str, &[&str]); 7] = [
    ("", &["schema", "tool", "inputs", "hosts", "incidents", "minor", "unexplained", "notices"]),
    ("/tool", &["name", "version", "rules"]),
    ("/inputs/0", &["path", "format", "host", "bytes", "lines", "records", "unparsed", "first", "last"]),
    ("/hosts/0", &["name", "clock_offset_s", "clock_uncertainty_s", "boots"]),
    (
        "/incidents/0",
        &[
            "id",
            "title",
            "severity",
            "start",
            "end",
            "hosts",
            "verdict",
            "root_causes",
            "timeline",
            "links",
            "also_seen",
            "actions",
        ],
    ),
    (
        "/incidents/0/root_causes/0",
        &[
            "rank",
            "condition",
            "title",
            "statement",
            "host",
            "time",
            "confidence",
            "score",
            "basis",
            "factors",
            "evidence",
            "explains",
            "against",
            "missing",
        ],
    ),
    (
        "/incidents/0/timeline/0",
        &[
            "episode",
            "condition",
            "title",
            "severity",
            "role",
            "host",
            "entities",
            "began",
            "seen",
            "count",
            "evidence",
            "caused_by",
        ],
    ),
];

#[track_caller]
fn has_required(report: &Value) {
    for (place, keys) in REQUIRED {
        let object = report.pointer(place).unwrap_or_else(|| panic!("no {place} in {report:#}"));
        let lacking: Vec<&&str> = keys.iter().filter(|key| object.get(key).is_none()).collect();
        assert!(lacking.is_empty(), "{place} lacks {lacking:?}: {object:#}");
    }
}

#[test]
fn json_has_what_the_schema_requires() {
    let report = pipe(["-o", "json"], FAULT.as_bytes()).ends(0).json();
    has_required(&report);
    assert_eq!(report["schema"], "kascade.report/1");
    assert_eq!(report["incidents"][0]["root_causes"][0]["condition"], CONDITION);
    let quote = &report["incidents"][0]["root_causes"][0]["evidence"][0];
    assert!(["input", "line", "time", "host", "unit", "raw"].iter().all(|key| quote.get(key).is_some()), "{quote:#}");
    let dir = common::incident_dir("nfs-dns-cilium").join("logs");
    has_required(&run([Path::new("-o"), Path::new("json"), &dir]).ends(0).json());
}

/// Every object of the report, checked against the schema that the program prints.
#[test]
fn json_keeps_to_the_printed_schema() {
    let schema: Value = run(["schema"]).ends(0).json();
    let stored = std::fs::read_to_string(root().join("schema/report.schema.json")).expect("the schema is checked in");
    assert_eq!(schema, serde_json::from_str::<Value>(&stored).expect("JSON"), "schema/report.schema.json is stale");
    for name in common::incidents() {
        let report =
            run([Path::new("-o"), Path::new("json"), &common::incident_dir(&name).join("logs")]).ends(0).json();
        let mut wrong = Vec::new();
        conforms(&report, &schema, &schema, "report", &mut wrong);
        has_a_row_for_each_id(&report, &mut wrong);
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

/// What the report refers to by id is one of its rows: of a timeline, or of those beside.
fn has_a_row_for_each_id(report: &Value, wrong: &mut Vec<String>) {
    let incidents = || report["incidents"].as_array().into_iter().flatten();
    let of_timelines = incidents().flat_map(|i| i["timeline"].as_array()).flatten();
    let rows: Vec<&Value> = of_timelines.chain(report["minor"].as_array().into_iter().flatten()).collect();
    let known: HashSet<&str> = rows.iter().filter_map(|row| row["episode"].as_str()).collect();
    let of_roots = incidents().flat_map(|i| i["root_causes"].as_array()).flatten().map(|root| &root["explains"]);
    let named = of_roots.chain(incidents().map(|i| &i["also_seen"])).chain(rows.iter().map(|row| &row["caused_by"]));
    let ids = named.flat_map(|ids| ids.as_array()).flatten().filter_map(Value::as_str);
    wrong.extend(ids.filter(|id| !known.contains(id)).map(|id| format!("no row has the id {id}")));
}

/// The part of JSON Schema that the schema uses: references, types, required, properties, items.
fn conforms(value: &Value, schema: &Value, whole: &Value, place: &str, wrong: &mut Vec<String>) {
    if let Some(path) = schema["$ref"].as_str() {
        return conforms(
            value,
            whole.pointer(path.trim_start_matches("#")).expect("a reference leads somewhere"),
            whole,
            place,
            wrong,
        );
    }
    if !type_fits(value, &schema["type"]) {
        wrong.push(format!("{place} is {value}, not {}", schema["type"]));
    }
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    wrong.extend(required.filter(|key| value.get(key).is_none()).map(|key| format!("{place} lacks {key}")));
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(key) {
            conforms(value, inner, whole, &format!("{place}.{key}"), wrong);
        }
    }
    for (at, value) in value.as_array().into_iter().flatten().enumerate() {
        conforms(value, &schema["items"], whole, &format!("{place}[{at}]"), wrong);
    }
}

fn type_fits(value: &Value, wanted: &Value) -> bool {
    let fits = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        _ => false,
    };
    match wanted {
        Value::String(name) => fits(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(fits),
        _ => true,
    }
}
