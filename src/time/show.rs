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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimmed_fractions_and_early_years() {
        assert_eq!(rfc3339(1_763_089_361_100_000_000), "2025-11-14T03:02:41.1Z");
        assert_eq!(rfc3339(-1), "1969-12-31T23:59:59.999999999Z");
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
    }
}
