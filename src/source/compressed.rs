//! Compressed streams, told by their first bytes, never by their name.

use std::io::{Error, ErrorKind, Read, Result};

use super::{lz4, xz};

/// How many first bytes are needed to tell.
pub const MAGIC: usize = 6;

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
    MAGICS.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, compression)| *compression)
}

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
        }
    }

    /// Whether to decode a log takes longer than to pack it in a quick way: 0.1 s for 64 MiB and more.
    #[must_use]
    pub const fn is_slow(self) -> bool {
        matches!(self, Compression::Xz | Compression::Bzip2)
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
        })
    }
}

/// The decoder of .xz gives nothing of a reading in which it meets damage, however much it has unpacked by then.
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
