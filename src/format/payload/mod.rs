//! What programs put in front of their messages: one file per shape, and the table of them.
//!
//! One stream mixes several shapes (the API server prints klog and zap lines side by side), so each line is tried
//! against the table; every parser refuses a foreign line within its first bytes.

pub mod capnslog;
pub mod controller_runtime;
pub mod coredns;
pub mod date_behind;
pub mod date_inside;
pub mod dated;
pub mod felix;
pub mod go_log;
pub mod hclog;
pub mod json_object;
pub mod json_value;
pub mod k8s_audit;
pub mod klog;
pub mod leading_level;
pub mod logrus;
pub mod mnemonic;
pub mod near_level;
pub mod near_pid;
pub mod proxy_console;
pub mod python;
pub mod stamps;

use std::borrow::Cow;

use crate::model::{Clock, Record};
use crate::time::year;

use super::envelope::firewall;
use super::{Inner, Payload};

/// Every payload, narrower shapes first.
pub static PAYLOADS: [Payload; 19] = [
    klog::PAYLOAD,
    k8s_audit::PAYLOAD,
    json_object::PAYLOAD,
    firewall::PAYLOAD,
    logrus::PAYLOAD,
    logrus::TERMINAL,
    proxy_console::PAYLOAD,
    date_behind::PAYLOAD,
    coredns::PAYLOAD,
    python::PAYLOAD,
    felix::PAYLOAD,
    capnslog::PAYLOAD,
    hclog::PAYLOAD,
    controller_runtime::PAYLOAD,
    go_log::PAYLOAD,
    dated::PAYLOAD,
    dated::UNDATED,
    leading_level::PAYLOAD,
    mnemonic::PAYLOAD,
];

/// The first payload that knows the text.
#[must_use]
pub fn read(text: &[u8]) -> Option<(&'static str, Inner<'_>)> {
    text.first()?;
    PAYLOADS.iter().find_map(|payload| Some((payload.name, (payload.parse)(text)?)))
}

/// Looks for a program's header in the record's text and adds what it tells.
pub fn apply(record: &mut Record<'_>) {
    if record.ident.as_deref() == Some(b"kernel") {
        return;
    }
    let found = match &record.text {
        Cow::Borrowed(text) => read(text),
        Cow::Owned(text) => read(text).map(|(name, inner)| (name, inner.into_owned())),
    };
    if let Some((name, inner)) = found {
        add(record, inner);
        if record.format.is_empty() {
            record.format = name;
        }
    }
}

/// The envelope's time, host and pid hold; the program knows level and message better.
fn add<'a>(record: &mut Record<'a>, inner: Inner<'a>) {
    match (record.time.clock, inner.time.clock) {
        (Clock::None, _) => record.time = inner.time,
        (Clock::Utc, _) => {}
        (Clock::UtcNoYear, Clock::Utc) => record.time = year::dated_by(record.time, inner.time.ns),
        (Clock::LocalNoYear, Clock::Local) => record.time = year::in_year_of(record.time, inner.time.ns),
        (_, Clock::Utc) => record.inner_utc_ns = Some(inner.time.ns),
        _ => {}
    }
    record.level = inner.level.or(record.level);
    record.pid = record.pid.or(inner.pid);
    record.ident = record.ident.take().or(inner.ident);
    record.source_file = inner.source_file;
    record.keys = inner.keys;
    record.message = inner.message;
    if inner.strip {
        record.text = record.message.clone();
    }
}

/// `pkg/etcdserver/raft.go:415` is in `raft.go`.
#[must_use]
pub fn file_name(caller: &[u8]) -> Option<&[u8]> {
    let path = caller.split(|b| *b == b':').next()?;
    let name = path.rsplit(|b| *b == b'/').next()?;
    name.ends_with(b".go").then_some(name)
}

/// The same for a value that may have been unescaped.
#[must_use]
pub fn file_name_of(caller: Cow<'_, [u8]>) -> Option<Cow<'_, [u8]>> {
    match caller {
        Cow::Borrowed(caller) => file_name(caller).map(Cow::Borrowed),
        Cow::Owned(caller) => file_name(&caller).map(|name| Cow::Owned(name.to_vec())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::RawTime;

    #[test]
    fn both_clocks_are_kept() {
        let line =
            br#"Nov 14 02:57:18 n k3s[1]: time="2025-11-14T02:57:18Z" level=error msg="lookup quay.io: Try again""#;
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, record.time.clock), ("short", Clock::LocalNoYear));
        assert_eq!(record.inner_utc_ns, Some(1_763_089_038_000_000_000));
        assert_eq!(&*record.message, b"lookup quay.io: Try again");
        assert!(record.text.starts_with(b"time="));
    }

    #[test]
    fn escaped_envelopes_hold_payloads() {
        let line = br#"{"log":"{\"level\":\"warn\",\"ts\":\"2026-11-20T15:28:19Z\",\"msg\":\"a \\\"b\\\"\"}\n","stream":"stderr","time":"2026-11-20T15:28:20Z"}"#;
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, &*record.message), ("docker-json", &b"a \"b\""[..]));
        assert_eq!(record.time, RawTime::utc(1_795_188_500_000_000_000));
    }

    #[test]
    fn a_date_in_the_line_tells_the_year() {
        let check = |line: &str, clock: Clock, seconds: i64| {
            let record = Dialect::default().decode(line.as_bytes(), &NAMES);
            assert_eq!((record.time.clock, record.time.ns), (clock, seconds * 1_000_000_000), "{line}");
        };
        check("Nov 14 02:57:18 n app[1]: 2025-11-14 01:57:18,5 ERROR x", Clock::Local, 1_763_089_038);
        check("Jan  1 00:30:00 n app[1]: 2024-12-31 23:30:00,5 ERROR x", Clock::Local, 1_735_691_400);
        check("Nov 14 02:57:18 n app[1]: 2025-11-12 01:57:18,5 ERROR x", Clock::LocalNoYear, 974_170_638);
    }

    #[test]
    fn kernel_lines_have_no_payload() {
        let record = Dialect::default().decode(b"Nov 14 02:57:18 n kernel: level=x msg=y", &NAMES);
        assert_eq!(&*record.message, b"level=x msg=y");
    }

    #[test]
    fn source_files() {
        assert_eq!(file_name(b"etcdserver/raft.go:415"), Some(&b"raft.go"[..]));
        assert_eq!(file_name(b"/go/src/x/api_limiter.go:580"), Some(&b"api_limiter.go"[..]));
        assert_eq!(file_name(b"main"), None);
    }
}
