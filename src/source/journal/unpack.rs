//! Compressed values: XZ, LZ4 and ZSTD, under limits, since a file may claim any size.
//!
//! ```text
//! XZ    an .xz stream      ZSTD  a frame      LZ4   u64 little-endian size, then a block, not a frame
//! ```

use std::io::Read;

use zstd::bulk::Decompressor;

use super::u64_at;
use crate::source::xz;

/// Bytes of a value that are read; the rest of a longer one is passed over.
pub const MAX_VALUE: usize = 1 << 20;
/// Bytes that an LZ4 value may have: a block is unpacked as a whole.
const MAX_LZ4: usize = 64 << 20;
/// LZ4 makes nothing smaller than this part of it.
const LZ4_RATIO: usize = 255;
/// KiB that the window of an XZ value may take.
const XZ_MEMORY_KIB: u32 = 64 << 10;
/// First bytes of the forms that have some.
const ZSTD_MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
const XZ_MAGIC: &[u8] = &[0xfd, b'7', b'z', b'X', b'Z', 0];

/// How a value is compressed: the flags of its object.
pub mod flags {
    /// An .xz stream.
    pub const XZ: u8 = 1;
    /// A size and an LZ4 block.
    pub const LZ4: u8 = 2;
    /// A ZSTD frame.
    pub const ZSTD: u8 = 4;
}

/// Unpacks values, each into the place of the one before.
#[derive(Default)]
pub struct Unpacker {
    zstd: Option<Decompressor<'static>>,
    out: Vec<u8>,
    /// Whether the last value is damaged: what comes before the damage was unpacked.
    pub is_damaged: bool,
}

impl std::fmt::Debug for Unpacker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unpacker").finish_non_exhaustive()
    }
}

impl Unpacker {
    /// The first [`MAX_VALUE`] bytes of a value; `None` when it is damaged.
    pub fn unpack(&mut self, packed: &[u8], flags: u8) -> Option<&[u8]> {
        self.out.clear();
        self.is_damaged = false;
        match form(packed, flags) {
            flags::XZ => self.stream(xz::Unpacked::with_limit(packed, XZ_MEMORY_KIB)),
            flags::LZ4 => self.lz4(packed),
            _ => self.zstd(packed),
        }?;
        self.out.truncate(MAX_VALUE);
        Some(&self.out)
    }

    /// What was unpacked last.
    #[must_use]
    pub fn unpacked(&self) -> &[u8] {
        &self.out
    }

    /// Reads up to the limit; what comes before damage counts.
    fn stream(&mut self, reader: impl Read) -> Option<()> {
        self.is_damaged = reader.take(MAX_VALUE as u64).read_to_end(&mut self.out).is_err();
        (!self.is_damaged || !self.out.is_empty()).then_some(())
    }

    fn zstd(&mut self, packed: &[u8]) -> Option<()> {
        let size = Decompressor::upper_bound(packed).filter(|size| *size <= MAX_VALUE);
        if let Some(size) = size {
            self.out.reserve(size);
            let decompressor = match &mut self.zstd {
                Some(decompressor) => decompressor,
                none => none.insert(Decompressor::new().ok()?),
            };
            if decompressor.decompress_to_buffer(packed, &mut self.out).is_ok() {
                return Some(());
            }
            self.out.clear();
        }
        self.stream(zstd::stream::read::Decoder::new(packed).ok()?)
    }

    fn lz4(&mut self, packed: &[u8]) -> Option<()> {
        let size = usize::try_from(u64_at(packed, 0)).ok()?;
        let block = packed.get(8..)?;
        if size > MAX_LZ4 || size > block.len().saturating_mul(LZ4_RATIO) {
            return None;
        }
        self.out.resize(size, 0);
        let len = lz4_flex::block::decompress_into(block, &mut self.out).ok()?;
        self.out.truncate(len);
        Some(())
    }
}

/// The form that the bytes announce, where they do: a flag is easily damaged.
fn form(packed: &[u8], flags: u8) -> u8 {
    if packed.starts_with(ZSTD_MAGIC) {
        flags::ZSTD
    } else if packed.starts_with(XZ_MAGIC) {
        flags::XZ
    } else {
        flags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_flags_and_limits() {
        let mut unpacker = Unpacker::default();
        let zstd = zstd::encode_all(&b"MESSAGE=a value"[..], 3).expect("in memory");
        assert_eq!(unpacker.unpack(&zstd, flags::XZ), Some(&b"MESSAGE=a value"[..]));
        let long = zstd::encode_all(&vec![b'x'; 3 * MAX_VALUE][..], 3).expect("in memory");
        assert_eq!(unpacker.unpack(&long, flags::ZSTD).map(<[u8]>::len), Some(MAX_VALUE));
        assert_eq!(unpacker.unpack(&zstd[..6], flags::ZSTD), None);
    }

    #[test]
    fn lz4_claims() {
        let mut unpacker = Unpacker::default();
        let packed = |claim: u64, block: &[u8]| [&claim.to_le_bytes()[..], block].concat();
        let block = lz4_flex::block::compress(b"MESSAGE=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        assert_eq!(unpacker.unpack(&packed(48, &block), flags::LZ4).map(<[u8]>::len), Some(48));
        for claim in [0, 3, 1 << 40, u64::MAX] {
            assert_eq!(unpacker.unpack(&packed(claim, &block), flags::LZ4), None, "{claim}");
        }
        assert_eq!(unpacker.unpack(b"short", flags::LZ4), None);
    }
}
