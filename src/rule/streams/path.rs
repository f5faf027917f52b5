//! Patterns of file paths: `apt/term.log*`.

/// The ending of a path, cut before its last name.
#[derive(Clone, Debug)]
pub(super) struct Ending {
    /// The last name.
    pub(super) last: String,
    /// What stands before it.
    pub(super) before: Option<String>,
}

pub(super) fn ending(path: &str) -> Ending {
    let (before, last) = path.rsplit_once('/').map_or((None, path), |(before, last)| (Some(before.to_owned()), last));
    Ending { last: last.to_owned(), before }
}

/// Whether a path ends like `pattern`: whole components, one `*` per component matches any part of a name.
pub(super) fn ends_like(path: &str, pattern: &str) -> bool {
    let mut parts = path.rsplit('/');
    pattern.rsplit('/').all(|want| parts.next().is_some_and(|have| like(have, want)))
}

/// Whether a name fits a pattern, whose every `*` matches any part.
pub(super) fn like(name: &str, pattern: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or("");
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut last = None;
    for piece in pieces {
        last = Some(piece);
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    last.map_or(rest.is_empty(), |piece| piece.is_empty() || rest.is_empty())
}
