//! Zone and time of a machine, as its own commands and files tell them.
//!
//! ```text
//! Fri Nov 14 04:12:01 CET 2025                      date
//! Fri, 14 Nov 2025 04:12:01 +0100                   date -R
//!            Universal time: Fri 2025-11-14 03:12:01 UTC
//!                 Time zone: Europe/Berlin (CET, +0100)      timedatectl
//! Europe/Berlin                                     /etc/timezone
//! ```

use super::{ctime, rfc3339, zone};
use crate::model::stamp::SECOND;
use crate::model::{Clock, RawTime, Zone};

/// The zone that a text tells, and the moment it was written, nanoseconds UTC.
#[must_use]
pub fn read(text: &[u8]) -> (Option<Zone>, Option<i64>) {
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
    let word = line.split(|b| *b == b' ').skip(3).find(|w| w.iter().any(u8::is_ascii_alphabetic) || is_offset(w))?;
    zone::offset(word).map(|seconds| Zone::Fixed(seconds * SECOND))
}

fn is_offset(word: &[u8]) -> bool {
    matches!(word, [b'+' | b'-', digits @ ..] if digits.len() >= 4)
}

fn moment(line: &[u8]) -> Option<RawTime> {
    let line = line.strip_prefix(UNIVERSAL).unwrap_or(line);
    let shaped = ctime::prefix(line).or_else(|| ctime::full(line)).map(|(time, _)| time);
    shaped.or_else(|| ctime::rfc1123(line)).or_else(|| go(line))
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
