//! The bytes of JSON values: where a string, a word, a list or an object ends.
//!
//! ```text
//! "a \"b\"",...     [1,"]"],...     {"e":{}},...     12.5,...
//! ```

use super::Value;
use crate::text::near;

/// The string that `text` starts with, what follows its closing quote, and whether an escape stands in it.
#[inline(always)]
pub(super) fn string(text: &[u8]) -> Option<(&[u8], &[u8], bool)> {
    let text = text.strip_prefix(b"\"")?;
    let end = near::either(b'"', b'\\', text)?;
    if text[end] == b'\\' {
        return escaped(text, end);
    }
    Some((&text[..end], &text[end + 1..], false))
}

/// The same behind the quote that opens it, from its first escape on.
fn escaped(text: &[u8], mut at: usize) -> Option<(&[u8], &[u8], bool)> {
    while text[at] == b'\\' {
        at += 2;
        at += near::either(b'"', b'\\', text.get(at..)?)?;
    }
    Some((&text[..at], &text[at + 1..], true))
}

#[inline(always)]
pub(super) fn value(text: &[u8]) -> Option<(Value<'_>, &[u8])> {
    match text.first()? {
        b'"' => string(text)
            .map(|(raw, rest, escaped)| (if escaped { Value::Escaped(raw) } else { Value::Text(raw) }, rest)),
        b'[' => nested(text).map(|(raw, rest)| (Value::List(raw), rest)),
        b'{' => nested(text).map(|(raw, rest)| (Value::Object(raw), rest)),
        _ => word(text),
    }
}

fn word(text: &[u8]) -> Option<(Value<'_>, &[u8])> {
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    let end = text.iter().position(|b| !is_part(b)).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    match word {
        b"" => None,
        b"null" => Some((Value::Null, rest)),
        _ => Some((Value::Word(word), rest)),
    }
}

/// A list or object with everything in it, by counting brackets outside strings.
fn nested(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (mut depth, mut at) = (0usize, 0);
    loop {
        match text.get(at)? {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth -= 1,
            b'"' => at = text.len() - string(&text[at..])?.1.len() - 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(text.split_at(at));
        }
    }
}
