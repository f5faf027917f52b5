//! A journal entry as fields, whichever way they were stored or printed: native, JSON, export or verbose.
//!
//! ```text
//! __REALTIME_TIMESTAMP=1795188499247239      when journald stored it
//! _SOURCE_REALTIME_TIMESTAMP=1795188499246788  when the sender stamped it: what text modes show
//! ```
//!
//! # Source
//!
//! systemd.journal-fields(7).

use std::borrow::Cow;

use crate::format::Names;
use crate::model::{Level, RawTime, Record};
use crate::text::{ansi, cursor::number};
use crate::time::unix;

/// Fields that a record needs; every other key is passed over unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Field {
    Cursor,
    Realtime,
    SourceRealtime,
    Monotonic,
    SourceMonotonic,
    Boot,
    Host,
    Transport,
    Ident,
    Comm,
    Pid,
    SyslogPid,
    Unit,
    UserUnit,
    SystemdUnit,
    ObjectUnit,
    Priority,
    Message,
    ContainerName,
    ContainerId,
}

impl Field {
    /// The field of a key.
    #[inline]
    #[must_use]
    pub fn of(key: &[u8]) -> Option<Field> {
        Some(match key {
            b"__CURSOR" => Field::Cursor,
            b"__REALTIME_TIMESTAMP" => Field::Realtime,
            b"_SOURCE_REALTIME_TIMESTAMP" => Field::SourceRealtime,
            b"__MONOTONIC_TIMESTAMP" => Field::Monotonic,
            b"_SOURCE_MONOTONIC_TIMESTAMP" => Field::SourceMonotonic,
            b"_BOOT_ID" => Field::Boot,
            b"_HOSTNAME" => Field::Host,
            b"_TRANSPORT" => Field::Transport,
            b"SYSLOG_IDENTIFIER" => Field::Ident,
            b"_COMM" => Field::Comm,
            b"_PID" => Field::Pid,
            b"SYSLOG_PID" => Field::SyslogPid,
            b"UNIT" => Field::Unit,
            b"USER_UNIT" => Field::UserUnit,
            b"_SYSTEMD_UNIT" => Field::SystemdUnit,
            b"OBJECT_SYSTEMD_UNIT" | b"COREDUMP_UNIT" => Field::ObjectUnit,
            b"PRIORITY" => Field::Priority,
            // Collectors give it the name that they have for every text.
            b"MESSAGE" | b"message" => Field::Message,
            b"CONTAINER_NAME" => Field::ContainerName,
            b"CONTAINER_ID_FULL" => Field::ContainerId,
            _ => return None,
        })
    }

    /// Whether many entries have the same value: all but the text and the stamps.
    #[must_use]
    pub const fn comes_again(self) -> bool {
        !matches!(self, Field::Message | Field::SourceRealtime | Field::SourceMonotonic)
    }
}

/// An entry in the making.
#[derive(Clone, Debug, Default)]
pub struct Entry<'a> {
    /// Not read unless a clock or the boot is missing, since it only repeats them.
    cursor: Option<Cow<'a, [u8]>>,
    realtime: Option<i64>,
    source_realtime: Option<i64>,
    monotonic: Option<i64>,
    source_monotonic: Option<i64>,
    boot: Option<u128>,
    host: Option<Cow<'a, [u8]>>,
    kernel: bool,
    transport: bool,
    ident: Option<Cow<'a, [u8]>>,
    comm: Option<Cow<'a, [u8]>>,
    pid: Option<u32>,
    syslog_pid: Option<u32>,
    unit: [Option<Cow<'a, [u8]>>; 4],
    level: Option<Level>,
    message: Option<Cow<'a, [u8]>>,
    container_name: Option<Cow<'a, [u8]>>,
    container_id: Option<Cow<'a, [u8]>>,
}

impl<'a> Entry<'a> {
    /// An entry of a native journal, whose own clocks and boot stand beside its fields: microseconds since 1970 and
    /// since boot.
    #[must_use]
    pub fn stored(realtime_us: u64, monotonic_us: u64, boot: u128) -> Self {
        let nanos = |us: u64| i64::try_from(us).ok()?.checked_mul(1000);
        Entry { realtime: nanos(realtime_us), monotonic: nanos(monotonic_us), boot: Some(boot), ..Entry::default() }
    }

    /// Takes one field; of a repeated one the first value counts.
    pub fn set(&mut self, field: Field, value: Cow<'a, [u8]>) {
        match field {
            Field::Cursor => first(&mut self.cursor, value),
            Field::Realtime => self.realtime = unix::micros(&value),
            Field::SourceRealtime => self.source_realtime = unix::micros(&value),
            Field::Monotonic => self.monotonic = unix::micros(&value),
            Field::SourceMonotonic => self.source_monotonic = unix::micros(&value),
            Field::Boot => self.boot = boot_id(&value),
            Field::Host => first(&mut self.host, value),
            Field::Transport => (self.transport, self.kernel) = (true, &*value == b"kernel"),
            Field::Ident => first(&mut self.ident, value),
            Field::Comm => first(&mut self.comm, value),
            Field::Pid => self.pid = pid(&value),
            Field::SyslogPid => self.syslog_pid = pid(&value),
            Field::Unit => first(&mut self.unit[0], value),
            Field::UserUnit => first(&mut self.unit[1], value),
            Field::SystemdUnit => first(&mut self.unit[2], value),
            Field::ObjectUnit => first(&mut self.unit[3], value),
            Field::Priority => {
                self.level = number(&value).and_then(|n| u32::try_from(n).ok()).map(Level::from_priority)
            }
            Field::Message => first(&mut self.message, value),
            Field::ContainerName => first(&mut self.container_name, value),
            Field::ContainerId => first(&mut self.container_id, value),
        }
    }

    /// The cursor repeats boot, monotonic and real time in hexadecimal: `s=..;i=..;b=BOOT;m=MONO;t=REAL;x=..`.
    pub fn cursor(&mut self, cursor: &[u8]) {
        for part in cursor.split(|b| *b == b';') {
            let micros = |digits: &[u8]| i64::try_from(hexadecimal(digits)?).ok()?.checked_mul(1000);
            match part.split_at(part.len().min(2)) {
                (b"b=", id) => self.boot = self.boot.or_else(|| boot_id(id)),
                (b"m=", digits) => self.monotonic = self.monotonic.or_else(|| micros(digits)),
                (b"t=", digits) => self.realtime = self.realtime.or_else(|| micros(digits)),
                _ => {}
            }
        }
    }

    /// The entry, when the fields are those of one and not of some other object.
    #[must_use]
    pub fn whole(mut self) -> Option<Self> {
        let lacking = self.realtime.is_none() || self.monotonic.is_none() || self.boot.is_none();
        if let Some(cursor) = self.cursor.take().filter(|_| lacking) {
            self.cursor(&cursor);
        }
        self.is_entry().then_some(self)
    }

    fn is_entry(&self) -> bool {
        let told = self.boot.is_some() || self.transport || self.host.is_some();
        self.realtime.is_some() || (self.message.is_some() && told)
    }

    /// When it was sent: what journalctl's text modes print.
    fn time(&self) -> RawTime {
        let sent = if self.kernel { None } else { self.source_realtime };
        sent.or(self.realtime).or(self.source_realtime).map_or(RawTime::NONE, RawTime::utc)
    }

    /// The record of the fields.
    #[must_use]
    pub fn record(mut self, names: &Names) -> Record<'a> {
        // Programs that colour their output are stored with the colours.
        let text = ansi::stripped(self.message.take().unwrap_or_default());
        let mut labels = Vec::new();
        labels.extend(self.container_name.clone().map(|name| (names.container, name)));
        labels.extend(self.container_id.clone().map(|id| (names.container_id, id)));
        let time = self.time();
        let mut units = self.unit.into_iter().flatten();
        let unit = units.next();
        Record {
            time,
            since_boot_ns: self.source_monotonic.or(self.monotonic),
            boot: self.boot,
            host: self.host,
            ident: self.ident.or(self.comm).or(self.kernel.then_some(Cow::Borrowed(b"kernel"))),
            other_units: units.filter(|other| unit.as_ref() != Some(other)).collect(),
            unit,
            pid: self.pid.or(self.syslog_pid),
            level: self.level,
            message: text.clone(),
            text,
            labels,
            ..Record::default()
        }
    }
}

fn first<'a>(slot: &mut Option<Cow<'a, [u8]>>, value: Cow<'a, [u8]>) {
    if slot.is_none() {
        *slot = Some(value);
    }
}

fn pid(value: &[u8]) -> Option<u32> {
    number(value).and_then(|pid| u32::try_from(pid).ok())
}

/// 32 hexadecimal digits, with or without dashes.
#[must_use]
pub fn boot_id(text: &[u8]) -> Option<u128> {
    if text.len() == 32 {
        let (high, low) = text.split_at(16);
        return Some(u128::from(hexadecimal(high)?) << 64 | u128::from(hexadecimal(low)?));
    }
    let digits: Vec<u8> = text.iter().copied().filter(|b| *b != b'-').take(33).collect();
    (digits.len() == 32).then(|| boot_id(&digits)).flatten()
}

/// At most 16 digits.
fn hexadecimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 16 {
        return None;
    }
    text.iter().try_fold(0u64, |value, digit| Some(value << 4 | u64::from(HEX[usize::from(*digit)]?)))
}

/// The value of each hexadecimal digit.
const HEX: [Option<u8>; 256] = {
    let mut table = [None; 256];
    let mut digit = 0;
    while digit < 16 {
        table[b"0123456789abcdef"[digit] as usize] = Some(digit as u8);
        table[b"0123456789ABCDEF"[digit] as usize] = Some(digit as u8);
        digit += 1;
    }
    table
};
