//! Calico's felix and its relatives.
//!
//! ```text
//! 2026-06-05 06:47:13.901 [ERROR][71] felix/int_dataplane.go 1325: Failed to execute error=exit status 4
//! time without a zone      level  pid  file                  line  text
//! ```

use std::borrow::Cow;

use memchr::memrchr;

use crate::format::{Inner, Payload, level};
use crate::model::{Clock, RawTime};
use crate::text::cursor::Cursor;
use crate::time::rfc3339;

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "felix", parse };

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    let (ns, rest) = rfc3339::local(text)?;
    let mut rest = Cursor::new(rest);
    rest.tag(b" [")?;
    let level = level::word(rest.until(b']')?)?;
    rest.byte(b'[')?;
    let pid = u32::try_from(rest.number()?).ok()?;
    rest.tag(b"] ")?;
    let path = rest.until(b' ')?;
    rest.number()?;
    rest.tag(b": ")?;
    Some(Inner {
        time: RawTime { clock: Clock::Local, ns },
        level: Some(level),
        message: Cow::Borrowed(rest.rest()),
        source_file: super::file_name(path).map(Cow::Borrowed),
        pid: Some(pid),
        ident: memrchr(b'/', path).map(|slash| Cow::Borrowed(&path[..slash])),
        ..Inner::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[test]
    fn header() {
        let line = b"2026-06-05 06:47:13.901 [ERROR][71] felix/int_dataplane.go 1325: Failed to execute";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, record.level, record.pid), ("felix", Some(Level::Error), Some(71)));
        assert_eq!((record.time.clock, &*record.message), (Clock::Local, &b"Failed to execute"[..]));
        assert_eq!(record.ident.as_deref(), Some(&b"felix"[..]));
        assert_eq!(record.source_file.as_deref(), Some(&b"int_dataplane.go"[..]));
    }
}
