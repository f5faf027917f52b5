//! Logs of firewalls that print nothing but pairs, the time among them.
//!
//! ```text
//! date=2025-11-14 time=02:57:18 devname="fw1" eventtime=1763089038369913239 tz="-0800" level="alert" msg="text"
//! device="SFW" date=2025-11-14 time=02:57:18 timezone="CET" device_name="fw1" priority=Warning ...
//! <134>id=firewall sn=18B1 time="2025-11-14 02:57:18 UTC" fw=192.0.2.1 pri=6 msg="text"
//! local clock                                    eventtime: the same moment, UTC, in s, ms, us or ns
//! ```
//!
//! # Source
//!
//! FortiOS, "Log Message Reference"; Sophos Firewall, "Syslog guide"; SonicOS, "Log Events Reference Guide".

use std::borrow::Cow;

use crate::format::{Envelope, Inner, Payload, level, logfmt};
use crate::framing::Frame;
use crate::model::{Clock, Level, RawTime, Record, stamp::SECOND};
use crate::text::cursor::number;
use crate::time::{rfc3339, zone};

use super::syslog_wire;

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "firewall",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| matches!(line.first(), Some(b'd' | b'i' | b'<')) && begins(bare(line).1),
    parse: |raw, _| {
        let (level, text) = bare(raw);
        let pairs = Pairs::of(text)?;
        let level = pairs.level.or(level);
        let time = pairs.time()?;
        let host = pairs.host.clone().filter(|host| !host.is_empty());
        Some(Record { time, host, level, text: Cow::Borrowed(text), message: pairs.message(text), ..Record::default() })
    },
};

/// The same behind the head of a syslog line.
pub const PAYLOAD: Payload = Payload {
    name: "firewall",
    parse: |text| {
        let pairs = Pairs::of(text).filter(|_| begins(text))?;
        let time = pairs.time()?;
        Some(Inner { time, level: pairs.level, message: pairs.message(text), ..Inner::default() })
    },
};

/// How such lines begin.
const STARTS: [&[u8]; 3] = [b"date=20", b"device=\"", b"id=firewall "];

fn begins(text: &[u8]) -> bool {
    STARTS.iter().any(|start| text.starts_with(start))
}

/// The line without its priority.
fn bare(line: &[u8]) -> (Option<Level>, &[u8]) {
    syslog_wire::priority(line).map_or((None, line), |(level, rest)| (Some(level), rest))
}

/// The pairs that mean something in every log.
#[derive(Clone, Debug, Default)]
struct Pairs<'a> {
    date: Cow<'a, [u8]>,
    time: Cow<'a, [u8]>,
    zone: Cow<'a, [u8]>,
    moment: Option<i64>,
    host: Option<Cow<'a, [u8]>>,
    level: Option<Level>,
    message: Option<Cow<'a, [u8]>>,
}

impl<'a> Pairs<'a> {
    fn of(text: &'a [u8]) -> Option<Self> {
        if !begins(text) {
            return None;
        }
        let mut found = Pairs::default();
        // Old releases put commas between the pairs.
        if text.get(15) == Some(&b',') && memchr::memchr(b'"', text).is_none() {
            for pair in text.split(|b| *b == b',') {
                let Some(equals) = memchr::memchr(b'=', pair) else { continue };
                found.take(&pair[..equals], Cow::Borrowed(&pair[equals + 1..]));
            }
        } else {
            logfmt::pairs(text).for_each(|(key, value)| found.take(key, value.text()));
        }
        (!found.time.is_empty()).then_some(found)
    }

    fn take(&mut self, key: &[u8], value: Cow<'a, [u8]>) {
        match key {
            b"date" => self.date = value,
            b"time" => self.time = value,
            b"tz" | b"timezone" => self.zone = value,
            b"eventtime" => self.moment = number(&value).and_then(nanoseconds),
            b"devname" | b"device_name" | b"fw" => self.host = Some(value),
            b"level" | b"priority" => self.level = level::word(&value),
            b"pri" => self.level = digit(&value),
            b"msg" | b"message" => self.message = Some(value),
            b"logdesc" if self.message.is_none() => self.message = Some(value),
            _ => {}
        }
    }

    /// The exact moment where it is printed, else the time of day in the zone beside it.
    fn time(&self) -> Option<RawTime> {
        if let Some(ns) = self.moment {
            return Some(RawTime::utc(ns));
        }
        let blank: &[u8] = if self.date.is_empty() { b"" } else { b" " };
        let shown = [&*self.date, blank, &*self.time].concat();
        let (ns, rest) = rfc3339::local(&shown)?;
        let zone = if self.zone.is_empty() { rest.trim_ascii() } else { &*self.zone };
        Some(if zone.is_empty() { RawTime { clock: Clock::Local, ns } } else { zone::place(ns, Some(zone)) })
    }

    fn message(&self, text: &'a [u8]) -> Cow<'a, [u8]> {
        self.message.clone().filter(|message| !message.is_empty()).unwrap_or(Cow::Borrowed(text))
    }
}

fn digit(value: &[u8]) -> Option<Level> {
    let [digit @ b'0'..=b'7'] = value else { return None };
    Some(Level::from_priority(u32::from(digit - b'0')))
}

/// A moment in seconds, or in thousandths of thousandths of them.
fn nanoseconds(count: u64) -> Option<i64> {
    let count = i64::try_from(count).ok()?;
    let digits = count.checked_ilog10()? + 1;
    let unit = match digits {
        9 | 10 => SECOND,
        12 | 13 => SECOND / 1_000,
        15 | 16 => SECOND / 1_000_000,
        18 | 19 => 1,
        _ => return None,
    };
    count.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::{Clock, Level, RawTime};

    #[track_caller]
    fn check(line: &str, time: RawTime, host: Option<&str>, level: Option<Level>, message: &str) {
        let record = Dialect::default().decode(line.as_bytes(), &NAMES);
        assert_eq!((record.format, record.time), ("firewall", time), "{line}");
        assert_eq!((record.host.as_deref(), record.level), (host.map(str::as_bytes), level), "{line}");
        assert_eq!(String::from_utf8_lossy(&record.message), message, "{line}");
    }

    /// 2025-11-14 02:57:18.
    const AT: i64 = 1_763_089_038_000_000_000;

    #[test]
    fn every_maker() {
        let utc = RawTime::utc(AT);
        let fw = Some("fw1");
        check(
            "date=2025-11-14 time=18:57:18 devname=\"fw1\" eventtime=1763089038000000000 tz=\"-0800\" level=\"alert\" msg=\"a b\"",
            utc,
            fw,
            Some(Level::Alert),
            "a b",
        );
        let zoned = "<189>date=2025-11-13 time=18:57:18 devname=\"fw1\" tz=\"-0800\" logdesc=\"a b\"";
        check(zoned, utc, fw, Some(Level::Notice), "a b");
        let old = "date=2025-11-14,time=02:57:18,devname=fw1,level=notice,vd=root";
        check(old, RawTime { clock: Clock::Local, ns: AT }, fw, Some(Level::Notice), old);
        let sophos =
            "device=\"SFW\" date=2025-11-14 time=03:57:18 timezone=\"CET\" device_name=\"fw1\" priority=Warning x=y";
        check(sophos, utc, fw, Some(Level::Warning), sophos);
        let sonic = "<134>id=firewall sn=18 time=\"2025-11-14 02:57:18 UTC\" fw=fw1 pri=3 msg=\"a b\"";
        check(sonic, utc, fw, Some(Level::Error), "a b");
    }

    #[test]
    fn behind_a_head_and_other_pairs() {
        let line = b"Nov 14 02:57:18 fw1 date=2025-11-14 time=02:57:18 level=\"critical\" msg=\"a b\"";
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, record.level, &*record.message), ("short", Some(Level::Critical), &b"a b"[..]));
        assert_ne!(Dialect::default().decode(b"date=2025-11-14 level=info", &NAMES).format, "firewall");
    }
}
