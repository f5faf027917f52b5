//! Lines that a container runtime cut in parts: two streams write to one file, and their parts take turns.
//!
//! ```text
//! 2025-11-14T03:02:41.1Z stdout P {"level":"error",     a record of stdout begins
//! 2025-11-14T03:02:41.1Z stderr F warning: slow         a whole record of stderr, inside of it
//! 2025-11-14T03:02:41.2Z stdout F "msg":"no route"}     and its end
//! ```
//!
//! So records may lie inside each other. A part that waits for its next one for more than [`Frame::look_back`] bytes
//! is not continued: its writer was killed.

use std::ops::Range;

use super::bounds::{line_end, line_start};
use super::{Frame, MAX_RECORD};

/// What a line is to the records of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Whether stderr wrote it, else stdout.
    pub is_stderr: bool,
    /// Whether the next line of the same stream continues it.
    pub goes_on: bool,
}

/// The start of the record that the line at `line` belongs to.
#[must_use]
pub fn start(text: &[u8], frame: Frame, line: usize) -> usize {
    let Some(own) = part_at(text, frame, line) else { return line };
    let floor = line.saturating_sub(MAX_RECORD);
    let (mut start, mut at) = (line, line);
    while at > floor {
        at = line_start(text, at - 1);
        match part_at(text, frame, at) {
            Some(part) if start - at > frame.look_back() || (part.is_stderr == own.is_stderr && !part.goes_on) => break,
            Some(part) if part.is_stderr == own.is_stderr => start = at,
            Some(_) => {}
            None => break,
        }
    }
    start
}

/// The end of the record that starts at `start`.
#[must_use]
pub fn end(text: &[u8], frame: Frame, start: usize) -> usize {
    let mut end = line_end(text, start);
    let Some(own) = part_at(text, frame, start).filter(|part| part.goes_on) else { return end };
    let (mut last, mut at) = (start, end + 1);
    while at < text.len() && at - last <= frame.look_back() && at - start <= MAX_RECORD {
        let Some(part) = part_at(text, frame, at) else { return end };
        if part.is_stderr == own.is_stderr {
            (last, end) = (at, line_end(text, at));
            if !part.goes_on {
                return end;
            }
        }
        at = line_end(text, at) + 1;
    }
    end
}

/// The first line at or behind `line` that starts a record while no other record is open; the end of the text when
/// there is none.
#[must_use]
pub fn first_start(text: &[u8], frame: Frame, line: usize) -> usize {
    let mut open = Open::before(text, frame, line);
    let mut at = line;
    while at < text.len() && open.any(at) {
        at = open.take(text, at);
    }
    at.min(text.len())
}

/// The last such line, where the text may be cut; 0 when there is none.
#[must_use]
pub fn last_start(text: &[u8], frame: Frame) -> usize {
    let mut at = whole_line(text, text.len().saturating_sub(2 * frame.look_back()));
    let (mut open, mut last) = (Open::new(frame), 0);
    // What is open at the first line is known only after as many bytes as a part may wait.
    let known = if at == 0 { 0 } else { at + frame.look_back() };
    loop {
        if at >= known && !open.any(at) {
            last = at;
        }
        if line_end(text, at) == text.len() {
            return last;
        }
        at = open.take(text, at);
    }
}

/// The records that start in some lines, in order; no record is open at the first of them.
///
/// Each line is looked at once, where [`start`] looks back from each.
#[derive(Clone, Debug)]
pub struct Records<'t> {
    text: &'t [u8],
    at: usize,
    end: usize,
    open: Open,
}

impl<'t> Records<'t> {
    /// Of the lines in `lines`.
    #[must_use]
    pub const fn new(text: &'t [u8], frame: Frame, lines: Range<usize>) -> Self {
        Records { text, at: lines.start, end: lines.end, open: Open::new(frame) }
    }
}

impl Iterator for Records<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        while self.at < self.end {
            let (start, end) = (self.at, line_end(self.text, self.at));
            let part = self.open.frame.part(&self.text[start..end]);
            let is_start = part.is_none_or(|part| !self.open.awaits(part, start));
            self.open.note(part, start);
            self.at = end + 1;
            if is_start {
                let goes_on = part.is_some_and(|part| part.goes_on);
                return Some(start..if goes_on { self::end(self.text, self.open.frame, start) } else { end });
            }
        }
        None
    }
}

/// What the line at `line` is; where its start tells, its end is not looked for.
fn part_at(text: &[u8], frame: Frame, line: usize) -> Option<Part> {
    let end = if frame == Frame::Cri { text.len() } else { line_end(text, line) };
    frame.part(&text[line..end])
}

/// The first line that starts at or behind `at`.
fn whole_line(text: &[u8], at: usize) -> usize {
    if at == 0 { 0 } else { (line_end(text, at - 1) + 1).min(text.len()) }
}

/// Where the last part of each stream starts, if the stream's record is not at its end.
#[derive(Clone, Copy, Debug)]
struct Open {
    frame: Frame,
    streams: [Option<usize>; 2],
}

impl Open {
    const fn new(frame: Frame) -> Self {
        Open { frame, streams: [None; 2] }
    }

    /// What is open at a line.
    fn before(text: &[u8], frame: Frame, line: usize) -> Self {
        let mut open = Open::new(frame);
        let mut at = whole_line(text, line.saturating_sub(frame.look_back()));
        while at < line {
            at = open.take(text, at);
        }
        open
    }

    fn any(&self, at: usize) -> bool {
        self.streams.iter().flatten().any(|part| at - part <= self.frame.look_back())
    }

    /// Whether a part at `at` continues the record of its stream.
    fn awaits(&self, part: Part, at: usize) -> bool {
        self.streams[usize::from(part.is_stderr)].is_some_and(|last| at - last <= self.frame.look_back())
    }

    /// Takes what the line at `at` is.
    fn note(&mut self, part: Option<Part>, at: usize) {
        match part {
            Some(part) => self.streams[usize::from(part.is_stderr)] = part.goes_on.then_some(at),
            None => self.streams = [None; 2],
        }
    }

    /// Takes the line at `at`; gives where the next one starts.
    fn take(&mut self, text: &[u8], at: usize) -> usize {
        let end = line_end(text, at);
        self.note(self.frame.part(&text[at..end]), at);
        end + 1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::framing::Bounds;

    const HEAD: &str = "2025-11-14T03:02:41.1Z ";

    fn text(lines: &[&str]) -> String {
        lines.iter().map(|line| format!("{HEAD}{line}\n")).collect()
    }

    /// The texts of the records, headers and line ends cut off.
    #[track_caller]
    fn check(lines: &[&str], records: &[&str]) {
        let text = text(lines);
        let bounds = Bounds::new(text.as_bytes(), Frame::Cri, None);
        let found = bounds.records(0..text.len()).map(|range| text[range].replace(HEAD, "").replace('\n', "|"));
        assert_eq!(found.collect::<Vec<_>>(), records);
    }

    #[test]
    fn parts_of_two_streams_take_turns() {
        check(
            &["stdout P a", "stderr F x", "stdout F b", "stdout F c"],
            &["stdout P a|stderr F x|stdout F b", "stderr F x", "stdout F c"],
        );
        check(
            &["stdout P a", "stderr P x", "stdout P b", "stderr F y", "stdout F c"],
            &["stdout P a|stderr P x|stdout P b|stderr F y|stdout F c", "stderr P x|stdout P b|stderr F y"],
        );
        check(&["stdout P a", "stderr F x"], &["stdout P a", "stderr F x"]);
        check(&["stdout F a", "stderr F x", "stdout F b"], &["stdout F a", "stderr F x", "stdout F b"]);
    }

    proptest! {
        /// Looking at each line once finds the records that looking back from each line finds.
        #[test]
        fn records_in_order_are_those_around_each_line(kinds in prop::collection::vec(0usize..6, 0..40)) {
            let lines = ["stdout P a", "stdout F b", "stderr P c", "stderr F d", "stdout F e", "x"];
            let text = text(&kinds.iter().map(|kind| lines[*kind]).collect::<Vec<_>>());
            let text = text.replace(&format!("{HEAD}x"), "a line of no runtime");
            let text = text.as_bytes();
            let starts = (0..text.len()).filter(|at| line_start(text, *at) == *at && start(text, Frame::Cri, *at) == *at);
            let want: Vec<_> = starts.map(|start| start..end(text, Frame::Cri, start)).collect();
            prop_assert_eq!(Records::new(text, Frame::Cri, 0..text.len()).collect::<Vec<_>>(), want);
        }
    }

    #[test]
    fn a_part_that_waits_too_long_is_not_continued() {
        let mut lines = vec!["stdout P a"];
        lines.extend(std::iter::repeat_n("stderr F xxxxxxxxxxxxxxxxxxxxxxxxx", 1000));
        lines.push("stdout F b");
        let text = text(&lines);
        let bounds = Bounds::new(text.as_bytes(), Frame::Cri, None);
        assert_eq!(bounds.records(0..text.len()).count(), lines.len());
        assert_eq!(last_start(text.as_bytes(), Frame::Cri), text.len());
    }

    #[test]
    fn cuts_lie_where_no_record_is_open() {
        let text = text(&["stdout P a", "stderr F x", "stdout F b", "stderr P y", "stdout F c"]);
        let at = |line: usize| line * (HEAD.len() + 11);
        for (from, first) in [(0, 0), (1, 3), (2, 3), (3, 3), (4, 5)] {
            assert_eq!(first_start(text.as_bytes(), Frame::Cri, at(from)), at(first), "{from}");
        }
        assert_eq!(last_start(text.as_bytes(), Frame::Cri), at(3));
        assert_eq!(last_start(&text.as_bytes()[..at(3) + 5], Frame::Cri), at(3));
        assert_eq!(last_start(&text.as_bytes()[..at(2) + 5], Frame::Cri), 0);
    }
}
