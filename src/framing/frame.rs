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
    /// A line that starts with a tab continues: PostgreSQL.
    Tabbed,
    /// The same, and one that starts with ` >`: klog's values of several lines, `key=<` to ` >`.
    Klog,
    /// A CRI line with flag `P` is continued by the next one.
    Cri,
    /// A record of docker whose text has no newline is continued by the next one: `json-file`.
    Docker,
    /// Syslog messages one after the other without newlines: each starts with its `<PRI>`.
    Wire,
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
            Frame::Lines | Frame::Cri | Frame::Docker | Frame::Wire | Frame::Export => false,
            Frame::Indented => line.len() >= INDENT && line[..INDENT].iter().all(|&b| b == b' '),
            Frame::Verbose => line.starts_with(b"    "),
            Frame::Kmsg => line.first() == Some(&b' ') || kmsg_fragment(line).is_some_and(|at| at > 0),
            Frame::Tabbed => line.first() == Some(&b'\t'),
            Frame::Klog => line.first() == Some(&b'\t') || line.starts_with(b" >"),
        }
    }

    /// Whether the line after `line` belongs to its record.
    #[must_use]
    pub fn goes_on(self, line: &[u8]) -> bool {
        match self {
            Frame::Cri => is_partial(line),
            Frame::Docker => is_docker_part(line),
            _ => false,
        }
    }

    /// Whether records start where [`super::starts`] says, not where lines do.
    #[must_use]
    pub const fn is_listed(self) -> bool {
        matches!(self, Frame::Export | Frame::Wire)
    }

    /// Whether a record may be of parts whose texts must be joined before they are searched.
    #[must_use]
    pub const fn has_parts(self) -> bool {
        matches!(self, Frame::Cri | Frame::Docker)
    }

    /// Bytes that must be seen before a position to tell whether a record starts there.
    #[must_use]
    pub const fn look_back(self) -> usize {
        match self {
            Frame::Cri => 40 << 10,
            // 16 KiB of text, each byte of it an escape of six.
            Frame::Docker => 104 << 10,
            _ => 1,
        }
    }
}

/// Whether a CRI line is a part: `TIME stdout|stderr P TEXT`.
fn is_partial(line: &[u8]) -> bool {
    let Some(blank) = memchr::memchr(b' ', &line[..line.len().min(48)]) else { return false };
    matches!(line.get(blank + 1..blank + 10), Some(b"stdout P " | b"stderr P "))
}

/// Whether a record of docker lacks the newline that ends its text: `{"log":"TEXT","stream":"stdout",...}`.
fn is_docker_part(line: &[u8]) -> bool {
    // Docker cuts at 16 KiB: shorter lines need no second look.
    if line.len() < DOCKER_PART || !line.starts_with(b"{\"log\":\"") {
        return false;
    }
    let Some(end) = memchr::memmem::rfind(line, b"\",\"stream\":\"") else { return false };
    let text = &line[..end];
    let Some(before) = text.strip_suffix(b"n") else { return true };
    let backslashes = before.iter().rev().take_while(|b| **b == b'\\').count();
    backslashes % 2 == 0
}

/// Bytes of text after which docker cuts a line.
const DOCKER_PART: usize = 16 << 10;

/// Where a piece of a netconsole message stands in it: `6,1234,5678,-,ncfrag=960/1206;...`.
fn kmsg_fragment(line: &[u8]) -> Option<u64> {
    let head = &line[..memchr::memchr(b';', &line[..line.len().min(160)])?];
    let at = memchr::memmem::find(head, b",ncfrag=")?;
    let digits = head[at + 8..].split(|b| *b == b'/').next()?;
    std::str::from_utf8(digits).ok()?.parse().ok()
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
        assert!(Frame::Klog.continues(b"\t line of a value") && Frame::Klog.continues(b" > next=1"));
        assert!(Frame::Cri.goes_on(b"2025-11-14T03:02:41.1Z stdout P {\"level\":"));
        assert!(!Frame::Cri.goes_on(b"2025-11-14T03:02:41.1Z stdout F done"));
        assert!(!Frame::Cri.goes_on(b""));
        assert!(Frame::Kmsg.continues(b"6,12,34,-,ncfrag=960/1206;rest"));
        assert!(!Frame::Kmsg.continues(b"6,12,34,-,ncfrag=0/1206;head"));
    }

    #[test]
    fn docker_parts_lack_the_newline() {
        let line = |end: &str| {
            let text = "x".repeat(DOCKER_PART);
            format!(r#"{{"log":"{text}{end}","stream":"stdout","time":"2026-11-20T15:28:43Z"}}"#)
        };
        for (end, part) in [("", true), (r"\n", false), (r"\\n", true), (r"\\\n", false), ("n", true)] {
            assert_eq!(Frame::Docker.goes_on(line(end).as_bytes()), part, "{end}");
        }
        assert!(!Frame::Docker.goes_on(br#"{"log":"short","stream":"stdout","time":"2026-11-20T15:28:43Z"}"#));
    }
}
