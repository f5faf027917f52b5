//! `journalctl -o json-pretty`: one object after the other, a key a line.
//!
//! ```text
//! {
//!     "MESSAGE" : "text",
//!     "__REALTIME_TIMESTAMP" : "1795188499247239"
//! }
//! ```
//!
//! Also JSON lines that some tool has laid out anew, or made a list of: `journalctl -o json | jq -s .`. A damaged object is left out; reading goes on at the next.

use memchr::memmem;

use crate::format::envelope::journal_json;
use crate::format::json;
use crate::format::payload;
use crate::format::{Document, Names};
use crate::model::Record;

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "journal-json-pretty", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = without_echo(head);
    let broken = head.strip_prefix(b"{").is_some_and(|rest| matches!(rest.first(), Some(b'\n' | b'\r')));
    let is_list = head.strip_prefix(b"[").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{"));
    (broken || is_list) && (json::mentions(head, b"\"__REALTIME_TIMESTAMP\"") || json::mentions(head, b"\"__CURSOR\""))
}

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let mut rest = without_echo(input);
    let mut sent = false;
    while let Some(start) = memchr::memchr(b'{', rest) {
        rest = &rest[start..];
        let mut fields = json::fields(rest);
        let entry = journal_json::entry(fields.by_ref());
        let end = fields.after().map_or_else(|| resume(rest), |after| rest.len() - after.len());
        if let Some(entry) = entry {
            let (offset, line) = places.of(rest);
            let mut record = Record { raw: &rest[..end], format: DOCUMENT.name, ..entry.record(names) };
            payload::apply(&mut record);
            sink(offset, line, record);
            sent = true;
        }
        rest = &rest[end..];
    }
    sent
}

/// Where the object after a damaged one starts.
fn resume(rest: &[u8]) -> usize {
    memmem::find(&rest[1..], b"\n{").map_or(rest.len(), |at| at + 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn lists() {
        let one = r#"{"MESSAGE":"a","__REALTIME_TIMESTAMP":"1"}"#;
        for input in [format!("[{one},{one}]\n"), format!("[\n  {one},\n  {one}\n]\n"), format!("[{one},\n{one}]")] {
            assert!(looks_like(input.as_bytes(), ""), "{input}");
            let mut seen = 0;
            assert!(read(input.as_bytes(), "", &NAMES, &mut |_, _, record| seen += usize::from(&*record.text == b"a")));
            assert_eq!(seen, 2, "{input}");
        }
        assert!(!looks_like(b"[{\"MESSAGE\":\"a\"}]", ""));
    }

    #[test]
    fn objects_and_damage() {
        let input = b"{\n\t\"MESSAGE\" : \"one\",\n\t\"__REALTIME_TIMESTAMP\" : \"1\"\n}\n{\n\t\"MESSAGE\" : cut\n{\n\t\"__REALTIME_TIMESTAMP\" : \"2\",\n\t\"MESSAGE\" : \"two\"\n}\n";
        assert!(looks_like(input, ""));
        let mut seen = Vec::new();
        assert!(read(input, "", &NAMES, &mut |offset, line, record| {
            seen.push((offset, line, String::from_utf8_lossy(&record.text).into_owned()));
        }));
        assert_eq!(seen, [(0, 1, "one".to_owned()), (73, 7, "two".to_owned())]);
    }
}
