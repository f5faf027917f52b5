//! Terminal control in logs: colours, cursor moves, hyperlinks, carriage returns.
//!
//! ```text
//! ESC [ 0 ; 1 ; 31 m   CSI, ends at a byte in @..~       ESC ] 8 ; ; URL ESC \   OSC, ends at BEL or ST
//! ```
//!
//! What is matched is free of all of it; what is quoted, of colours alone.

use std::borrow::Cow;

use memchr::memchr;

const ESC: u8 = 0x1b;

/// Text without escape sequences; a lone ESC goes too.
#[must_use]
pub fn strip(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr(ESC, text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(ESC, rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + sequence(&rest[at..])..];
    }
    out.extend_from_slice(rest);
    // A shell that turns off bracketed paste returns the cursor to the first column, where it stands already.
    let returns = out.iter().take_while(|b| **b == b'\r').count();
    out.drain(..returns);
    Cow::Owned(out)
}

/// The same for a text that may be owned.
#[must_use]
pub fn stripped(text: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => strip(text),
        Cow::Owned(text) if memchr(ESC, &text).is_none() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(strip(&text).into_owned()),
    }
}

/// Text without colours; every other control stays, since it may want to hide something.
#[must_use]
pub fn without_colours(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr(ESC, text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(ESC, rest) {
        let len = sequence(&rest[at..]);
        let kept = if is_colour(&rest[at..at + len]) { at } else { at + len };
        out.extend_from_slice(&rest[..kept]);
        rest = &rest[at + len..];
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

/// `ESC [ 1 ; 31 m`, and the `ESC [ K` that some programs put behind it.
fn is_colour(sequence: &[u8]) -> bool {
    let body = sequence.strip_prefix(b"\x1b[").and_then(|body| body.split_last());
    body.is_some_and(|(last, body)| match last {
        b'm' => body.iter().all(|b| b.is_ascii_digit() || matches!(b, b';' | b':')),
        b'K' => body.is_empty(),
        _ => false,
    })
}

/// What a terminal shows of one line whose carriage returns overwrite: the part after the last of them that is not
/// the line's end.
#[must_use]
pub fn after_returns(line: &[u8]) -> &[u8] {
    let line = line.trim_ascii_end();
    line.rsplit(|b| *b == b'\r').next().unwrap_or(line)
}

/// Length of the sequence that starts here; never 0, never behind the end.
fn sequence(text: &[u8]) -> usize {
    let end = |start: usize, is_last: fn(u8) -> bool| {
        text[start..].iter().position(|b| is_last(*b)).map_or(text.len(), |at| start + at + 1)
    };
    match text.get(1) {
        Some(b'[') => end(2, |b| (0x40..0x7f).contains(&b) || b == b'\n'),
        Some(b']') => operating_system(text),
        Some(b'(' | b')' | b'#') => text.len().min(3),
        Some(_) => 2,
        None => 1,
    }
}

/// An operating system command ends at BEL or at ESC `\`.
fn operating_system(text: &[u8]) -> usize {
    let Some(at) = text[2..].iter().position(|b| matches!(*b, 7 | ESC | b'\n')) else { return text.len() };
    let end = at + 3;
    if text[end - 1] == ESC && text.get(end) == Some(&b'\\') { end + 1 } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, plain: &str) {
        assert_eq!(String::from_utf8_lossy(&strip(raw.as_bytes())), plain, "{raw:?}");
    }

    #[test]
    fn sequences_go() {
        check("\x1b[0;1;31mFailed\x1b[0m to start", "Failed to start");
        check("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x07 end", "link end");
        check("cut \x1b[0;1", "cut ");
        check("lone \x1b", "lone ");
        check("plain", "plain");
        check("\x1b[?2004l\rNov 14 a", "Nov 14 a");
        check("\x1b[32ma\rb", "a\rb");
    }

    #[test]
    fn only_colours_go() {
        let shown = |raw: &str| String::from_utf8_lossy(&without_colours(raw.as_bytes())).into_owned();
        assert_eq!(shown("\x1b[1;31mERROR\x1b[0m\x1b[K \x1b[38:5:9mx\x1b[m"), "ERROR x");
        assert_eq!(shown("a\x1b[2Jb\x1b[1Ac\x1b]0;t\x07d"), "a\x1b[2Jb\x1b[1Ac\x1b]0;t\x07d");
        assert_eq!(shown("cut \x1b[1;3"), "cut \x1b[1;3");
        assert_eq!(shown("\x1b[?25lm"), "\x1b[?25lm");
    }

    #[test]
    fn returns_overwrite() {
        assert_eq!(after_returns(b"50%\r100%\r\n"), b"100%");
        assert_eq!(after_returns(b"plain\r"), b"plain");
    }
}
