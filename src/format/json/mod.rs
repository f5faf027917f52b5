//! JSON objects, key by key, without building a tree: most keys of a record are never looked at.
//!
//! ```text
//! {"MESSAGE":"a \"b\"","PRIORITY":"6","_PID":[49,50],"x":{...}}
//!  key       value, escapes kept
//! ```
//!
//! Blanks are allowed where JSON allows them. A damaged or cut object yields what stands before the damage.

mod scan;

use std::borrow::Cow;

use memchr::memchr;

use crate::text::unescape;
use scan::{string, value};

/// One value; strings keep their escapes, lists and objects are returned whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// What stands between the quotes, without escapes.
    Text(&'a [u8]),
    /// The same with escapes.
    Escaped(&'a [u8]),
    /// A number, `true` or `false`, as printed.
    Word(&'a [u8]),
    /// `null`.
    Null,
    /// `[...]` with its brackets.
    List(&'a [u8]),
    /// `{...}` with its braces.
    Object(&'a [u8]),
}

impl<'a> Value<'a> {
    /// A string without its escapes; a number or word as it stands.
    #[must_use]
    pub fn text(self) -> Option<Cow<'a, [u8]>> {
        match self {
            Value::Text(raw) | Value::Word(raw) => Some(Cow::Borrowed(raw)),
            Value::Escaped(raw) => Some(unescape::json(raw)),
            _ => None,
        }
    }

    /// A string or a word, escapes kept: for values that have none.
    #[must_use]
    pub const fn plain(self) -> Option<&'a [u8]> {
        match self {
            Value::Text(raw) | Value::Escaped(raw) | Value::Word(raw) => Some(raw),
            _ => None,
        }
    }
}

/// The value that a text starts with.
#[must_use]
pub fn first(text: &[u8]) -> Option<Value<'_>> {
    value(text).map(|(value, _)| value)
}

/// Iterates over the keys and values of an object.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    rest: &'a [u8],
    sound: bool,
}

/// The keys and values of the object that `text` starts with; no item when it starts with anything else.
#[must_use]
pub fn fields(text: &[u8]) -> Fields<'_> {
    match text.trim_ascii_start().split_first() {
        Some((b'{', rest)) => Fields { rest, sound: true },
        _ => Fields { rest: b"", sound: false },
    }
}

impl<'a> Fields<'a> {
    /// What follows the object, once every field was read; `None` when it was damaged or does not end.
    #[must_use]
    pub fn after(self) -> Option<&'a [u8]> {
        if self.sound { self.rest.trim_ascii_start().strip_prefix(b"}") } else { None }
    }

    #[inline(always)]
    fn step(&mut self, rest: &'a [u8]) -> Option<(&'a [u8], Value<'a>)> {
        let rest = rest.strip_prefix(b",").map_or(rest, without_blanks);
        let (key, rest, _) = string(rest)?;
        let rest = without_blanks(without_blanks(rest).strip_prefix(b":")?);
        let (value, rest) = value(rest)?;
        self.rest = rest;
        Some((key, value))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = (&'a [u8], Value<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let rest = without_blanks(self.rest);
        if rest.first() == Some(&b'}') {
            return None;
        }
        let field = if self.sound { self.step(rest) } else { None };
        self.sound &= field.is_some();
        field
    }
}

/// What follows the blanks: there are none in what programs print.
#[inline]
fn without_blanks(text: &[u8]) -> &[u8] {
    match text.first() {
        Some(byte) if *byte > b' ' => text,
        _ => text.trim_ascii_start(),
    }
}

/// The items of a list; damage ends it.
pub fn items(list: &[u8]) -> impl Iterator<Item = Value<'_>> {
    let mut rest = list.strip_prefix(b"[").unwrap_or_default();
    std::iter::from_fn(move || {
        let here = rest.trim_ascii_start();
        let here = here.strip_prefix(b",").map_or(here, <[u8]>::trim_ascii_start);
        let (item, after) = value(here)?;
        rest = after;
        Some(item)
    })
}

/// The value of a key, the first one when it stands twice.
#[must_use]
pub fn get<'a>(object: &'a [u8], key: &[u8]) -> Option<Value<'a>> {
    fields(object).find(|(name, _)| *name == key).map(|(_, value)| value)
}

/// The value at the end of a path of keys.
#[must_use]
pub fn at<'a>(object: &'a [u8], path: &[&[u8]]) -> Option<Value<'a>> {
    let (last, before) = path.split_last()?;
    let inner = before.iter().try_fold(object, |object, key| match get(object, key)? {
        Value::Object(inner) => Some(inner),
        _ => None,
    })?;
    get(inner, last)
}

/// The items of the list under a key; none when there is no such list.
pub fn list<'a>(object: &'a [u8], key: &[u8]) -> impl Iterator<Item = Value<'a>> {
    let raw = match get(object, key) {
        Some(Value::List(raw)) => raw,
        _ => b"",
    };
    items(raw)
}

/// A list of numbers as the bytes they are: how the journal prints a value that is not printable.
#[must_use]
pub fn bytes(list: &[u8]) -> Option<Vec<u8>> {
    let inside = list.strip_prefix(b"[")?.strip_suffix(b"]")?;
    inside.split(|b| *b == b',').map(byte).collect()
}

fn byte(digits: &[u8]) -> Option<u8> {
    u8::try_from(crate::text::cursor::number(digits.trim_ascii())?).ok()
}

/// Whether a text may be an object: a brace, then a key or the end.
#[must_use]
pub fn is_object(text: &[u8]) -> bool {
    match text.split_first() {
        Some((b'{', rest)) => matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}')),
        _ => false,
    }
}

/// Whether `"key"` stands in a text: cheap, and may be fooled by a value.
#[must_use]
pub fn mentions(text: &[u8], quoted_key: &[u8]) -> bool {
    memchr(b'"', text).is_some() && memchr::memmem::find(text, quoted_key).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values() {
        let text = br#"{"a":"x\"y","b" : 12.5 ,"c":[1,"]"],"d":{"e":{}},"f":null,"g":true} tail"#;
        let mut fields = fields(text);
        let all: Vec<_> = fields.by_ref().collect();
        let expected: [(&[u8], Value<'_>); 6] = [
            (b"a", Value::Escaped(br#"x\"y"#)),
            (b"b", Value::Word(b"12.5")),
            (b"c", Value::List(br#"[1,"]"]"#)),
            (b"d", Value::Object(br#"{"e":{}}"#)),
            (b"f", Value::Null),
            (b"g", Value::Word(b"true")),
        ];
        assert_eq!(all, expected);
        assert_eq!(fields.after(), Some(&b" tail"[..]));
    }

    #[test]
    fn a_cut_object_yields_what_is_whole() {
        for text in [r#"{"a":"b","c":"d"#, r#"{"a":"b","c"#, r#"{"a":"b","c":[1,"#, r#"{"a":"b","c":"\"#] {
            let mut fields = fields(text.as_bytes());
            assert_eq!(fields.by_ref().count(), 1, "{text}");
            assert_eq!(fields.after(), None, "{text}");
        }
        assert_eq!(fields(b"[1]").count(), 0);
    }

    #[test]
    fn strings_of_every_length_end_at_their_quote() {
        for (length, escape) in (0..80).flat_map(|n| [(n, ""), (n, r#"\""#), (n, r"\\"), (n, r"é\u00e9")]) {
            for (before, after) in [(length, 0), (length / 2, length - length / 2), (0, length)] {
                let inside = format!("{}{escape}{}", "a".repeat(before), "b".repeat(after));
                let text = format!(r#""{inside}","x":"y""#);
                let (raw, rest, escaped) = string(text.as_bytes()).expect(&text);
                assert_eq!((raw, rest), (inside.as_bytes(), &br#","x":"y""#[..]), "{text}");
                assert_eq!(escaped, inside.contains('\\'), "{text}");
                assert_eq!(string(&text.as_bytes()[..inside.len() + 1]), None, "{text}");
            }
        }
    }

    #[test]
    fn byte_arrays() {
        assert_eq!(bytes(b"[27,91, 51]"), Some(b"\x1b[3".to_vec()));
        assert_eq!(bytes(br#"["a","b"]"#), None);
        assert_eq!(bytes(b"[256]"), None);
        assert_eq!(items(br#"["a",null,[1]]"#).count(), 3);
    }
}
