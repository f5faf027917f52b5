//! A line of syslog with the time in front at which somebody took it over: a collector's, a container's.
//!
//! ```text
//! 2026-11-20T15:35:30.732999889Z Nov 20 15:35:30 web1 systemd[1]: text          kubectl logs --timestamps, CloudWatch
//! 2026-11-20T15:35:30.732Z web1-stream Nov 20 15:35:30 web1 kernel: text        aws logs tail: the stream
//! time, the one that counts            line of syslog, see `short.rs`
//! ```

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Clock, Record};
use crate::time::{civil, rfc3339};

use super::short;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "restamped",
    frame: Frame::Lines,
    nests: true,
    looks_like: |line| line.get(10) == Some(&b'T') && inside(line).is_some(),
    parse,
};

fn parse<'a>(raw: &'a [u8], hints: Hints<'_>) -> Option<Record<'a>> {
    let (time, _) = rfc3339::prefix(raw).filter(|(time, _)| time.clock == Clock::Utc)?;
    let line = inside(raw)?;
    // What the input is known to be is the outer shape.
    let hints = Hints { own: false, ..hints };
    let parse = if begins_month(line) { short::SHORT.parse } else { short::ISO.parse };
    let record = parse(line, hints).filter(|record| record.host.is_some() && record.ident.is_some())?;
    Some(Record { time, ..record })
}

/// The line of syslog behind the time, or behind the time and a stream's name.
fn inside(line: &[u8]) -> Option<&[u8]> {
    // Times have 20 bytes at least.
    let behind = |from: usize, room: usize| {
        let rest = line.get(from..)?;
        let blank = rest.iter().take(room).position(|b| *b == b' ')?;
        Some(from + blank + 1)
    };
    let first = behind(19, 20)?;
    let is_line = |at: &usize| begins_stamp(&line[*at..]);
    // What opens a brace are the labels of a stream, see `logcli.rs`.
    let of_stream = || behind(first, 100).filter(|at| line[first] != b'{' && begins_month(&line[*at..]));
    Some(first).filter(is_line).or_else(of_stream).map(|at| &line[at..])
}

/// Whether a text begins like a stamp: what stands there is no host.
#[must_use]
pub fn begins_stamp(text: &[u8]) -> bool {
    begins_month(text) || matches!(text, [b'0'..=b'9', _, _, _, b'-', _, _, b'-', _, _, b'T', ..])
}

/// `Nov 20 `, `Nov  4 `.
#[must_use]
pub fn begins_month(text: &[u8]) -> bool {
    matches!(text, [b'A'..=b'S', _, _, b' ', b' ' | b'0'..=b'3', b'0'..=b'9', b' ', ..])
        && civil::month(&text[..3]).is_some()
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::RawTime;

    #[track_caller]
    fn check(line: &str, format: &str, host: Option<&str>, ident: Option<&str>, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        let told = (record.format, record.host.as_deref(), record.ident.as_deref());
        assert_eq!(told, (format, host.map(str::as_bytes), ident.map(str::as_bytes)), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
        assert_eq!(record.time, RawTime::utc(1_795_188_499_500_000_000), "{line}");
    }

    #[test]
    fn lines_taken_over() {
        for outer in ["2026-11-20T15:28:19.500000000Z", "2026-11-20T16:28:19.5+01:00"] {
            let name = Some("web1");
            check(&format!("{outer} Nov 20 15:28:19 web1 app[7]: x"), "restamped", name, Some("app"), "x");
            check(&format!("{outer} a-stream Nov  4 15:28:19 web1 kernel: x"), "restamped", name, Some("kernel"), "x");
            check(&format!("{outer} 2026-11-20T15:28:19+00:00 web1 app[7]: x"), "restamped", name, Some("app"), "x");
        }
    }

    #[test]
    fn other_lines() {
        let nanoseconds = "2026-11-20T15:28:19.500000000Z";
        let own = format!("{nanoseconds} 2026-11-20T15:28:19Z INFO x");
        check(&own, "kubectl-timestamps", None, None, "INFO x");
        let month = format!("{nanoseconds} Nov 20 was a day");
        check(&month, "kubectl-timestamps", None, None, "Nov 20 was a day");
    }
}
