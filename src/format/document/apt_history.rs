//! `/var/log/apt/history.log`: a block for each run of apt.
//!
//! ```text
//! Start-Date: 2026-11-20  15:12:32
//! Commandline: apt-get -y install --reinstall linux-headers-6.12.107+deb13-amd64
//! Reinstall: linux-headers-6.12.107+deb13-amd64:amd64 (6.12.107-1)
//! Error: Sub-process /usr/bin/dpkg returned an error code (1)
//! End-Date: 2026-11-20  15:13:01
//! ```
//!
//! A block is one record at its start: its lines between the dates, joined by blanks.

use std::borrow::Cow;

use crate::format::{Document, Names};
use crate::model::Record;

use super::Sink;
use super::apt_term::date;
use super::place::Places;

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "apt-history", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    head.trim_ascii_start().starts_with(b"Start-Date: ")
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let mut rest = input;
    let mut sent = false;
    while let Some(at) = memchr::memmem::find(rest, b"Start-Date: ") {
        rest = &rest[at..];
        let end = memchr::memmem::find(rest, b"\n\n").unwrap_or(rest.len());
        let (offset, line) = places.of(rest);
        sink(offset, line, record(&rest[..end]));
        sent = true;
        rest = &rest[end..];
    }
    sent
}

fn record(block: &[u8]) -> Record<'_> {
    let mut lines = block.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    let time = lines.next().and_then(|line| date(line.strip_prefix(b"Start-Date: ")?)).unwrap_or_default();
    let parts: Vec<&[u8]> = lines.filter(|line| !line.starts_with(b"End-Date: ") && !line.is_empty()).collect();
    let command = parts.iter().find_map(|line| line.strip_prefix(b"Commandline: "));
    Record {
        time,
        ident: Some(Cow::Borrowed(b"apt")),
        message: Cow::Borrowed(command.unwrap_or_default()),
        text: Cow::Owned(parts.join(&b' ')),
        format: DOCUMENT.name,
        raw: block,
        ..Record::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn a_block_is_a_record() {
        let input = b"\nStart-Date: 2026-11-20  15:28:19\nCommandline: apt install x\nInstall: x:amd64 (1)\nEnd-Date: 2026-11-20  15:28:29\n\nStart-Date: 2026-11-20  15:30:00\nUpgrade: y:amd64 (1, 2)\n";
        let mut seen = Vec::new();
        read(input, "", &NAMES, &mut |_, line, r| {
            seen.push((line, r.time.ns, r.text.into_owned(), r.message.into_owned()))
        });
        let text = b"Commandline: apt install x Install: x:amd64 (1)".to_vec();
        assert_eq!(seen[0], (2, 1_795_188_499_000_000_000, text, b"apt install x".to_vec()));
        assert_eq!((seen[1].0, seen[1].2.as_slice()), (7, &b"Upgrade: y:amd64 (1, 2)"[..]));
    }
}
