//! corosync's own log file.
//!
//! ```text
//! Nov 20 16:36:57 [2544] vm corosync warning [MAIN  ] Could not increase RLIMIT_MEMLOCK
//! stamp            pid   host        level    subsystem text
//! ```
//!
//! In the journal it is `corosync[2544]:   [MAIN  ] text`: the same text behind another envelope.

use std::borrow::Cow;

use crate::format::level;
use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::Record;
use crate::text::cursor::Cursor;
use crate::time::syslog;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "corosync",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.get(15..17) == Some(b" ["),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (time, rest) = syslog::prefix(raw)?;
    let mut rest = Cursor::new(rest);
    rest.tag(b" [")?;
    let pid = u32::try_from(rest.number()?).ok()?;
    rest.tag(b"] ")?;
    let host = rest.until(b' ')?;
    rest.tag(b"corosync ")?;
    let level = level::word(rest.until(b' ')?)?;
    rest.blanks();
    let text = rest.rest();
    Some(Record {
        time,
        host: Some(Cow::Borrowed(host)),
        ident: Some(Cow::Borrowed(b"corosync")),
        pid: Some(pid),
        level: Some(level),
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(without_subsystem(text)),
        ..Record::default()
    })
}

/// `[MAIN  ] text`.
fn without_subsystem(text: &[u8]) -> &[u8] {
    let end = text.starts_with(b"[").then(|| text.iter().take(12).position(|b| *b == b']')).flatten();
    end.map_or(text, |end| text[end + 1..].trim_ascii_start())
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn level_and_subsystem() {
        let line = b"Nov 20 16:36:57 [2544] vm corosync warning [KNET  ] link: host: 2 link: 0 is down";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, record.level, record.pid), ("corosync", Some(Level::Warning), Some(2544)));
        assert_eq!(&*record.text, b"[KNET  ] link: host: 2 link: 0 is down");
        assert_eq!(&*record.message, b"link: host: 2 link: 0 is down");
    }
}
