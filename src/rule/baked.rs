//! The built-in library, embedded in parsed form.
//!
//! ```text
//! rules/**/*.toml --bake example--> rules/library.json --build script--> MessagePack, embedded
//! ```
//!
//! `rules/library.json` is checked in, so that a change of the rules can be read as a diff; a test fails when it is
//! stale.
//!
//! MessagePack is read in place: the texts of the library are borrowed from the program.

use std::io::Read as _;

use lzma_rust2::XzReader;

use super::build::Source;
use super::late::Late;
use super::library::Library;

/// The library.
const LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.msgpack"));

/// Every built-in rule file, packed: id, NUL, text, NUL.
const FILES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.xz"));
/// The files of `schema/`, packed: name, NUL, text, NUL.
const SCHEMAS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/schemas.xz"));
/// What [`benign`] gives, packed.
const BENIGN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/benign.xz"));

/// The built-in rule files, as a person wrote them.
///
/// # Panics
///
/// When one has not the shape of a rule: the bake test keeps that from happening.
#[must_use]
pub fn sources() -> Vec<Source> {
    let files = unpacked(FILES);
    let parts: Vec<&str> = files.split_terminator('\0').collect();
    parts.chunks_exact(2).map(|file| source(file[0], file[1])).collect()
}

/// A page of what healthy machines print, for the choice of windows.
///
/// # Panics
///
/// Never: the build script packs a text.
#[must_use]
pub fn benign() -> String {
    unpacked(BENIGN)
}

/// The JSON Schema in `schema/NAME.schema.json`; empty where there is none of the name.
#[must_use]
pub fn schema(name: &str) -> String {
    let files = unpacked(SCHEMAS);
    let parts: Vec<&str> = files.split_terminator('\0').collect();
    parts.chunks_exact(2).find(|file| file[0] == name).map_or_else(String::new, |file| file[1].to_owned())
}

/// Compares the schema of a name with what the types say now, or writes it with `KASCADE_BLESS=1`.
#[cfg(test)]
pub fn check_schema(name: &str, now: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schema/{name}.schema.json"));
    if std::env::var_os("KASCADE_BLESS").is_some() {
        return std::fs::write(path, now).expect("schema/ can be written");
    }
    assert_eq!(
        std::fs::read_to_string(path).expect("schema/ can be read"),
        now,
        "the schema is stale: KASCADE_BLESS=1 cargo test --lib schema"
    );
}

fn unpacked(packed: &[u8]) -> String {
    let mut text = String::new();
    XzReader::new(packed, false).read_to_string(&mut text).expect("packed by the build script");
    text
}

fn source(id: &str, text: &str) -> Source {
    let path = format!("rules/{}.toml", id.replacen('.', "/", 1));
    Source::parse(id, &path, text).expect("the bake example reads every file")
}

/// The built-in library.
///
/// # Panics
///
/// When the embedded bytes are no library: the bake test keeps that from happening.
#[must_use]
pub fn library() -> Library {
    let mut library: Library = rmp_serde::from_slice(LIBRARY).expect("rules/library.json is made by the bake example");
    Late::share(library.conditions.iter_mut().map(|condition| &mut condition.explain.0));
    Late::share(library.signatures.iter_mut().map(|signature| &mut signature.regex));
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
