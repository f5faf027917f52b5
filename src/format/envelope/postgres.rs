//! PostgreSQL's log on stderr, `log_line_prefix` as Debian and upstream set it.
//!
//! ```text
//! 2026-11-20 16:24:16.631 CET [11796] ERROR:  division by zero
//! 2026-11-20 16:24:16.631 CET [11796] app@shop STATEMENT:  select 1/0
//! time                    zone pid    user     level
//!         a tab continues
//! ```

use std::borrow::Cow;

use crate::format::level;
use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::Record;
use crate::text::cursor::Cursor;
use crate::time::{rfc3339, zone};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "postgres",
    frame: Frame::Tabbed,
    nests: false,
    looks_like: |line| line.get(10) == Some(&b' ') && line.first().is_some_and(u8::is_ascii_digit),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (ns, rest) = rfc3339::local(raw)?;
    let mut rest = Cursor::new(rest);
    rest.byte(b' ')?;
    let zone = rest.until(b' ').filter(|zone| zone.len() <= 6)?;
    rest.byte(b'[')?;
    let pid = u32::try_from(rest.number()?).ok()?;
    rest.until(b']').filter(|session| session.len() < 12)?;
    // `log_line_prefix` may go on with anything; `%m [%p]: [%l-1] ` is common.
    let text = rest.rest().strip_prefix(b":").unwrap_or(rest.rest()).strip_prefix(b" ")?;
    let (level, message) = message(text)?;
    Some(Record {
        time: zone::place(ns, Some(zone)),
        ident: Some(Cow::Borrowed(b"postgres")),
        pid: Some(pid),
        level: Some(level),
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(message),
        ..Record::default()
    })
}

/// `LEVEL:  text`, perhaps behind `user@database `.
fn message(text: &[u8]) -> Option<(crate::model::Level, &[u8])> {
    let at = memchr::memmem::find(&text[..text.len().min(160)], b":  ")?;
    let word = text[..at].rsplit(|b| *b == b' ').next()?;
    let level = level::word(word).filter(|_| word.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()))?;
    Some((level, &text[at + 3..]))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[track_caller]
    fn check(line: &str, clock: Clock, level: Level, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time.clock, record.level), ("postgres", clock, Some(level)), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
    }

    #[test]
    fn prefixes() {
        check(
            "2026-11-20 16:24:16.631 CET [7] PANIC:  could not write",
            Clock::Utc,
            Level::Critical,
            "could not write",
        );
        check("2026-11-20 16:24:16.631 CST [7] LOG:  x", Clock::Local, Level::Info, "x");
        check("2026-11-20 16:24:16.631 UTC [7-1] app@shop ERROR:  x\n\ty", Clock::Utc, Level::Error, "x\n\ty");
        check("2026-11-20 16:24:16 UTC [7]: [3-1] user=a,db=b FATAL:  no", Clock::Utc, Level::Critical, "no");
    }
}
