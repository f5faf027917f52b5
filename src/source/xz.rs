//! The .xz container, unpacked piece by piece.
//!
//! ```text
//! log.xz, cut   [chunk 0 ..... 64 KiB][chunk 1 ... 12 KiB]         what is left of chunk 1 is unpacked as well
//! ```
//!
//! A chunk of 64 KiB holds up to 2 MiB of a log: a reader that waits for whole chunks gives nothing of a small file that
//! was cut.

use std::io::{ErrorKind, Read, Result};

use lzma_rust2::{Action, Status, XzStream};

/// Bytes that are read at once.
const PIECE: usize = 32 << 10;
/// Bytes that are handed out at once behind the last piece: what an error meets in the same step is lost.
const LAST_STEP: usize = 64;

/// Reads what an .xz container holds, several streams too.
pub struct Unpacked<R> {
    packed: R,
    stream: XzStream,
    piece: Vec<u8>,
    /// Bytes of the piece that were unpacked.
    used: usize,
    is_last: bool,
}

impl<R: Read> Unpacked<R> {
    /// Of a container.
    pub fn new(packed: R) -> Self {
        Unpacked { packed, stream: XzStream::new(true), piece: Vec::new(), used: 0, is_last: false }
    }

    /// The same, refusing what needs more KiB of memory.
    pub fn with_limit(packed: R, limit_kib: u32) -> Self {
        Unpacked { stream: XzStream::new_mem_limit(true, limit_kib), ..Unpacked::new(packed) }
    }

    /// Reads the next piece once the last one is used up.
    fn refill(&mut self) -> Result<()> {
        if self.used < self.piece.len() || self.is_last {
            return Ok(());
        }
        self.piece.resize(PIECE, 0);
        let read = self.packed.read(&mut self.piece);
        self.piece.truncate(*read.as_ref().unwrap_or(&0));
        (self.used, self.is_last) = (0, read? == 0);
        Ok(())
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        while !out.is_empty() {
            self.refill()?;
            let (action, most) = if self.is_last { (Action::Finish, LAST_STEP) } else { (Action::Run, out.len()) };
            let most = most.min(out.len());
            let done = self.stream.process(&self.piece[self.used..], &mut out[..most], action)?;
            self.used += done.bytes_consumed;
            if done.bytes_produced > 0 || done.status == Status::StreamEnd {
                return Ok(done.bytes_produced);
            }
            if done.bytes_consumed == 0 && (self.is_last || self.used < self.piece.len()) {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `0 0`, `1 1`, `2 4` and so on, in one chunk.
    const SQUARES: &[u8] = include_bytes!("../../tests/expected/squares.xz");

    /// How much of the lines a part of the container gives, and whether that is all.
    fn unpacked(packed: &[u8]) -> (usize, bool) {
        let text: String = (0..400).map(|i| format!("{i} {}\n", i * i)).collect();
        let mut out = Vec::new();
        let is_whole = Unpacked::new(packed).read_to_end(&mut out).is_ok();
        assert!(text.as_bytes().starts_with(&out), "{}", out.len());
        (out.len(), is_whole)
    }

    #[test]
    fn what_is_left_of_a_cut_chunk_is_unpacked() {
        assert_eq!(unpacked(SQUARES), (3827, true));
        for (percent, least) in [(99, 3700), (75, 2600), (50, 1400)] {
            let (length, is_whole) = unpacked(&SQUARES[..SQUARES.len() * percent / 100]);
            assert!(length >= least && !is_whole, "{percent} %: {length}");
        }
        assert_eq!(unpacked(&[]), (0, false));
    }
}
