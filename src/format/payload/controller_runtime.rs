//! zap's console encoder, as controller-runtime sets it: columns between tabs.
//!
//! ```text
//! 2026-03-16T01:12:33Z -> ERROR -> setup -> problem running manager -> {"error": "..."}
//! time                level   logger  text                   fields
//! ```
//!
//! The time is RFC 3339 or a float of seconds. A stack trace may follow in lines of its own.

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::model::RawTime;
use crate::text::cursor::Cursor;
use crate::time::{rfc3339, unix};

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "controller-runtime", parse };

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    text.first().filter(|b| b.is_ascii_digit())?;
    let mut rest = Cursor::new(text);
    let time = time(rest.until(b'\t').filter(|stamp| stamp.len() <= 40)?)?;
    let level = level::word(rest.until(b'\t')?)?;
    // Exports of tables end each row with a tab.
    let mut columns: Vec<&[u8]> = rest.rest().trim_ascii_end().split(|b| *b == b'\t').collect();
    if columns.len() > 1 && columns.last().is_some_and(|last| is_fields(last)) {
        columns.pop();
    }
    let message = *columns.last()?;
    let source_file = columns.iter().find_map(|column| super::file_name(column)).map(Cow::Borrowed);
    let logger = columns.first().filter(|_| columns.len() > 1).map(|logger| Cow::Borrowed(*logger));
    Some(Inner {
        time,
        level: Some(level),
        message: Cow::Borrowed(message),
        source_file,
        ident: logger,
        ..Inner::default()
    })
}

/// `{"error": "..."}`, `thread=15` of Envoy below Istio.
fn is_fields(column: &[u8]) -> bool {
    column.starts_with(b"{") || column.strip_prefix(b"thread=").is_some_and(|id| id.iter().all(u8::is_ascii_digit))
}

fn time(stamp: &[u8]) -> Option<RawTime> {
    rfc3339::whole(stamp).or_else(|| unix::any(stamp))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[track_caller]
    fn check(line: &str, level: Level, ident: Option<&str>, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.level), ("controller-runtime", Some(level)), "{line}");
        assert_eq!(record.ident.as_deref(), ident.map(str::as_bytes), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
    }

    #[test]
    fn columns() {
        check(
            "2026-03-16T01:12:33Z\tERROR\tsetup\tproblem\t{\"error\": \"x\"}",
            Level::Error,
            Some("setup"),
            "problem",
        );
        let envoy =
            "2026-03-16T01:12:33Z\twarning\tenvoy config a/grpc_stream.h:152\tgRPC config stream closed\tthread=15";
        check(envoy, Level::Warning, Some("envoy config a/grpc_stream.h:152"), "gRPC config stream closed");
        let row = "2026-03-16T01:12:33\tError\tkernel\tpppoe0: link state changed to DOWN\t";
        check(row, Level::Error, Some("kernel"), "pppoe0: link state changed to DOWN");
        check("1.773e+09\tINFO\tstarting manager", Level::Info, None, "starting manager");
    }
}
