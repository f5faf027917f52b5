//! RFC 5424: syslog with a version, a full stamp and structured data.
//!
//! ```text
//! <30>1 2026-11-14T02:58:40+00:00 k8s-cp-01 k3s 1224 - [id k="v\"w"] text
//! PRI v time                      host      app pid  msgid data      may start with a byte order mark
//! ```
//!
//! `-` stands for nothing. Some receivers write the line to a file without its priority.

use std::borrow::Cow;

use nom::branch::alt;
use nom::bytes::complete::{tag, take, take_till, take_till1};
use nom::character::complete::{char, u32 as decimal};
use nom::combinator::{opt, recognize, value};
use nom::multi::{many0_count, many1_count};
use nom::sequence::{delimited, terminated};
use nom::{IResult, Parser};

use crate::format::{Envelope, Hints};
use crate::framing::{Frame, wire};
use crate::model::{Level, RawTime, Record};
use crate::text::cursor::number;
use crate::time::rfc3339;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "rfc5424",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| {
        let line = wire::without_count(line);
        let bare = || line.starts_with(b"1 ") && line.get(6) == Some(&b'-');
        (line.first() == Some(&b'<') && line.iter().take(6).any(|b| *b == b'>')) || bare()
    },
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (text, (priority, time, host, app, process, _, _)) = header(wire::without_count(raw)).ok()?;
    let text = text.strip_prefix(b" ").unwrap_or(text);
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let text = text.strip_prefix(b" ").unwrap_or(text);
    let time = if time == b"-" { RawTime::NONE } else { rfc3339::whole(time)? };
    Some(Record {
        time,
        host: told(host),
        ident: told(app),
        pid: number(process).and_then(|pid| u32::try_from(pid).ok()),
        level: priority.map(Level::from_priority),
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(text),
        ..Record::default()
    })
}

fn told(word: &[u8]) -> Option<Cow<'_, [u8]>> {
    (word != b"-").then_some(Cow::Borrowed(word))
}

type Header<'a> = (Option<u32>, &'a [u8], &'a [u8], &'a [u8], &'a [u8], &'a [u8], &'a [u8]);

fn header(line: &[u8]) -> IResult<&[u8], Header<'_>> {
    let priority = delimited(char('<'), decimal, char('>'));
    (terminated(opt(priority), tag("1 ")), word, word, word, word, word, structured_data).parse(line)
}

fn word(line: &[u8]) -> IResult<&[u8], &[u8]> {
    terminated(take_till1(|b| b == b' '), char(' ')).parse(line)
}

/// `-`, or elements between brackets whose values escape `"`, `\` and `]`.
fn structured_data(line: &[u8]) -> IResult<&[u8], &[u8]> {
    alt((tag("-"), recognize(many1_count(element)))).parse(line)
}

fn element(line: &[u8]) -> IResult<&[u8], ()> {
    let plain = value((), take_till1(|b| b == b'"' || b == b']'));
    let parts = many0_count(alt((plain, quoted)));
    value((), delimited(char('['), parts, char(']'))).parse(line)
}

fn quoted(line: &[u8]) -> IResult<&[u8], ()> {
    let escaped = value((), (char('\\'), take(1usize)));
    let plain = value((), take_till1(|b| b == b'"' || b == b'\\'));
    let closed = (take_till(|_| true), char('"'));
    value((), (char('"'), many0_count(alt((escaped, plain))), closed)).parse(line)
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[track_caller]
    fn check(line: &str, host: Option<&str>, ident: Option<&str>, pid: Option<u32>, text: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.pid), ("rfc5424", pid), "{line}");
        assert_eq!(record.host.as_deref(), host.map(str::as_bytes), "{line}");
        assert_eq!(record.ident.as_deref(), ident.map(str::as_bytes), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.text), text, "{line}");
    }

    #[test]
    fn words_and_structured_data() {
        check(
            "<30>1 2026-11-14T02:58:40+00:00 n k3s 1224 - -  dial tcp",
            Some("n"),
            Some("k3s"),
            Some(1224),
            "dial tcp",
        );
        let data = r#"<30>1 2026-11-14T02:58:40Z n app - ID47 [a k="v \"] x"][b] text"#;
        check(data, Some("n"), Some("app"), None, "text");
        check("<30>1 - - app - - - \u{feff}text", None, Some("app"), None, "text");
        check("<30>1 - - app - - -", None, Some("app"), None, "");
    }

    #[test]
    fn files_without_priority() {
        check("1 2026-11-14T02:58:40Z n k3s 1224 - - x", Some("n"), Some("k3s"), Some(1224), "x");
        assert_ne!(Dialect::default().decode(b"1 2026-11-14T02:58:40Z n k3s", &NAMES).format, "rfc5424");
    }

    #[test]
    fn level_is_the_low_bits() {
        let record = Dialect::default().decode(b"<25>1 - - app - - - x", &NAMES);
        assert_eq!(record.level, Some(Level::Alert));
    }
}
