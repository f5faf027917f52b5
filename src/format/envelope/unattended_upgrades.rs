//! `/var/log/unattended-upgrades/*.log`: Python's logging module.
//!
//! ```text
//! 2026-11-20 16:36:55,303 DEBUG loading plugins from [...]
//! local time, comma       level text
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
    name: "unattended-upgrades",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.get(19) == Some(&b','),
    parse,
};

/// How its texts begin that nobody else prints: others have the same layout.
const OWN: [&[u8]; 9] = [
    b"Starting unattended upgrades",
    b"Allowed origins are: ",
    b"Initial ",
    b"Packages that ",
    b"No packages found that can be upgraded unattended",
    b"Writing dpkg log to ",
    b"All upgrades installed",
    b"Cache lock can not be acquired",
    b"loading plugins from ",
];

fn parse<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    let (ns, rest) = rfc3339::local(raw).filter(|_| raw.get(19) == Some(&b','))?;
    let mut rest = Cursor::new(rest);
    rest.byte(b' ')?;
    let word = rest.until(b' ').filter(|word| word.iter().all(u8::is_ascii_uppercase))?;
    let text = Cow::Borrowed(rest.rest());
    // Java's thread stands here in the same layout.
    if text.starts_with(b"[") || !(hints.own || OWN.iter().any(|own| text.starts_with(own))) {
        return None;
    }
    Some(Record {
        time: RawTime { clock: Clock::Local, ns },
        ident: Some(Cow::Borrowed(b"unattended-upgrades")),
        level: Some(level::word(word)?),
        message: text.clone(),
        text,
        ..Record::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn python_stamps() {
        let record = Dialect::default().decode(b"2026-11-20 16:36:55,303 ERROR Cache lock can not be acquired", &NAMES);
        assert_eq!((record.format, record.level), ("unattended-upgrades", Some(Level::Error)));
        assert_eq!(&*record.text, b"Cache lock can not be acquired");
        let other = Dialect::default().decode(b"2026-11-20 16:36:55,303 ERROR urllib3.pool x", &NAMES);
        assert_eq!((other.format, other.ident), ("dated", None));
        let other = Dialect::default().decode(b"2026-11-20 16:36:55,303 ERROR [main] com.shop.App - boom", &NAMES);
        assert_eq!((other.format, other.ident), ("dated", None));
    }
}
