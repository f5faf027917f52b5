//! What is written of the story, compared with files of the repository.

/// Compares a report with the file of that name in `tests/expected/report`.
///
/// `KASCADE_BLESS=1 cargo test` writes the files anew; read the difference before it is committed.
#[track_caller]
pub fn check_file(name: &str, got: &str) {
    check_path(&format!("tests/expected/report/{name}"), got);
}

/// Compares a text with a file of the repository, or writes it under `KASCADE_BLESS=1`.
#[track_caller]
pub fn check_path(path: &str, got: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("KASCADE_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a file has a directory")).expect("create");
        std::fs::write(&path, got).expect("write");
    }
    let want = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(got == want, "{} differs; KASCADE_BLESS=1 writes it anew\n{got}", path.display());
}
