//! corosync's own log file.
//!
//! ```text
//! Nov 20 16:36:57 [2544] vm corosync warning [MAIN  ] Could not increase RLIMIT_MEMLOCK
//! stamp            pid   host        level    subsystem text
//! Nov 20 16:36:57 corosync [TOTEM ] A processor failed                                    1.x: no level, no host
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
    looks_like: |line| line.get(15) == Some(&b' ') && line.contains(&b'['),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (time, rest) = syslog::prefix(raw)?;
    let mut rest = Cursor::new(rest);
    rest.byte(b' ')?;
    let (pid, host) = origin(&mut rest).unzip();
    let is_old = rest.tag(b"corosync ").is_some();
    let level = if is_old { None } else { Some(level::word(rest.until(b' ')?)?) };
    rest.blanks();
    let text = rest.rest();
    // Without its origin a line is told by its subsystem alone: six bytes in brackets.
    (host.is_some() || (text.starts_with(b"[") && text.get(7) == Some(&b']'))).then_some(())?;
    Some(Record {
        time,
        host: host.map(Cow::Borrowed),
        ident: Some(Cow::Borrowed(b"corosync")),
        pid,
        level,
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(without_subsystem(text)),
        ..Record::default()
    })
}

/// `[2544] vm corosync `; `fileline` and older releases leave it out.
fn origin<'a>(rest: &mut Cursor<'a>) -> Option<(u32, &'a [u8])> {
    let mut ahead = Cursor::new(rest.rest());
    ahead.byte(b'[')?;
    let pid = u32::try_from(ahead.number()?).ok()?;
    ahead.tag(b"] ")?;
    let host = ahead.until(b' ')?;
    ahead.tag(b"corosync ")?;
    *rest = ahead;
    Some((pid, host))
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
        let record = Dialect::default().decode(b"Nov 20 16:36:57 error   [TOTEM ] A processor failed", &NAMES);
        assert_eq!((record.format, &*record.message), ("corosync", &b"A processor failed"[..]));
        let record = Dialect::default().decode(b"Nov 20 16:36:57 corosync [TOTEM ] A processor failed", &NAMES);
        assert_eq!(
            (record.format, record.host.is_none(), &*record.message),
            ("corosync", true, &b"A processor failed"[..])
        );
        assert_ne!(Dialect::default().decode(b"Nov 20 16:36:57 error [x] y", &NAMES).format, "corosync");
    }
}
