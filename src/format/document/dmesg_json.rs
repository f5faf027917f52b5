//! `dmesg -J`.
//!
//! ```text
//! { "dmesg": [ { "pri": 6, "time":     0.000000, "msg": "text" },{ ... } ] }
//!                facility * 8 + level  seconds since boot
//! { "dmesg": [ { "fac": "kern", "pri": "notice", "time": 0.000000, "msg": "text" } ] }        dmesg -J -x
//! ```

use crate::format::json::{self, Value};
use crate::format::{Document, Names, envelope::dmesg, level};
use crate::model::{Clock, Level, RawTime, Record, stamp::SECOND};
use crate::text::cursor::number;
use crate::time::digits;

use super::place::Places;
use super::{Sink, without_echo};

/// See the head of this file.
pub const DOCUMENT: Document = Document { name: "dmesg-json", looks_like, read };

fn looks_like(head: &[u8], _: &str) -> bool {
    let head = without_echo(head);
    head.starts_with(b"{") && head[1..].trim_ascii_start().starts_with(b"\"dmesg\"")
}

fn read(input: &[u8], _: &str, _: &Names, sink: Sink<'_>) -> bool {
    let mut places = Places::new(input);
    let Some(mut rest) = start(input) else { return false };
    let mut sent = false;
    while let Some(at) = memchr::memchr(b'{', rest) {
        rest = &rest[at..];
        let mut fields = json::fields(rest);
        let record = record(fields.by_ref());
        let end = fields.after().map_or(1, |after| rest.len() - after.len());
        if let Some(record) = record {
            let (offset, line) = places.of(rest);
            sink(offset, line, Record { raw: &rest[..end], format: DOCUMENT.name, ..record });
            sent = true;
        }
        rest = &rest[end..];
    }
    sent
}

/// The list's items; a cut file has no end to look for.
fn start(input: &[u8]) -> Option<&[u8]> {
    let rest = without_echo(input);
    memchr::memchr(b'[', rest).map(|at| &rest[at + 1..])
}

fn record<'a>(fields: impl Iterator<Item = (&'a [u8], Value<'a>)>) -> Option<Record<'a>> {
    let (mut time, mut level, mut text) = (None, None, None);
    for (key, value) in fields {
        match key {
            b"time" => time = value.plain().and_then(seconds),
            b"pri" => level = value.plain().and_then(priority),
            b"msg" => text = value.text(),
            _ => {}
        }
    }
    let record = dmesg::record(time?, level, b"");
    let text = text?;
    Some(Record { message: text.clone(), text, ..record })
}

/// A number, or behind `-x` the name of the level.
fn priority(word: &[u8]) -> Option<Level> {
    let counted = || u32::try_from(number(word)?).ok().map(Level::from_priority);
    level::syslog(word).or_else(counted)
}

fn seconds(text: &[u8]) -> Option<RawTime> {
    let end = text.iter().position(|b| *b == b'.').unwrap_or(text.len());
    let whole = i64::try_from(number(&text[..end])?).ok()?.checked_mul(SECOND)?;
    Some(RawTime { clock: Clock::Boot, ns: whole.checked_add(digits::fraction(&text[end..]).0)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[test]
    fn levels_by_name() {
        let input = br#"{"dmesg": [{"fac": "kern", "pri": "warn", "time": 1.500000, "msg": "a"}]}"#;
        let mut levels = Vec::new();
        assert!(read(input, "", &NAMES, &mut |_, _, r| levels.push(r.level)));
        assert_eq!(levels, [Some(Level::Warning)]);
    }

    #[test]
    fn items_of_a_cut_list() {
        let input = b"{\n   \"dmesg\": [\n  {\n \"pri\": 4,\n \"time\":     1.500000,\n \"msg\": \"a \\\"b\\\"\"\n },{\n \"pri\": 6, \"ti";
        let mut seen = Vec::new();
        assert!(looks_like(input, ""));
        assert!(read(input, "", &NAMES, &mut |_, line, r| seen.push((line, r.time.ns, r.level, r.text.into_owned()))));
        assert_eq!(seen, [(3, 1_500_000_000, Some(Level::Warning), b"a \"b\"".to_vec())]);
    }
}
