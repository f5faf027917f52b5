//! Access logs in the common log format: nginx, Apache, Traefik and what copied them.
//!
//! ```text
//! 198.51.100.9 - - [20/Nov/2026:16:24:30 +0000] "GET /cart HTTP/2.0" 503 190 "-" "Mozilla/5.0"
//! client  ident user  stamp with its zone        request             status and what follows it
//! 198.51.100.9 - root@pam [20/11/2026:16:24:30 +0000] "GET / HTTP/1.1" 596 -                  pveproxy
//! ```
//!
//! The message is the whole line: a rule reads request and status in their places. A virtual host may stand before
//! the client.

use std::borrow::Cow;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{RawTime, Record, stamp::SECOND};
use crate::text::cursor::Cursor;
use crate::time::{civil, digits, rfc3339};

/// How far from its start a line may open its stamp: names of clients and users are short.
const STAMP_WITHIN: usize = 256;

/// See the head of this file.
pub const ENVELOPE: Envelope =
    Envelope { name: "access-log", frame: Frame::Lines, nests: false, looks_like: |line| stamp(line).is_some(), parse };

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let time = time(stamp(raw)?)?;
    Some(Record { time, text: Cow::Borrowed(raw), message: Cow::Borrowed(raw), ..Record::default() })
}

/// What follows the bracket of `20/Nov/2026:16:24:30 +0000] "`.
fn stamp(line: &[u8]) -> Option<&[u8]> {
    let open = memchr::memchr(b'[', &line[..line.len().min(STAMP_WITHIN)])?;
    let stamp = &line[open + 1..];
    let month = if stamp.get(5) == Some(&b'/') { 2 } else { 3 };
    let places = [(2, b'/'), (3 + month, b'/'), (8 + month, b':'), (17 + month, b' '), (23 + month, b']')];
    places.iter().all(|(at, byte)| stamp.get(*at) == Some(byte)).then_some(stamp)
}

fn time(stamp: &[u8]) -> Option<RawTime> {
    let named = || Some((civil::month(&stamp[3..6])?, 7));
    let (day, (month, year)) = (digits::two(stamp, 0)?, named().or_else(|| Some((digits::two(stamp, 3)?, 6)))?);
    let ns = civil::moment(digits::four(stamp, year)?, month, day, digits::clock(stamp, year + 5)?)?;
    let (offset, rest) = rfc3339::offset(&stamp[year + 14..])?;
    Cursor::new(rest).tag(b"] \"")?;
    Some(RawTime::utc(ns - offset * SECOND))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{RawTime, stamp::SECOND};

    #[test]
    fn the_stamp_stands_inside() {
        let line =
            b"shop.example:443 198.51.100.9 - ana [20/Nov/2026:16:28:19 +0100] \"GET / HTTP/2.0\" 503 190 \"-\" \"x\"";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!(record.format, "access-log");
        assert_eq!(record.time, RawTime::utc(1_795_188_499 * SECOND));
        assert_eq!(&*record.message, line);
        let numbered = b"::1 - root@pam [20/11/2026:16:28:19 +0100] \"GET / HTTP/1.1\" 596 -";
        let record = Dialect::default().decode(numbered, &NAMES);
        assert_eq!((record.format, record.time), ("access-log", RawTime::utc(1_795_188_499 * SECOND)));
    }

    #[test]
    fn other_brackets() {
        for other in
            ["a [20/Nov/2026] b", "[20/Nov/2026:16:28:19.557] https~ web", "x [30/Foo/2026:16:28:19 +0000] \"GET /\""]
        {
            assert_ne!(Dialect::default().decode(other.as_bytes(), &NAMES).format, "access-log", "{other}");
        }
    }
}
