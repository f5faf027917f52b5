//! Text in UTF-16 with a byte order mark, as PowerShell and Windows editors save it.
//!
//! ```text
//! ff fe  4e 00 6f 00 76 00      "Nov", little endian
//! fe ff  00 4e 00 6f 00 76      big endian
//! ```
//!
//! What is no character becomes U+FFFD. Offsets in reports count the bytes of the text in UTF-8.

use std::io::{ErrorKind, Read, Result};

/// Bytes that are read at a time.
const CHUNK: usize = 32 << 10;

/// Whether an input starts with a byte order mark of UTF-16; `true` inside for big endian.
#[must_use]
pub fn detect(head: &[u8]) -> Option<bool> {
    match head {
        [0xff, 0xfe, _, ..] => Some(false),
        [0xfe, 0xff, _, ..] => Some(true),
        _ => None,
    }
}

/// Yields the text in UTF-8, without the mark.
pub struct Utf16<R> {
    inner: R,
    big_endian: bool,
    /// Bytes that are no whole character yet.
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    ended: bool,
    marked: bool,
}

impl<R: Read> Utf16<R> {
    /// Over bytes that start with the mark.
    pub fn new(inner: R, big_endian: bool) -> Self {
        Utf16 { inner, big_endian, raw: Vec::new(), text: Vec::new(), at: 0, ended: false, marked: true }
    }

    /// Reads and decodes until there is text, or nothing more to read.
    fn fill(&mut self) -> Result<()> {
        self.text.clear();
        self.at = 0;
        while self.text.is_empty() && !self.ended {
            let have = self.raw.len();
            self.raw.resize(have + CHUNK, 0);
            let got = self.inner.read(&mut self.raw[have..]);
            self.raw.truncate(have + *got.as_ref().unwrap_or(&0));
            match got {
                Ok(0) => self.ended = true,
                Ok(_) => {}
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
            self.decode();
        }
        Ok(())
    }

    /// Decodes the whole characters; half a one waits for the rest of it.
    fn decode(&mut self) {
        let unit = |pair: &[u8]| match self.big_endian {
            true => u16::from_be_bytes([pair[0], pair[1]]),
            false => u16::from_le_bytes([pair[0], pair[1]]),
        };
        let mut units: Vec<u16> = self.raw.chunks_exact(2).map(unit).collect();
        let waits = units.last().is_some_and(|last| (0xd800..0xdc00).contains(last)) && !self.ended;
        units.truncate(units.len() - usize::from(waits));
        self.raw.drain(..units.len() * 2);
        let mark = usize::from(self.marked && !units.is_empty());
        self.marked &= units.is_empty();
        let mut utf8 = [0; 4];
        for character in char::decode_utf16(units.into_iter().skip(mark)) {
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            self.text.extend_from_slice(character.encode_utf8(&mut utf8).as_bytes());
        }
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
        if self.at == self.text.len() {
            self.fill()?;
        }
        let len = buf.len().min(self.text.len() - self.at);
        buf[..len].copy_from_slice(&self.text[self.at..self.at + len]);
        self.at += len;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Yields one byte at a time.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            buf[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        let big_endian = detect(bytes).expect("a mark");
        let mut out = Vec::new();
        Utf16::new(Drip(bytes), big_endian).read_to_end(&mut out).expect("in memory");
        assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
    }

    #[test]
    fn both_byte_orders_and_broken_pairs() {
        let units: Vec<u16> = "\u{feff}Nov 14 ● 😀\n".encode_utf16().collect();
        check(&units.iter().flat_map(|u| u.to_le_bytes()).collect::<Vec<_>>(), "Nov 14 ● 😀\n");
        check(&units.iter().flat_map(|u| u.to_be_bytes()).collect::<Vec<_>>(), "Nov 14 ● 😀\n");
        check(&[0xff, 0xfe, 0x41, 0x00, 0x3d, 0xd8], "A\u{fffd}");
        check(&[0xff, 0xfe, 0x41], "");
        assert_eq!(detect(b"\xff\xfe"), None);
    }
}
