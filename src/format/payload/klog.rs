//! klog and glog: what Kubernetes' own programs print.
//!
//! ```text
//! E0217 03:12:01.123401    1224 controller.go:195] "Failed to update lease" err="..." pod="shop/web-0"
//! L MMDD time              thread file             message --------------------------------------------
//! E20260217 03:12:01.123401  1224 raft.cc:195] Failed to replicate          glog since 0.5: with the year
//! kubelet E0217 03:12:01.123401    1224 controller.go:195] ...       MicroShift puts the component first
//! ```
//!
//! The message is everything behind `] `, keys included, escapes kept.
//!
//! # Source
//!
//! k8s.io/klog/v2, `internal/buffer/buffer.go`: `FormatHeader`.

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::model::Keys;
use crate::text::cursor::Cursor;
use crate::text::near;
use crate::time::syslog;

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "klog", parse };

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    header(text).or_else(|| {
        let (component, rest) = component(text)?;
        let ident = (component != b"???").then_some(Cow::Borrowed(component));
        Some(Inner { ident, ..header(rest)? })
    })
}

#[inline]
fn header(text: &[u8]) -> Option<Inner<'_>> {
    let (letter, rest) = text.split_first()?;
    let level = match letter {
        b'I' | b'W' | b'E' | b'F' => level::letter(*letter),
        _ => return None,
    };
    let (time, rest) = syslog::klog(rest)?;
    let mut rest = Cursor::new(rest);
    rest.byte(b' ')?;
    rest.blanks();
    let pid = u32::try_from(rest.number()?).ok()?;
    rest.byte(b' ')?;
    let caller = rest.until(b']').filter(|caller| caller.len() < 200)?;
    let message = rest.rest().strip_prefix(b" ").unwrap_or(rest.rest());
    Some(Inner {
        time,
        level,
        message: Cow::Borrowed(message),
        source_file: super::file_name(caller).map(Cow::Borrowed),
        pid: Some(pid),
        keys: Keys::Structured,
        strip: true,
        ..Inner::default()
    })
}

/// `kubelet ` or `??? `.
fn component(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = near::either(b' ', b' ', &text[..text.len().min(40)])?;
    // Nearly every line of another shape ends here.
    let begins = matches!(text.get(end + 1..end + 3), Some([b'I' | b'W' | b'E' | b'F', b'0'..=b'2']));
    let word = &text[..end];
    let sound = word == b"???" || word.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
    (begins && sound).then(|| (word, &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[track_caller]
    fn check(line: &str, level: Level, pid: u32, file: &str, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.level, record.pid), ("klog", Some(level), Some(pid)), "{line}");
        assert_eq!(record.source_file.as_deref(), Some(file.as_bytes()), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
        assert_eq!((record.time.clock, record.text), (Clock::LocalNoYear, record.message), "{line}");
    }

    #[test]
    fn structured_and_plain() {
        let structured = r#""Failed to update lease" err="a \"b\"""#;
        check(
            &format!("E0217 03:12:01.1    1224 controller.go:195] {structured}"),
            Level::Error,
            1224,
            "controller.go",
            structured,
        );
        check(
            "I1120 15:34:22.782856   28086 options.go:263] external host",
            Level::Info,
            28086,
            "options.go",
            "external host",
        );
        check("F1120 15:34:22.782856       1 helpers.go:115] ", Level::Critical, 1, "helpers.go", "");
        check("??? W1120 15:34:16.6   27937 a.go:476] x", Level::Warning, 27937, "a.go", "x");
    }

    #[test]
    fn with_a_year() {
        let record = Dialect::default().decode(b"E20251120 15:34:16.6 27937 raft.cc:476] x", &NAMES);
        assert_eq!((record.format, record.time.clock, record.pid), ("klog", Clock::Local, Some(27937)));
        assert_eq!(&*record.message, b"x");
    }

    #[test]
    fn component_before_the_header_is_the_program() {
        let record = Dialect::default().decode(b"kubelet I1120 15:34:16.6   27937 a.go:476] x", &NAMES);
        assert_eq!(record.ident.as_deref(), Some(&b"kubelet"[..]));
    }

    #[test]
    fn other_lines() {
        for line in ["E02 x", "Error x", "I1320 15:34:22.7 1 a.go:1] x", "I1120 15:34:22.782856"] {
            assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "", "{line}");
        }
    }
}
