//! What may be typed: exit codes, options, every command of the help, mistakes in rules.

mod common;

use std::collections::HashSet;
use std::path::Path;
use std::process::Stdio;

use common::program::{CONDITION, FAULT, command, finished, pipe, run};
use common::{TempDir, root};
use serde_json::Value;

#[test]
fn no_input_shows_how_to_begin() {
    let ran = run([""; 0]).ends(2).says("journalctl -b -o short-precise | kascade");
    let examples = ran.err.lines().filter(|line| line.starts_with("  ") && line.contains("kascade"));
    assert_eq!((examples.count(), ran.out.as_str()), (3, ""), "{}", ran.err);
}

#[test]
fn what_is_unknown_exits_2_and_says_what_is_known() {
    run(["--frobnicate"]).ends(2).says("--frobnicate");
    run(["--tz", "Mars/Olympus"]).ends(2).says("Mars/Olympus").says("Europe/Berlin");
    run(["--assume-tz", "Mars/Olympus"]).ends(2).says("Mars/Olympus");
    run(["-S", "some day"]).ends(2).says("some day");
    run(["rules", "show", "storage.nfs-server-unresponsiv"]).ends(2).says("storage.nfs-server-unresponsive");
    run(["explain", "storage.nfs-server-unresponsiv"]).ends(2).says("did you mean");
    run(["rules", "frobnicate"]).ends(2).says("frobnicate");
    run(["--fail-on", "awful"]).ends(2).says("critical");
    run(["completions", "cmd.exe"]).ends(2).says("bash");
    pipe(["-o", "pdf"], FAULT.as_bytes()).ends(2).says("pdf").says("json");
}

#[test]
fn a_word_that_is_nearly_a_command_is_no_path() {
    run(["timline"]).ends(2).says("no file and no command \"timline\"").says("did you mean `kascade timeline`?");
    run(["no-such-file.log"]).ends(3).says("No such file");
}

#[test]
fn options_and_paths_may_stand_before_the_command() {
    let dir = TempDir::new("order");
    let log = dir.write("node.log", FAULT);
    let plain = run([Path::new("timeline"), Path::new("-q"), &log]).ends(0);
    for order in [[Path::new("-q"), Path::new("timeline"), &log], [&log, Path::new("timeline"), Path::new("-q")]] {
        assert_eq!(run(order).ends(0).out, plain.out);
    }
}

#[test]
fn a_mistake_is_one_before_anything_is_read() {
    let ran = pipe(["-o", "pdf"], FAULT.as_bytes()).ends(2);
    assert_eq!(ran.out, "");
    run(["--rules", "/nonexistent/rules"]).ends(2).says("/nonexistent/rules");
}

#[test]
fn fail_on_tells_by_its_exit_code() {
    let healthy =
        FAULT.replace("nfs: server filer2.quill.lan not responding, still trying", "eth0: renamed from veth1");
    pipe(["--fail-on", "high"], FAULT.as_bytes()).ends(1).prints("NFS server");
    pipe(["--fail-on", "critical"], FAULT.as_bytes()).ends(1);
    pipe(["--fail-on", "low"], healthy.as_bytes()).ends(0).prints("nothing found");
    pipe([""; 0], FAULT.as_bytes()).ends(0);
}

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

/// The names under `Commands:` of a help page.
fn listed(help: &str) -> Vec<String> {
    let rows = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = rows.filter(|row| row.starts_with("  ") && !row.starts_with("   "));
    names.filter_map(|row| row.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn every_command_of_the_help_works() {
    let commands = listed(&run(["--help"]).ends(0).out);
    let reading = ["timeline", "report", "explain", "records", "formats"];
    let known = [&reading[..], &["rules", "config", "completions", "man", "schema", "help"]].concat();
    assert_eq!(commands, known, "a new command needs a line here, a missing one must not be listed");
    assert_eq!(
        listed(&run(["rules", "--help"]).ends(0).out),
        ["list", "show", "check", "test", "new", "import", "help"]
    );
    for reading in ["timeline", "report", "records", "formats"] {
        assert!(!pipe([reading], FAULT.as_bytes()).ends(0).out.is_empty(), "{reading}");
    }
    pipe(["explain", CONDITION, "-"], FAULT.as_bytes()).ends(0).prints("nfs: server filer2.quill.lan");
    run(["explain", CONDITION]).ends(0).prints("NFS");
    run(["rules", "list"]).ends(0).prints(CONDITION);
    run(["rules", "show", CONDITION]).ends(0).prints("NFS");
    run(["config"]).ends(0).prints("built in: ");
    run(["man"]).ends(0).prints(".TH");
    run(["--version"]).ends(0).prints("kascade ");
    run(["help", "timeline"]).ends(0).prints("Usage");
}

#[test]
fn completions_are_there_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        run(["completions", shell]).ends(0).prints("kascade");
    }
}

#[test]
fn built_in_rules_pass_their_own_check() {
    run(["rules", "check"]).ends(0).prints("0 mistakes");
}

#[test]
fn built_in_rules_pass_their_own_examples() {
    run(["rules", "test"]).ends(0).prints("0 mistakes");
}

/// `--rules` with one rule that has one line of the built-in one replaced: the mistake is shown in its place.
#[track_caller]
fn check_mistake(line: &str, replaced: &str, column: usize, says: &[&str]) {
    let text = std::fs::read_to_string(root().join("rules/storage/nfs-server-unresponsive.toml")).expect("a rule");
    let at = 1 + text.lines().position(|l| l.starts_with(line)).unwrap_or_else(|| panic!("no line {line}"));
    let lines: Vec<&str> = text.lines().enumerate().map(|(i, l)| if i + 1 == at { replaced } else { l }).collect();
    let dir = TempDir::new("rules");
    let file = dir.write("storage/nfs-server-unresponsive.toml", lines.join("\n") + "\n");
    let mut child = command([Path::new("--rules"), dir.path(), Path::new("-")]);
    let ran =
        finished(child.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts"))
            .ends(2);
    assert_eq!(ran.out, "", "nothing is read with broken rules");
    let place = format!("{}:{at}:{column}", file.display());
    let ran = says.iter().fold(ran.says(&place).says("^").says(replaced), |ran, part| ran.says(part));
    assert!(!ran.err.contains('\u{1b}'), "no colours here");
}

#[test]
fn a_broken_rule_is_shown_with_its_place_and_the_nearest_name() {
    check_mistake("severity", r#"severty = "critical""#, 1, &["severty", "did you mean `severity`?"]);
    check_mistake("severity", r#"severity = "hihg""#, 12, &["hihg", "did you mean `high`?"]);
    check_mistake("role", r#"role = "fualt""#, 8, &["fualt", "did you mean `fault`?"]);
    check_mistake("from", r#"from = ["kernl"]"#, 9, &["kernl", "did you mean \"kernel\"?"]);
    check_mistake("about", r#"about = ["hots"]"#, 10, &["hots", "did you mean \"host\"?"]);
    check_mistake("condition", r#"condition = "kernel.task-hang""#, 13, &["did you mean \"kernel.task-hung\"?"]);
    check_mistake("title", r#"title = "never closed"#, 22, &["invalid basic string"]);
    check_mistake("literals", r#"literals = ["is not in it"]"#, 13, &["is not in every match"]);
    check_mistake("regex", "regex = '''nfs: (server'''", 9, &["unclosed group"]);
}

#[test]
fn a_rule_of_the_users_own_is_used() {
    let dir = TempDir::new("own-rules");
    let rule = r#"title = "The kettle is empty"
severity = "high"
role = "cause"
about = ["host"]
lasts = "moment"
hold = "1m"

[explain]
what = "No tea."

[[signature]]
from = ["any"]
literals = ["kettle: no water left"]
regex = '''kettle: no water left'''
sure = 0.99
matches = ['''kettle: no water left''']
rejects = ['''kettle: some water left''']
"#;
    dir.write("kitchen/kettle-empty.toml", rule);
    let rules = dir.path().display().to_string();
    let line = "2025-12-19T04:44:18+00:00 kestrel app: kettle: no water left\n";
    pipe(["--rules", &rules], line.as_bytes()).ends(0).prints("The kettle is empty");
    pipe(["--rules", &rules, "--no-default-rules"], (FAULT.to_owned() + line).as_bytes())
        .ends(0)
        .prints("The kettle is empty");
    run(["rules", "check", &rules]).ends(0).prints("0 mistakes");
    run(["rules", "test", &rules]).ends(0).prints("0 mistakes");
}
