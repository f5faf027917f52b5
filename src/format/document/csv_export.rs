//! Tables of log stores with commas between the cells: what a browser saves of CloudWatch, Datadog, Kibana, Azure,
//! Grafana.
//!
//! ```text
//! "Date","Host","Service","Message"
//! "2025-11-14T02:57:18.123Z","node-7","kernel","he said ""no"", and
//! a second line of the cell"
//! ```
//!
//! ```text
//! Level,Date and Time,Source,Event ID,Task Category
//! Error,11/14/2025 2:57:18 AM,Service Control Manager,7034,None,The kubelet service terminated unexpectedly.
//! ```
//!
//! A column is known by its name, see `format/store.rs`: there must be one of times and one of texts.

use std::borrow::Cow;

use crate::format::store::{Fact, Stored};
use crate::format::{Document, Names, payload};
use crate::model::Record;

use super::Sink;
use super::place::Places;

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "csv-export", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    header(head).is_some()
}

/// The cells of a row.
pub(super) type Cells<'i> = Vec<Cow<'i, [u8]>>;

/// The names of the columns, the sign between cells, and what follows.
fn header(input: &[u8]) -> Option<(Cells<'_>, u8, &[u8])> {
    let input = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    let line = &input[..memchr::memchr(b'\n', input)?];
    let between = *line.iter().find(|b| matches!(b, b',' | b';' | b'\t'))?;
    let short = line.len() < 4096 && !line.iter().any(|b| matches!(b, b'{' | b'='));
    let (columns, rest) = row(input, between).filter(|_| short)?;
    let mut stored = Stored::default();
    columns.iter().for_each(|name| stored.add(b"", name, || Some(Cow::Borrowed(b""))));
    if stored.has(Fact::Time) && (stored.has(Fact::Text) || stored.has(Fact::Message)) {
        return Some((columns, between, rest));
    }
    columns.iter().any(|name| **name == *b"Event ID").then(|| (of_viewer(columns), between, rest))
}

/// The columns of Windows' event viewer: the last one, with the message, has no name.
fn of_viewer(mut columns: Cells<'_>) -> Cells<'_> {
    let renamed = columns.iter_mut().filter(|name| ***name == *b"Source");
    renamed.for_each(|name| *name = Cow::Borrowed(b"ProviderName"));
    columns.push(Cow::Borrowed(b"Message"));
    columns
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let Some((columns, between, mut rest)) = header(input) else { return false };
    let mut places = Places::new(input);
    let mut sent = false;
    while let Some((cells, after)) = row(rest, between) {
        let raw = &rest[..rest.len() - after.len()];
        let mut stored = Stored::default();
        for (name, cell) in columns.iter().zip(cells) {
            stored.add(b"", name, || Some(cell).filter(|cell| !cell.is_empty()));
        }
        if let Some(mut record) = stored.record(names) {
            payload::apply(&mut record);
            let (offset, line) = places.of(raw);
            sink(offset, line, Record { raw, format: DOCUMENT.name, ..record });
            sent = true;
        }
        rest = after;
    }
    sent
}

/// The cells of the first row, and what follows it; `None` at the end.
pub(super) fn row(input: &[u8], between: u8) -> Option<(Cells<'_>, &[u8])> {
    let (mut cells, mut rest) = (Vec::new(), input);
    if rest.is_empty() {
        return None;
    }
    loop {
        let (cell, after) = cell(rest, between);
        cells.push(cell);
        match after.split_first() {
            Some((b'\r', after)) => return Some((cells, after.strip_prefix(b"\n").unwrap_or(after))),
            Some((b'\n', after)) => return Some((cells, after)),
            Some((_, after)) => rest = after,
            None => return Some((cells, after)),
        }
    }
}

/// One cell, and what follows it.
fn cell(text: &[u8], between: u8) -> (Cow<'_, [u8]>, &[u8]) {
    let is_end = |b: &u8| *b == between || matches!(b, b'\n' | b'\r');
    let Some(mut rest) = text.strip_prefix(b"\"") else {
        let end = text.iter().position(is_end).unwrap_or(text.len());
        return (Cow::Borrowed(&text[..end]), &text[end..]);
    };
    let mut out = Cow::Borrowed(&rest[..0]);
    loop {
        let end = memchr::memchr(b'"', rest).unwrap_or(rest.len());
        let part = &rest[..end];
        out = if out.is_empty() { Cow::Borrowed(part) } else { Cow::Owned([&*out, b"\"", part].concat()) };
        match rest.get(end + 1) {
            Some(b'"') => rest = &rest[end + 2..],
            _ => {
                let after = rest.get(end + 1..).unwrap_or_default();
                let skip = after.iter().position(is_end).unwrap_or(after.len());
                return (out, &after[skip..]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(input: &str, expected: &[(u64, Option<&str>, &str)]) {
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        let mut seen = Vec::new();
        let text = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            assert_eq!(r.time.ns / 1_000_000_000, 1_763_089_038, "{input}");
            seen.push((line, r.host.as_deref().map(text), text(&r.message)));
        });
        let seen: Vec<_> = seen.iter().map(|(line, host, text)| (*line, host.as_deref(), &**text)).collect();
        assert_eq!(seen, expected, "{input}");
    }

    #[test]
    fn cells_and_quotes() {
        let head = "\"Date\",\"Host\",\"Service\",\"Message\"\r\n";
        let rows = "\"2025-11-14T02:57:18.1Z\",\"n7\",\"k\",\"he said \"\"no\"\",\nand left\"\r\n2025-11-14T02:57:18Z,n8,k,x\r\n";
        check(&format!("{head}{rows}"), &[(2, Some("n7"), "he said \"no\",\nand left"), (4, Some("n8"), "x")]);
        check("timestamp,message\n1763089038123,\"a, b\"\n", &[(2, None, "a, b")]);
        check("@timestamp;@message\n2025-11-14 02:57:18.123;x", &[(2, None, "x")]);
        check(
            "Level,Date and Time,Source,Event ID,Task Category\r\nError,11/14/2025 2:57:18 AM,S,7,None,x\r\n",
            &[(2, None, "x")],
        );
        check("@timestamp,host.name,message\n\"Nov 14, 2025 @ 02:57:18.123\",n7,x\n", &[(2, Some("n7"), "x")]);
    }

    #[test]
    fn other_texts() {
        for text in [
            "a,b\n1,2\n",
            "time=1 level=x,message=2\n",
            "time, message\n",
            "level,message\nx,y\n",
            "{\"time\":1,\"message\":2}\n",
        ] {
            let mut sent = 0;
            let read = looks_like(text.as_bytes(), "") && read(text.as_bytes(), "", &NAMES, &mut |_, _, _| sent += 1);
            assert!(!read && sent == 0, "{text}");
        }
    }
}
