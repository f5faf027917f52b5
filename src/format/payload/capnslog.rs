//! capnslog: etcd up to 3.4.
//!
//! ```text
//! 2026-11-20 15:20:25.692031 W | etcdserver: read-only range request took too long
//! time without a zone        level package   text
//! ```

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::model::{Clock, RawTime};
use crate::text::cursor::Cursor;
use crate::time::rfc3339;

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "capnslog", parse };

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    let (ns, rest) = rfc3339::local(text)?;
    let (header, rest) = rest.split_at_checked(5)?;
    let level = match header {
        [b' ', letter, b' ', b'|', b' '] => level::letter(*letter)?,
        _ => return None,
    };
    let mut message = Cursor::new(rest);
    let package = message.until(b':').filter(|package| is_package(package));
    message.blanks();
    Some(Inner {
        time: RawTime { clock: Clock::Local, ns },
        level: Some(level),
        message: Cow::Borrowed(if package.is_some() { message.rest() } else { rest }),
        ..Inner::default()
    })
}

fn is_package(word: &[u8]) -> bool {
    word.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[test]
    fn package_and_text() {
        let record = Dialect::default().decode(b"2026-11-20 15:20:25.692031 W | pkg/flags: unrecognized", &NAMES);
        assert_eq!((record.format, record.level), ("capnslog", Some(Level::Warning)));
        assert_eq!((record.time.clock, &*record.message), (Clock::Local, &b"unrecognized"[..]));
        let record = Dialect::default().decode(b"2026-11-20 15:20:25.692031 E | failed to x: y", &NAMES);
        assert_eq!(&*record.message, b"failed to x: y");
    }
}
