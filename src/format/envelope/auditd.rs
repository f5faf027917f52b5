//! `/var/log/audit/audit.log`: the audit daemon's own file.
//!
//! ```text
//! node=wrk-2 type=SERVICE_STOP msg=audit(1766119458.123:456): pid=1 uid=0 msg='unit=kubelet comm="systemd"'
//! host       type             UTC seconds, serial             fields
//! ```
//!
//! # Source
//!
//! audit-userspace, `auditd-event.c`: `node=` is there when `name_format` is set.

use std::borrow::Cow;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::Record;
use crate::time::unix;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "auditd",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.starts_with(b"type=") || line.starts_with(b"node="),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (host, rest) = match raw.strip_prefix(b"node=") {
        Some(rest) => split(rest, b" ").map(|(host, rest)| (Some(host), rest))?,
        None => (None, raw),
    };
    let (_, stamp) = split(rest.strip_prefix(b"type=")?, b" msg=audit(")?;
    let (time, _) = unix::prefix(stamp).filter(|(_, rest)| rest.starts_with(b":"))?;
    Some(Record {
        time,
        host: host.map(Cow::Borrowed),
        ident: Some(Cow::Borrowed(b"audit")),
        message: Cow::Borrowed(rest),
        text: Cow::Borrowed(rest),
        ..Record::default()
    })
}

/// What stands before and after the first `mark`.
fn split<'t>(text: &'t [u8], mark: &[u8]) -> Option<(&'t [u8], &'t [u8])> {
    let at = memchr::memmem::find(&text[..text.len().min(200)], mark)?;
    Some((&text[..at], &text[at + mark.len()..]))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::RawTime;

    #[track_caller]
    fn check(line: &str, host: Option<&[u8]>) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time), ("auditd", RawTime::utc(1_766_119_458_123_000_000)), "{line}");
        assert_eq!(record.host.as_deref(), host, "{line}");
        assert!(record.text.starts_with(b"type=AVC msg=audit("), "{line}");
    }

    #[test]
    fn with_and_without_a_node() {
        check("type=AVC msg=audit(1766119458.123:456): avc:  denied  { read }", None);
        check("node=wrk-2 type=AVC msg=audit(1766119458.123:456): avc:  denied", Some(b"wrk-2"));
    }

    #[test]
    fn other_lines() {
        for line in ["type=AVC", "type=Opaque msg=\"x\"", "node=a b", "type=AVC msg=audit(x:1): y"] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "auditd", "{line}");
        }
    }
}
