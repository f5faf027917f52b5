//! Names of files that grep prints, with the number of the line or without.
//!
//! ```text
//! /var/log/syslog:120:text      a line that was looked for
//! /var/log/syslog-118-text      a line beside it
//! nova-api.log 2025-11-14 ...   what awk was asked for
//! ```

use memchr::{memchr, memchr_iter, memmem};

use super::sign::number;
use super::{GAP, Mark, WIDE};

/// A path has no blanks, and neither has it a colon: the first one ends it.
pub(super) fn file(line: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    if let Some((name, rest)) = set_apart(line) {
        return Some((Mark { file: Some(name), ..Mark::default() }, rest));
    }
    let near = &line[..line.len().min(WIDE)];
    let end = near.iter().position(|b| matches!(b, b':' | b' ' | b'\t' | b'['))?;
    // The first colon may be one of a stamp behind the name.
    let of_stamp = || memchr_iter(b'-', &line[..end]).any(|at| is_stamp(&line[at + 1..]));
    let (name, rest) = match near[end] {
        b':' if !of_stamp() => (&line[..end], &line[end + 1..]),
        _ => beside(line, end)?,
    };
    let rest = number(rest).filter(|_| is_numbered(rest)).map_or_else(|| behind(line, name), |(_, rest)| rest);
    let blanks = rest.iter().take_while(|b| **b == b' ').count();
    (!name.is_empty() && (blanks == 0 || blanks > GAP)).then_some((Mark { file: Some(name), ..Mark::default() }, rest))
}

/// `nova-api.log 2025-11-14 02:57:18 text`: the name of a log before a blank, as `awk '{print FILENAME, $0}'` puts it.
fn set_apart(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (name, rest) = line.split_at(memchr(b' ', &line[..line.len().min(WIDE)])?);
    let named = memmem::find(name, b".log").is_some();
    (named && is_stamp(&rest[1..])).then_some((name, &rest[1..]))
}

/// What follows a name and the sign that ends it.
fn behind<'a>(line: &'a [u8], name: &[u8]) -> &'a [u8] {
    &line[name.len() + 1..]
}

/// `FILE-120-text`, `FILE-text`: a line beside one that was looked for.
fn beside(line: &[u8], end: usize) -> Option<(&[u8], &[u8])> {
    let dashes = || memchr_iter(b'-', &line[..end]);
    let of_number = |at: usize| line[at + 1..end].iter().take_while(|b| b.is_ascii_digit()).count();
    let numbered = || dashes().filter(|at| is_numbered(&line[at + 1..]));
    let before_stamp = numbered().find(|at| is_stamp(&line[at + of_number(*at) + 2..]));
    let stamp = || dashes().find(|at| is_stamp(&line[at + 1..]));
    let at = before_stamp.or_else(stamp).or_else(|| numbered().next())?;
    Some((&line[..at], &line[at + 1..]))
}

/// How lines of logs begin: a month, a bracket, a year. Few names of files go on so.
fn is_stamp(text: &[u8]) -> bool {
    matches!(
        text,
        [b'A'..=b'Z', b'a'..=b'z', b'a'..=b'z', b' ', ..]
            | [b'[', b' ' | b'0'..=b'9' | b'A'..=b'Z', ..]
            | [b'2', b'0', b'0'..=b'9', b'0'..=b'9', b'-', _, _, b'-', _, _, b'T' | b' ', ..]
    )
}

/// `120:` or `120-`, and no date.
fn is_numbered(rest: &[u8]) -> bool {
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let date = |rest: &[u8]| rest.get(2) == Some(&b'-') && rest.get(5).is_some_and(|b| matches!(b, b'T' | b' '));
    digits > 0 && matches!(rest.get(digits), Some(b':' | b'-')) && !date(&rest[digits + 1..])
}
