//! From the paths a user names to inputs, in one fixed order.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::origin::{self, Origin};
use crate::model::{Notice, NoticeKind};

/// Something to read.
#[derive(Clone, Debug)]
pub struct Input {
    /// As a report names it.
    pub name: String,
    /// The file; `None` is standard input.
    pub path: Option<PathBuf>,
    /// Bytes that were read before: standard input that is read twice.
    pub held: Option<Arc<[u8]>>,
    /// What the path tells of its origin.
    pub origin: Origin,
}

/// Name of standard input in reports.
pub const STDIN: &str = "stdin";

/// The inputs behind the named paths: `-` is standard input, a directory stands for the files below it.
///
/// Files of one directory come sorted by name, directories in the order they were named. Links inside a directory
/// are passed over (their targets are read where they lie, or are not part of the evidence), as is what is no
/// regular file.
#[must_use]
pub fn inputs(paths: &[PathBuf]) -> (Vec<Input>, Vec<Notice>) {
    let mut inputs = Vec::new();
    let mut notices = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input { name: STDIN.to_owned(), path: None, held: None, origin: Origin::default() });
        } else if path.is_dir() {
            walk(path, &mut inputs, &mut notices);
        } else {
            named(path, &mut inputs, &mut notices);
        }
    }
    (inputs, notices)
}

fn named(path: &Path, inputs: &mut Vec<Input>, notices: &mut Vec<Notice>) {
    match path.metadata() {
        Ok(meta) if meta.is_file() || is_pipe(&meta) => {
            let origin = origin::of(path.file_name().map(Path::new).unwrap_or(path), None);
            inputs.push(Input { name: path.display().to_string(), path: Some(path.to_owned()), held: None, origin });
        }
        Ok(_) => notices.push(not_a_file(path)),
        Err(e) => notices.push(Notice::once(NoticeKind::Unreadable, format!("{}: {e}", path.display()))),
    }
}

/// A named pipe that the user named himself is read: `kascade <(journalctl -b)`.
#[cfg(unix)]
fn is_pipe(meta: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    meta.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: &std::fs::Metadata) -> bool {
    false
}

fn walk(dir: &Path, inputs: &mut Vec<Input>, notices: &mut Vec<Notice>) {
    for entry in WalkDir::new(dir).follow_links(false).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let path = entry.into_path();
                let inner = path.strip_prefix(dir).unwrap_or(&path);
                let origin = origin::of(inner, dir.file_name().and_then(|n| n.to_str()));
                inputs.push(Input { name: path.display().to_string(), path: Some(path), held: None, origin });
            }
            Ok(entry) if entry.file_type().is_dir() || entry.path_is_symlink() => {}
            Ok(entry) => notices.push(not_a_file(entry.path())),
            Err(e) => notices.push(Notice::once(NoticeKind::Unreadable, e.to_string())),
        }
    }
}

fn not_a_file(path: &Path) -> Notice {
    Notice::once(NoticeKind::NotAFile, format!("{}: no regular file, passed over", path.display()))
}
