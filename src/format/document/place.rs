//! Where parts of a document stand: offsets from slices, lines by counting.

use memchr::memchr_iter;

use crate::text::part;

/// Counts lines up to a part; parts must come in order.
#[derive(Clone, Debug)]
pub struct Places<'i> {
    input: &'i [u8],
    at: usize,
    line: u64,
}

impl<'i> Places<'i> {
    /// From the start of the input.
    #[must_use]
    pub const fn new(input: &'i [u8]) -> Self {
        Places { input, at: 0, line: 1 }
    }

    /// Offset and line of a part of the input; a part that lies before the last one keeps the last one's line.
    pub fn of(&mut self, part: &[u8]) -> (u64, u64) {
        let offset = part::place(self.input, part).map_or(self.at, |place| place.start);
        if offset > self.at {
            self.line += memchr_iter(b'\n', &self.input[self.at..offset]).count() as u64;
            self.at = offset;
        }
        (offset as u64, self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_lines() {
        let input = b"one\ntwo\nthree";
        let mut places = Places::new(input);
        assert_eq!(places.of(&input[4..]), (4, 2));
        assert_eq!(places.of(&input[9..]), (9, 3));
        assert_eq!(places.of(b"elsewhere").1, 3);
    }
}
