//! `/dev/kmsg` and extended netconsole.
//!
//! ```text
//! 6,1234,5678901,-,caller=T1;text with \x09
//! |  |    |      flags       bytes that are not printable are escaped
//! |  |    microseconds since boot
//! |  sequence number
//! facility * 8 + level
//!  SUBSYSTEM=acpi                     dictionary: lines that start with a blank
//! ```
//!
//! # Source
//!
//! linux, `Documentation/ABI/testing/dev-kmsg`.

use memchr::memchr;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Clock, Level, RawTime, Record};
use crate::text::cursor::Cursor;
use crate::text::unescape;
use crate::time::unix;

use super::dmesg;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "kmsg",
    frame: Frame::Kmsg,
    nests: false,
    looks_like: |line| line.first().is_some_and(u8::is_ascii_digit) && line.iter().take(5).any(|b| *b == b','),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let mut rest = Cursor::new(raw);
    let priority = u32::try_from(rest.number()?).ok()?;
    rest.byte(b',')?;
    rest.number()?;
    rest.byte(b',')?;
    let ns = unix::micros(rest.until(b',')?)?;
    let flags = rest.until(b';').filter(|flags| !flags.is_empty() && flags.len() <= 64)?;
    matches!(flags[0], b'-' | b'c' | b'+').then_some(())?;
    let text = &rest.rest()[..memchr(b'\n', rest.rest()).unwrap_or(rest.rest().len())];
    let time = RawTime { clock: Clock::Boot, ns };
    let mut record = dmesg::record(time, Some(Level::from_priority(priority)), text);
    if memchr(b'\\', text).is_some() {
        record.text = unescape::hex(text);
        record.message = record.text.clone();
    }
    Some(record)
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn header_escapes_and_dictionary() {
        let raw = b"4,1234,5678901,-,caller=T1;rcu: \\x09x\n SUBSYSTEM=acpi\n DEVICE=+acpi:PNP0A03:00";
        let record = Dialect::named("kmsg").unwrap().decode(raw, &NAMES);
        assert_eq!((record.format, record.level, record.time.ns), ("kmsg", Some(Level::Warning), 5_678_901_000));
        assert_eq!(&*record.text, b"rcu: \tx");
    }

    #[test]
    fn numbers_are_not_enough() {
        assert_eq!(Dialect::default().decode(b"1,2,3,x;y", &NAMES).format, "");
    }
}
