//! Compressed streams, told by their first bytes, never by their name.

use std::io::Read;

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

    /// Reads what `inner` holds.
    ///
    /// # Errors
    ///
    /// When the decoder cannot be set up.
    pub fn reader<'r, R: Read + 'r>(self, inner: R) -> std::io::Result<Box<dyn Read + 'r>> {
        Ok(match self {
            Compression::Gzip => Box::new(flate2::read::MultiGzDecoder::new(inner)),
            Compression::Zstd => Box::new(zstd::stream::read::Decoder::new(inner)?),
            Compression::Xz => Box::new(lzma_rust2::XzReader::new(inner, true)),
            Compression::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(inner)),
            Compression::Lz4 => Box::new(lz4_flex::frame::FrameDecoder::new(inner)),
        })
    }
}
