//! A date in the name of a file.
//!
//! ```text
//! app-2025-11-14.log    syslog.20251114.gz    2025_11_14-shop.txt    dmesg.202511140257
//! ```

use super::{civil, digits};
use crate::model::stamp::DAY;

/// The last date in a path: its midnight, nanoseconds since 1970.
#[must_use]
pub fn date(path: &str) -> Option<i64> {
    last(path).map(|(_, day)| day)
}

/// Where the last date in a path begins.
#[must_use]
pub fn start(path: &str) -> Option<usize> {
    last(path).map(|(at, _)| at)
}

fn last(path: &str) -> Option<(usize, i64)> {
    let bytes = path.as_bytes();
    let mut starts = (0..bytes.len()).rev().filter(|&at| at == 0 || !bytes[at - 1].is_ascii_digit());
    starts.find_map(|at| Some((at, day(&bytes[at..])?)))
}

fn day(text: &[u8]) -> Option<i64> {
    let between = usize::from(matches!(text.get(4), Some(b'-' | b'_' | b'.')));
    let (month, day) = (4 + between, 6 + 2 * between);
    let same = text.get(4) == text.get(7) || between == 0;
    let behind = text.get(day + 2..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count();
    // Hour and minute, and seconds, may stand right behind it.
    let ends = behind == 0 || (between == 0 && matches!(behind, 4 | 6));
    let year = digits::four(text, 0).filter(|year| same && ends && (1990..2100).contains(year))?;
    let (month, day) = (digits::two(text, month)?, digits::two(text, day)?);
    civil::moment(year, month, day, 0).map(|ns| ns.div_euclid(DAY) * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_date() {
        let at = Some(civil::days(2025, 11, 14) * DAY);
        for name in [
            "app-2025-11-14.log",
            "a/syslog.20251114.gz",
            "2025_11_14-shop.txt",
            "20250101/x-20251114-0257.log",
            "d.20251114025718",
        ] {
            assert_eq!(date(name), at, "{name}");
        }
        assert_eq!(start("syslog-20251114.gz"), Some(7));
        for name in ["app.log", "app-202511.log", "app-2025-13-14.log", "app-2025-11_14.log", "x-1763089038123"] {
            assert_eq!(date(name), None, "{name}");
        }
    }
}
