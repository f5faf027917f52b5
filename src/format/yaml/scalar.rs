//! The scalars of YAML: plain, quoted, and blocks.
//!
//! ```text
//! 0/1 nodes are      '0/1 nodes: it''s'      "a \"b\""      |
//!   available                                               kept as it stands
//! ```

use super::{Reader, quote};
use crate::text::unescape;

impl<'y> Reader<'y> {
    /// A scalar that starts with `text`; its further lines are indented at least so far.
    pub(super) fn scalar(&mut self, text: &'y [u8], indent: usize) {
        match text {
            b"{}" | b"[]" | b"true" | b"false" => self.out.extend_from_slice(text),
            b"null" | b"~" => self.out.extend_from_slice(b"null"),
            [b'|' | b'>', rest @ ..] if rest.len() <= 2 => self.block(text[0] == b'|', indent),
            [b'\'', rest @ ..] => self.single(rest),
            [b'"', rest @ ..] => self.double(rest),
            _ => self.plain(text, indent),
        }
    }

    fn plain(&mut self, text: &'y [u8], indent: usize) {
        let mut whole = text.to_vec();
        while let Some(line) = self.line().filter(|line| line.indent >= indent && !line.text.is_empty()) {
            self.at += 1;
            fold(&mut whole, line.text);
        }
        if is_number(&whole) { self.out.extend_from_slice(&whole) } else { quote(&mut self.out, &whole) }
    }

    /// `'...'`: the only escape is a doubled quote.
    fn single(&mut self, text: &'y [u8]) {
        let mut whole = text.to_vec();
        while whole.iter().rev().take_while(|b| **b == b'\'').count() % 2 == 0 {
            let Some(line) = self.line() else { break };
            self.at += 1;
            fold(&mut whole, line.text);
        }
        let inside = whole.strip_suffix(b"'").unwrap_or(&whole);
        let mut plain = Vec::with_capacity(inside.len());
        let mut rest = inside;
        while let Some(at) = memchr::memmem::find(rest, b"''") {
            plain.extend_from_slice(&rest[..=at]);
            rest = &rest[at + 2..];
        }
        plain.extend_from_slice(rest);
        quote(&mut self.out, &plain);
    }

    /// `"..."`: a backslash at a line's end joins it to the next without a blank.
    fn double(&mut self, text: &'y [u8]) {
        let mut whole = text.to_vec();
        while !is_closed(&whole) {
            let Some(line) = self.line() else { break };
            self.at += 1;
            match whole.strip_suffix(b"\\") {
                Some(before) => {
                    let kept = before.len();
                    whole.truncate(kept);
                    whole.extend_from_slice(line.text.strip_prefix(b"\\").unwrap_or(line.text));
                }
                None => fold(&mut whole, line.text),
            }
        }
        let inside = whole.strip_suffix(b"\"").unwrap_or(&whole);
        quote(&mut self.out, &unescape::go(inside));
    }

    /// `|` keeps line ends, `>` folds them.
    fn block(&mut self, keep: bool, indent: usize) {
        let mut whole = Vec::new();
        let column = self.line().map_or(indent, |line| line.indent);
        while let Some(line) = self.line().filter(|line| line.indent >= indent || line.text.is_empty()) {
            self.at += 1;
            if keep {
                whole.extend(std::iter::repeat_n(b' ', line.indent.saturating_sub(column)));
                whole.extend_from_slice(line.text);
                whole.push(b'\n');
            } else {
                fold(&mut whole, line.text);
            }
        }
        quote(&mut self.out, whole.trim_ascii_end());
    }
}

/// A further line of a folded scalar: a blank between, an empty line is a line end.
fn fold(whole: &mut Vec<u8>, line: &[u8]) {
    if line.is_empty() {
        whole.push(b'\n');
    } else {
        if !whole.is_empty() && !whole.ends_with(b"\n") {
            whole.push(b' ');
        }
        whole.extend_from_slice(line);
    }
}

/// Whether a double-quoted text ends with a quote that is not escaped.
fn is_closed(text: &[u8]) -> bool {
    let Some(inside) = text.strip_suffix(b"\"") else { return false };
    inside.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 0
}

fn is_number(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    !digits.is_empty() && digits.len() < 20 && digits.iter().all(u8::is_ascii_digit)
}
