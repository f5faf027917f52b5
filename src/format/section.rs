//! Several things in one stream: `kubectl get pods -o json; journalctl` into one pipe, or a terminal that was copied.
//!
//! ```text
//! $ kubectl get pods          a document, behind the command that was typed
//! NAME    READY   STATUS
//! web-0   0/1     Error
//! $ journalctl -u k3s         a document ends where another thing is typed, lines where a document opens,
//! Nov 14 02:57:18 ...         or where two lines in a row are records of their own: it may be cut in mid-object
//! Nov 14 02:57:19 ...
//! ```

use std::ops::Range;

use memchr::memchr;

use super::dialect::{Dialect, Sniffed};
use super::document::{
    DOCUMENTS, Document, container_logs, csv_export, is_echo, joined_files, k8s_table, postgres_csv, without_echo,
};
use super::envelope::ENVELOPES;
use super::opening::{self, Openings};
use super::{Hints, Names, payload};
use crate::model::Kind;
use crate::time::{rfc3339, zone};

/// A part of an input that is of one kind.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its bytes; the sections of an input leave none out.
    pub range: Range<usize>,
    /// What it is.
    pub sniffed: Sniffed,
}

/// Bytes at the start of a section that tell what it is.
const HEAD: usize = 64 << 10;
/// Commands in a head that are looked behind.
const COMMANDS: usize = 20;

/// Cuts a text that starts with a document, or shows commands that print one, into its sections.
#[must_use]
pub fn sections(text: &[u8], path: &str) -> Vec<Section> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        // The path tells what the file is as a whole.
        let sniffed = Dialect::sniff_one(head(rest), if at == 0 { path } else { "" });
        let end = at + end_of(rest, sniffed);
        found.push(Section { range: at..end, sniffed });
        at = end;
    }
    found
}

fn head(text: &[u8]) -> &[u8] {
    match memchr::memrchr(b'\n', &text[..text.len().min(HEAD)]) {
        Some(end) if text.len() > HEAD => &text[..=end],
        _ => &text[..text.len().min(HEAD)],
    }
}

/// The document that stands behind lines in a head of a dialect: one that a command prints, or that opens by itself.
#[must_use]
pub fn inner_document(head: &[u8], dialect: Dialect) -> Option<Document> {
    let typed = commands(head).take(COMMANDS).find_map(|at| document_at(&head[at..]));
    typed.or_else(|| opening::document(&head[Openings::new(dialect).first(head)?..]))
}

/// Where commands stand behind the first line: lines that hold a `$ ` or a `# ` and are typed.
fn commands(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let starts = memchr::memchr_iter(b'\n', text).map(|end| end + 1);
    starts.filter(|&at| at < text.len() && is_echo(&text[at..]))
}

/// The document that a text begins with.
pub(super) fn document_at(text: &[u8]) -> Option<Document> {
    DOCUMENTS.iter().find(|document| (document.looks_like)(text, "")).copied()
}

/// Where the section at the start of `text` ends.
fn end_of(text: &[u8], sniffed: Sniffed) -> usize {
    let mut at = text.len() - without_echo(text).len();
    if container_logs::begins(&text[at..]) {
        return at + container_logs::end(&text[at..]);
    }
    if joined_files::begins(&text[at..]) {
        return text.len();
    }
    let document = match sniffed {
        Sniffed::Document(document, _) => document,
        Sniffed::Lines(dialect) | Sniffed::Export(dialect) | Sniffed::Unknown(dialect) => {
            let typed = next_typed(text, at, |d| d.is_some());
            return Openings::new(dialect).first(&text[..typed]).unwrap_or(typed);
        }
        _ => return next_typed(text, at, |d| d.is_some()),
    };
    at = next_line(text, at);
    while at < text.len() {
        if starts_another(&text[at..], document) {
            return at;
        }
        at = next_line(text, at);
    }
    text.len()
}

/// The next command behind which `wanted` stands.
fn next_typed(text: &[u8], from: usize, wanted: impl Fn(Option<Document>) -> bool) -> usize {
    commands(&text[from..]).map(|at| from + at).find(|&at| wanted(document_at(&text[at..]))).unwrap_or(text.len())
}

fn next_line(text: &[u8], at: usize) -> usize {
    memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end + 1)
}

/// Whether something else than the document goes on at a line of it.
fn starts_another(text: &[u8], document: Document) -> bool {
    if is_echo(text) {
        let after = without_echo(text);
        return match document_at(text) {
            Some(other) => other.name != document.name,
            None => starts_known(after),
        };
    }
    if container_logs::begins(text) {
        return true;
    }
    // Nested lines are the document's own, and so are the brackets of its objects.
    let own = text.first().is_none_or(|b| b" \t\r\n{}[]\"".contains(b));
    !own && !is_row(text, document) && (starts_known(text) || opens_other(text, document))
}

/// Whether a document of another kind opens.
fn opens_other(text: &[u8], document: Document) -> bool {
    opening::looks_open(text) && opening::document(head(text)).is_some_and(|other| other.name != document.name)
}

/// Whether a dated line is a row of the document: a comma or two blanks set the date apart.
fn is_row(line: &[u8], document: Document) -> bool {
    let Some(&(_, sign)) = BETWEEN.iter().find(|(name, _)| *name == document.name) else { return false };
    rfc3339::prefix(line).is_some_and(|(time, rest)| zone::beside(time, rest).1.starts_with(sign))
}

/// Tables whose rows may begin with dates, as logs do, and what stands between their cells.
const BETWEEN: [(&str, &[u8]); 3] =
    [(csv_export::DOCUMENT.name, b","), (postgres_csv::DOCUMENT.name, b","), (k8s_table::DOCUMENT.name, b"  ")];

/// Whether two lines in a row, or the last one, are records of a known shape.
fn starts_known(text: &[u8]) -> bool {
    let mut lines = text.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty());
    lines.next().is_some_and(is_known) && lines.next().is_none_or(is_known)
}

/// Whether an envelope reads the line, or a program's own header with a time.
fn is_known(line: &[u8]) -> bool {
    let names = Names::from_lookup(|_| Kind(0));
    let hints = Hints { names: &names, own: false, no_host_column: false };
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let enveloped = ENVELOPES.iter().any(|e| (e.looks_like)(line) && (e.parse)(line, hints).is_some());
    enveloped || payload::read(line).is_some_and(|(_, inner)| inner.is_dated())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = sections(text.as_bytes(), "");
        let shown: Vec<_> = found.iter().map(|s| (name(s.sniffed), &text[s.range.clone()])).collect();
        assert_eq!(shown, expected);
        assert_eq!(found.iter().map(|s| s.range.len()).sum::<usize>(), text.len());
    }

    fn name(sniffed: Sniffed) -> &'static str {
        match sniffed {
            Sniffed::Document(document, _) => document.name,
            Sniffed::Lines(dialect) => dialect.name(),
            _ => "other",
        }
    }

    const TABLE: &str = "$ kubectl get pods\nNAME    READY   STATUS   RESTARTS\nweb-0   0/1     Error    2\n";
    const LINES: &str = "Nov 14 02:57:18 n k3s[1]: a\nNov 14 02:57:19 n k3s[1]: b\n";
    const BOOTS: &str = "$ journalctl --list-boots\nIDX BOOT ID   FIRST ENTRY   LAST ENTRY\n";

    #[test]
    fn lines_behind_a_document() {
        check(&format!("{TABLE}{LINES}"), &[("kubectl-table", TABLE), ("short", LINES)]);
        let typed = format!("$ journalctl\n{LINES}");
        check(&format!("{TABLE}{typed}"), &[("kubectl-table", TABLE), ("short", &typed)]);
    }

    #[test]
    fn documents_of_a_session() {
        check(
            &format!("{TABLE}{TABLE}{BOOTS}"),
            &[("kubectl-table", &format!("{TABLE}{TABLE}")), ("journal-boots", BOOTS)],
        );
        check(&format!("{LINES}{TABLE}"), &[("short", LINES), ("kubectl-table", TABLE)]);
        let inner = |text: &str| inner_document(text.as_bytes(), Dialect::default()).map(|d| d.name);
        assert_eq!(inner(&format!("{LINES}{TABLE}")), Some("kubectl-table"));
        assert_eq!(inner(LINES), None);
    }

    #[test]
    fn documents_behind_lines() {
        let bare = TABLE.split_once('\n').expect("two lines").1;
        check(&format!("{LINES}{bare}{LINES}"), &[("short", LINES), ("kubectl-table", bare), ("short", LINES)]);
        let object = "{\n  \"apiVersion\": \"v1\",\n  \"items\": []\n}\n";
        check(&format!("{LINES}{object}{bare}"), &[("short", LINES), ("k8s-json", object), ("kubectl-table", bare)]);
    }

    #[test]
    fn logs_of_containers_behind_a_document() {
        let log = |name: &str| {
            format!(
                "==== START logs for container {name} of pod a/b ====\nwords\nmore\n==== END logs for container {name} of pod a/b ====\n"
            )
        };
        check(
            &format!("{TABLE}{}{}{TABLE}", log("x"), log("y")),
            &[
                ("kubectl-table", TABLE),
                ("container-logs", &log("x")),
                ("container-logs", &log("y")),
                ("kubectl-table", TABLE),
            ],
        );
    }

    #[test]
    fn a_cut_object_swallows_nothing() {
        let cut = "{\"apiVersion\":\"v1\",\"items\":[\n  {\"kind\":\"Node\",\"metadata\":{\"name\":\"n1\"}},\n  {\"kind\":\"No\n";
        check(&format!("{cut}{LINES}"), &[("k8s-json", cut), ("short", LINES)]);
    }
}
