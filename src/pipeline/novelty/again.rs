//! One input, read again.

use std::fs::File;
use std::io::{Cursor, Read, Result, Seek, SeekFrom};
use std::ops::Range;

use rayon::prelude::*;

use super::blocks::At;
use super::known::Known;
use crate::episode::clocks::Clockwork;
use crate::episode::intake::index::TimeIndex;
use crate::episode::novelty::window::QUIET;
use crate::episode::novelty::{Shapes, Window};
use crate::format::section::{Section, sections};
use crate::format::{Dialect, Document, Sniffed};
use crate::framing::{MAX_RECORD, starts};
use crate::matcher::{Engine, Piece, Scan, Scanner};
use crate::pipeline::document;
use crate::pipeline::feed::whole_lines;
use crate::pipeline::job::Job;
use crate::pipeline::kept::Kept;
use crate::pipeline::look::SETTLED;
use crate::pipeline::watch::{Ears, Watch};
use crate::source::journal::{self, Bytes};
use crate::source::open::{self, fill};

/// Bytes that are passed over at once.
const BUFFER: usize = 256 << 10;

/// From the start of what is usual to the end of the last window, nanoseconds UTC.
fn time(near: Option<&[&Window]>) -> Option<(i64, i64)> {
    let near = near?;
    let from = near.iter().map(|w| w.from - QUIET).min()?;
    Some((from, near.iter().map(|w| w.to + SETTLED).max()?))
}

/// Reads one input again.
pub(super) struct Again<'e> {
    pub(super) engine: &'e Engine,
    pub(super) job: &'e Job,
    /// The time that counts, nanoseconds UTC.
    pub(super) time: Option<(i64, i64)>,
    pub(super) ears: Option<Ears<'e>>,
    pub(super) known: Option<&'e Known>,
    /// Whether every record is kept.
    pub(super) trails: bool,
}

impl<'e> Again<'e> {
    pub(super) fn new(engine: &'e Engine, job: &'e Job, work: &'e Clockwork, near: Option<&'e [&'e Window]>) -> Self {
        Again {
            engine,
            job,
            time: time(near),
            ears: near.map(|near| Ears::new(near, work)),
            known: None,
            trails: false,
        }
    }

    /// With what the first reading of the same bytes told.
    pub(super) fn knowing(self, known: &'e Known) -> Self {
        Again { known: Some(known), ..self }
    }

    /// That keeps every record, when that is wanted.
    pub(super) fn trailing(self, trails: bool) -> Self {
        Again { trails, ..self }
    }

    pub(super) fn watch(&self) -> Watch<'e> {
        Watch::new(self.engine, self.job.index, &self.job.name).listened(self.ears).trailing(self.trails)
    }

    /// Parts are read side by side.
    pub(super) fn file(
        &self,
        file: &File,
        head: Vec<u8>,
        parts: &[Range<u64>],
        index: &TimeIndex,
        take: &(dyn Fn(&Shapes) + Sync),
    ) -> Result<()> {
        let (Sniffed::Lines(dialect) | Sniffed::Unknown(dialect)) = Dialect::sniff(whole_lines(&head), &self.job.name)
        else {
            let mut rest = file;
            rest.seek(SeekFrom::Start(head.len() as u64))?;
            return self.stream(head, Box::new(rest), parts, index, take);
        };
        parts.par_iter().try_for_each(|part| {
            if let Some(shapes) = self.stretches(file, dialect, part, index) {
                take(&shapes);
                return Ok(());
            }
            self.part(dialect, At::part(file, part), part, index, take)
        })
    }

    /// What comes once and in order; of lines, what lies between the parts is passed over.
    pub(super) fn stream<'r>(
        &self,
        head: Vec<u8>,
        rest: Box<dyn Read + 'r>,
        parts: &[Range<u64>],
        index: &TimeIndex,
        take: &dyn Fn(&Shapes),
    ) -> Result<()> {
        if journal::is_journal(&head) {
            let bytes = Bytes::hold(head, rest).0;
            let all = Range { start: 0, end: bytes.len() };
            take(&self.journal(bytes, &[all], None));
            return Ok(());
        }
        match Dialect::sniff(whole_lines(&head), &self.job.name) {
            Sniffed::Document(..) => take(&self.sections(head, rest)?),
            Sniffed::Export(dialect) => {
                self.part(dialect, Cursor::new(head).chain(rest), &(0..u64::MAX), index, take)?
            }
            Sniffed::Lines(dialect) | Sniffed::Unknown(dialect) => {
                let mut all = Cursor::new(head).chain(rest);
                let mut at = 0;
                for part in parts {
                    pass_over(&mut all, part.start - at)?;
                    let limit = part.end - part.start + MAX_RECORD as u64;
                    let mut bytes = (&mut all).take(limit);
                    self.part(dialect, &mut bytes, part, index, take)?;
                    at = part.start + limit - bytes.limit();
                }
            }
            Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => {}
        }
        Ok(())
    }

    /// The records that start in a part; where the bytes break off, those before.
    pub(super) fn part(
        &self,
        dialect: Dialect,
        bytes: impl Read,
        part: &Range<u64>,
        index: &TimeIndex,
        take: &dyn Fn(&Shapes),
    ) -> Result<()> {
        let mut watch = self.watch();
        if part.start > 0 {
            watch.resume(index.before(part.start));
        }
        let read = self.blocks(&mut watch, dialect, bytes, part);
        take(&watch.shapes);
        read
    }

    /// Blocks that were kept, side by side where there are gaps between them.
    pub(super) fn kept(&self, kept: &Kept, parts: &[Range<u64>], index: &TimeIndex, take: &(dyn Fn(&Shapes) + Sync)) {
        if let Some(piece) = &kept.piece {
            let (head, rest) = piece.split_at(piece.len().min(open::HEAD));
            // Memory does not fail to be read.
            return self.stream(head.to_vec(), Box::new(rest), parts, index, take).unwrap_or_default();
        }
        let context = self.job.context(kept.dialect);
        kept.runs(parts).par_iter().for_each(|run| {
            let mut watch = self.watch();
            if let Some((_, range)) = run.first().filter(|(_, range)| range.start > 0) {
                watch.resume(index.before(range.start));
            }
            for (block, range) in run {
                watch.skip_lines(block.skipped_lines);
                block.show(range, context.frame, |piece| watch.piece(&context, piece, &block.known));
            }
            take(&watch.shapes);
        });
    }

    /// Documents, and lines before and behind them.
    fn sections(&self, mut text: Vec<u8>, rest: Box<dyn Read + '_>) -> Result<Shapes> {
        rest.take(document::MAX as u64).read_to_end(&mut text)?;
        let mut watch = self.watch();
        let mut lines = 0;
        for Section { range, sniffed } in sections(&text, &self.job.name) {
            let part = &text[range.clone()];
            watch.lines = Some(lines);
            match sniffed {
                Sniffed::Document(document, dialect) => self.document(document, dialect, part, range.start, &mut watch),
                Sniffed::Lines(d) | Sniffed::Export(d) | Sniffed::Unknown(d) => {
                    self.lines(d, part, range.start, &mut watch);
                }
                Sniffed::Empty | Sniffed::Binary | Sniffed::Journal | Sniffed::SealingKey => {}
            }
            lines += memchr::memchr_iter(b'\n', part).count() as u64;
        }
        Ok(watch.shapes)
    }

    fn document(&self, document: Document, dialect: Dialect, part: &[u8], base: usize, watch: &mut Watch<'_>) {
        let context = self.job.context(dialect);
        let scanner = Scanner::new(self.engine, context.clone());
        let before = watch.lines.unwrap_or_default();
        (document.read)(part, &self.job.name, &self.engine.names, &mut |offset, line, record| {
            let (mut scan, offset) = (Scan::default(), base as u64 + offset);
            watch.at_line(before + line);
            scanner.scan_record(&record, offset, 0, &mut scan);
            watch.record(&context, &record, offset, !scan.findings.is_empty());
        });
    }

    fn lines(&self, dialect: Dialect, part: &[u8], base: usize, watch: &mut Watch<'_>) {
        let context = self.job.context(dialect);
        let starts = starts(part, context.frame);
        let (own, offset) = ((0, part.len()), base as u64);
        let piece = Piece { text: part, offset, before: &[], own, counted: own, starts: starts.as_deref() };
        let known = Scanner::new(self.engine, context.clone()).places(&piece);
        watch.piece(&context, &piece, &known);
    }
}

/// Reads bytes that nobody asks for.
fn pass_over(from: &mut impl Read, bytes: u64) -> Result<()> {
    let mut passed = from.take(bytes);
    let mut buffer = vec![0; BUFFER];
    while fill(&mut passed, &mut buffer)? > 0 {}
    Ok(())
}
