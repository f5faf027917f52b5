//! A full date behind what says how bad, who, or which of several logs: `dated.rs` has those that begin with it.
//!
//! ```text
//! [ERROR] 2025-12-19 04:44:18,123 c.s.App - text         a level in brackets; `(W) `, `WARN: [stamp]`
//! ERROR [main] 2025-12-19 04:44:18,123 App.java:7 - text a level and a thread: Cassandra
//! [ERROR|auth|L83] 2025-12-19T04:44:18: text             and what else its author put there
//! WARN: [Dec 19 04:44:18.123] text                       no year
//! [Dec 19 04:44:18] ERROR[77] a.c: text                  Asterisk
//! [7] 2025/12/19 04:44:18.123456 [ERR] text              NATS: the process id
//! cluster 2025-12-19T04:44:18.123+0000 mon.a (mon.0) 7   Ceph's cluster log; `-7> 2025-...` of a crash
//! https 2025-12-19T04:44:18.123Z app/lb ...              a load balancer of Amazon
//! raft2025/12/19 04:44:18 INFO: text                     etcd 3.3
//! E251219 04:44:18.123456 7 a.go:1 text                  CockroachDB
//! MainThread::ERROR::2025-12-19 04:44:18,123::agent::7::a.Agent::(run) text      oVirt
//! [Nest] 7  - 12/19/2025, 4:44:18 AM     LOG [A] text    Nest
//! ```
//!
//! Where a level stood in front, the message is what follows the date, else the whole line: rules know it so.

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::model::{Level, RawTime};
use crate::text::cursor::number;
use crate::time::{daytime, slashed, syslog};

use super::stamps::date;
use super::{date_inside, near_level, near_pid};

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "dated", parse };

/// Bytes in which the date begins.
const NEAR: usize = 64;
/// Bytes that the name of a thread may have.
const THREAD: usize = 80;
/// Bytes that a bracket may hold.
const INSIDE: usize = 32;

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    match text.first()? {
        b'[' => nest(text).or_else(|| date_inside::of(text)).or_else(|| behind_marks(text)),
        b'(' | b'-' | b'a' | b'c' | b'h' | b'r' => behind_marks(text),
        b' ' => behind_marks(text.trim_ascii_start()).filter(|_| text.trim_ascii_start().starts_with(b"-")),
        b'A'..=b'Z' => level_first(text).or_else(|| behind_marks(text)).or_else(|| of_thread(text)),
        b'0'..=b'9' | b'=' | b'#' => date_inside::of(text),
        _ => None,
    }
}

/// Marks, then a date in a bracket or not.
fn behind_marks(text: &[u8]) -> Option<Inner<'_>> {
    let near = text.len().min(NEAR);
    let (mut at, mut level) = (0, None);
    while at < near {
        if let Some((time, rest)) = stamp(&text[at..], at > 0) {
            return Some(told(text, time, level, rest));
        }
        let (length, said) = mark(&text[at..])?;
        level = level.or(said);
        at += length;
        at += text[at..].iter().take_while(|b| **b == b' ').count();
    }
    None
}

fn told<'a>(text: &'a [u8], time: RawTime, level: Option<Level>, rest: &'a [u8]) -> Inner<'a> {
    let start = rest.iter().position(|b| !matches!(b, b' ' | b'\t' | b'|' | b':' | b'-')).unwrap_or(rest.len());
    let message = if level.is_some() { &rest[start..] } else { text };
    let level = level.or_else(|| near_level::of(&rest[..rest.len().min(NEAR)]));
    let pid = text.strip_prefix(b"[").and_then(|text| number(text.split(|b| *b == b']').next()?));
    let pid = pid.and_then(|pid| u32::try_from(pid).ok()).or_else(|| near_pid::of(&rest[..rest.len().min(NEAR)]));
    Inner { time, level, pid, message: Cow::Borrowed(message), ..Inner::default() }
}

/// A stamp, and what follows it and its bracket. Dates that a line begins with are read elsewhere, unless they lack the
/// year.
fn stamp(text: &[u8], is_behind: bool) -> Option<(RawTime, &[u8])> {
    let bare = || if is_behind && !matches!(text[0], b'[' | b'(') { date(text) } else { None };
    let inside = text.strip_prefix(b"[").or_else(|| text.strip_prefix(b"("));
    let whole = || inside.filter(|_| is_behind).and_then(date);
    let (time, rest) = bare().or_else(whole).or_else(|| inside.and_then(syslog::prefix))?;
    match (inside.is_some(), rest.first()) {
        (true, Some(b']' | b')')) => Some((time, &rest[1..])),
        (false, Some(b' ' | b'\t' | b':' | b',' | b'|')) => Some((time, rest)),
        _ => None,
    }
}

/// How long a mark is, and the level that it tells.
fn mark(text: &[u8]) -> Option<(usize, Option<Level>)> {
    match text.first()? {
        b'[' | b'(' => {
            let end = text.iter().take(INSIDE).position(|b| matches!(b, b']' | b')'))?;
            Some((end + 1, of_bracket(&text[1..end])))
        }
        b'-' => crash_line(text),
        _ => WORDS.iter().find(|word| text.starts_with(word)).map(|word| (word.len(), None)).or_else(|| word(text)),
    }
}

/// `ERROR`, `W`, `ERROR|auth|L83`.
fn of_bracket(inside: &[u8]) -> Option<Level> {
    match inside {
        [letter] => level::letter(*letter),
        _ => inside.split(|b| matches!(b, b'|' | b':' | b' ')).find_map(level::word),
    }
}

/// `WARN: `, `WARN`.
fn word(text: &[u8]) -> Option<(usize, Option<Level>)> {
    let end = text.iter().take(9).position(|b| !b.is_ascii_alphabetic())?;
    // Most words are of sentences: what follows rules them out before they are looked up.
    let marked = matches!(text[end..], [b':' | b' ', b'[' | b'(' | b' ' | b'0'..=b'9', ..]) && end > 0;
    let level = if marked { level::word(&text[..end])? } else { return None };
    Some((end + 1, Some(level)))
}

/// `-12> `: so many lines before Ceph crashed.
fn crash_line(text: &[u8]) -> Option<(usize, Option<Level>)> {
    let end = text.iter().take(8).position(|b| *b == b'>')?;
    number(&text[1..end]).map(|_| (end + 1, None))
}

/// What else stands before a date: the log or the protocol that the line is of.
const WORDS: [&[u8]; 6] = [b"cluster ", b"audit ", b"http ", b"https ", b"h2 ", b"raft"];

/// `[Nest] 7  - 12/19/2025, 4:44:18 AM     LOG [NestFactory] text`, with its process id.
fn nest(text: &[u8]) -> Option<Inner<'_>> {
    let rest = text.strip_prefix(b"[Nest] ")?;
    let (pid, rest) = rest.split_at(rest.iter().take(11).position(|b| *b == b' ')?);
    let (time, rest) = date(rest.trim_ascii_start().strip_prefix(b"- ")?.trim_ascii_start())?;
    let pid = number(pid).and_then(|pid| u32::try_from(pid).ok());
    Some(Inner { pid, ..told(rest.trim_ascii_start(), time, None, rest) })
}

/// `MainThread::ERROR::2025-12-19 04:44:18,123::agent::7::a.Agent::(run) text`: the agents of oVirt.
fn of_thread(text: &[u8]) -> Option<Inner<'_>> {
    let next = |text: &[u8]| memchr::memmem::find(&text[..text.len().min(THREAD)], b"::");
    let rest = &text[next(text)? + 2..];
    let (word, rest) = rest.split_at(next(rest)?);
    let level = level::word(word)?;
    let (time, rest) = date(&rest[2..])?;
    let message = rest.strip_prefix(b"::")?;
    Some(Inner { time, level: Some(level), message: Cow::Borrowed(message), ..Inner::default() })
}

/// `ERROR [main] 2025-12-19 04:44:18,123 text`, `E [19/Dec/2025:04:44:18 +0000] text`.
fn level_first(text: &[u8]) -> Option<Inner<'_>> {
    let (word, rest) = text.split_at(text.iter().take(9).take_while(|b| b.is_ascii_uppercase()).count());
    let level = match word {
        [letter] => level::letter(*letter)?,
        _ => level::word(word)?,
    };
    if rest.first().is_some_and(u8::is_ascii_digit) {
        return glued(level, rest).filter(|_| word.len() == 1);
    }
    let rest = rest.strip_prefix(b",").unwrap_or(rest).strip_prefix(b" ")?.trim_ascii_start();
    let stamp = rest.strip_prefix(b"[").unwrap_or(rest);
    let behind_thread = || memchr::memmem::find(&rest[..rest.len().min(THREAD)], b"] ").map(|at| &rest[at + 2..]);
    let (time, rest) = date(stamp).or_else(|| of_day(stamp)).or_else(|| date(behind_thread()?))?;
    let rest = rest.strip_prefix(b"]").unwrap_or(rest);
    let pid = near_pid::of(&rest[..rest.len().min(NEAR)]);
    Some(Inner { time, level: Some(level), pid, message: Cow::Borrowed(rest.strip_prefix(b" ")?), ..Inner::default() })
}

fn of_day(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let (ns, rest) = daytime::prefix(text).filter(|(_, rest)| rest.first() != Some(&b':'))?;
    Some((RawTime { clock: crate::model::Clock::TimeOfDay, ns }, rest))
}

/// `251219 04:44:18.123456 7 a.go:1 text` behind the letter of its level: CockroachDB.
fn glued(level: Level, rest: &[u8]) -> Option<Inner<'_>> {
    let (time, rest) = slashed::prefix(rest)?;
    Some(Inner { time, level: Some(level), message: Cow::Borrowed(rest.strip_prefix(b" ")?), ..Inner::default() })
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[track_caller]
    fn check(line: &str, clock: Clock, level: Option<Level>, message: Option<&str>) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time.clock, record.level), ("dated", clock, level), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message.unwrap_or(line), "{line}");
    }

    #[test]
    fn levels_before_the_date() {
        let (error, warning, local) = (Some(Level::Error), Some(Level::Warning), Clock::Local);
        check("[ERROR] 2025-12-19 04:44:18,123 c.s.App - x", local, error, Some("c.s.App - x"));
        check("[WARN ] 2025-12-19 04:44:18.123 [main] x", local, warning, Some("[main] x"));
        check("[ERROR|auth|L83] 2025-12-19T04:44:18: x", local, error, Some("x"));
        check("(W) 2025-12-19T04:44:18 - x", local, warning, Some("x"));
        check("[error] 2025-12-19T04:44:18.1Z n@host <0.7.1> x", Clock::Utc, error, Some("n@host <0.7.1> x"));
        check("WARN: [Dec 19 04:44:18.123] x", Clock::LocalNoYear, warning, Some("x"));
        check("ERROR [main] 2025-12-19 04:44:18,123 App.java:7 - x", local, error, Some("App.java:7 - x"));
        check("100 4 tap100i0-IN 19/Dec/2025:04:44:18 +0000 DROP: x", Clock::Utc, Some(Level::Warning), None);
        let ovirt = "MainThread::ERROR::2025-12-19 04:44:18,123::agent::7::a.Agent::(run) x";
        check(ovirt, local, error, Some("agent::7::a.Agent::(run) x"));
        check("E [19/Dec/2025:04:44:18 +0000] x", Clock::Utc, error, Some("x"));
        check("E251219 04:44:18.123456 7 a/b.go:1 x", local, error, Some("7 a/b.go:1 x"));
        check("[Nest] 7  - 12/19/2025, 4:44:18 AM   ERROR [Db] x", local, error, Some("ERROR [Db] x"));
    }

    #[test]
    fn other_marks() {
        let (error, local, utc) = (Some(Level::Error), Clock::Local, Clock::Utc);
        check("[GIN] 2025/12/19 - 04:44:18 | 503 | 1ms | 10.0.0.1 | GET \"/\"", local, None, None);
        check("[BACKEND][2025-12-19 04:44:18] 10.0.0.1:0 - \"GET /\" 401", local, None, None);
        check("[Dec 19 04:44:18] ERROR[77] a.c: x", Clock::LocalNoYear, error, None);
        check("cluster 2025-12-19T04:44:18.1+0000 mon.a (mon.0) 7 : cluster [ERR] x", utc, error, None);
        check(
            "   -7> 2025-12-19T04:44:18.1+0000 7f1234567700 -1 x",
            utc,
            error,
            Some("-7> 2025-12-19T04:44:18.1+0000 7f1234567700 -1 x"),
        );
        check("https 2025-12-19T04:44:18.1Z app/lb 10.0.0.1:5 x", utc, None, None);
        check("[7] 2025/12/19 04:44:18.123456 [ERR] x", local, error, None);
        check("raft2025/12/19 04:44:18 INFO: x", local, Some(Level::Info), None);
        check("10.0.0.1:5000 [19/Dec/2025:04:44:18.123] front back/s1 0/0/1", local, None, None);
        let uwsgi = "[pid: 7|app: 0|req: 1/2] 10.0.0.1 () {4 vars in 60 bytes} [Fri Dec 19 04:44:18 2025] GET /";
        check(uwsgi, local, None, None);
        check("# Time: 2025-12-19T04:44:18.123456Z", utc, None, None);
        check("# Time: 251219  4:44:18", local, None, None);
        let crash = "=CRASH REPORT==== 9-Dec-2025::04:44:18.670092 ===";
        check(crash, local, error, None);
    }

    #[test]
    fn dates_in_sentences() {
        for line in [
            "expires 2025-12-19T04:44:18Z x",
            "Started: 2025-12-19 04:44:18 x",
            "[web] since 2025-12-19 04:44:18 x",
            "audited 2025-12-19 04:44:18 x",
            "[7] 2025-12-19",
        ] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "dated", "{line}");
        }
    }
}
