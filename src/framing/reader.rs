//! Blocks from a stream of bytes: what is left of a record at the end of one is the head of the next.

use std::io::{ErrorKind, Read, Result};
use std::ops::Range;

use super::bounds::line_start;
use super::frame::POSTGRES_NEAR;
use super::margin::WIDE;
use super::{Frame, MAX_RECORD, export, parts, starts, wire};

/// Bytes before a record that may tell how it began: the first line of a stack trace.
pub const BEHIND: usize = 8 << 10;

/// Whole records, with their place in the input.
#[derive(Debug, Default)]
pub struct Block {
    /// What stands before `text` in the input, at most [`BEHIND`] bytes.
    pub before: Vec<u8>,
    /// The bytes.
    pub text: Vec<u8>,
    /// Offset of `text[0]` in the input.
    pub offset: u64,
    /// The part of `text` whose records this block owns.
    pub own: Range<usize>,
    /// Record starts, where lines do not tell them.
    pub starts: Option<Vec<usize>>,
    /// Bytes of a giant record that were passed over before this block.
    pub skipped: u64,
    /// Newlines among them: 1 when the giant ended.
    pub skipped_lines: u64,
}

/// Cuts a stream into blocks of about `size` bytes.
#[derive(Debug)]
pub struct BlockReader<R> {
    inner: R,
    frame: Frame,
    size: usize,
    carry: Vec<u8>,
    /// The last bytes that were handed out.
    before: Vec<u8>,
    offset: u64,
    ended: bool,
    /// In the middle of a record longer than [`MAX_RECORD`].
    in_giant: bool,
}

impl<R: Read> BlockReader<R> {
    /// Over what `inner` yields after `head`, which was read to find the format.
    pub fn new(head: Vec<u8>, inner: R, frame: Frame, size: usize) -> Self {
        BlockReader { inner, frame, size, carry: head, before: Vec::new(), offset: 0, ended: false, in_giant: false }
    }

    /// The next block, or `None` at the end.
    ///
    /// # Errors
    ///
    /// What the stream says. What came before the error has been given already, or comes with the next call: after
    /// an error the stream counts as ended.
    pub fn next_block(&mut self) -> Result<Option<Block>> {
        let mut text = std::mem::take(&mut self.carry);
        let mut skipped = (0, 0);
        loop {
            let trouble = self.fill(&mut text);
            if let Err(e) = trouble {
                self.ended = true;
                self.carry = text;
                return Err(e);
            }
            if self.in_giant {
                let (bytes, lines) = self.drop_giant(&mut text);
                skipped = (skipped.0 + bytes, skipped.1 + lines);
            }
            if text.is_empty() && self.ended {
                return Ok((skipped.0 > 0).then(|| self.block(text, 0, skipped)));
            }
            let cut = self.cut(&text);
            if cut > 0 {
                return Ok(Some(self.block(text, cut, skipped)));
            }
            if text.len() >= MAX_RECORD.max(self.size) {
                self.in_giant = !self.frame.is_listed();
                let all = text.len();
                return Ok(Some(self.block(text, all, skipped)));
            }
        }
    }

    fn block(&mut self, mut text: Vec<u8>, cut: usize, skipped: (u64, u64)) -> Block {
        self.carry = text.split_off(cut);
        let starts = starts(&text, self.frame);
        let before = self.handed_out(&text);
        let block = Block {
            before,
            offset: self.offset,
            own: 0..text.len(),
            starts,
            skipped: skipped.0,
            skipped_lines: skipped.1,
            text,
        };
        self.offset += block.text.len() as u64;
        block
    }

    /// The bytes before a text that is handed out now.
    fn handed_out(&mut self, text: &[u8]) -> Vec<u8> {
        let mut next = Vec::new();
        if text.len() < BEHIND {
            next.extend_from_slice(&self.before[self.before.len().saturating_sub(BEHIND - text.len())..]);
        }
        next.extend_from_slice(&text[text.len().saturating_sub(BEHIND)..]);
        std::mem::replace(&mut self.before, next)
    }

    /// Reads until `text` is longer than before by about a block, or the stream ends.
    fn fill(&mut self, text: &mut Vec<u8>) -> Result<()> {
        if self.ended {
            return Ok(());
        }
        let wanted = (text.len() + 1).max(self.size);
        let mut have = text.len();
        text.resize(wanted, 0);
        let mut trouble = Ok(());
        while have < wanted && !self.ended && trouble.is_ok() {
            match self.inner.read(&mut text[have..]) {
                Ok(0) => self.ended = true,
                Ok(n) => have += n,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => trouble = Err(e),
            }
        }
        text.truncate(have);
        trouble
    }

    /// Drops what belongs to a giant record; says how many bytes and lines.
    fn drop_giant(&mut self, text: &mut Vec<u8>) -> (u64, u64) {
        let end = memchr::memchr(b'\n', text).map(|nl| nl + 1);
        self.in_giant = end.is_none();
        let dropped = end.unwrap_or(text.len());
        text.drain(..dropped);
        self.before.clear();
        self.offset += dropped as u64;
        (dropped as u64, u64::from(!self.in_giant))
    }

    /// Where the last unfinished record starts.
    fn cut(&self, text: &[u8]) -> usize {
        if self.ended {
            return text.len();
        }
        match self.frame {
            Frame::Export => export::entries(text, false).1,
            Frame::Wire => wire::messages(text).pop().unwrap_or(0),
            frame if frame.has_parts() => parts::last_start(text, frame),
            frame => last_start(text, frame),
        }
    }
}

/// The start of the last record of `text`, which the next bytes may continue.
fn last_start(text: &[u8], frame: Frame) -> usize {
    let mut line = line_start(text, text.len());
    loop {
        let Some(end) = line.checked_sub(1) else { return 0 };
        if !frame.continues(&text[line..]) && !may_continue(frame, &text[line..]) {
            return line;
        }
        line = line_start(text, end);
    }
}

/// Whether too little of a line is there to tell that it does not continue the record before.
fn may_continue(frame: Frame, line: &[u8]) -> bool {
    let enough = match frame {
        Frame::Indented => 20,
        Frame::Verbose => 4,
        Frame::Postgres => POSTGRES_NEAR,
        Frame::Klog => 2,
        // The header of a fragment of netconsole ends with a semicolon.
        Frame::Kmsg => return line.len() < 160 && !line.contains(&b';'),
        Frame::Behind(_, frame) => return line.len() < WIDE || may_continue(*frame, &line[WIDE..]),
        Frame::Lines | Frame::Cri | Frame::Docker | Frame::Wire | Frame::Export => 0,
    };
    line.len() < enough
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Yields a few bytes at a time.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, buf: &mut [u8]) -> Result<usize> {
            let n = self.1.min(self.0.len()).min(buf.len());
            buf[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn blocks(text: &[u8], frame: Frame, size: usize, drip: usize) -> Vec<Block> {
        let mut reader = BlockReader::new(Vec::new(), Drip(text, drip), frame, size);
        std::iter::from_fn(|| reader.next_block().expect("no trouble")).collect()
    }

    #[test]
    fn blocks_join_to_the_input_and_cut_between_records() {
        let text = b"one\n                     more\ntwo\nthree\n                     more\nlast";
        for size in 1..40 {
            for drip in [1, 3, 100] {
                let got = blocks(text, Frame::Indented, size, drip);
                let joined: Vec<u8> = got.iter().flat_map(|b| b.text.clone()).collect();
                assert_eq!(joined, text);
                assert!(got.iter().all(|b| !b.text.starts_with(b" ")), "size {size} drip {drip}");
                assert_eq!(got.last().map(|b| b.offset + b.text.len() as u64), Some(text.len() as u64));
            }
        }
    }

    #[test]
    fn giants_are_cut_and_counted() {
        let mut text = vec![b'x'; 3 * MAX_RECORD];
        text.extend(b"\nafter\n");
        let got = blocks(&text, Frame::Lines, 1 << 16, 1 << 20);
        let skipped: u64 = got.iter().map(|b| b.skipped).sum();
        let kept: u64 = got.iter().map(|b| b.text.len() as u64).sum();
        assert_eq!(skipped + kept, text.len() as u64);
        assert!(kept < 3 * MAX_RECORD as u64 && got.last().is_some_and(|b| b.text.ends_with(b"after\n")));
    }

    #[test]
    fn no_bytes_no_blocks() {
        assert!(blocks(b"", Frame::Lines, 16, 1).is_empty());
    }
}
