//! The library that is built in is the one in `rules/`, and every rule does what its file says.

use std::fs;
use std::path::PathBuf;

use kascade::matcher::{Engine, proof};
use kascade::rule::build::Source;
use kascade::rule::error::Weight;
use kascade::rule::{Library, RuleError, baked, lint, load};

fn rules() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules")
}

fn lines(errors: &[RuleError]) -> String {
    errors.iter().map(RuleError::line).collect::<Vec<_>>().join("\n")
}

fn sources() -> Vec<Source> {
    load::read_dir(&rules()).unwrap_or_else(|e| panic!("{}", lines(&e)))
}

fn library() -> Library {
    load::library(&rules()).unwrap_or_else(|e| panic!("{}", lines(&e)))
}

/// Where two texts part, for a message that can be read.
fn first_difference(old: &str, new: &str) -> String {
    let pairs = (1..).zip(old.lines().zip(new.lines()));
    let differing = pairs.into_iter().find(|(_, (a, b))| a != b);
    let cut = |line: &str| line.chars().take(160).collect::<String>();
    differing.map_or_else(
        || "one is longer".to_owned(),
        |(at, (a, b))| format!("line {at}\n  checked in: {}\n  rules say:  {}", cut(a), cut(b)),
    )
}

#[test]
fn the_library_is_fresh() {
    let old = fs::read_to_string(rules().join("library.json")).expect("rules/library.json");
    let new = baked::bake(&library());
    assert!(
        old == new,
        "rules/library.json is stale, run `cargo run --example bake`: {}",
        first_difference(&old, &new)
    );
}

#[test]
fn the_embedded_library_is_the_one_in_the_folder() {
    assert_eq!(baked::library().digest, library().digest, "rules/library.json was baked after this test was built");
    let embedded: Vec<String> = baked::sources().into_iter().map(|s| s.id).collect();
    let mut folder: Vec<String> = sources().into_iter().map(|s| s.id).collect();
    folder.sort();
    let mut sorted = embedded.clone();
    sorted.sort();
    assert_eq!(sorted, folder);
}

/// The build script takes the JSON apart without knowing its types: whatever it lost would show here.
#[test]
fn the_embedded_form_says_all_that_the_file_says() {
    let file = fs::read_to_string(rules().join("library.json")).expect("rules/library.json");
    let embedded = baked::bake(&baked::library());
    assert!(embedded == file, "{}", first_difference(&file, &embedded));
}

#[test]
fn no_rule_has_a_mistake() {
    let found: Vec<RuleError> = sources().iter().flat_map(lint::lint).filter(|e| e.weight == Weight::Error).collect();
    assert!(found.is_empty(), "{} mistakes\n{}", found.len(), lines(&found));
}

/// Every example inside every envelope that can carry it; a message names the rule and the envelope.
#[test]
fn every_example_holds_in_every_envelope() {
    let engine = Engine::new(library());
    let failed: Vec<String> = sources()
        .iter()
        .flat_map(|source| proof::prove(&engine, source).into_iter().map(|e| format!("{}: {}", source.id, e.line())))
        .collect();
    assert!(failed.is_empty(), "{} examples fail\n{}", failed.len(), failed.join("\n"));
}

/// A rule without examples proves nothing, and a proof without rules passes.
#[test]
fn the_proof_has_something_to_prove() {
    let sources = sources();
    let rows = || sources.iter().flat_map(|s| &s.file.signatures);
    let (matches, rejects): (usize, usize) =
        (rows().map(|r| r.matches.len()).sum(), rows().map(|r| r.rejects.len()).sum());
    assert!(sources.len() >= 80, "{} conditions", sources.len());
    assert!(matches >= rows().count() && rejects >= rows().count(), "{matches} matches, {rejects} rejects");
}
