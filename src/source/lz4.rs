//! LZ4 frames that may be cut in the middle of a block: what stands in the block up to there is text too.
//!
//! ```text
//! frame header   size of a block, the block   size, block   ... 0
//!                4 bytes; the highest bit: not packed
//! ```
//!
//! Whole blocks are the library's, which gives nothing of a cut one; `lz4` packs files in blocks of 4 MiB, so that a short
//! log is a single one.
//!
//! # Source
//!
//! lz4, `doc/lz4_Frame_format.md`, `doc/lz4_Block_format.md`.

use std::io::{Cursor, Error, ErrorKind, Read, Result};

use lz4_flex::frame::FrameDecoder;

use super::open::fill;

/// How far back a block may refer to the ones before it.
const WINDOW: usize = 64 << 10;
/// What a block unpacks to, at most.
const BLOCK: usize = 4 << 20;
/// The bit of a block's size that says that it is not packed.
const PLAIN: u32 = 1 << 31;

/// The text of LZ4 frames.
pub struct Frames<R: Read> {
    decoder: FrameDecoder<Watched<R>>,
    /// The end of what was unpacked.
    window: Vec<u8>,
    /// What was left of a block that is cut.
    left: Option<Cursor<Vec<u8>>>,
}

impl<R: Read> Frames<R> {
    /// Of packed bytes.
    pub fn new(inner: R) -> Self {
        let watched = Watched { inner, size: 0, cut: None };
        Frames { decoder: FrameDecoder::new(watched), window: Vec::new(), left: None }
    }

    fn remember(&mut self, text: &[u8]) {
        self.window.extend_from_slice(&text[text.len().saturating_sub(WINDOW)..]);
        if self.window.len() > 4 * WINDOW {
            self.window.drain(..self.window.len() - WINDOW);
        }
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if let Some(left) = &mut self.left {
            return match left.read(buffer)? {
                0 if !buffer.is_empty() => Err(Error::new(ErrorKind::UnexpectedEof, "cut in the middle of a block")),
                read => Ok(read),
            };
        }
        let read = self.decoder.read(buffer);
        match (&read, self.decoder.get_ref().cut.as_ref()) {
            (Ok(read), _) => self.remember(&buffer[..*read]),
            (Err(_), Some(cut)) => {
                self.left = Some(Cursor::new(cut.text(&self.window)));
                return self.read(buffer);
            }
            _ => {}
        }
        read
    }
}

/// The beginning of a block.
struct Cut {
    packed: bool,
    bytes: Vec<u8>,
}

impl Cut {
    fn text(&self, window: &[u8]) -> Vec<u8> {
        if self.packed { unpacked(&self.bytes, window) } else { self.bytes.clone() }
    }
}

/// Packed bytes: the decoder asks for the parts of a frame one by one.
struct Watched<R> {
    inner: R,
    /// The last four bytes that were asked for alone: the size of a block.
    size: u32,
    /// A block that is not there in full.
    cut: Option<Cut>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.inner.read(buffer)
    }

    fn read_exact(&mut self, part: &mut [u8]) -> Result<()> {
        let there = fill(&mut self.inner, part)?;
        if there < part.len() {
            let is_block = part.len() == (self.size & !PLAIN) as usize;
            let bytes = part[..there].to_vec();
            self.cut = is_block.then_some(Cut { packed: self.size & PLAIN == 0, bytes });
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if let Ok(size) = part.try_into() {
            self.size = u32::from_le_bytes(size);
        }
        Ok(())
    }
}

/// What the beginning of a packed block holds, behind the text before it.
fn unpacked(block: &[u8], window: &[u8]) -> Vec<u8> {
    let mut text = window.to_vec();
    let mut rest = block;
    // A sequence that is not there in full ends the block, the bytes before it are sound.
    while text.len() < window.len() + BLOCK && sequence(&mut rest, &mut text).is_some() {}
    text.split_off(window.len())
}

/// One sequence: some bytes as they are, and a copy of earlier ones.
fn sequence(rest: &mut &[u8], text: &mut Vec<u8>) -> Option<()> {
    let (token, behind) = rest.split_first()?;
    *rest = behind;
    let plain = length(usize::from(token >> 4), rest)?;
    let (own, behind) = rest.split_at(plain.min(rest.len()));
    text.extend_from_slice(own);
    *rest = behind;
    let (back, behind) = rest.split_first_chunk()?;
    *rest = behind;
    let copied = length(usize::from(token & 15), rest)? + 4;
    let from = text.len().checked_sub(usize::from(u16::from_le_bytes(*back)).max(1))?;
    for at in from..from + copied.min(BLOCK) {
        text.push(text[at]);
    }
    Some(())
}

/// A length of 15 goes on in bytes that add up, up to one that is not 255.
fn length(nibble: usize, rest: &mut &[u8]) -> Option<usize> {
    let mut sum = nibble;
    let mut more = nibble == 15;
    while more {
        let (byte, behind) = rest.split_first()?;
        *rest = behind;
        sum += usize::from(*byte);
        more = *byte == 255;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use lz4_flex::frame::{BlockMode, BlockSize, FrameEncoder, FrameInfo};

    use super::*;

    fn text() -> Vec<u8> {
        let line =
            |i: u32| format!("Nov 14 02:57:{:02} node-3 app[{}]: step {i}\n", i % 60, i.wrapping_mul(40_503) % 9973);
        (0..40_000).flat_map(|i| line(i).into_bytes()).collect()
    }

    fn packed(text: &[u8], size: BlockSize, mode: BlockMode) -> Vec<u8> {
        let info = FrameInfo::new().block_size(size).block_mode(mode);
        let mut encoder = FrameEncoder::with_frame_info(info, Vec::new());
        encoder.write_all(text).expect("in memory");
        encoder.finish().expect("in memory")
    }

    #[test]
    fn a_cut_block_gives_its_beginning() {
        let text = text();
        for (size, mode) in [(BlockSize::Max4MB, BlockMode::Independent), (BlockSize::Max64KB, BlockMode::Linked)] {
            let packed = packed(&text, size, mode);
            for share in [1, 5, 9, 10] {
                let mut got = Vec::new();
                let cut = &packed[..packed.len() * share / 10];
                let trouble = Frames::new(cut).read_to_end(&mut got).err();
                assert!(text.starts_with(&got) && got.len() * 20 > text.len() * share, "{} of {share}/10", got.len());
                assert_eq!(trouble.is_none(), share == 10, "{share}/10");
            }
        }
    }

    #[test]
    fn what_is_hostile_ends() {
        assert_eq!(unpacked(&[0x0f, 0, 0, 255, 255, 255], b""), b"");
        assert_eq!(unpacked(&[0x10, b'a', 9, 0, 0], b""), b"a");
        assert_eq!(unpacked(&[0xf0, 255, 255], b""), b"");
    }
}
