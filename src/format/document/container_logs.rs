//! The logs of containers one after the other in one stream, each between two lines that name its container.
//!
//! ```text
//! ==== START logs for container app of pod shop/web-0 ====
//! E0308 06:41:08.100000       1 main.go:7] "no route to the ledger"
//! ==== END logs for container app of pod shop/web-0 ====
//! ```
//!
//! # Source
//!
//! kubernetes, `pkg/cmd/clusterinfo/clusterinfo_dump.go`: `kubectl cluster-info dump` without a directory.

use std::borrow::Cow;

use memchr::memchr;

use super::place::Places;
use super::{Document, Sink, part, without_echo};
use crate::format::Names;
use crate::model::Record;

/// See the head of this file.
pub const DOCUMENT: Document = Document {
    name: "container-logs",
    looks_like: |head, _| begins(without_echo(head)),
    read: |input, _, names, sink| read(input, names, sink),
};

const START: &[u8] = b"==== START logs for container ";
const END: &[u8] = b"\n==== END logs for container ";
const TAIL: &[u8] = b" ====";

/// Whether a text begins with the line above a container's log.
#[must_use]
pub fn begins(text: &[u8]) -> bool {
    Owner::of(first_line(text)).is_some()
}

/// Where the log at the start of a text ends: behind its last line, or where the next one starts.
#[must_use]
pub fn end(text: &[u8]) -> usize {
    let (body, _) = body(text);
    let rest = &text[body..];
    if rest.starts_with(&END[1..]) { body + first_line(rest).len() } else { body }
}

/// Whose log it is.
struct Owner<'a> {
    container: &'a [u8],
    namespace: &'a [u8],
    pod: &'a [u8],
}

impl<'a> Owner<'a> {
    fn of(line: &'a [u8]) -> Option<Self> {
        let text = line.trim_ascii_end().strip_prefix(START)?.strip_suffix(TAIL)?;
        let at = memchr::memmem::find(text, b" of pod ")?;
        let (container, name) = (&text[..at], &text[at + b" of pod ".len()..]);
        let slash = memchr(b'/', name)?;
        Some(Owner { container, namespace: &name[..slash], pod: &name[slash + 1..] })
    }

    fn label<'r>(&self, mut record: Record<'r>, names: &Names) -> Record<'r>
    where
        'a: 'r,
    {
        let own = [(names.pod, self.pod), (names.namespace, self.namespace), (names.container, self.container)];
        record.labels.extend(own.map(|(kind, value)| (kind, Cow::Borrowed(value))));
        record.ident = record.ident.or(Some(Cow::Borrowed(self.container)));
        record
    }
}

fn read(input: &[u8], names: &Names, sink: Sink<'_>) -> bool {
    let mut at = input.len() - without_echo(input).len();
    let (mut places, mut found) = (Places::new(input), false);
    while let Some(owner) = Owner::of(first_line(&input[at..])) {
        found = true;
        let (end_of_body, start_of_body) = body(&input[at..]);
        let own = &input[at + start_of_body..at + end_of_body];
        part::read(own, &mut places, names, &mut |offset, line, record| {
            sink(offset, line, owner.label(record, names));
        });
        at += end(&input[at..]);
        at = input.len() - input[at..].trim_ascii_start().len();
    }
    found
}

/// End and start of what the container printed.
fn body(text: &[u8]) -> (usize, usize) {
    let start = first_line(text).len();
    // From the newline before: there may be nothing between the two lines.
    let rest = &text[start.saturating_sub(1)..];
    let ends = [memchr::memmem::find(rest, END), memchr::memmem::find(rest, &[b"\n", START].concat())];
    let end = ends.into_iter().flatten().min().map_or(text.len(), |at| start + at);
    (end, start)
}

/// The first line, its newline included.
fn first_line(text: &[u8]) -> &[u8] {
    &text[..memchr(b'\n', text).map_or(text.len(), |at| at + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    const TEXT: &str = "\
==== START logs for container app of pod shop/web-0 ====
E0308 06:41:08.100000       1 main.go:7] \"no route\"
plain words
==== END logs for container app of pod shop/web-0 ====

==== START logs for container side of pod shop/web-0 ====
==== END logs for container side of pod shop/web-0 ====
==== START logs for container cut of pod shop/web-1 ====
level=error msg=\"gone\"
";

    #[test]
    fn records_name_their_container() {
        let mut got = Vec::new();
        let read = (DOCUMENT.read)(TEXT.as_bytes(), "", &NAMES, &mut |offset, line, record| {
            let labels: Vec<_> = record.labels.iter().map(|(_, v)| String::from_utf8_lossy(v).into_owned()).collect();
            let text = String::from_utf8_lossy(&TEXT.as_bytes()[offset as usize..]).chars().take(5).collect::<String>();
            got.push((line, text, labels.join(" ")));
        });
        let row = |line, text: &str, labels: &str| (line, text.to_owned(), labels.to_owned());
        let want =
            [row(2, "E0308", "web-0 shop app"), row(3, "plain", "web-0 shop app"), row(9, "level", "web-1 shop cut")];
        assert!(read);
        assert_eq!(got, want);
    }

    #[test]
    fn other_texts() {
        for text in ["==== START logs for container app ====\n", "==== a title ====\n", "x\n", ""] {
            assert!(!begins(text.as_bytes()), "{text}");
        }
        let first = TEXT.find("\n\n").expect("two logs") + 1;
        assert_eq!(end(TEXT.as_bytes()), first);
    }
}
