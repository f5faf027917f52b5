//! The event log of a machine's management controller: `ipmitool sel elist` and `sel list`.
//!
//! ```text
//!    6 | 11/21/2025 | 16:22:50 UTC | Fan FAN4 | Lower Critical going low  | Asserted
//!  1a4 | 11/21/25 | 04:01:09 | Power Supply #0x51 | Failure detected | Asserted
//! id    date, American  local time   sensor      event                      comes or goes
//!  1a5 | Pre-Init  |0000000003| Memory #0x02 | Correctable ECC | Asserted          before its clock was set: no time
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
    looks_like: |line| line.iter().take(12).any(|b| *b == b'|'),
    parse,
};

fn parse<'a>(raw: &'a [u8], _: Hints<'_>) -> Option<Record<'a>> {
    let mut rest = Cursor::new(raw);
    rest.blanks();
    let id = rest.while_(|b| b.is_ascii_hexdigit());
    (1..=4).contains(&id.len()).then_some(())?;
    rest.tag(b" | ")?;
    let date = rest.until(b'|')?.trim_ascii();
    let clock = rest.until(b'|')?.trim_ascii();
    let text = rest.rest().trim_ascii();
    let time = time(date, clock)?;
    text.contains(&b'|').then(|| Record {
        time,
        ident: Some(Cow::Borrowed(b"ipmi-sel")),
        text: Cow::Borrowed(text),
        message: Cow::Borrowed(text),
        ..Record::default()
    })
}

/// `11/21/2025` and `16:22:50 UTC`; no time before the controller's clock was set.
fn time(date: &[u8], clock: &[u8]) -> Option<RawTime> {
    if date == b"Pre-Init" {
        return Some(RawTime::NONE);
    }
    let sound = matches!(date.len(), 8 | 10) && date[2] == b'/' && date[5] == b'/';
    sound.then_some(())?;
    let year = if date.len() == 10 { digits::four(date, 6)? } else { 2000 + digits::two(date, 6)? };
    let ns = civil::moment(year, digits::two(date, 0)?, digits::two(date, 3)?, digits::clock(clock, 0)?)?;
    Some(zone::place(ns, clock.get(9..)))
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
        let early = b"   1 | Pre-Init  |0000000003| Fan FAN4 | Lower Critical going low  | Asserted";
        check(early, Clock::None, fan);
    }

    #[test]
    fn other_tables_are_none() {
        for line in [&b"FAN4 | 0 RPM | nr"[..], b"   6 | 13/41/2025 | 16:22:50 | Fan | x | Asserted", b"a | b | c | d"]
        {
            assert_ne!(Dialect::default().decode(line, &NAMES).format, "ipmi-sel");
        }
    }
}
