//! nginx before its log is open, and HAProxy on its console.
//!
//! ```text
//! nginx: [emerg] bind() to 127.0.0.1:18081 failed (98: Address already in use)
//! [WARNING]  (12511) : Server cp/cp1 is DOWN, reason: Layer4 connection problem
//! [WARNING] 317/025718 (8) : Server cp/cp1 is DOWN          before 2.5
//! ```

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::model::{Clock, RawTime, stamp::SECOND};
use crate::text::cursor::Cursor;
use crate::time::digits;

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
    let time = day_and_time(rest.rest()).map(|(time, behind)| {
        rest = Cursor::new(behind);
        time
    });
    rest.byte(b'(')?;
    let pid = u32::try_from(rest.number()?).ok()?;
    rest.tag(b") : ")?;
    let message = Cow::Borrowed(rest.rest());
    let time = time.unwrap_or_default();
    Some(Inner { time, level: Some(level), pid: Some(pid), message, ident: ident(b"haproxy"), ..Inner::default() })
}

/// `317/025718 `: the day of the year, which is another one behind February in a leap year, and the time of day.
fn day_and_time(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let (day, rest) = text.split_at_checked(3)?;
    let (clock, rest) = rest.strip_prefix(b"/")?.split_at_checked(6)?;
    let (hour, minute, second) = (digits::two(clock, 0)?, digits::two(clock, 2)?, digits::two(clock, 4)?);
    let sound = hour < 24 && minute < 60 && second < 60 && day.iter().all(u8::is_ascii_digit);
    let ns = (hour * 3600 + minute * 60 + second) * SECOND;
    sound.then_some((RawTime { clock: Clock::TimeOfDay, ns }, rest.strip_prefix(b" ")?))
}

fn ident(name: &'static [u8]) -> Option<Cow<'static, [u8]>> {
    Some(Cow::Borrowed(name))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[test]
    fn level_and_text() {
        let record = Dialect::default().decode(b"nginx: [emerg] bind() to 0.0.0.0:80 failed", &NAMES);
        assert_eq!((record.level, &*record.message), (Some(Level::Emergency), &b"bind() to 0.0.0.0:80 failed"[..]));
        let record = Dialect::default().decode(b"[ALERT]    (7) : backend cp has no server available!", &NAMES);
        assert_eq!((record.level, record.pid), (Some(Level::Alert), Some(7)));
        assert_eq!(record.ident.as_deref(), Some(&b"haproxy"[..]));
        let record = Dialect::default().decode(b"[WARNING] 317/025718 (8) : Server x is DOWN", &NAMES);
        assert_eq!(
            (record.level, record.pid, &*record.message),
            (Some(Level::Warning), Some(8), &b"Server x is DOWN"[..])
        );
        assert_eq!((record.time.clock, record.time.ns / 1_000_000_000), (Clock::TimeOfDay, 2 * 3600 + 57 * 60 + 18));
    }
}
