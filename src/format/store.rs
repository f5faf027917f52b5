//! What collectors and log stores put around a line: the same few facts under many names.
//!
//! ```text
//! {"date":1763089038.1,"log":"text","kubernetes":{"pod_name":"web-0","host":"node-7"}}      Fluent Bit
//! {"@timestamp":"2025-11-14T02:57:18.1Z","message":"text","host":{"name":"node-7"}}         Elastic
//! {"textPayload":"text","resource":{"labels":{"pod_name":"web-0"}},"timestamp":"..."}       Google Cloud
//! {"version":"1.1","host":"node-7","short_message":"text","timestamp":1763089038.1}         GELF
//! ```
//!
//! The names are in `fact.rs`. An object is one of a store only if it tells more than a program's own line would: where
//! it came from, or a text under a store's name.

use std::borrow::Cow;

use crate::model::{Kind, Level, RawTime, Record};
use crate::text::ansi;
use crate::text::cursor::number;
use crate::time::{slashed, spelled, unix};

use super::document::k8s_event::pod_name;
use super::fact::{self, FACTS};
use super::json::{self, Value};
use super::payload::json_value;
use super::stored_text::inside;
use super::{Names, level};

pub use super::fact::Fact;

/// How deep facts lie: `_source`, `kubernetes`, `pod`, `name`.
const DEPTH: usize = 4;
/// Bytes of a key that a fact may have.
const KEY: usize = 64;

/// The facts of one line, each with its place among the names.
#[derive(Clone, Debug, Default)]
pub struct Stored<'a> {
    facts: [Option<(usize, Cow<'a, [u8]>)>; FACTS],
}

impl<'a> Stored<'a> {
    /// The facts of an object.
    #[must_use]
    pub fn of(object: &'a [u8]) -> Stored<'a> {
        let mut stored = Stored::default();
        stored.open(object, b"", DEPTH);
        stored
    }

    /// Adds the facts of an object below the key `around`.
    pub fn open(&mut self, object: &'a [u8], around: &[u8], depth: usize) {
        for (key, value) in json::fields(object).filter(|(key, _)| key.len() <= KEY) {
            match value {
                Value::Object(inner) if depth > 0 && fact::is_opened(key) => self.open(inner, key, depth - 1),
                value => self.add(around, key, || value.text().filter(|text| !text.is_empty())),
            }
        }
    }

    /// Adds what stands under a key; the better name of a fact holds.
    pub fn add(&mut self, around: &[u8], key: &[u8], value: impl FnOnce() -> Option<Cow<'a, [u8]>>) {
        let Some(place) = fact::place(around, key) else { return };
        let slot = &mut self.facts[fact::at(place) as usize];
        if slot.as_ref().is_none_or(|(other, _)| place < *other) {
            *slot = value().map(|value| (place, value)).or(slot.take());
        }
    }

    /// Whether a fact is told.
    #[must_use]
    pub const fn has(&self, fact: Fact) -> bool {
        self.facts[fact as usize].is_some()
    }

    /// Whether it is a line of a store: a text, a time, and something that programs do not print.
    #[must_use]
    pub fn is_line(&self) -> bool {
        const PLACES: [Fact; 4] = [Fact::Host, Fact::Pod, Fact::Namespace, Fact::Container];
        let told = self.has(Fact::Text) || PLACES.into_iter().any(|fact| self.has(fact));
        told && (self.has(Fact::Text) || self.has(Fact::Message))
    }

    fn take(&mut self, fact: Fact) -> Option<Cow<'a, [u8]>> {
        self.facts[fact as usize].take().map(|(_, value)| value)
    }

    /// The record of the line; what a syslog file or a runtime put before the text is read too.
    #[must_use]
    pub fn record(mut self, names: &Names) -> Option<Record<'a>> {
        let text = self.take(Fact::Text).or_else(|| self.take(Fact::Message))?;
        let inner = inside(ansi::stripped(without_newline(text)), names);
        let time = self.take(Fact::Time).and_then(|time| when(&time)).filter(|time| time.is_some());
        let level = self.take(Fact::Level).and_then(|word| level_of(&word));
        Some(Record {
            time: time.unwrap_or(inner.time),
            host: inner.host.or_else(|| self.take(Fact::Host)),
            ident: inner.ident.or_else(|| self.take(Fact::Ident).map(without_tag_end)),
            unit: inner.unit.or_else(|| self.take(Fact::Unit)),
            level: inner.level.or(level),
            labels: self.labels(names).into_iter().chain(inner.labels).collect(),
            ..inner
        })
    }

    fn labels(&mut self, names: &Names) -> Vec<(Kind, Cow<'a, [u8]>)> {
        let namespace = self.take(Fact::Namespace);
        let pod = self.take(Fact::Pod).map(|pod| pod_name(namespace.as_deref().unwrap_or_default(), &pod));
        let told = [
            (names.namespace, namespace),
            (names.pod, pod),
            (names.pod_uid, self.take(Fact::PodUid)),
            (names.container, self.take(Fact::Container)),
            (names.container_id, self.take(Fact::ContainerId)),
        ];
        told.into_iter().filter_map(|(kind, name)| Some((kind, name?))).collect()
    }
}

/// A time as stores print it: RFC 3339, a date with its time of day, a number of any unit, PowerShell's `/Date(1763089038123)/`.
fn when(text: &[u8]) -> Option<RawTime> {
    let milliseconds = || text.strip_prefix(b"/Date(")?.strip_suffix(b")/").and_then(unix::any);
    let dated = || spelled::prefix(text).or_else(|| slashed::prefix(text)).map(|(time, _)| time);
    json_value::time(text).or_else(milliseconds).or_else(dated)
}

/// A word, or syslog's number.
fn level_of(word: &[u8]) -> Option<Level> {
    let counted = || number(word).filter(|n| *n < 8).and_then(|n| u32::try_from(n).ok());
    level::word(word).or_else(|| counted().map(Level::from_priority))
}

/// `kernel:`, as rsyslog's templates print the tag.
fn without_tag_end(ident: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    match ident {
        Cow::Borrowed(tag) => Cow::Borrowed(tag.strip_suffix(b":").unwrap_or(tag)),
        Cow::Owned(tag) => Cow::Owned(tag.strip_suffix(b":").map_or(tag.clone(), <[u8]>::to_vec)),
    }
}

fn without_newline(text: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_ascii_end()),
        Cow::Owned(mut text) => {
            text.truncate(text.trim_ascii_end().len());
            Cow::Owned(text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::names::tests::NAMES;

    #[track_caller]
    fn check(object: &str, host: Option<&str>, ident: Option<&str>, text: &str, labels: &[(u8, &str)]) {
        let stored = Stored::of(object.as_bytes());
        assert!(stored.is_line(), "{object}");
        let record = stored.record(&NAMES).expect(object);
        assert_eq!(record.time.ns / 1_000_000_000, 1_763_089_038, "{object}");
        assert_eq!(record.host.as_deref(), host.map(str::as_bytes), "{object}");
        assert_eq!(record.ident.as_deref(), ident.map(str::as_bytes), "{object}");
        assert_eq!(String::from_utf8_lossy(&record.text), text, "{object}");
        let told: Vec<_> = record.labels.iter().map(|(kind, value)| (kind.0, &**value)).collect();
        assert_eq!(told, labels.iter().map(|(kind, value)| (*kind, value.as_bytes())).collect::<Vec<_>>(), "{object}");
    }

    #[test]
    fn collectors() {
        check(
            r#"{"date":1763089038.5,"log":"x\n","kubernetes":{"pod_name":"web-0","namespace_name":"shop","host":"n7"}}"#,
            Some("n7"),
            None,
            "x",
            &[(1, "shop"), (0, "shop/web-0")],
        );
        check(
            r#"{"version":"1.1","host":"n7","short_message":"x","timestamp":1763089038,"level":3}"#,
            Some("n7"),
            None,
            "x",
            &[],
        );
        check(
            r#"{"appname":"k3s","hostname":"n7","message":"x","timestamp":"2025-11-14T02:57:18Z","severity":"err"}"#,
            Some("n7"),
            Some("k3s"),
            "x",
            &[],
        );
    }

    #[test]
    fn stores() {
        check(
            r#"{"_index":"i","_source":{"@timestamp":"2025-11-14T02:57:18.1Z","message":"x","host":{"name":"n7"},"kubernetes":{"pod":{"name":"web-0"}}}}"#,
            Some("n7"),
            None,
            "x",
            &[(0, "web-0")],
        );
        check(
            r#"{"textPayload":"x","resource":{"labels":{"pod_name":"web-0","container_name":"c"}},"timestamp":"2025-11-14T02:57:18Z"}"#,
            None,
            None,
            "x",
            &[(0, "web-0"), (3, "c")],
        );
        check(
            r#"{"result":{"content":"x","timeStampStr":"2025-11-14T02:57:18Z","podName":"web-0"}}"#,
            None,
            None,
            "x",
            &[(0, "web-0")],
        );
        check(
            r#"{"labels":{"namespace":"shop"},"line":"x","timestamp":"1763089038000000000"}"#,
            None,
            None,
            "x",
            &[(1, "shop")],
        );
    }

    #[test]
    fn what_stands_before_the_text() {
        let syslog =
            r#"{"labels":{"job":"v"},"line":"Nov 14 02:57:18 n7 k3s[12]: x","timestamp":"2025-11-14T02:57:18Z"}"#;
        check(syslog, Some("n7"), Some("k3s"), "x", &[]);
        check(r#"{"date":1763089038.5,"log":"2025-11-14T02:57:18.1Z stderr F x"}"#, None, None, "x", &[]);
    }

    #[test]
    fn what_another_collector_wrote() {
        let inner = r#"{\"hostname\":\"n7\",\"systemd_unit\":\"kubelet.service\",\"message\":\"x\"}"#;
        check(&format!(r#"{{"timestamp":1763089038,"@message":"{inner}"}}"#), Some("n7"), None, "x", &[]);
        let journal = r#"{\"_HOSTNAME\":\"n7\",\"SYSLOG_IDENTIFIER\":\"k3s\",\"MESSAGE\":\"x\"}"#;
        check(&format!(r#"{{"timestamp":1763089038,"line":"{journal}"}}"#), Some("n7"), Some("k3s"), "x", &[]);
    }

    #[test]
    fn lines_of_programs_are_their_own() {
        for line in [
            r#"{"timestamp":"2025-11-14T02:57:18Z","level":"error","message":"x"}"#,
            r#"{"level":30,"time":1,"pid":7,"hostname":"web-0","msg":"x"}"#,
            r#"{"severity":"ERROR","message":"x","time":"2025-11-14T02:57:18Z","logger":"a"}"#,
            r#"{"@timestamp":"2025-11-14T02:57:18Z","message":"x","elasticsearch.node.name":"es-0"}"#,
        ] {
            assert!(!Stored::of(line.as_bytes()).is_line(), "{line}");
        }
    }
}
