//! One signature that held on one record.

use std::sync::Arc;

use super::{ConditionId, Entity, RawTime, Repeats, SignatureId, Stamp};

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// Index of the input, in the order inputs were named.
    pub input: u32,
    /// Byte offset of the record in the decompressed input.
    pub offset: u64,
    /// Line number, from 1; in a native journal the number of the entry in its file.
    pub line: u64,
}

/// A record quoted as evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quote {
    /// When, as far as known.
    pub time: Option<Stamp>,
    /// Where it stands.
    pub place: Place,
    /// The host that stored it.
    pub host: Option<Arc<str>>,
    /// Unit or program.
    pub unit: Option<Arc<str>>,
    /// The record's text, at most [`Quote::MAX`] bytes, sanitised.
    pub raw: Arc<str>,
}

impl Quote {
    /// Bytes of a record that a quote keeps.
    pub const MAX: usize = 1200;
}

/// What a signature that held says, apart from when, where and how much: records that say the same share it.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Which condition it is a sign of.
    pub condition: ConditionId,
    /// Which signature held; an end signature ends the condition's episode instead.
    pub signature: SignatureId,
    /// Whether the signature is one of the condition's ends.
    pub ends: bool,
    /// The host that stored the record.
    pub host: Option<Box<str>>,
    /// The host it is about, when the text names another one.
    pub about_host: Option<Box<str>>,
    /// Unit or program.
    pub unit: Option<Box<str>>,
    /// What it is about; sorted, without duplicates.
    pub entities: Vec<Entity>,
    /// How sure the text is, from the signature and the stream.
    pub sure: f64,
}

/// One signature that held on one record: small, owned, with a bounded quote.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What it says.
    pub subject: Arc<Subject>,
    /// Named values that are no entities, by index into `rules/entities.toml` `values`.
    pub values: Vec<(u8, Box<str>)>,
    /// How long before it was printed the state began, nanoseconds, from the message itself.
    pub back_ns: i64,
    /// Time as printed.
    pub time: RawTime,
    /// Boot id, when the record carries one.
    pub boot: Option<u128>,
    /// Process id of who printed it.
    pub pid: Option<u32>,
    /// How often the record says that it happened.
    pub repeats: Repeats,
    /// Where the record stands.
    pub place: Place,
    /// Where the event begins that it tells of: its record, or the first one of a report that it is part of.
    pub event: u64,
    /// The record's text, sanitised and bounded.
    pub quote: Arc<str>,
    /// A hash of what the program wrote, by which the record is known in another input; 0 when there is no other.
    pub text: u64,
    /// Whether the record is of a unit that counts.
    pub counts: bool,
    /// Whether the record only goes on with what one before it began: a line of a stack trace.
    pub continues: bool,
    /// The first line of that trace, where it was found.
    pub first: Option<Arc<First>>,
}

/// The first line of a stack trace.
#[derive(Clone, Debug)]
pub struct First {
    /// Where its record begins in the input.
    pub offset: u64,
    /// Time as printed.
    pub time: RawTime,
    /// Its text, sanitised and bounded.
    pub quote: Arc<str>,
}
