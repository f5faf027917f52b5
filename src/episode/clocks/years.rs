//! The year of stamps that print none: as lines of the input tell it, else the name of the file, else from the other
//! evidence, else from the name of a folder, else from the time of the file.
//!
//! ```text
//! syslog-20231231                        rotated on that day: its last line is of 2023
//! syslog                                 goes on behind it: 2024
//! case-2024-01-09/node-3/kern.log        collected about that day
//! ```
//!
//! A log is no later than the time of its file, and where that does not tell more, hardly later than all other evidence.

use std::collections::BTreeMap;

use super::{Clockwork, has_clock};
use crate::episode::intake::InputLog;
use crate::episode::intake::hosts::Host;
use crate::episode::options::Options;
use crate::model::Clock;
use crate::model::stamp::DAY;
use crate::time::named;
use crate::time::year::{BASE_YEAR, is_leap, shift_years, year_of};

/// A year that stands for "no year known"; `clocks` says so to the reader.
const NO_YEAR: i64 = 1970;
/// There is a leap year among so many, but around 1900 and 2100.
const LEAP: i64 = 4;
/// A log may go on for so long behind the date in a name, or behind what else is known; and a file that was last written
/// within this time after a line is that line's, where a copy may have been made years later.
const MONTH: i64 = 31 * DAY;
/// File times before this year are those that packers write in place of one.
const FIRST_YEAR: i64 = 1990;

/// Stretches of time that are known with their year.
pub(super) struct Reference {
    by_host: BTreeMap<Host, (i64, i64)>,
    all: Option<(i64, i64)>,
    /// When the last of them was written.
    written: Option<i64>,
    /// The last time of rotated files that their names date, by the path of the file that is written now.
    rotated: BTreeMap<String, i64>,
}

impl Reference {
    /// What the inputs tell together.
    pub(super) fn of(logs: &[InputLog], works: &[Clockwork]) -> Self {
        let mut reference = Reference { by_host: BTreeMap::new(), all: None, written: None, rotated: BTreeMap::new() };
        reference.written = logs.iter().filter_map(|log| log.modified_ns).max();
        for (log, work) in logs.iter().zip(works) {
            reference.add_rotated(log, work);
            for ((clock, _), (first, last)) in &log.spans {
                let known =
                    matches!(clock, Clock::Utc | Clock::Local) || (clock.lacks_year() && work.resolver.year_known);
                if known {
                    let years = if clock.lacks_year() { work.resolver.years } else { 0 };
                    reference.add(log, (shift_years(*first, years), shift_years(*last, years)));
                }
            }
        }
        reference
    }

    fn add(&mut self, log: &InputLog, span: (i64, i64)) {
        let join = |old: Option<(i64, i64)>| old.map_or(span, |o| (o.0.min(span.0), o.1.max(span.1)));
        self.all = Some(join(self.all));
        for host in log.tracks.keys() {
            let joined = join(self.by_host.get(host).copied());
            self.by_host.insert(host.clone(), joined);
        }
    }

    /// `syslog-20231231` is older than `syslog`, and `app-2023-12-31.log` than `app.log`.
    fn add_rotated(&mut self, log: &InputLog, work: &Clockwork) {
        let (Some(last), true) = (last_yearless(log), work.year.ends_with(BY_NAME)) else { return };
        let (folder, file) = log.facts.path.split_at(file_at(&log.facts.path));
        let stem = named::start(file).map_or("", |at| file[..at].trim_end_matches(['-', '_', '.']));
        let last = shift_years(last, work.resolver.years);
        for current in [format!("{folder}{stem}"), format!("{folder}{stem}.log")] {
            let known = self.rotated.entry(current).or_insert(last);
            *known = last.max(*known);
        }
    }

    /// When an input was last written, where times of files are those of their writing: none is older than what is in
    /// them.
    fn modified(&self, log: &InputLog) -> Option<i64> {
        let end = self.all.map_or(i64::MIN, |(_, end)| end);
        let sound = |modified: &i64| year_of(*modified) >= FIRST_YEAR;
        log.modified_ns.filter(sound).filter(|_| self.written.is_some_and(|written| written + DAY >= end))
    }

    /// The stretch that is known of the hosts of an input, else of all.
    pub(super) fn span(&self, log: &InputLog) -> Option<(i64, i64)> {
        log.tracks.keys().find_map(|host| self.by_host.get(host).copied()).or(self.all)
    }
}

/// The last time of an input that prints no year.
fn last_yearless(log: &InputLog) -> Option<i64> {
    log.spans.iter().filter(|((clock, _), _)| clock.lacks_year()).map(|(_, (_, last))| *last).max()
}

/// The year that lines of the input tell for certain.
pub(super) fn told(log: &InputLog, work: &mut Clockwork) {
    let (Some(span), Some(last)) = (log.dated, last_yearless(log)) else { return };
    if !has_clock(log, &[Clock::LocalNoYear, Clock::UtcNoYear]) {
        return;
    }
    let year = nearest_year(last, span, log.of_leap_year);
    work.resolver.years = year - year_of(last);
    work.resolver.year_known = true;
    work.year = format!("{year}, told by its own lines");
}

/// Said of a year that the name of the file tells.
const BY_NAME: &str = "that of the date in its name";

/// The year that the name of the file tells: `messages-20240107`.
pub(super) fn by_name(log: &InputLog, work: &mut Clockwork) {
    let Some(last) = last_yearless(log).filter(|_| !work.resolver.year_known) else { return };
    let path = &log.facts.path;
    if let Some(day) = named::date(&path[file_at(path)..]) {
        settled(work, last, (latest_year(last, day + MONTH, log.of_leap_year), BY_NAME));
    }
}

/// Where in a path the name of the file begins.
fn file_at(path: &str) -> usize {
    path.rfind(['/', ':']).map_or(0, |at| at + 1)
}

/// The year of an input whose lines and whose name do not tell it.
pub(super) fn settle(log: &InputLog, work: &mut Clockwork, reference: &Reference, options: &Options) {
    let Some(last) = last_yearless(log).filter(|_| !work.resolver.year_known) else { return };
    let leap = log.of_leap_year;
    let path = &log.facts.path;
    let ways: [&dyn Fn() -> Option<(i64, &'static str)>; 6] = [
        &|| options.year.map(|year| (year, "given")),
        &|| Some((first_year(last, *reference.rotated.get(path)?, leap), "that of its older files")),
        &|| reference.span(log).map(|span| beside(last, span, reference.modified(log), leap)),
        &|| {
            Some((
                latest_year(last, named::date(&path[..file_at(path)])? + MONTH, leap),
                "that of the date in the folder's name",
            ))
        },
        &|| Some((latest_year(last, log.modified_ns? + DAY, leap), BY_FILE)),
        &|| Some((latest_year(last, reference.written? + DAY, leap), "that of the other files' time")),
    ];
    match ways.iter().find_map(|way| way()) {
        Some(told) => settled(work, last, told),
        None => {
            settled(work, last, (NO_YEAR, "not known, give --year"));
            work.resolver.year_known = false;
        }
    }
}

fn settled(work: &mut Clockwork, last: i64, (year, why): (i64, &str)) {
    work.resolver.years = year - year_of(last);
    work.resolver.year_known = true;
    work.year = format!("{year}, {why}");
}

/// Said of a year that the time of the file tells.
const BY_FILE: &str = "that of the file's time";

/// The year of an input beside evidence of the stretch `span`, and what tells it.
///
/// The file's time counts where it is near and the evidence is not: a machine's packages may be older than its logs.
fn beside(last: i64, span: (i64, i64), modified: Option<i64>, leap: bool) -> (i64, &'static str) {
    let moved = |year: i64| shift_years(last, year - year_of(last));
    let until = (span.1 + MONTH).min(modified.map_or(i64::MAX, |modified| modified + DAY));
    let known = nearest_until(last, span, until, leap);
    let is_near = span.0 - MONTH <= moved(known);
    let by_file = modified.map(|modified| (latest_year(last, modified + DAY, leap), modified));
    match by_file.filter(|&(year, modified)| !is_near && moved(year) >= modified - MONTH) {
        Some((year, _)) => (year, BY_FILE),
        None => (known, "that of the other evidence"),
    }
}

/// The year that brings the last time nearest to the end of what is known; `leap`: one with a 29 February.
fn nearest_year(last: i64, span: (i64, i64), leap: bool) -> i64 {
    nearest_until(last, span, i64::MAX, leap)
}

/// The same among the years in which the last time is no later than `until`.
fn nearest_until(last: i64, span: (i64, i64), until: i64, leap: bool) -> i64 {
    let moved = |year: i64| shift_years(last, year - year_of(last));
    let distance = |year: i64| (span.0 - moved(year)).max(moved(year) - span.1).max(0);
    let tie = |year: i64| (moved(year) - span.1).abs();
    let more = if leap { 2 * LEAP } else { 1 };
    let first = year_of(span.0.min(until)) - more;
    let around = (first..=year_of(span.1) + more).filter(|year| !leap || is_leap(*year));
    let early = around.filter(|&year| moved(year) <= until);
    early.min_by_key(|&year| (distance(year), tie(year))).unwrap_or(BASE_YEAR)
}

/// The first year in which the last time is not before what was written earlier.
fn first_year(last: i64, earlier: i64, leap: bool) -> i64 {
    let years = (year_of(earlier)..).filter(|year| !leap || is_leap(*year)).take(3);
    let mut later = years.filter(|year| shift_years(last, year - year_of(last)) >= earlier - DAY);
    later.next().unwrap_or_else(|| year_of(earlier))
}

/// The latest year in which the last time is no later than a moment.
fn latest_year(last: i64, until: i64, leap: bool) -> i64 {
    let own = year_of(last);
    let end = year_of(until);
    let mut fitting = (end - 2 * LEAP..=end).rev().filter(|year| !leap || is_leap(*year));
    fitting.find(|year| shift_years(last, year - own) <= until).unwrap_or(end - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::civil;

    fn day(year: i64, month: i64, day: i64) -> i64 {
        civil::days(year, month, day) * DAY
    }

    #[test]
    fn years_from_the_other_evidence() {
        let span = (day(2024, 12, 20), day(2025, 1, 10));
        assert_eq!(nearest_year(day(2000, 1, 9), span, false), 2025);
        assert_eq!(nearest_year(day(2000, 12, 31), span, false), 2024);
        assert_eq!(nearest_year(day(2000, 6, 1), (day(2025, 6, 2), day(2025, 6, 3)), false), 2025);
        assert_eq!(nearest_year(day(2000, 3, 1), (day(2023, 3, 1), day(2023, 3, 2)), true), 2024);
    }

    #[test]
    fn years_beside_other_evidence() {
        let years = |last: (i64, i64), modified: Option<i64>| {
            let anchor = day(2026, 11, 20);
            beside(day(2000, last.0, last.1), (anchor, anchor), modified, false).0
        };
        // A rotated log is not of next spring, whenever it was copied.
        for modified in [None, Some(day(2026, 3, 4)), Some(day(2026, 11, 23)), Some(day(2029, 6, 1))] {
            assert_eq!(years((3, 3), modified), 2026, "{modified:?}");
        }
        assert_eq!(years((3, 3), Some(day(2024, 3, 4))), 2024, "as old as its file");
        assert_eq!((years((12, 30), Some(day(2026, 11, 23))), years((12, 30), None)), (2025, 2025));
        assert_eq!(years((12, 1), None), 2026, "a log that goes on");
        assert_eq!(years((12, 1), Some(day(2026, 11, 21))), 2025, "not behind its file's time");
        // Packages of a year ago beside the logs of today.
        assert_eq!(years((8, 30), Some(day(2027, 9, 2))), 2027);
        assert_eq!(years((8, 30), Some(day(2028, 6, 2))), 2026);
    }

    #[test]
    fn a_leap_day_beside_other_evidence() {
        let anchor = day(2026, 11, 20);
        assert_eq!(beside(day(2000, 2, 29), (anchor, anchor), Some(day(2026, 11, 23)), true).0, 2024);
    }

    #[test]
    fn a_log_goes_on_behind_its_rotated_files() {
        assert_eq!(first_year(day(2000, 1, 5), day(2023, 12, 31), false), 2024);
        assert_eq!(first_year(day(2000, 12, 31), day(2023, 12, 31), false), 2023);
        assert_eq!(first_year(day(2000, 2, 29), day(2023, 12, 31), true), 2024);
    }

    #[test]
    fn years_from_a_moment() {
        assert_eq!(latest_year(day(2000, 12, 31), day(2025, 1, 2), false), 2024);
        assert_eq!(latest_year(day(2000, 1, 2), day(2025, 1, 2), false), 2025);
        assert_eq!(latest_year(day(2000, 3, 1), day(2026, 11, 21), true), 2024);
    }
}
