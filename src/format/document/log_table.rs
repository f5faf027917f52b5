//! Tables of log stores that a terminal shows: CloudWatch Insights, `az monitor log-analytics query -o table`.
//!
//! ```text
//! |       @timestamp        |      @message      |          bars
//! |-------------------------|--------------------|
//! | 2026-11-20 10:15:32.123 | disk is full       |
//!
//! Computer    LogMessage      TimeGenerated                  dashes tell where columns start
//! ----------  --------------  ----------------------------
//! node-7      disk is full    2026-11-20T10:15:32.1234567Z
//! ```
//!
//! A column is known by its name, see `format/store.rs`: there must be one of times and one of texts.

use std::borrow::Cow;

use crate::format::store::{Fact, Stored};
use crate::format::{Document, Names, payload};
use crate::model::Record;
use crate::text::lines;

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "log-table", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    Table::of(without_echo(head)).is_some()
}

/// How the cells of a row are found.
#[derive(Debug)]
enum Cut {
    /// Between bars.
    Bars,
    /// From these columns on.
    Starts(Vec<usize>),
}

/// A header.
#[derive(Debug)]
struct Table<'i> {
    cut: Cut,
    names: Vec<&'i [u8]>,
}

impl<'i> Table<'i> {
    fn of(text: &'i [u8]) -> Option<Self> {
        let mut rows = lines(text).filter(|line| !line.starts_with(b"+-"));
        let (mut header, mut below) = (rows.next()?, rows.next()?);
        if is_rule(header) {
            (header, below) = (below, rows.next()?);
        }
        let cut = match header.first()? {
            b'|' => Cut::Bars,
            _ if is_rule(below) => Cut::Starts(starts(below)),
            _ => return None,
        };
        let table = Table { names: cells(&cut, header), cut };
        let mut stored = Stored::default();
        table.names.iter().for_each(|name| stored.add(b"", name, || Some(Cow::Borrowed(b""))));
        let sound = stored.has(Fact::Time) && (stored.has(Fact::Text) || stored.has(Fact::Message));
        sound.then_some(table)
    }
}

/// Dashes alone, blanks or bars between them.
fn is_rule(line: &[u8]) -> bool {
    line.len() > 4 && line.contains(&b'-') && line.iter().all(|b| b"- |+\r".contains(b))
}

/// Where dashes start.
fn starts(rule: &[u8]) -> Vec<usize> {
    let begins = |at: &usize| rule[*at] == b'-' && (*at == 0 || rule[at - 1] == b' ');
    (0..rule.len()).filter(begins).collect()
}

fn cells<'r>(cut: &Cut, row: &'r [u8]) -> Vec<&'r [u8]> {
    match cut {
        Cut::Bars => {
            let row = row.trim_ascii();
            let row = row.strip_prefix(b"|").unwrap_or(row);
            row.strip_suffix(b"|").unwrap_or(row).split(|b| *b == b'|').map(<[u8]>::trim_ascii).collect()
        }
        Cut::Starts(starts) => {
            let end = |at: usize| starts.get(at + 1).map_or(row.len(), |end| (*end).min(row.len()));
            (0..starts.len()).map(|at| row[starts[at].min(row.len())..end(at)].trim_ascii()).collect()
        }
    }
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let Some(table) = Table::of(without_echo(input)) else { return false };
    let (mut places, mut sent) = (Places::new(input), false);
    for line in lines(input).filter(|line| !is_rule(line) && !line.starts_with(b"+-")) {
        let mut stored = Stored::default();
        let row = cells(&table.cut, line);
        if row == table.names {
            continue;
        }
        for (name, cell) in table.names.iter().zip(row) {
            stored.add(b"", name, || Some(Cow::Borrowed(cell)).filter(|cell| !cell.is_empty()));
        }
        if let Some(mut record) = stored.record(names).filter(|record| record.time.is_some()) {
            payload::apply(&mut record);
            let (offset, number) = places.of(line);
            sink(offset, number, Record { raw: line, format: DOCUMENT.name, ..record });
            sent = true;
        }
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(input: &str, expected: &[(u64, &str)]) {
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        let mut seen = Vec::new();
        read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            seen.push((line, String::from_utf8_lossy(&r.message).into_owned()));
        });
        let seen: Vec<(u64, &str)> = seen.iter().map(|(line, text)| (*line, &**text)).collect();
        assert_eq!(seen, expected, "{input}");
    }

    #[test]
    fn bars_and_dashes() {
        check(
            "---------------\n|       @timestamp        |   @message   |\n|-------------------------|--------------|\n| 2026-11-20 10:15:32.123 | disk is full |\n---------------\n",
            &[(4, "disk is full")],
        );
        check(
            "$ az monitor log-analytics query -o table\nComputer    LogMessage      TimeGenerated\n----------  --------------  ----------------------------\nnode-7      disk is full    2026-11-20T10:15:32.1234567Z\n",
            &[(4, "disk is full")],
        );
    }

    #[test]
    fn other_tables() {
        for text in ["| a | b |\n|---|---|\n| 1 | 2 |\n", "NAME  AGE\n----  ---\n", "----\n----\n"] {
            assert!(!looks_like(text.as_bytes(), ""), "{text}");
        }
    }
}
