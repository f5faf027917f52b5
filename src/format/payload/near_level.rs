//! A level near the start of a line: behind the time, in whichever way a program sets it off.
//!
//! ```text
//! [main] ERROR text     [1][critical][main] text     <Error> text     | error: text     error text
//! :ERROR: text          production.ERROR: text
//! E [MSGID: 7] text     E STORAGE  [thread] text     7f12 -1 osd.3    a letter, Ceph's priority
//! ```

use crate::format::level;
use crate::model::Level;

/// Bytes in which Ceph's cluster log tells a level.
const CLUSTER: usize = 160;

/// The level that a text tells, which is the part of a line in which one may stand.
#[must_use]
pub fn of(text: &[u8]) -> Option<Level> {
    first_word(text).or_else(|| in_words(text)).or_else(|| of_letter(text)).or_else(|| of_ceph(text))
}

/// ` error text`: right behind the time a level needs no more to set it off. Other words of levels begin sentences.
fn first_word(text: &[u8]) -> Option<Level> {
    let text = text.trim_ascii_start();
    let word = &text[..text.iter().take(8).position(|b| *b == b' ')?];
    matches!(word, b"error" | b"warning" | b"warn" | b"info" | b"debug" | b"fatal").then(|| level::word(word))?
}

/// The first word that names a level and is set off: in capitals, in brackets, or before a colon; or a letter in
/// brackets.
fn in_words(text: &[u8]) -> Option<Level> {
    let mut at = 0;
    while at < text.len() {
        let len = text[at..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let word = &text[at..at + len];
        let before = at.checked_sub(1).map_or(b' ', |i| text[i]);
        // libvirt: `error : text`.
        let behind = text[at + len..].strip_prefix(b" :").map_or(&text[at + len..], |_| &text[at + len + 1..]);
        let after = behind.first().copied().unwrap_or(b' ');
        let of_word = || level::word(word).filter(|_| is_set_off(word, before, after));
        let found = match word {
            [letter] if (before, after) == (b'[', b']') => level::letter(*letter),
            [_, _, _, ..] => of_word(),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        at += len.max(1);
    }
    None
}

fn is_set_off(word: &[u8], before: u8, after: u8) -> bool {
    const CLOSED: [(u8, u8); 6] = [(b'[', b']'), (b'(', b')'), (b'|', b'|'), (b'<', b'>'), (b':', b']'), (b'*', b'*')];
    // `:ERROR:`, `production.ERROR:`
    const CAPITALS: [(u8, u8); 2] = [(b':', b':'), (b'.', b':')];
    let alone = matches!(before, b' ' | b'\t' | b'[' | b'(' | b'|')
        && matches!(after, b' ' | b'\t' | b']' | b')' | b'|' | b':' | b'/' | b'(' | b'[');
    let capitals = word.iter().all(u8::is_ascii_uppercase);
    CLOSED.contains(&(before, after))
        || (capitals && CAPITALS.contains(&(before, after)))
        || (alone && (capitals || after == b':'))
}

/// ` E [MSGID: 7] `, ` E! [plugin] `: one letter in front of brackets; ` E STORAGE  [thread] `, ` E  kernel[0:7] `: or in
/// front of a word with some.
fn of_letter(rest: &[u8]) -> Option<Level> {
    let (letter, rest) = rest.strip_prefix(b" ")?.split_first()?;
    let rest = rest.strip_prefix(b"!").unwrap_or(rest).strip_prefix(b" ")?.trim_ascii_start();
    let word = rest.iter().position(|b| matches!(b, b' ' | b'[' | b'(')).map(|end| &rest[end..])?;
    word.trim_ascii_start().starts_with(b"[").then(|| level::letter(*letter))?
}

/// `mon.a (mon.0) 7 : cluster [WRN] text`: Ceph's cluster log, whose names of monitors are long.
#[must_use]
pub fn of_ceph_cluster(text: &[u8]) -> Option<Level> {
    const NAMES: [&[u8]; 5] = [b"mon.", b"osd.", b"mgr.", b"mds.", b"client."];
    let text = &text[..text.len().min(CLUSTER)];
    NAMES.iter().find(|name| text.starts_with(name))?;
    let of = |log: &[u8]| memchr::memmem::find(text, log).map(|at| &text[at + log.len()..]);
    let level = of(b" : cluster [").or_else(|| of(b" : audit ["))?;
    level::word(&level[..level.iter().position(|b| *b == b']')?])
}

/// ` 7f1234567700 -1 `: a thread's address and the priority, of which only errors are below zero.
fn of_ceph(rest: &[u8]) -> Option<Level> {
    let mut words = rest.split(|b| *b == b' ').filter(|word| !word.is_empty());
    let thread = words.next().filter(|word| word.len() >= 8 && word.iter().all(u8::is_ascii_hexdigit));
    (thread.is_some() && words.next() == Some(b"-1")).then_some(Level::Error)
}
