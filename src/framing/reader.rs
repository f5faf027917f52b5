//! Blocks from a stream of bytes: what is left of a record at the end of one is the head of the next.

use std::io::{Error, ErrorKind, Read, Result};
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
    /// Whether it begins with a document, and is all that follows.
    pub is_document: bool,
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
    /// What the stream said while it was read ahead.
    trouble: Option<Error>,
}

impl<R: Read> BlockReader<R> {
    /// Over what `inner` yields after `head`, which was read to find the format.
    pub fn new(head: Vec<u8>, inner: R, frame: Frame, size: usize) -> Self {
        let (before, offset, ended, in_giant, trouble) = Default::default();
        BlockReader { inner, frame, size, carry: head, before, offset, ended, in_giant, trouble }
    }

    /// The next block, or `None` at the end.
    ///
    /// # Errors
    ///
    /// What the stream says. What came before the error has been given already, or comes with the next call: after
    /// an error the stream counts as ended.
    pub fn next_block(&mut self) -> Result<Option<Block>> {
        if let Some(e) = self.trouble.take() {
            self.ended = true;
            return Err(e);
        }
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
            if text.len() >= self.most() {
                self.in_giant = !self.frame.is_listed();
                let all = text.len();
                return Ok(Some(self.block(text, all, skipped)));
            }
        }
    }

    /// Bytes after which a record without an end is handed out as it is.
    fn most(&self) -> usize {
        MAX_RECORD.max(self.size)
    }

    /// Takes back what stands in the last block from `at` on, which is the start of a record; gives that and what comes
    /// behind it, `wanted` bytes or all there are.
    pub fn take_back(&mut self, block: &mut Block, at: usize, wanted: usize) -> &[u8] {
        let mut back = block.text.split_off(at);
        self.offset -= back.len() as u64;
        back.append(&mut self.carry);
        block.own.end = at;
        if let Some(starts) = &mut block.starts {
            starts.truncate(starts.partition_point(|start| *start < at));
        }
        self.before = [&block.before[..], &block.text[..]].concat();
        self.before.drain(..self.before.len().saturating_sub(BEHIND));
        // What the stream says comes with the next block.
        self.trouble = self.fill_to(&mut back, wanted).err();
        self.carry = back;
        &self.carry
    }

    /// What is left, as one block of at most `most` bytes that begins with a document, and what the stream said.
    pub fn into_document(mut self, most: usize) -> (Block, Option<Error>) {
        let mut text = std::mem::take(&mut self.carry);
        let mut trouble = self.trouble.take();
        if trouble.is_none() && !self.ended {
            let room = most.saturating_sub(text.len()) as u64;
            trouble = self.inner.take(room).read_to_end(&mut text).err();
        }
        text.truncate(most);
        (Block { own: 0..text.len(), text, offset: self.offset, is_document: true, ..Block::default() }, trouble)
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
            is_document: false,
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
        // A long record grows by what it is long already: its end is not searched for too often.
        let longer = if text.len() < self.size { self.size } else { text.len() + text.len().max(self.size) };
        self.fill_to(text, longer.min(self.most()).max(text.len() + 1))
    }

    /// Reads until `text` has so many bytes, or the stream ends.
    fn fill_to(&mut self, text: &mut Vec<u8>, wanted: usize) -> Result<()> {
        if self.ended || text.len() >= wanted {
            return Ok(());
        }
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
    fn what_is_taken_back_comes_again() {
        let text = b"one\ntwo\nthree\nfour\n";
        for size in [5, 9, 100] {
            let mut reader = BlockReader::new(Vec::new(), Drip(text, 3), Frame::Lines, size);
            let mut block = reader.next_block().expect("no trouble").expect("a block");
            let at = block.text.len().min(4);
            let ahead = reader.take_back(&mut block, at, 9).to_vec();
            assert!(ahead.starts_with(b"two\nthree"), "size {size}");
            assert_eq!((&block.text[..], block.own), (&text[..4], 0..4), "size {size}");
            let next = reader.next_block().expect("no trouble").expect("a block");
            assert_eq!((next.offset, &next.before[..]), (4, &text[..4]), "size {size}");
            let (rest, trouble) = reader.into_document(99);
            assert_eq!([&block.text[..], &next.text, &rest.text].concat(), text, "size {size}");
            assert!(trouble.is_none() && rest.is_document && rest.offset + rest.text.len() as u64 == text.len() as u64);
        }
    }

    #[test]
    fn no_bytes_no_blocks() {
        assert!(blocks(b"", Frame::Lines, 16, 1).is_empty());
    }
}
