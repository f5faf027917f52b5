//! Redis's and Valkey's own log.
//!
//! ```text
//! 812:M 20 Nov 2026 16:28:19.405 # Can't save in background: fork: Cannot allocate memory
//! pid:role  local time           mark: . debug, - verbose, * notice, # warning
//! ```
//!
//! Roles are M (primary), S (replica), C (a child that saves) and X (sentinel). The message is the whole line: role and
//! mark say more than a level does.
//!
//! # Source
//!
//! redis `src/server.c`: `serverLogRaw`.

use std::borrow::Cow;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Clock, Level, RawTime, Record};
use crate::text::cursor::Cursor;
use crate::time::{civil, digits};

/// See the head of this file.
pub const ENVELOPE: Envelope =
    Envelope { name: "redis", frame: Frame::Lines, nests: false, looks_like: |line| origin(line).is_some(), parse };

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (pid, rest) = origin(raw)?;
    let (time, rest) = time(rest)?;
    let mut rest = Cursor::new(rest);
    rest.byte(b' ')?;
    let level = level(*rest.rest().first()?)?;
    Some(Record {
        time,
        ident: Some(Cow::Borrowed(b"redis-server")),
        pid: Some(pid),
        level: Some(level),
        text: Cow::Borrowed(raw),
        message: Cow::Borrowed(raw),
        ..Record::default()
    })
}

/// The pid of `812:M `, and what follows.
fn origin(line: &[u8]) -> Option<(u32, &[u8])> {
    let mut rest = Cursor::new(line);
    let pid = u32::try_from(rest.number()?).ok()?;
    rest.byte(b':')?;
    let role = rest.until(b' ')?;
    matches!(role, b"M" | b"S" | b"C" | b"X").then_some((pid, rest.rest()))
}

/// `20 Nov 2026 16:28:19.405`.
fn time(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let head = text.get(..20)?;
    let (day, month) = (digits::two(head, 0)?, civil::month(&head[3..6])?);
    let ns = civil::moment(digits::four(head, 7)?, month, day, digits::clock(head, 12)?)?;
    let (fraction, used) = digits::fraction(&text[20..]);
    Some((RawTime { clock: Clock::Local, ns: ns + fraction }, &text[20 + used..]))
}

fn level(mark: u8) -> Option<Level> {
    Some(match mark {
        b'.' | b'-' => Level::Debug,
        b'*' => Level::Notice,
        b'#' => Level::Warning,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level, RawTime, stamp::SECOND};

    #[test]
    fn role_time_and_mark() {
        let line = b"812:S 20 Nov 2026 15:28:19.500 # Connection with master lost.";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, record.level, record.pid), ("redis", Some(Level::Warning), Some(812)));
        assert_eq!(record.time, RawTime { clock: Clock::Local, ns: 1_795_188_499 * SECOND + SECOND / 2 });
        assert_eq!(&*record.message, line);
    }

    #[test]
    fn what_only_looks_like_it() {
        for other in ["12:34 20 Nov 2026 15:28:19 # x", "812:M 20 Nov 2026 x", "812:Q 20 Nov 2026 15:28:19.500 # x"] {
            assert_ne!(Dialect::default().decode(other.as_bytes(), &NAMES).format, "redis", "{other}");
        }
    }
}
