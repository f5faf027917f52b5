//! Go's `log` package, bare and as slog's default handler writes through it.
//!
//! ```text
//! 2026/02/17 03:12:44 text                     log.Print
//! 2026/02/17 03:12:39 INFO new leader k=v      slog
//! 2026/02/17 03:12:44.123456 main.go:12: text  with flags
//! ```
//!
//! Local time, no zone.

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::model::{Clock, Level, RawTime};
use crate::time::rfc3339;

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "go-log", parse };

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    // Consul before 1.4 puts four blanks in front.
    let text = text.strip_prefix(b"    ").unwrap_or(text);
    let (ns, rest) = rfc3339::local(text).filter(|_| text[4] == b'/')?;
    let rest = rest.strip_prefix(b" ")?;
    let (level, rest) = slog(rest).map_or((bracketed(rest), rest), |(level, rest)| (Some(level), rest));
    Some(Inner {
        time: RawTime { clock: Clock::Local, ns },
        level,
        message: Cow::Borrowed(rest),
        source_file: caller(rest).map(Cow::Borrowed),
        ..Inner::default()
    })
}

/// A level in capitals and a blank.
fn slog(rest: &[u8]) -> Option<(Level, &[u8])> {
    let end = rest.iter().take(9).position(|b| *b == b' ')?;
    let word = &rest[..end];
    let sound = word.first().is_some_and(u8::is_ascii_uppercase) && word.iter().all(|b| !b.is_ascii_lowercase());
    level::word(word).filter(|_| sound).map(|level| (level, &rest[end + 1..]))
}

/// `[ERR] text`: NATS, HashiCorp's of old.
fn bracketed(rest: &[u8]) -> Option<Level> {
    level::word(rest.strip_prefix(b"[")?.split(|b| *b == b']').next()?)
}

/// `main.go:12: `.
fn caller(rest: &[u8]) -> Option<&[u8]> {
    let end = rest.iter().take(60).position(|b| *b == b' ')?;
    super::file_name(rest[..end].strip_suffix(b":")?)
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[track_caller]
    fn check(line: &str, level: Option<Level>, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.level), ("go-log", level), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
    }

    #[test]
    fn with_and_without_level() {
        check("2026/02/17 03:12:39 INFO new leader elected k=v", Some(Level::Info), "new leader elected k=v");
        check("2026/02/17 03:12:44 http: TLS handshake error", None, "http: TLS handshake error");
        check("2026/02/17 03:12:44 [ERR] x", Some(Level::Error), "[ERR] x");
        check("2026/02/17 03:12:44.5 main.go:12: x", None, "main.go:12: x");
    }
}
