//! `/var/log/dpkg.log`.
//!
//! ```text
//! 2026-11-20 15:12:32 status half-configured linux-headers-6.12.107:amd64 6.12.107-1
//! local time          action state           package:arch                 version
//! ```

use std::borrow::Cow;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Clock, RawTime, Record};
use crate::time::rfc3339;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "dpkg",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.get(10) == Some(&b' ') && line.first().is_some_and(u8::is_ascii_digit),
    parse,
};

const ACTIONS: [&[u8]; 10] = [
    b"startup ",
    b"status ",
    b"install ",
    b"upgrade ",
    b"configure ",
    b"trigproc ",
    b"remove ",
    b"purge ",
    b"conffile ",
    b"disappear ",
];

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (ns, rest) = rfc3339::local(raw)?;
    let text = rest.strip_prefix(b" ")?;
    ACTIONS.iter().any(|action| text.starts_with(action)).then(|| Record {
        time: RawTime { clock: Clock::Local, ns },
        ident: Some(Cow::Borrowed(b"dpkg")),
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(text),
        ..Record::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};

    #[test]
    fn actions_only() {
        let record = Dialect::default().decode(b"2026-11-20 15:12:32 status half-configured x:amd64 1", &NAMES);
        assert_eq!((record.format, &*record.text), ("dpkg", &b"status half-configured x:amd64 1"[..]));
        assert_eq!(Dialect::default().decode(b"2026-11-20 15:12:32 started", &NAMES).format, "dated");
    }
}
