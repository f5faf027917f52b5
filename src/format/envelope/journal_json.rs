//! `journalctl -o json`: one object a line, keys in an order that changes from run to run.
//!
//! ```text
//! {"_PID":"558","MESSAGE":"text","__REALTIME_TIMESTAMP":"1795188499247239",...}
//! {"MESSAGE":[27,91,51]}    not printable: bytes        {"MESSAGE":null}   4096 bytes or more, cut without -a
//! {"MESSAGE":["a","b"]}     a field set twice           RS{...}  json-seq       data: {...}  json-sse
//! ```
//!
//! # Source
//!
//! systemd, `src/shared/logs-show.c`: `output_json`.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memchr;
use memchr::memmem::Finder;

use crate::format::json::{self, Value};
use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::Record;

use super::entry::{Entry, Field};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "journal-json",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| json::is_object(object(line)),
    parse,
};

fn parse<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    let text = object(raw);
    if !json::is_object(text) {
        return None;
    }
    entry(json::fields(text)).map(|entry| entry.record(hints.names))
}

/// Searches for the start of a field.
type Start = LazyLock<Finder<'static>>;
static MESSAGE: Start = LazyLock::new(|| Finder::new(br#""MESSAGE":""#));
static KEY: Start = LazyLock::new(|| Finder::new(br#""MESSAGE""#));
static OTHER_MESSAGE: Start = LazyLock::new(|| Finder::new(br#""message":"#));
static STORED: Start = LazyLock::new(|| Finder::new(br#""__REALTIME_TIMESTAMP":""#));

/// The text of an entry without its other fields, a tenth of the work; `None` when only all of them tell.
#[must_use]
pub fn text_alone(line: &[u8]) -> Option<Cow<'_, [u8]>> {
    let line = line.trim_ascii_end();
    let is_whole = line.starts_with(b"{\"") && line.ends_with(b"}") && STORED.find(line).is_some();
    let mut places = MESSAGE.find_iter(line);
    let at = places.next().filter(|_| is_whole)?;
    if places.next().is_some() || OTHER_MESSAGE.find(line).is_some() {
        return None;
    }
    let text = json::first(&line[at + MESSAGE.needle().len() - 1..])?.text()?;
    memchr(0x1b, &text).is_none().then_some(text)
}

/// Whether the message of an entry is `null`: without `-a` journalctl leaves out what has 4096 bytes and more.
#[must_use]
pub fn leaves_out_message(record: &Record<'_>) -> bool {
    let is_null = |value: &[u8]| {
        let value = value.trim_ascii_start().strip_prefix(b":").map(<[u8]>::trim_ascii_start);
        value.is_some_and(|value| value.starts_with(b"null"))
    };
    record.text.is_empty()
        && record.format.starts_with(ENVELOPE.name)
        && KEY.find(record.raw).is_some_and(|at| is_null(&record.raw[at + KEY.needle().len()..]))
}

/// Without the record separator of json-seq and the field name of json-sse.
fn object(line: &[u8]) -> &[u8] {
    let line = line.strip_prefix(b"\x1e").unwrap_or(line);
    line.strip_prefix(b"data: ").unwrap_or(line)
}

/// The entry of an object's fields; `None` when the object is none.
#[must_use]
pub fn entry<'a>(fields: impl Iterator<Item = (&'a [u8], Value<'a>)>) -> Option<Entry<'a>> {
    let mut entry = Entry::default();
    for (key, value) in fields {
        if let Some((field, value)) = Field::of(key).and_then(|field| Some((field, text(value)?))) {
            entry.set(field, value);
        }
    }
    entry.whole()
}

/// A string, a list of bytes, or the first of several values.
fn text(value: Value<'_>) -> Option<Cow<'_, [u8]>> {
    match value {
        Value::List(list) => match json::bytes(list) {
            Some(bytes) => Some(Cow::Owned(bytes)),
            None => json::items(list).find_map(text_of_item),
        },
        _ => value.text(),
    }
}

fn text_of_item(value: Value<'_>) -> Option<Cow<'_, [u8]>> {
    match value {
        Value::List(list) => json::bytes(list).map(Cow::Owned),
        _ => value.text(),
    }
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Level, RawTime};

    #[track_caller]
    fn check(fields: &str, text: &str) {
        let line = format!(r#"{{"__REALTIME_TIMESTAMP":"1795188499247239","_HOSTNAME":"node-a",{fields}}}"#);
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.host.as_deref()), ("journal-json", Some(&b"node-a"[..])), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.text), text, "{line}");
    }

    #[test]
    fn messages_of_every_type() {
        check(r#""MESSAGE":"a \"b\"\n""#, "a \"b\"\n");
        check(r#""MESSAGE":[27,91,51,49,109,114,101,100,27,91,109]"#, "red");
        check(r#""MESSAGE":["first","second"]"#, "first");
        check(r#""MESSAGE":[[97,98],"second"]"#, "ab");
        check(r#""MESSAGE":null"#, "");
        check(r#""PRIORITY":"6""#, "");
    }

    #[test]
    fn messages_that_were_left_out() {
        let left_out = |fields: &str| {
            let line = format!(r#"{{"__REALTIME_TIMESTAMP":"1795188499247239",{fields}}}"#);
            super::leaves_out_message(&Dialect::default().decode(line.as_bytes(), &NAMES))
        };
        assert!(left_out(r#""MESSAGE":null"#) && left_out(r#""MESSAGE" : null,"_PID":"7""#));
        assert!(!left_out(r#""MESSAGE":"""#) && !left_out(r#""_PID":"7""#) && !left_out(r#""MESSAGE":"null""#));
    }

    #[test]
    fn clocks_units_and_levels() {
        let line = br#"{"UNIT":"web.service","_SYSTEMD_UNIT":"init.scope","PRIORITY":"3","_PID":"1","__CURSOR":"s=1;i=39e;b=1e29100b31764135a4010fb6b80e6b69;m=61b4b80;t=660b6e4cd7087;x=3","_SOURCE_REALTIME_TIMESTAMP":"1795188499246788","SYSLOG_IDENTIFIER":"systemd","MESSAGE":"x"}"#;
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!(record.time, RawTime::utc(1_795_188_499_246_788_000));
        assert_eq!(record.since_boot_ns, Some(102_452_096_000));
        assert_eq!(record.boot, Some(0x1e29_100b_3176_4135_a401_0fb6_b80e_6b69));
        assert_eq!(record.unit.as_deref(), Some(&b"web.service"[..]));
        assert_eq!((record.level, record.pid), (Some(Level::Error), Some(1)));
    }

    #[test]
    fn kernel_entries_keep_the_time_of_storing() {
        let line = br#"{"_TRANSPORT":"kernel","__REALTIME_TIMESTAMP":"1795188499785966","_SOURCE_REALTIME_TIMESTAMP":"1","_SOURCE_MONOTONIC_TIMESTAMP":"102900358","MESSAGE":"x"}"#;
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!(record.time, RawTime::utc(1_795_188_499_785_966_000));
        assert_eq!(record.ident.as_deref(), Some(&b"kernel"[..]));
        assert_eq!(record.since_boot_ns, Some(102_900_358_000));
    }

    /// What is read alone, beside the text of the whole record.
    #[track_caller]
    fn alone(fields: &str, want: Option<&str>) {
        let line = format!(r#"{{"__REALTIME_TIMESTAMP":"1795188499247239","_HOSTNAME":"node-a",{fields}}}"#);
        let alone = super::text_alone(line.as_bytes());
        assert_eq!(alone.as_deref(), want.map(str::as_bytes), "{line}");
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert!(alone.is_none_or(|alone| alone == record.text), "{line}");
    }

    #[test]
    fn the_text_alone_is_that_of_the_record_or_is_not_told() {
        alone(r#""MESSAGE":"a \"b\"\n","_PID":"7""#, Some("a \"b\"\n"));
        alone(r#""_CMDLINE":"echo \"MESSAGE\":\"x\"","MESSAGE":"""#, Some(""));
        alone(r#""MESSAGE":[97,98]"#, None);
        alone(r#""MESSAGE":"\u001b[31mred""#, None);
        alone(r#""a":{"MESSAGE":"x"},"MESSAGE":"y""#, None);
        alone(r#""message":"x","MESSAGE":"y""#, None);
        alone(r#""PRIORITY":"6""#, None);
        assert_eq!(super::text_alone(br#"{"MESSAGE":"an object that no journal stored"}"#), None);
        assert_eq!(super::text_alone(br#"{"__REALTIME_TIMESTAMP":"1795188499247239","MESSAGE":"cut"#), None);
    }

    #[test]
    fn other_objects_are_not_taken() {
        let record = Dialect::default().decode(br#"{"log":"x\n","stream":"stdout"}"#, &NAMES);
        assert_ne!(record.format, "journal-json");
    }
}
