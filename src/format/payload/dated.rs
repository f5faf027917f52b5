//! Whatever begins with a full date and the time of day: what programs print with the layout that their authors chose.
//!
//! ```text
//! 2025-12-19 04:44:18,123 [main] ERROR com.shop.App - text       Java
//! 2025-12-19 04:44:18.123  INFO 1 --- [main] c.s.App : text      Spring
//! [2025-12-19 04:44:18.123][1][critical][main] text              Envoy
//! [1766119458.123] text                                          seconds since 1970: Nagios, strace -ttt, tcpdump
//! 2025-12-19 04:44:18 +0000 [warn]: text                         fluentd
//! 19-Dec-2025 04:44:18.123 SEVERE [main] text                    Tomcat: see `time/spelled.rs` for its like
//! [2025-12-19 04:44:18,123: ERROR/MainProcess] text             Celery
//! 251219 044418 148 INFO dfs.DataNode: text             Hadoop; 25/12/19 04:44:18 INFO text, Spark
//! debug 2025-12-19T04:44:18.123+0000 7f12 -1 osd.3 12 text       Ceph in a container: -1 is an error
//! [2025-12-19 04:44:18.123 +0000] E [MSGID: 7] [a.c:5:f] text    Gluster
//! 2025-12-19T04:44:18.123000+00:00 kube-apiserver-1a2b E1219 04:44:18.1 7 a.go:5] text   aws logs tail
//! 2025-12-19T04:44:18.123Z E1219 04:44:18.1 7 a.go:5] text       a line of a program behind another's time
//! time, zone where there is one, a level somewhere near the start
//! ```
//!
//! The last shape to be tried. The level stays in the message: what else stands between is not known. A program's own
//! header behind the time is read: Lens, Rancher, Grafana and `ts` put their time in front of it.

use std::borrow::Cow;

use crate::format::{Inner, Payload, level};
use crate::model::{Clock, RawTime};
use crate::time::{daytime, slashed};

use super::stamps::{date, epoch};
use super::{json_object, klog, logrus, near_level, near_pid};

/// See the head of this file.
pub const PAYLOAD: Payload = Payload { name: "dated", parse };

/// The same with a time of day alone: `02:57:18.123 [main] ERROR text`, `[02:57:18 ERR] text`, `2:57AM ERR text`.
pub const UNDATED: Payload = Payload { name: "time-of-day", parse: undated };

/// Bytes behind the time in which a level may stand.
const NEAR: usize = 48;

/// Bytes that the name of a stream may have.
const STREAM: usize = 96;

/// A reader of stamps: the time that a text starts with, and what follows.
type Stamp = fn(&[u8]) -> Option<(RawTime, &[u8])>;

fn parse(text: &[u8]) -> Option<Inner<'_>> {
    let bare = text.strip_prefix(b"debug ").or_else(|| of_lxc(text)).unwrap_or(text);
    laid_out(bare, date).or_else(|| short_year(text))
}

fn undated(text: &[u8]) -> Option<Inner<'_>> {
    let sign = *text.first()?;
    (sign.is_ascii_digit() || sign == b'[').then(|| laid_out(text, daytime))?
}

fn daytime(text: &[u8]) -> Option<(RawTime, &[u8])> {
    let (ns, rest) = daytime::prefix(text).filter(|(_, rest)| rest.first() != Some(&b':'))?;
    Some((RawTime { clock: Clock::TimeOfDay, ns }, rest))
}

/// A stamp, in brackets or not, a level near it, and the text.
fn laid_out(text: &[u8], stamp: Stamp) -> Option<Inner<'_>> {
    let opened = text.first().and_then(|open| closing(*open));
    let (time, rest) = match opened {
        Some(close) => inside(&text[1..], close, stamp)?,
        None => {
            stamp(text).filter(|(_, rest)| matches!(rest.first(), Some(b' ' | b'\t' | b'|' | b':' | b',' | b';')))?
        }
    };
    let start = rest.iter().position(|b| !matches!(b, b' ' | b'\t' | b'|' | b':' | b'-' | b',' | b';'))?;
    if let Some(inner) = nested(&rest[start..]).or_else(|| nested(behind_stream(&rest[start..])?)) {
        let told = if time.clock == Clock::Local && inner.time.clock == Clock::Utc { inner.time } else { time };
        return Some(Inner { time: told, ..inner });
    }
    let near = &rest[..rest.len().min(NEAR)];
    let level = near_level::of(near).or_else(|| near_level::of_ceph_cluster(&rest[start..]));
    let pid = near_pid::of(near);
    Some(Inner { time, level, pid, message: Cow::Borrowed(&rest[start..]), ..Inner::default() })
}

/// What follows a name: `aws logs tail` prints the stream before the line.
fn behind_stream(text: &[u8]) -> Option<&[u8]> {
    let end = text.iter().take(STREAM).position(|b| *b == b' ')?;
    let named = text[..end].contains(&b'-') && text[..end].iter().any(u8::is_ascii_lowercase);
    named.then(|| &text[end + 1..])
}

/// What closes a bracket.
const fn closing(open: u8) -> Option<u8> {
    match open {
        b'[' => Some(b']'),
        b'(' => Some(b')'),
        _ => None,
    }
}

/// A stamp behind an open bracket; what follows it may stand in the bracket too: `[02:57:18 ERR]`.
fn inside(text: &[u8], close: u8, stamp: Stamp) -> Option<(RawTime, &[u8])> {
    let (time, rest) = stamp(text).or_else(|| epoch(text, close))?;
    let rest = match rest.split_first()? {
        (byte, rest) if *byte == close => rest,
        (b',', behind) => behind,
        (b' ' | b':', _) => rest,
        _ => return None,
    };
    Some((time, rest))
}

/// `lxc-start 101 20251219044418.123 ERROR    conf - text`: what stands behind the name of the container.
fn of_lxc(text: &[u8]) -> Option<&[u8]> {
    let mut words = text.strip_prefix(b"lxc")?.splitn(3, |b| *b == b' ');
    words.nth(2)
}

/// The program's own header, when its first bytes are those of one.
fn nested(text: &[u8]) -> Option<Inner<'_>> {
    match text {
        [b'E' | b'W' | b'I' | b'F', b'0' | b'1', b'0'..=b'9', ..] => (klog::PAYLOAD.parse)(text),
        [b'{', b'"', ..] => (json_object::PAYLOAD.parse)(text),
        [b't' | b'l' | b'm' | b'c', ..] => (logrus::PAYLOAD.parse)(text),
        _ => None,
    }
}

/// `081109 203615 148 INFO text`, `17/06/09 20:10:40 INFO text`, `23-05-01 20:10:40 INFO text`: Hadoop, Spark, Home
/// Assistant. Only a level makes a date of such numbers.
fn short_year(text: &[u8]) -> Option<Inner<'_>> {
    let (time, rest) = slashed::short(text)?;
    let rest = rest.strip_prefix(b" ")?;
    let mut words = rest.split(|b| *b == b' ').filter(|word| !word.iter().all(u8::is_ascii_digit));
    let level = level::word(words.next().filter(|word| word.iter().all(u8::is_ascii_uppercase))?)?;
    Some(Inner { time, level: Some(level), message: Cow::Borrowed(rest), ..Inner::default() })
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level};

    #[track_caller]
    fn check(line: &str, clock: Clock, level: Option<Level>, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time.clock, record.level), ("dated", clock, level), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
    }

    #[test]
    fn layouts_of_many_programs() {
        let (error, local) = (Some(Level::Error), Clock::Local);
        check("2025-12-19 04:44:18,123 [main] ERROR c.s.App - x", local, error, "[main] ERROR c.s.App - x");
        check("2025-12-19 04:44:18.123 ERROR 1 --- [main] App : x", local, error, "ERROR 1 --- [main] App : x");
        check("[2025-12-19 04:44:18.123][1][error][main] x", local, error, "[1][error][main] x");
        check("2025-12-19 04:44:18 +0100 [error]: x", Clock::Utc, error, "[error]: x");
        check("2025-12-19 04:44:18 UTC | error: x", Clock::Utc, error, "error: x");
        check("2025-12-19T04:44:18.1+01:00 ERROR x", Clock::Utc, error, "ERROR x");
        check("2025-12-19 04:44:18 no error was seen", local, None, "no error was seen");
        check("2025-12-19T04:44:18Z ERR x", Clock::Utc, error, "ERR x");
        check("2025.12.19 04:44:18.1 [ 1 ] {} <Error> App: x", local, error, "[ 1 ] {} <Error> App: x");
        check("19-Dec-2025 04:44:18.1 SEVERE [main] x", local, error, "SEVERE [main] x");
        check("[Fri Dec 19 04:44:18.1 2025] [core:error] [pid 7] x", local, error, "[core:error] [pid 7] x");
        check("[2025-12-19T04:44:18Z ERROR app] x", Clock::Utc, error, "ERROR app] x");
        check("[1766119458.5] error: x", Clock::Utc, error, "error: x");
        check("[1766119458] HOST STATE: x", Clock::Utc, None, "HOST STATE: x");
        check("debug 2025-12-19T04:44:18.1+0000 7f1234567700 -1 x", Clock::Utc, error, "7f1234567700 -1 x");
        check("2025-12-19T04:44:18.1+0000 7f1234567700  0 x", Clock::Utc, None, "7f1234567700  0 x");
        check("[2025-12-19 04:44:18.1 +0000] E [MSGID: 7] x", Clock::Utc, error, "E [MSGID: 7] x");
        check("[2025-12-19T04:44:18.1Z][com.shop.vm][E] x", Clock::Utc, error, "[com.shop.vm][E] x");
        check("Fri, Dec 19 2025 4:44:18 pm\tx", local, None, "x");
        check("[2025-12-19 04:44:18,123: ERROR/MainProcess] x", local, error, "ERROR/MainProcess] x");
        check("2025-12-19T04:44:18.1Z error Kustomization/x - y", Clock::Utc, error, "error Kustomization/x - y");
        check("2025-12-19T04:44:18.1+0000 E STORAGE  [main] x", Clock::Utc, error, "E STORAGE  [main] x");
        check("2025-12-19T04:44:18Z E! [inputs.x] y", Clock::Utc, error, "E! [inputs.x] y");
        check("(2025-12-19  4:44:18): [be[x]] [f] (0x10): y", local, None, "[be[x]] [f] (0x10): y");
        check("081109 203615 148 ERROR dfs.DataNode: x", local, error, "148 ERROR dfs.DataNode: x");
        check("17/06/09 20:10:40 ERROR Worker: x", local, error, "ERROR Worker: x");
        check("23-05-01 11:36:31 ERROR (MainThread) [a.b] x", local, error, "ERROR (MainThread) [a.b] x");
        let ceph = "mon.ceph-monitor-a79b06-10-lxd-0 (mon.0) 9766581 : cluster [ERR] Health check failed: 1 MDSs report slow requests";
        check(&format!("2025-12-19T04:44:18.1+0000 {ceph}"), Clock::Utc, error, ceph);
        check("2025-12-19 04:44:18,123:ERROR:a: x", local, error, "ERROR:a: x");
        check("[2025-12-19 04:44:18] production.ERROR: x", local, error, "production.ERROR: x");
        check("2025-12-19 04:44:18.123 *ERROR* [main] x", local, error, "*ERROR* [main] x");
        check("2025-12-19 04:44:18, Info    CBS  x", local, None, "Info    CBS  x");
        check("Tue Nov 4 02:57:18 2025 [pid 7] x", local, None, "[pid 7] x");
        check("Fri Nov 14 02:57:18 AM UTC 2025 ERROR: x", Clock::Utc, error, "ERROR: x");
        check("20251219-04:44:18:606|Step|7|x", local, None, "606|Step|7|x");
        check("25/12/19 04:44:18 ERROR Worker: x", local, error, "ERROR Worker: x");
        check("12-19-2025 04:44:18.1 +0000 ERROR Disk - x", Clock::Utc, error, "ERROR Disk - x");
        check("12/19/2025 04:44:18;0001;pbs_mom;Svr;x", local, None, "0001;pbs_mom;Svr;x");
        check("Dec 19, 2025 4:44:18 AM org.a.B start", local, None, "org.a.B start");
        check("lxc-start 101 20251219044418.123 ERROR    conf - x", local, error, "ERROR    conf - x");
        check("1766119458.123456\tC1x\t10.0.0.1", Clock::Utc, None, "C1x\t10.0.0.1");
        check("2025-12-19\t04:44:18\tFRA56-P1\t502", Clock::Utc, None, "FRA56-P1\t502");
        check("1766119458.123     12 10.0.0.1 TCP_MISS/503", Clock::Utc, None, "12 10.0.0.1 TCP_MISS/503");
        check("[2025/12/19 04:44:18.1,  0] a.c:1(f)", local, None, "0] a.c:1(f)");
        check("[1766119458123] ERROR (7): x", Clock::Utc, error, "ERROR (7): x");
    }

    #[test]
    fn times_of_day() {
        for (line, level) in [
            ("04:44:18 x", None),
            ("04:44:18.123 [main] ERROR c.s.App - x", Some(Level::Error)),
            ("[04:44:18,123] WARN x", Some(Level::Warning)),
            ("[04:44:18 ERR] x", Some(Level::Error)),
            ("4:44AM ERR x", Some(Level::Error)),
        ] {
            let record = Dialect::default().decode(line.as_bytes(), &NAMES);
            assert_eq!(
                (record.format, record.time.clock, record.level),
                ("time-of-day", Clock::TimeOfDay, level),
                "{line}"
            );
            assert_eq!(record.time.ns / 1_000_000_000, 4 * 3600 + 44 * 60 + if line.starts_with('4') { 0 } else { 18 });
        }
        for line in ["4:44 x", "10:20:30:40 x", "[12] x", "04:44:18"] {
            assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "", "{line}");
        }
    }

    #[test]
    fn headers_of_programs_behind_the_time() {
        let error = Some(Level::Error);
        check(
            "2025-12-19T04:44:18.123Z E1219 04:44:18.1     7 a.go:5] \"x\" a=\"b\"",
            Clock::Utc,
            error,
            "\"x\" a=\"b\"",
        );
        check("2025-12-19 04:44:18.123\tlevel=error ts=2025-12-19T04:44:18Z msg=\"x y\"", Clock::Utc, error, "x y");
        let tail = "2025-12-19T04:44:18.123000+00:00 kube-apiserver-1a2b E1219 04:44:18.1     7 a.go:5] x";
        check(tail, Clock::Utc, error, "x");
        check("2025-12-19 04:44:18.123 {\"level\":\"error\",\"msg\":\"x\"}", Clock::Local, error, "x");
        check("2025-12-19 04:44:18.123 time was lost", Clock::Local, None, "time was lost");
    }

    #[test]
    fn what_is_no_dated_line() {
        for line in ["2025-12-19 04:44:18", "2025-12-19T04:44:18Zone", "[2025-12-19 04:44:18", "2025-12-19 x"] {
            assert_eq!(Dialect::default().decode(line.as_bytes(), &NAMES).format, "", "{line}");
        }
    }
}
