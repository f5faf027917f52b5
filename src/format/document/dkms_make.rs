//! `make.log` of a DKMS build: the compiler's output, no stamps but a date in its head.
//!
//! ```text
//! DKMS (dkms-3.2.2) make.log for nvidia/390.157 for kernel 6.12.107+deb13-amd64 (x86_64)
//! Fri Nov 20 15:11:48 UTC 2026
//! /var/lib/dkms/nvidia/390.157/build/nv-linux.h:18:10: fatal error: ...
//! ```
//!
//! Older releases print `DKMS make.log for nvidia-390.157 for kernel ...`.

use std::borrow::Cow;

use crate::format::{Document, Names};
use crate::model::{RawTime, Record};
use crate::time::ctime;

use super::Sink;
use super::place::Places;

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "dkms-make", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    line.starts_with(b"DKMS ") && memchr::memmem::find(line, b"make.log for ").is_some()
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let time = dated(input);
    let mut sent = false;
    for line in input.split(|b| *b == b'\n') {
        let text = line.trim_ascii_end();
        if text.is_empty() {
            continue;
        }
        let (offset, number) = places.of(line);
        sink(offset, number, record(line, text, time));
        sent = true;
    }
    sent
}

/// The date among the first lines.
fn dated(input: &[u8]) -> RawTime {
    let mut lines = input.split(|b| *b == b'\n').take(5);
    lines
        .find_map(|line| ctime::prefix(line).or_else(|| ctime::american_prefix(line)))
        .map_or(RawTime::NONE, |(time, _)| time)
}

fn record<'a>(raw: &'a [u8], text: &'a [u8], time: RawTime) -> Record<'a> {
    Record {
        time,
        ident: Some(Cow::Borrowed(b"dkms")),
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(text),
        format: DOCUMENT.name,
        raw,
        ..Record::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn every_line_has_the_date_of_the_head() {
        let input = b"DKMS make.log for nvidia-390.157 for kernel 6.8.0 (x86_64)\nFri Nov 20 15:28:19 UTC 2026\n\nmake: *** Error 2\n";
        let mut seen = Vec::new();
        assert!(looks_like(input, ""));
        read(input, "", &NAMES, &mut |_, line, r| seen.push((line, r.time, r.text.into_owned())));
        assert_eq!(seen[2], (4, RawTime::utc(1_795_188_499_000_000_000), b"make: *** Error 2".to_vec()));
        assert_eq!(seen.len(), 3);
        assert_eq!(dated(b"DKMS make.log\nFri 20 Nov 2026 04:28:19 PM CET\n"), seen[2].1);
    }
}
