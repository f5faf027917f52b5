//! Opens an input and looks at its first bytes.

use std::fs::File;
use std::io::{Cursor, ErrorKind, Read, Result};
use std::sync::Arc;

use super::compressed::{self, Compression};
use super::utf16::{self, Utf16};
use super::walk::Input;

/// Bytes that are read to tell the format.
pub const HEAD: usize = 64 << 10;
/// How deep compressions may lie in one another (`log.gz` in a `.zst`).
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
        rest: Box<dyn Read + Send>,
        /// The first bytes.
        head: Vec<u8>,
        /// How it was compressed, outermost first.
        layers: Vec<Compression>,
    },
}

/// Opens an input.
///
/// # Errors
///
/// When it cannot be opened, or its first bytes cannot be read.
pub fn open(input: &Input) -> Result<Opened> {
    if let Some(held) = &input.held {
        return unwrap(Box::new(Cursor::new(Arc::clone(held))), Vec::new());
    }
    let Some(path) = &input.path else { return unwrap(Box::new(std::io::stdin()), Vec::new()) };
    let mut file = File::open(path)?;
    let meta = file.metadata()?;
    if !meta.is_file() {
        return unwrap(Box::new(file), Vec::new());
    }
    let head = read_head(&mut file)?;
    if compressed::detect(&head).is_some() || utf16::detect(&head).is_some() {
        return unwrap(Box::new(Cursor::new(head).chain(file)), Vec::new());
    }
    Ok(Opened::File { file, len: meta.len(), head })
}

/// Takes compressions off until plain bytes are left.
fn unwrap(mut inner: Box<dyn Read + Send>, mut layers: Vec<Compression>) -> Result<Opened> {
    loop {
        // Damage in a compressed head shows up again, in its place, when the rest is read.
        let head = match read_head(&mut inner) {
            Ok(head) => head,
            Err(e) if layers.is_empty() => return Err(e),
            Err(e) => return Ok(Opened::Stream { rest: Box::new(Broken(Some(e))), head: Vec::new(), layers }),
        };
        match compressed::detect(&head).filter(|_| layers.len() < DEPTH) {
            Some(compression) => {
                layers.push(compression);
                inner = compression.reader(Cursor::new(head).chain(inner))?;
            }
            None => match utf16::detect(&head) {
                Some(big_endian) => inner = Box::new(Utf16::new(Cursor::new(head).chain(inner), big_endian)),
                None => return Ok(Opened::Stream { rest: inner, head, layers }),
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

/// The first bytes: always as many as there are, up to [`HEAD`], so that a slow pipe is told like a fast one.
fn read_head(inner: &mut impl Read) -> Result<Vec<u8>> {
    let mut head = vec![0; HEAD];
    let mut len = 0;
    while len < HEAD {
        match inner.read(&mut head[len..]) {
            Ok(0) => break,
            Ok(n) => len += n,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) if len == 0 => return Err(e),
            Err(_) => break,
        }
    }
    head.truncate(len);
    Ok(head)
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
        let opened = unwrap(Box::new(Cursor::new(bytes)), Vec::new()).expect("opens");
        let Opened::Stream { mut rest, mut head, layers } = opened else { panic!("a stream") };
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
    fn a_cut_stream_gives_what_is_there_and_says_so() {
        let text: Vec<u8> =
            (0..400_000u32).flat_map(|i| format!("line {}\n", i.wrapping_mul(2_654_435_761)).into_bytes()).collect();
        let mut cut = gzip(&text);
        cut.truncate(cut.len() / 2);
        let (got, _, trouble) = read_all(cut);
        assert!(trouble.is_some() && got.len() > 1000 && text.starts_with(&got));
    }
}
