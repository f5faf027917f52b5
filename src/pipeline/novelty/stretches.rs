//! A long part of a file, cut into stretches that several threads look at.
//!
//! ```text
//! part       |------------------------------------------|
//! stretches  |-- 2 MiB --e|-- 2 MiB -e|-- 2 MiB --------|      e: a record of the index, behind which reading goes on
//! ```
//!
//! What is found is what one thread finds that reads them in a row.

use std::fs::File;
use std::io::{Read, Result};
use std::ops::Range;

use rayon::prelude::*;

use super::again::Again;
use super::blocks::At;
use crate::episode::intake::index::TimeIndex;
use crate::episode::novelty::Shapes;
use crate::format::Dialect;
use crate::matcher::Piece;
use crate::model::Clock;
use crate::pipeline::watch::Watch;

/// Bytes of a stretch, at least.
const STRETCH: u64 = 2 << 20;

/// Where a stretch lies, and what came before it in its part.
struct Stretch {
    bytes: Range<u64>,
    /// Offset of the last record before it that a signature holds on.
    held: Option<u64>,
}

impl Again<'_> {
    /// The shapes of a part; `None` when it is not worth while to cut it, or when there are so many of them that one
    /// look after the other must decide which are kept.
    pub(super) fn stretches(
        &self,
        file: &File,
        dialect: Dialect,
        part: &Range<u64>,
        index: &TimeIndex,
    ) -> Option<Shapes> {
        // What stands before a stretch may tell which lines are parts of one record.
        let holds = self.known.filter(|_| !dialect.frame().has_parts())?.holds(part.clone())?;
        let stretches = cut(part, index, holds);
        let look = |stretch: &Stretch| {
            let mut watch = self.watch();
            if let Some(held) = stretch.held {
                self.hold(&mut watch, file, dialect, held)?;
            }
            if stretch.bytes.start > 0 {
                watch.resume(index.before(stretch.bytes.start));
            }
            if part.start == 0 {
                watch.at_line(1);
            }
            self.blocks(&mut watch, dialect, At::part(file, &stretch.bytes), &stretch.bytes)?;
            Ok((watch.shapes, watch.lines.unwrap_or_default()))
        };
        let looked: Result<Vec<_>> = stretches.par_iter().filter(|_| stretches.len() > 1).map(look).collect();
        joined(looked.ok()?)
    }

    /// Lets a watch know the last record before a stretch that a signature holds on, for the lines of its trace.
    fn hold(&self, watch: &mut Watch<'_>, file: &File, dialect: Dialect, held: u64) -> Result<()> {
        let mut text = Vec::new();
        At::part(file, &(held..held)).read_to_end(&mut text)?;
        let piece = Piece { text: &text, offset: held, before: &[], own: (0, 1), counted: (0, 0), starts: None };
        watch.piece(&self.job.context(dialect), &piece, &[held]);
        Ok(())
    }
}

/// Stretches of a part, in order: each ends right behind the start of a record of the index.
fn cut(part: &Range<u64>, index: &TimeIndex, holds: &[u64]) -> Vec<Stretch> {
    let (mut stretches, mut start) = (Vec::new(), part.start);
    let held = |at: u64| holds[..holds.partition_point(|held| *held < at)].last().copied();
    let stretch = |bytes: Range<u64>| Stretch { held: held(bytes.start), bytes };
    while part.end - start >= 2 * STRETCH {
        let entry = index.before(start + STRETCH).filter(|e| e.offset > start && e.time.clock != Clock::Boot);
        let Some(entry) = entry else { break };
        stretches.push(stretch(start..entry.offset + 1));
        start = entry.offset + 1;
    }
    stretches.push(stretch(start..part.end));
    stretches
}

/// All of them in a row, with how many lines end in each.
fn joined(looked: Vec<(Shapes, u64)>) -> Option<Shapes> {
    let mut looked = looked.into_iter();
    let (mut all, mut lines) = looked.next()?;
    for (shapes, own) in looked {
        if !all.join(shapes, lines) {
            return None;
        }
        lines += own;
    }
    Some(all)
}
