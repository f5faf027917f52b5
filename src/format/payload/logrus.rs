//! `key=value` lines: logrus, slog's text handler, go-kit.
//!
//! ```text
//! time="2025-11-14T02:57:59Z" level=info msg="Starting k3s v1.31.3" k=v        logrus
//! level=info msg="Processing API request" subsys=rate                          cilium: no time
//! time=2025-11-14T03:02:41.118394021Z level=WARN+2 source=/a/b.go:580 msg="x"  slog
//! ts=2026-11-20T15:37:27.033Z caller=main.go:579 level=info msg="x"            go-kit
//! [pvc-1-e-0] time="..." level=error msg="x"                                   Longhorn's engines
//! INFO[0003] text    k=v                                                       logrus on a terminal
//! ```

use std::borrow::Cow;

use crate::format::logfmt::{self, Value};
use crate::format::{Inner, Payload, level};
use crate::model::{Keys, RawTime};
use crate::text::cursor::{Cursor, number};
use crate::time::{rfc3339, unix};

/// Lines of pairs.
pub const PAYLOAD: Payload = Payload { name: "logfmt", parse };

/// The form for people.
pub const TERMINAL: Payload = Payload { name: "logrus-terminal", parse: terminal };

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    let text = without_prefix(text);
    let first = logfmt::first_key(text)?;
    if !matches!(first, b"time" | b"ts" | b"t" | b"level" | b"lvl" | b"msg" | b"caller" | b"source" | b"logger") {
        return None;
    }
    let mut inner = Inner { keys: Keys::Pairs, ..Inner::default() };
    let (mut told, mut message) = (false, None);
    for (key, value) in logfmt::pairs(text) {
        match key {
            b"level" | b"lvl" => inner.level = inner.level.or(level::word(value.raw())),
            b"msg" => message = message.or(Some(value)),
            b"time" | b"ts" | b"t" if !inner.time.is_some() => inner.time = time(value),
            b"caller" | b"source" | b"file" => {
                inner.source_file = inner.source_file.or(super::file_name_of(value.text()))
            }
            _ => {}
        }
        told |= matches!(key, b"level" | b"lvl" | b"msg");
    }
    inner.message = message.map_or(Cow::Borrowed(text), Value::text);
    if told && text.ends_with(b" stream=stderr") { relayed(text, inner) } else { told.then_some(inner) }
}

/// k0s runs the others and prints what they print, and from which of their streams.
#[cold]
fn relayed<'a>(text: &'a [u8], inner: Inner<'a>) -> Option<Inner<'a>> {
    let component = logfmt::pairs(text).find(|(key, _)| *key == b"component");
    Some(match component {
        Some((_, component)) => Inner { ident: Some(component.text()), ..within(inner) },
        None => inner,
    })
}

/// klog in a message, as k0s prints that of Kubernetes' components: it knows the level.
fn within(inner: Inner<'_>) -> Inner<'_> {
    let shaped = matches!(&*inner.message, [b'E' | b'W' | b'I' | b'F', b'0' | b'1', b'0'..=b'9', ..]);
    if !shaped {
        return inner;
    }
    let Some(own) = (super::klog::PAYLOAD.parse)(&inner.message).map(Inner::into_owned) else { return inner };
    Inner { level: own.level, message: own.message, source_file: own.source_file, ..inner }
}

fn time(value: Value<'_>) -> RawTime {
    rfc3339::whole(value.raw()).or_else(|| unix::any(value.raw())).unwrap_or_default()
}

/// `[pvc-1-e-0] `.
pub(in crate::format) fn without_prefix(text: &[u8]) -> &[u8] {
    if !text.starts_with(b"[pvc-") && !text.starts_with(b"[longhorn") {
        return text;
    }
    memchr::memmem::find(&text[..text.len().min(120)], b"] ").map_or(text, |at| &text[at + 2..])
}

/// `INFO[0003] text    k=v`: seconds since the program started, or the time.
fn terminal(text: &[u8]) -> Option<Inner<'_>> {
    let word = text.get(..4)?;
    let level = word.iter().all(u8::is_ascii_uppercase).then(|| short_word(word)).flatten()?;
    let mut rest = Cursor::new(&text[4..]);
    rest.byte(b'[')?;
    let stamp = rest.until(b']')?;
    let time = rfc3339::whole(stamp);
    (time.is_some() || number(stamp).is_some()).then_some(())?;
    let time = time.unwrap_or_default();
    Some(Inner { time, level: Some(level), message: Cow::Borrowed(rest.rest().trim_ascii()), ..Inner::default() })
}

fn short_word(word: &[u8]) -> Option<crate::model::Level> {
    match word {
        b"ERRO" => level::word(b"error"),
        b"DEBU" | b"TRAC" => level::word(b"debug"),
        b"FATA" | b"PANI" => level::word(b"fatal"),
        _ => level::word(word),
    }
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[track_caller]
    fn check(line: &str, clock: Clock, level: Level, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.time.clock, record.level), (clock, Some(level)), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
        assert_eq!(&*record.text, line.as_bytes(), "{line}");
    }

    #[test]
    fn every_dialect() {
        check(
            r#"time="2025-11-14T02:57:59Z" level=error msg="a \"b\"" error="x""#,
            Clock::Utc,
            Level::Error,
            "a \"b\"",
        );
        check("level=warning msg=serving... address=/run/x", Clock::None, Level::Warning, "serving...");
        check(r#"time=2025-11-14T03:02:41.1Z level=WARN+2 source=/a/b.go:5 msg="x""#, Clock::Utc, Level::Warning, "x");
        check(r#"ts=2026-11-20T15:37:27.033Z caller=main.go:579 level=info msg="x""#, Clock::Utc, Level::Info, "x");
        check(
            r#"[pvc-1-e-0] time="2026-03-16T01:02:04Z" level=error msg="R/W Timeout""#,
            Clock::Utc,
            Level::Error,
            "R/W Timeout",
        );
        check("ERRO[0003] no route    attempt=2", Clock::None, Level::Error, "no route    attempt=2");
        check("FATA[2026-03-03T09:12:44Z] no route", Clock::Utc, Level::Critical, "no route");
    }

    #[test]
    fn components_of_k0s() {
        let line = br#"time="2025-11-14T03:02:41Z" level=info msg="E1114 03:02:41.123456    1300 a.go:1] x" component=kubelet stream=stderr"#;
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.level, &*record.message), (Some(Level::Error), &b"x"[..]));
        assert_eq!(record.ident.as_deref(), Some(&b"kubelet"[..]));
    }

    #[test]
    fn files() {
        let record = Dialect::default().decode(b"time=2025-11-14T03:02:41Z level=info source=/a/b.go:5 msg=x", &NAMES);
        assert_eq!(record.source_file.as_deref(), Some(&b"b.go"[..]));
    }

    #[test]
    fn other_lines() {
        for line in ["time=5 is all we have", "a=b c=d", "level of water", "INFO[x] y"] {
            assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "", "{line}");
        }
    }
}
