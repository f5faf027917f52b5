//! Seconds since boot between brackets: dmesg, the serial console, journalctl's short-monotonic.
//!
//! ```text
//! [    0.000000] MSG                       five places before the point, more when needed
//! [  102.677397 <    0.225752 >] MSG       with the time since the line before (dmesg -d, short-delta)
//! [  102.451645                ] MSG       short-delta's first line
//! ```

use crate::model::{Clock, RawTime, stamp::SECOND};
use crate::text::cursor::Cursor;

use super::digits;

/// Reads the bracket a line starts with and returns what follows it, the blank after it included.
#[inline]
#[must_use]
pub fn prefix(line: &[u8]) -> Option<(RawTime, &[u8])> {
    let mut line = Cursor::new(line);
    line.byte(b'[')?;
    line.blanks();
    let seconds = i64::try_from(line.number()?).ok().filter(|s| *s < 10_000_000_000 / 2)?;
    let (fraction, used) = digits::fraction(line.rest());
    if used == 0 {
        return None;
    }
    let rest = close(&line.rest()[used..])?;
    let ns = seconds.checked_mul(SECOND)?.checked_add(fraction)?;
    Some((RawTime { clock: Clock::Boot, ns }, rest))
}

/// Steps over an optional `<delta>` and the closing bracket.
#[inline]
#[must_use]
pub fn close(rest: &[u8]) -> Option<&[u8]> {
    if let Some(rest) = rest.strip_prefix(b"]") {
        return Some(rest);
    }
    if !matches!(rest.first(), Some(b' ' | b'<')) {
        return None;
    }
    let inside = rest.iter().take(40).position(|b| *b == b']')?;
    let sound = rest[..inside].iter().all(|b| matches!(b, b' ' | b'<' | b'>' | b'*' | b'.' | b'+' | b'0'..=b'9'));
    sound.then(|| &rest[inside + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, ns: i64, rest: &str) {
        let expected = Some((RawTime { clock: Clock::Boot, ns }, rest.as_bytes()));
        assert_eq!(prefix(line.as_bytes()), expected, "{line}");
    }

    #[test]
    fn plain_and_with_delta() {
        check("[    0.000000] Linux", 0, " Linux");
        check("[123456.000001][   T1] x", 123_456 * SECOND + 1000, "[   T1] x");
        check("[  102.677397 <    0.225752 >] n", 102_677_397_000, " n");
        check("[  102.677397 <    0.225752*>] n", 102_677_397_000, " n");
        check("[  102.451645                ] n", 102_451_645_000, " n");
    }

    #[test]
    fn what_is_no_stamp() {
        for line in ["[  +0.000123] x", "[Nov20 16:30] x", "[12] x", "[1.2.3] x", "[INFO] x", "[ 1.5"] {
            assert_eq!(prefix(line.as_bytes()), None, "{line}");
        }
    }
}
