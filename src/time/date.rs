//! What date(1) prints in one language or another: the same words in any order.
//!
//! ```text
//! Fri Nov 14 02:57:18 UTC 2025               C, POSIX
//! Fri Nov 14 02:57:18 AM UTC 2025            English, United States
//! Fri 14 Nov 2025 02:57:18 GMT               English, elsewhere
//! Fr 14. Nov 02:57:18 CET 2025               German
//! ven. 14 nov. 2025 02:57:18 CET             French
//! 2025年 11月 14日 金曜日 02:57:18 JST       Japanese
//! 2025-11-14T02:57:18+00:00                  -Is, -Ins
//! Fri, 14 Nov 2025 02:57:18 +0000            -R
//! ```

use crate::model::{RawTime, stamp::SECOND};

use super::{civil, digits, locale, rfc3339, zone};

/// Bytes that such a line has.
const LENGTH: std::ops::RangeInclusive<usize> = 19..=64;

/// The time that a line tells which is nothing but a date; the words of the line stand in any order.
#[must_use]
pub fn whole(line: &[u8]) -> Option<RawTime> {
    if !LENGTH.contains(&line.len()) || memchr::memchr_iter(b':', line).count() < 2 {
        return None;
    }
    let iso = || rfc3339::prefix(line).filter(|(_, rest)| rest.is_empty()).map(|(time, _)| time);
    iso().or_else(|| Parts::of(line)?.time())
}

/// What the words of a line tell.
#[derive(Clone, Copy, Debug, Default)]
struct Parts<'a> {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    clock: Option<i64>,
    half: Option<bool>,
    zone: Option<&'a [u8]>,
    /// The day of the week: the only word that tells nothing.
    other: Option<&'a [u8]>,
}

impl<'a> Parts<'a> {
    /// `None` when a word is none of a date, or two are the same.
    fn of(line: &'a [u8]) -> Option<Self> {
        let mut parts = Parts::default();
        line.split(|b| *b == b' ').filter(|word| !word.is_empty()).try_for_each(|word| parts.word(word))?;
        Some(parts)
    }

    fn word(&mut self, word: &'a [u8]) -> Option<()> {
        if let Some(month) = locale::month(word) {
            return once(&mut self.month, i64::try_from(month).ok()?);
        }
        match (word, number(word)) {
            (_, Some(year)) if year > 31 => once(&mut self.year, year),
            (_, Some(day)) => once(&mut self.day, day),
            (b"AM" | b"PM", _) => once(&mut self.half, word == b"PM"),
            _ if word.len() == 8 && word[2] == b':' => once(&mut self.clock, digits::clock(word, 0)?),
            _ if self.clock.is_some() && zone::is_zone(word) => once(&mut self.zone, word),
            _ => once(&mut self.other, word),
        }
    }

    fn time(self) -> Option<RawTime> {
        let clock = self.clock?;
        let clock = match self.half {
            Some(after_noon) => clock % 43_200 + if after_noon { 43_200 } else { 0 },
            None => clock,
        };
        let ns = civil::moment(self.year?, self.month?, self.day?, 0)? + clock * SECOND;
        Some(zone::place(ns, self.zone))
    }
}

fn once<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    slot.replace(value).is_none().then_some(())
}

/// `14`, `14.`, `2025`, `14日`: at most four digits, and what ends them in some languages.
fn number(word: &[u8]) -> Option<i64> {
    let end = word.iter().position(|b| !b.is_ascii_digit()).unwrap_or(word.len());
    let sound = (1..=4).contains(&end) && matches!(&word[end..], b"" | b"." | b"," | b"\xe5\xb9\xb4" | b"\xe6\x97\xa5");
    sound.then(|| word[..end].iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Clock;

    /// 2025-11-14T02:57:18Z.
    const AT: i64 = 1_763_089_038 * SECOND;

    #[test]
    fn every_language() {
        for line in [
            "Fri Nov 14 02:57:18 UTC 2025",
            "Fri Nov 14 02:57:18 AM UTC 2025",
            "Fri 14 Nov 2025 02:57:18 GMT",
            "Fri 14 Nov 02:57:18 GMT 2025",
            "Fr 14. Nov 03:57:18 CET 2025",
            "ven. 14 nov. 2025 03:57:18 CET",
            "2025年 11月 14日 金曜日 11:57:18 JST",
            "2025-11-14T02:57:18+00:00",
            "Fri, 14 Nov 2025 02:57:18 +0000",
        ] {
            assert_eq!(whole(line.as_bytes()), Some(RawTime::utc(AT)), "{line}");
        }
        let local = RawTime { clock: Clock::Local, ns: AT };
        assert_eq!(whole(b"Fri Nov 14 02:57:18 2025"), Some(local));
        assert_eq!(whole(b"Fri Nov 14 02:57:18 IST 2025"), Some(local));
    }

    #[test]
    fn other_lines() {
        for line in [
            "Fri Nov 14 02:57:18 UTC 2025 x",
            "it was 14 Nov 2025 02:57:18 GMT",
            "Fri Nov 14 02:57:18 UTC",
            "Nov 14 02:57:18 node-3 kernel: x",
            "[Fri Nov 14 02:57:18 2025] x: y",
            "a:b:c and something else",
            "",
        ] {
            assert_eq!(whole(line.as_bytes()), None, "{line}");
        }
    }
}
