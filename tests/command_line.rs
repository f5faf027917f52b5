//! What may be typed: exit codes, options, every command of the help, mistakes in rules.

mod common;

use std::path::Path;
use std::process::Stdio;

use common::program::{CONDITION, FAULT, command, finished, pipe, run};
use common::{TempDir, root};

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
fn a_form_that_a_command_does_not_have_is_refused() {
    for command in ["explain storage.nfs-server-unresponsive", "rules show dns.lookup-failed", "rules check", "config"]
    {
        let words = |form| command.split(' ').chain(["-o", form]).collect::<Vec<_>>();
        run(words("json")).ends(2).says("one of text");
    }
    run(["rules", "show", "dns.lookup-failed", "-o", "text"]).ends(0);
    run(["rules", "list", "-o", "text"]).ends(0).prints("dns.lookup-failed");
    run(["rules", "list", "-o", "json"]).ends(2).says("one of text, patterns");
    run(["schema", "-o", "md"]).ends(2).says("one of json");
    run(["records", "-o", "md", "."]).ends(2).says("one of ndjson");
    run(["man", "-o", "text"]).ends(2).says("leave -o out");
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
