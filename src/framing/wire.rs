//! Syslog messages that were written one after the other: the forward template ends none with a newline.
//!
//! ```text
//! <30>Nov 14 02:58:40 cp-01 k3s[1224]: text<27>Nov 14 02:58:41 cp-01 ...    RFC 3164
//! <30>1 2026-11-14T02:58:40Z cp-01 k3s 1224 - - text<27>1 2026-...            RFC 5424
//! 52 <30>1 2026-11-14T02:58:40Z cp-01 k3s 1224 - - text57 <27>1 2026-...     the length first: RFC 6587
//! ```

use memchr::{memchr, memchr_iter};

/// The start of every message of `text`; the first one is 0, whatever stands there.
#[must_use]
pub fn messages(text: &[u8]) -> Vec<usize> {
    let counted = without_count(text).len() < text.len();
    let rest = memchr_iter(b'<', text).filter(|&at| at > 0 && is_start(&text[at..]));
    let rest = rest.map(|at| if counted { count_before(text, at) } else { at }).filter(|&at| at > 0);
    if text.is_empty() { Vec::new() } else { std::iter::once(0).chain(rest).collect() }
}

/// Whether messages stand in the middle of a line.
#[must_use]
pub fn runs_together(line: &[u8]) -> bool {
    is_start(without_count(line)) && messages(line).len() > 1
}

/// A message without the length that may stand before it.
#[must_use]
pub fn without_count(text: &[u8]) -> &[u8] {
    let digits = text.iter().take(7).take_while(|b| b.is_ascii_digit()).count();
    match text.get(digits..digits + 2) {
        Some(b" <") if digits > 0 => &text[digits + 1..],
        _ => text,
    }
}

/// Where the length starts that stands before the message at `at`.
fn count_before(text: &[u8], at: usize) -> usize {
    let Some(before) = text[..at].strip_suffix(b" ") else { return at };
    let digits = before.iter().rev().take(6).take_while(|b| b.is_ascii_digit()).count();
    if digits > 0 { before.len() - digits } else { at }
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
        let counted = b"34 <30>Nov 14 02:58:40 a k3s[1]: x y\n34 <27>Nov  4 02:58:41 a k3s[1]: z w";
        assert_eq!(messages(counted), [0, 37]);
        assert!(runs_together(counted));
        assert!(!runs_together(b"x<30>Nov 14 02:58:40 a k3s[1]: x"));
    }
}
