//! How the lines of a format form records.

/// How the lines of a format form records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Frame {
    /// A line is a record.
    #[default]
    Lines,
    /// A line that starts with 20 blanks or more continues the record before: journalctl's multi-line messages.
    Indented,
    /// A line that starts with four blanks continues: `journalctl -o verbose`.
    Verbose,
    /// A line that starts with one blank continues: `/dev/kmsg`.
    Kmsg,
    /// A line that starts with a tab continues: PostgreSQL, multi-line klog values.
    Tabbed,
    /// A CRI line with flag `P` is continued by the next one.
    Cri,
    /// Fields up to an empty line, binary fields with a length: `journalctl -o export`.
    Export,
}

/// Blanks before a continued message in the short modes of journalctl.
const INDENT: usize = 20;

impl Frame {
    /// Whether `line` belongs to the record of the line before it.
    #[must_use]
    pub fn continues(self, line: &[u8]) -> bool {
        match self {
            Frame::Lines | Frame::Cri | Frame::Export => false,
            Frame::Indented => line.len() >= INDENT && line[..INDENT].iter().all(|&b| b == b' '),
            Frame::Verbose => line.starts_with(b"    "),
            Frame::Kmsg => line.first() == Some(&b' '),
            Frame::Tabbed => line.first() == Some(&b'\t'),
        }
    }

    /// Whether the line after `line` belongs to its record.
    #[must_use]
    pub fn goes_on(self, line: &[u8]) -> bool {
        self == Frame::Cri && is_partial(line)
    }

    /// Bytes that must be seen before a position to tell whether a record starts there.
    #[must_use]
    pub const fn look_back(self) -> usize {
        match self {
            Frame::Cri => 40 << 10,
            _ => 1,
        }
    }
}

/// Whether a CRI line is a part: `TIME stdout|stderr P TEXT`.
fn is_partial(line: &[u8]) -> bool {
    let Some(blank) = memchr::memchr(b' ', &line[..line.len().min(48)]) else { return false };
    matches!(line.get(blank + 1..blank + 10), Some(b"stdout P " | b"stderr P "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continued_lines() {
        assert!(Frame::Indented.continues(b"                              second line"));
        assert!(!Frame::Indented.continues(b"    second line"));
        assert!(Frame::Verbose.continues(b"    _PID=1"));
        assert!(!Frame::Lines.continues(b"                              x"));
        assert!(Frame::Cri.goes_on(b"2025-11-14T03:02:41.1Z stdout P {\"level\":"));
        assert!(!Frame::Cri.goes_on(b"2025-11-14T03:02:41.1Z stdout F done"));
        assert!(!Frame::Cri.goes_on(b""));
    }
}
