//! A process id near the start of a line: behind the time, in whichever way a program sets it off.
//!
//! ```text
//! ERROR 1234 --- [main] text            Spring Boot
//! [1234] [INFO] text                    gunicorn
//! [core:error] [pid 1234:tid 7] text    Apache
//! [1234] error: text                    SpamAssassin
//! #1234] ERROR -- : text                Ruby's logger
//! 1234 ERROR nova.compute [-] text      OpenStack
//! p=1234 u=root n=ansible | text        Ansible
//! unbound[1234:0] error: text           a program of its own log
//! ```

use crate::format::level;
use crate::text::cursor::number;

/// The process id that a text tells, which is the part of a line in which one may stand.
#[must_use]
pub fn of(text: &[u8]) -> Option<u32> {
    let text = text.trim_ascii_start();
    let mut words = text.split(|b| *b == b' ').filter(|word| !word.is_empty());
    let (first, second) = (words.next()?, words.next()?);
    let found = match (first, second, words.next()) {
        (word, pid, Some(b"---")) if level::word(word).is_some() => Some(pid),
        (pid, word, Some(_)) if is_number(pid) && is_capital_level(word) => Some(pid),
        ([b'[', pid @ .., b']'], [b'[', word @ .., b']'], _) if level::word(word).is_some() => Some(pid),
        ([b'[', pid @ .., b']'], [word @ .., b':'], _) if level::word(word).is_some() => Some(pid),
        ([b'#', pid @ .., b']'], ..) => Some(pid),
        ([b'p', b'=', pid @ ..], [b'u', b'=', ..], _) => Some(pid),
        ([.., b']'], [b'[', b'p', b'i', b'd'], Some(pid)) | ([b'[', b'p', b'i', b'd'], pid, _) => {
            Some(up_to(pid, b":]"))
        }
        (tag, [.., b':'], _) => of_tag(tag),
        _ => None,
    };
    number(found?).and_then(|pid| u32::try_from(pid).ok())
}

fn is_number(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_digit)
}

fn is_capital_level(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_uppercase) && level::word(word).is_some()
}

/// `1234` of `unbound[1234:0]`.
fn of_tag(tag: &[u8]) -> Option<&[u8]> {
    let open = memchr::memchr(b'[', tag).filter(|open| *open > 0)?;
    let named = tag[..open].iter().all(|b| b.is_ascii_lowercase() || b"-_".contains(b));
    let inside = tag[open + 1..].strip_suffix(b"]").filter(|_| named)?;
    Some(up_to(inside, b":"))
}

fn up_to<'a>(word: &'a [u8], ends: &[u8]) -> &'a [u8] {
    &word[..word.iter().position(|b| ends.contains(b)).unwrap_or(word.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_other_numbers() {
        for text in [
            "  ERROR 1234 --- [main] c.s.App : x",
            " [1234] [INFO] x",
            " [core:error] [pid 1234:tid 7] x",
            " [pid 1234] x",
            " [1234] error: x",
            " #1234] ERROR -- : x",
            " 1234 ERROR nova.compute [-] x",
            " p=1234 u=root n=ansible | x",
            " unbound[1234:0] error: x",
        ] {
            assert_eq!(of(text.as_bytes()), Some(1234), "{text}");
        }
        for text in [
            " 1234 errors seen",
            "[1234][critical][main] x",
            " [1234] text here",
            " items[3] are x",
            " 12 [main] x",
            "",
        ] {
            assert_eq!(of(text.as_bytes()), None, "{text}");
        }
    }
}
