//! `dpkg -l`: a package a line, its wanted and its real state in front.
//!
//! ```text
//! Desired=Unknown/Install/Remove/Purge/Hold
//! | Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
//! |/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
//! ||/ Name             Version        Architecture Description
//! +++-================-==============-============-=======================
//! iF  linux-headers-6  6.12.107-1     amd64        Header files
//! ```
//!
//! # Source
//!
//! dpkg, `src/query/main.c`: `list_format_print`.

use std::borrow::Cow;

use crate::format::{Document, Names};
use crate::model::Record;

use super::k8s_cell::NOW;
use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "dpkg-list", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    without_echo(head).starts_with(b"Desired=Unknown/")
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let mut sent = false;
    for line in input.split(|b| *b == b'\n').filter(|line| is_package(line)) {
        let (offset, number) = places.of(line);
        sink(offset, number, record(line));
        sent = true;
    }
    sent
}

/// Two letters of state, a blank or an `R`, a blank, and a name.
fn is_package(line: &[u8]) -> bool {
    let Some(state) = line.get(..4) else { return false };
    b"uirph".contains(&state[0])
        && b"ncHUFWti".contains(&state[1])
        && matches!(state[2], b' ' | b'R')
        && state[3] == b' '
        && line.get(4).is_some_and(u8::is_ascii_alphanumeric)
}

fn record(line: &[u8]) -> Record<'_> {
    let text = Cow::Borrowed(line.trim_ascii_end());
    let name = line[4..].split(|b| *b == b' ').next().map(Cow::Borrowed);
    Record {
        time: NOW,
        ident: Some(Cow::Borrowed(b"dpkg")),
        unit: name,
        message: text.clone(),
        text,
        format: DOCUMENT.name,
        raw: line,
        ..Record::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn packages_and_their_states() {
        let input = b"Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst\n||/ Name  Version\n+++-=====-====\nii  bash  5.2\niF  nvidia-dkms-550  550.1\nrc  old  1\n";
        let mut seen = Vec::new();
        assert!(looks_like(input, ""));
        read(input, "", &NAMES, &mut |_, line, r| seen.push((line, r.unit.map(Cow::into_owned))));
        assert_eq!(seen.len(), 3);
        assert_eq!(seen[1], (6, Some(b"nvidia-dkms-550".to_vec())));
    }
}
