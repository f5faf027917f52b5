//! Line numbers of a block.

use super::Piece;

/// Line numbers of ascending positions, counted from the start of the counted part.
pub(super) struct LineCount<'b> {
    text: &'b [u8],
    at: usize,
    line: u64,
}

impl<'b> LineCount<'b> {
    pub(super) fn new(piece: &Piece<'b>) -> Self {
        LineCount { text: piece.text, at: piece.counted.0, line: 0 }
    }

    pub(super) fn at(&mut self, position: usize) -> u64 {
        if position > self.at {
            self.line += newlines(&self.text[self.at..position]);
            self.at = position;
        }
        self.line
    }
}

/// How many lines end in a text.
pub(super) fn newlines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}
