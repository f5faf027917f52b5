//! `systemctl --failed` and `systemctl list-units`.
//!
//! ```text
//!   UNIT               LOAD   ACTIVE SUB    DESCRIPTION
//! ● ras-mc-ctl.service loaded failed failed Initialize EDAC Drivers
//! mark                 one blank parts the columns
//!
//! Legend: LOAD   → Reflects whether the unit definition was properly loaded.
//! 1 loaded units listed.
//! ```
//!
//! # Source
//!
//! systemd, `src/systemctl/systemctl-list-units.c`.

use std::borrow::Cow;

use crate::format::{Document, Names};
use crate::model::Record;
use crate::text::ansi;

use super::k8s_cell::NOW;
use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "systemctl-units", looks_like, read };

const HEADER: [&str; 4] = ["UNIT", "LOAD", "ACTIVE", "SUB"];
/// Marks before a unit in trouble: ● and × in UTF-8, or `*` and `x`.
const MARKS: [&[u8]; 4] = ["●".as_bytes(), "×".as_bytes(), b"*", b"x"];

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = ansi::strip(without_echo(head));
    head.split(|b| *b == b'\n').next().is_some_and(is_header)
}

fn is_header(line: &[u8]) -> bool {
    let words: Vec<&[u8]> = line.split(|b| b.is_ascii_whitespace()).filter(|word| !word.is_empty()).collect();
    words.len() >= HEADER.len() && words.iter().zip(HEADER).all(|(word, name)| *word == name.as_bytes())
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let mut in_table = false;
    let mut sent = false;
    for line in input.split(|b| *b == b'\n') {
        let shown = ansi::strip(line);
        if is_header(&shown) {
            in_table = true;
            continue;
        }
        in_table &= !shown.trim_ascii().is_empty();
        if let Some(record) = unit(&shown).filter(|_| in_table) {
            let (offset, number) = places.of(line);
            sink(offset, number, Record { raw: line, ..record });
            sent = true;
        }
    }
    sent
}

/// `ras-mc-ctl.service: loaded failed failed Initialize EDAC Drivers`.
fn unit(line: &[u8]) -> Option<Record<'static>> {
    let line = line.trim_ascii();
    let row = MARKS.iter().find_map(|mark| line.strip_prefix(*mark)?.strip_prefix(b" ")).unwrap_or(line);
    let row = row.trim_ascii_start();
    let end = row.iter().position(|b| *b == b' ')?;
    let (name, rest) = (&row[..end], row[end..].trim_ascii_start());
    let text: Cow<'static, [u8]> = Cow::Owned([name, b": ", &squeezed(rest)].concat());
    name.contains(&b'.').then(|| Record {
        time: NOW,
        ident: Some(Cow::Borrowed(b"systemctl")),
        unit: Some(Cow::Owned(name.to_vec())),
        message: text.clone(),
        text,
        format: DOCUMENT.name,
        ..Record::default()
    })
}

/// Runs of blanks as one.
fn squeezed(text: &[u8]) -> Vec<u8> {
    let words: Vec<&[u8]> = text.split(|b| *b == b' ').filter(|word| !word.is_empty()).collect();
    words.join(&b' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn units_with_and_without_marks() {
        let input = "$ systemctl --failed\n  UNIT       LOAD   ACTIVE SUB    DESCRIPTION\n● a.service  loaded failed failed Some  daemon\n  b.mount    loaded active mounted /b\n\nLegend: LOAD → x.y\n1 loaded units listed.\n";
        let mut seen = Vec::new();
        assert!(looks_like(input.as_bytes(), ""));
        read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            seen.push((line, String::from_utf8_lossy(&r.text).into_owned()));
        });
        assert_eq!(
            seen,
            [
                (3, "a.service: loaded failed failed Some daemon".to_owned()),
                (4, "b.mount: loaded active mounted /b".to_owned())
            ]
        );
        assert!(!looks_like(b"UNIT FILE STATE", ""));
    }
}
