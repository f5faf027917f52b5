//! Scans of inputs whose records do not stand in the order of time: newest first, or merged by their bytes.
//!
//! Places stay those of the input; only the order in which records are taken changes.

use super::Intake;
use crate::matcher::{Scan, Seen};
use crate::model::stamp::DAY;
use crate::model::{Finding, RawTime};

/// How the records of an input are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    NewestFirst,
    /// Lines of several hosts, merged by their bytes: alphabetical where the month is a word.
    Sorted,
}

impl Order {
    /// As `kascade formats` says it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Order::NewestFirst => "newest first, turned round",
            Order::Sorted => "sorted by bytes, put in order of time",
        }
    }
}

/// A record with its time, and the records without one that belong to it.
#[derive(Debug, Default)]
struct Entry {
    time: RawTime,
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Seen(Seen),
    Finding(Finding),
}

/// Two times of one log are not further apart; more is a New Year between them.
const HALF_A_YEAR: i64 = 183 * DAY;

impl Intake<'_> {
    /// Takes the scan of a whole input in the order of time.
    pub fn take_reordered(&mut self, mut scan: Scan, order: Order) {
        let seen = std::mem::take(&mut scan.seen);
        let findings = std::mem::take(&mut scan.findings);
        let mut entries = entries(seen, findings);
        match order {
            Order::NewestFirst => entries.reverse(),
            Order::Sorted => sort(&mut entries),
        }
        for part in entries.into_iter().flat_map(|entry| entry.parts) {
            match part {
                Part::Seen(seen) => self.seen(&seen, &scan.names),
                Part::Finding(finding) => self.finding(finding, &mut std::iter::empty().peekable()),
            }
        }
        // Lines of a trace stand in another order now: what one of them names stays with it.
        scan.marks.clear();
        self.ordered(order.words());
        self.take(scan);
    }
}

/// The records with what was found in them. Boots are written to the records here, since a `-- Boot` line stands
/// before its records in the input and not in time.
fn entries(seen: Vec<Seen>, findings: Vec<Finding>) -> Vec<Entry> {
    let mut findings = findings.into_iter().peekable();
    let mut entries: Vec<Entry> = Vec::new();
    let mut boot = None;
    let mut add = |part: Part, time: RawTime| match entries.last_mut().filter(|_| !time.is_some()) {
        Some(entry) => entry.parts.push(part),
        None => entries.push(Entry { time, parts: vec![part] }),
    };
    for mut seen in seen {
        while let Some(mut finding) = findings.next_if(|f| f.place.offset < seen.offset) {
            finding.boot = finding.boot.or(boot);
            add(Part::Finding(finding), RawTime::NONE);
        }
        if seen.is_boot_marker {
            boot = seen.boot;
            continue;
        }
        seen.boot = seen.boot.or(boot);
        add(Part::Seen(seen), seen.time);
    }
    for mut finding in findings {
        finding.boot = finding.boot.or(boot);
        add(Part::Finding(finding), RawTime::NONE);
    }
    entries
}

fn sort(entries: &mut [Entry]) {
    let times = || entries.iter().filter(|e| e.time.is_some()).map(|e| e.time.ns);
    let (first, last) = (times().min().unwrap_or(0), times().max().unwrap_or(0));
    let over_new_year = last - first > HALF_A_YEAR;
    entries.sort_by_key(|entry| {
        let is_next_year = over_new_year && entry.time.clock.lacks_year() && entry.time.ns - first < HALF_A_YEAR;
        entry.time.ns + if is_next_year { 366 * DAY } else { 0 }
    });
}
