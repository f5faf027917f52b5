//! Embeds the rules: the library in a form that is read quickly at start, and the text of the rule files, so that
//! `kascade rules check` and user rules beside the built-in ones work on a machine that has only the program.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;
use rmp::encode;
use serde_json::{Map, Number, Value};

fn main() {
    println!("cargo:rerun-if-changed=rules");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("rules");
    let out = PathBuf::from(env::var("OUT_DIR").expect("set by cargo"));
    let write = |name: &str, bytes: Vec<u8>| fs::write(out.join(name), bytes).expect("OUT_DIR can be written");
    write("rules.gz", texts(&root));
    write("benign.gz", packed(&fs::read(root.join("benign.txt")).expect("rules/benign.txt can be read")));
    let library = Packed::library(&root.join("library.json"));
    write("library.values", library.values);
    write("library.txt", library.texts.into_bytes());
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

fn packed(text: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(text).expect("in memory");
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

/// Lists of the library whose rows all have the same keys in the same order: only the values are written.
const TABLES: [&str; 3] = ["conditions", "signatures", "links"];

/// `library.json`, which a person can read, in a form that a program reads ten times as fast: `rule/packed.rs` has it.
#[derive(Default)]
struct Packed {
    values: Vec<u8>,
    texts: String,
}

impl Packed {
    fn library(file: &Path) -> Self {
        let text = fs::read_to_string(file).expect("rules/library.json is made by the bake example");
        let Value::Object(library) = serde_json::from_str(&text).expect("rules/library.json is JSON") else {
            panic!("rules/library.json is no object");
        };
        let mut packed = Packed::default();
        packed.map(library.len());
        for (key, value) in &library {
            packed.text(key);
            match value {
                Value::Array(rows) if TABLES.contains(&key.as_str()) => packed.table(rows),
                value => packed.any(value),
            }
        }
        packed
    }

    fn table(&mut self, rows: &[Value]) {
        self.array(rows.len());
        for row in rows.iter().map(|row| row.as_object().expect("a row is an object")) {
            self.array(row.len());
            row.iter().for_each(|(key, value)| self.field(key, value));
        }
    }

    /// Prose stays JSON: it is parsed when it is shown.
    fn field(&mut self, key: &str, value: &Value) {
        match key {
            "explain" => self.text(&value.to_string()),
            _ => self.any(value),
        }
    }

    fn any(&mut self, value: &Value) {
        match value {
            Value::Null => encode::write_nil(&mut self.values).expect("in memory"),
            Value::Bool(value) => encode::write_bool(&mut self.values, *value).expect("in memory"),
            Value::Number(value) => self.number(value),
            Value::String(value) => self.text(value),
            Value::Array(values) => {
                self.array(values.len());
                values.iter().for_each(|value| self.any(value));
            }
            Value::Object(map) => self.object(map),
        }
    }

    fn object(&mut self, map: &Map<String, Value>) {
        self.map(map.len());
        for (key, value) in map {
            self.text(key);
            self.any(value);
        }
    }

    /// Sets of streams have 128 bits, which `MessagePack` has as bytes.
    fn number(&mut self, value: &Number) {
        let out = &mut self.values;
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

    fn text(&mut self, text: &str) {
        encode::write_str_len(&mut self.values, length(text.len())).expect("in memory");
        self.texts.push_str(text);
    }

    fn array(&mut self, len: usize) {
        encode::write_array_len(&mut self.values, length(len)).expect("in memory");
    }

    fn map(&mut self, len: usize) {
        encode::write_map_len(&mut self.values, length(len)).expect("in memory");
    }
}

fn length(n: usize) -> u32 {
    u32::try_from(n).expect("a library is small")
}
