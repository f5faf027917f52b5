//! The built-in library, embedded in parsed form.
//!
//! `rules/library.json` is made from `rules/**/*.toml` by `cargo run --example bake` and checked in; a test fails when
//! it is stale. Parsing it at start takes a few milliseconds; building it from TOML would take a hundred.

use super::build::Source;
use super::library::Library;

/// The embedded file.
const TEXT: &str = include_str!("../../rules/library.json");

/// Every built-in rule file: id and text.
static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/rules.rs"));
/// A page of what healthy machines print, for the choice of windows.
pub const BENIGN: &str = include_str!("../../rules/benign.txt");

/// The built-in rule files, as a person wrote them.
///
/// # Panics
///
/// When one has not the shape of a rule: the bake test keeps that from happening.
#[must_use]
pub fn sources() -> Vec<Source> {
    let path = |id: &str| format!("rules/{}.toml", id.replacen('.', "/", 1));
    FILES
        .iter()
        .map(|(id, text)| Source::parse(id, &path(id), text).expect("the bake example reads every file"))
        .collect()
}

/// The built-in library.
///
/// # Panics
///
/// When the embedded file does not parse: the bake test keeps that from happening.
#[must_use]
pub fn library() -> Library {
    let mut library: Library = serde_json::from_str(TEXT).expect("rules/library.json is made by the bake example");
    library.index();
    library
}

/// The text that `library` must have when it is baked: one condition, signature and link a line, so that a change
/// reads well in a diff.
///
/// # Panics
///
/// Never: a library is plain data.
#[must_use]
pub fn bake(library: &Library) -> String {
    let text = serde_json::to_string(library).expect("a library is plain data");
    text.replace("},{\"id\":", "},\n{\"id\":")
        .replace("},{\"condition\":", "},\n{\"condition\":")
        .replace("},{\"from\":", "},\n{\"from\":")
        + "\n"
}
