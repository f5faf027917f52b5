//! Which bundles are there: layouts whose markers lie below one root.

use std::collections::BTreeSet;

use super::tree::{self, Leaf};
use crate::rule::bundles::Layout;
use crate::text::glob;

/// A bundle that was found.
#[derive(Clone, Debug)]
pub struct Found<'l> {
    /// Its layout.
    pub layout: &'l Layout,
    /// The archives around it.
    pub group: String,
    /// Its root below them.
    pub root: String,
    /// The file that gave it away.
    pub marker: String,
    /// Its files, by their place among the inputs.
    pub members: Vec<usize>,
}

/// The bundles among the leaves; a file belongs to the first layout that fits.
#[must_use]
pub fn all<'l>(layouts: &'l [Layout], leaves: &[Leaf]) -> Vec<Found<'l>> {
    let mut found = Vec::new();
    let mut taken = vec![false; leaves.len()];
    for layout in layouts {
        for (group, root) in candidates(layout, leaves, &taken) {
            let below: Vec<(usize, &str)> = (leaves.iter().enumerate())
                .filter(|(at, _)| !taken[*at])
                .filter_map(|(at, leaf)| Some((at, leaf.below(&group, &root)?)))
                .collect();
            if let Some(marker) = markers_hold(layout, &below) {
                let members: Vec<usize> = below.iter().map(|(at, _)| *at).collect();
                members.iter().for_each(|&at| taken[at] = true);
                found.push(Found { layout, group, root, marker, members });
            }
        }
    }
    found
}

/// Roots below which the first markers may lie: enough of them that one must hold.
fn candidates(layout: &Layout, leaves: &[Leaf], taken: &[bool]) -> BTreeSet<(String, String)> {
    let needed = layout.at_least.unwrap_or(layout.markers.len());
    let first = &layout.markers[..(layout.markers.len() - needed + 1).min(layout.markers.len())];
    let patterns: Vec<&str> = first.iter().flat_map(|marker| alternatives(marker)).collect();
    let mut roots = BTreeSet::new();
    for leaf in leaves.iter().zip(taken).filter(|(_, taken)| !**taken).map(|(leaf, _)| leaf) {
        for pattern in patterns.iter().filter(|pattern| may_hold(&leaf.path, pattern)) {
            let hits = tree::cuts(&leaf.path).filter(|(_, below)| glob::matches(pattern, below));
            roots.extend(hits.map(|(root, _)| (leaf.group.clone(), root.to_owned())));
        }
    }
    roots
}

fn alternatives(marker: &str) -> impl Iterator<Item = &str> {
    marker.split(" | ").map(str::trim)
}

/// A look that is cheaper than the pattern: its longest plain text is in the path.
fn may_hold(path: &str, pattern: &str) -> bool {
    let plain = pattern.split(['*', '?']).max_by_key(|text| text.len()).unwrap_or("");
    path.contains(plain.trim_end_matches('/'))
}

/// The first file that a marker names, when enough markers hold.
fn markers_hold(layout: &Layout, below: &[(usize, &str)]) -> Option<String> {
    let hit = |marker: &String| {
        let of_shape =
            |path: &str| alternatives(marker).any(|pattern| may_hold(path, pattern) && glob::matches(pattern, path));
        below.iter().map(|(_, path)| *path).find(|path| of_shape(path))
    };
    let hits: Vec<&str> = layout.markers.iter().filter_map(hit).collect();
    let enough = hits.len() >= layout.at_least.unwrap_or(layout.markers.len());
    hits.first().filter(|_| enough).map(|path| (*path).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(id: &str, markers: &[&str]) -> Layout {
        let markers = markers.iter().map(|m| (*m).to_owned()).collect();
        Layout { id: id.to_owned(), markers, ..Layout::default() }
    }

    #[track_caller]
    fn check(paths: &[&str], want: &[(&str, &str, usize)]) {
        let layouts =
            [layout("sos", &["sos_commands/**", "version.txt | sos_logs/**"]), layout("log", &["syslog*", "apt/**"])];
        let leaf = |path: &&str| Leaf { group: String::new(), path: (*path).to_owned() };
        let leaves: Vec<Leaf> = paths.iter().map(leaf).collect();
        let found = all(&layouts, &leaves);
        let got: Vec<_> = found.iter().map(|f| (&*f.layout.id, &*f.root, f.members.len())).collect();
        assert_eq!(got, want, "{paths:?}");
    }

    #[test]
    fn roots_are_found_at_any_depth() {
        check(&["sos_commands/a/b", "version.txt"], &[("sos", "", 2)]);
        check(&["x/y/sos_commands/a", "x/y/version.txt", "x/other"], &[("sos", "x/y", 2)]);
        check(
            &["a/sos_commands/x", "a/version.txt", "b/sos_commands/x", "b/version.txt"],
            &[("sos", "a", 2), ("sos", "b", 2)],
        );
        check(&["sos_commands/a/b"], &[]);
        check(&["a/sos_commands/x", "b/version.txt"], &[]);
    }

    #[test]
    fn a_file_belongs_to_one_bundle() {
        let inner = ["s/sos_commands/a", "s/version.txt", "s/var/log/syslog", "s/var/log/apt/term.log"];
        check(&inner, &[("sos", "s", 4)]);
        check(&inner[2..], &[("log", "s/var/log", 2)]);
    }
}
