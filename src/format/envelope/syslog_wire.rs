//! RFC 3164 as it goes over the wire: a priority before the line of a syslog file.
//!
//! ```text
//! <30>Nov 14 02:58:40 k8s-cp-01 k3s[1224]: text
//! PRI: facility * 8 + level
//! <13>backup[7]: text                                    what a program sends to /dev/log has no time of its own
//! <189>123: *Nov 14 02:58:40.1: %SYS-5-CONFIG_I: text    switches: see `short_other.rs`
//! ```

use crate::format::{Envelope, Hints};
use crate::framing::{Frame, wire};
use crate::model::{Level, RawTime, Record};
use crate::text::cursor::Cursor;
use crate::time::{rfc3339, syslog};

use super::{head, short_other};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "syslog-wire",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| wire::without_count(line).first() == Some(&b'<'),
    parse,
};

fn parse<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    let (level, line) = priority(wire::without_count(raw))?;
    let stamp = syslog::prefix(line).or_else(|| rfc3339::prefix(line)).or_else(|| short_other::stamp(line));
    let Some((time, rest)) = stamp else { return timeless(raw, level, head::tag(line)) };
    let mut head = head::parse_or_text(rest, hints)?;
    head.text = head.text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head.text);
    Some(Record { level: Some(level), ..head::record(raw, time, head) })
}

/// A line that has a tag and no stamp.
fn timeless<'a>(raw: &'a [u8], level: Level, head: head::Head<'a>) -> Option<Record<'a>> {
    head.ident.filter(|ident| !ident.is_empty() && ident[0].is_ascii_alphabetic())?;
    Some(Record { level: Some(level), ..head::record(raw, RawTime::NONE, head) })
}

/// `<N>` and what follows it.
#[inline]
#[must_use]
pub fn priority(line: &[u8]) -> Option<(Level, &[u8])> {
    let mut line = Cursor::new(line);
    line.byte(b'<')?;
    let number = u32::try_from(line.number()?).ok().filter(|n| *n < 1024)?;
    line.byte(b'>')?;
    Some((Level::from_priority(number), line.rest()))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn priority_and_line() {
        let record = Dialect::default().decode(b"<11>Nov 14 02:58:40 n kubelet[7] \xef\xbb\xbfFailed: x", &NAMES);
        assert_eq!((record.format, record.level), ("syslog-wire", Some(Level::Error)));
        assert_eq!((record.ident.as_deref(), &*record.text), (Some(&b"kubelet"[..]), &b"Failed: x"[..]));
    }

    #[test]
    fn lines_without_a_time() {
        let record = Dialect::default().decode(b"<13>backup[7]: x", &NAMES);
        assert_eq!((record.format, record.level, record.pid), ("syslog-wire", Some(Level::Notice), Some(7)));
        assert_eq!((record.time.is_some(), &*record.text), (false, &b"x"[..]));
        let record = Dialect::default().decode(b"<189>123: *Nov 14 02:58:40.1: %SYS-5-X: y", &NAMES);
        assert_eq!((record.format, record.time.is_some(), &*record.text), ("syslog-wire", true, &b"%SYS-5-X: y"[..]));
        for line in ["<13>hello there", "<13>[a] x: y", "<p>x: y"] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "syslog-wire", "{line}");
        }
    }
}
