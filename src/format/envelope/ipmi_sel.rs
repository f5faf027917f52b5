//! The event log of a machine's management controller: `ipmitool sel elist` and `sel list`, FreeIPMI's `ipmi-sel`.
//!
//! ```text
//!    6 | 11/21/2025 | 16:22:50 UTC | Fan FAN4 | Lower Critical going low  | Asserted
//!  1a4 | 11/21/25 | 04:01:09 | Power Supply #0x51 | Failure detected | Asserted
//! id    date, American  local time   sensor      event                      comes or goes
//!  1a5 | Pre-Init  |0000000003| Memory #0x02 | Correctable ECC | Asserted          before its clock was set: no time
//! 1a6,11/21/25,04:01:09,Memory #0x02,Correctable ECC,Asserted                      ipmitool -c
//! 7   | Nov-21-2025 | 04:01:09 | PS1 Status | Power Supply | Failure detected      ipmi-sel
//! ```
//!
//! The text is the event from the sensor on: one sensor may report several states.
//!
//! # Source
//!
//! ipmitool, `lib/ipmi_sel.c`: `ipmi_sel_print_std_entry`.

use std::borrow::Cow;

use crate::format::{Envelope, Hints};
use crate::framing::Frame;
use crate::model::{RawTime, Record};
use crate::text::cursor::Cursor;
use crate::time::{civil, digits, zone};

/// See the head of this file.
pub const ENVELOPE: Envelope = Envelope {
    name: "ipmi-sel",
    frame: Frame::Lines,
    nests: false,
    looks_like: |line| memchr::memchr2(b'|', b',', &line[..line.len().min(12)]).is_some(),
    parse,
};

/// Who writes it, as rules know it.
pub const PROGRAM: &[u8] = b"ipmi-sel";

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let mut rest = Cursor::new(raw);
    rest.blanks();
    let id = rest.while_(|b| b.is_ascii_hexdigit());
    (1..=5).contains(&id.len()).then_some(())?;
    rest.blanks();
    let sign = rest.rest().first().copied().filter(|sign| matches!(sign, b'|' | b','))?;
    rest.byte(sign)?;
    let date = rest.until(sign)?.trim_ascii();
    let clock = rest.until(sign)?.trim_ascii();
    let text = rest.rest().trim_ascii();
    let time = time(date, clock)?;
    text.contains(&sign).then_some(())?;
    let text = if sign == b',' { Cow::Owned(with_bars(text)) } else { Cow::Borrowed(text) };
    Some(Record { time, ident: Some(Cow::Borrowed(PROGRAM)), message: text.clone(), text, ..Record::default() })
}

/// Sensor, event and direction as `sel list` parts them without `-c`.
fn with_bars(text: &[u8]) -> Vec<u8> {
    text.split(|b| *b == b',').collect::<Vec<_>>().join(&b" | "[..])
}

/// `11/21/2025` and `16:22:50 UTC`; no time before the controller's clock was set.
#[must_use]
pub fn time(date: &[u8], clock: &[u8]) -> Option<RawTime> {
    if matches!(date, b"Pre-Init" | b"PostInit") {
        return Some(RawTime::NONE);
    }
    let (year, month, day) = american(date).or_else(|| named(date))?;
    let ns = civil::moment(year, month, day, digits::clock(clock, 0)?)?;
    Some(zone::place(ns, clock.get(9..)))
}

/// `11/21/2025`, `11/21/25`.
fn american(date: &[u8]) -> Option<(i64, i64, i64)> {
    let sound = matches!(date.len(), 8 | 10) && date[2] == b'/' && date[5] == b'/';
    let year = || if date.len() == 10 { digits::four(date, 6) } else { Some(2000 + digits::two(date, 6)?) };
    Some((year().filter(|_| sound)?, digits::two(date, 0)?, digits::two(date, 3)?))
}

/// `Nov-21-2025`.
fn named(date: &[u8]) -> Option<(i64, i64, i64)> {
    let sound = date.len() == 11 && date[3] == b'-' && date[6] == b'-';
    Some((digits::four(date, 7).filter(|_| sound)?, civil::month(&date[..3])?, digits::two(date, 4)?))
}

#[cfg(test)]
mod tests {
    use crate::format::{Dialect, names::tests::NAMES};
    use crate::model::Clock;

    #[track_caller]
    fn check(line: &[u8], clock: Clock, text: &[u8]) {
        let record = Dialect::default().decode(line, &NAMES);
        assert_eq!((record.format, record.time.clock, &*record.text), ("ipmi-sel", clock, text));
    }

    #[test]
    fn with_a_zone_without_and_before_the_clock() {
        let fan = b"Fan FAN4 | Lower Critical going low  | Asserted";
        check(b"   6 | 11/21/2025 | 16:22:50 UTC | Fan FAN4 | Lower Critical going low  | Asserted", Clock::Utc, fan);
        check(b" 1a4 | 11/21/25 | 16:22:50 | Fan FAN4 | Lower Critical going low  | Asserted", Clock::Local, fan);
        check(
            b"1a4,11/21/25,16:22:50,Fan FAN4,Lower Critical going low,Asserted",
            Clock::Local,
            b"Fan FAN4 | Lower Critical going low | Asserted",
        );
        check(
            b"7   | Nov-21-2025 | 16:22:50 | Fan FAN4 | Fan | going low",
            Clock::Local,
            b"Fan FAN4 | Fan | going low",
        );
        let early = b"   1 | Pre-Init  |0000000003| Fan FAN4 | Lower Critical going low  | Asserted";
        check(early, Clock::None, fan);
    }

    #[test]
    fn other_tables_are_none() {
        for line in [
            &b"FAN4 | 0 RPM | nr"[..],
            b"1,2,3,4,5",
            b"   6 | 13/41/2025 | 16:22:50 | Fan | x | Asserted",
            b"a | b | c | d",
        ] {
            assert_ne!(Dialect::default().decode(line, &NAMES).format, "ipmi-sel");
        }
    }
}
