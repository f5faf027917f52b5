//! What the documents say is true: every example runs, every key of a rule file is explained, every link leads somewhere.
//!
//! A fenced block marked `console` holds commands behind `$ `, each followed by what it prints; a line `...` stands for
//! any number of lines. Commands of cargo are not run, but what they name must be there.
//! `KASCADE_BLESS=1 cargo test --test readme` writes the output anew where a block has no `...`; read the diff.

mod common;

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};

use common::{TempDir, root};

/// A command with the lines that stand under it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Example {
    command: String,
    /// Lines of the document, counted from 0.
    place: Range<usize>,
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The lines of every block of a kind, as ranges of the document's lines, without the fences.
fn blocks(lines: &[&str], kind: &str) -> Vec<Range<usize>> {
    let open = format!("```{kind}");
    let starts = (0..lines.len()).filter(|&i| lines[i] == open);
    starts
        .map(|start| {
            start + 1..start + 1 + lines[start + 1..].iter().position(|l| *l == "```").expect("a closed block")
        })
        .collect()
}

fn examples(lines: &[&str]) -> Vec<Example> {
    let mut found = Vec::new();
    for block in blocks(lines, "console") {
        let commands: Vec<usize> = block.clone().filter(|&i| lines[i].starts_with("$ ")).collect();
        assert_eq!(commands.first(), Some(&block.start), "a console block begins with a command");
        for (n, &at) in commands.iter().enumerate() {
            let end = commands.get(n + 1).copied().unwrap_or(block.end);
            found.push(Example { command: lines[at][2..].to_owned(), place: at + 1..end });
        }
    }
    found
}

/// Whether the printed lines are the expected ones, `...` standing for any.
fn agrees(expected: &[&str], printed: &[&str]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((&"...", rest)) => (0..=printed.len()).any(|n| agrees(rest, &printed[n..])),
        Some((first, rest)) => printed.first() == Some(first) && agrees(rest, &printed[1..]),
    }
}

/// A folder for the search path with the built program in it.
fn programs() -> TempDir {
    let dir = TempDir::new("path");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_kascade"), dir.path().join("kascade")).expect("a link can be made");
    dir
}

/// What a command prints on both outputs, as on a terminal that shows no colours.
fn printed(command: &str, folder: &Path, programs: &Path) -> String {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(programs.to_owned()).chain(std::env::split_paths(&rest)));
    let output = Command::new("sh")
        .args(["-c", &format!("( {command}\n) 2>&1")])
        .current_dir(folder)
        .env("PATH", path.expect("a search path"))
        .env("NO_COLOR", "1")
        .env("HOME", programs)
        .env("XDG_CONFIG_HOME", programs)
        .stdin(Stdio::null())
        .output();
    String::from_utf8(output.expect("sh starts").stdout).expect("UTF-8")
}

/// Runs the examples of a document in a folder; what differs is written anew when that is asked for.
fn check(name: &str, folder: &Path) {
    let text = read(name);
    let mut lines: Vec<&str> = text.lines().collect();
    let programs = programs();
    let examples: Vec<Example> = examples(&lines).into_iter().filter(|e| !e.command.contains("cargo ")).collect();
    assert!(!examples.is_empty(), "{name} has examples");
    let outputs: Vec<String> = examples.iter().map(|e| printed(&e.command, folder, programs.path())).collect();
    let mut wrong = Vec::new();
    for (example, output) in examples.iter().zip(&outputs).rev() {
        let now: Vec<&str> = output.lines().map(str::trim_end).collect();
        let then = &lines[example.place.clone()];
        if agrees(then, &now) {
            continue;
        }
        if std::env::var_os("KASCADE_BLESS").is_some() && !then.contains(&"...") {
            lines.splice(example.place.clone(), now);
        } else {
            wrong.push(format!("{name}:{}: $ {}\n{output}", example.place.start, example.command));
        }
    }
    let new = lines.join("\n") + "\n";
    if new != text {
        fs::write(root().join(name), new).expect("the document can be written");
    }
    wrong.reverse();
    assert!(wrong.is_empty(), "these print something else now; KASCADE_BLESS=1 writes it anew\n{}", wrong.join("\n"));
}

#[test]
fn the_readme_shows_true_output() {
    check("README.md", root());
}

/// The rule that CONTRIBUTING.md makes is written where its commands look for it.
#[test]
fn the_rule_that_is_shown_works() {
    let text = read("CONTRIBUTING.md");
    let lines: Vec<&str> = text.lines().collect();
    let rules: Vec<String> = blocks(&lines, "toml").into_iter().map(|b| lines[b].join("\n")).collect();
    let folder = TempDir::new("contributing");
    folder.write("rules/network/tcp-memory.toml", rules.first().expect("a rule is shown"));
    check("CONTRIBUTING.md", folder.path());
}

#[test]
fn commands_of_cargo_name_what_is_there() {
    for name in ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"] {
        let text = read(name);
        let lines: Vec<&str> = text.lines().collect();
        let commands = examples(&lines).into_iter().map(|e| e.command);
        commands.filter(|c| c.contains("cargo ")).for_each(|command| names_what_is_there(&command));
    }
}

#[track_caller]
fn names_what_is_there(command: &str) {
    let words: Vec<&str> = command.split_whitespace().collect();
    for pair in words.windows(2) {
        let file = match pair[0] {
            "--example" => format!("examples/{}.rs", pair[1]),
            "--test" => format!("tests/{}.rs", pair[1]),
            _ if pair[1].contains('/') => pair[1].to_owned(),
            _ => continue,
        };
        assert!(root().join(&file).exists(), "no {file}, which `{command}` names");
    }
}

/// `.ci/run` takes the test command out of the README, so there must be one.
#[test]
fn the_readme_has_the_two_commands() {
    let text = read("README.md");
    let commands = |start: &str| text.lines().filter(|l| l.starts_with(&format!("$ {start}"))).count();
    assert_eq!((commands("cargo run --release -- "), commands("cargo test")), (1, 1));
}

/// Every key that a rule file may have stands in the reference of CONTRIBUTING.md.
#[test]
fn every_key_of_a_rule_is_explained() {
    let reference = read("CONTRIBUTING.md");
    let written =
        |key: &str| [format!("`{key}`"), format!("`[{key}]`"), format!("`[[{key}]]`"), format!("`{{ {key} = ")];
    let explained = |key: &str| written(key).iter().any(|form| reference.contains(form));
    let missing: Vec<String> = keys(&read("src/rule/file.rs")).into_iter().filter(|key| !explained(key)).collect();
    assert!(missing.is_empty(), "CONTRIBUTING.md does not explain {missing:?}");
}

/// The fields of the structs of a file, under the names that serde gives them.
fn keys(source: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut renamed = None;
    for line in source.lines().map(str::trim) {
        if let Some((_, rest)) = line.split_once("rename = \"") {
            renamed = rest.split('"').next().map(str::to_owned);
        } else if let Some((field, _)) = line.strip_prefix("pub ").and_then(|rest| rest.split_once(": ")) {
            keys.push(renamed.take().unwrap_or_else(|| field.to_owned()));
        }
    }
    keys
}

/// Links between the documents, and to files of the repository.
#[test]
fn links_lead_somewhere() {
    for name in ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"] {
        let text = read(name);
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|t| !t.starts_with("http")) {
            let (file, part) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { name } else { file };
            assert!(root().join(file).exists(), "{name}: no {file}");
            assert!(part.is_empty() || headings(&read(file)).iter().any(|h| h == part), "{name}: no #{part} in {file}");
        }
    }
}

/// The anchors of a document's headings.
fn headings(text: &str) -> Vec<String> {
    let titles = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |c: &char| c.is_alphanumeric() || *c == ' ' || *c == '-';
    titles.map(|t| t.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()).collect()
}

#[test]
fn three_dots_stand_for_any_lines() {
    assert!(
        agrees(&["a", "...", "d"], &["a", "b", "c", "d"]) && agrees(&["...", "d"], &["d"]) && agrees(&["..."], &[])
    );
    assert!(!agrees(&["a", "...", "d"], &["a", "b"]) && !agrees(&["a"], &["a", "b"]) && !agrees(&[], &["a"]));
}

#[test]
fn commands_and_their_output_are_told_apart() {
    let lines = ["text", "```console", "$ one", "1", "$ two", "```", "```sh", "$ no", "```"];
    let found: Vec<(String, Range<usize>)> = examples(&lines).into_iter().map(|e| (e.command, e.place)).collect();
    assert_eq!(found, [("one".to_owned(), 3..4), ("two".to_owned(), 5..5)]);
}
