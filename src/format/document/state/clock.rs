//! `timedatectl` and `date`: the zone of a machine, and whether its clock is kept right.
//!
//! ```text
//!                Local time: Fri 2026-11-20 11:20:00 CET
//!            Universal time: Fri 2026-11-20 10:20:00 UTC
//!                 Time zone: Europe/Berlin (CET, +0100)
//! System clock synchronized: no
//!               NTP service: active
//! ```
//!
//! What the zone means for logs beside it: `bundle/loose.rs`.
//!
//! # Source
//!
//! systemd, `src/timedate/timedatectl.c`: `print_status_info`.

use super::{Line, Report, Shape, cut, pair};
use crate::time::date;

/// `timedatectl`.
pub const SHAPE: Shape = Shape { name: "timedatectl", begins, report: |_| Box::new(Clock) };

/// A file with nothing but what `date` printed.
pub const DATE: Shape = Shape { name: "date", begins: is_date, report: |_| Box::new(Date) };

fn begins(text: &[u8]) -> bool {
    let near = text[..text.len().min(40)].trim_ascii_start();
    near.starts_with(b"Local time: ") || near.starts_with(b"Timezone=")
}

/// Whether a text is one date and no more.
#[must_use]
pub fn is_date(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_alphanumeric) && {
        let (line, rest) = cut(text);
        rest.is_empty() && date::whole(line.trim_ascii()).is_some()
    }
}

/// What a status says.
#[derive(Debug)]
struct Clock;

impl Report for Clock {
    fn line(&mut self, line: &[u8]) -> Line {
        match pair(line) {
            Some((key, value)) if key.iter().all(|b| b.is_ascii_alphabetic() || *b == b' ') => {
                Line::Fact([b"clock status: ", key, b": ", value].concat())
            }
            None if line.is_empty() || line.starts_with(b" ") => Line::Known,
            _ => Line::Other,
        }
    }
}

/// A date.
#[derive(Debug)]
struct Date;

impl Report for Date {
    fn line(&mut self, line: &[u8]) -> Line {
        if line.is_empty() { Line::Known } else { Line::Fact([b"clock status: date: ", line].concat()) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn the_clock() {
        check(
            "               Local time: Fri 2026-11-20 11:20:00 CET\n                Time zone: Europe/Berlin (CET, +0100)\nSystem clock synchronized: no\nwords\n",
            &[
                "clock status: Local time: Fri 2026-11-20 11:20:00 CET",
                "clock status: Time zone: Europe/Berlin (CET, +0100)",
                "clock status: System clock synchronized: no",
                "words",
            ],
        );
        check("Fri Nov 20 10:15:32 UTC 2026\n", &["clock status: date: Fri Nov 20 10:15:32 UTC 2026"]);
    }
}
