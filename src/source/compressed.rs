//! Compressed streams, told by their first bytes, never by their name.

use std::io::{Error, ErrorKind, Read, Result};

use super::{lz4, xz};

/// A compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// RFC 1952, several members too.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// The .xz container.
    Xz,
    /// bzip2, several streams too.
    Bzip2,
    /// LZ4 frames.
    Lz4,
    /// LZMA alone: what `.lzma` files hold, and a member of a zip.
    Lzma,
}

const MAGICS: [(&[u8], Compression); 5] = [
    (&[0x1f, 0x8b], Compression::Gzip),
    (&[0x28, 0xb5, 0x2f, 0xfd], Compression::Zstd),
    (&[0xfd, b'7', b'z', b'X', b'Z', 0], Compression::Xz),
    (b"BZh", Compression::Bzip2),
    (&[0x04, 0x22, 0x4d, 0x18], Compression::Lz4),
];

/// The compression that the first bytes of an input announce.
#[must_use]
pub fn detect(head: &[u8]) -> Option<Compression> {
    let known = MAGICS.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, compression)| *compression);
    known.or_else(|| is_lzma(head).then_some(Compression::Lzma))
}

/// Whether a header is that of LZMA alone, which has no magic number: the usual properties, a size of the dictionary that
/// packers choose, a length that is not told or can be, and the zero that every stream begins with.
fn is_lzma(head: &[u8]) -> bool {
    let Some(header) = head.first_chunk::<14>() else { return false };
    let dictionary = u32::from_le_bytes([header[1], header[2], header[3], header[4]]);
    let length = header[5..13].iter().rev().fold(0, |length, byte| length << 8 | u64::from(*byte));
    let is_chosen = dictionary >= 1 << 12 && (dictionary.is_power_of_two() || (dictionary / 3).is_power_of_two());
    header[0] == LZMA_PROPERTIES && is_chosen && (length == u64::MAX || length < MOST_LZMA) && header[13] == 0
}

/// `lc`, `lp` and `pb` as every packer has them unless it is told otherwise.
const LZMA_PROPERTIES: u8 = 0x5d;
/// Bytes that a stream of LZMA may claim.
const MOST_LZMA: u64 = 1 << 38;
/// KiB of memory that a stream of LZMA may ask for.
const LZMA_MEMORY_KIB: u32 = 512 << 10;

impl Compression {
    /// The name a report uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
            Compression::Xz => "xz",
            Compression::Bzip2 => "bzip2",
            Compression::Lz4 => "lz4",
            Compression::Lzma => "lzma",
        }
    }

    /// Whether to decode a log takes longer than to pack it in a quick way: 0.1 s for 64 MiB and more.
    #[must_use]
    pub const fn is_slow(self) -> bool {
        matches!(self, Compression::Xz | Compression::Bzip2 | Compression::Lzma)
    }

    /// Reads what `inner` holds.
    ///
    /// # Errors
    ///
    /// When the decoder cannot be set up.
    pub fn reader<'r, R: Read + 'r>(self, inner: R) -> Result<Box<dyn Read + 'r>> {
        Ok(match self {
            Compression::Gzip => Lasting::over(flate2::read::MultiGzDecoder::new(inner)),
            Compression::Zstd => Lasting::over(zstd::stream::read::Decoder::new(inner)?),
            Compression::Xz => Lasting::by(XZ_STEP, xz::Unpacked::new(inner)),
            Compression::Bzip2 => Lasting::over(bzip2::read::MultiBzDecoder::new(inner)),
            Compression::Lz4 => Lasting::over(lz4::Frames::new(inner)),
            Compression::Lzma => {
                Lasting::by(XZ_STEP, lzma_rust2::LzmaReader::new_mem_limit(inner, LZMA_MEMORY_KIB, None)?)
            }
        })
    }
}

/// The decoders of .xz and LZMA give nothing of a reading in which they meet damage, however much is unpacked by then.
const XZ_STEP: usize = 4 << 10;

/// A stream whose error lasts: some decoders tell of a wrong checksum once, to whoever reads the last bytes, and end
/// quietly then.
struct Lasting<R> {
    inner: R,
    /// Bytes that are asked for at once, at most.
    step: usize,
    trouble: Option<(ErrorKind, String)>,
}

impl<'r, R: Read + 'r> Lasting<R> {
    fn over(inner: R) -> Box<dyn Read + 'r> {
        Lasting::by(usize::MAX, inner)
    }

    fn by(step: usize, inner: R) -> Box<dyn Read + 'r> {
        Box::new(Lasting { inner, step, trouble: None })
    }
}

impl<R: Read> Read for Lasting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if let Some((kind, what)) = &self.trouble {
            return Err(Error::new(*kind, what.clone()));
        }
        let most = buffer.len().min(self.step);
        self.inner.read(&mut buffer[..most]).inspect_err(|e| {
            if e.kind() != ErrorKind::Interrupted {
                self.trouble = Some((e.kind(), e.to_string()));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lzma_alone_by_its_header() {
        let header = |properties: u8, dictionary: u32, length: u64, first: u8| {
            [&[properties][..], &dictionary.to_le_bytes(), &length.to_le_bytes(), &[first]].concat()
        };
        for (dictionary, length) in [(8 << 20, u64::MAX), (1 << 16, 0), (3 << 20, 70_000), (64 << 20, 1 << 30)] {
            assert_eq!(detect(&header(0x5d, dictionary, length, 0)), Some(Compression::Lzma), "{dictionary} {length}");
        }
        for other in [header(0x5d, 8 << 20, 1 << 40, 0), header(0x5d, 5 << 20, 9, 0), header(0x5d, 8 << 20, 9, 7)] {
            assert_eq!(detect(&other), None, "{other:?}");
        }
        assert_eq!(detect(&header(0x5d, 8 << 20, 9, 0)[..13]), None);
        assert_eq!(detect(b"] 2026-11-20 a line that begins with a bracket"), None);
    }
}
