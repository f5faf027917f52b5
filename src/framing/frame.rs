//! How the lines of a format form records.

use super::margin::Margin;
use super::parts::Part;
use crate::text::near;

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
    /// A line that starts with a tab continues, and so does one that tells more of the message before: PostgreSQL, which
    /// writes both at once.
    Postgres,
    /// The same, and one that starts with ` >`: klog's values of several lines, `key=<` to ` >`.
    Klog,
    /// A CRI line with flag `P` is continued by the next one of its stream.
    Cri,
    /// A record of docker whose text has no newline is continued by the next one of its stream: `json-file`.
    Docker,
    /// Syslog messages one after the other without newlines: each starts with its `<PRI>`.
    Wire,
    /// Fields up to an empty line, binary fields with a length: `journalctl -o export`.
    Export,
    /// As the frame says, of what stands behind the margin of each line.
    Behind(Margin, &'static Frame),
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
            Frame::Postgres => line.first() == Some(&b'\t') || is_detail(line),
            Frame::Klog => line.first() == Some(&b'\t') || line.starts_with(b" >"),
            Frame::Behind(margin, frame) => {
                let line = &line[..memchr::memchr(b'\n', line).unwrap_or(line.len())];
                margin.split(line).is_some_and(|(_, rest)| frame.continues(rest))
            }
        }
    }

    /// The same frame for lines that have a margin, if lines continue each other at all.
    #[must_use]
    pub fn behind(&'static self, margin: Margin) -> Frame {
        match self {
            Frame::Indented | Frame::Verbose | Frame::Kmsg | Frame::Postgres | Frame::Klog => {
                Frame::Behind(margin, self)
            }
            _ => Frame::Lines,
        }
    }

    /// What a line is to the records of a file that two streams write to; `None` when it is no line of theirs.
    #[must_use]
    pub fn part(self, line: &[u8]) -> Option<Part> {
        match self {
            Frame::Cri => cri_part(line),
            Frame::Docker => docker_part(line),
            _ => None,
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

/// Bytes of a line of PostgreSQL in which its level stands: `log_line_prefix` is before it.
pub const POSTGRES_NEAR: usize = 160;
/// What stands in the place of a level where a line tells more of the message before.
const DETAILS: [&[u8]; 6] = [b"DETAIL", b"HINT", b"STATEMENT", b"CONTEXT", b"QUERY", b"LOCATION"];

/// `2026-11-20 16:24:16.631 CET [11796] app@shop STATEMENT:  select 1/0`.
#[must_use]
pub fn is_detail(line: &[u8]) -> bool {
    let stamp = line.strip_prefix(b"< ").unwrap_or(line);
    stamp.first().is_some_and(u8::is_ascii_digit) && detail(line).is_some()
}

/// What a line tells more, with its word: `STATEMENT:  select 1/0`.
#[must_use]
pub fn detail(line: &[u8]) -> Option<&[u8]> {
    let near = &line[..line.len().min(POSTGRES_NEAR)];
    let near = &near[..memchr::memchr(b'\n', near).unwrap_or(near.len())];
    let end = memchr::memmem::find(near, b":  ")?;
    let word = near[..end].iter().rev().take_while(|b| b.is_ascii_uppercase()).count();
    let start = end - word;
    let set_off = start == 0 || matches!(near[start - 1], b' ' | b':' | b'>');
    (set_off && DETAILS.contains(&&near[start..end])).then(|| &line[start..])
}

/// `TIME stdout|stderr P|F TEXT`; other lines may follow.
fn cri_part(line: &[u8]) -> Option<Part> {
    let blank = near::either(b' ', b'\n', &line[..line.len().min(48)])?;
    let header = line.get(blank..blank + 9)?.strip_prefix(b" ").filter(|header| header[6] != b'\n')?;
    let goes_on = match header[7] {
        b'P' => matches!(line.get(blank + 9), Some(b' ' | b':')),
        b'F' => false,
        _ => return None,
    };
    stream(&header[..7]).map(|is_stderr| Part { is_stderr, goes_on })
}

/// Whether it is stderr that a name with a blank or a quote behind it tells.
fn stream(name: &[u8]) -> Option<bool> {
    let is_stderr = name.starts_with(b"stderr");
    (is_stderr || name.starts_with(b"stdout")).then_some(is_stderr)
}

/// `{"log":"TEXT","stream":"stdout",...}`: it goes on where the text lacks the newline.
fn docker_part(line: &[u8]) -> Option<Part> {
    if !line.starts_with(b"{\"log\":\"") {
        return None;
    }
    let tail = line.len().saturating_sub(DOCKER_TAIL);
    let end = tail + memchr::memmem::rfind(&line[tail..], DOCKER_STREAM)?;
    let is_stderr = stream(&line[end + DOCKER_STREAM.len()..])?;
    Some(Part { is_stderr, goes_on: line.len() >= DOCKER_PART && !ends_in_newline(&line[..end]) })
}

/// Whether escaped text ends in `\n`, and the backslash is not an escaped one.
fn ends_in_newline(text: &[u8]) -> bool {
    let Some(before) = text.strip_suffix(b"n") else { return false };
    before.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

/// What stands between the text of a line of docker and the name of its stream.
const DOCKER_STREAM: &[u8] = b"\",\"stream\":\"";
/// Bytes at the end of a line of docker in which the stream stands: attributes may follow it.
const DOCKER_TAIL: usize = 4 << 10;
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
    fn a_part_does_not_reach_into_the_next_line() {
        let is_part = |text: &[u8]| cri_part(text).is_some();
        assert!(is_part(b"2025-11-14T03:02:41Z stdout F x\n") && is_part(b"2025-11-14T03:02:41Z stdout F"));
        for text in ["x\n2025-11-14T03:02:41Z stdout F x", "x stdout\nF x", "x\n stdout F x", "\n stderr P "] {
            assert!(!is_part(text.as_bytes()), "{text:?}");
        }
    }

    fn goes_on(frame: Frame, line: &[u8]) -> bool {
        frame.part(line).is_some_and(|part| part.goes_on)
    }

    #[test]
    fn continued_lines() {
        assert!(Frame::Indented.continues(b"                              second line"));
        assert!(!Frame::Indented.continues(b"    second line"));
        assert!(Frame::Verbose.continues(b"    _PID=1"));
        assert!(!Frame::Lines.continues(b"                              x"));
        assert!(Frame::Klog.continues(b"\t line of a value") && Frame::Klog.continues(b" > next=1"));
        assert!(goes_on(Frame::Cri, b"2025-11-14T03:02:41.1Z stdout P {\"level\":"));
        assert!(!goes_on(Frame::Cri, b"2025-11-14T03:02:41.1Z stdout F done"));
        assert_eq!(Frame::Cri.part(b"2025-11-14T03:02:41.1Z stdin F done"), None);
        assert_eq!(Frame::Cri.part(b""), None);
        assert!(Frame::Kmsg.continues(b"6,12,34,-,ncfrag=960/1206;rest"));
        assert!(!Frame::Kmsg.continues(b"6,12,34,-,ncfrag=0/1206;head"));
    }

    #[test]
    fn what_postgres_adds() {
        for line in [
            "2026-11-20 16:24:16.631 CET [7] app@shop STATEMENT:  select 1/0\nx",
            "2026-11-20 16:24:16 UTC:192.0.2.7(51234):app@shop:[7]:DETAIL:  x",
            "\tmore",
        ] {
            assert!(Frame::Postgres.continues(line.as_bytes()), "{line}");
        }
        for line in ["2026-11-20 16:24:16.631 CET [7] ERROR:  x", "DETAIL:  x", "2026 [7] LOG:  x\nDETAIL:  y", ""] {
            assert!(!Frame::Postgres.continues(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn lines_behind_a_margin() {
        let frame = Frame::Klog.behind(Margin::Number);
        assert!(frame.continues(b"12:\t line of a value\n13:x") && frame.continues(b"12: > next=1"));
        assert!(!frame.continues(b"12:E1114 02:57:18.1 1 a.go:1] x=<") && !frame.continues(b"\t line of a value"));
        assert_eq!(Frame::Cri.behind(Margin::Number), Frame::Lines);
    }

    #[test]
    fn docker_parts_lack_the_newline() {
        let line = |end: &str| {
            let text = "x".repeat(DOCKER_PART);
            format!(r#"{{"log":"{text}{end}","stream":"stdout","time":"2026-11-20T15:28:43Z"}}"#)
        };
        for (end, part) in [("", true), (r"\n", false), (r"\\n", true), (r"\\\n", false), ("n", true)] {
            assert_eq!(goes_on(Frame::Docker, line(end).as_bytes()), part, "{end}");
        }
        let short = br#"{"log":"short","stream":"stderr","time":"2026-11-20T15:28:43Z"}"#;
        assert_eq!(Frame::Docker.part(short), Some(Part { is_stderr: true, goes_on: false }));
    }
}
