//! The kernel's ring buffer without stamps: `dmesg -t`.
//!
//! ```text
//! Linux version 6.8.0-45-generic (builder@example) (gcc 13.2.0) #45 SMP PREEMPT_DYNAMIC
//! Command line: root=/dev/vda1 ro quiet
//! ```
//!
//! Nothing but the first lines of a boot tell that a file is of this shape; the lines after them are then the kernel's.
//! With `-x` each line tells it: `kern  :notice: Linux version ...`.

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{RawTime, Record};

use super::dmesg;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope { name: "dmesg-notime", frame: Frame::Lines, nests: false, looks_like, parse };

fn looks_like(line: &[u8]) -> bool {
    dmesg::decoded(line).is_some() || line.starts_with(b"Linux version ") || line.starts_with(b"Command line: ")
}

fn parse<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    let known = hints.own || looks_like(raw);
    let (level, text) = dmesg::decoded(raw).map_or((None, raw), |(level, text)| (Some(level), text));
    known.then(|| dmesg::record(RawTime::NONE, level, text))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, Sniffed, names::tests::NAMES};
    use crate::model::Level;

    #[test]
    fn levels_alone() {
        let record = Dialect::default().decode(b"kern  :warn  : NVRM: API mismatch", &NAMES);
        assert_eq!((record.format, record.level), ("dmesg-notime", Some(Level::Warning)));
        assert_eq!(&*record.text, b"NVRM: API mismatch");
        assert_eq!(Dialect::default().decode(b"daemon:warn: x", &NAMES).format, "");
    }

    #[test]
    fn a_boot_without_stamps() {
        let input = b"Linux version 6.8.0 (x) #1 SMP\nCommand line: ro\nNVRM: API mismatch\n";
        let Sniffed::Lines(dialect) = Dialect::sniff(input, "") else { panic!("lines") };
        let record = dialect.decode(b"NVRM: API mismatch", &NAMES);
        assert_eq!((record.format, record.ident.as_deref()), ("dmesg-notime", Some(&b"kernel"[..])));
    }
}
