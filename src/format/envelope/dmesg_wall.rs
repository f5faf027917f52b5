//! The kernel's ring buffer with wall-clock stamps.
//!
//! ```text
//! [Fri Nov 20 16:30:49 2026] text               dmesg -T: local time without a zone
//! [Fri Nov 20 16:30:49 2026 <    0.000123>] text    dmesg -T -d: with the time since the line before
//! [ven. nov. 20 16:30:49 2026] text             the same on a machine that speaks French
//! 2026-11-20T16:30:49,820700+01:00 text         dmesg --time-format iso: a comma before the microseconds
//! [Nov20 16:30] text  [  +0.000123] text        dmesg -H: the minute, then seconds since the line before
//! kern  :info  : 2026-11-20T16:30:49,...        each also behind -x
//! ```
//!
//! dmesg computes these from the boot clock when it runs: two dumps of one boot differ by microseconds.

use crate::format::{Envelope, Hints, level};
use crate::framing::Frame;
use crate::model::{Clock, RawTime, Record, stamp::SECOND};
use crate::text::cursor::Cursor;
use crate::time::{boot, civil, ctime, digits, rfc3339, syslog::YEAR};

use super::dmesg::{self, record, without_caller};

/// `-T`.
pub const CTIME: Envelope = Envelope {
    name: "dmesg-ctime",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| matches!(line.first(), Some(b'[' | b'<' | b'a'..=b'z')),
    parse: |raw, _| {
        let (level, rest) = dmesg::level(raw);
        let inside = rest.strip_prefix(b"[").filter(|inside| inside.first().is_some_and(|b| *b > b'9'))?;
        let (time, rest) = ctime::prefix(inside).or_else(|| ctime::local_prefix(inside))?;
        let text = boot::close(rest).filter(|text| !is_apache(text))?;
        Some(record(time, level, without_caller(text)))
    },
};

/// ` [error] [client 10.0.0.1] text`: Apache up to 2.2.
fn is_apache(text: &[u8]) -> bool {
    let word = || text.strip_prefix(b" [")?.split(|b| *b == b']').next();
    word().is_some_and(|word| level::word(word).is_some())
}

/// `--time-format iso`.
pub const ISO: Envelope = Envelope {
    name: "dmesg-iso",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| line.get(19) == Some(&b',') || line.first().is_some_and(u8::is_ascii_lowercase),
    parse: |raw, _| {
        let (level, line) = dmesg::level(raw);
        let (time, rest) = rfc3339::prefix(line)?;
        let sound = time.clock == Clock::Utc && line[10] == b'T' && line.get(19) == Some(&b',');
        sound.then(|| record(time, level, without_caller(rest)))
    },
};

/// `-H`, `-e`.
pub const RELTIME: Envelope = Envelope {
    name: "dmesg-reltime",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| matches!(line.first(), Some(b'[' | b'<' | b'a'..=b'z')),
    parse: reltime,
};

fn reltime<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (level, rest) = dmesg::level(raw);
    let rest = rest.strip_prefix(b"[")?;
    let (time, rest) = minute(rest).or_else(|| since_line_before(rest))?;
    Some(record(time, level, without_caller(rest)))
}

/// `Nov20 16:30]`.
fn minute(rest: &[u8]) -> Option<(RawTime, &[u8])> {
    let head = rest.get(..12)?;
    if head[5] != b' ' || head[8] != b':' || head[11] != b']' {
        return None;
    }
    let (hour, minute) = (digits::two(head, 6)?, digits::two(head, 9)?);
    let (month, day) = (civil::month(&head[..3])?, digits::padded(head, 3)?);
    let ns = civil::moment(YEAR, month, day, 0)? + (hour * 3600 + minute * 60) * SECOND;
    Some((RawTime { clock: Clock::LocalNoYear, ns }, &rest[12..]))
}

/// `  +0.000123]`.
fn since_line_before(rest: &[u8]) -> Option<(RawTime, &[u8])> {
    let mut rest = Cursor::new(rest);
    rest.blanks();
    rest.byte(b'+')?;
    let seconds = i64::try_from(rest.number()?).ok()?.checked_mul(SECOND)?;
    let (fraction, used) = digits::fraction(rest.rest());
    let time = RawTime { clock: Clock::SinceBefore, ns: seconds.checked_add(fraction)? };
    Some((time, rest.rest()[used..].strip_prefix(b"]")?))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[track_caller]
    fn check(line: &str, format: &str, clock: Clock, level: Option<Level>, text: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time.clock, record.level), (format, clock, level), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.text), text, "{line}");
    }

    #[test]
    fn every_stamp() {
        check("[Fri Nov 20 16:30:49 2026] x", "dmesg-ctime", Clock::Local, None, "x");
        check("[Fri Nov 20 16:30:49 2026 <    0.000123>] x", "dmesg-ctime", Clock::Local, None, "x");
        check("[ven. nov. 20 16:30:49 2026] x", "dmesg-ctime", Clock::Local, None, "x");
        check("2026-11-20T16:30:49,820700+01:00 x", "dmesg-iso", Clock::Utc, None, "x");
        check("kern  :err   : 2026-11-20T16:30:49,820700+01:00 x", "dmesg-iso", Clock::Utc, Some(Level::Error), "x");
        check("[Fri Nov 20 16:30:49 2026] [drm] x", "dmesg-ctime", Clock::Local, None, "[drm] x");
        let apache = Dialect::default().decode(b"[Fri Nov 20 16:30:49 2026] [error] [client 10.0.0.1] x", &NAMES);
        assert_eq!((apache.format, apache.level), ("dated", Some(Level::Error)));
        check("[Nov20 16:30] x", "dmesg-reltime", Clock::LocalNoYear, None, "x");
        check("[  +0.000123] x", "dmesg-reltime", Clock::SinceBefore, None, "x");
    }
}
