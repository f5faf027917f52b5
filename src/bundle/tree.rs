//! Inputs as leaves of trees: each archive is a tree of its own, the files on disk are one.

use crate::source::Input;
use crate::source::archive::INSIDE;
use crate::text::glob;

/// An input's place in its tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The archives around it, as a report names them; empty on disk.
    pub group: String,
    /// Its path below.
    pub path: String,
}

impl Leaf {
    /// The place of an input.
    #[must_use]
    pub fn of(input: &Input) -> Leaf {
        match input.name.rsplit_once(INSIDE).filter(|_| input.member.is_some()) {
            Some((group, path)) => Leaf { group: group.to_owned(), path: path.to_owned() },
            None => Leaf { group: String::new(), path: input.name.clone() },
        }
    }

    /// The path below a root of the same tree.
    #[must_use]
    pub fn below<'l>(&'l self, group: &str, root: &str) -> Option<&'l str> {
        let path = Some(&*self.path).filter(|_| self.group == group)?;
        if root.is_empty() { Some(path) } else { path.strip_prefix(root)?.strip_prefix('/') }
    }
}

/// The path below the innermost archive.
#[must_use]
pub fn below_archive(inner: &str) -> &str {
    inner.rsplit_once(INSIDE).map_or(inner, |(_, path)| path)
}

/// Every directory of a path with what lies below it: the path as it stands first.
pub fn cuts(path: &str) -> impl Iterator<Item = (&str, &str)> {
    let inner = path.match_indices('/').map(|(at, _)| (&path[..at], &path[at + 1..]));
    std::iter::once(("", path)).chain(inner).filter(|(_, below)| !below.is_empty())
}

/// Whether the path, or what lies below one of its directories, is of the pattern's shape.
#[must_use]
pub fn ends_like(path: &str, pattern: &str) -> bool {
    cuts(path).any(|(_, below)| glob::matches(pattern, below))
}
