//! A quote as an input has it.

use std::sync::Arc;

use crate::model::Place;

/// A quote before its time is known in UTC.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RawQuote {
    /// Nanoseconds on the run's clock.
    pub ns: i64,
    /// Where it stands.
    pub place: Place,
    /// The host that stored it.
    pub host: Option<Arc<str>>,
    /// Unit or program.
    pub unit: Option<Arc<str>>,
    /// Text.
    pub raw: Arc<str>,
    /// How far the printed time is ahead of `ns`, once that is on the axis of the host.
    pub ahead_ns: i64,
    /// By what the record is known in another input; 0 when there is none.
    pub text: u64,
}
