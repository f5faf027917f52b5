//! Makes `rules/library.json` from `rules/**/*.toml`: `cargo run --example bake`.
//!
//! With `--check` nothing is written, and the exit code is 1 when the file is stale.

use std::path::Path;
use std::process::ExitCode;

use kascade::rule::{baked, load};

fn main() -> ExitCode {
    let check = std::env::args().any(|arg| arg == "--check");
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let library = match load::library(&rules) {
        Ok(library) => library,
        Err(errors) => {
            errors.iter().for_each(|e| eprintln!("{}\n", e.render(false)));
            return ExitCode::FAILURE;
        }
    };
    let text = baked::bake(&library);
    let path = rules.join("library.json");
    if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
        println!("{} is fresh: {} conditions", path.display(), library.conditions.len());
        return ExitCode::SUCCESS;
    }
    if check {
        eprintln!("{} is stale: run cargo run --example bake", path.display());
        return ExitCode::FAILURE;
    }
    std::fs::write(&path, text).expect("rules/library.json can be written");
    println!(
        "wrote {}: {} conditions, {} signatures",
        path.display(),
        library.conditions.len(),
        library.signatures.len()
    );
    ExitCode::SUCCESS
}
