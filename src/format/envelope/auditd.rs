//! `/var/log/audit/audit.log`: the audit daemon's own file.
//!
//! ```text
//! node=wrk-2 type=SERVICE_STOP msg=audit(1766119458.123:456): pid=1 uid=0 msg='unit=kubelet comm="systemd"'
//! host       type             UTC seconds, serial             fields
//! type=AVC msg=audit(11/14/2025 02:57:18.123:456) : avc:  denied ...       ausearch -i, local time as the locale has it
//! ```
//!
//! # Source
//!
//! audit-userspace, `auditd-event.c`: `node=` is there when `name_format` is set.

use std::borrow::Cow;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Clock, RawTime, Record};
use crate::text::cursor;
use crate::time::{civil, digits, unix};

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
    let (time, _) = unix::prefix(stamp).or_else(|| local(stamp)).filter(|(_, rest)| rest.starts_with(b":"))?;
    Some(Record {
        time,
        host: host.map(Cow::Borrowed),
        ident: Some(Cow::Borrowed(b"audit")),
        message: Cow::Borrowed(rest),
        text: Cow::Borrowed(rest),
        ..Record::default()
    })
}

/// `11/14/2025 02:57:18.123`, `14/11/25`, `14.11.2025`: which number is the month shows only when the other is too large
/// for one; American otherwise.
fn local(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let (date, rest) = text.split_at(memchr::memchr(b' ', &text[..text.len().min(11)])?);
    let mut parts = date.split(|b| matches!(b, b'/' | b'.' | b'-')).map(cursor::number);
    let mut part = || parts.next()?.and_then(|number| i64::try_from(number).ok());
    let (first, second, year) = (part()?, part()?, part()?);
    let year = if year < 100 { year + 2000 } else { year };
    let turned = first > 12 || date.contains(&b'.');
    let (month, day) = if turned { (second, first) } else { (first, second) };
    let ns = civil::moment(year, month, day, digits::clock(rest, 1)?)?;
    let (fraction, used) = digits::fraction(&rest[9..]);
    Some((RawTime { clock: Clock::Local, ns: ns + fraction }, &rest[9 + used..]))
}

/// What stands before and after the first `mark`.
fn split<'t>(text: &'t [u8], mark: &[u8]) -> Option<(&'t [u8], &'t [u8])> {
    let at = memchr::memmem::find(&text[..text.len().min(200)], mark)?;
    Some((&text[..at], &text[at + mark.len()..]))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, RawTime};

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
    fn interpreted_stamps() {
        for date in ["12/19/2025", "19/12/2025", "12/19/25", "19.12.2025"] {
            let line = format!("type=AVC msg=audit({date} 04:44:18.123:456) : avc:  denied  {{ read }}");
            let record = Dialect::default().decode(line.as_bytes(), &NAMES);
            let at = RawTime { clock: Clock::Local, ns: 1_766_119_458_123_000_000 };
            assert_eq!((record.format, record.time), ("auditd", at), "{line}");
        }
    }

    #[test]
    fn other_lines() {
        for line in ["type=AVC", "type=Opaque msg=\"x\"", "node=a b", "type=AVC msg=audit(x:1): y"] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "auditd", "{line}");
        }
    }
}
