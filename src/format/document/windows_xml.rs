//! Windows' event log as XML: `wevtutil qe /f:xml`, the event viewer's export, `Get-WinEvent` through `ToXml()`.
//!
//! ```text
//! <Event xmlns='...'><System><Provider Name='Service Control Manager'/><Level>2</Level>
//!   <TimeCreated SystemTime='2025-11-14T02:57:18.123Z'/><Execution ProcessID='700'/><Computer>win-7</Computer></System>
//!   <EventData><Data Name='param1'>kubelet</Data></EventData><RenderingInfo><Message>text</Message></RenderingInfo></Event>
//! ```
//!
//! An event without a text says what its data say. Nothing but the elements above is read, so that no parser of XML is
//! needed: what is nested otherwise is text.

use std::borrow::Cow;

use memchr::memmem::{find, find_iter};

use crate::format::wear::Wear;
use crate::format::{Document, Names};
use crate::model::{Level, Record};
use crate::text::cursor::number;
use crate::time::rfc3339;

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "windows-xml", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = without_echo(head);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    head.starts_with(b"<") && find(head, b"<TimeCreated SystemTime=").is_some()
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let (mut places, mut sent) = (Places::new(input), false);
    let starts = find_iter(input, b"<Event").filter(|at| input.get(at + 6).is_some_and(|b| b" >".contains(b)));
    for start in starts {
        let end = find(&input[start..], b"</Event>").map_or(input.len(), |end| start + end);
        let raw = &input[start..end];
        let Some(record) = record(raw) else { continue };
        let (offset, line) = places.of(raw);
        sink(offset, line, Record { raw, format: DOCUMENT.name, ..record });
        sent = true;
    }
    sent
}

fn record(event: &[u8]) -> Option<Record<'_>> {
    let time = rfc3339::whole(attribute(event, b"<TimeCreated SystemTime=")?)?;
    let rendered = find(event, b"<RenderingInfo").and_then(|at| element(&event[at..], b"Message"));
    let message = rendered.map(text).unwrap_or_else(|| data(event));
    Some(Record {
        time,
        host: element(event, b"Computer").map(text),
        ident: attribute(event, b"<Provider Name=").map(text),
        pid: attribute(event, b" ProcessID=").and_then(number).and_then(|pid| u32::try_from(pid).ok()),
        level: element(event, b"Level").and_then(level),
        text: message.clone(),
        message,
        ..Record::default()
    })
}

/// What an attribute holds, between quotes of either kind.
fn attribute<'a>(event: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (quote, rest) = event[find(event, name)? + name.len()..].split_first()?;
    rest.split(|b| b == quote).next().filter(|_| matches!(quote, b'\'' | b'"'))
}

/// What stands between `<NAME>` and the next tag.
fn element<'a>(event: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let open = [b"<", name, b">"].concat();
    let inside = &event[find(event, &open)? + open.len()..];
    inside.split(|b| *b == b'<').next()
}

/// The data of an event, with blanks between.
fn data(event: &[u8]) -> Cow<'_, [u8]> {
    let starts =
        find_iter(event, b"<Data").filter_map(|at| event[at..].iter().position(|b| *b == b'>').map(|end| at + end + 1));
    let parts: Vec<&[u8]> = starts.filter_map(|at| event[at..].split(|b| *b == b'<').next()).collect();
    Cow::Owned(Wear::Entities.undone(parts.join(&b' ').into()).into_owned())
}

fn text(raw: &[u8]) -> Cow<'_, [u8]> {
    Wear::Entities.undone(Cow::Borrowed(raw.trim_ascii()))
}

/// Windows counts from 1, the gravest.
fn level(digits: &[u8]) -> Option<Level> {
    Some(match digits {
        b"1" => Level::Critical,
        b"2" => Level::Error,
        b"3" => Level::Warning,
        b"0" | b"4" => Level::Info,
        b"5" => Level::Debug,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn events_with_and_without_a_text() {
        let event = |end: &str| {
            format!(
                "<Event xmlns=\"x\"><System><Provider Name='S M'/><Level>2</Level><TimeCreated SystemTime='2025-11-14T02:57:18Z'/><Execution ProcessID='7'/><Computer>n7</Computer></System>{end}</Event>\n"
            )
        };
        let input = format!(
            "<Events>\n{}{}</Events>",
            event("<RenderingInfo><Message>a &lt;b&gt;</Message></RenderingInfo>"),
            event("<EventData><Data Name='p'>kubelet</Data><Data>3</Data></EventData>")
        );
        assert!(looks_like(input.as_bytes(), ""));
        let mut seen = Vec::new();
        read(input.as_bytes(), "", &NAMES, &mut |_, line, r| {
            let told =
                (r.host.as_deref() == Some(b"n7"), r.ident.as_deref() == Some(b"S M"), r.pid, r.level, r.time.ns);
            assert_eq!(told, (true, true, Some(7), Some(Level::Error), 1_763_089_038_000_000_000));
            seen.push((line, r.message.into_owned()));
        });
        assert_eq!(seen, [(2, b"a <b>".to_vec()), (3, b"kubelet 3".to_vec())]);
    }

    #[test]
    fn cut_and_foreign_texts() {
        let mut sent = 0;
        for text in ["<Event>", "<Event><TimeCreated SystemTime='x'/>", "<Event><TimeCreated SystemTime=", "<Events/>"]
        {
            assert!(!read(text.as_bytes(), "", &NAMES, &mut |_, _, _| sent += 1), "{text}");
        }
        assert!(sent == 0 && !looks_like(b"<html>", ""));
    }
}
