//! What the bytes of a record mean: who stored it, when, and what the program said.
//!
//! ```text
//! Nov 14 02:57:18 node-3 k3s[1224]: time="2025-..." level=error msg="lookup quay.io: Try again"
//! envelope ------------------------ payload --------------------------------------------------
//! ```
//!
//! [`Dialect::sniff`] looks at the head of an input once; [`Dialect::decode`] then reads any record of it, in any
//! order. A new format is one file and one line in [`envelope::ENVELOPES`], [`payload::PAYLOADS`] or
//! [`document::DOCUMENTS`]. Where records start and end is `framing`'s business.

pub mod carets;
pub mod collected;
pub mod dialect;
pub mod document;
pub mod envelope;
pub mod fact;
pub mod json;
pub mod labels;
pub mod level;
pub mod logfmt;
pub mod margin;
pub mod names;
pub mod native;
pub mod objects;
pub mod opening;
pub mod order;
pub mod path;
pub mod payload;
pub mod section;
pub mod store;
pub mod stored_text;
pub mod unit;
pub mod wear;
pub mod yaml;

use std::borrow::Cow;

use crate::framing::Frame;
use crate::model::{Clock, Keys, Level, RawTime, Record};

pub use dialect::{Dialect, Sniffed};
pub use document::Document;
pub use labels::labels;
pub use names::{Label, Names};

/// What a parser of envelopes may rely on besides the line.
#[derive(Clone, Copy, Debug)]
pub struct Hints<'n> {
    /// Entity kinds by name.
    pub names: &'n Names,
    /// The input is known to be of this format: a shape that others share may be taken for it.
    pub own: bool,
    /// The input was printed without a host column (`journalctl --no-hostname`).
    pub no_host_column: bool,
}

/// A shape in which records are stored.
#[derive(Clone, Copy, Debug)]
pub struct Envelope {
    /// As `kascade formats` prints it.
    pub name: &'static str,
    /// How its lines form records.
    pub frame: Frame,
    /// Whether the record's text is again input for a payload.
    pub nests: bool,
    /// A look at the first bytes; `false` means that `parse` would fail.
    pub looks_like: fn(line: &[u8]) -> bool,
    /// Reads one record without its last newline; `None` when it is of another shape.
    pub parse: for<'a> fn(&'a [u8], Hints<'_>) -> Option<Record<'a>>,
}

/// A shape in which programs print.
#[derive(Clone, Copy, Debug)]
pub struct Payload {
    /// As `kascade formats` prints it.
    pub name: &'static str,
    /// Reads a program's line; `None` when it is of another shape.
    pub parse: for<'a> fn(&'a [u8]) -> Option<Inner<'a>>,
}

/// What a program's own header tells.
#[derive(Clone, Debug, Default)]
pub struct Inner<'a> {
    /// When, as far as printed.
    pub time: RawTime,
    /// How bad.
    pub level: Option<Level>,
    /// What a person would read.
    pub message: Cow<'a, [u8]>,
    /// Source file, without directories and line.
    pub source_file: Option<Cow<'a, [u8]>>,
    /// Process or thread id.
    pub pid: Option<u32>,
    /// Program or module.
    pub ident: Option<Cow<'a, [u8]>>,
    /// How the line names things by keys.
    pub keys: Keys,
    /// The header carries nothing that a rule needs: the record's text becomes the message.
    pub strip: bool,
}

/// A copy that borrows nothing.
fn owned(bytes: Cow<'_, [u8]>) -> Cow<'static, [u8]> {
    Cow::Owned(bytes.into_owned())
}

/// A record that borrows nothing, for text that had to be changed before it was read.
fn own_record(record: Record<'_>) -> Record<'static> {
    Record {
        time: record.time,
        since_boot_ns: record.since_boot_ns,
        inner_utc_ns: record.inner_utc_ns,
        boot: record.boot,
        host: record.host.map(owned),
        ident: record.ident.map(owned),
        unit: record.unit.map(owned),
        other_units: record.other_units.into_iter().map(owned).collect(),
        pid: record.pid,
        repeats: record.repeats,
        level: record.level,
        source_file: record.source_file.map(owned),
        text: owned(record.text),
        message: owned(record.message),
        labels: record.labels.into_iter().map(|(kind, value)| (kind, owned(value))).collect(),
        keys: record.keys,
        format: record.format,
        raw: &[],
    }
}

impl Inner<'_> {
    /// Whether a date is told: rows of tables begin with a time of day too.
    fn is_dated(&self) -> bool {
        !matches!(self.time.clock, Clock::None | Clock::TimeOfDay)
    }

    fn into_owned(self) -> Inner<'static> {
        Inner {
            time: self.time,
            level: self.level,
            message: owned(self.message),
            source_file: self.source_file.map(owned),
            pid: self.pid,
            ident: self.ident.map(owned),
            keys: self.keys,
            strip: self.strip,
        }
    }
}
