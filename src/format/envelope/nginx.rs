//! nginx's error log.
//!
//! ```text
//! 2026/11/20 16:24:30 [error] 12112#12112: *1 connect() failed (111: Connection refused), client: ...
//! local time           level  pid#thread   connection
//! ```

use std::borrow::Cow;

use crate::format::level;
use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Clock, RawTime, Record};
use crate::text::cursor::Cursor;
use crate::time::rfc3339;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "nginx-error",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.get(4) == Some(&b'/'),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (ns, rest) = rfc3339::local(raw)?;
    let mut rest = Cursor::new(rest);
    rest.byte(b' ')?;
    let text = rest.rest();
    rest.byte(b'[')?;
    let level = level::word(rest.until(b']')?)?;
    rest.byte(b' ')?;
    let pid = u32::try_from(rest.number()?).ok()?;
    rest.byte(b'#')?;
    rest.number()?;
    rest.tag(b": ")?;
    Some(Record {
        time: RawTime { clock: Clock::Local, ns },
        ident: Some(Cow::Borrowed(b"nginx")),
        pid: Some(pid),
        level: Some(level),
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(without_connection(rest.rest())),
        ..Record::default()
    })
}

/// `*1 text`.
fn without_connection(text: &[u8]) -> &[u8] {
    let mut rest = Cursor::new(text);
    let number = rest.byte(b'*').and_then(|()| rest.number()).and_then(|_| rest.byte(b' '));
    number.map_or(text, |()| rest.rest())
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn with_and_without_connection() {
        let line = b"2026/11/20 16:24:30 [error] 7#8: *1 connect() failed (111: Connection refused)";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, record.level, record.pid), ("nginx-error", Some(Level::Error), Some(7)));
        assert_eq!(&*record.message, b"connect() failed (111: Connection refused)");
        let record = Dialect::default().decode(b"2026/11/20 16:24:28 [notice] 7#8: start", &NAMES);
        assert_eq!(&*record.message, b"start");
    }
}
