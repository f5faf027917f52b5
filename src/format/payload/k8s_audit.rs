//! The API server's audit log: an object a request, the fields in one fixed order.
//!
//! ```text
//! {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"...","stage":"ResponseComplete",
//!   what it is                                    how much is kept                  when in the request's life
//!  "requestURI":"/apis/apps/v1/...","verb":"patch","user":{"username":"..."},...,"responseStatus":{...,"code":200},
//!   the object                       what was done         who                    how it ended
//!  "requestObject":{...},"requestReceivedTimestamp":"...","stageTimestamp":"2025-11-14T03:02:41.118394Z",...}
//!   the body, from level Request on                        when
//! ```
//!
//! The message is the object from `requestURI` on: what stands before it is the same in every line, or an id. A request
//! that only asks what it would do (`?dryRun=All`, which Argo CD and `kubectl diff` send all day) changed nothing: it is of
//! a program of its own, so that no rule takes it for a change.
//! Source: `k8s.io/apiserver/pkg/apis/audit/v1/types.go: Event`. EKS and the export of CloudWatch store the same object,
//! the latter behind a time of its own.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem;

use crate::format::json::{self, Value};
use crate::format::{Inner, Payload};
use crate::model::{Keys, Level, RawTime};
use crate::text::cursor::number;
use crate::time::rfc3339;

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "k8s-audit", parse };

/// The program a record of this shape counts as: an API server prints other lines too.
const IDENT: &[u8] = b"kube-audit";

/// The same for a request that changes nothing.
const DRY_RUN: &[u8] = b"kube-audit-dry-run";

/// `{"kind":"Event","apiVersion":"audit.k8s.io/v1",` is shorter than this, with blanks too.
const HEAD: usize = 80;

/// What tells its objects from those of others.
static VERSION: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("audit.k8s.io/v"));

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    let object = without_date(text);
    let head = &object[..object.len().min(HEAD)];
    if !head.starts_with(b"{") || VERSION.find(head).is_none() {
        return None;
    }
    let ident = if is_dry_run(object) { DRY_RUN } else { IDENT };
    Some(Inner {
        time: time(object),
        level: Some(level(object)),
        message: Cow::Borrowed(from_uri(object)),
        ident: Some(Cow::Borrowed(ident)),
        keys: Keys::Object,
        ..Inner::default()
    })
}

/// CloudWatch puts `2025-11-14T03:02:41.118Z ` before the object when it exports.
fn without_date(text: &[u8]) -> &[u8] {
    let rest = rfc3339::prefix(text).map_or(text, |(_, rest)| rest);
    rest.trim_ascii_start()
}

fn from_uri(object: &[u8]) -> &[u8] {
    memmem::find(object, br#""requestURI":"#).map_or(object, |at| &object[at..])
}

fn is_dry_run(object: &[u8]) -> bool {
    let uri = json::get(object, b"requestURI").and_then(Value::plain).unwrap_or_default();
    uri.split(|b| matches!(b, b'?' | b'&')).skip(1).any(|option| option.starts_with(b"dryRun="))
}

/// The stage's own time; that of the request where the line is cut short.
fn time(object: &[u8]) -> RawTime {
    let stamp = |key: &[u8]| json::get(object, key).and_then(Value::plain).and_then(rfc3339::whole);
    let time = stamp(b"stageTimestamp").or_else(|| stamp(b"requestReceivedTimestamp"));
    time.unwrap_or_default()
}

/// A request that was refused is a warning, one that the server could not answer an error.
fn level(object: &[u8]) -> Level {
    match json::get(object, b"responseStatus").and_then(code) {
        Some(500..) => Level::Error,
        Some(400..) => Level::Warning,
        _ => Level::Info,
    }
}

fn code(status: Value<'_>) -> Option<u64> {
    let Value::Object(status) = status else { return None };
    json::get(status, b"code").and_then(Value::plain).and_then(number)
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    const LINE: &str = r#"{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"0e1f","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/shop/pods/cart-0","verb":"delete","user":{"username":"kim"},"responseStatus":{"metadata":{},"code":CODE},"requestReceivedTimestamp":"2026-11-20T15:28:19.000000Z","stageTimestamp":"2026-11-20T15:28:20.000000Z"}"#;

    #[track_caller]
    fn check(line: &str, level: Level) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.level), ("k8s-audit", Some(level)), "{line}");
        assert_eq!((record.time.clock, record.time.ns), (Clock::Utc, 1_795_188_500_000_000_000), "{line}");
        assert_eq!(record.ident.as_deref(), Some(&b"kube-audit"[..]), "{line}");
        assert!(record.message.starts_with(br#""requestURI":"/api/v1/namespaces/shop"#), "{line}");
    }

    #[test]
    fn codes_and_exports() {
        check(&LINE.replace("CODE", "200"), Level::Info);
        check(&LINE.replace("CODE", "403"), Level::Warning);
        check(&LINE.replace("CODE", "503"), Level::Error);
        check(&format!("2026-11-20T15:28:21.118Z {}", LINE.replace("CODE", "200")), Level::Info);
    }

    #[test]
    fn what_is_only_tried_is_no_change() {
        let ident = |uri: &str| {
            let line = LINE.replace("CODE", "200").replace("cart-0", uri);
            Dialect::default()
                .decode(line.as_bytes(), &NAMES)
                .ident
                .map(|ident| String::from_utf8_lossy(&ident).into_owned())
        };
        for (uri, want) in [
            ("cart-0?dryRun=All&fieldManager=argocd-controller&force=true", "kube-audit-dry-run"),
            ("cart-0?fieldManager=kubectl&dryRun=All", "kube-audit-dry-run"),
            ("cart-0?fieldManager=dryRun", "kube-audit"),
        ] {
            assert_eq!(ident(uri).as_deref(), Some(want), "{uri}");
        }
    }

    #[test]
    fn a_line_that_was_cut_keeps_what_it_has() {
        let record = Dialect::default().decode(&LINE.as_bytes()[..140], &NAMES);
        assert_eq!((record.format, record.time.clock), ("k8s-audit", Clock::None));
    }

    #[test]
    fn other_objects() {
        let event = br#"{"kind":"Event","apiVersion":"v1","metadata":{"name":"x"},"reason":"BackOff"}"#;
        assert_ne!(Dialect::default().decode(event, &NAMES).format, "k8s-audit");
    }
}
