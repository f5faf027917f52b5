//! Embeds the rules: the library in a form that is read quickly at start, and the text of the rule files, so that
//! `kascade rules check` and user rules beside the built-in ones work on a machine that has only the program.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use lzma_rust2::{XzOptions, XzWriter};
use rmp::encode;
use serde_json::{Map, Number, Value};

fn main() {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=schema");
    let home = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let root = home.join("rules");
    let out = PathBuf::from(env::var("OUT_DIR").expect("set by cargo"));
    let write = |name: &str, bytes: Vec<u8>| fs::write(out.join(name), bytes).expect("OUT_DIR can be written");
    write("rules.xz", texts(&root));
    write("schemas.xz", schemas(&home.join("schema")));
    write("benign.xz", packed(&fs::read(root.join("benign.txt")).expect("rules/benign.txt can be read")));
    write("library.msgpack", library(&root.join("library.json")));
}

/// The rule files, packed: id, NUL, text, NUL. As text they would be a tenth of the program.
fn texts(root: &Path) -> Vec<u8> {
    let mut files = Vec::new();
    for subsystem in sorted(root).into_iter().filter(|p| p.is_dir()) {
        files.extend(sorted(&subsystem).into_iter().filter(|p| p.extension().is_some_and(|e| e == "toml")));
    }
    let text = |file: &PathBuf| fs::read_to_string(file).expect("a rule is text");
    let all: String = files.iter().map(|file| format!("{}\0{}\0", id_of(root, file), text(file))).collect();
    packed(all.as_bytes())
}

/// The schemas, packed: name, NUL, text, NUL.
fn schemas(dir: &Path) -> Vec<u8> {
    let name = |file: &Path| Some(file.file_name()?.to_str()?.strip_suffix(".schema.json")?.to_owned());
    let named = sorted(dir).into_iter().filter_map(|file| Some((name(&file)?, file)));
    let text = |file: PathBuf| fs::read_to_string(file).expect("a schema is text");
    packed(named.map(|(name, file)| format!("{name}\0{}\0", text(file))).collect::<String>().as_bytes())
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut options = XzOptions::with_preset(9);
    // Text: its letters stand at no multiple of four, and depend on the one before; long matches are worth a search.
    (options.lzma_options.lc, options.lzma_options.pb, options.lzma_options.nice_len) = (4, 0, 273);
    let mut packed = XzWriter::new(Vec::new(), options).expect("known options");
    packed.write_all(text).expect("in memory");
    packed.finish().expect("in memory")
}

fn deflated(plain: &[u8]) -> Vec<u8> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    packed.write_all(plain).expect("in memory");
    packed.finish().expect("in memory")
}

fn sorted(dir: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        fs::read_dir(dir).expect("rules can be read").filter_map(|entry| Some(entry.ok()?.path())).collect();
    all.sort();
    all
}

fn id_of(root: &Path, file: &Path) -> String {
    let inner = file.strip_prefix(root).expect("below rules").with_extension("");
    inner.display().to_string().replace('/', ".")
}

/// Lists of the library whose rows all have the same keys in the same order: only the values are written,
const TABLES: [&str; 2] = ["conditions", "signatures"];
/// and these deflated, as bytes of their own, which are read when the first link is asked for.
const LATE: &str = "links";
/// Columns whose texts are read when somebody asks for one, and how many rows are packed together: what a person reads
/// about a condition, and the patterns. Their words are much the same.
const PACKED: [(&str, usize); 2] = [("explain", 64), ("regex", 256)];

/// `library.json`, which a person can read, as `MessagePack`, which a program reads eight times as fast.
fn library(file: &Path) -> Vec<u8> {
    let text = fs::read_to_string(file).expect("rules/library.json is made by the bake example");
    let Value::Object(library) = serde_json::from_str(&text).expect("rules/library.json is JSON") else {
        panic!("rules/library.json is no object");
    };
    let mut out = Vec::new();
    encode::write_map_len(&mut out, length(library.len())).expect("in memory");
    for (key, value) in &library {
        encode::write_str(&mut out, key).expect("in memory");
        match value {
            Value::Array(rows) if key == LATE => {
                encode::write_bin(&mut out, &deflated(&table(rows))).expect("in memory")
            }
            Value::Array(rows) if TABLES.contains(&key.as_str()) => out.extend(table(rows)),
            value => any(&mut out, value),
        }
    }
    out
}

fn table(rows: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    encode::write_array_len(&mut out, length(rows.len())).expect("in memory");
    for (at, row) in rows.iter().map(|row| row.as_object().expect("a row is an object")).enumerate() {
        encode::write_array_len(&mut out, length(row.len())).expect("in memory");
        row.iter().for_each(|(key, value)| match is_usual(row, key, value) {
            true => encode::write_nil(&mut out).expect("in memory"),
            false => match PACKED.iter().find(|(name, _)| key == name) {
                Some((_, together)) => packed_row(&mut out, rows, at, key, *together),
                None => field(&mut out, key, value),
            },
        });
    }
    out
}

/// The first of so many rows has the texts of all of them, the others nothing, or `false` for the usual text.
fn packed_row(out: &mut Vec<u8>, rows: &[Value], at: usize, key: &str, together: usize) {
    if at.is_multiple_of(together) {
        let rest = rows[at + 1..].iter().take(together - 1).map(|row| rest(row, key));
        let all: Vec<String> = [text(&rows[at][key])].into_iter().chain(rest).collect();
        encode::write_bin(out, &deflated(all.join("\0").as_bytes())).expect("in memory");
    } else if is_first_literal(&rows[at], key) {
        encode::write_bool(out, false).expect("in memory");
    } else {
        encode::write_nil(out).expect("in memory");
    }
}

fn rest(row: &Value, key: &str) -> String {
    if is_first_literal(row, key) { String::new() } else { text(&row[key]) }
}

/// A text as it is, everything else as JSON.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn is_first_literal(row: &Value, key: &str) -> bool {
    row.get("literals").is_some_and(|all| all[0] == row[key])
}

/// What most signatures have is not written: any stream, an onset when it is printed.
fn is_usual(row: &Map<String, Value>, key: &str, value: &Value) -> bool {
    match key {
        "from" => row.contains_key("regex") && value.to_string().parse() == Ok(u128::MAX),
        "onset" => *value == "Printed",
        _ => false,
    }
}

/// How sure a signature is stands in hundredths, as a byte.
fn field(out: &mut Vec<u8>, key: &str, value: &Value) {
    match key {
        "sure" if hundredths(value).is_some() => {
            encode::write_uint(out, hundredths(value).unwrap_or_default()).map(drop).expect("in memory");
        }
        _ => any(out, value),
    }
}

fn hundredths(value: &Value) -> Option<u64> {
    let share = value.as_f64()?;
    (2..=100).find(|n| *n as f64 / 100.0 == share)
}

fn any(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => encode::write_nil(out).expect("in memory"),
        Value::Bool(value) => encode::write_bool(out, *value).expect("in memory"),
        Value::Number(value) => number(out, value),
        Value::String(value) => encode::write_str(out, value).expect("in memory"),
        Value::Array(values) => {
            encode::write_array_len(out, length(values.len())).expect("in memory");
            values.iter().for_each(|value| any(out, value));
        }
        Value::Object(map) => object(out, map),
    }
}

fn object(out: &mut Vec<u8>, map: &Map<String, Value>) {
    encode::write_map_len(out, length(map.len())).expect("in memory");
    for (key, value) in map {
        encode::write_str(out, key).expect("in memory");
        any(out, value);
    }
}

/// Sets of streams have 128 bits, which `MessagePack` has as bytes.
fn number(out: &mut Vec<u8>, value: &Number) {
    if let Some(value) = value.as_u64() {
        encode::write_uint(out, value).expect("in memory");
    } else if let Some(value) = value.as_i64() {
        encode::write_sint(out, value).expect("in memory");
    } else if let Ok(value) = value.to_string().parse::<u128>() {
        encode::write_bin(out, &value.to_be_bytes()).expect("in memory");
    } else {
        encode::write_f64(out, value.as_f64().expect("a number")).expect("in memory");
    }
}

fn length(n: usize) -> u32 {
    u32::try_from(n).expect("a library is small")
}
