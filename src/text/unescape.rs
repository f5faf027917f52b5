//! Escapes of the languages that logs are printed in: JSON, Go's `%q`, `/dev/kmsg`, rsyslog.
//!
//! ```text
//! JSON   a\"b\u001b       Go   a\"b\x1b\n       kmsg   a\x09b       rsyslog   a#011b
//! ```
//!
//! Nothing is copied when there is nothing to undo. An escape that is none stays as it stands.

use std::borrow::Cow;

use super::near;

/// Undoes the escapes inside a JSON string; lone surrogates become U+FFFD.
#[must_use]
pub fn json(raw: &[u8]) -> Cow<'_, [u8]> {
    undo(raw, b'\\', json_escape)
}

/// Undoes the escapes inside a string that Go printed with `%q`.
#[must_use]
pub fn go(raw: &[u8]) -> Cow<'_, [u8]> {
    undo(raw, b'\\', go_escape)
}

/// Undoes `\xNN`, as `/dev/kmsg` and pstore print bytes that are not printable.
#[must_use]
pub fn hex(raw: &[u8]) -> Cow<'_, [u8]> {
    undo(raw, b'\\', |rest, out| {
        let byte = (rest.first() == Some(&b'x')).then(|| hex_value(rest.get(1..3)?)).flatten()?;
        out.push(u8::try_from(byte).ok()?);
        Some(3)
    })
}

/// Undoes `#NNN`, as rsyslog prints control bytes; larger values are left alone.
#[must_use]
pub fn octal(raw: &[u8]) -> Cow<'_, [u8]> {
    undo(raw, b'#', |rest, out| {
        let value = octal_value(rest.get(..3)?)?;
        if value >= 32 {
            return None;
        }
        out.push(u8::try_from(value).ok()?);
        Some(3)
    })
}

/// Copies `raw`, handing what follows each mark to `escape`, which says how much of it it understood.
fn undo(raw: &[u8], mark: u8, escape: impl Fn(&[u8], &mut Vec<u8>) -> Option<usize>) -> Cow<'_, [u8]> {
    let Some(first) = near::either(mark, mark, raw) else { return Cow::Borrowed(raw) };
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    let mut at = Some(first);
    while let Some(mark_at) = at {
        out.extend_from_slice(&rest[..mark_at]);
        rest = &rest[mark_at + 1..];
        match escape(rest, &mut out) {
            Some(used) => rest = &rest[used..],
            None => out.push(mark),
        }
        at = near::either(mark, mark, rest);
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

fn json_escape(rest: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    match rest.first()? {
        b'u' => unicode(rest, out),
        byte => {
            out.push(simple(*byte).or(match byte {
                b'/' => Some(b'/'),
                _ => None,
            })?);
            Some(1)
        }
    }
}

/// `u` and four digits, or two of them that are a surrogate pair.
fn unicode(rest: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let high = hex_value(rest.get(1..5)?)?;
    if !(0xd800..0xdc00).contains(&high) {
        push_char(high, out);
        return Some(5);
    }
    let low = rest.get(5..7).filter(|b| *b == b"\\u").and_then(|_| hex_value(rest.get(7..11)?));
    match low {
        Some(low @ 0xdc00..=0xdfff) => {
            push_char(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), out);
            Some(11)
        }
        _ => {
            push_char(0xfffd, out);
            Some(5)
        }
    }
}

fn go_escape(rest: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let (value, used) = match rest.first()? {
        b'x' => (hex_value(rest.get(1..3)?)?, 3),
        b'u' => return push_code(hex_value(rest.get(1..5)?)?, 5, out),
        b'U' => return push_code(hex_value(rest.get(1..9)?)?, 9, out),
        b'0'..=b'3' => (octal_value(rest.get(..3)?)?, 3),
        byte => (u32::from(simple(*byte)?), 1),
    };
    out.push(u8::try_from(value).ok()?);
    Some(used)
}

fn push_code(code: u32, used: usize, out: &mut Vec<u8>) -> Option<usize> {
    push_char(code, out);
    Some(used)
}

fn push_char(code: u32, out: &mut Vec<u8>) {
    let char = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
}

const fn simple(byte: u8) -> Option<u8> {
    Some(match byte {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'"' | b'\\' | b'\'' => byte,
        b'a' => 7,
        b'b' => 8,
        b'v' => 11,
        b'f' => 12,
        _ => return None,
    })
}

fn hex_value(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| Some(value << 4 | (*digit as char).to_digit(16)?))
}

fn octal_value(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| Some(value << 3 | (*digit as char).to_digit(8)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(undo: fn(&[u8]) -> Cow<'_, [u8]>, raw: &str, plain: &str) {
        assert_eq!(String::from_utf8_lossy(&undo(raw.as_bytes())), plain, "{raw}");
    }

    #[test]
    fn each_language() {
        check(json, r#"a\"b\\c\/\n\u001b"#, "a\"b\\c/\n\u{1b}");
        check(json, r"\ud83d\ude00 \ud83d x \u00b5s", "😀 � x µs");
        check(go, r#"a\"b\x1b\u00b5\n\U0001f600\012"#, "a\"b\u{1b}µ\n😀\n");
        check(hex, r"rcu: \x09x \n", "rcu: \tx \\n");
        check(octal, "a#011b #777 #1", "a\tb #777 #1");
    }

    #[test]
    fn cut_and_unknown_escapes_stay() {
        check(json, r"a\", "a\\");
        check(json, r"a\u12", "a\\u12");
        check(go, r"C:\q \x1", "C:\\q \\x1");
    }

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(json(b"plain"), Cow::Borrowed(_)));
    }
}
