//! Tools for rule files: every mistake that `rules check` finds, drafts from lines and from other tools, the schema.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::program::{Ran, pipe, run};
use common::{TempDir, root};
use regex::Regex;

/// A rule without a mistake.
const GOOD: &str = r#"title = "Disk {device} of {host} is loud"
severity = "medium"
role = "fault"
prior = 0.4
alone = 0.2
about = ["host", "device"]
lasts = "while-repeated"
hold = "10m"

[explain]
what = "It hums."

[[signature]]
from = ["kernel"]
literals = ["humming loudly on "]
regex = '''humming loudly on (?<device>\S+) for (?<dur>\d+)'''
sure = 0.9
onset = { back = "dur" }
matches = ['''humming loudly on sda for 9''']
rejects = ['''humming quietly on sda for 9''']

[[leads_to]]
condition = "kernel.task-hung"
strength = 0.3
lag = ["0s", "10m"]
on = ["host"]
because = "it hums so loud"
"#;

fn checked(text: &str) -> (PathBuf, Ran) {
    let dir = TempDir::new("rules");
    let file = dir.write("lab/loud-disk.toml", text);
    let ran = run(["rules", "check", &file.display().to_string()]);
    (file, ran)
}

/// `old` in the good rule becomes `new`; the mistake is shown at its line and column with a caret.
#[track_caller]
fn mistake(old: &str, new: &str, at: (usize, usize), says: &[&str]) {
    assert!(GOOD.contains(old), "{old}");
    let (file, ran) = checked(&GOOD.replacen(old, new, 1));
    let place = format!("{}:{}:{}", file.display(), at.0, at.1);
    let ran = says.iter().fold(ran.ends(2).says(&place).says("^"), |ran, part| ran.says(part));
    assert!(!ran.out.contains(": 0 mistakes"), "{}", ran.out);
}

/// A rule that nobody would read is a mistake, whether it is sound or not.
#[test]
fn a_rule_in_the_wrong_folder_is_told() {
    for place in ["loud-disk.toml", "lab/sub/loud-disk.toml"] {
        let dir = TempDir::new("misplaced");
        let file = dir.write(place, GOOD);
        let (dir, told) = (dir.path().display().to_string(), format!("{}: is not read", file.display()));
        run(["rules", "check", &dir]).ends(2).says(&told);
        run(["rules", "list", "--rules", &dir]).ends(2).says(&told).says("such as app/loud-disk.toml");
    }
    let dir = TempDir::new("beside");
    dir.write("lab/loud-disk.toml", GOOD);
    dir.write("tuning.toml", "");
    dir.write("lab/README.md", "about loud disks");
    run(["rules", "list", "--rules", &dir.path().display().to_string()]).ends(0);
}

#[test]
fn a_rule_that_is_not_utf8_is_shown_where_it_is_not() {
    let dir = TempDir::new("not-utf8");
    let file = dir.write("lab/loud-disk.toml", &b"title = \"loud\"\nseverity = \"h\xf6ch\"\n"[..]);
    let place = format!("{}:2:14", file.display());
    for words in [["rules", "check"], ["timeline", "--rules"]] {
        run([words[0], words[1], &dir.path().display().to_string()]).ends(2).says("is not UTF-8").says(&place);
    }
}

#[test]
fn a_rule_that_cannot_run_is_shown_instead_of_tested() {
    let dir = TempDir::new("broken");
    let good = std::fs::read_to_string(root().join("rules/storage/nfs-server-unresponsive.toml")).expect("a rule");
    dir.write("storage/broken.toml", good.replace(r"(?<nfs_server>\S+) not", r"(?<nfs_server>[\S+) not"));
    run([Path::new("rules"), Path::new("test"), dir.path()])
        .ends(2)
        .says("unclosed character class")
        .says("broken.toml:");
}

#[test]
fn a_good_rule_has_no_mistake() {
    checked(GOOD).1.ends(0).prints("1 condition, 1 signature checked: 0 mistakes, 0 warnings");
}

#[test]
fn unknown_names_are_shown_with_the_nearest() {
    mistake("severity =", "severty =", (2, 1), &["severty", "did you mean `severity`?"]);
    mistake("\"medium\"", "\"medum\"", (2, 12), &["did you mean `medium`?"]);
    mistake("\"fault\"", "\"falt\"", (3, 8), &["did you mean `fault`?"]);
    mistake("from = [\"kernel\"]", "from = [\"kernl\"]", (14, 9), &["no stream", "did you mean \"kernel\"?"]);
    mistake("\"device\"]", "\"devise\"]", (6, 18), &["no entity kind", "did you mean \"device\"?"]);
    mistake("{device}", "{devise}", (1, 9), &["no entity", "did you mean \"device\"?"]);
    mistake("(?<device>", "(?<devise>", (16, 9), &["group \"devise\"", "did you mean \"device\"?"]);
    mistake("\"kernel.task-hung\"", "\"kernel.task-hang\"", (23, 13), &["did you mean \"kernel.task-hung\"?"]);
    mistake("on = [\"host\"]", "on = [\"hots\"]", (26, 7), &["no entity kind", "did you mean \"host\"?"]);
    mistake("back = \"dur\"", "back = \"secs\"", (18, 18), &["a group that the regex does not have"]);
    mistake("{ back = \"dur\" }", "{ dated = \"then\" }", (18, 19), &["previous-boot"]);
    mistake("what = ", "waht = ", (11, 1), &["did you mean `what`?"]);
}

#[test]
fn literals_must_be_implied_and_survive_envelopes() {
    mistake("humming loudly on \"]", "humming softly on \"]", (15, 13), &["is not in every match of the regex"]);
    mistake("humming loudly on \"]", "a \\\"quote\\\"\"]", (15, 13), &["an envelope escapes"]);
    mistake("humming loudly on \"]", "a < b\"]", (15, 13), &["an envelope escapes"]);
    mistake("[\"humming loudly on \"]", "[]", (16, 9), &["no literals"]);
}

#[test]
fn a_regex_is_whole_short_and_minds_the_case() {
    mistake("'''humming loudly on (?<", "'''(humming loudly on (?<", (16, 9), &["unclosed group"]);
    mistake("'''humming loudly on (?<", "'''(?i)humming loudly on (?<", (16, 9), &["(?i) is not allowed"]);
    mistake("'''humming loudly on (?<", "'''humming loudly on (?si:x)?(?<", (16, 9), &["(?i) is not allowed"]);
    let long = format!("'''humming loudly on {}(?<", "x".repeat(700));
    mistake("'''humming loudly on (?<", &long, (16, 9), &["longer than 600 bytes"]);
}

#[test]
fn examples_streams_and_numbers_are_there() {
    mistake("matches = ['''humming loudly on sda for 9''']", "matches = []", (16, 9), &["no matches"]);
    mistake("rejects = ['''humming quietly on sda for 9''']", "rejects = []", (16, 9), &["no rejects"]);
    mistake("from = [\"kernel\"]", "from = []", (16, 9), &["names no stream"]);
    mistake("sure = 0.9", "sure = 1.9", (16, 9), &["sure = 1.9"]);
    mistake("prior = 0.4", "prior = 4.0", (1, 9), &["prior = 4"]);
    mistake("alone = 0.2", "alone = -1.0", (1, 9), &["alone = -1"]);
    mistake("strength = 0.3", "strength = 3.0", (23, 13), &["strength = 3"]);
    mistake("[\"0s\", \"10m\"]", "[\"10m\", \"0s\"]", (23, 13), &["ends before it begins"]);
    mistake("\"10m\"\n\n[explain]", "\"10 m\"\n\n[explain]", (8, 8), &["no duration"]);
    let (head, signature) = GOOD.split_once("[[signature]]").expect("it has one");
    let link = &signature[signature.find("[[leads_to]]").expect("it has one")..];
    checked(&format!("{head}{link}")).1.ends(2).says("nothing recognises the condition");
}

#[test]
fn a_link_stands_once() {
    let twice = format!("{GOOD}\n{}", &GOOD[GOOD.find("[[leads_to]]").expect("it has one")..]);
    checked(&twice).1.ends(2).says("stands twice");
    mistake("\"It hums.\"", "\"WRITE: what it means\"", (11, 9), &["a blank of the draft is left"]);
}

#[test]
fn what_could_be_better_is_a_warning() {
    let alone = &GOOD[..GOOD.find("[[leads_to]]").expect("it has one")];
    checked(alone).1.ends(0).says("leads to nothing and nothing leads to it").prints("0 mistakes, 1 warning\n");
    checked(&alone.replace("role = \"fault\"", "role = \"context\"")).1.ends(0).prints("0 mistakes, 0 warnings");
    let short = GOOD.replace("[\"humming loudly on \"]", "[\" on \"]");
    checked(&short).1.ends(0).says("no literal of 12 bytes").prints("0 mistakes, 1 warning\n");
}

#[test]
fn no_condition_of_the_library_is_alone() {
    let ran = run(["rules", "check"]).ends(0).prints("0 mistakes");
    assert!(!ran.err.contains("leads to nothing"), "{}", ran.err);
}

/// Every signature is shown by two lines at least, and by a near miss.
#[test]
fn every_signature_of_the_library_has_examples() {
    let few: Vec<String> = kascade::rule::baked::sources()
        .iter()
        .flat_map(|source| source.file.signatures.iter().map(move |row| (source, row)))
        .filter(|(_, row)| row.matches.len() < 2 || row.rejects.is_empty())
        .map(|(source, row)| format!("{}: {}", source.id, row.regex.get_ref()))
        .collect();
    assert!(few.is_empty(), "{few:#?}");
}

/// Fills the blanks of drafts below a folder, and checks and tests them.
#[track_caller]
fn finished(dir: &TempDir) {
    let blank = Regex::new("WRITE:[^\"'\n]*").expect("a regex");
    for (path, inner) in common::files(dir.path()) {
        let text = fs::read_to_string(path).expect("a draft");
        dir.write(&inner, blank.replace_all(&text, "filled in").as_bytes());
    }
    let dir = dir.path().display().to_string();
    run(["rules", "check", &dir]).ends(0).prints(": 0 mistakes");
    run(["rules", "test", &dir]).ends(0).prints(": 0 mistakes");
}

#[track_caller]
fn drafted(line: &str, holds: &[&str]) {
    let ran = pipe(["rules", "new", "--id", "lab.draft"], line.as_bytes()).ends(0);
    let ran = holds.iter().fold(ran, |ran, part| ran.prints(part));
    let dir = TempDir::new("drafts");
    let file = dir.write("lab/draft.toml", &ran.out).display().to_string();
    run(["rules", "check", &file]).ends(2).says("a blank of the draft is left");
    let folder = dir.path().display().to_string();
    run(["rules", "check", "--rules", &folder]).ends(2).says("a blank of the draft is left");
    finished(&dir);
}

#[test]
fn a_draft_from_a_line_needs_only_its_blanks() {
    drafted(
        "2025-12-19T04:44:18.100000+00:00 kestrel kernel: ocfs2: disk sdc1 on kestrel lost its heartbeat after 61 tries\n",
        &[
            "from     = [\"kernel\"]",
            "(?<device>[\\w-]+)",
            "(?<host>",
            " lost its heartbeat after ",
            "about    = [\"host\", \"device\"]",
            "role     = \"symptom\"",
        ],
    );
    drafted(
        "Dec 19 04:44:18 kestrel kubelet[812]: E1219 04:44:18.100000     812 lab.go:12] \"Could not reconcile the frobnicator\" err=\"dial tcp 10.7.0.9:9443: no route\" pod=\"shop/cart-0\"\n",
        &["from     = [\"kubelet\"]", "(?<address>", "(?<pod>", "Could not reconcile the frobnicator"],
    );
    drafted("the flux capacitor has lost its charge for 1m30s, 3 times\n", &["from     = [\"any\"]", "(?<dur>"]);
    pipe(["rules", "new"], b"\n \n").ends(2).says("no line");
    run(["rules", "new", "--id", "../../etc/passwd", "a line"]).ends(2).says("is no id");
}

#[track_caller]
fn imported(file: &str, text: &str, says: &str, holds: &[&str]) {
    let dir = TempDir::new("foreign");
    let path = dir.write(file, text).display().to_string();
    let ran = run(["rules", "import", &path]).ends(0).says(says);
    holds.iter().fold(ran, |ran, part| ran.prints(part));
    let drafts = TempDir::new("imported");
    let target = drafts.path().display().to_string();
    run(["rules", "import", &path, "--output-dir", &target]).ends(0);
    run(["rules", "import", &path, "--output-dir", &target]).ends(2).says("exists");
    let log = dir.write("a.log", "nothing of note\n").display().to_string();
    run(["--rules", &target, &log]).ends(2).says("a blank of the draft is left");
}

#[test]
fn node_problem_detector_rules_become_drafts() {
    imported(
        "monitor.json",
        r#"{"plugin": "kmsg", "source": "lab-monitor", "conditions": [],
            "rules": [{"type": "temporary", "reason": "LoudDisk", "pattern": "disk \\w+ hums at \\d+ dB, stop it.*"},
                      {"type": "permanent", "condition": "DiskGone", "reason": "DiskGone", "pattern": "(?=gone)x"}]}"#,
        "2 drafts with 1 signatures, 2 parts not converted",
        &[
            "# npd/loud-disk.toml: a draft",
            r"regex    = '''disk \w+ hums at \d+ dB, stop it.*'''",
            "from     = [\"kernel\"]",
            "# not converted: the pattern",
            "DiskGone",
        ],
    );
}

#[test]
fn cre_rules_become_drafts() {
    imported(
        "cre.yaml",
        "rules:\n  - cre:\n      id: CRE-2031-0007\n      severity: 0\n      title: The queue overflows\n      cause: |\n        Too many messages.\n      mitigation: Drain it.\n    metadata:\n      kind: prequel\n    rule:\n      set:\n        window: 30s\n        event:\n          source: cre.log.redis\n        match:\n          - regex: \"queue (?P<queue>\\\\w+) is over its limit\"\n          - value: refusing new messages\n            count: 5\n        negate:\n          - value: maintenance\n",
        "1 drafts with 2 signatures, 4 parts not converted",
        &[
            "title    = \"The queue overflows\"",
            "fix     = \"Drain it.\"",
            "from     = [\"redis\"]",
            r"'''queue (?:\w+) is over its limit'''",
            "# not converted: window of the set: \"30s\"",
            "# not converted: negate of the set",
            "severity = \"low\"",
        ],
    );
}

#[test]
fn sigma_rules_become_drafts() {
    imported(
        "sigma.yml",
        "title: Strange login to the lab\nid: 0a0b\nlogsource:\n  product: linux\n  service: auth\ndetection:\n  keywords:\n    - 'accepted key of * for the lab'\n  other:\n    CommandLine|contains: lab\n    message|contains: lab door opened by\n  condition: keywords or other\nlevel: high\n",
        "1 drafts with 2 signatures, 3 parts not converted",
        &[
            "# sigma/strange-login-to-the-lab.toml",
            "from     = [\"auth\"]",
            "accepted key of .* for the lab",
            "lab door opened by",
            "# not converted: the field \"CommandLine|contains\"",
        ],
    );
}

#[test]
fn what_is_no_rule_is_refused() {
    let dir = TempDir::new("foreign");
    for text in ["", "a: 1\n", "{\"rules\": 7}", "[1, 2]", "\u{0}\u{1}"] {
        let path = dir.write("x.yaml", text).display().to_string();
        run(["rules", "import", &path]).ends(2).says("no CRE, node-problem-detector or Sigma rule");
    }
    run(["rules", "import", "/nonexistent.yaml"]).ends(2).says("/nonexistent.yaml");
}

#[test]
fn the_schema_of_a_rule_is_the_one_checked_in() {
    let file = fs::read_to_string(root().join("schema/rule.schema.json")).expect("the schema is checked in");
    assert_eq!(run(["schema", "rule"]).ends(0).out, file);
    assert_eq!(run(["schema"]).ends(0).out, run(["schema", "report"]).ends(0).out);
}
