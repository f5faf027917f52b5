//! `snap changes`: what snapd did, refreshes above all.
//!
//! ```text
//! ID   Status  Spawn                      Ready                      Summary
//! 12   Done    2025-11-14T02:57:18+01:00  2025-11-14T02:58:18+01:00  Auto-refresh snap "microk8s"
//! 13   Doing   today at 03:10 UTC         -                          Refresh snap "lxd"
//!              --abs-time, or in words that tell no date
//! ```
//!
//! # Source
//!
//! snapd, `cmd/snap/cmd_changes.go`.

use std::borrow::Cow;

use crate::format::{Document, Names};
use crate::model::Record;
use crate::time::rfc3339;

use super::columns::Columns;
use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "snap-changes", looks_like, read };

const HEADER: [&str; 5] = ["ID", "STATUS", "SPAWN", "READY", "SUMMARY"];

fn looks_like(head: &[u8], _: &str) -> bool {
    without_echo(head).split(|b| *b == b'\n').next().is_some_and(is_header)
}

fn is_header(line: &[u8]) -> bool {
    line.starts_with(b"ID ") && Columns::of(line.trim_ascii_end()).have(&HEADER)
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let (mut columns, mut sent) = (None, false);
    for line in input.split(|b| *b == b'\n') {
        let row = line.trim_ascii_end();
        if is_header(row) {
            columns = Some(Columns::of(row));
        } else if let Some(record) = columns.as_ref().and_then(|columns| change(columns, row)) {
            let (offset, number) = places.of(line);
            sink(offset, number, Record { raw: line, ..record });
            sent = true;
        }
    }
    sent
}

/// A row: `Done Auto-refresh snap "microk8s"`.
fn change<'r>(columns: &Columns<'_>, row: &'r [u8]) -> Option<Record<'r>> {
    let cell = |name| columns.cell(row, name);
    let (status, summary) = (cell("STATUS"), cell("SUMMARY"));
    let sound = !summary.is_empty() && cell("ID").iter().all(u8::is_ascii_digit);
    let text: Cow<'_, [u8]> = Cow::Owned([status, b" ", summary].concat());
    sound.then(|| Record {
        time: rfc3339::whole(cell("SPAWN")).unwrap_or_default(),
        ident: Some(Cow::Borrowed(b"snapd")),
        message: text.clone(),
        text,
        format: DOCUMENT.name,
        ..Record::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn changes() {
        let input = "$ snap changes --abs-time\nID   Status  Spawn                 Ready                 Summary\n12   Done    2025-11-14T02:57:18Z  2025-11-14T02:58:18Z  Auto-refresh snap \"microk8s\"\n13   Doing   today at 03:10 UTC    -                     Refresh snap \"lxd\"\n\n";
        assert!(looks_like(input.as_bytes(), "") && !looks_like(b"ID Name\n", ""));
        let mut seen = Vec::new();
        read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            seen.push((line, r.time.ns / 1_000_000_000, String::from_utf8_lossy(&r.text).into_owned()));
        });
        let microk8s = (3, 1_763_089_038, "Done Auto-refresh snap \"microk8s\"".to_owned());
        assert_eq!(seen, [microk8s, (4, 0, "Doing Refresh snap \"lxd\"".to_owned())]);
    }
}
