//! Windows' event log as a list of properties: what PowerShell's `Format-List` and `wevtutil /f:text` print.
//!
//! ```text
//! TimeCreated  : 11/14/2025 2:57:18 AM          Event[0]:
//! ProviderName : Service Control Manager          Source: Service Control Manager
//! Message      : The kubelet service stopped,     Date: 2025-11-14T02:57:18.123
//!                unexpectedly.                    Description:
//!                                               The kubelet service stopped, unexpectedly.
//! ```
//!
//! Names of properties are those of a log store, see `format/store.rs`. The log as XML: `windows_xml.rs`.

use std::borrow::Cow;

use memchr::memchr;

use crate::format::store::Stored;
use crate::format::{Document, Names, payload};
use crate::model::Record;
use crate::text::lines;

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "windows-list", looks_like, read };

/// Lines in which the properties of the first event stand.
const FIRST: usize = 24;

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = without_echo(head);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let names = || lines(head).take(FIRST).filter_map(|line| Some(property(line)?.0));
    let told = |any: &[&[u8]]| names().any(|name| any.contains(&name));
    let first = names()
        .next()
        .is_some_and(|name| name.starts_with(b"Event[") || TIMES.contains(&name) || OTHER.contains(&name));
    first && told(&TIMES) && told(&TEXTS)
}

const TIMES: [&[u8]; 3] = [b"TimeCreated", b"TimeGenerated", b"Date"];
const TEXTS: [&[u8]; 2] = [b"Message", b"Description"];
/// Properties that may stand in front of the time.
const OTHER: [&[u8]; 8] =
    [b"Index", b"Id", b"EntryType", b"InstanceId", b"LogName", b"ProviderName", b"LevelDisplayName", b"MachineName"];

fn read(input: &[u8], _: &str, names: &Names, sink: Sink<'_>) -> bool {
    let (mut places, mut sent) = (Places::new(input), false);
    for raw in events(without_echo(input)) {
        let Some(mut record) = stored(raw).record(names) else { continue };
        payload::apply(&mut record);
        let (offset, line) = places.of(raw);
        sink(offset, line, Record { raw, format: DOCUMENT.name, ..record });
        sent = true;
    }
    sent
}

/// The texts of the events: each begins with the property that the first one begins with.
fn events(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = input.trim_ascii_start();
    let first = lines(rest).next().and_then(property).map_or(&b""[..], |(name, _)| name);
    let name = first.split(|b| *b == b'[').next().unwrap_or_default();
    std::iter::from_fn(move || {
        let begins =
            |at: &usize| rest[*at..].starts_with(name) && rest.get(at + name.len()).is_some_and(|b| b" [:".contains(b));
        let end = memchr::memchr_iter(b'\n', rest).map(|at| at + 1).find(begins).unwrap_or(rest.len());
        let event = rest[..end].trim_ascii_end();
        rest = &rest[end..];
        (!event.is_empty()).then_some(event)
    })
}

/// The properties of an event; a line that has no name goes on with the one before.
fn stored(event: &[u8]) -> Stored<'_> {
    let (mut stored, mut open) = (Stored::default(), None);
    for line in lines(event).map(|line| line.strip_suffix(b"\r").unwrap_or(line)) {
        match property(line).filter(|_| !is_described(open.as_ref())) {
            Some((name, value)) => {
                put(&mut stored, open.replace((name, Cow::Borrowed(value))));
            }
            None => open = open.map(|(name, value)| (name, longer(&value, line.trim_ascii()))),
        }
    }
    put(&mut stored, open);
    stored
}

/// Whether the text of `wevtutil` has begun, which ends the event.
fn is_described(open: Option<&(&[u8], Cow<'_, [u8]>)>) -> bool {
    open.is_some_and(|(name, _)| *name == b"Description")
}

fn longer(value: &[u8], line: &[u8]) -> Cow<'static, [u8]> {
    Cow::Owned([value, if value.is_empty() { b"" } else { b" " }, line].concat())
}

fn put<'a>(stored: &mut Stored<'a>, property: Option<(&'a [u8], Cow<'a, [u8]>)>) {
    let Some((name, value)) = property else { return };
    let name: &[u8] = match name {
        b"Date" => b"TimeCreated",
        b"Source" => b"ProviderName",
        b"Description" => b"Message",
        name => name,
    };
    stored.add(b"", name, || Some(value).filter(|value| !value.is_empty()));
}

/// `Name      : value`, `  Name: value`.
fn property(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (name, value) = line.split_at(memchr(b':', &line[..line.len().min(40)])?);
    let name = name.trim_ascii();
    let sound = line.iter().take_while(|b| **b == b' ').count() < 3
        && name.iter().all(|b| b.is_ascii_alphanumeric() || b" []".contains(b));
    (sound && name.first().is_some_and(u8::is_ascii_uppercase)).then(|| (name, value[1..].trim_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;
    use crate::model::Level;

    #[track_caller]
    fn check(input: &str, expected: &[(u64, Option<&str>, &str)]) {
        assert!(looks_like(input.as_bytes(), ""), "{input}");
        let mut seen = Vec::new();
        let text = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            assert_eq!(r.time.ns / 1_000_000_000, 1_763_089_038, "{input}");
            seen.push((line, r.ident.as_deref().map(text), text(&r.message)));
        });
        let seen: Vec<_> = seen.iter().map(|(line, ident, text)| (*line, ident.as_deref(), &**text)).collect();
        assert_eq!(seen, expected, "{input}");
    }

    #[test]
    fn lists_of_powershell_and_of_wevtutil() {
        let event = |text: &str| {
            format!("TimeCreated  : 11/14/2025 2:57:18 AM\r\nProviderName : S M\r\nMessage      : {text}\r\n\r\n")
        };
        let list = format!("\r\n{}{}", event("stopped\r\n               at: once"), event("x"));
        check(&list, &[(2, Some("S M"), "stopped at: once"), (7, Some("S M"), "x")]);
        let event = |at: u32, text: &str| {
            format!(
                "Event[{at}]:\n  Source: S\n  Date: 2025-11-14T02:57:18.123\n  Level: Error\n  Description: \n{text}\n\n"
            )
        };
        check(&format!("{}{}", event(0, "a: b\nc"), event(1, "x")), &[(1, Some("S"), "a: b c"), (9, Some("S"), "x")]);
    }

    #[test]
    fn levels_and_other_lists() {
        let input = b"Index              : 7\nEntryType          : Error\nMessage            : x\nSource             : S\nTimeGenerated      : 11/14/2025 2:57:18 AM\n";
        let mut level = None;
        assert!(looks_like(input, "") && read(input, "", &NAMES, &mut |_, _, r| level = r.level));
        assert_eq!(level, Some(Level::Error));
        for text in ["Name: web-0\nDate: x\nMessage: y\n", "Date: x\n", "TimeCreated : x\n", ""] {
            assert!(!looks_like(text.as_bytes(), ""), "{text}");
        }
    }
}
