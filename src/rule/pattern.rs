//! A signature's regex in the form that any grep with Perl's syntax takes: no names, no anchors, no variable ends.
//!
//! ```text
//! rule     (?<device>\w+): link is not ready(?:, retry (?<count>\d+))?
//! pattern  : link is not ready
//! ```
//!
//! A line of a file has its envelope before the message, so anchors would keep a true line out; and what varies at
//! either end only costs a searcher time. A quote may stand escaped in the file. So a pattern finds every line that its
//! regex finds, and hardly another one.

use std::fmt::Write as _;

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

use super::implied;

/// The pattern of a regex; `None` when the regex does not parse, or has Unicode classes.
#[must_use]
pub fn pattern(regex: &str) -> Option<String> {
    let hir = implied::parse(regex).ok()?;
    let mut text = String::new();
    match hir.kind() {
        HirKind::Concat(parts) => trimmed(parts).iter().try_for_each(|part| write(part, &mut text))?,
        _ => write(&hir, &mut text)?,
    }
    Some(text)
}

/// Without the parts at both ends that hold no text of their own.
fn trimmed(parts: &[Hir]) -> &[Hir] {
    let first = parts.iter().position(is_firm).unwrap_or(0);
    let last = parts.iter().rposition(is_firm).unwrap_or(parts.len() - 1);
    &parts[first..=last]
}

/// Whether every match of a part holds some text that the part spells out.
fn is_firm(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(_) => true,
        HirKind::Capture(capture) => is_firm(&capture.sub),
        HirKind::Repetition(repeat) => repeat.min > 0 && is_firm(&repeat.sub),
        HirKind::Concat(parts) => parts.iter().any(is_firm),
        HirKind::Alternation(branches) => branches.iter().all(is_firm),
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) => false,
    }
}

fn write(hir: &Hir, out: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty => {}
        HirKind::Literal(literal) => literal.0.iter().for_each(|b| text_byte(*b, out)),
        HirKind::Class(class) => self::class(class, out)?,
        HirKind::Look(Look::WordAscii) => out.push_str("\\b"),
        HirKind::Look(Look::WordAsciiNegate) => out.push_str("\\B"),
        HirKind::Look(Look::Start | Look::End) => {}
        HirKind::Look(_) => return None,
        HirKind::Repetition(repeat) => repetition(repeat, out)?,
        HirKind::Capture(capture) => group(std::slice::from_ref(&capture.sub), out)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, out))?,
        HirKind::Alternation(branches) => group(branches, out)?,
    }
    Some(())
}

fn group(branches: &[Hir], out: &mut String) -> Option<()> {
    out.push_str("(?:");
    for (i, branch) in branches.iter().enumerate() {
        out.push_str(if i > 0 { "|" } else { "" });
        write(branch, out)?;
    }
    out.push(')');
    Some(())
}

fn repetition(repeat: &Repetition, out: &mut String) -> Option<()> {
    match repeat.sub.kind() {
        HirKind::Class(_) => write(&repeat.sub, out)?,
        _ => group(std::slice::from_ref(&repeat.sub), out)?,
    }
    let _ = match (repeat.min, repeat.max) {
        (0, None) => write!(out, "*"),
        (1, None) => write!(out, "+"),
        (0, Some(1)) => write!(out, "?"),
        (min, None) => write!(out, "{{{min},}}"),
        (min, Some(max)) => write!(out, "{{{min},{max}}}"),
    };
    out.push_str(if repeat.greedy { "" } else { "?" });
    Some(())
}

fn class(class: &Class, out: &mut String) -> Option<()> {
    // One of several single characters is a class of characters, even where all of them are ASCII.
    let class = match class {
        Class::Bytes(class) => class.clone(),
        Class::Unicode(class) => class.to_byte_class()?,
    };
    // All but a few bytes reads better as what is left out.
    let negated = class.iter().any(|range| range.end() == u8::MAX);
    let mut ranges = class.clone();
    if negated {
        ranges.negate();
    }
    if negated && ranges.iter().all(|range| (range.start(), range.end()) == (b'\n', b'\n')) {
        out.push('.');
        return Some(());
    }
    out.push_str(if negated { "[^" } else { "[" });
    for range in ranges.iter() {
        byte(range.start(), out);
        if range.start() != range.end() {
            out.push('-');
            byte(range.end(), out);
        }
    }
    out.push(']');
    Some(())
}

/// A quote may stand escaped in the file, once or more, where the rule sees it without.
fn text_byte(byte: u8, out: &mut String) {
    out.push_str(if byte == b'"' { r"\\*" } else { "" });
    self::byte(byte, out);
}

fn byte(byte: u8, out: &mut String) {
    match byte {
        // `\<` and `\>` would be the edges of a word.
        b'\\' | b'.' | b'+' | b'*' | b'?' | b'(' | b')' | b'|' | b'[' | b']' | b'{' | b'}' | b'^' | b'$' | b'-'
        | b'&' | b'~' => {
            out.extend(['\\', char::from(byte)]);
        }
        b' '..=b'~' => out.push(char::from(byte)),
        _ => {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::baked;

    #[track_caller]
    fn check(regex: &str, want: &str) {
        assert_eq!(pattern(regex).as_deref(), Some(want), "{regex}");
    }

    #[test]
    fn names_anchors_and_variable_ends_go() {
        check(r"(?<device>\w+): link is not ready(?:, retry (?<count>\d+))?", ": link is not ready");
        check(r"^I/O error, dev (\S+?), sector \d+$", r"I/O error, dev (?:[^\x09-\x0d ]+?), sector ");
        check(r"state (?:lost|down) after .{0,9}s", r"state (?:lost|down) after .{0,9}s");
    }

    /// A text that a regex finds its pattern finds too, with any text around it.
    #[test]
    fn patterns_find_every_example() {
        for source in baked::sources() {
            for row in source.file.signatures.iter().chain(&source.file.ends) {
                let pattern = pattern(row.regex.get_ref())
                    .unwrap_or_else(|| panic!("{}: no pattern for {}", source.id, row.regex.get_ref()));
                let regex = regex::bytes::RegexBuilder::new(&pattern).unicode(false).build().expect(&pattern);
                for example in &row.matches {
                    let line = format!("Mar 03 04:05:06 node-7 app: {} ...", example.get_ref());
                    assert!(regex.is_match(line.as_bytes()), "{}: {pattern}\n{line}", source.id);
                }
            }
        }
    }
}
