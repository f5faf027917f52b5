//! Embeds the text of the rule files, so that `kascade rules check` and user rules beside the built-in ones work on a
//! machine that has only the program. They are packed: as text they would be a tenth of it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;

fn main() {
    println!("cargo:rerun-if-changed=rules");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("rules");
    let mut files = Vec::new();
    for subsystem in sorted(&root).into_iter().filter(|p| p.is_dir()) {
        files.extend(sorted(&subsystem).into_iter().filter(|p| p.extension().is_some_and(|e| e == "toml")));
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    for file in &files {
        let text = fs::read_to_string(file).expect("a rule is text");
        write!(packed, "{}\0{text}\0", id_of(&root, file)).expect("in memory");
    }
    let out = PathBuf::from(env::var("OUT_DIR").expect("set by cargo")).join("rules.gz");
    fs::write(out, packed.finish().expect("in memory")).expect("OUT_DIR can be written");
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
