//! The year of stamps that print none: as lines of the input tell it, else from the other evidence, else from the time
//! of the file.

use std::collections::BTreeMap;

use super::{Clockwork, has_clock};
use crate::episode::intake::InputLog;
use crate::episode::intake::hosts::Host;
use crate::episode::options::Options;
use crate::model::Clock;
use crate::model::stamp::DAY;
use crate::time::year::{BASE_YEAR, is_leap, shift_years, year_of};

/// A year that stands for "no year known"; `clocks` says so to the reader.
const NO_YEAR: i64 = 1970;
/// There is a leap year among so many, but around 1900 and 2100.
const LEAP: i64 = 4;

/// Stretches of time that are known with their year.
pub(super) struct Reference {
    by_host: BTreeMap<Host, (i64, i64)>,
    all: Option<(i64, i64)>,
    /// When the last of them was written.
    written: Option<i64>,
}

impl Reference {
    /// What the inputs tell together.
    pub(super) fn of(logs: &[InputLog], works: &[Clockwork]) -> Self {
        let mut reference = Reference { by_host: BTreeMap::new(), all: None, written: None };
        reference.written = logs.iter().filter_map(|log| log.modified_ns).max();
        for (log, work) in logs.iter().zip(works) {
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

/// The year of an input whose lines do not tell it.
pub(super) fn settle(log: &InputLog, work: &mut Clockwork, reference: &Reference, options: &Options) {
    let Some(last) = last_yearless(log).filter(|_| !work.resolver.year_known) else { return };
    let (year, why, known) = if let Some(year) = options.year {
        (year, "given".to_owned(), true)
    } else if let Some(span) = reference.span(log) {
        (nearest_year(last, span, log.of_leap_year), "that of the other evidence".to_owned(), true)
    } else if let Some(modified) = log.modified_ns {
        (latest_year(last, modified, log.of_leap_year), "that of the file's time".to_owned(), true)
    } else if let Some(written) = reference.written {
        (latest_year(last, written, log.of_leap_year), "that of the other files' time".to_owned(), true)
    } else {
        (NO_YEAR, "not known, give --year".to_owned(), false)
    };
    work.resolver.years = year - year_of(last);
    work.resolver.year_known = known;
    work.year = format!("{year}, {why}");
}

/// The year that brings the last time nearest to the end of what is known; `leap`: one with a 29 February.
fn nearest_year(last: i64, span: (i64, i64), leap: bool) -> i64 {
    let own = year_of(last);
    let distance = |year: i64| {
        let moved = shift_years(last, year - own);
        if moved < span.0 { span.0 - moved } else { (moved - span.1).max(0) }
    };
    let tie = |year: i64| (shift_years(last, year - own) - span.1).abs();
    let more = if leap { LEAP } else { 1 };
    let around = (year_of(span.0) - more..=year_of(span.1) + more).filter(|year| !leap || is_leap(*year));
    around.min_by_key(|&year| (distance(year), tie(year))).unwrap_or(BASE_YEAR)
}

/// The latest year in which the last time is no later than a day after the file was written.
fn latest_year(last: i64, modified: i64, leap: bool) -> i64 {
    let own = year_of(last);
    let written = year_of(modified);
    let mut fitting = (written - 2 * LEAP..=written).rev().filter(|year| !leap || is_leap(*year));
    fitting.find(|year| shift_years(last, year - own) <= modified + DAY).unwrap_or(written - 1)
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
    fn years_from_the_file() {
        assert_eq!(latest_year(day(2000, 12, 31), day(2025, 1, 2), false), 2024);
        assert_eq!(latest_year(day(2000, 1, 2), day(2025, 1, 2), false), 2025);
        assert_eq!(latest_year(day(2000, 3, 1), day(2026, 11, 21), true), 2024);
    }
}
