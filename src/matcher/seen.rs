//! What is noted of a record that nothing matched: enough for coverage, boots, clocks and restarts.

use crate::model::{Distinct, Level, RawTime, StreamSet};

/// Names met in a block, each once.
#[derive(Clone, Debug, Default)]
pub struct Names(Distinct<Box<[u8]>>);

impl Names {
    /// The index of a name.
    pub fn add(&mut self, name: &[u8]) -> u16 {
        let end = |byte: Option<&u8>| u64::from(byte.copied().unwrap_or(0));
        let hash = (name.len() as u64) << 16 | end(name.first()) << 8 | end(name.last());
        self.0.place(hash, |known| **known == *name, || name.into())
    }

    /// A name.
    #[must_use]
    pub fn get(&self, index: u16) -> &[u8] {
        self.0.get(index).map_or(b"", |n| n)
    }
}

/// One record, noted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Offset in the input.
    pub offset: u64,
    /// Time as printed.
    pub time: RawTime,
    /// The second clock of the line.
    pub since_boot_ns: Option<i64>,
    /// The program's own UTC.
    pub inner_utc_ns: Option<i64>,
    /// The offset from UTC that its stamp prints, nanoseconds.
    pub offset_ns: Option<i64>,
    /// A UTC stamp in the message, of something that mostly happened a moment before; of a record that counts from a boot,
    /// when it was printed.
    pub told_utc_ns: Option<i64>,
    /// Boot id.
    pub boot: Option<u128>,
    /// Host, in [`Names`].
    pub host: Option<u16>,
    /// Program, in [`Names`].
    pub ident: Option<u16>,
    /// Process id.
    pub pid: Option<u32>,
    /// Streams.
    pub streams: StreamSet,
    /// Level.
    pub level: Option<Level>,
    /// A unit that systemd speaks of, in [`Names`].
    pub restarted: Option<u16>,
    /// Whether a machine's controller wrote it, which lives on while the machine is off.
    pub of_controller: bool,
    /// Whether it is no record but a `-- Boot` line between records.
    pub is_boot_marker: bool,
}
