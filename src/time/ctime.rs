//! Stamps that name the day of the week.
//!
//! ```text
//! Fri Nov 20 16:30:49 2026                 dmesg -T, keepalived: no zone
//! ven. nov. 20 16:30:49 2026               dmesg -T in another language than English
//! Fri Nov 20 15:11:48 UTC 2026             date(1): the zone stands before the year
//! Fri Nov 20 03:11:48 PM UTC 2026          date(1) in an English locale
//! Fri 20 Nov 2026 03:11:48 PM UTC          date(1) in the locale en_US
//! Fri 2026-11-20 16:28:19.246788 CET       journalctl short-full, with-unit, verbose
//! Fri, 20 Nov 2026 15:35:23 +0000          kubectl describe
//! ```

use crate::model::{Clock, RawTime, stamp::SECOND};

use super::{civil, digits, locale, rfc3339, zone};

/// Reads `Www Mon DD HH:MM:SS [AM|PM] [ZONE] YYYY` and returns what follows it.
#[must_use]
pub fn prefix(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let head = line.get(..20)?;
    if !civil::is_weekday(&head[..3]) || head[3] != b' ' || head[7] != b' ' || head[10] != b' ' || head[19] != b' ' {
        return None;
    }
    let (month, day) = (civil::month(&head[4..7])?, digits::padded(head, 8)?);
    let (seconds, rest) = half_day(digits::clock(head, 11)?, &line[20..]);
    let (zone, rest) = zone_before_year(rest);
    let ns = civil::moment(digits::four(rest, 0)?, month, day, seconds)?;
    Some((zone::place(ns, zone), &rest[4..]))
}

/// Reads `Www DD Mon YYYY HH:MM:SS AM|PM ZONE`, as date(1) prints it in the locale `en_US`, and returns what follows it.
#[must_use]
pub fn american_prefix(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let head = line.get(..25)?;
    let blanks = [3, 6, 10, 15, 24].iter().all(|at| head[*at] == b' ');
    (civil::is_weekday(&head[..3]) && blanks).then_some(())?;
    let (day, month, year) = (digits::padded(head, 4)?, civil::month(&head[7..10])?, digits::four(head, 11)?);
    let (seconds, rest) = half_day(digits::clock(head, 16)?, &line[25..]);
    let end = rest.iter().position(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'+' | b'-')).unwrap_or(rest.len());
    let (zone, rest) = rest.split_at(end);
    Some((zone::place(civil::moment(year, month, day, seconds)?, Some(zone)), rest))
}

/// As [`prefix`], with the words of other languages: any day of the week, and a month that is known.
#[must_use]
pub fn local_prefix(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let (_, rest) = word(line).filter(|(day, _)| day.iter().all(|b| !b.is_ascii_digit()))?;
    let (month, rest) = word(rest).and_then(|(month, rest)| Some((locale::month(month)?, rest)))?;
    let seconds = digits::clock(rest, 3).filter(|_| rest[2] == b' ')?;
    let year = digits::four(rest, 12).filter(|_| rest[11] == b' ')?;
    let ns = civil::moment(year, i64::try_from(month).ok()?, digits::padded(rest, 0)?, seconds)?;
    Some((RawTime { clock: Clock::Local, ns }, &rest[16..]))
}

/// A short word and what follows the blank behind it.
fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(b' ', &text[..text.len().min(24)])?;
    (end > 0).then(|| (&text[..end], &text[end + 1..]))
}

/// Steps over `AM ` or `PM ` and counts the second half of the day from noon.
fn half_day(seconds: i64, rest: &[u8]) -> (i64, &[u8]) {
    let from_noon = if seconds >= 43_200 { seconds - 43_200 } else { seconds };
    match rest.get(..3) {
        Some(b"AM ") => (from_noon, &rest[3..]),
        Some(b"PM ") => (from_noon + 43_200, &rest[3..]),
        _ => (seconds, rest),
    }
}

/// Splits off a word that is no year.
fn zone_before_year(rest: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match rest.iter().position(|b| *b == b' ') {
        Some(end) if !rest[0].is_ascii_digit() => (Some(&rest[..end]), &rest[end + 1..]),
        _ => (None, rest),
    }
}

/// Reads `Www YYYY-MM-DD HH:MM:SS[.uuuuuu] ZONE` and returns what follows the zone.
#[inline]
#[must_use]
pub fn full(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let head = line.get(..4)?;
    if !civil::is_weekday(&head[..3]) || head[3] != b' ' {
        return None;
    }
    dated(&line[4..])
}

/// As [`full`], behind the day of the week.
#[must_use]
pub fn dated(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let (ns, rest) = rfc3339::local(text)?;
    let rest = rest.strip_prefix(b" ")?;
    let end = rest.iter().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b':' | b'/' | b'_')));
    let (zone, rest) = rest.split_at(end.unwrap_or(rest.len()));
    Some((zone::place(ns, Some(zone)), rest))
}

/// Reads the RFC 1123 shape of `kubectl describe`.
#[must_use]
pub fn rfc1123(text: &[u8]) -> Option<RawTime> {
    let rest = text.split_at_checked(5).filter(|(day, _)| day.ends_with(b", "))?.1;
    let head = rest.get(..20)?;
    let seconds = digits::clock(head, 12)?;
    let ns = civil::moment(digits::four(head, 7)?, civil::month(&head[3..6])?, digits::padded(head, 0)?, seconds)?;
    Some(match rfc3339::offset(rest.get(21..)?) {
        Some((offset, _)) => RawTime::utc(ns - offset * SECOND),
        None => RawTime { clock: Clock::Local, ns },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20T15:28:19Z.
    const AT: i64 = 1_795_188_499 * SECOND;

    type Read = fn(&[u8]) -> Option<(RawTime, &[u8])>;

    #[track_caller]
    fn check(read: Read, line: &str, clock: Clock, ns: i64, rest: &str) {
        let expected = Some((RawTime { clock, ns }, rest.as_bytes()));
        assert_eq!(read(line.as_bytes()), expected, "{line}");
    }

    #[test]
    fn with_and_without_zone() {
        check(prefix, "Fri Nov 20 15:28:19 2026: x", Clock::Local, AT, ": x");
        check(prefix, "Fri Nov 20 15:28:19 UTC 2026", Clock::Utc, AT, "");
        check(prefix, "Fri Nov 20 16:28:19 CET 2026", Clock::Utc, AT, "");
        check(prefix, "Fri Nov 20 03:28:19 PM UTC 2026", Clock::Utc, AT, "");
        check(prefix, "Fri Nov 20 12:28:19 AM UTC 2026", Clock::Utc, AT - 15 * 3600 * SECOND, "");
        check(full, "Fri 2026-11-20 16:28:19 CET node-a x", Clock::Utc, AT, " node-a x");
        check(full, "Fri 2026-11-20 15:28:19.5 CST node-a", Clock::Local, AT + SECOND / 2, " node-a");
        check(full, "Fri 2026-11-20 18:28:19 +03 node-a", Clock::Utc, AT, " node-a");
        check(full, "Fri 2026-11-20 16:28:19 Europe/Berlin node-a", Clock::Utc, AT, " node-a");
    }

    #[test]
    fn other_languages() {
        check(local_prefix, "Fr Nov 20 15:28:19 2026] x", Clock::Local, AT, "] x");
        check(local_prefix, "ven. nov. 20 15:28:19 2026] x", Clock::Local, AT, "] x");
        check(local_prefix, "Пт ноя 20 15:28:19 2026] x", Clock::Local, AT, "] x");
        for line in ["Fr Nov 20 15:28:19", "a b 20 15:28:19 2026", "Fr Nov", "x", ""] {
            assert_eq!(local_prefix(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn in_the_locale_en_us() {
        let told = |line: &'static str| american_prefix(line.as_bytes()).map(|(time, _)| time);
        let time = Some(RawTime::utc(1_795_188_499_000_000_000));
        assert_eq!(told("Fri 20 Nov 2026 03:28:19 PM UTC"), time);
        assert_eq!(told("Fri 20 Nov 2026 04:28:19 PM CET"), time);
        assert_eq!(told("Fri Nov 20 03:28:19 PM UTC 2026"), None);
    }

    #[test]
    fn kubectl_describe() {
        assert_eq!(rfc1123(b"Fri, 20 Nov 2026 15:28:19 +0000"), Some(RawTime::utc(AT)));
        assert_eq!(rfc1123(b"Fri, 20"), None);
    }
}
