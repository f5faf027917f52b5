//! Zone abbreviations that mean one offset only.
//!
//! `CST` is Chicago, Shanghai or Havana and `IST` is Kolkata, Dublin or Jerusalem: such a time stays local until
//! something else tells the zone.

use crate::model::{Clock, RawTime, stamp::SECOND};

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

/// A wall-clock time with the zone printed beside it.
#[inline]
#[must_use]
pub fn place(ns: i64, zone: Option<&[u8]>) -> RawTime {
    match zone.and_then(offset) {
        Some(seconds) => RawTime::utc(ns - seconds * SECOND),
        None => RawTime { clock: Clock::Local, ns },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
