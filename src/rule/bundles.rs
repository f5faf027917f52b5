//! Layouts of collected bundles, from `rules/bundles.toml`.
//!
//! The file explains its keys; the `bundle` room applies them.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::error::{RuleError, Weight};
use super::nearest::nearest;
use super::streams::Streams;

/// One layout.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Its name.
    pub id: String,
    /// As a report names it.
    pub title: String,
    /// Patterns of paths that must be there, alternatives behind ` | `.
    pub markers: Vec<String>,
    /// How many of the markers are enough; all when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<usize>,
    /// Files whose first word is the host; `journal:FILE` for a host column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub host: Vec<String>,
    /// Shape of the root directory's name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub root: String,
    /// Whether directories name the hosts.
    #[serde(default, skip_serializing_if = "is_false")]
    pub path_host: bool,
    /// Files that tell the zone and when the bundle was made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clock: Vec<String>,
    /// Whether times without a zone are UTC.
    #[serde(default, skip_serializing_if = "is_false")]
    pub utc: bool,
    /// What the collector leaves out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cut: String,
    /// What a file is that no row names.
    #[serde(default)]
    pub rest: Use,
    /// What its files are.
    #[serde(default)]
    pub files: Vec<FileRow>,
}

/// Files of one shape.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRow {
    /// Pattern of their path below the root.
    pub path: String,
    /// What they are.
    #[serde(default)]
    pub is: Use,
    /// Why they are passed over.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Their stream.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stream: String,
    /// How their lines are ordered.
    #[serde(default)]
    pub order: Order,
}

/// What a file of a bundle is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Use {
    /// What happened.
    #[default]
    Log,
    /// How things were when the bundle was made.
    State,
    /// Nothing that a verdict may rest on.
    Ignore,
}

/// How the lines of a file are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// As they were printed; newest first is found out.
    #[default]
    Printed,
    /// By their bytes.
    Sorted,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// Words that a pattern may keep.
pub const WORDS: [&str; 5] = ["host", "namespace", "pod", "uid", "container"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BundlesFile {
    bundle: Vec<Layout>,
}

/// Reads `rules/bundles.toml`.
///
/// # Errors
///
/// Every mistake in it, with its place.
pub fn parse(path: &str, text: &str, streams: &Streams) -> Result<Vec<Layout>, Vec<RuleError>> {
    let linter = Linter { path, text };
    let file: BundlesFile =
        toml::from_str(text).map_err(|e| vec![linter.error(e.span(), e.message().to_owned(), "")])?;
    let mistakes = linter.lint(&file.bundle, streams);
    if mistakes.is_empty() { Ok(file.bundle) } else { Err(mistakes) }
}

struct Linter<'t> {
    path: &'t str,
    text: &'t str,
}

impl Linter<'_> {
    fn error(&self, place: Option<Range<usize>>, what: String, help: &str) -> RuleError {
        let (path, text) = (self.path.to_owned(), self.text.into());
        RuleError { path, text, place, what, help: help.to_owned(), weight: Weight::Error }
    }

    /// The first place of a text behind a layout's id.
    fn place(&self, layout: &Layout, what: &str) -> Option<Range<usize>> {
        let quoted = |text: &str| format!("\"{text}\"");
        let from = self.text.find(&quoted(&layout.id))?;
        let at = from + self.text[from..].find(&quoted(what))?;
        Some(at + 1..at + 1 + what.len())
    }

    fn lint(&self, layouts: &[Layout], streams: &Streams) -> Vec<RuleError> {
        let mut found = Vec::new();
        for (i, layout) in layouts.iter().enumerate() {
            let mut say =
                |on: &str, what: String, help: &str| found.push(self.error(self.place(layout, on), what, help));
            if layouts[..i].iter().any(|other| other.id == layout.id) {
                say(&layout.id, format!("the bundle {} stands twice", layout.id), "");
            }
            if layout.markers.is_empty() {
                say(&layout.id, "the bundle has no markers".to_owned(), "name paths that only this bundle has");
            }
            if layout.at_least.is_some_and(|n| n == 0 || n > layout.markers.len()) {
                say(&layout.id, "at_least is not between 1 and the number of markers".to_owned(), "");
            }
            if !layout.root.is_empty() && !layout.root.contains("{host}") {
                say(&layout.root, "the root's name keeps no {host}".to_owned(), "leave root out");
            }
            for (at, row) in layout.files.iter().enumerate() {
                row_mistakes(row, &layout.files[..at], streams, &mut say);
            }
        }
        found
    }
}

fn row_mistakes(row: &FileRow, before: &[FileRow], streams: &Streams, say: &mut impl FnMut(&str, String, &str)) {
    if before.iter().any(|other| other.path == row.path) {
        say(&row.path, "the path stands twice, the second row is never used".to_owned(), "");
    }
    if row.is == Use::Ignore && row.why.is_empty() {
        say(&row.path, "the row does not say why its files are passed over".to_owned(), "add why = \"...\"");
    }
    if row.is != Use::Ignore && !row.why.is_empty() {
        say(&row.path, "why is for rows that ignore their files".to_owned(), "add is = \"ignore\"");
    }
    if !row.stream.is_empty() && streams.find(&row.stream).is_none() {
        let help = nearest(&row.stream, streams.all()).map_or_else(String::new, |s| format!("did you mean {s}?"));
        say(&row.stream, format!("no stream {}", row.stream), &help);
    }
    for word in row.path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or(rest)) {
        if !WORDS.contains(&word) {
            let help = nearest(word, WORDS).map_or_else(String::new, |w| format!("did you mean {{{w}}}?"));
            say(&row.path, format!("a path keeps no {{{word}}}"), &help);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn streams() -> Streams {
        Streams::parse(include_str!("../../rules/streams.toml")).expect("rules/streams.toml")
    }

    #[track_caller]
    fn check(row: &str, want: &str) {
        let text = format!("[[bundle]]\nid = \"x\"\ntitle = \"X\"\nmarkers = [\"a/**\"]\nfiles = [\n{row}\n]\n");
        let lines: Vec<String> =
            parse("b.toml", &text, &streams()).err().unwrap_or_default().iter().map(RuleError::line).collect();
        assert_eq!(lines.join("\n"), want, "{row}");
    }

    #[test]
    fn mistakes_have_place_and_reason() {
        check("{ path = \"a/{host}/*\" }", "");
        check("{ path = \"a/{node}/*\" }", "b.toml:6: a path keeps no {node}; did you mean {pod}?");
        check(
            "{ path = \"a\", is = \"ignore\" }",
            "b.toml:6: the row does not say why its files are passed over; add why = \"...\"",
        );
        check("{ path = \"a\", stream = \"kubelte\" }", "b.toml:6: no stream kubelte; did you mean kubelet?");
        check("{ path = \"a\" },\n{ path = \"a\" }", "b.toml:6: the path stands twice, the second row is never used");
        check(
            "{ path = \"a\", why = \"x\" }",
            "b.toml:6: why is for rows that ignore their files; add is = \"ignore\"",
        );
    }

    #[test]
    fn shapes_are_checked() {
        let line = |text: &str| parse("b.toml", text, &streams()).expect_err("a mistake")[0].line();
        let head = "[[bundle]]\nid = \"x\"\ntitle = \"X\"\n";
        assert!(line(&format!("{head}markers = []")).contains("has no markers"));
        assert!(line(&format!("{head}markers = [\"a\"]\nmarkesr = 1")).starts_with("b.toml:5: unknown field"));
        assert!(line(&format!("{head}markers = [\"a\"]\nroot = \"x-*\"")).contains("keeps no {host}"));
        assert!(line(&format!("{head}markers = [\"a\"]\nat_least = 2")).contains("at_least"));
    }

    #[test]
    fn the_built_in_layouts_are_sound() {
        let layouts = parse("rules/bundles.toml", include_str!("../../rules/bundles.toml"), &streams());
        let layouts =
            layouts.unwrap_or_else(|e| panic!("{}", e.iter().map(RuleError::line).collect::<Vec<_>>().join("\n")));
        assert!(layouts.len() >= 20);
    }
}
