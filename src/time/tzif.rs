//! The data of a zone, as `/etc/localtime` holds them where it is no link, or a link was followed when it was copied.
//!
//! ```text
//! TZif2 ... steps of the past, 32 bits | TZif2 ... the same, 64 bits | \n CET-1CEST,M3.5.0,M10.5.0/3 \n
//! ```
//!
//! The place is not named. The last line is the rule that its clocks follow after the last step: what held in earlier years
//! it does not tell.
//!
//! # Source
//!
//! RFC 9636, "The Time Zone Information Format (TZif)".

use crate::model::{Region, Zone};

/// First bytes.
const MAGIC: &[u8] = b"TZif";
/// Bytes of the longest rule.
const LONGEST: usize = 128;

/// Whether a text is the data of a zone.
#[must_use]
pub fn is_tzif(text: &[u8]) -> bool {
    text.starts_with(MAGIC)
}

/// The rule of its last line; the first version had none.
#[must_use]
pub fn zone(text: &[u8]) -> Option<Zone> {
    let version = text.strip_prefix(MAGIC)?.first()?;
    let body = text.strip_suffix(b"\n").filter(|_| *version >= b'2')?;
    let start = 1 + memchr::memrchr(b'\n', body)?;
    let rule = std::str::from_utf8(&body[start..]).ok().filter(|rule| rule.len() <= LONGEST)?;
    let is_plain = rule.bytes().all(|b| b.is_ascii_graphic());
    Region::of_rule(rule).ok().filter(|_| is_plain).map(Zone::Named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(version: u8, footer: &str) -> Option<&'static str> {
        let text = [MAGIC, &[version], &[0; 15], b"\0\0\0\x04\nLMT\0", footer.as_bytes()].concat();
        match zone(&text)? {
            Zone::Named(region) => Some(region.name()),
            Zone::Fixed(_) => None,
        }
    }

    #[test]
    fn the_rule_of_the_last_line() {
        assert_eq!(named(b'2', "\nCET-1CEST,M3.5.0,M10.5.0/3\n"), Some("CET-1CEST,M3.5.0,M10.5.0/3"));
        assert_eq!(named(b'3', "\n<+0330>-3:30\n"), Some("<+0330>-3:30"));
        assert_eq!(named(b'2', "\nUTC0\n"), Some("UTC0"));
        for (version, footer) in [(0, "\nUTC0\n"), (b'2', "\n\n"), (b'2', "\nUTC0"), (b'2', "\nno rule\n"), (b'2', "")]
        {
            assert_eq!(named(version, footer), None, "{version} {footer:?}");
        }
        assert_eq!(zone(b"CET\nUTC0\n"), None);
    }
}
