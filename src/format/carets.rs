//! What `cat -A`, `cat -e` and `cat -v` spell: bytes that are not printed, and the ends of lines.
//!
//! ```text
//! kubelet[7]: "x M-bM-^@M-^T y"^I!^M$
//!                  a character  tab  carriage return, end of the line
//! ```
//!
//! # Source
//!
//! coreutils, `src/cat.c`: `cat`, below `show_nonprinting`.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use crate::text::{ansi, lines};

/// Lines of a head that are looked at.
const SAMPLE: usize = 60;

/// Whether all lines of a head end in `$`, and there are some, or escapes of colours are spelled and none is there.
#[must_use]
pub fn is_spelled(head: &[u8]) -> bool {
    ends_spelled(head) || (memmem::find(head, b"^[[0m").is_some() && memchr(0x1b, head).is_none())
}

fn ends_spelled(head: &[u8]) -> bool {
    let mut all = lines(head).filter(|line| !line.is_empty()).take(SAMPLE);
    let ends = |line: &[u8]| line.ends_with(b"$");
    all.next().is_some_and(ends) && all.next().is_some_and(ends) && all.all(ends)
}

/// A text as it was before, without the carriage returns at ends of lines and without colours.
#[must_use]
pub fn unspelled(text: &[u8]) -> Vec<u8> {
    let bare = lines(text).map(|line| {
        let line = line.strip_suffix(b"$").unwrap_or(line);
        bytes(line.strip_suffix(b"^M").unwrap_or(line))
    });
    let joined = bare.collect::<Vec<_>>().join(&b'\n');
    match ansi::strip(&joined) {
        Cow::Owned(plain) => plain,
        Cow::Borrowed(_) => joined,
    }
}

/// A line with tabs, escapes and characters beyond ASCII; whatever else has a caret is left as it stands.
fn bytes(line: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(line.len()), line);
    while let Some((first, after)) = rest.split_first() {
        let (byte, used) = match (first, after) {
            (b'^', [b'I', ..]) => (b'\t', 2),
            (b'^', [b'[', ..]) => (0x1b, 2),
            (b'M', [b'-', ..]) => match character(rest) {
                Some((text, used)) => {
                    out.extend_from_slice(text.encode_utf8(&mut [0; 4]).as_bytes());
                    rest = &rest[used..];
                    continue;
                }
                None => (b'M', 1),
            },
            _ => (*first, 1),
        };
        out.push(byte);
        rest = &rest[used..];
    }
    out
}

/// The character whose bytes a text begins with, each as `M-b` or `M-^@`, and how long they are.
fn character(text: &[u8]) -> Option<(char, usize)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while found.len() < 4 {
        let (byte, used) = match text.get(at..)?.strip_prefix(b"M-")? {
            [b'^', b'?', ..] => (0xff, 4),
            [b'^', low @ b'@'..=b'_', ..] => (low ^ 0x40 | 0x80, 4),
            [low @ b' '..=b'~', ..] => (low | 0x80, 3),
            _ => return None,
        };
        found.push(byte);
        at += used;
        if let Ok(text) = std::str::from_utf8(&found) {
            return text.chars().next().map(|character| (character, at));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelled_lines() {
        let text = "x M-bM-^@M-^T y^I!^M$\n^[[31mred^[[0m M-Series ^A$\n";
        assert!(is_spelled(text.as_bytes()));
        assert_eq!(String::from_utf8_lossy(&unspelled(text.as_bytes())), "x \u{2014} y\t!\nred M-Series ^A\n");
        for other in ["a$\n", "a$\nb\n", "", "a^M\nb^M\n"] {
            assert!(!is_spelled(other.as_bytes()), "{other}");
        }
    }
}
