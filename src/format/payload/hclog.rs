//! hclog's text form: Consul, Vault, Nomad.
//!
//! ```text
//!     2026-03-16T01:05:47.262Z [ERROR] core: failed to create raft storage: error="..."
//! time                         level   module text
//! ```
//!
//! The level is padded to eight places; Consul 1.8 puts four blanks in front.

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::text::cursor::Cursor;
use crate::time::rfc3339;

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "hclog", parse };

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    let text = text.strip_prefix(b"    ").unwrap_or(text);
    let (time, rest) = rfc3339::prefix(text).filter(|_| text[10] == b'T')?;
    let mut rest = Cursor::new(rest);
    rest.tag(b" [")?;
    let level = level::word(rest.until(b']')?)?;
    rest.byte(b' ')?;
    rest.blanks();
    let (module, message) = module(rest.rest());
    Some(Inner {
        time,
        level: Some(level),
        message: Cow::Borrowed(message),
        ident: module.map(Cow::Borrowed),
        ..Inner::default()
    })
}

/// A module is one word before the first `: `.
fn module(text: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match memchr::memmem::find(text, b": ") {
        Some(end) if end > 0 && !text[..end].iter().any(|b| matches!(b, b' ' | b'"' | b'=' | b'[')) => {
            (Some(&text[..end]), &text[end + 2..])
        }
        _ => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[track_caller]
    fn check(line: &str, level: Level, ident: Option<&str>, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.level), ("hclog", Some(level)), "{line}");
        assert_eq!(record.ident.as_deref(), ident.map(str::as_bytes), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
    }

    #[test]
    fn padded_levels_and_modules() {
        check("2026-03-16T01:05:47.262Z [ERROR] core: failed: x", Level::Error, Some("core"), "failed: x");
        check("    2026-03-16T01:05:47.262+0100 [WARN]  agent: x", Level::Warning, Some("agent"), "x");
        check("2026-03-16T01:05:47Z [ERROR] [/a/b.go:5]: x", Level::Error, None, "[/a/b.go:5]: x");
        check(
            "2026-03-16T01:05:47.262Z [INFO]  proxy environment: x=\"\"",
            Level::Info,
            None,
            "proxy environment: x=\"\"",
        );
    }
}
