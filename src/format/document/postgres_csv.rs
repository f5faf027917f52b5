//! PostgreSQL's `csvlog`: cells without a header, and of several lines where a message or a statement has them.
//!
//! ```text
//! 2025-11-14 02:57:18.123 UTC,"app","shop",11796,"10.0.0.1:51234",6916a1b2.2e14,1,"SELECT",...,ERROR,22012,"division by zero",...
//! time                        user  database pid                                              severity     message
//! ```
//!
//! # Source
//!
//! PostgreSQL, `src/backend/utils/error/csvlog.c`: `write_csvlog`.

use std::borrow::Cow;

use crate::format::{Document, Names, level};
use crate::model::Record;
use crate::text::cursor::number;
use crate::time::{rfc3339, zone};

use super::Sink;
use super::csv_export::row;
use super::place::Places;

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "postgres-csv", looks_like, read };

/// Where the cells stand.
const PID: usize = 3;
const SEVERITY: usize = 11;
const MESSAGE: usize = 13;
/// What tells more of the message, and where it stands.
const DETAILS: [(usize, &[u8]); 4] = [(14, b"DETAIL"), (15, b"HINT"), (18, b"CONTEXT"), (19, b"STATEMENT")];
/// The cells of the oldest release that is read, 9.0.
const CELLS: usize = 23;

fn looks_like(head: &[u8], _: &str) -> bool {
    // A date and a zone come first: few other inputs are cut in cells for this.
    let dated = rfc3339::local(head).is_some() && memchr::memchr(b',', &head[19..head.len().min(40)]).is_some();
    dated && row(head, b',').is_some_and(|(cells, _)| record(&cells).is_some())
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let (mut places, mut rest, mut sent) = (Places::new(input), input, false);
    while let Some((cells, after)) = row(rest, b',') {
        let raw = &rest[..rest.len() - after.len()];
        let text = raw.trim_ascii_end();
        let plain = || Record { text: Cow::Borrowed(text), message: Cow::Borrowed(text), ..Record::default() };
        let (offset, line) = places.of(raw);
        sink(offset, line, Record { raw, ..record(&cells).unwrap_or_else(plain) });
        (sent, rest) = (true, after);
    }
    sent
}

fn record<'r>(cells: &[Cow<'r, [u8]>]) -> Option<Record<'static>> {
    let (ns, rest) = rfc3339::local(cells.first()?)?;
    let severity = cells.get(SEVERITY).filter(|_| cells.len() >= CELLS)?;
    let level = level::word(severity)?;
    let message = cells[MESSAGE].to_vec();
    let told = DETAILS.iter().filter(|(at, _)| !cells[*at].is_empty());
    let details: Vec<u8> = told.flat_map(|(at, name)| [b"\n", *name, b":  ", &cells[*at]].concat()).collect();
    let text = [severity, &b":  "[..], &message, &details].concat();
    Some(Record {
        time: zone::place(ns, rest.strip_prefix(b" ")),
        ident: Some(Cow::Borrowed(b"postgres")),
        pid: number(&cells[PID]).and_then(|pid| u32::try_from(pid).ok()),
        level: Some(level),
        message: Cow::Owned([message, details].concat()),
        text: Cow::Owned(text),
        format: DOCUMENT.name,
        ..Record::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;
    use crate::model::Level;

    const ROW: &str = "2025-11-14 02:57:18.5 UTC,\"app\",\"shop\",77,\"10.0.0.1:5\",6916a1b2.2e14,1,\"SELECT\",2025-11-14 02:50:00 UTC,3/7,0,ERROR,22012,\"division\nby \"\"zero\"\"\",,,,,,\"select 1/0;\",,,\"psql\",\"client backend\",,0\n";

    #[test]
    fn cells_of_several_lines() {
        let input = [ROW, &ROW.replace("ERROR", "LOG")].concat();
        assert!(looks_like(input.as_bytes(), ""));
        let mut seen = Vec::new();
        let sent = read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            assert_eq!((r.pid, r.time.ns % 1_000_000_000), (Some(77), 500_000_000));
            seen.push((line, r.level, String::from_utf8_lossy(&r.message).into_owned()));
        });
        let text = "division\nby \"zero\"\nSTATEMENT:  select 1/0;".to_owned();
        assert_eq!((sent, seen), (true, vec![(1, Some(Level::Error), text.clone()), (3, Some(Level::Info), text)]));
    }

    #[test]
    fn other_tables() {
        for text in ["2025-11-14 02:57:18 UTC,a,b,,\n", "2025-11-14 02:57:18.1 UTC [7] LOG:  x,,\n", "Date,Message\n"] {
            assert!(!looks_like(text.as_bytes(), ""), "{text}");
        }
    }
}
