//! Opens an input and looks at its first bytes.

use std::fs::File;
use std::io::{Cursor, ErrorKind, Read, Result};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::archive::single;
use super::compressed::{self, Compression};
use super::pipe::{Until, standard_input};
use super::utf16::{self, Utf16};
use super::walk::Input;

pub use super::rest::{Rest, SHORTER};

/// Bytes that are read to tell the format.
pub const HEAD: usize = 64 << 10;
/// How deep compressions may lie in one another (`log.gz` in a `.zst`); `foreign.rs` names what lies deeper.
const DEPTH: usize = 3;

/// An opened input.
pub enum Opened {
    /// A regular file as it stands: blocks may be read from any position.
    File {
        /// The file.
        file: File,
        /// Its length when it was opened; what is appended later is not read.
        len: u64,
        /// Its first bytes.
        head: Vec<u8>,
    },
    /// Bytes that come once and in order.
    Stream {
        /// What comes after `head`.
        rest: Box<dyn Read>,
        /// The first bytes.
        head: Vec<u8>,
        /// How it was compressed, outermost first.
        layers: Vec<Compression>,
    },
}

/// Bytes with their compressions taken off.
pub struct Peeled<'r> {
    /// What comes after `head`.
    pub rest: Box<dyn Read + 'r>,
    /// The first bytes.
    pub head: Vec<u8>,
    /// How they were compressed, outermost first.
    pub layers: Vec<Compression>,
}

/// Opens an input.
///
/// A member of an archive is read through a thread of its own, from the start of the archive: to read many members,
/// walk through the archive once.
///
/// # Errors
///
/// When it cannot be opened, or its first bytes cannot be read.
pub fn open(input: &Input) -> Result<Opened> {
    open_until(input, &Arc::default())
}

/// Opens an input that may be a pipe; one whose writer pauses ends when `ended` is set.
///
/// # Errors
///
/// As [`open`].
pub fn open_until(input: &Input, ended: &Arc<AtomicBool>) -> Result<Opened> {
    if let Some(member) = &input.member {
        return Ok(stream(plain(Box::new(single::read(input, member)))?));
    }
    if let Some(held) = &input.held {
        return Ok(stream(plain(Box::new(Cursor::new(Arc::clone(held))))?));
    }
    let Some(path) = &input.path else {
        let start = Cursor::new(input.start.clone());
        let rest = Until::new(standard_input()?, ended);
        return Ok(stream(plain(Box::new(start.chain(rest)))?));
    };
    let mut file = File::open(path)?;
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Ok(stream(plain(Box::new(Until::new(file, ended)))?));
    }
    // A file that tells no length may have one: the kernel's own tables.
    let most = usize::try_from(meta.len()).ok().filter(|len| *len > 0).map_or(HEAD, |len| len.min(HEAD));
    let head = read_head(&mut file, most)?;
    if compressed::detect(&head).is_some() || utf16::detect(&head).is_some() {
        return Ok(stream(plain(Box::new(Cursor::new(head).chain(file)))?));
    }
    Ok(Opened::File { file, len: meta.len(), head })
}

fn stream(peeled: Peeled<'static>) -> Opened {
    Opened::Stream { rest: peeled.rest, head: peeled.head, layers: peeled.layers }
}

fn plain(inner: Box<dyn Read>) -> Result<Peeled<'static>> {
    peel(inner, HEAD, &|compression, inner| compression.reader(inner))
}

/// How a compression is taken off.
pub type Decoder<'d, 'r> = dyn Fn(Compression, Box<dyn Read + 'r>) -> Result<Box<dyn Read + 'r>> + 'd;

/// Takes compressions off until plain bytes are left; `head` bytes are looked at.
///
/// # Errors
///
/// When the first bytes cannot be read. Damage below a compression comes up when the rest is read.
pub fn peel<'r>(mut inner: Box<dyn Read + 'r>, head: usize, decoder: &Decoder<'_, 'r>) -> Result<Peeled<'r>> {
    let mut layers = Vec::new();
    loop {
        // Damage in a compressed head shows up again, in its place, when the rest is read.
        let first = match read_head(&mut inner, head) {
            Ok(first) => first,
            Err(e) if layers.is_empty() => return Err(e),
            Err(e) => return Ok(Peeled { rest: Box::new(Broken(Some(e))), head: Vec::new(), layers }),
        };
        match compressed::detect(&first).filter(|_| layers.len() < DEPTH) {
            Some(compression) => {
                layers.push(compression);
                inner = decoder(compression, Box::new(Cursor::new(first).chain(inner)))?;
            }
            None => match utf16::detect(&first) {
                Some(big_endian) => inner = Box::new(Utf16::new(Cursor::new(first).chain(inner), big_endian)),
                None => return Ok(Peeled { rest: inner, head: first, layers }),
            },
        }
    }
}

/// A stream that has nothing but its error.
struct Broken(Option<std::io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The first bytes: always as many as there are, up to `most`, so that a slow pipe is told like a fast one.
fn read_head(inner: &mut impl Read, most: usize) -> Result<Vec<u8>> {
    let mut head = vec![0; most];
    let len = fill(inner, &mut head)?;
    head.truncate(len);
    Ok(head)
}

/// Reads until `buffer` is full or nothing more comes; says how many bytes.
///
/// # Errors
///
/// When nothing could be read at all. An error after some bytes comes again with the next reading.
pub fn fill(inner: &mut impl Read, buffer: &mut [u8]) -> Result<usize> {
    let mut len = 0;
    while len < buffer.len() {
        match inner.read(&mut buffer[len..]) {
            Ok(0) => break,
            Ok(n) => len += n,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) if len == 0 => return Err(e),
            Err(_) => break,
        }
    }
    Ok(len)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).expect("in memory");
        encoder.finish().expect("in memory")
    }

    fn read_all(bytes: Vec<u8>) -> (Vec<u8>, Vec<Compression>, Option<std::io::Error>) {
        let Peeled { mut rest, mut head, layers } = plain(Box::new(Cursor::new(bytes))).expect("opens");
        let trouble = rest.read_to_end(&mut head).err();
        (head, layers, trouble)
    }

    #[test]
    fn utf16_in_a_compression_is_text() {
        let utf16: Vec<u8> = "\u{feff}one\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read_all(gzip(&utf16)).0, b"one\n");
        assert_eq!(read_all(utf16).0, b"one\n");
    }

    #[test]
    fn layers_come_off() {
        let text = b"Nov 14 02:57:18 n kernel: x\n".repeat(5000);
        let (got, layers, trouble) = read_all(gzip(&gzip(&text)));
        assert_eq!((got == text, layers.len(), trouble.is_none()), (true, 2, true));
        let zstd = zstd::encode_all(&text[..], 3).expect("in memory");
        assert_eq!(read_all(zstd).1, [Compression::Zstd]);
    }

    #[test]
    fn a_wrong_checksum_is_told() {
        let mut damaged = gzip(b"Nov 14 02:57:18 n kernel: x\n");
        let checksum = damaged.len() - 6;
        damaged[checksum] ^= 1;
        let (got, _, trouble) = read_all(damaged);
        assert_eq!(got, b"Nov 14 02:57:18 n kernel: x\n");
        assert!(trouble.is_some_and(|e| e.to_string().contains("checksum")));
    }

    #[test]
    fn a_cut_stream_gives_what_is_there_and_says_so() {
        let text: Vec<u8> =
            (0..400_000u32).flat_map(|i| format!("line {}\n", i.wrapping_mul(2_654_435_761)).into_bytes()).collect();
        let mut cut = gzip(&text);
        cut.truncate(cut.len() / 2);
        let (got, _, trouble) = read_all(cut);
        assert!(trouble.is_some() && got.len() > 1000 && text.starts_with(&got));
    }
}
