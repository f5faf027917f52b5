//! The record around a position of a block.

use std::ops::Range;

use memchr::{memchr, memrchr};

use super::{Frame, MAX_RECORD, parts};

/// Finds the record around a position, and remembers the last one: many hits share a record.
///
/// `text` holds whole records, or parts of giants at its edges.
#[derive(Clone, Debug)]
pub struct Bounds<'t> {
    text: &'t [u8],
    frame: Frame,
    /// Start of every record, where the frame cannot tell them from the lines.
    starts: Option<&'t [usize]>,
    last: Range<usize>,
}

impl<'t> Bounds<'t> {
    /// Over the text of a block; `starts` lists the record starts for [`Frame::Export`].
    #[must_use]
    pub fn new(text: &'t [u8], frame: Frame, starts: Option<&'t [usize]>) -> Self {
        Bounds { text, frame, starts, last: 0..0 }
    }

    /// The record that holds the byte at `at`, without its last newline.
    pub fn around(&mut self, at: usize) -> Range<usize> {
        // Where records lie inside each other, the last one need not be the innermost.
        if !self.last.contains(&at) || self.frame.has_parts() {
            self.last = self.rest(at).unwrap_or_else(|| self.find(at));
        }
        self.last.clone()
    }

    /// The part that holds the byte at `at` of what is left behind the last record, when that was cut at the limit: to
    /// look for the start of such a record again from each of its lines took time with the square of its length.
    fn rest(&self, at: usize) -> Option<Range<usize>> {
        let is_plain = self.starts.is_none() && !self.frame.has_parts();
        let mut part = Some(self.last.clone()).filter(|last| is_plain && last.end < at)?;
        while part.end < at {
            if part.len() < MAX_RECORD || !self.continues(part.end + 1) {
                return None;
            }
            part = self.starting(part.end + 1);
        }
        Some(part)
    }

    fn find(&self, at: usize) -> Range<usize> {
        if let Some(starts) = self.starts {
            return listed(starts, self.text.len(), at);
        }
        let line = line_start(self.text, at);
        if self.frame.has_parts() {
            let start = parts::start(self.text, self.frame, line);
            return start..parts::end(self.text, self.frame, start);
        }
        let start = self.record_start(line);
        start..self.record_end(start, line)
    }

    /// The record that starts at a place, or what is left there of one longer than [`MAX_RECORD`].
    fn starting(&self, at: usize) -> Range<usize> {
        if self.starts.is_some() { self.find(at) } else { at..self.record_end(at, at) }
    }

    /// The start of the record that the line at `line` belongs to.
    fn record_start(&self, mut line: usize) -> usize {
        let floor = line.saturating_sub(MAX_RECORD);
        while line > floor && self.continues(line) {
            line = line_start(self.text, line - 1);
        }
        line
    }

    /// The end of the record that starts at `start`, and holds the line at `line`.
    fn record_end(&self, start: usize, mut line: usize) -> usize {
        let limit = start + MAX_RECORD;
        loop {
            let end = line_end(self.text, line);
            let next = end + 1;
            if next >= self.text.len() || end >= limit || !self.continues(next) {
                return end;
            }
            line = next;
        }
    }

    /// Whether the line at `line` continues the one before; mostly its start tells, so its end is not looked for.
    fn continues(&self, line: usize) -> bool {
        let end = if self.frame == Frame::Kmsg { line_end(self.text, line) } else { self.text.len() };
        self.frame.continues(&self.text[line..end])
    }

    /// Every record that starts in `own`, in order, without its last newline. At `own.start` no other record is open.
    pub fn records(&self, own: Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'_, 't> {
        let mut parts = parts::Records::new(self.text, self.frame, own.clone());
        let mut at = own.start;
        std::iter::from_fn(move || {
            if self.frame.has_parts() {
                return parts.next();
            }
            (at < own.end).then(|| {
                let record = self.starting(at);
                at = self.next_start(&record);
                record
            })
        })
    }

    fn next_start(&self, record: &Range<usize>) -> usize {
        match self.starts {
            Some(starts) => {
                starts.get(starts.partition_point(|&s| s <= record.start)).copied().unwrap_or(self.text.len())
            }
            None => record.end + 1,
        }
    }
}

fn listed(starts: &[usize], len: usize, at: usize) -> Range<usize> {
    let after = starts.partition_point(|&s| s <= at);
    let start = after.checked_sub(1).map_or(0, |i| starts[i]);
    start..starts.get(after).copied().unwrap_or(len)
}

/// Start of the line that holds the byte at `at`.
#[must_use]
pub fn line_start(text: &[u8], at: usize) -> usize {
    memrchr(b'\n', &text[..at.min(text.len())]).map_or(0, |nl| nl + 1)
}

/// End of the line that starts at `start`: its newline, or the end of the text.
#[must_use]
pub fn line_end(text: &[u8], start: usize) -> usize {
    memchr(b'\n', &text[start.min(text.len())..]).map_or(text.len(), |nl| start + nl)
}

/// The first position at or after `at` where a record starts; the end of the text when none does.
///
/// `at` is a line start or in mid-line; the text before it is looked at as far as [`Frame::look_back`].
#[must_use]
pub fn first_start(text: &[u8], at: usize, frame: Frame) -> usize {
    let mut line = if at == 0 || text.get(at - 1) == Some(&b'\n') { at } else { line_end(text, at) + 1 };
    if frame.has_parts() {
        return parts::first_start(text, frame, line);
    }
    while line < text.len() {
        if !frame.continues(&text[line..line_end(text, line)]) {
            return line;
        }
        line = line_end(text, line) + 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"one\n                     more\ntwo\nthree";

    #[test]
    fn records_with_continuations() {
        let mut bounds = Bounds::new(TEXT, Frame::Indented, None);
        assert_eq!(bounds.around(0), 0..29);
        assert_eq!(bounds.around(20), 0..29);
        assert_eq!(bounds.around(31), 30..33);
        let all: Vec<_> = bounds.records(0..TEXT.len()).collect();
        assert_eq!(all, [0..29, 30..33, 34..39]);
        let plain: Vec<_> = Bounds::new(TEXT, Frame::Lines, None).records(0..TEXT.len()).collect();
        assert_eq!(plain.len(), 4);
    }

    #[test]
    fn first_start_skips_the_rest_of_a_record() {
        assert_eq!(first_start(TEXT, 0, Frame::Indented), 0);
        assert_eq!(first_start(TEXT, 2, Frame::Indented), 30);
        assert_eq!(first_start(TEXT, 4, Frame::Indented), 30);
        assert_eq!(first_start(TEXT, 35, Frame::Indented), TEXT.len());
    }

    #[test]
    fn records_longer_than_the_limit_come_in_parts_that_do_not_overlap() {
        let text =
            [b"one\n".to_vec(), [&[b' '; 30][..], b"more\n"].concat().repeat(70_000), b"two\n".to_vec()].concat();
        let all: Vec<_> = Bounds::new(&text, Frame::Indented, None).records(0..text.len()).collect();
        assert!(all[0].len() >= MAX_RECORD && all[0].len() < MAX_RECORD + 40);
        assert!(all.windows(2).all(|pair| pair[0].end + 1 == pair[1].start), "{all:?}");
        assert_eq!((all.len(), all.last()), (4, Some(&(text.len() - 4..text.len() - 1))));
        let mut bounds = Bounds::new(&text, Frame::Indented, None);
        assert!(all.iter().all(|part| bounds.around(part.start + 9.min(part.len() - 1)) == *part));
    }

    #[test]
    fn cri_parts_are_one_record() {
        let text =
            b"2025-11-14T03:02:41Z stdout P ab\n2025-11-14T03:02:41Z stdout F cd\n2025-11-14T03:02:42Z stdout F x\n";
        let all: Vec<_> = Bounds::new(text, Frame::Cri, None).records(0..text.len()).collect();
        assert_eq!(all.len(), 2);
        assert_eq!(first_start(text, 10, Frame::Cri), all[1].start);
    }

    #[test]
    fn listed_records() {
        let starts = [0, 4, 9];
        let mut bounds = Bounds::new(b"aaa\nbbbb\ncc", Frame::Export, Some(&starts));
        assert_eq!(bounds.around(5), 4..9);
        assert_eq!(bounds.around(10), 9..11);
        assert_eq!(bounds.records(0..11).count(), 3);
    }
}
