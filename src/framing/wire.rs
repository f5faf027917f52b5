//! Syslog messages that were written one after the other: the forward template ends none with a newline.
//!
//! ```text
//! <30>Nov 14 02:58:40 cp-01 k3s[1224]: text<27>Nov 14 02:58:41 cp-01 ...    RFC 3164
//! <30>1 2026-11-14T02:58:40Z cp-01 k3s 1224 - - text<27>1 2026-...            RFC 5424
//! ```

use memchr::{memchr, memchr_iter};

/// The start of every message of `text`; the first one is 0, whatever stands there.
#[must_use]
pub fn messages(text: &[u8]) -> Vec<usize> {
    let rest = memchr_iter(b'<', text).filter(|&at| at > 0 && is_start(&text[at..]));
    if text.is_empty() { Vec::new() } else { std::iter::once(0).chain(rest).collect() }
}

/// Whether messages stand in the middle of a line.
#[must_use]
pub fn runs_together(line: &[u8]) -> bool {
    is_start(line) && messages(line).len() > 1
}

/// `<PRI>` and the start of a stamp.
fn is_start(text: &[u8]) -> bool {
    let near = &text[..text.len().min(24)];
    let Some(end) = memchr(b'>', &near[..near.len().min(5)]).filter(|end| *end > 1) else { return false };
    let (priority, rest) = (&near[1..end], &near[end + 1..]);
    priority.iter().all(u8::is_ascii_digit) && (is_date(rest) || is_versioned(rest))
}

/// `Nov 14 02:`.
fn is_date(rest: &[u8]) -> bool {
    let shape = rest.get(..10).map(|r| (r[0], r[3], r[5], r[6], r[9]));
    matches!(shape, Some((b'A'..=b'S', b' ', b'0'..=b'9', b' ', b':')))
}

/// `1 2026-`.
fn is_versioned(rest: &[u8]) -> bool {
    rest.starts_with(b"1 ") && rest.get(2).is_some_and(u8::is_ascii_digit) && rest.get(6) == Some(&b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_without_newlines() {
        let text =
            b"<30>Nov 14 02:58:40 a k3s[1]: x <b> <7>y<27>Nov  4 02:58:41 a b: z<11>1 2026-11-14T02:58:40Z a b - - - c";
        assert_eq!(messages(text), [0, 40, 66]);
        assert!(runs_together(text));
        assert!(!runs_together(b"<30>Nov 14 02:58:40 a k3s[1]: x"));
        assert!(!runs_together(b"x<30>Nov 14 02:58:40 a k3s[1]: x"));
    }
}
