//! `/dev/kmsg` and extended netconsole.
//!
//! ```text
//! 6,1234,5678901,-,caller=T1;text with \x09
//! |  |    |      flags       bytes that are not printable are escaped
//! |  |    microseconds since boot
//! |  sequence number
//! facility * 8 + level
//!  SUBSYSTEM=acpi                     dictionary: lines that start with a blank
//! 6.8.0,6,1234,5678901,-;text         the release before it: netconsole since Linux 6.5
//! 6,1234,5678901,-,ncfrag=0/1206;the first 960 bytes of a long message of netconsole
//! 6,1234,5678901,-,ncfrag=960/1206;and the rest of it, behind a newline or not
//! ```
//!
//! # Source
//!
//! linux, `Documentation/ABI/testing/dev-kmsg`.

use memchr::{memchr, memmem};

use crate::format::{Envelope, Hints, own_record};
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
    looks_like: |line| line.first().is_some_and(u8::is_ascii_digit) && line.iter().take(RELEASE).any(|b| *b == b','),
    parse,
};

/// No release of a kernel is longer.
const RELEASE: usize = 64;

/// Steps over `6.8.0-45-generic,`.
fn without_release(line: &[u8]) -> &[u8] {
    let end = memchr(b',', &line[..line.len().min(RELEASE)]).filter(|end| line[..*end].contains(&b'.'));
    end.map_or(line, |end| &line[end + 1..])
}

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let mut rest = Cursor::new(without_release(raw));
    let priority = u32::try_from(rest.number()?).ok()?;
    rest.byte(b',')?;
    rest.number()?;
    rest.byte(b',')?;
    let ns = unix::micros(rest.until(b',')?)?;
    let flags = rest.until(b';').filter(|flags| !flags.is_empty() && flags.len() <= 64)?;
    matches!(flags[0], b'-' | b'c' | b'+').then_some(())?;
    let time = RawTime { clock: Clock::Boot, ns };
    if memmem::find(flags, b",ncfrag=").is_some() {
        let text = fragments(raw, rest.rest());
        return Some(own_record(dmesg::record(time, Some(Level::from_priority(priority)), &text)));
    }
    let text = first_line(rest.rest());
    let mut record = dmesg::record(time, Some(Level::from_priority(priority)), text);
    if memchr(b'\\', text).is_some() {
        record.text = unescape::hex(text);
        record.message = record.text.clone();
    }
    Some(record)
}

/// The message; below it stands the dictionary.
fn first_line(text: &[u8]) -> &[u8] {
    &text[..memchr(b'\n', text).unwrap_or(text.len())]
}

/// The text of a message that was sent in pieces, its header taken out of the middle.
///
/// The pieces share the header up to `ncfrag=`; what follows that is the piece's place.
fn fragments(raw: &[u8], first: &[u8]) -> Vec<u8> {
    let header = &raw[..memmem::find(raw, b"ncfrag=").unwrap_or(0)];
    let mut out = Vec::with_capacity(first.len());
    let mut rest = first;
    while let Some(at) = memmem::find(rest, header).filter(|_| !header.is_empty()) {
        out.extend_from_slice(first_line(&rest[..at]));
        let next = &rest[at + header.len()..];
        rest = &next[memchr(b';', next).map_or(next.len(), |end| end + 1)..];
    }
    out.extend_from_slice(first_line(rest));
    unescape::hex(&out).into_owned()
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
    fn pieces_of_netconsole_are_joined() {
        for between in ["", "\n"] {
            let raw = format!("3,9,5000000,-,ncfrag=0/9;nvme n{between}3,9,5000000,-,ncfrag=6/9;vme0");
            let record = Dialect::named("kmsg").unwrap().decode(raw.as_bytes(), &NAMES);
            assert_eq!((&*record.text, record.time.ns), (&b"nvme nvme0"[..], 5_000_000_000), "{raw}");
        }
    }

    #[test]
    fn behind_the_release() {
        for raw in [
            "6.8.0-45-generic,4,9,5000000,-;nvme",
            "6.5.0,4,9,5000000,-,ncfrag=0/4;nv\n6.5.0,4,9,5000000,-,ncfrag=2/4;me",
        ] {
            let record = Dialect::default().decode(raw.as_bytes(), &NAMES);
            assert_eq!(
                (record.format, record.level, record.time.ns),
                ("kmsg", Some(Level::Warning), 5_000_000_000),
                "{raw}"
            );
            assert_eq!(&*record.text, b"nvme", "{raw}");
        }
    }

    #[test]
    fn numbers_are_not_enough() {
        assert_eq!(Dialect::default().decode(b"1,2,3,x;y", &NAMES).format, "");
    }
}
