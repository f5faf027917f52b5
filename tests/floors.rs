//! Keeps the house standing: a room imports from lower floors only, rooms of one floor do not see each other.
//!
//! The table is that of the design; ARCHITECTURE.md draws it.

use std::fs;
use std::path::{Path, PathBuf};

/// Every room and its floor.
const FLOORS: [(&str, u8); 14] = [
    ("model", 0),
    ("text", 1),
    ("time", 2),
    ("source", 2),
    ("framing", 3),
    ("rule", 3),
    ("format", 4),
    ("bundle", 4),
    ("matcher", 5),
    ("episode", 6),
    ("cascade", 7),
    ("report", 8),
    ("pipeline", 9),
    ("cli", 10),
];

/// Lines that `main.rs` stays under.
const MAIN_LINES: usize = 40;
/// What is never checked in; the names are cut in two so that this file does not hold them.
const UNFINISHED: [&str; 3] = [concat!("to", "do!"), concat!("db", "g!"), concat!("unimple", "mented!")];

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file with its path inside `src`.
fn sources() -> Vec<(String, String)> {
    let entries = walkdir::WalkDir::new(src()).sort_by_file_name().into_iter().map(|e| e.expect("readable"));
    let rust = entries.map(walkdir::DirEntry::into_path).filter(|p| p.extension().is_some_and(|e| e == "rs"));
    let inner = |path: &Path| path.strip_prefix(src()).expect("below src").display().to_string();
    rust.map(|path| (inner(&path), fs::read_to_string(&path).expect("a source file is text"))).collect()
}

/// `report/json/mod.rs` lies in `report`, `pipeline.rs` is `pipeline`, `lib.rs` and `main.rs` are in no room.
fn room_of(path: &str) -> Option<&str> {
    let first = path.split('/').next()?;
    let room = first.strip_suffix(".rs").unwrap_or(first);
    (!["lib", "main"].contains(&room)).then_some(room)
}

/// The text with comment lines emptied, so that offsets still tell lines.
fn code(text: &str) -> String {
    let keep = |line: &'_ str| if line.trim_start().starts_with("//") { String::new() } else { line.to_owned() };
    text.lines().map(keep).collect::<Vec<_>>().join("\n")
}

fn line_at(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}

/// The rooms named by every `crate::` of a text, with their lines; a group in braces names several.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, word) in text.match_indices("crate::") {
        if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let names = match text[at + word.len()..].strip_prefix('{') {
            Some(group) => heads_of_group(group),
            None => vec![identifier(&text[at + word.len()..])],
        };
        found.extend(names.into_iter().filter(|n| !n.is_empty()).map(|name| (line_at(text, at), name)));
    }
    found
}

/// The first names of the paths in `a::b, c::{d, e}}`.
fn heads_of_group(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut heads = vec![String::new()];
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(String::new()),
            c if depth == 0 => heads.last_mut().expect("never empty").push(c),
            _ => {}
        }
    }
    heads.iter().map(|head| identifier(head.trim())).collect()
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// How many modules lie between a file and the crate's root: `report/json/mod.rs` has 2, `report/view.rs` too.
fn depth(path: &str) -> usize {
    let parts = path.split('/').count();
    if path.ends_with("/mod.rs") { parts - 1 } else { parts }
}

/// Lines whose `super::super::` leaves the room; a test module inside a file is one step deeper.
fn climbs(path: &str, text: &str) -> Vec<usize> {
    let inner = text.find("\nmod tests {").unwrap_or(text.len());
    let mut found = Vec::new();
    for (at, _) in text.match_indices("super::") {
        let starts = !text[..at].ends_with("super::");
        let steps = text[at..].split("super::").take_while(|between| between.is_empty()).count();
        let allowed = depth(path) - 1 + usize::from(at > inner);
        if starts && steps > allowed {
            found.push(line_at(text, at));
        }
    }
    found
}

/// Every breach of one file, `file:line: what`.
fn breaches(path: &str, text: &str) -> Vec<String> {
    let Some(room) = room_of(path) else { return Vec::new() };
    let Some(own) = floor(room) else {
        return vec![format!("src/{path}:1: room {room} is not in the table of floors")];
    };
    let text = code(text);
    let judged = imports(&text).into_iter().filter_map(|(line, other)| {
        let what = match floor(&other) {
            _ if other == room => return None,
            None => format!("crate::{other} is no room"),
            Some(floor) if floor > own => format!("{room} (floor {own}) imports upward from {other} (floor {floor})"),
            Some(floor) if floor == own => format!("{room} imports sideways from {other}, both on floor {own}"),
            Some(_) => return None,
        };
        Some(format!("src/{path}:{line}: {what}"))
    });
    let judged: Vec<String> = judged.collect();
    let climbed = climbs(path, &text).into_iter().map(|line| format!("src/{path}:{line}: super:: leaves the room"));
    judged.into_iter().chain(climbed).collect()
}

#[test]
fn rooms_import_from_lower_floors_only() {
    let found: Vec<String> = sources().iter().flat_map(|(path, text)| breaches(path, text)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_room_is_in_the_table_and_every_floor_is_inhabited() {
    let rooms: Vec<String> = sources().iter().filter_map(|(path, _)| room_of(path)).map(str::to_owned).collect();
    let unknown: Vec<&String> = rooms.iter().filter(|room| floor(room).is_none()).collect();
    assert!(unknown.is_empty(), "not in the table: {unknown:?}");
    let empty: Vec<&str> = FLOORS.iter().map(|(name, _)| *name).filter(|n| !rooms.iter().any(|r| r == n)).collect();
    assert!(empty.is_empty(), "in the table, not in src: {empty:?}");
}

#[test]
fn lib_names_the_rooms_floor_by_floor() {
    let text = fs::read_to_string(src().join("lib.rs")).expect("src/lib.rs");
    let floors: Vec<u8> =
        text.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';')).filter_map(floor).collect();
    assert_eq!(floors.len(), FLOORS.len(), "src/lib.rs names every room");
    assert!(floors.is_sorted(), "src/lib.rs names the rooms from the ground up: {floors:?}");
}

#[test]
fn main_is_short() {
    let text = fs::read_to_string(src().join("main.rs")).expect("src/main.rs");
    assert!(text.lines().count() < MAIN_LINES, "main.rs has {} lines", text.lines().count());
}

/// What is unsafe, or was left to be done.
fn unwanted(path: &str, text: &str) -> Vec<String> {
    let is_unsafe = |line: &str| {
        ["{", "fn", "impl", "trait", "extern"].iter().any(|next| line.contains(&format!("{} {next}", "unsafe")))
    };
    let unfinished = |line: &str| UNFINISHED.iter().any(|word| line.contains(word));
    let text = code(text);
    let bad = (1..).zip(text.lines()).filter(|(_, line)| is_unsafe(line) || unfinished(line));
    bad.map(|(at, line)| format!("src/{path}:{at}: {}", line.trim())).collect()
}

#[test]
fn nothing_is_unsafe_or_unfinished() {
    let found: Vec<String> = sources().iter().flat_map(|(path, text)| unwanted(path, text)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let manifest = fs::read_to_string(src().with_file_name("Cargo.toml")).expect("Cargo.toml");
    assert!(manifest.contains("unsafe_code = \"forbid\""), "the compiler keeps it so as well");
}

#[track_caller]
fn check(path: &str, text: &str, want: &[&str]) {
    assert_eq!(breaches(path, text), want, "{path}: {text}");
}

#[test]
fn breaches_are_found() {
    let up = "use crate::model::Stamp;\nuse crate::cli::args;\n";
    check("text/ansi.rs", up, &["src/text/ansi.rs:2: text (floor 1) imports upward from cli (floor 10)"]);
    check(
        "time/zone.rs",
        "fn f() -> crate::source::Input;",
        &["src/time/zone.rs:1: time imports sideways from source, both on floor 2"],
    );
    let group = "use crate::{model::{Stamp, Kind},\n    pipeline};";
    check("rule/load.rs", group, &["src/rule/load.rs:1: rule (floor 3) imports upward from pipeline (floor 9)"]);
    check("attic/box.rs", "", &["src/attic/box.rs:1: room attic is not in the table of floors"]);
    check("text/mod.rs", "use crate::Library;", &["src/text/mod.rs:1: crate::Library is no room"]);
    check("text/mod.rs", "use super::cli;", &["src/text/mod.rs:1: super:: leaves the room"]);
    check(
        "report/json/make.rs",
        "use super::super::super::cli;",
        &["src/report/json/make.rs:1: super:: leaves the room"],
    );
}

#[test]
fn good_manners_are_no_breach() {
    check(
        "report/json/make.rs",
        "use super::super::view;\nuse crate::report::view::View;\nuse crate::model::Link;\n",
        &[],
    );
    check("text/ansi.rs", "//! see [`crate::cli`]\nuse other_crate::cli;\n", &[]);
    check("lib.rs", "pub mod cli;", &[]);
    check("text/ansi.rs", "use super::cursor;\n#[cfg(test)]\nmod tests {\n    use super::super::cursor;\n}", &[]);
}

#[test]
fn unwanted_words_are_found() {
    let text = format!("let x = {} {{ f() }};\n{}()\n// {}\n", "unsafe", UNFINISHED[0], UNFINISHED[1]);
    assert_eq!(unwanted("a.rs", &text).len(), 2);
}
