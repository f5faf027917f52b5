//! Stamps of the log files that programs write with a layout of their own: whichever reader knows the shape.

use crate::model::RawTime;
use crate::time::{rfc3339, slashed, spelled, unix, zone};

/// A date with its time of day, and the zone behind it.
#[must_use]
pub fn date(text: &[u8]) -> Option<(RawTime, &[u8])> {
    match rfc3339::prefix(text) {
        Some((time, rest)) => Some(zone::beside(time, rest)),
        None => {
            let spelled = spelled::prefix(text).or_else(|| slashed::prefix(text));
            spelled.or_else(|| since_1970(text)).or_else(|| tabbed(text))
        }
    }
}

/// `2025-12-19 04:44:18 ` with tabs for blanks: the columns of CloudFront, in UTC.
fn tabbed(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let (day, rest) = (text.get(..10)?, text.get(10..)?.strip_prefix(b"\t")?);
    let rest = Some(rest).filter(|rest| rest.get(8) == Some(&b'\t'))?;
    let (ns, _) = rfc3339::local(&[day, b"T", &rest[..8]].concat())?;
    Some((RawTime::utc(ns), &rest[8..]))
}

/// `1766119458.123 `: Squid; Zeek has a tab behind it.
fn since_1970(text: &[u8]) -> Option<(RawTime, &[u8])> {
    // Its first byte rules most texts out.
    text.strip_prefix(b"1")?;
    let end = text.iter().take(24).position(|b| matches!(b, b' ' | b'\t'))?;
    let fraction = text[..end].get(10..)?.strip_prefix(b".")?;
    let time = unix::any(&text[..end]).filter(|_| fraction.len() >= 3)?;
    Some((time, &text[end..]))
}

/// `1766119458`, with a fraction, in milliseconds or neither, up to the bracket that closes it.
#[must_use]
pub fn epoch(inside: &[u8], close: u8) -> Option<(RawTime, &[u8])> {
    let end = inside.iter().take(24).position(|b| *b == close)?;
    let whole = inside[..end].split(|b| *b == b'.').next()?;
    let time = unix::any(&inside[..end]).filter(|_| matches!(whole.len(), 10 | 13) && whole[0] == b'1')?;
    Some((time, &inside[end..]))
}
