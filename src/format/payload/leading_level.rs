//! A level in front of the text, and no time: what programs print that leave the rest to who stores it.
//!
//! ```text
//! ERROR:    Exception in ASGI application             uvicorn; `SEVERE: text` below a line with the time: Java
//! error: connect ECONNREFUSED                         many command lines, Node's winston
//! fail: Microsoft.Hosting.Lifetime[14]                .NET: the text follows, indented
//! [error] Postgrex.Protocol failed to connect         Elixir; [ERR] text: Ceph
//! ##[error]Process completed with exit code 1.        a job on GitHub
//! [main] ERROR com.shop.App - text                      a thread stands in front: SLF4J's simple logger
//! ERROR [main] com.shop.App - text                      and a pattern of Logback or Log4j without a date
//! [     5.001234s]  WARN ThreadId(01) text            Linkerd's proxy: seconds since it started; Java's collector
//! ```
//!
//! The level stays in the message: rules know such lines with it.

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::model::Level;

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "leading-level", parse };

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    let level = match text.first()? {
        b'[' => bracketed(&text[1..]),
        b'#' => bracketed(text.strip_prefix(b"##[")?),
        _ => before_colon(text).or_else(|| before_logger(text)),
    }?;
    Some(Inner {
        level: Some(level),
        ident: category(text).map(Cow::Borrowed),
        message: Cow::Borrowed(text),
        ..Inner::default()
    })
}

/// `ERROR: text`.
fn before_colon(text: &[u8]) -> Option<Level> {
    let end = text.iter().take(9).position(|b| !b.is_ascii_alphabetic())?;
    let sound = text[end] == b':' && matches!(text.get(end + 1), Some(b' ' | b'\t'));
    sound.then(|| word(&text[..end]))?
}

/// `ERROR [main] com.shop.App - text`, `WARN  com.shop.App: text`; the thread may be missing.
fn before_logger(text: &[u8]) -> Option<Level> {
    let end = text.iter().take(6).position(|b| *b == b' ')?;
    let level = Some(&text[..end]).filter(|word| LEVELS.contains(word) || *word == b"FATAL").and_then(level::word)?;
    let rest = text[end..].trim_ascii_start();
    let rest = match rest.strip_prefix(b"[") {
        Some(thread) => thread[memchr::memchr(b']', &thread[..thread.len().min(80)])? + 1..].trim_ascii_start(),
        None => rest,
    };
    let logger = &rest[..rest.iter().position(|b| !(b.is_ascii_alphanumeric() || b".$_".contains(b)))?];
    let behind = &rest[logger.len()..];
    (logger.contains(&b'.') && (behind.starts_with(b" - ") || behind.starts_with(b": "))).then_some(level)
}

/// `ERR] text`, or the seconds of Linkerd's proxy and a level behind them.
fn bracketed(text: &[u8]) -> Option<Level> {
    let end = text.iter().take(24).position(|b| *b == b']')?;
    let rest = &text[end + 1..];
    if text[..end].ends_with(b"s")
        && text[..end - 1].trim_ascii_start().iter().all(|b| b.is_ascii_digit() || *b == b'.')
    {
        return level::word(rest.split(|b| b" []".contains(b)).find(|word| !word.is_empty())?);
    }
    let own = (!rest.is_empty()).then(|| word(text[..end].trim_ascii()))?;
    own.or_else(|| behind_thread(rest.strip_prefix(b" ")?))
}

/// `ERROR com.shop.App - text`, where the logger has a dotted name.
fn behind_thread(rest: &[u8]) -> Option<Level> {
    let mut words = rest.split(|b| *b == b' ').filter(|word| !word.is_empty());
    let level = words.next().filter(|word| LEVELS.contains(word)).and_then(level::word)?;
    let logger =
        words.next().filter(|logger| logger.iter().all(|b| b.is_ascii_alphanumeric() || b".$_".contains(b)))?;
    (logger.contains(&b'.') || words.next() == Some(b"-")).then_some(level)
}

/// The words of SLF4J.
const LEVELS: [&[u8]; 5] = [b"ERROR", b"WARN", b"INFO", b"DEBUG", b"TRACE"];

/// The words that begin a line for their level's sake: others begin sentences.
fn word(word: &[u8]) -> Option<Level> {
    match word {
        b"fail" => Some(Level::Error),
        b"dbug" | b"trce" => Some(Level::Debug),
        [first, ..] if SENTENCES.iter().any(|other| word.eq_ignore_ascii_case(other)) || first.is_ascii_digit() => None,
        _ => level::word(word),
    }
}

/// Words of levels that stand before a colon for other reasons.
const SENTENCES: [&[u8]; 8] = [b"log", b"note", b"system", b"detail", b"hint", b"statement", b"context", b"trace"];

/// `fail: Shop.Cart[20004]`: what of a program speaks.
fn category(text: &[u8]) -> Option<&[u8]> {
    let name = text.get(4..)?.strip_prefix(b": ")?.strip_suffix(b"]")?;
    let (name, event) = name.split_at(memchr::memrchr(b'[', name)?);
    let sound =
        name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'.') && event[1..].iter().all(u8::is_ascii_digit);
    (sound && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[track_caller]
    fn check(line: &str, level: Level, ident: Option<&str>) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.level), ("leading-level", Some(level)), "{line}");
        assert_eq!((record.ident.as_deref(), &*record.message), (ident.map(str::as_bytes), line.as_bytes()), "{line}");
    }

    #[test]
    fn every_shape() {
        check("ERROR:    Exception in ASGI application", Level::Error, None);
        check("SEVERE: x", Level::Error, None);
        check("error: x", Level::Error, None);
        check("fail: Shop.Cart[20004]", Level::Error, Some("Shop.Cart"));
        check("[error] x", Level::Error, None);
        check("[WRN] MON_DISK_LOW: x", Level::Warning, None);
        check("[main] ERROR com.shop.App - x", Level::Error, None);
        check("##[error]x", Level::Error, None);
        check("[5.001s][warning][gc,alloc] x", Level::Warning, None);
        check("[     5.001234s]  WARN ThreadId(01) x", Level::Warning, None);
    }

    #[test]
    fn other_lines() {
        for line in [
            "error x",
            "note: x",
            "error:x",
            "[7] x",
            "[web] x",
            "[web] ERROR no logger",
            "errors: x",
            "##[group]x",
            "[error]",
            "# [x] y",
            "[s] x",
        ] {
            assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "", "{line}");
        }
    }
}
