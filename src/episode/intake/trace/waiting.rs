//! A finding that waits for the end of its trace.

use crate::episode::intake::segments::BootKey;
use crate::model::{Finding, Quote, RawTime};

/// Between two lines of one quote.
const AND: &str = " … ";

/// A finding whose place in time is known already, since that depends on the lines before it.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The finding.
    pub finding: Finding,
    /// Its time, or that of the record before.
    pub time: RawTime,
    /// Its boot.
    pub boot: BootKey,
}

impl Waiting {
    /// Quotes and dates it with the first line of its trace.
    pub(super) fn begin_with(&mut self, time: RawTime, first: &str) {
        let Finding { quote, time: own, .. } = &mut self.finding;
        // Of a first line that names nothing the line itself is told.
        if **quote != *first {
            let room = Quote::MAX.saturating_sub(quote.len() + AND.len());
            let end = (0..=room.min(first.len())).rev().find(|at| first.is_char_boundary(*at)).unwrap_or(0);
            *quote = [&first[..end], AND, quote].concat().into();
        }
        if time.clock == own.clock && time.is_some() {
            self.time.ns -= own.ns - time.ns;
            *own = time;
        }
    }
}
