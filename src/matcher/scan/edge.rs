//! Lines that the report shows beside a change of boot.

use std::sync::Arc;

use super::note::CONTROLLER;
use crate::matcher::quoted::quoted;
use crate::model::{RawTime, Record};
use crate::text::sanitize;

/// A line beside a change of boot, kept for the report.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Offset in the input.
    pub offset: u64,
    /// Line, counted from the start of the piece's counted part.
    pub line: u64,
    /// Time as printed.
    pub time: RawTime,
    /// Host.
    pub host: Option<Box<[u8]>>,
    /// Unit or program.
    pub unit: Option<Box<str>>,
    /// Text.
    pub text: Arc<str>,
    /// Whether another boot follows; else it is the last line of its piece.
    pub boundary: bool,
}

impl Edge {
    /// That of a record; `None` when it has no time, or is no sign of the machine itself.
    #[must_use]
    pub fn of(record: &Record<'_>, offset: u64, line: u64, boundary: bool) -> Option<Edge> {
        let unit = record.unit.as_deref().or(record.ident.as_deref());
        (record.time.is_some() && record.format != CONTROLLER).then(|| Edge {
            offset,
            line,
            time: record.time,
            host: record.host.as_deref().map(Into::into),
            unit: unit.map(|u| sanitize::quote(u, 200)),
            text: quoted(record),
            boundary,
        })
    }
}
