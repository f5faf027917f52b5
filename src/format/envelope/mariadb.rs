//! MariaDB's error log, and MySQL's before 5.7.
//!
//! ```text
//! 2026-11-20 16:23:47 0 [Warning] InnoDB: text
//! local time, the hour may be blank padded; thread, in decimal or hexadecimal; level
//! 2026-11-20 16:23:47 7f1c58ff9700 InnoDB: text       5.6: no level
//! 2026-11-20 16:23:47 0x7f1c58ff9700                  a report follows in lines of its own
//! 261120  6:23:47  InnoDB: text                       5.5
//! 261120  6:23:47 mysqld_safe Starting mysqld         the shell script around it
//! ```

use std::borrow::Cow;

use crate::format::level;
use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{Clock, Level, RawTime, Record};
use crate::text::cursor::Cursor;
use crate::time::{civil, digits, rfc3339};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "mariadb-error",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| {
        line.first().is_some_and(u8::is_ascii_digit) && (line.get(10) == Some(&b' ') || line.get(6) == Some(&b' '))
    },
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let (ns, text) = dated(raw).or_else(|| short_dated(raw))?;
    let (level, message) = message(text)?;
    Some(Record {
        time: RawTime { clock: Clock::Local, ns },
        ident: Some(Cow::Borrowed(b"mariadbd")),
        level,
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(message),
        ..Record::default()
    })
}

/// `[Warning] text`, or a text that only this program begins so.
fn message(text: &[u8]) -> Option<(Option<Level>, &[u8])> {
    let mut rest = Cursor::new(text);
    if rest.byte(b'[').is_some() {
        let level = level::word(rest.until(b']')?)?;
        rest.byte(b' ')?;
        return Some((Some(level), rest.rest()));
    }
    (text.is_empty() || WORDS.iter().any(|word| text.starts_with(word))).then_some((None, text))
}

/// How lines without a level begin.
const WORDS: [&[u8]; 4] = [b"InnoDB: ", b"mysqld_safe ", b"*** ", b"INNODB MONITOR OUTPUT"];

/// `2026-11-20 16:23:47 0 `: date, time, thread.
fn dated(raw: &[u8]) -> Option<(i64, &[u8])> {
    let (ns, rest) = rfc3339::local(raw)?;
    let mut rest = Cursor::new(rest);
    rest.byte(b' ')?;
    rest.tag(b"0x");
    let thread = rest.while_(|b| b.is_ascii_hexdigit());
    if rest.rest().is_empty() {
        // The head of a report, which follows.
        return raw.get(19..22).filter(|mark| *mark == b" 0x").map(|_| (ns, rest.rest()));
    }
    rest.byte(b' ')?;
    let sound = thread.len() >= 8 || (!thread.is_empty() && thread.iter().all(u8::is_ascii_digit));
    sound.then_some((ns, rest.rest()))
}

/// `261120  6:23:47 `: releases before 10.1.
fn short_dated(raw: &[u8]) -> Option<(i64, &[u8])> {
    let head = raw.get(..16).filter(|head| head[6] == b' ' && head[15] == b' ')?;
    let (year, month, day) = (2000 + digits::two(head, 0)?, digits::two(head, 2)?, digits::two(head, 4)?);
    let (hour, minute, second) = (digits::padded(head, 7)?, digits::two(head, 10)?, digits::two(head, 13)?);
    let sound = head[9] == b':' && head[12] == b':' && hour < 24 && minute < 60 && second < 61;
    let ns = civil::moment(year, month, day, hour * 3600 + minute * 60 + second).filter(|_| sound)?;
    Some((ns, raw[16..].strip_prefix(b" ").unwrap_or(&raw[16..])))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[test]
    fn padded_hours() {
        let record = Dialect::default().decode(b"2026-11-20  6:23:47 0 [ERROR] InnoDB: Unable to lock", &NAMES);
        assert_eq!((record.format, record.level), ("mariadb-error", Some(Level::Error)));
        assert_eq!((record.time.clock, &*record.message), (Clock::Local, &b"InnoDB: Unable to lock"[..]));
    }

    #[track_caller]
    fn check(line: &str, level: Option<Level>, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.level), ("mariadb-error", level), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
    }

    #[test]
    fn threads_and_reports() {
        check("2026-11-20 16:23:47 7f1c58ff9700 InnoDB: Error: page 7", None, "InnoDB: Error: page 7");
        check("2026-11-20 16:23:47 0x7f1c58ff9700 [Note] x", Some(Level::Notice), "x");
        check("2026-11-20 16:23:47 0x7f1c58ff9700", None, "");
        check(
            "261120  6:23:47  InnoDB: Database was not shut down normally!",
            None,
            "InnoDB: Database was not shut down normally!",
        );
        check(
            "261120 16:23:47 mysqld_safe Number of processes running now: 0",
            None,
            "mysqld_safe Number of processes running now: 0",
        );
        for line in ["2026-11-20 16:23:47 12 words", "2026-11-20 16:23:47 bad [Note] x", "2026-11-20 16:23:47 7"] {
            assert_ne!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "mariadb-error", "{line}");
        }
    }

    #[test]
    fn lines_of_a_report_are_the_programs_too() {
        let head = b"2026-11-20 16:23:47 0 [Note] InnoDB: x\n--Thread 14 has waited at a.cc line 7 for 241 seconds\n";
        let crate::format::Sniffed::Lines(dialect) = Dialect::sniff(head, "") else { panic!("lines") };
        let record = dialect.decode(b"--Thread 14 has waited at a.cc line 7 for 241 seconds", &NAMES);
        assert_eq!(record.ident.as_deref(), Some(&b"mariadbd"[..]));
        let other = dialect.decode(b"level=info msg=hello", &NAMES);
        assert_eq!((other.format, other.ident), ("logfmt", None));
    }

    #[test]
    fn short_dates() {
        let record = Dialect::default().decode(b"261120 15:28:19 [ERROR] mysqld: x", &NAMES);
        assert_eq!((record.format, record.time.ns), ("mariadb-error", 1_795_188_499_000_000_000));
        assert_eq!(Dialect::default().decode(b"261320  9:28:19 [ERROR] mysqld: x", &NAMES).format, "");
    }
}
