//! A native journal: the filter sees each message once, where it is stored, and only entries that use a message with a
//! candidate are decoded, beside those that are noted for coverage, clocks and boots.
//!
//! ```text
//! DATA MESSAGE=..  --search--> its offset is marked
//! ENTRY            uses a marked offset, is noted, or stands beside a change of boot: decoded
//! ```

pub mod search;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use super::job::Job;
use crate::episode::Intake;
use crate::format::{Dialect, native};
use crate::matcher::{Edge, Engine, Scan, Scanner, starts_boot};
use crate::model::{Notice, NoticeKind, Record};
use crate::source::journal::{Bytes, Entry, Found, Journal};
use search::Search;

/// So many entries of a file are all noted; beyond, one in [`SAMPLE`]. About what 16 MiB and 64 KiB of text hold.
pub const EXACT: u64 = 16 << 10;
/// See [`EXACT`].
pub const SAMPLE: u64 = 64;
/// Entries, and findings, after which results are folded: the bound on memory.
const ENTRIES: u64 = 4096;
const FINDINGS: usize = 1024;
/// Entries of others between two rows of a table.
const BETWEEN_ROWS: u32 = 32;

/// Opens a journal, or says why it cannot be read.
///
/// # Errors
///
/// The notice, when nothing can be read.
pub fn open(bytes: Bytes, job: &Job) -> Result<Journal, Notice> {
    let opened = Journal::open(bytes);
    let mut journal = opened.map_err(|why| Notice::once(NoticeKind::Damaged, format!("{}: {why}", job.name)))?;
    journal.elsewhere.clone_from(&job.elsewhere);
    Ok(journal)
}

/// Scans a whole journal; gives what could not be read of it.
pub fn scan(
    engine: &Engine,
    job: &Job,
    mut journal: Journal,
    intake: &mut Intake<'_>,
    stop: &AtomicBool,
) -> Vec<Notice> {
    let mut reading = Reading {
        engine,
        scanner: Scanner::new(engine, job.context(Dialect::default())),
        journal: &mut journal,
        fields: native::Reader::default(),
        search: Search::default(),
        scan: Scan::default(),
        entries: 0,
        folded: 0,
        last_noted: None,
        boots: BTreeSet::new(),
        table: 0,
    };
    reading.walk(intake, stop);
    let boots = reading.boots.len();
    let mut notices = journal.finish().notices(&job.name);
    notices.extend(passed_over(&journal, &job.name));
    notices.extend(sampled(&journal, &job.name));
    intake.detail(detail(&journal, boots));
    notices
}

/// All entries are counted and searched; what is noted of them besides is a sample in a large file.
fn sampled(journal: &Journal, name: &str) -> Option<Notice> {
    let text = format!("{name}: beyond {EXACT} entries, one in {SAMPLE} was noted for clocks, gaps and signs of life");
    (journal.entries > EXACT).then(|| Notice::once(NoticeKind::Sampled, text))
}

fn passed_over(journal: &Journal, name: &str) -> Option<Notice> {
    let other = journal.elsewhere.as_ref().filter(|_| journal.passed_over > 0)?;
    let count = journal.passed_over;
    let text = format!("{name}: {count} entries are also in {}: counted once", other.input);
    Some(Notice { kind: NoticeKind::Duplicate, count, text, example: String::new() })
}

/// `machine 8980...; archived; zstd, keyed hash, compact; 28 entries of 3 boots`.
fn detail(journal: &Journal, boots: usize) -> String {
    let header = &journal.header;
    let features: Vec<&str> = header.features().collect();
    let features = if features.is_empty() { "no compression".to_owned() } else { features.join(", ") };
    let damaged = if journal.damage.is_none() { "" } else { ", damaged" };
    let many = |n: usize, what: &str, more: &str| format!("{n} {}", if n == 1 { what } else { more });
    let entries = many(journal.entries as usize, "entry", "entries");
    let boots = many(boots, "boot", "boots");
    let state = header.state.word();
    format!("machine {:032x}; {state}{damaged}; {features}; {entries} of {boots}", header.machine_id)
}

/// A journal at work.
struct Reading<'e, 'j> {
    engine: &'e Engine,
    scanner: Scanner<'e>,
    journal: &'j mut Journal,
    fields: native::Reader,
    search: Search,
    scan: Scan,
    /// Entries so far,
    entries: u64,
    /// and how many of them were folded.
    folded: u64,
    /// Offset of the last entry that was noted.
    last_noted: Option<u64>,
    /// Boots met.
    boots: BTreeSet<u128>,
    /// So many of the next entries may be rows of a table, which no search marks.
    table: u32,
}

impl Reading<'_, '_> {
    fn walk(&mut self, intake: &mut Intake<'_>, stop: &AtomicBool) {
        let mut entry = Entry::default();
        let mut before = Entry::default();
        while let Some(found) = self.journal.next(&mut entry) {
            match found {
                Found::Value(at) => self.search.value(&self.scanner, self.journal, at),
                Found::Entry => {
                    self.entry(&entry, &before);
                    std::mem::swap(&mut entry, &mut before);
                    if self.entries - self.folded >= ENTRIES || self.scan.findings.len() >= FINDINGS {
                        self.fold(intake);
                        if stop.load(Ordering::Relaxed) {
                            return;
                        }
                    }
                }
            }
        }
        if self.entries > 0 {
            self.keep_edge(&before, false);
        }
        self.scan.bytes = self.journal.len();
        self.fold(intake);
    }

    fn entry(&mut self, entry: &Entry, before: &Entry) {
        self.entries += 1;
        let other_boot = self.entries > 1 && entry.boot != before.boot;
        if self.entries == 1 || other_boot {
            self.boots.insert(entry.boot);
        }
        let noted = self.entries <= EXACT || self.entries.is_multiple_of(SAMPLE) || other_boot;
        if other_boot && self.last_noted != Some(before.at) {
            self.look(before, true, false, self.entries - 1);
        }
        let is_marked = self.search.is_marked(entry) || self.table > 0;
        if noted || is_marked {
            let starts = self.look(entry, noted, is_marked, self.entries);
            if self.entries > 1 && (starts || other_boot) {
                self.keep_edge(before, true);
            }
        }
    }

    /// Decodes an entry, notes it and finds what is in it; says whether a boot starts with it.
    fn look(&mut self, entry: &Entry, noted: bool, is_marked: bool, number: u64) -> bool {
        let record = self.fields.record(self.journal, entry, &self.engine.names, is_marked);
        if is_marked {
            let line = number - self.folded - 1;
            self.scanner.find_record(&record, entry.at, line, &mut self.scan);
            let of_table = self.scan.marks.last().is_some_and(|mark| mark.tells_table(entry.at));
            self.table = if of_table { BETWEEN_ROWS } else { self.table.saturating_sub(1) };
        }
        if noted {
            self.scanner.note_decoded(&record, entry.at, &mut self.scan);
            self.last_noted = Some(entry.at);
        }
        noted && starts_boot(&record)
    }

    /// Keeps the line of the entry before this one, or of the last one.
    fn keep_edge(&mut self, entry: &Entry, boundary: bool) {
        let number = if boundary { self.entries - 1 } else { self.entries };
        let line = number.saturating_sub(self.folded + 1);
        let record: Record<'_> = self.fields.record(self.journal, entry, &self.engine.names, true);
        self.scan.edges.extend(Edge::of(&record, entry.at, line, boundary));
    }

    fn fold(&mut self, intake: &mut Intake<'_>) {
        let mut scan = std::mem::take(&mut self.scan);
        scan.lines = self.entries - self.folded;
        // Entries are counted whether they are noted or not.
        scan.formats = vec![(native::NAME, scan.lines)];
        self.folded = self.entries;
        intake.take(scan);
    }
}
