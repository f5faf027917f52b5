//! Keeps the house standing: a room imports from lower floors only, rooms of one floor do not see each other. The two
//! largest rooms have floors of their own, for which the same holds.
//!
//! The table of rooms is that of the design; ARCHITECTURE.md draws it.

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

/// The rooms that are divided: every folder and file of each, and its floor within the room. `mod.rs` stands above them.
const DIVIDED: [(&str, &[(&str, u8)]); 2] = [
    (
        "episode",
        &[
            ("options", 0),
            ("intake", 1),
            ("clocks", 2),
            ("drafts", 3),
            ("names", 4),
            ("boots", 4),
            ("tuned", 4),
            ("chronicle", 5),
            ("novelty", 5),
            ("patterns", 6),
            ("chronicler", 7),
        ],
    ),
    (
        "cascade",
        &[
            ("constants", 0),
            ("method", 0),
            ("fitting", 0),
            ("renewed", 0),
            ("links", 1),
            ("incidents", 2),
            ("roots", 2),
            ("telling", 3),
            ("novelty", 3),
            ("verdict", 4),
        ],
    ),
];

/// Lines that `main.rs` stays under.
const MAIN_LINES: usize = 40;
/// What is never checked in; the names are cut in two so that this file does not hold them.
const UNFINISHED: [&str; 3] = [concat!("to", "do!"), concat!("db", "g!"), concat!("unimple", "mented!")];

fn floor_in(table: &[(&str, u8)], name: &str) -> Option<u8> {
    table.iter().find(|(known, _)| *known == name).map(|(_, floor)| *floor)
}

fn floor(room: &str) -> Option<u8> {
    floor_in(&FLOORS, room)
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

/// The folder or file of a divided room that a path lies in, with all of that room; none for its `mod.rs`.
fn folder_of(path: &str) -> Option<(&str, &'static [(&'static str, u8)])> {
    let (room, inner) = path.split_once('/')?;
    let (_, folders) = DIVIDED.iter().find(|(known, _)| *known == room)?;
    (inner != "mod.rs").then(|| (inner.split('/').next().unwrap_or(inner).trim_end_matches(".rs"), *folders))
}

/// The text with comment lines emptied, so that offsets still tell lines.
fn code(text: &str) -> String {
    let keep = |line: &'_ str| if line.trim_start().starts_with("//") { String::new() } else { line.to_owned() };
    text.lines().map(keep).collect::<Vec<_>>().join("\n")
}

fn line_at(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}

/// What is named right after every `crate::`, or a longer prefix, with the lines; a group in braces names several.
fn named_after(prefix: &str, text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, word) in text.match_indices(prefix) {
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

/// Lines whose `super::super::` leads to less than `kept` modules below the root; a test module inside a file is one
/// step deeper.
fn climbs(path: &str, text: &str, kept: usize) -> Vec<usize> {
    let inner = text.find("\nmod tests {").unwrap_or(text.len());
    let mut found = Vec::new();
    for (at, _) in text.match_indices("super::") {
        let starts = !text[..at].ends_with("super::");
        let steps = text[at..].split("super::").take_while(|between| between.is_empty()).count();
        let allowed = depth(path) - kept + usize::from(at > inner);
        if starts && steps > allowed {
            found.push(line_at(text, at));
        }
    }
    found
}

/// What is wrong with the names after a prefix in something that has a floor in a table.
fn misplaced(table: &[(&str, u8)], own: &str, prefix: &str, text: &str) -> Vec<(usize, String)> {
    let Some(at) = floor_in(table, own) else { return vec![(1, format!("room {own} is not in the table of floors"))] };
    let judge = |other: &str| match floor_in(table, other) {
        _ if other == own => None,
        None => Some(format!("{prefix}{other} is no room")),
        Some(floor) if floor > at => Some(format!("{own} (floor {at}) imports upward from {other} (floor {floor})")),
        Some(floor) if floor == at => Some(format!("{own} imports sideways from {other}, both on floor {at}")),
        Some(_) => None,
    };
    let named = named_after(prefix, text).into_iter();
    named.filter_map(|(line, other)| Some((line, judge(&other)?))).collect()
}

/// Every breach of one file, `file:line: what`.
fn breaches(path: &str, text: &str) -> Vec<String> {
    let Some(room) = room_of(path) else { return Vec::new() };
    let text = code(text);
    let mut found = misplaced(&FLOORS, room, "crate::", &text);
    found.extend(climbs(path, &text, 1).into_iter().map(|line| (line, "super:: leaves the room".to_owned())));
    if let Some((folder, folders)) = folder_of(path) {
        found.extend(misplaced(folders, folder, &format!("crate::{room}::"), &text));
        found.extend(climbs(path, &text, 2).into_iter().map(|line| (line, format!("super:: leaves {folder}"))));
    }
    found.into_iter().map(|(line, what)| format!("src/{path}:{line}: {what}")).collect()
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
fn every_part_of_a_divided_room_is_inhabited() {
    let sources = sources();
    let inhabited: Vec<(&str, &str)> =
        sources.iter().filter_map(|(path, _)| Some((room_of(path)?, folder_of(path)?.0))).collect();
    let all = DIVIDED.iter().flat_map(|(room, folders)| folders.iter().map(|(folder, _)| (*room, *folder)));
    let empty: Vec<(&str, &str)> = all.filter(|part| !inhabited.contains(part)).collect();
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
fn breaches_inside_a_room_are_found() {
    let up = "use crate::episode::boots::{self, Boot};\nuse crate::episode::{intake, patterns};";
    check(
        "episode/clocks/days.rs",
        up,
        &[
            "src/episode/clocks/days.rs:1: clocks (floor 2) imports upward from boots (floor 4)",
            "src/episode/clocks/days.rs:2: clocks (floor 2) imports upward from patterns (floor 6)",
        ],
    );
    check(
        "cascade/roots/rank.rs",
        "use crate::cascade::incidents::cut;\nuse crate::cascade::Method;\nuse super::super::links;",
        &[
            "src/cascade/roots/rank.rs:1: roots imports sideways from incidents, both on floor 2",
            "src/cascade/roots/rank.rs:2: crate::cascade::Method is no room",
            "src/cascade/roots/rank.rs:3: super:: leaves roots",
        ],
    );
    check("episode/tuned.rs", "use super::drafts::Draft;", &["src/episode/tuned.rs:1: super:: leaves tuned"]);
    check("episode/attic.rs", "", &["src/episode/attic.rs:1: room attic is not in the table of floors"]);
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
    check("episode/mod.rs", "pub use chronicle::Chronicle;\nuse crate::episode::patterns;", &[]);
    check("episode/clocks/days.rs", "use super::years;\nuse crate::episode::{clocks::Clockwork, intake};", &[]);
    check(
        "episode/tuned.rs",
        "use crate::episode::drafts::Draft;\n#[cfg(test)]\nmod tests {\n    use super::*;\n}",
        &[],
    );
    check("text/ansi.rs", "use super::cursor;\n#[cfg(test)]\nmod tests {\n    use super::super::cursor;\n}", &[]);
}

#[test]
fn unwanted_words_are_found() {
    let text = format!("let x = {} {{ f() }};\n{}()\n// {}\n", "unsafe", UNFINISHED[0], UNFINISHED[1]);
    assert_eq!(unwanted("a.rs", &text).len(), 2);
}
