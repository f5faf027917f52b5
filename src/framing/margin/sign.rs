//! Margins that tell nothing: quotations, lists, indentation, line numbers.
//!
//! ```text
//! > > text        * text        +text        `text`        "text",        120: text
//! ```

use super::{GAP, Mark};

fn unmarked(rest: &[u8]) -> (Mark<'_>, &[u8]) {
    (Mark::default(), rest)
}

/// What follows the blanks that part margin and line; klog ends a value of several lines with ` >`.
fn without_gap(rest: &[u8]) -> &[u8] {
    match rest.iter().take_while(|b| **b == b' ').count() {
        blanks @ 1..=GAP if rest.get(blanks) == Some(&b'>') => &rest[blanks - 1..],
        blanks @ 1..=GAP => &rest[blanks..],
        0 => rest,
        _ => &rest[1..],
    }
}

pub(super) fn quote(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let mut rest = line.trim_ascii_start().strip_prefix(b">")?;
    while let Some(inner) = rest.strip_prefix(b" ").unwrap_or(rest).strip_prefix(b">") {
        rest = inner;
    }
    Some(unmarked(without_gap(rest)))
}

/// What a list or a patch puts first; quotes end the line too.
pub(super) fn sign(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (sign, rest) = line.trim_ascii_start().split_first()?;
    let inside = match sign {
        b'`' | b'"' => {
            rest.strip_suffix(b",").unwrap_or(rest).strip_suffix(&[*sign]).filter(|inside| !inside.is_empty())?
        }
        b'*' | b'-' | b'+' | b'|' => rest.strip_prefix(b" ").unwrap_or(rest),
        _ => return None,
    };
    Some(unmarked(inside))
}

pub(super) fn indent(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let blanks = line.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    (blanks > 0).then(|| unmarked(&line[blanks..]))
}

/// `120:`, `120-`, `120` and a tab or blanks.
pub(super) fn number(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let digits = line.iter().take(9).take_while(|b| b.is_ascii_digit()).count();
    let rest = &line[digits..];
    let behind = match rest.first()? {
        b':' | b'-' | b'|' | b'.' | b')' | b'\t' => &rest[1..],
        b' ' => rest,
        _ => return None,
    };
    (digits > 0).then(|| unmarked(without_gap(behind)))
}
