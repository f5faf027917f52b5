//! What of a journal could not be read: counted with offsets, never hidden.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::{Notice, NoticeKind};

/// Values with a wrong hash that are told apart.
const MOST_DIFFERING: usize = 10_000;

/// What went wrong while a journal was read.
#[derive(Clone, Debug, Default)]
pub struct Damage {
    /// The first stretch that holds no objects.
    first: Option<Range<u64>>,
    /// How many stretches there are,
    stretches: u64,
    /// and how many bytes they have.
    bytes: u64,
    /// Values that could not be read, and the offset of the first.
    values: (u64, u64),
    /// Values that are not as they were stored, by their offsets, as many as are told apart.
    differing: BTreeSet<u64>,
    /// Entries that use such values, or offsets that lead nowhere, and the offset of the first.
    entries: (u64, u64),
    /// Values that were not unpacked, since the file holds too much of them.
    too_much: u64,
    /// Whatever is wrong with the whole file.
    whole: Vec<String>,
}

impl Damage {
    /// A stretch without objects.
    pub fn stretch(&mut self, range: Range<u64>) {
        self.bytes += range.end.saturating_sub(range.start);
        self.stretches += 1;
        self.first.get_or_insert(range);
    }

    /// A value that could not be read.
    pub fn value(&mut self, at: u64) {
        count(&mut self.values, at);
    }

    /// A value that was read and whose hash is another than the one it was stored with.
    pub fn differs(&mut self, at: u64) {
        if self.differing.len() < MOST_DIFFERING {
            self.differing.insert(at);
        }
    }

    /// An entry of which something is missing.
    pub fn entry(&mut self, at: u64) {
        count(&mut self.entries, at);
    }

    /// A value that was not unpacked.
    pub fn too_much(&mut self) {
        self.too_much += 1;
    }

    /// Something about the whole file.
    pub fn whole(&mut self, what: String) {
        self.whole.push(what);
    }

    /// Whether nothing was wrong.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.stretches + self.values.0 + self.entries.0 + self.too_much == 0
            && self.differing.is_empty()
            && self.whole.is_empty()
    }

    /// A notice for each kind of trouble.
    #[must_use]
    pub fn notices(&self, name: &str) -> Vec<Notice> {
        let mut notices: Vec<Notice> =
            self.whole.iter().map(|what| Notice::once(NoticeKind::Damaged, format!("{name}: {what}"))).collect();
        let mut note = |count: u64, text: String| {
            if count > 0 {
                let text = format!("{name}: {text}");
                notices.push(Notice { kind: NoticeKind::Damaged, count, text, example: String::new() });
            }
        };
        if let Some(first) = &self.first {
            let more =
                if self.stretches > 1 { format!(" and {} more places", self.stretches - 1) } else { String::new() };
            let text =
                format!("{} bytes at offset {}{more} are no journal objects, passed over", self.bytes, first.start);
            note(self.stretches, text);
        }
        let at = |(count, at): (u64, u64), what: &str| format!("{count} {what}, the first at offset {at}");
        note(self.values.0, at(self.values, "values could not be read"));
        let differing = (self.differing.len() as u64, self.differing.first().copied().unwrap_or(0));
        note(
            differing.0,
            at(differing, "values differ from what was stored, by their hash, and are shown as they stand"),
        );
        note(self.entries.0, at(self.entries, "entries lack a value"));
        note(
            self.too_much,
            format!("{} compressed values were not unpacked: too much for a file of this size", self.too_much),
        );
        notices
    }
}

fn count(counted: &mut (u64, u64), at: u64) {
    if counted.0 == 0 {
        counted.1 = at;
    }
    counted.0 += 1;
}
