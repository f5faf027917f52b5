//! A date inside a line, at the place where one program each puts it.
//!
//! ```text
//! [GIN] 2025/12/19 - 04:44:18 | 503 | 1ms | ...          Gin
//! 10.0.0.1:5000 [19/Dec/2025:04:44:18.123] front back/s1 HAProxy without syslog
//! [pid: 7|app: 0|req: 1/2] 10.0.0.1 () {4 vars in 60 bytes} [Fri Dec 19 04:44:18 2025] GET ...    uWSGI
//! 100 4 tap100i0-IN 19/Dec/2025:04:44:18 +0000 DROP: IN=x    the firewall of Proxmox
//! # Time: 2025-12-19T04:44:18.123456Z                    MySQL's log of slow queries, whose lines of text follow
//! =ERROR REPORT==== 19-Dec-2025::04:44:18 ===            Erlang before 21, whose lines of text follow
//! ```
//!
//! All of the line is its message: rules read requests in their places. Other dates behind something: `date_behind.rs`.

use std::borrow::Cow;

use crate::format::{Inner, level};
use crate::model::{Clock, Level, RawTime};
use crate::text::cursor::number;
use crate::time::{rfc3339, spelled};

use super::stamps::date;

/// Bytes in which the date begins.
const NEAR: usize = 64;

/// The line of one of the programs.
#[must_use]
pub fn of(text: &[u8]) -> Option<Inner<'_>> {
    match text.first()? {
        b'[' => gin(text).or_else(|| uwsgi(text)),
        b'0'..=b'9' => haproxy(text).or_else(|| firewall(text)),
        b'=' => report(text),
        b'#' => slow_query(text),
        _ => None,
    }
}

/// `[GIN] 2025/12/19 - 04:44:18 | 503 |`.
fn gin(text: &[u8]) -> Option<Inner<'_>> {
    let rest = text.strip_prefix(b"[GIN] ")?;
    let (date, clock) = (rest.get(..10)?, rest.get(10..)?.strip_prefix(b" - ")?.get(..8)?);
    let ns = rfc3339::local(&[date, b" ", clock].concat())?.0;
    Some(whole(text, RawTime { clock: Clock::Local, ns }, None))
}

/// `[pid: 7|app: 0|req: 1/2] ... {4 vars in 60 bytes} [Fri Dec 19 04:44:18 2025] GET`.
fn uwsgi(text: &[u8]) -> Option<Inner<'_>> {
    let rest = text.strip_prefix(b"[pid: ")?;
    let at = memchr::memmem::find(&rest[..rest.len().min(4 * NEAR)], b"} [")?;
    let time = spelled::prefix(&rest[at + 3..])?.0;
    let pid = number(&rest[..rest.iter().position(|b| *b == b'|')?]).and_then(|pid| u32::try_from(pid).ok());
    Some(whole(text, time, pid))
}

/// `10.0.0.1:5000 [19/Dec/2025:04:44:18.123] front back/s1 0/0/1/2/3 `.
fn haproxy(text: &[u8]) -> Option<Inner<'_>> {
    let open = text.iter().take(NEAR).position(|b| *b == b' ')?;
    let stamp = text[open..].strip_prefix(b" [")?;
    let (time, rest) = spelled::prefix(stamp).filter(|_| text[..open].contains(&b':'))?;
    rest.starts_with(b"] ").then(|| whole(text, time, None))
}

/// `100 4 tap100i0-IN 19/Dec/2025:04:44:18 +0000 DROP: IN=fwbr100i0`: guest, level and chain.
fn firewall(text: &[u8]) -> Option<Inner<'_>> {
    let mut words = text[..text.len().min(NEAR)].splitn(4, |b| *b == b' ');
    let (guest, priority, _, stamp) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let level = number(priority).filter(|level| *level < 8 && number(guest).is_some())?;
    let (time, _) = spelled::prefix(stamp)?;
    Some(Inner { level: u32::try_from(level).ok().map(Level::from_priority), ..whole(text, time, None) })
}

/// `# Time: 2025-12-19T04:44:18.123456Z`, whose lines of text follow.
fn slow_query(text: &[u8]) -> Option<Inner<'_>> {
    Some(whole(text, date(text.strip_prefix(b"# Time: ")?)?.0, None))
}

fn whole(text: &[u8], time: RawTime, pid: Option<u32>) -> Inner<'_> {
    Inner { time, pid, message: Cow::Borrowed(text), ..Inner::default() }
}

/// `=ERROR REPORT==== 14-Nov-2025::02:57:19 ===`.
fn report(text: &[u8]) -> Option<Inner<'_>> {
    let rest = text.strip_prefix(b"=")?;
    let end = memchr::memmem::find(&rest[..rest.len().min(24)], b" REPORT==== ")?;
    let stamp = &rest[end + 12..];
    // Newer releases do not pad the day.
    let zero: &[u8] = if stamp.get(1) == Some(&b'-') { b"0" } else { b"" };
    let time = spelled::prefix(&[zero, &stamp[..stamp.len().min(40)]].concat())?.0;
    let level = level::word(&rest[..end]).or(Some(Level::Error).filter(|_| rest.starts_with(b"CRASH")));
    Some(Inner { time, level, message: Cow::Borrowed(text), ..Inner::default() })
}
