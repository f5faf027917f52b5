//! Zones as they stand beside a time: abbreviations that mean one offset only, offsets, places.
//!
//! ```text
//! 16:28:19 CET        16:28:19 +01:00        16:28:19+0100        16:28:19 Europe/Berlin
//! ```
//!
//! `CST` is Chicago, Shanghai or Havana and `IST` is Kolkata, Dublin or Jerusalem: such a time stays local until
//! something else tells the zone.

use crate::model::{Clock, RawTime, Region, stamp::SECOND};

use super::rfc3339;

/// Seconds east of UTC of an abbreviation or a numeric zone (`+03`); `None` when it is unknown or ambiguous.
#[must_use]
pub fn offset(name: &[u8]) -> Option<i64> {
    let quarters = match name {
        b"UTC" | b"GMT" | b"Z" | b"WET" | b"UCT" => 0,
        b"CET" | b"MEZ" | b"BST" | b"WEST" | b"WAT" => 4,
        b"CEST" | b"EET" | b"SAST" | b"CAT" => 8,
        b"EEST" | b"MSK" | b"EAT" | b"IDT" => 12,
        b"PKT" => 20,
        b"WIB" => 28,
        b"HKT" | b"AWST" | b"WITA" => 32,
        b"JST" | b"KST" | b"WIT" => 36,
        b"ACST" => 38,
        b"AEST" | b"ChST" => 40,
        b"ACDT" => 42,
        b"AEDT" => 44,
        b"NZST" => 48,
        b"NZDT" => 52,
        b"NDT" => -10,
        b"ADT" => -12,
        b"NST" => -14,
        b"AST" | b"EDT" => -16,
        b"EST" => -20,
        b"MDT" => -24,
        b"MST" | b"PDT" => -28,
        b"PST" | b"AKDT" => -32,
        b"AKST" => -36,
        b"HST" => -40,
        _ => return rfc3339::offset(name).filter(|(_, rest)| rest.is_empty()).map(|(seconds, _)| seconds),
    };
    Some(quarters * 900)
}

/// Abbreviations of several zones: they are known to be zones, and no more.
const AMBIGUOUS: [&[u8]; 4] = [b"CST", b"CDT", b"IST", b"SST"];

/// Abbreviations that clocks of several places show, and whose. Where no other place says so, `BST` is London's.
pub const SHARED: [(&str, &str); 5] = [
    ("CST", "Chicago's (UTC-06:00), Shanghai's (UTC+08:00) or Havana's (UTC-05:00)"),
    ("CDT", "Chicago's (UTC-05:00) or Havana's (UTC-04:00)"),
    ("IST", "Kolkata's (UTC+05:30), Jerusalem's (UTC+02:00) or Dublin's (UTC+01:00)"),
    ("SST", "Pago Pago's (UTC-11:00) or Singapore's (UTC+08:00)"),
    ("BST", "London's (UTC+01:00) or Dhaka's (UTC+06:00)"),
];

/// Which of [`SHARED`] stands behind the stamp of a line.
#[must_use]
pub fn shared(line: &[u8]) -> Option<usize> {
    let near = &line[..line.len().min(64)];
    memchr::memchr_iter(b'T', near).find_map(|end| {
        let from = end.checked_sub(2).filter(|from| *from > 1 && near[from - 1] == b' ')?;
        let behind_time = near[from - 2].is_ascii_digit() || near[from - 2] == b'M';
        let whole = near.get(end + 1).is_none_or(|b| !b.is_ascii_alphanumeric());
        let known = SHARED.iter().position(|(word, _)| word.as_bytes() == &near[from..=end]);
        known.filter(|_| behind_time && whole)
    })
}

/// Whether a word is a zone, known or ambiguous.
#[must_use]
pub fn is_zone(word: &[u8]) -> bool {
    offset(word).is_some() || AMBIGUOUS.contains(&word)
}

/// A wall-clock time with the zone printed beside it.
#[inline]
#[must_use]
pub fn place(ns: i64, zone: Option<&[u8]>) -> RawTime {
    at(ns, zone.and_then(|zone| offset(zone).or_else(|| of_area(zone, ns))))
}

/// A wall-clock time so many seconds east of UTC.
#[must_use]
pub fn at(ns: i64, east: Option<i64>) -> RawTime {
    match east {
        Some(seconds) => RawTime::utc(ns - seconds * SECOND),
        None => RawTime { clock: Clock::Local, ns },
    }
}

/// `Europe/Berlin`, at a time that its clocks show.
fn of_area(name: &[u8], ns: i64) -> Option<i64> {
    memchr::memchr(b'/', name)?;
    let region: Region = std::str::from_utf8(name).ok()?.parse().ok()?;
    Some(region.offset_of(ns, false) / SECOND)
}

/// Reads the zone behind a time, with or without a blank: seconds east of UTC unless it is ambiguous, and what
/// follows it.
#[must_use]
pub fn behind(rest: &[u8]) -> Option<(Option<i64>, &[u8])> {
    let spaced = rest.strip_prefix(b" ");
    let text = spaced.unwrap_or(rest);
    if matches!(text.first()?, b'+' | b'-') {
        let (east, rest) = rfc3339::offset(text).filter(|(_, rest)| ends(rest))?;
        return Some((Some(east), rest));
    }
    let (word, rest) = text.split_at(text.iter().take(6).take_while(|b| b.is_ascii_alphabetic()).count());
    let known = offset(word).map(Some).or_else(|| AMBIGUOUS.contains(&word).then_some(None));
    known.filter(|_| ends(rest) && (spaced.is_some() || word == b"Z")).map(|east| (east, rest))
}

/// Whether a word is over.
fn ends(rest: &[u8]) -> bool {
    matches!(rest.first(), None | Some(b' ' | b'\t' | b']' | b':' | b','))
}

/// A time with the zone that stands behind it, when it has none of its own.
#[must_use]
pub fn beside(time: RawTime, rest: &[u8]) -> (RawTime, &[u8]) {
    match behind(rest).or_else(|| behind_area(time.ns, rest)) {
        Some((east, rest)) if time.clock == Clock::Local => (at(time.ns, east), rest),
        _ => (time, rest),
    }
}

/// ` Europe/Berlin]`: PHP names its zone.
fn behind_area(ns: i64, rest: &[u8]) -> Option<(Option<i64>, &[u8])> {
    let text = rest.strip_prefix(b" ").filter(|text| text.first().is_some_and(u8::is_ascii_uppercase))?;
    let of_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'/' | b'_' | b'-' | b'+');
    let (name, rest) = text.split_at(text.iter().take(40).take_while(of_name).count());
    of_area(name, ns).filter(|_| ends(rest)).map(|east| (Some(east), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_behind_a_time() {
        let check = |rest: &str, want: Option<(Option<i64>, &str)>| {
            assert_eq!(behind(rest.as_bytes()), want.map(|(east, rest)| (east, rest.as_bytes())), "{rest}");
        };
        check(" CET host", Some((Some(3600), " host")));
        check(" +01:00 host", Some((Some(3600), " host")));
        check("+0100: x", Some((Some(3600), ": x")));
        check("Z host", Some((Some(0), " host")));
        check(" CST host", Some((None, " host")));
        for rest in [" host x", " INFO x", "CET x", " CETUS x", " -- x", " +1 x", "", " "] {
            check(rest, None);
        }
    }

    #[test]
    fn areas() {
        let noon = 1_795_176_000 * SECOND;
        assert_eq!(place(noon, Some(b"Europe/Berlin")), RawTime::utc(noon - 3600 * SECOND));
        assert_eq!(place(noon, Some(b"Europe/Nowhere")).clock, Clock::Local);
        let local = RawTime { clock: Clock::Local, ns: noon };
        assert_eq!(beside(local, b" Europe/Berlin] x"), (RawTime::utc(noon - 3600 * SECOND), &b"] x"[..]));
        assert_eq!(beside(local, b" Read/Write x"), (local, &b" Read/Write x"[..]));
    }

    #[test]
    fn names_of_several_places() {
        let check = |line: &str, word: Option<&str>| {
            assert_eq!(shared(line.as_bytes()).map(|at| SHARED[at].0), word, "{line}");
        };
        check("2026-11-20 16:28:19 CST host x", Some("CST"));
        check("Fri Nov 20 16:28:19 IST 2026: x", Some("IST"));
        check("[11/20/26 4:28:19:123 PM BST] x", Some("BST"));
        for line in ["2026-11-20T16:28:19Z x", "2026-11-20 16:28:19 CET x", "16:28:19 CSTX", "a CST", "CST", "1 CST1"] {
            check(line, None);
        }
    }

    #[test]
    fn unambiguous_names_only() {
        assert_eq!(offset(b"CET"), Some(3600));
        assert_eq!(offset(b"ACST"), Some(34_200));
        assert_eq!(offset(b"NST"), Some(-12_600));
        assert_eq!(offset(b"+0530"), Some(19_800));
        assert_eq!(offset(b"CST"), None);
        assert_eq!(offset(b"IST"), None);
    }
}
