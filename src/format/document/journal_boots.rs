//! `journalctl --list-boots`.
//!
//! ```text
//! IDX BOOT ID                          FIRST ENTRY                 LAST ENTRY
//!  -1 7dcc7b3490b94f1daa6424eb0682bd52 Fri 2026-11-20 16:36:08 CET Fri 2026-11-20 16:39:40 CET
//! -1 7dcc7b3490b94f1daa6424eb0682bd52 Fri 2026-11-20 16:36:08 CET—Fri 2026-11-20 16:39:40 CET     before 252
//! ```
//!
//! A line is a record at the first entry of its boot. It is no entry of that boot: how a boot ended, its log tells.
//!
//! # Source
//!
//! systemd, `src/journal/journalctl.c`: `list_boots`.

use std::borrow::Cow;

use crate::format::envelope::entry::boot_id;
use crate::format::{Document, Names};
use crate::model::{RawTime, Record};
use crate::time::ctime;

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "journal-boots", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = without_echo(head);
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    line.starts_with(b"IDX BOOT ID") || first_entry(line).is_some()
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let mut sent = false;
    for line in input.split(|b| *b == b'\n') {
        let Some(time) = first_entry(line) else { continue };
        let text = Cow::Borrowed(line.trim_ascii());
        let (offset, number) = places.of(line);
        sink(
            offset,
            number,
            Record { time, message: text.clone(), text, format: DOCUMENT.name, raw: line, ..Record::default() },
        );
        sent = true;
    }
    sent
}

/// The first time of a line that starts with a number and a boot id.
fn first_entry(line: &[u8]) -> Option<RawTime> {
    let mut words = line.trim_ascii_start().splitn(3, |b| *b == b' ');
    let (index, id, times) = (words.next()?, words.next()?, words.next()?);
    let digits = index.strip_prefix(b"-").unwrap_or(index);
    let sound = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) && boot_id(id).is_some();
    let dash = memchr::memmem::find(times, "—".as_bytes()).unwrap_or(times.len());
    sound.then(|| ctime::full(times[..dash].trim_ascii_start())).flatten().map(|(time, _)| time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn with_and_without_a_header() {
        const ID: &str = "7dcc7b3490b94f1daa6424eb0682bd52";
        let new = format!(
            "IDX BOOT ID   FIRST ENTRY   LAST ENTRY\n -1 {ID} Fri 2026-11-20 15:28:19 UTC Fri 2026-11-20 16:39:40 UTC\n"
        );
        let old = format!("-1 {ID} Fri 2026-11-20 15:28:19 UTC—Fri 2026-11-20 16:39:40 UTC\n");
        for (input, line) in [(new, 2), (old, 1)] {
            let mut seen = Vec::new();
            assert!(looks_like(input.as_bytes(), ""), "{input}");
            read(input.as_bytes(), "", &NAMES, &mut |_, line, r| seen.push((line, r.time)));
            assert_eq!(seen, [(line, RawTime::utc(1_795_188_499_000_000_000))], "{input}");
        }
        assert!(!looks_like(b"-1 soon Fri 2026-11-20 15:28:19 UTC", ""));
    }
}
