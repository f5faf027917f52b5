//! keepalived on the console or in its own file.
//!
//! ```text
//! Fri Nov 20 16:34:12 2026: (VI_1) Entering MASTER STATE
//! local time, no zone       text
//! ```

use std::borrow::Cow;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::Record;
use crate::time::ctime;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "keepalived",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.get(24) == Some(&b':'),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (time, rest) = ctime::prefix(raw)?;
    let text = Cow::Borrowed(rest.strip_prefix(b": ")?);
    Some(Record { time, ident: Some(Cow::Borrowed(b"keepalived")), message: text.clone(), text, ..Record::default() })
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};

    #[test]
    fn console_lines() {
        let record = Dialect::default().decode(b"Fri Nov 20 16:34:12 2026: (VI_1) Entering MASTER STATE", &NAMES);
        assert_eq!((record.format, &*record.text), ("keepalived", &b"(VI_1) Entering MASTER STATE"[..]));
        assert_eq!(Dialect::default().decode(b"Fri Nov 20 16:34:12 2026 x", &NAMES).format, "dated");
    }
}
