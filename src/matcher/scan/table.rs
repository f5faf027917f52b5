//! Rows of the task table of an OOM report, which no rule matches: they are walked over from the header on.
//!
//! ```text
//! [  pid  ]   uid  tgid total_vm  rss ...       header: its mark bears the sum of the rows behind it
//! [    415]     0   415   449684  2680 ...      row
//! ================================= end of a block
//! [    588]     0   588   251438 248512 ...     row: the block's own mark bears the sum of its first rows
//! ```
//!
//! A table goes on until its next header, or until there is no row for [`NEAR`] bytes: lines of others may stand between.
//! That is judged by offsets alone, so that blocks of any size see the same.

use memchr::{memchr_iter, memmem};

use super::{Piece, Scan, Scanner};
use crate::framing::Bounds;
use crate::matcher::mark::{Mark, Part};
use crate::matcher::tasks::{HEADER, Task, Tasks};
use crate::model::Record;

/// So many bytes lie between two rows at most.
const NEAR: u64 = 4 << 10;

impl Scanner<'_> {
    /// What the rows behind a header come to that stands at an offset, as far as the piece goes.
    pub(super) fn rows_behind(&self, piece: &Piece<'_>, header: u64) -> Option<Box<Tasks>> {
        let at = usize::try_from(header.checked_sub(piece.offset)?).ok()?;
        let end = self.bounds(piece).around(at).end;
        self.rows(piece, end, piece.offset + end as u64)?.tasks
    }

    /// The mark of the rows at the start of a piece that go on with a table of the one before.
    pub(super) fn rows_at_start(&self, piece: &Piece<'_>, scan: &mut Scan) {
        let (text, start) = piece.behind(piece.own.0);
        if !looks_like_rows(&text[text.len().saturating_sub(NEAR as usize)..]) {
            return;
        }
        let records = self.records_of(&text, start).into_iter().rev();
        let of_table = |range: &std::ops::Range<usize>| {
            let record = self.decode(&text[range.clone()]);
            is_header(&record) || Task::of(&record.text).is_some()
        };
        let open = records.take_while(|range| text.len() - range.end <= NEAR as usize).find(of_table);
        let mark = open.and_then(|last| self.rows(piece, piece.own.0, start + last.end as u64));
        scan.marks.splice(0..0, mark);
    }

    /// The rows from a place on, of a table whose last row or header ends at an offset; its mark is that of the first.
    fn rows(&self, piece: &Piece<'_>, from: usize, mut end: u64) -> Option<Mark> {
        let (bounds, mut mark) = (self.bounds(piece), None);
        for range in bounds.records(from..piece.own.1).skip_while(|range| range.start < from) {
            let (record, offset) = (self.decode(&piece.text[range.clone()]), piece.offset + range.start as u64);
            if offset > end + NEAR || is_header(&record) {
                break;
            }
            if let Some(task) = Task::of(&record.text) {
                end = piece.offset + range.end as u64;
                self.add_row(task, &record, (offset, end), &mut mark);
            }
        }
        mark
    }

    /// A record that was decoded elsewhere, if it is a row: it goes on with the table that was marked last.
    pub(super) fn row(&self, record: &Record<'_>, offset: u64, scan: &mut Scan) {
        let Some(task) = Task::of(&record.text) else { return };
        let of_table = scan.marks.last().is_some_and(|mark| mark.part == Part::About && mark.tasks.is_some());
        let mut mark = if of_table { scan.marks.pop() } else { None };
        self.add_row(task, record, (offset, offset), &mut mark);
        scan.marks.extend(mark);
    }

    fn add_row(&self, task: Task, record: &Record<'_>, span: (u64, u64), mark: &mut Option<Mark>) {
        let mark = mark.get_or_insert_with(|| self.engine.mark_of(Part::About, record, &self.context, span.0));
        let tasks = mark.tasks.get_or_insert_default();
        tasks.add(task);
        tasks.last = Some((span.1, record.time));
    }

    fn bounds<'t>(&self, piece: &Piece<'t>) -> Bounds<'t> {
        Bounds::new(piece.text, self.context.frame, piece.starts)
    }
}

fn is_header(record: &Record<'_>) -> bool {
    memmem::find(&record.text, HEADER.as_bytes()).is_some()
}

/// Whether a text may hold a row or the header: a bracket that closes before blanks and a number, and once more such.
fn looks_like_rows(text: &[u8]) -> bool {
    let after = |at: usize| text[at + 1..].iter().filter(|b| **b != b' ').take(2).all(u8::is_ascii_digit);
    let is_row =
        |at: usize| text[..at].last().is_some_and(u8::is_ascii_digit) && text.get(at + 1) == Some(&b' ') && after(at);
    memchr_iter(b']', text).any(is_row) || memmem::find(text, HEADER.as_bytes()).is_some()
}
