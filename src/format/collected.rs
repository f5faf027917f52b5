//! When an input was collected: tables print ages only.
//!
//! ```text
//! $ date
//! Fri Nov 20 15:40:02 UTC 2026              a line of its own, as `date` prints it in any language
//! must-gather/pods-20261120-154002.txt      a name with date and time; 2026-11-20T15-40-02, 2026-11-20_15.40 too
//! ```

use crate::model::{Clock, RawTime, stamp::SECOND};
use crate::text::lines;
use crate::time::{civil, date};

/// Lines of the head that are looked at.
const LINES: usize = 400;

/// What head and path of an input tell; a line of the input counts more than its name.
#[must_use]
pub fn collected(head: &[u8], path: &str) -> Option<RawTime> {
    let lines = lines(head).take(LINES).map(<[u8]>::trim_ascii);
    lines.filter_map(date::whole).last().or_else(|| name(path))
}

/// The last date with a time in a path, on the collector's clock.
fn name(path: &str) -> Option<RawTime> {
    let bytes = path.as_bytes();
    let mut starts = (0..bytes.len()).rev().filter(|&at| at == 0 || !bytes[at - 1].is_ascii_digit());
    starts.find_map(|at| stamp(&bytes[at..]))
}

/// `20261120-154002`, `2026-11-20T15-40`: year, month, day, hour, minute, seconds if there are any.
fn stamp(text: &[u8]) -> Option<RawTime> {
    let mut digits = [0; 14];
    let mut found = 0;
    for (at, byte) in text.iter().take(20).enumerate() {
        match byte {
            b'0'..=b'9' if found < digits.len() => {
                digits[found] = i64::from(byte - b'0');
                found += 1;
            }
            b'-' | b'_' | b'T' | b'.' | b':' if at >= 4 && found % 2 == 0 && found < 14 => {}
            _ => break,
        }
    }
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    let year = two(0) * 100 + two(2);
    let (hour, minute, second) = (two(8), two(10), if found == 14 { two(12) } else { 0 });
    let sound = matches!(found, 12 | 14) && (1990..2100).contains(&year) && hour < 24 && minute < 60 && second < 60;
    let seconds = hour * 3600 + minute * 60 + second;
    let ns = civil::moment(year, two(4), two(6), 0).filter(|_| sound)? + seconds * SECOND;
    Some(RawTime { clock: Clock::Local, ns })
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: i64 = 1_795_188_499 * SECOND;

    #[test]
    fn names_with_date_and_time() {
        for path in
            ["a/pods-20261120-152819.txt", "2026-11-20T15-28-19/pods", "x_2026-11-20_15.28.19.log", "d.20261120152819"]
        {
            assert_eq!(name(path), Some(RawTime { clock: Clock::Local, ns: AT }), "{path}");
        }
        assert_eq!(name("pods-20261120-1528.txt").map(|t| t.ns), Some(AT - 19 * SECOND));
        for path in ["pods-20261120.txt", "a/12345678901234", "node-3", "20261340-152819", ""] {
            assert_eq!(name(path), None, "{path}");
        }
    }

    #[test]
    fn a_line_counts_more_than_the_name() {
        let head = b"$ date\nFri Nov 20 15:28:19 UTC 2026\n$ kubectl get pods\nNAME\n";
        assert_eq!(collected(head, "pods-20260101-000000"), Some(RawTime::utc(AT)));
        assert_eq!(collected(b"Fri Nov 20 15:28:19 UTC 2026 x\n", ""), None);
    }
}
