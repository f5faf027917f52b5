//! nginx before its log is open, and HAProxy on its console.
//!
//! ```text
//! nginx: [emerg] bind() to 127.0.0.1:18081 failed (98: Address already in use)
//! [WARNING]  (12511) : Server cp/cp1 is DOWN, reason: Layer4 connection problem
//! ```

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::text::cursor::Cursor;

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "proxy-console", parse };

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    match text.first()? {
        b'n' => nginx(text),
        b'[' => haproxy(text),
        _ => None,
    }
}

fn nginx(text: &[u8]) -> Option<Inner<'_>> {
    let mut rest = Cursor::new(text);
    rest.tag(b"nginx: [")?;
    let level = level::word(rest.until(b']')?)?;
    rest.byte(b' ')?;
    Some(Inner { level: Some(level), message: Cow::Borrowed(rest.rest()), ident: ident(b"nginx"), ..Inner::default() })
}

fn haproxy(text: &[u8]) -> Option<Inner<'_>> {
    let mut rest = Cursor::new(text);
    rest.byte(b'[')?;
    let level = level::word(rest.until(b']')?)?;
    rest.blanks();
    rest.byte(b'(')?;
    let pid = u32::try_from(rest.number()?).ok()?;
    rest.tag(b") : ")?;
    let message = Cow::Borrowed(rest.rest());
    Some(Inner { level: Some(level), pid: Some(pid), message, ident: ident(b"haproxy"), ..Inner::default() })
}

fn ident(name: &'static [u8]) -> Option<Cow<'static, [u8]>> {
    Some(Cow::Borrowed(name))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn level_and_text() {
        let record = Dialect::default().decode(b"nginx: [emerg] bind() to 0.0.0.0:80 failed", &NAMES);
        assert_eq!((record.level, &*record.message), (Some(Level::Emergency), &b"bind() to 0.0.0.0:80 failed"[..]));
        let record = Dialect::default().decode(b"[ALERT]    (7) : backend cp has no server available!", &NAMES);
        assert_eq!((record.level, record.pid), (Some(Level::Alert), Some(7)));
        assert_eq!(record.ident.as_deref(), Some(&b"haproxy"[..]));
    }
}
