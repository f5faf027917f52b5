//! A file of lines that was read in one piece: reading it again needs nothing to be found out a second time.
//!
//! A bundle may hold thousands of pod logs of a few KB, and before an incident all of them are read again.

use super::job::Job;
use super::watch::Watch;
use crate::format::Dialect;
use crate::matcher::Piece;

/// What the first reading found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Short {
    /// How its records are stored.
    pub dialect: Dialect,
    /// Offsets of the records that a signature holds on, rising.
    pub known: Vec<u64>,
}

impl Short {
    /// Shows the records of the whole text to `watch`.
    pub fn show(&self, job: &Job, text: &[u8], watch: &mut Watch<'_>) {
        let context = job.context(self.dialect);
        let all = (0, text.len());
        watch.piece(
            &context,
            &Piece { text, offset: 0, before: &[], own: all, counted: all, starts: None },
            &self.known,
        );
    }
}
