//! Zone and time of a machine, as its own commands and files tell them.
//!
//! ```text
//! Fri Nov 14 04:12:01 CET 2025                      date
//! Fri, 14 Nov 2025 04:12:01 +0100                   date -R
//!            Universal time: Fri 2025-11-14 03:12:01 UTC
//!                 Time zone: Europe/Berlin (CET, +0100)      timedatectl
//! Europe/Berlin                                     /etc/timezone
//! TZif2 ... CET-1CEST,M3.5.0,M10.5.0/3              /etc/localtime, copied
//! ```

use super::{civil, ctime, digits, locale, rfc3339, tzif, zone};
use crate::model::stamp::SECOND;
use crate::model::{Clock, RawTime, Zone};

/// The zone that a text tells, and the moment it was written, nanoseconds UTC.
#[must_use]
pub fn read(text: &[u8]) -> (Option<Zone>, Option<i64>) {
    if tzif::is_tzif(text) {
        return (tzif::zone(text), None);
    }
    let lines = || text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let own = || lines().filter(|line| !line.starts_with(UNIVERSAL));
    let zone = own().find_map(place_of).or_else(|| own().find_map(offset_of));
    let utc = |time: RawTime| (time.clock == Clock::Utc).then_some(time.ns);
    let taken = lines().find_map(|line| moment(line).and_then(utc));
    (zone, taken)
}

/// In front of a time that is UTC whatever the zone is.
const UNIVERSAL: &[u8] = b"Universal time: ";

/// The zone of a place, which beats an offset: it knows summer times.
fn place_of(line: &[u8]) -> Option<Zone> {
    let text = std::str::from_utf8(line).ok()?;
    let told = text.strip_prefix("Time zone: ").or_else(|| text.strip_prefix("Timezone: ")).unwrap_or(text);
    let name = told.split(' ').next().unwrap_or(told);
    name.parse().ok().filter(|_| name.contains('/') || name == "UTC").map(Zone::Named)
}

/// The word of a date that is a zone.
fn offset_of(line: &[u8]) -> Option<Zone> {
    moment(line)?;
    let is_zone = |word: &&[u8]| word.first().is_some_and(|first| first.is_ascii_uppercase() || b"+-".contains(first));
    let zone = line.split(|b| *b == b' ').skip(2).filter(is_zone).find_map(zone::offset);
    zone.map(|seconds| Zone::Fixed(seconds * SECOND))
}

fn moment(line: &[u8]) -> Option<RawTime> {
    let line = line.strip_prefix(UNIVERSAL).unwrap_or(line);
    let shaped = ctime::prefix(line).or_else(|| ctime::full(line)).map(|(time, _)| time);
    shaped.or_else(|| ctime::rfc1123(line)).or_else(|| go(line)).or_else(|| words(line))
}

/// `Fr 20. Nov 04:12:01 CET 2025`, `2025年 11月 14日 金曜日 04:12:01 JST`: the words of date(1) in any order and language.
fn words(line: &[u8]) -> Option<RawTime> {
    let mut told = Told::default();
    for word in line[..line.len().min(LONGEST)].split(|b| matches!(b, b' ' | b',')).filter(|word| !word.is_empty()) {
        told.take(word);
    }
    let ns = civil::moment(told.year?, told.month?, told.day?, told.seconds?)?;
    // Without a zone it may be any line.
    told.zone.map(|zone| zone::place(ns, Some(zone)))
}

/// Bytes of the longest line that date(1) prints.
const LONGEST: usize = 80;

/// What the words of a date tell.
#[derive(Clone, Copy, Debug, Default)]
struct Told<'l> {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    seconds: Option<i64>,
    zone: Option<&'l [u8]>,
}

impl<'l> Told<'l> {
    fn take(&mut self, word: &'l [u8]) {
        let digits = word.iter().take_while(|b| b.is_ascii_digit()).count();
        let behind = std::str::from_utf8(&word[digits..]).unwrap_or("");
        match (digits, behind) {
            (4, "" | "年") => self.year = digits::four(word, 0),
            // The last one counts: `mar` is a day of the week in French, too.
            (_, _) if locale::month(word).is_some() => {
                self.month = locale::month(word).and_then(|month| i64::try_from(month).ok());
            }
            (1 | 2, "" | "." | "日") => self.day = civil_day(&word[..digits]),
            (2, clock) if clock.len() == 6 => self.seconds = digits::clock(word, 0),
            (0, "AM") => self.seconds = self.seconds.map(|seconds| seconds % HALF_DAY),
            (0, "PM") => self.seconds = self.seconds.map(|seconds| seconds % HALF_DAY + HALF_DAY),
            (0, zone) if zone::is_zone(zone.as_bytes()) => self.zone = Some(word),
            _ => {}
        }
    }
}

/// Seconds from midnight to noon.
const HALF_DAY: i64 = 43_200;

fn civil_day(digits: &[u8]) -> Option<i64> {
    std::str::from_utf8(digits).ok()?.parse().ok().filter(|day| (1..=31).contains(day))
}

/// `2025-11-14 03:12:01.123456 +0000 UTC m=+12.3`, as Go prints a time.
fn go(line: &[u8]) -> Option<RawTime> {
    let (ns, rest) = rfc3339::local(line)?;
    let (seconds, _) = rfc3339::offset(rest.trim_ascii_start())?;
    Some(RawTime::utc(ns - seconds * SECOND))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2025-11-14 03:12:01 UTC.
    const MOMENT: i64 = 1_763_089_921 * SECOND;
    const CET: Option<Zone> = Some(Zone::Fixed(3600 * SECOND));

    #[track_caller]
    fn check(text: &str, zone: Option<Zone>, taken: Option<i64>) {
        assert_eq!(read(text.as_bytes()), (zone, taken), "{text}");
    }

    #[test]
    fn dates_tell_both() {
        check("Fri Nov 14 04:12:01 CET 2025\n", CET, Some(MOMENT));
        check("Fri, 14 Nov 2025 04:12:01 +0100\n", CET, Some(MOMENT));
        check("2025-11-14 03:12:01 +0000 UTC m=+1.5\n", Some(Zone::Fixed(0)), Some(MOMENT));
        check("Fri Nov 14 03:12:01 CST 2025\n", None, None);
        check("Fri Nov 14 04:12:01 AM CET 2025\n", CET, Some(MOMENT));
    }

    #[test]
    fn dates_of_other_languages() {
        check("Fr 14. Nov 04:12:01 CET 2025\n", CET, Some(MOMENT));
        check("ven. 14 nov. 2025 04:12:01 CET\n", CET, Some(MOMENT));
        check("Fri 14 Nov 2025 06:12:01 AM +03\n", Some(Zone::Fixed(3 * 3600 * SECOND)), Some(MOMENT));
        check("2025年 11月 14日 金曜日 12:12:01 JST\n", Some(Zone::Fixed(9 * 3600 * SECOND)), Some(MOMENT));
        check("14 files of Nov 2025 in 04:12:01\n", None, None);
    }

    #[test]
    fn timedatectl_and_timezone() {
        let berlin = Some(Zone::Named("Europe/Berlin".parse().expect("a zone")));
        let text = "               Local time: Fri 2025-11-14 04:12:01 CET\n           Universal time: Fri 2025-11-14 03:12:01 UTC\n                Time zone: Europe/Berlin (CET, +0100)\n";
        check(text, berlin, Some(MOMENT));
        check("Europe/Berlin\n", berlin, None);
        check("no zone here\n", None, None);
    }
}
