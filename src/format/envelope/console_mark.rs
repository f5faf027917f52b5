//! What a console server notes between the lines of a console: conserver.
//!
//! ```text
//! [-- MARK -- Fri Nov 20 10:15:32 2026]
//! [-- Console up -- Fri Nov 20 10:15:32 2026]
//! [-- ops@bastion attached -- Fri Nov 20 10:15:32 2026]
//! ```
//!
//! The lines of the console have no time: they keep that of the mark above.
//!
//! # Source
//!
//! conserver, `conserver/consent.c`, `conserver/group.c`: `tagLogfile`.

use std::borrow::Cow;

use crate::format::Envelope;
use crate::framing::Frame;
use crate::model::Record;
use crate::time::ctime;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "console-mark",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.starts_with(b"[-- "),
    parse: |raw, _| parse(raw),
};

fn parse(raw: &[u8]) -> Option<Record<'_>> {
    let inside = raw.strip_prefix(b"[-- ")?.strip_suffix(b"]")?;
    let at = memchr::memmem::rfind(inside, b" -- ")?;
    let (time, rest) = ctime::prefix(&inside[at + 4..])?;
    let message = Cow::Borrowed(&inside[..at]);
    rest.is_empty().then(|| Record { time, message, text: Cow::Borrowed(&inside[..at]), ..Record::default() })
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Clock;

    #[test]
    fn marks_and_other_brackets() {
        let record = Dialect::default().decode(b"[-- MARK -- Fri Nov 14 02:57:18 2025]", &NAMES);
        assert_eq!((record.format, record.time.clock, &*record.message), ("console-mark", Clock::Local, &b"MARK"[..]));
        for line in ["[-- MARK -- noon]", "[-- MARK]", "[-- x -- Fri Nov 14 02:57:18 2025] y"] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "console-mark", "{line}");
        }
    }
}
