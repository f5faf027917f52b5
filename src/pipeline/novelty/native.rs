//! A native journal, read again.

use std::ops::Range;

use super::again::Again;
use super::known::Known;
use crate::episode::novelty::Shapes;
use crate::format::{Dialect, native};
use crate::matcher::Scanner;
use crate::model::RawTime;
use crate::pipeline::native::open;
use crate::pipeline::native::search::Search;
use crate::pipeline::watch::Watch;
use crate::source::journal::{Bytes, Entry, Found as Object, Journal};

impl Again<'_> {
    /// The entries of a native journal that were stored in the time that counts, as far as they lie in `parts`.
    pub(super) fn journal(&self, bytes: Bytes, parts: &[Range<u64>], known: Option<&Known>) -> Shapes {
        let mut watch = self.watch();
        let Ok(mut journal) = open(bytes, self.job) else { return watch.shapes };
        for part in parts {
            let before = known.and_then(|known| known.index.before(part.start));
            watch.resume(before);
            if let Some(entry) = before {
                journal.go_to(entry.offset);
            }
            match known.and_then(|known| known.holds(part.clone())) {
                Some(holds) => self.known_entries(&mut watch, &mut journal, part, holds),
                None => self.entries(&mut watch, &mut journal, part),
            }
        }
        watch.shapes
    }

    /// Entries of which it is known on which of them a signature holds.
    fn known_entries(&self, watch: &mut Watch<'_>, journal: &mut Journal, part: &Range<u64>, holds: &[u64]) {
        let context = self.job.context(Dialect::default());
        let (mut fields, mut entry) = (native::Reader::default(), Entry::default());
        while journal.next_entry(&mut entry) && entry.at < part.end {
            if self.counts(watch, &entry) {
                let record = fields.record(journal, &entry, &self.engine.names, false);
                watch.record(&context, &record, entry.at, holds.binary_search(&entry.at).is_ok());
            }
        }
    }

    fn entries(&self, watch: &mut Watch<'_>, journal: &mut Journal, part: &Range<u64>) {
        let context = self.job.context(Dialect::default());
        let scanner = Scanner::new(self.engine, context.clone());
        let (mut fields, mut entry) = (native::Reader::default(), Entry::default());
        let mut search = Search::default();
        while let Some(found) = journal.next(&mut entry) {
            match found {
                Object::Value(at) => search.value(&scanner, journal, at),
                Object::Entry if entry.at >= part.end => return,
                Object::Entry if self.counts(watch, &entry) => {
                    fields.gather(journal, &entry);
                    // A message that stands before the part was not searched.
                    let unseen = fields.message_at().is_none_or(|at| at < part.start);
                    let record = fields.gathered(&entry, &self.engine.names, false);
                    let known = (unseen || search.is_marked(&entry)) && scanner.finds(&record, entry.at);
                    watch.record(&context, &record, entry.at, known);
                }
                Object::Entry => {}
            }
        }
    }

    /// Whether an entry was stored in the time that counts.
    fn counts(&self, watch: &mut Watch<'_>, entry: &Entry) -> bool {
        let stored = i64::try_from(entry.realtime_us).unwrap_or(i64::MAX).saturating_mul(1000);
        self.time.is_none_or(|(from, to)| (from..=to).contains(&stored))
            && watch.hears(RawTime::utc(stored), entry.boot)
    }
}
