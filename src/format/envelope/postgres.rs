//! PostgreSQL's log on stderr, `log_line_prefix` as Debian, upstream and Amazon set it.
//!
//! ```text
//! 2026-11-20 16:24:16.631 CET [11796] app@shop ERROR:  division by zero
//! 2026-11-20 16:24:16.631 CET [11796] app@shop STATEMENT:  select 1/0     more of the same record, its head is left out
//! 2026-11-20 15:24:16 UTC:192.0.2.7(51234):app@shop:[11796]:ERROR:  division by zero
//! < 2026-11-20 16:24:16.631 CET >ERROR:  division by zero           Red Hat up to 7: no pid
//! time                    zone             user      pid    level
//!         a tab continues
//! ```

use std::borrow::Cow;

use memchr::memmem;

use crate::format::level;
use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::framing::frame::{self, POSTGRES_NEAR as NEAR};
use crate::model::Record;
use crate::text::cursor::Cursor;
use crate::time::{rfc3339, zone};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "postgres",
    frame: Frame::Postgres,
    nests: false,
    looks_like: |line| match line.first() {
        Some(b'<') => line.get(12) == Some(&b' '),
        first => line.get(10) == Some(&b' ') && first.is_some_and(u8::is_ascii_digit),
    },
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let bracketed = raw.strip_prefix(b"< ");
    let (ns, rest) = rfc3339::local(bracketed.unwrap_or(raw))?;
    let mut rest = Cursor::new(rest);
    rest.byte(b' ')?;
    let zone = rest.while_(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'/' | b'_'));
    let (pid, rest) = match bracketed {
        Some(_) => (None, rest.rest().strip_prefix(b" >")?),
        None => session(rest.rest()).map(|(pid, rest)| (Some(pid), rest))?,
    };
    // `log_line_prefix` may go on with anything; `%m [%p]: [%l-1] ` is common.
    let text = rest.strip_prefix(b":").unwrap_or(rest);
    let text = text.strip_prefix(b" ").unwrap_or(text);
    let (level, message) = message(text)?;
    Some(Record {
        time: zone::place(ns, Some(zone)),
        ident: Some(Cow::Borrowed(b"postgres")),
        pid,
        level: Some(level),
        text: joined(text),
        message: joined(message),
        ..Record::default()
    })
}

/// The message and what its later lines tell more, without their heads.
fn joined(text: &[u8]) -> Cow<'_, [u8]> {
    let own = |line| frame::detail(line).filter(|_| frame::is_detail(line)).unwrap_or(line);
    let mut later = text.split(|b| *b == b'\n').skip(1);
    if !later.any(|line| own(line).len() < line.len()) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<&[u8]> =
        text.split(|b| *b == b'\n').enumerate().map(|(at, line)| if at == 0 { line } else { own(line) }).collect();
    Cow::Owned(lines.join(&b'\n'))
}

/// ` [11796]` or `:192.0.2.7(51234):app@shop:[11796]`, and what follows.
fn session(rest: &[u8]) -> Option<(u32, &[u8])> {
    let at = match rest.first()? {
        b' ' => 1,
        b':' => memmem::find(&rest[..rest.len().min(NEAR)], b":[")? + 1,
        _ => return None,
    };
    let mut rest = Cursor::new(&rest[at..]);
    rest.byte(b'[')?;
    let pid = u32::try_from(rest.number()?).ok()?;
    rest.until(b']').filter(|session| session.len() < 12)?;
    Some((pid, rest.rest()))
}

/// `LEVEL:  text`, perhaps behind `user@database `.
fn message(text: &[u8]) -> Option<(crate::model::Level, &[u8])> {
    let at = memmem::find(&text[..text.len().min(NEAR)], b":  ")?;
    let word = text[..at].rsplit(|b| *b == b' ').next()?;
    let level = level::word(word).filter(|_| word.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()))?;
    Some((level, &text[at + 3..]))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::framing::Frame;
    use crate::model::{Clock, Level};

    #[track_caller]
    fn check(line: &str, clock: Clock, level: Level, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time.clock, record.level), ("postgres", clock, Some(level)), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
    }

    #[test]
    fn details_are_of_the_message() {
        let head = "2026-11-20 16:24:16.631 CET [7] app@shop ";
        check(
            &format!("{head}ERROR:  could not write\n{head}DETAIL:  No space left\n{head}STATEMENT:  insert\n\tinto x"),
            Clock::Utc,
            Level::Error,
            "could not write\nDETAIL:  No space left\nSTATEMENT:  insert\n\tinto x",
        );
    }

    #[test]
    fn details_behind_a_bracket() {
        let head = "< 2026-11-20 16:24:16.631 CET >";
        let line = format!("{head}ERROR:  could not write\n{head}STATEMENT:  insert");
        check(&line, Clock::Utc, Level::Error, "could not write\nSTATEMENT:  insert");
        assert!(Frame::Postgres.continues(format!("{head}STATEMENT:  insert").as_bytes()));
        assert!(!Frame::Postgres.continues(format!("{head}LOG:  insert").as_bytes()));
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
        check("2026-11-20 16:24:16 UTC:192.0.2.7(51234):app@shop:[7]:ERROR:  x", Clock::Utc, Level::Error, "x");
        check("< 2026-11-20 16:24:16.631 CET >FATAL:  no", Clock::Utc, Level::Critical, "no");
        check("2026-11-20 16:24:16 UTC::@:[7]:LOG:  x", Clock::Utc, Level::Info, "x");
        check("2026-11-20 16:24:16 Europe/Berlin [7] LOG:  x", Clock::Utc, Level::Info, "x");
        check("2026-11-20 16:24:16 UTC [7]: [3-1] user=a,db=b FATAL:  no", Clock::Utc, Level::Critical, "no");
    }
}
