//! Times as people and RFC 3339 write them, in UTC.

use super::civil;
use crate::model::stamp::{DAY, SECOND};

/// `03:02:41`.
#[must_use]
pub fn clock(ns: i64) -> String {
    let seconds = ns.rem_euclid(DAY) / SECOND;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `2025-11-14`.
#[must_use]
pub fn day(ns: i64) -> String {
    let (year, month, day) = civil::date(ns.div_euclid(DAY));
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2025-11-14T03:02:41.1Z`, nanoseconds trimmed.
#[must_use]
pub fn rfc3339(ns: i64) -> String {
    let fraction = ns.rem_euclid(SECOND);
    let digits = format!("{fraction:09}");
    let digits = digits.trim_end_matches('0');
    let dot = if digits.is_empty() { "" } else { "." };
    format!("{}T{}{dot}{digits}Z", day(ns), clock(ns))
}

/// Appends `2025-11-14T03:02:41.100000Z`: six digits, as `journalctl -o short-iso-precise`.
///
/// Digit by digit: a journal of which much is quoted spends a tenth of its time in the formatting machinery else.
pub fn append_micros(out: &mut Vec<u8>, ns: i64) {
    let (year, month, day) = civil::date(ns.div_euclid(DAY));
    let seconds = ns.rem_euclid(DAY) / SECOND;
    let parts = [
        (year, 4, b'-'),
        (month, 2, b'-'),
        (day, 2, b'T'),
        (seconds / 3600, 2, b':'),
        (seconds / 60 % 60, 2, b':'),
        (seconds % 60, 2, b'.'),
        (ns.rem_euclid(SECOND) / 1000, 6, b'Z'),
    ];
    for (number, digits, after) in parts {
        append_digits(out, number.unsigned_abs(), digits);
        out.push(after);
    }
}

/// Appends a number without the formatting machinery.
pub fn append_number(out: &mut Vec<u8>, number: u64) {
    append_digits(out, number, number.checked_ilog10().map_or(1, |log| log as usize + 1));
}

/// The last `digits` digits of a number.
fn append_digits(out: &mut Vec<u8>, mut number: u64, digits: usize) {
    let mut text = [b'0'; 20];
    for digit in text[20 - digits..].iter_mut().rev() {
        *digit += (number % 10) as u8;
        number /= 10;
    }
    out.extend_from_slice(&text[20 - digits..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimmed_fractions_and_early_years() {
        assert_eq!(rfc3339(1_763_089_361_100_000_000), "2025-11-14T03:02:41.1Z");
        assert_eq!(rfc3339(-1), "1969-12-31T23:59:59.999999999Z");
        let mut out = Vec::new();
        append_micros(&mut out, 1_763_089_361_100_002_999);
        assert_eq!(out, b"2025-11-14T03:02:41.100002Z");
        out.clear();
        [0, 7, 10, 4_294_967_295, u64::MAX].into_iter().for_each(|number| append_number(&mut out, number));
        assert_eq!(out, b"0710429496729518446744073709551615");
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
    }
}
